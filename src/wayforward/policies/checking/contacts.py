"""People who are named and cannot be reached, ways to them that lead nowhere, and nobody for an emergency."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.facts import Fact
from wayforward.core.policy.papers import Guidance
from wayforward.core.policy.people import Post, PostKind
from wayforward.core.policy.routes import Route
from wayforward.core.routing.rows import ANY, around, is_rung
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import an_instant, stretches
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.ladders import with_ladders

OWN_LINE = frozenset(  # people whom every worker knows, or whom their own agency finds for them
    ("raiser", "supervisor", "line_manager", "senior_manager", "lead_fallback", "receiving_manager", "panel_member")
)
MANAGERS = re.compile(r"manager|supervisor|worker|practitioner|professional|colleague|person|tier", re.IGNORECASE)
EMERGENCY = frozenset(("999", "112"))
AT_ONCE = re.compile(r"urgent|immediate|emergency|danger|acute|at once", re.IGNORECASE)
RESCUE = re.compile(r"\b999\b|emergency services", re.IGNORECASE)
DUTY_TEAM = re.compile(r"police|emergency|out[- ]of[- ]hours|social care|children's services|mash|front door", re.I)


def can_be_reached(post: Post) -> bool:
    """Whether the policy gives a number, an address, or somebody through whom to go."""
    return has_contact(post) or post.via is not None


def has_contact(post: Post) -> bool:
    return bool(post.contact.phone or post.contact.email)


def posts_without_a_contact(desk: Desk) -> Iterator[Finding]:
    """CHK-10: people to ring or to tell, without a number, an address or a way to them.

    One finding for each agency's ladder, with its alternatives apart, and one for the leaders and the partnership.
    """
    groups: dict[tuple[str, Severity], dict[str, Post]] = {}
    for post, key in _wanting(desk):
        groups.setdefault(key, {})[post.id] = post
    for (agency, severity), posts in groups.items():
        yield _unreachable(desk, agency, severity, tuple(posts.values()))
    for post in desk.policy.posts:
        if has_contact(post) and "contact" in post.unstated:
            yield _partly_reachable(desk, post)


def _wanting(desk: Desk) -> Iterator[tuple[Post, tuple[str, Severity]]]:
    """Each post without a contact, with the group it is told in: an agency, or "" for all the others."""
    ladders = with_ladders(desk)
    for post in desk.policy.posts:
        if not _is_wanting(post, desk):
            continue
        rows = [row for row in desk.policy.routes if post.id in row.posts and not (row.via or row.how)]
        resting = [row for row in rows if row.choice in ("all", "either")]
        own = [row for row in rows if row.agency in ladders and not _of_leaders(row)]
        if not ladders:
            if resting or (rows and post.kind is PostKind.PERSON) or _is_told(post, desk):
                yield post, ("", Severity.HIGH)
        elif own:
            option = all(row.choice not in ("all", "either") for row in own)
            yield post, (own[0].agency, Severity.MEDIUM if option else Severity.HIGH)
        elif resting or _is_told(post, desk):
            yield post, ("", Severity.HIGH)


def _of_leaders(row: Route) -> bool:
    return is_rung(row.line) and not row.line.isdecimal() and row.line != "pre"


def _is_wanting(post: Post, desk: Desk) -> bool:
    if can_be_reached(post) or post.kind in (PostKind.MEETING, PostKind.PROCEDURE):
        return False
    if post.role in ("counterpart", "other_authority_leaders"):
        return False
    if post.of in ("raising", "responding", "each"):
        return not MANAGERS.search(post.title) if post.role is None else post.role not in OWN_LINE
    return not _is_blocked_only(post, desk)


def _is_blocked_only(post: Post, desk: Desk) -> bool:
    """Whether all that is missing is told already as a notice that cannot be sent (CHK-14)."""
    told = [duty for duty in desk.duties if post.id in map(naming.post_id, duty.to)]
    on_a_line = any(post.id in row.posts for row in desk.policy.routes)
    return bool(told) and all(duty.blocked for duty in told) and not on_a_line


def _is_told(post: Post, desk: Desk) -> bool:
    """Whether somebody must get hold of this post: a notice, an update, a form, or a place in a stage."""
    kinds = (DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.CONSULT, DutyKind.FORM, DutyKind.CONFIRM)
    owed = [duty for duty in desk.duties if duty.kind in kinds and post.kind is not PostKind.BODY]
    told = any(post.id in map(naming.post_id, (*duty.to, *duty.copies)) for duty in owed)
    acts = any(post.id in map(naming.post_id, who) for stage in desk.policy.stages for who in stage.acts.values())
    return told or (acts and post.of == "partnership")


def _unreachable(desk: Desk, agency: str, severity: Severity, posts: tuple[Post, ...]) -> Finding:
    titles = naming.titles(desk.policy, (post.id for post in posts))
    where = f"{desk.table.title(agency)}: no" if agency else "No"
    return Finding(
        rule="CHK-10",
        severity=severity,
        elements=naming.named("post", posts),
        clauses=naming.clauses(*(_clauses(post, agency, desk) for post in posts)),
        what=f"{where} telephone number, address or way in is given for {titles}.",
        why="A title without a number sends a worried worker to a switchboard, and at night to nobody.",
        example=_nobody_to_ring(desk, posts[0].title),
        question=f"Which number or shared mailbox reaches {titles if len(posts) == 1 else 'each of them'}?",
        about="" if severity is Severity.HIGH else "alternatives",
    )


def _clauses(post: Post, agency: str, desk: Desk) -> tuple[str, ...]:
    """What the post rests on in this group: its rows on the agency's ladder, or its own clauses."""
    rows = [r for r in desk.policy.routes if post.id in r.posts and r.agency == agency and not _of_leaders(r)]
    shared = tuple(clause for clause in post.clauses if clause in naming.of_rows(rows))
    return shared or post.clauses or naming.of_rows(rows)


