"""Agencies that a policy covers and gives no ladder, too short a ladder, or nobody at its end (CHK-09, CHK-25)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.elements import Element
from wayforward.core.policy.people import Agency, Post, PostKind
from wayforward.core.policy.stages import Stage
from wayforward.core.routing.rows import ANY
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import rows_on
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity

ELSEWHERE = re.compile(
    r"(other|another|neighbouring|different|out of|outside|cross)[- ](local )?(authorit|area|borough|count(y|ies)|"
    r"council|boundar|border|partnership|board)|cross-?bo(rder|undary)|out of area|placing authority",
    re.IGNORECASE,
)
SEAT = re.compile(r"representative|member", re.IGNORECASE)


def own_ladder(desk: Desk, agency: str) -> tuple[str, ...]:
    """The lines above the first talk on which an agency has people of its own, the stages' lines among them."""
    own = dict.fromkeys(row.line for row in desk.policy.routes if row.agency == agency and row.choice != "option")
    of_stages = {stage.line for stage in desk.ladder}
    climbed = [line for stage in desk.ladder if stage.tiers for line in stage.tiers.lines]
    return tuple(
        line for line in own if line not in ("pre", "0") and (line.isdecimal() or line in of_stages or line in climbed)
    )


def common_ladder(desk: Desk) -> tuple[str, ...]:
    """The lines of the ladder that are written once, for any agency."""
    of_stages = {stage.line for stage in desk.ladder}
    lines = dict.fromkeys(row.line for row in desk.policy.routes if row.agency == ANY and row.choice != "option")
    return tuple(line for line in lines if line not in ("pre", "0") and (line.isdecimal() or line in of_stages))


def with_ladders(desk: Desk) -> tuple[str, ...]:
    """The agencies with a ladder of their own; none where one ladder is for any agency."""
    return tuple(agency.id for agency in desk.policy.agencies if own_ladder(desk, agency.id))


def lines_that_are_missing(desk: Desk) -> Iterator[Finding]:
    """CHK-09: ladders that are shorter than the longest, stages without a leader, or no ladders at all."""
    climbing = {agency: _numbered(desk, agency) for agency in with_ladders(desk)}
    climbing = {agency: lines for agency, lines in climbing.items() if lines}
    if not with_ladders(desk):
        yield from _no_ladders(desk)
        return
    longest = max(map(len, climbing.values()), default=0)
    for agency, lines in climbing.items():
        if len(lines) < longest:
            yield _short(desk, agency, lines, longest, [a for a, its in climbing.items() if len(its) == longest])
    for stage in desk.ladder:
        if stage.line and stage.tiers is None:
            yield from _without_a_leader(desk, stage)


def _numbered(desk: Desk, agency: str) -> list[str]:
    lines = dict.fromkeys((*own_ladder(desk, agency), *common_ladder(desk)))
    return [line for line in lines if line.isdecimal()]


def _short(desk: Desk, agency: str, lines: list[str], longest: int, others: list[str]) -> Finding:
    top = [row for row in rows_on(desk.table, agency, max(lines, key=int)) if row.choice != "option"]
    has = f"{naming.count(len(lines))} line{'s' if len(lines) > 1 else ''}"
    top_titles = naming.titles(desk.policy, (post for row in top for post in row.posts))
    return Finding(
        rule="CHK-09",
        severity=Severity.HIGH,
        elements=(f"agency {agency}", *naming.named("route", top)),
        clauses=naming.of_rows(top),
        what=f"{desk.table.title(agency)}: {has} to go up, where the ladder of"
        f" {naming.all_of(desk.table.title(other) for other in others)} has {naming.count(longest)}.",
        why="A disagreement with this agency runs out of people sooner, whatever it is about.",
        example=f"On {naming.day(desk.friday)} {top_titles} cannot settle it, and no further line is named.",
        question=f"Who comes above {top_titles} at {desk.table.title(agency)}?",
    )


