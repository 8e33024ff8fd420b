"""Several people are named, or several ways, and nothing says which (CHK-18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wayforward.core.conditions import ALWAYS
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.people import Post, PostKind
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import MoveKind, Power
from wayforward.policies.checking import naming
from wayforward.policies.checking.contacts import can_be_reached
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.duties import side
from wayforward.policies.checking.finding import Finding, Severity

WHOEVER_HAS_IT = frozenset(("counterpart", "allocated_worker"))  # whichever of them has the case
WHY = "Two who are both named can each leave it to the other, and nobody then acts for the child or adult."


def contacts_without_a_choice(desk: Desk) -> Iterator[Finding]:
    """Rows that name several, or an alternative, and no rule to choose by: grouped by agency and kind of choice."""
    groups: dict[tuple[str, str, Severity], list[Route]] = {}
    for row in desk.policy.routes:
        if row.choose or "posts" in row.unstated or not is_own(row):
            continue
        kind, severity = _open_choice(desk, row)
        if kind:
            groups.setdefault((row.agency, kind, severity), []).append(row)
    for (_, kind, severity), rows in groups.items():
        yield _contacts(desk, kind, severity, rows)
    for row in desk.policy.routes:
        if "posts" in row.unstated and not row.choose:
            yield _whom_it_means(desk, row)


def _open_choice(desk: Desk, row: Route) -> tuple[str, Severity]:
    """The kind of choice that a row leaves open, and how much that matters; "" where it leaves none."""
    posts = _people(desk, row)
    if row.choice in ("all", "either") and len(posts) < 2:
        return "", Severity.LOW
    match row.choice:
        case "all":
            return "together", Severity.LOW
        case "either":
            return "either", Severity.LOW if _on_a_side(posts) or _gentle(desk, row, posts) else Severity.MEDIUM
        case "option" if len(posts) > 1 and row.agency != "any":
            return "either", Severity.LOW
        case "option" if posts and row.agency != "any" and _beside_another(desk, row) and not row.note:
            return "option", Severity.LOW
    return "", Severity.LOW


def _people(desk: Desk, row: Route) -> list[Post]:
    """Those of a row between whom somebody has to choose: not meetings, and not whoever has the case anyway."""
    posts = [desk.posts[post] for post in row.posts]
    others = [post for post in posts if post.kind not in (PostKind.MEETING, PostKind.PROCEDURE)]
    return [] if others and all(post.role in WHOEVER_HAS_IT for post in others) else others


def _on_a_side(posts: list[Post]) -> bool:
    return all(post.of == "raising" for post in posts)


def _gentle(desk: Desk, row: Route, posts: list[Post]) -> bool:
    """Where a wrong choice costs little: beside the ladder, or where whoever gives the way in settles it."""
    return row.line == "pre" or row.choice == "option" or all(can_be_reached(post) for post in posts)


def _beside_another(desk: Desk, row: Route) -> bool:
    """An alternative to somebody who is named outright on the same line."""
    return any(
        other.agency == row.agency and other.line == row.line and other.choice == "all" and other is not row
        for other in desk.policy.routes
    )


def _contacts(desk: Desk, kind: str, severity: Severity, rows: list[Route]) -> Finding:
    agency = desk.table.title(rows[0].agency) if rows[0].agency != "any" else ""
    said = []
    for row in rows:
        names = [naming.titles(desk.policy, [post.id]) for post in _people(desk, row)]
        said.append(naming.any_of(names) if kind == "either" else naming.all_of(names))
    named = "; ".join(dict.fromkeys(said))
    how = {
        "either": "no rule says which to go to",
        "together": "all are named, and nobody who leads",
        "option": "it “may” go there too, and nobody is named who decides",
    }[kind]
    return Finding(
        rule="CHK-18",
        severity=severity,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=naming.first_up(f"{f'{agency}: ' if agency else ''}{named}: {how}."),
        why=WHY,
        example=f"On {naming.day(desk.friday)} two workers with the same concern go to two different people.",
        question=f"Who comes first{f' at {agency}' if agency else ''}, and when is it the other?",
        about=kind,
    )


def _whom_it_means(desk: Desk, row: Route) -> Finding:
    titles = naming.titles(desk.policy, row.posts)
    where = f"{desk.table.title(row.agency)}, " if row.agency != "any" else ""
    return Finding(
        rule="CHK-18",
        severity=Severity.MEDIUM,
        elements=naming.named("route", [row]),
        clauses=row.clauses,
        what=naming.first_up(
            f"{where}{naming.place(desk.policy, row)}: the text does not say who is meant; it can be {titles}."
        ),
        why=WHY,
        example=f"On {naming.day(desk.friday)} one of them says that it is not for them, and the text does not"
        " settle it.",
        question=f"Whom does the text mean here: {naming.place(desk.policy, row)}?",
        about="who is meant",
    )


def duties_without_a_choice(desk: Desk) -> Iterator[Finding]:
    """A duty that two of one side owe, one that may go to either of two, and a choice of ways without a rule."""
    told = {row.posts for row in desk.policy.routes if _open_choice(desk, row)[0] == "either"}
    shared = [duty for duty in desk.duties if _owed_by_either(desk, duty) and duty.who not in told]
    if shared:
        yield _owed(desk, shared)
    for group in _together(_of_two_recipients(desk)):
        yield _told_either(desk, group)
    for duty in desk.duties:
        if duty.kind is DutyKind.DECIDE and len(duty.who) == 1:
            yield from _ways_to_choose(desk, duty)


def _owed_by_either(desk: Desk, duty: Duty) -> bool:
    posts = [desk.post(word) for word in duty.who]
    sides = {side(word, desk) for word in duty.who}
    if duty.kind in (DutyKind.RESOLVE, DutyKind.CAP) or len(duty.who) < 2 or "who" in duty.unstated:
        return False
    return len(sides) == 1 and None not in posts


def _owed(desk: Desk, duties: list[Duty]) -> Finding:
    owing = naming.persons(desk.policy, dict.fromkeys(word for duty in duties for word in duty.who))
    return Finding(
        rule="CHK-18",
        severity=Severity.LOW,
        elements=naming.named("duty", duties),
        clauses=naming.clauses(*(duty.clauses for duty in duties)),
        what=naming.first_up(f"{owing}: each of these steps is owed by one of them, and no rule says which."),
        why=WHY,
        example=f"On {naming.day(desk.friday)} each thinks that the other is doing it: “{duties[0].says}”",
        question="Which of them does it where there are both?",
        about="who owes it",
    )


def _of_two_recipients(desk: Desk) -> Iterator[Duty]:
    """Notices that the text gives to one of several, and only an assumption to each in its own cases."""
    notices = [duty for duty in desk.duties if duty.kind in (DutyKind.NOTIFY, DutyKind.UPDATE)]
    for duty in notices:
        shared = [other for other in notices if other.clauses == duty.clauses and other.when == duty.when]
        to = {other.to for other in shared if other.assumptions and other.applies != ALWAYS}
        if "to" in duty.unstated or (len(to) > 1 and duty.clauses and duty.assumptions and duty.applies != ALWAYS):
            yield duty


def _together(duties: Iterable[Duty]) -> list[list[Duty]]:
    """Duties that rest on one assumption, or on the same clauses, are one thing that the text leaves open."""
    groups: dict[tuple[str, ...], list[Duty]] = {}
    for duty in duties:
        groups.setdefault(duty.assumptions or duty.clauses or (duty.id,), []).append(duty)
    return list(groups.values())


def _told_either(desk: Desk, duties: list[Duty]) -> Finding:
    told = naming.persons(desk.policy, dict.fromkeys(word for duty in duties for word in duty.to))
    return Finding(
        rule="CHK-18",
        severity=Severity.MEDIUM,
        elements=naming.named("duty", duties),
        clauses=naming.clauses(*(duty.clauses for duty in duties)),
        what=naming.first_up(f"{told}: one of them is to be told, and no rule says which."),
        why="Each board can take it that the other was told, and neither then sees the case.",
        example=f"On {naming.day(desk.friday)} a case about a child and an adult of one household is told to one of"
        " them only.",
        question="Which of them is told when, and when are they all?",
        about="who is told",
    )


def _ways_to_choose(desk: Desk, duty: Duty) -> Iterator[Finding]:
    """Somebody chooses between ways to go on, and no condition says when it is which; or nobody says who chooses."""
    stages = [
        desk.stages[name] for o in duty.done_by if (name := o.removesuffix(" begins")) in desk.stages and o != name
    ]
    events = [event for event in desk.policy.events if event.id in duty.done_by]
    froms = {when.removesuffix(" begins") for when in duty.when}
    to = {stage.id for stage in stages}
    moves = [move for stage, move in desk.moves() if stage.id in froms and move.to in to]
    unsettled = all(move.when == ALWAYS for move in moves)
    ways = [naming.stage_name(stage) for stage in stages] or [event.says for event in events]
    if len(ways) < 2 or (stages and not unsettled):
        return
    decider = naming.person(desk.policy, duty.who[0])
    unsure = "who" in duty.unstated
    yield Finding(
        rule="CHK-18",
        severity=Severity.MEDIUM if unsure or events else Severity.LOW,
        elements=(*naming.named("duty", [duty]), *naming.named("move", moves)),
        clauses=duty.clauses,
        what=naming.first_up(
            f"{decider} chooses between these, and nothing says by what: {'; '.join(ways)}."
            if not unsure
            else f"the text does not say who chooses between these, or by what: {'; '.join(ways)}."
        ),
        why="Two like cases can go two ways, and nobody can prepare for the one that protects the person best.",
        example=f"Two like cases on {naming.day(desk.friday)} go two different ways, and neither side can say why.",
        question=f"When is it {ways[0]}, and who says so?",
        about="by what",
    )


def deciders_without_a_choice(desk: Desk) -> Iterator[Finding]:
    """Several who decide, where only an assumption says whose word counts."""
    stages = [
        stage
        for stage in desk.policy.stages
        if stage.decision is not None
        and stage.decision.power is Power.DECIDES
        and len(stage.decision.by) > 1
        and (stage.decision.assumptions or "rule" in stage.decision.unstated or stage.decision.rule == "any")
        and stage in desk.ladder
    ]
    for stage in stages:
        by = naming.persons(desk.policy, stage.decision.by if stage.decision else ())
        yield Finding(
            rule="CHK-18",
            severity=Severity.MEDIUM,
            elements=(f"stage {stage.id}",),
            clauses=stage.decision.clauses if stage.decision else (),
            what=f"{naming.stage_name(stage)}: {by} are to decide, and nothing says which of them does.",
            why="A decision that everybody may make is made by nobody, and the case waits at its last stage.",
            example=f"On {naming.day(desk.friday)} two leaders of the two agencies in dispute each wait for the"
            " other to decide.",
            question="Which of them decides: the one whose agency is challenged, all together, or somebody else?",
            about="who decides",
        )


def moves_without_a_mover(desk: Desk) -> Iterator[Finding]:
    """A jump that the text allows without saying who may make it."""
    seen: dict[tuple[str, ...], list[str]] = {}
    for _, move in desk.moves():
        if "by" in move.unstated and is_own(move):
            seen.setdefault((move.to, *move.clauses), []).append(move.id)
    for (to, *clauses), ids in seen.items():
        jump = any(move.kind in (MoveKind.SKIP, MoveKind.LAST) for _, move in desk.moves() if move.id in ids)
        yield Finding(
            rule="CHK-18",
            severity=Severity.MEDIUM,
            elements=tuple(f"move {id}" for id in ids),
            clauses=tuple(clauses),
            what=f"Nobody is named who may take it {'straight ' if jump else ''}to"
            f" {naming.stage_name(desk.stages[to])}.",
            why="A worker who is told that it is not for them to do waits for somebody who may, with the risk"
            " unchanged.",
            example=f"On {naming.day(desk.friday)} a practitioner wants to go straight there, and their manager is"
            " on leave.",
            question=f"Who may take a case to {desk.stages[to].label}: the worker, their lead or only a senior"
            " manager?",
            about="who may",
        )


RULES = (
    ("CHK-18", contacts_without_a_choice),
    ("CHK-18", duties_without_a_choice),
    ("CHK-18", deciders_without_a_choice),
    ("CHK-18", moves_without_a_mover),
)