def _partly_reachable(desk: Desk, post: Post) -> Finding:
    number = post.contact.phone or post.contact.email
    return Finding(
        rule="CHK-10",
        severity=Severity.MEDIUM,
        elements=(f"post {post.id}",),
        clauses=post.clauses,
        what=f"{post.title}: the text gives only part of the contact. What stands here, {number}, is not for every"
        " case.",
        why="Whoever needs the part that is missing reaches somebody who cannot help with this child or adult.",
        example=_nobody_to_ring(desk, post.title),
        question=f"Which number or shared mailbox of its own does {post.title} have in each case?",
        about="in part",
    )


def _nobody_to_ring(desk: Desk, title: str) -> str:
    at = an_instant(stretches((), desk.calendar), desk.calendar, desk.on)
    return f"On {moment(at)} the policy says {title} and gives nothing to dial." if at else ""


def ways_that_lead_nowhere(desk: Desk) -> Iterator[Finding]:
    """CHK-11: a contact who is reached only through somebody who has none, or who is being escalated past."""
    broken: dict[tuple[str, str, str], list[Route]] = {}
    for row in desk.policy.routes:
        for id in row.posts:
            via = row.via or desk.posts[id].via
            if via is not None and not row.how and not has_contact(desk.posts[id]) and (how := _fault(desk, row, via)):
                broken.setdefault((row.agency, row.line, f"{how} {via}"), []).append(row)
    for (agency, line, fault), rows in broken.items():
        how, _, via = fault.partition(" ")
        yield _nowhere(desk, agency, line, how, via, rows)


def _fault(desk: Desk, row: Route, via: str) -> str:
    """What is wrong with the way: "past", "round" or "broken"; empty where it leads to a number or an address."""
    ladder = desk.table.rows.ladder(row.agency) if row.agency != ANY else desk.table.rows.ladder(ANY)
    below, _ = around(ladder, row.line)
    met: list[str] = []
    step: str | None = via
    while step is not None and step in desk.posts:
        lower = [other for other in desk.policy.routes if other.line in below and other.agency in (row.agency, ANY)]
        if any(step in other.posts for other in lower):
            return "past"
        if has_contact(desk.posts[step]):
            return ""
        if step in met:
            return "round"
        met.append(step)
        step = desk.posts[step].via
    return "broken"