def _without_a_leader(desk: Desk, stage: Stage) -> Iterator[Finding]:
    rows = [row for row in desk.policy.routes if row.line == stage.line]
    having = {row.agency for row in rows}
    lacking = [agency for agency in desk.policy.agencies if agency.id not in having and _takes_part(desk, agency)]
    if ANY in having or not having or not lacking or _is_the_partnerships(desk, stage):
        return
    several = len(lacking) > 1
    yield Finding(
        rule="CHK-09",
        severity=Severity.HIGH,
        elements=(f"stage {stage.id}", *naming.named("route", rows)),
        clauses=naming.of_rows(rows),
        what=f"{naming.stage_name(stage)} names nobody for {naming.all_of(agency.title for agency in lacking)}.",
        why="What could not be settled lower down comes here, and for"
        f" {'these agencies' if several else 'this agency'} there is nobody to decide it.",
        example=f"A disagreement with {lacking[0].title} reaches {stage.label} on {naming.day(desk.friday)}, and nobody"
        " there answers for that agency.",
        question=f"Who answers for {'each of them' if several else lacking[0].title} at {stage.label}?",
    )


def _is_the_partnerships(desk: Desk, stage: Stage) -> bool:
    """Whether only the partnership's own people act and settle here, for every agency alike."""
    acting = [naming.post_id(words) for side in stage.acts.values() for words in side]
    settling = [naming.post_id(words) for words in stage.decision.by] if stage.decision else []
    posts = [desk.posts[id].of if id in desk.posts else id for id in (*acting, *settling)]
    return bool(settling) and set(posts) == {"partnership"}


def _takes_part(desk: Desk, agency: Agency) -> bool:
    """Whether an agency can be challenged: not the emergency services, which only have a number to ring."""
    return agency.told and not is_emergency(agency, desk)


def is_emergency(agency: Agency, desk: Desk) -> bool:
    """An agency that is only rung in an emergency, such as 999."""
    own = [row for row in desk.policy.routes if row.agency == agency.id]
    phones = {desk.posts[post].contact.phone for row in own for post in row.posts}
    return bool(own) and bool(phones & {"999", "112"} or agency.id == "emergency") and not own_ladder(desk, agency.id)


def _no_ladders(desk: Desk) -> Iterator[Finding]:
    rows = [
        row
        for row in desk.policy.routes
        if row.agency == ANY and row.line not in ("pre", "0") and row.choice != "option"
    ]
    named_there = dict.fromkeys(post for row in rows for post in row.posts)
    equivalents = [
        post for post in named_there if desk.posts[post].of == "responding" and desk.posts[post].role != "counterpart"
    ]
    if len(desk.ladder) < 2 or len(desk.policy.agencies) == 1:
        return
    named = f": the next contact is always {naming.persons(desk.policy, equivalents)}" if equivalents else ""
    posts = [desk.posts[post] for post in equivalents]
    yield Finding(
        rule="CHK-09",
        severity=Severity.MEDIUM,
        elements=naming.named("post", posts),
        clauses=naming.clauses(*(post.clauses for post in posts)),
        what=f"No agency has a ladder of its own{named}.",
        why="A worker who does not know the other agency from inside cannot tell who that is, and loses days asking.",
        example=f"On {naming.day(desk.friday)} a teacher who wants the right manager at the police finds no rank and"
        " no name.",
        question="Who is it, by title, at each agency and at each stage?",
    )


def agencies_left_out(desk: Desk) -> Iterator[Finding]:
    """CHK-25: agencies in scope that have no ladder, nobody at the last stage, or nobody who may go there for them."""
    if with_ladders(desk) and not common_ladder(desk):
        yield from _without_a_ladder(desk)
    else:
        yield from _without_an_executive(desk)
    yield from _without_a_seat(desk)
    yield from _no_other_area(desk)


def _without_a_ladder(desk: Desk) -> Iterator[Finding]:
    lacking = [a for a in desk.policy.agencies if not own_ladder(desk, a.id) and _takes_part(desk, a)]
    having = [a for a in desk.policy.agencies if own_ladder(desk, a.id)]
    if lacking:
        yield Finding(
            rule="CHK-25",
            severity=Severity.HIGH,
            elements=naming.named("agency", lacking),
            clauses=naming.clauses(*(agency.clauses for agency in (*lacking, *having))),
            what=f"{naming.all_of(a.title for a in lacking)}: in scope, and without a ladder. Only"
            f" {naming.all_of(a.title for a in having)} {'have' if len(having) > 1 else 'has'} one.",
            why="A concern about what any other agency does has nobody above the first talk.",
            example=f"On {naming.day(desk.friday)} the talk with {lacking[0].title} settles nothing, and no next"
            " contact is named.",
            question="Who answers above the first worker at every other agency that the policy covers?",
        )


