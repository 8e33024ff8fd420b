"""What a careful policy asks of somebody, and this one asks of nobody (CHK-16)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import rows_on
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.duties import LIMITS, side
from wayforward.policies.checking.finding import Finding, Severity

OVER = re.compile(r"^(closed|settled|resolved|decided|not decided|a stage ends|resolution agreed)|"
                  r" (ends|resolved|settled|decided)$")  # fmt: skip
FILE = re.compile(
    r"\bfiles?\b|case (file|record|note)s?|"
    r"(child|adult|person|famil|patient|client|pupil|user)\w*['’]s? (own )?(case )?records?",
    re.IGNORECASE,
)
REVIEWING = ("iro", "cro")
REVIEWERS = re.compile(r"reviewing officer|\bIRO\b|conference chair", re.IGNORECASE)
YOUNG = frozenset(("child", "young-person", "unborn"))


def duties_that_are_missing(desk: Desk) -> Iterator[Finding]:
    """CHK-16: what a careful policy asks of somebody, and this one asks of nobody."""
    duties = [duty for duty in desk.duties if duty.kind not in LIMITS]
    if not any(_tells_the_outcome(duty) for duty in duties):
        yield _absent(desk, "the outcome", Severity.MEDIUM, "Nobody has to tell the worker who raised it how it ended.",
            "The worker who saw the risk is the first to notice when what was agreed does not happen.",
            "Who tells the worker who raised it, and by when?")  # fmt: skip
    if not any(_answers(duty, desk) for duty in duties):
        yield _absent(desk, "an answer", Severity.MEDIUM,
            "The agency that is challenged has no duty to answer or to look at its decision again.",
            "Silence is the commonest answer to a challenge, and the risk to the child or adult stays as it was.",
            "By when must the agency that is challenged answer, and say whether it has looked again?")  # fmt: skip
    if not any(_goes_on_the_file(duty) for duty in duties):
        yield _absent(desk, "the file", Severity.MEDIUM,
            "Nobody has to put the disagreement on the file of the child or adult.",
            "The next worker who opens the file sees nothing of the concern, and it has to be found anew.",
            "On whose file is it recorded, and by whom?")  # fmt: skip
    if not _other_side_takes_part(desk, duties):
        yield _absent(desk, "the other side", Severity.MEDIUM,
            "Nobody has to tell the other side that it goes up.",
            "People who learn from above that they were complained about defend themselves first.",
            "Who tells the worker who was challenged that it goes up?")  # fmt: skip
    yield from _the_reviewing_officer(desk, duties)
    yield from _the_partnership(desk, duties)


def _absent(desk: Desk, about: str, severity: Severity, what: str, why: str, question: str) -> Finding:
    return Finding(
        rule="CHK-16",
        severity=severity,
        elements=(),
        clauses=(),
        what=what,
        why=why,
        example=f"A case that ends or goes up on {naming.day(desk.friday)} shows no such duty.",
        question=question,
        about=about,
    )


def _tells_the_outcome(duty: Duty) -> bool:
    told = {naming.post_id(word) for word in (*duty.to, *duty.copies)}
    ends = any(OVER.search(when) for when in duty.when)
    return duty.kind is not DutyKind.RECORD and ends and bool(told & {"raiser", "all involved"})


def _answers(duty: Duty, desk: Desk) -> bool:
    """Whether the side that is challenged owes an answer while it is still open."""
    if any(o == "response" or o.startswith("response ") for o in duty.done_by):
        return True
    owed = any(word == "counterpart" or side(word, desk) == "responding" for word in duty.who)
    back = {naming.post_id(word) for word in duty.to}
    to_them = "raiser" in back or any(side(word, desk) == "raising" for word in duty.to)
    ends = any(OVER.search(when) for when in duty.when)
    return owed and to_them and not ends and duty.kind in (DutyKind.CONFIRM, DutyKind.NOTIFY, DutyKind.DECIDE)


def _goes_on_the_file(duty: Duty) -> bool:
    if duty.kind not in (DutyKind.RECORD, DutyKind.FORM):
        return False
    return "each agency" in duty.who or bool(FILE.search(f"{duty.says} {duty.id.replace('-', ' ')}"))


def _other_side_takes_part(desk: Desk, duties: list[Duty]) -> bool:
    """Whether the other agency comes into it above the first stage: its ladder, its people, or a notice to them."""
    above = desk.ladder[1:]
    if not above:
        return True
    if any(stage.acts.get("responding") or stage.tiers for stage in above):
        return True
    if any(row.agency != "any" or any(desk.posts[p].of in ("responding", "each") for p in row.posts)
           for stage in above if stage.line for row in desk.policy.routes if row.line == stage.line):  # fmt: skip
        return True
    told = {naming.post_id(word) for duty in duties for word in (*duty.to, *duty.copies)}
    return bool(told & {"counterpart", "all involved", "each agency"}) or any(
        post.of in ("responding", "each") for id in told if (post := desk.posts.get(id))
    )


def _the_reviewing_officer(desk: Desk, duties: list[Duty]) -> Iterator[Finding]:
    """A child with a plan has a reviewing officer, who is to hear of a dispute about the child."""
    if not YOUNG & set(desk.policy.subjects):
        return
    officers = [post for post in desk.policy.posts if post.role in REVIEWING or REVIEWERS.search(post.title)]
    ids = {post.id for post in officers}
    if any(naming.post_id(word) in ids for duty in duties for word in (*duty.to, *duty.copies, *duty.who)):
        return
    if any(naming.post_id(word) in ids for stage in desk.policy.stages for who in stage.acts.values() for word in who):
        return
    titles = naming.first_up(naming.titles(desk.policy, (post.id for post in officers)))
    what = f"{titles}: somebody to raise it with, and never told, for a child with a protection plan or in care."
    finding = _absent(desk, "the reviewing officer", Severity.LOW,
        what if officers else "The reviewing officer of a child with a protection plan or in care is never told.",
        "The officer who reviews the plan decides without knowing that professionals disagree about it.",
        "Who tells the reviewing officer, and at which stage?")  # fmt: skip
    clauses = naming.clauses(*(post.clauses for post in officers))
    yield replace(finding, elements=naming.named("post", officers), clauses=clauses)


def _the_partnership(desk: Desk, duties: list[Duty]) -> Iterator[Finding]:
    """The partnership keeps a log of what nobody has to tell it, or is told for one agency and not for another."""
    office = {post.id for post in desk.policy.posts if post.of == "partnership"}
    told = [duty for duty in duties if office & {naming.post_id(word) for word in (*duty.to, *duty.copies)}]
    acts = any(
        naming.post_id(word) in office for stage in desk.policy.stages for who in stage.acts.values() for word in who
    )
    rung = any(post in office for row in desk.policy.routes for post in row.posts)
    if not told and not acts and not rung:
        yield _absent(desk, "the partnership", Severity.MEDIUM,
            "The partnership is never told that there is a disagreement.",
            "A partnership that hears of no disagreement cannot see where children or adults are failed again and"
            " again.",
            "Who tells the partnership, and at which stage?")  # fmt: skip
    records = [duty for duty in duties if duty.kind is DutyKind.RECORD]
    logs = [duty for duty in records if office & {naming.post_id(word) for word in duty.who}]
    unfed = [log for log in logs if not _is_fed(desk, log, told)]
    yield from (_nothing_tells_them(desk, log) for log in unfed[:1])
    yield from _told_for_one_agency(desk, told)


def _is_fed(desk: Desk, log: Duty, told: list[Duty]) -> bool:
    """Whether somebody tells the partnership by the time its log begins."""
    begins = min((_height(desk, when) for when in log.when), default=0)
    heights = [
        _height(desk, when)
        for duty in told
        for when in duty.when
        if duty.applies.tests == () and duty.applies.any_of == ()
    ]
    return any(height <= begins for height in heights)


def _height(desk: Desk, when: str) -> int:
    """How high on the ladder an occurrence can first come: 0 is the first stage."""
    ladder = [stage.id for stage in desk.ladder]
    formal = [i for i, stage in enumerate(desk.ladder) if stage.formal]
    match when:
        case "raised" | "concern raised" | "a stage begins" | "discussion" | "a stage ends" | "a line begins":
            return 0
        case "a formal stage begins":
            return formal[0] if formal else 0
        case "closed" | "settled" | "resolved" | "decided":
            return len(ladder)
    stage = next((name for name in desk.stages if when.startswith(f"{name} ")), None)
    return ladder.index(stage) if stage in ladder else len(ladder)


def _nothing_tells_them(desk: Desk, log: Duty) -> Finding:
    who = naming.persons(desk.policy, log.who)
    return Finding(
        rule="CHK-16",
        severity=Severity.MEDIUM,
        elements=naming.named("duty", [log]),
        clauses=log.clauses,
        what=naming.first_up(
            f"{who}: keeps a log of escalations, and nobody has to tell them of one until the last stage."
        ),
        why="A log that is not told of most cases shows a partnership in which nobody disagrees.",
        example=f"A case that is raised on {naming.day(desk.friday)} and settled early never reaches the log.",
        question=f"Who tells {who}, and when?",
        about="the log",
    )


def _told_for_one_agency(desk: Desk, told: list[Duty]) -> Iterator[Finding]:
    """A notice that is owed when one agency's line is reached, and not when the same line of another is."""
    for duty in told:
        for when in duty.when:
            words = when.split()
            if len(words) != 5 or words[0] != "line" or words[2] != "of" or words[4] != "begins":
                continue
            line, agency = words[1], words[3]
            others = [
                other
                for other in desk.policy.agencies
                if other.id != agency and any(row.agency == other.id for row in rows_on(desk.table, other.id, line))
            ]
            without = [o for o in others if not any(w == f"line {line} of {o.id} begins" for d in told for w in d.when)]
            if without:
                yield Finding(
                    rule="CHK-16",
                    severity=Severity.LOW,
                    elements=naming.named("duty", [duty]),
                    clauses=naming.clauses(
                        duty.clauses, *(r.clauses for o in without for r in rows_on(desk.table, o.id, line))
                    ),
                    what=f"{naming.first_up(naming.persons(desk.policy, duty.to))}: told when line {line} of"
                    f" {desk.table.title(agency)} is reached, and nobody is told at line {line} of"
                    f" {naming.all_of(o.title for o in without)}.",
                    why="Two like disagreements come to the same height, and the partnership hears of one of them.",
                    example=f"On {naming.day(desk.friday)} line {line} of {without[0].title} is reached, and no"
                    " notice is owed.",
                    question=f"Who at the partnership is told at line {line} of"
                    f" {naming.all_of(o.title for o in without)}?",
                    about=f"line {line}",
                )


RULES = (("CHK-16", duties_that_are_missing),)