def _nowhere(desk: Desk, agency: str, line: str, how: str, via: str, rows: list[Route]) -> Finding:
    through = desk.posts[via]
    posts = list(dict.fromkeys(p for row in rows for p in row.posts if (row.via or desk.posts[p].via) == via))
    titles = naming.titles(desk.policy, posts)
    where = f"{desk.table.title(agency)}, {naming.line(desk.policy, line)}: " if agency != ANY else ""
    own = naming.clauses(*(desk.posts[post].clauses for post in posts))
    shared = tuple(clause for clause in through.clauses if clause in own or clause in naming.of_rows(rows))
    trouble = {
        "past": "who answers on a lower line and is the one being escalated past",
        "round": "who is reached only by coming back to where you started",
        "broken": "for whom no number or address is given",
    }[how]
    return Finding(
        rule="CHK-11",
        severity=Severity.HIGH,
        elements=(*naming.named("route", rows), *naming.named("post", [through])),
        clauses=shared if shared and how == "broken" else own or naming.of_rows(rows),
        what=f"{where}{titles} can be reached only through {through.title}, {trouble}.",
        why="If that one person is away, will not pass it on or is the problem, there is no way to anybody above.",
        example=_nobody_passes_it_on(desk, through.title),
        question=f"Which number reaches {titles} without asking {through.title}?",
    )


def _nobody_passes_it_on(desk: Desk, title: str) -> str:
    at = an_instant(stretches((), desk.calendar), desk.calendar, desk.on)
    return f"On {moment(at)} {title} does not answer, and the policy gives no other way in." if at else ""


def nobody_in_an_emergency(desk: Desk) -> Iterator[Finding]:
    """CHK-20: nothing in the text sends a child or adult in danger now to somebody who can come."""
    if _has_emergency_route(desk):
        return
    rows = [row for row in desk.policy.routes if not is_rung(row.line) and (row.takes_over or AT_ONCE.search(row.line))]
    facts = [fact for fact in desk.policy.facts if _is_urgent(fact)]
    duties = [duty for duty in desk.duties if _is_for_urgent(duty, {fact.id for fact in facts})]
    rests = [*rows, *duties] if rows or duties else [*facts]
    rung = [post for row in rows for post in row.posts]
    posts = dict.fromkeys([*rung, *(naming.post_id(word) for duty in duties for word in duty.to)])
    leads = naming.titles(desk.policy, posts)
    what = "Nothing says to ring 999 or the police when somebody is in danger now"
    if leads:
        what += f"; it leads to {leads}"
        what += "" if any(has_contact(desk.posts[p]) for p in posts if p in desk.posts) else ", and gives no number"
    elif facts:
        what += ", although some cases are called urgent"
    at = an_instant(stretches((), desk.calendar), desk.calendar, desk.on)
    yield Finding(
        rule="CHK-20",
        severity=Severity.HIGH,
        elements=(*naming.named("route", rows), *naming.named("duty", duties), *naming.named("fact", facts)),
        clauses=naming.clauses(*(element.clauses for element in rests)),
        what=f"{what}.",
        why="Stages, managers and notices take hours or days; somebody in danger now may not have them.",
        example=f"On {moment(at)} somebody who fears for a child's life finds no number to ring here." if at else "",
        question="Can the policy open with 999, and with whom to ring when it is urgent and not an emergency?",
    )


def _has_emergency_route(desk: Desk) -> bool:
    if any(is_own(row) and _rescues(desk, row) for row in desk.policy.routes):
        return True
    if any(_says_999(element) for element in desk.policy.guidance):
        return True
    if any(is_own(one) and RESCUE.search(f"{one.says} {one.send_to}") for one in desk.policy.scope):
        return True
    return any(is_own(duty) and RESCUE.search(duty.says) for duty in desk.duties)


def _rescues(desk: Desk, row: Route) -> bool:
    """Whether a row leads to 999, or for what is urgent to a police or duty team with a number."""
    posts = [desk.posts[post] for post in row.posts]
    if any(post.contact.phone in EMERGENCY or "999" in post.title for post in posts):
        return True
    urgent = row.takes_over is not None or (not is_rung(row.line) and AT_ONCE.search(row.line))
    return bool(urgent) and any(has_contact(post) and DUTY_TEAM.search(post.title) for post in posts)


def _says_999(guidance: Guidance) -> bool:
    return bool(guidance.clauses) and not guidance.assumptions and bool(RESCUE.search(guidance.says))


def _is_urgent(fact: Fact) -> bool:
    return is_own(fact) and bool(AT_ONCE.search(f"{fact.id} {fact.asks}"))


def _is_for_urgent(duty: Duty, facts: set[str]) -> bool:
    return duty.kind is DutyKind.NOTIFY and any(test in facts for test in duty.applies.facts())


RULES = (
    ("CHK-10", posts_without_a_contact),
    ("CHK-11", ways_that_lead_nowhere),
    ("CHK-20", nobody_in_an_emergency),
)