def _without_an_executive(desk: Desk) -> Iterator[Finding]:
    """One ladder is for all, and its end names leaders of some agencies only."""
    for stage in desk.ladder[-1:]:
        rows = [row for row in desk.policy.routes if row.line == stage.line]
        posts = dict.fromkeys(
            [*(post for row in rows for post in row.posts), *map(naming.post_id, stage.acts.get("others", ()))]
        )
        kinds = {desk.posts[post].of: post for post in posts if post in desk.posts}
        lacking = [agency for agency in desk.policy.agencies if agency.id not in kinds and agency.told]
        having = [agency for agency in desk.policy.agencies if agency.id in kinds]
        if having and lacking and not {"raising", "responding", "each"} & kinds.keys():
            leaders = [desk.posts[kinds[agency.id]] for agency in having]
            yield Finding(
                rule="CHK-25",
                severity=Severity.MEDIUM,
                elements=(f"stage {stage.id}", *naming.named("agency", lacking)),
                clauses=naming.clauses(*(post.clauses for post in leaders)),
                what=f"{naming.all_of(agency.title for agency in lacking)}: nobody stands for them at {stage.label},"
                " where"
                f" {naming.titles(desk.policy, (post.id for post in leaders))} do for the others.",
                why="What these agencies know of the child or adult is not in the room where it is decided.",
                example=f"A disagreement with {lacking[0].title} comes to {stage.label} on"
                f" {naming.day(desk.friday)}, and no"
                " leader there answers for that agency.",
                question=f"Who stands for each of them at {stage.label}?",
            )


def _without_a_seat(desk: Desk) -> Iterator[Finding]:
    """A step runs through an agency's own member of the partnership, whom not every agency has."""
    for post in desk.policy.posts:
        if not _is_a_seat(post) or post.falls_to or post.equivalents:
            continue
        owed = [duty for duty in desk.duties if duty.kind not in (DutyKind.RESOLVE, DutyKind.CAP)]
        duties = [duty for duty in owed if post.id in map(naming.post_id, (*duty.who, *duty.to))]
        rows = [row for row in desk.policy.routes if post.id in row.posts]
        if duties or rows:
            clauses = naming.clauses(*(duty.clauses for duty in duties[:1])) or naming.of_rows(rows)
            yield Finding(
                rule="CHK-25",
                severity=Severity.MEDIUM,
                elements=(f"post {post.id}", *naming.named("duty", duties)),
                clauses=naming.clauses(clauses, post.clauses),
                what=f"{post.title}: an agency that has none, such as a small charity or a"
                " school, has nobody for this step.",
                why="Those who know a child or an adult best often work for the smallest agencies, and cannot get"
                " past it.",
                example=f"On {naming.day(desk.friday)} a playgroup is to go through such a person and has none.",
                question="Who stands in for an agency that has no such person?",
            )


def _is_a_seat(post: Post) -> bool:
    if post.of not in ("raising", "responding", "each") or post.kind is PostKind.BODY:
        return False
    return post.role == "agency_partnership_rep" or (
        post.role is None and bool(SEAT.search(post.title)) and "panel" not in post.title.lower()
    )


def _no_other_area(desk: Desk) -> Iterator[Finding]:
    if any(is_own(element) and ELSEWHERE.search(_words(element)) for _, element in desk.policy.elements()):
        return
    yield Finding(
        rule="CHK-25",
        severity=Severity.MEDIUM,
        elements=(),
        clauses=(),
        what="Nothing says what to do when the other worker belongs to another authority.",
        why="Children and adults at risk move between areas, and two areas that each wait for the other leave them"
        " in between.",
        example=f"On {naming.day(desk.friday)} a hospital here disagrees with a social worker of the next authority,"
        " and no"
        " policy says whose stages count.",
        question="Whose procedure is followed with another authority, and who takes it up there?",
        about="another authority",
    )


def _words(element: Element) -> str:
    """Everything an element says in words of its own."""
    said = [
        getattr(element, name, "")
        for name in ("id", "title", "label", "asks", "says", "enters_when", "note", "send_to")
    ]
    return " ".join(text for text in said if isinstance(text, str))


RULES = (
    ("CHK-09", lines_that_are_missing),
    ("CHK-25", agencies_left_out),
)
