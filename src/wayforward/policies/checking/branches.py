"""Questions whose one answer leads on and whose other leads to nobody and nothing (CHK-37)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.conditions import ALWAYS, Facts
from wayforward.core.policy.elements import Element
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Field, FieldKind
from wayforward.core.policy.people import Post, PostKind
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import MoveKind, Power
from wayforward.core.routing.given import ALWAYS_KNOWN
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import (
    Case,
    Stretch,
    an_instant,
    cases,
    combinations,
    found,
    hours_of,
    openings,
    rows_on,
    tests_of,
)
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.ladders import own_ladder

AGREEING = re.compile(r"\bagree|\bconsent|\baccept|\bdecided\b|go on|next step", re.IGNORECASE)
PARTIES = frozenset(("subject", "raising", "responding", "stage"))
NEGATIVE = re.compile(r"\b(not|no|neither|never|refus\w*|declin\w*|disagree\w*|against)\b", re.IGNORECASE)
HELPS = {Power.MEDIATES: "mediation", Power.FACILITATES: "this help", Power.RECOMMENDS: "the answer given here"}


def branches_without_an_otherwise(desk: Desk) -> Iterator[Finding]:
    """CHK-37: a question whose one answer leads on and whose other leads to nobody and nothing."""
    yield from _contacts_of_one_branch(desk)
    yield from _better_off_in_conflict(desk)
    yield from _procedures_that_fail(desk)
    yield from _stages_of_one_branch(desk)
    yield from _help_that_fails(desk)
    yield from _no_to_a_question(desk)


def _contacts_of_one_branch(desk: Desk) -> Iterator[Finding]:
    """A line that at some hour has somebody for one answer to a question and nobody for the other."""
    for agency in desk.table.kinds:
        for line in desk.table.rows.lines(agency):
            rows = [row for row in rows_on(desk.table, agency, line) if row.choice != "option"]
            asked = {test.fact for row in rows for test in tests_of(row.when)} - PARTIES
            if asked and _is_climbed(desk, agency, line) and not any(row.status for row in rows):
                left = _left_out(desk, agency, line)
                if left is not None:
                    yield _nobody_for(desk, agency, line, rows, left, asked)


def _is_climbed(desk: Desk, agency: str, line: str) -> bool:
    return line.isdecimal() or line in own_ladder(desk, agency)


def _left_out(desk: Desk, agency: str, line: str) -> tuple[Case, tuple[Stretch, ...]] | None:
    """A case that has nobody at hours at which a like one, about the same kind of person, has somebody."""
    every = cases(desk.policy, desk.table, agency, line)
    for windows, some in openings(hours_of(desk.table, agency, desk.calendar)).items():
        served = [case for case in every if found(desk.table, agency, line, case, windows).rows]
        whom = [case.facts.get("subject") for case in served]
        for case in every:
            if case not in served and case.facts.get("subject") in whom:
                return case, some
    return None


def _nobody_for(
    desk: Desk, agency: str, line: str, rows: list[Route], left: tuple[Case, tuple[Stretch, ...]], asked: set[str]
) -> Finding:
    case, some = left
    told = _answers_told(desk, {name: values for name, values in case.facts.items() if name in asked})
    at = an_instant(some, desk.calendar, desk.on)
    where = f"{desk.table.title(agency)}, {naming.line(desk.policy, line)}"
    return Finding(
        rule="CHK-37",
        severity=Severity.MEDIUM,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=f"{where}: nobody is named where {told}.",
        why="The case that the text did not think of is the one in which somebody stands there with nobody to ring.",
        example=f"On {moment(at)} such a case comes to {where}, and no contact fits it." if at else "",
        question=f"Who answers where {told}?",
        about=f"{agency} {line}",
    )


def _answers_told(desk: Desk, facts: Facts) -> str:
    """Facts in words: "the answer to “Is it urgent?” is no", "“Which plan?” is “Child protection”"."""
    told = []
    for fact in desk.policy.facts:
        for value in sorted(facts.get(fact.id, ())):
            says = next((option.says for option in fact.options if option.id == value), value)
            told.append(
                f"the answer to “{fact.asks}” is “{says}”" if fact.options else f"the answer to “{fact.asks}” is {says}"
            )
    told += [f"the {name} is {'/'.join(sorted(values))}" for name, values in facts.items() if name in ALWAYS_KNOWN]
    return naming.all_of(told) or "the conditions are not met"


def _better_off_in_conflict(desk: Desk) -> Iterator[Finding]:
    """Somebody higher answers where the first contact has a conflict, and never where that contact merely refuses."""
    for agency in desk.table.kinds:
        ladder = desk.table.rows.ladder(agency)
        for line in ladder:
            rows = [row for row in rows_on(desk.table, agency, line) if row.agency == agency and row.choice != "option"]
            for fact in desk.policy.facts:
                yes, no = _branches(rows, fact)
                first = [desk.posts[post] for row in no for post in row.posts]
                about = [post for post in first if post.title.casefold() in fact.asks.casefold()]
                if yes and about and not _offered_later(desk, agency, line, ladder, yes, about):
                    yield _not_offered(desk, agency, fact, yes, no, about)


def _branches(rows: list[Route], fact: Fact) -> tuple[list[Route], list[Route]]:
    """The rows for yes and the rows for no, of a yes-or-no question."""
    if fact.kind is not FactKind.YES_NO:
        return [], []

    def answers(row: Route) -> set[bool]:
        return {test.negated != ("yes" in test.values) for test in tests_of(row.when) if test.fact == fact.id}

    return [row for row in rows if answers(row) == {True}], [row for row in rows if answers(row) == {False}]


def _offered_later(
    desk: Desk, agency: str, line: str, ladder: tuple[str, ...], yes: list[Route], about: list[Post]
) -> bool:
    posts = {post for row in yes for post in row.posts}
    if posts & {fallback for post in about for fallback in post.falls_to}:
        return True
    later = ladder[ladder.index(line) + 1 :]
    above = {post for other in later for row in rows_on(desk.table, agency, other) for post in row.posts}
    return bool(posts & above)


def _not_offered(desk: Desk, agency: str, fact: Fact, yes: list[Route], no: list[Route], about: list[Post]) -> Finding:
    higher = naming.any_of(desk.posts[post].title for row in yes for post in row.posts)
    first = about[0].title
    return Finding(
        rule="CHK-37",
        severity=Severity.MEDIUM,
        elements=naming.named("route", (*no, *yes)),
        clauses=naming.of_rows((*no, *yes)),
        what=f"{desk.table.title(agency)}: {higher} are offered only where the answer to “{fact.asks}” is yes, and"
        " never"
        f" where the {first} simply does not settle it.",
        why=f"A {first} who says no is then the end of that line, whatever others there could do for the child or"
        " adult.",
        example=f"On {naming.day(desk.friday)} the {first} does not agree, the answer is no, and nobody above is"
        " offered.",
        question=f"Who at {desk.table.title(agency)} is asked when the {first} does not settle it?",
        about=fact.id,
    )


def _procedures_that_fail(desk: Desk) -> Iterator[Finding]:
    """The top of a ladder is only another procedure, and the stage after it names nobody for that agency."""
    for agency in desk.policy.agencies:
        lines = [line for line in own_ladder(desk, agency.id) if line.isdecimal()]
        top = [
            row for row in desk.policy.routes if lines and row.agency == agency.id and row.line == max(lines, key=int)
        ]
        only = top and all(
            desk.posts[post].kind in (PostKind.PROCEDURE, PostKind.MEETING) for row in top for post in row.posts
        )
        if only and not _leader_after(desk, agency.id):
            titles = naming.titles(desk.policy, (post for row in top for post in row.posts))
            yield Finding(
                rule="CHK-37",
                severity=Severity.HIGH,
                elements=naming.named("route", top),
                clauses=naming.of_rows(top),
                what=f"{agency.title}: when the {titles} does not settle it there is no next step, and the stage"
                " above names"
                " nobody for this agency.",
                why="A procedure can take weeks and end in nothing, and the child or adult has waited for it.",
                example=f"The procedure that was begun on {naming.day(desk.friday)} ends without a result, and no"
                " further"
                " contact is named.",
                question=f"Who takes it up at {agency.title} when the {titles} settles nothing?",
            )


def _leader_after(desk: Desk, agency: str) -> bool:
    """Whether some stage above the ladder names somebody for this agency."""
    later = [stage.line for stage in desk.ladder if stage.line and not stage.line.isdecimal()]
    return any(row.agency in (agency, "any") for row in desk.policy.routes if row.line in later)


def _stages_of_one_branch(desk: Desk) -> Iterator[Finding]:
    """A stage that some cases may leave upwards, and others may not."""
    for stage in desk.ladder:
        ways = [move for move in stage.moves if move.kind is not MoveKind.BACK and move.automatic is None]
        if not ways or stage is desk.ladder[-1] or any(move.when == ALWAYS for move in ways):
            continue
        every = combinations(desk.policy, [move.when for move in ways])
        stuck = [facts for facts in every if not any(move.when.holds(facts) for move in ways)]
        if stuck:
            told = _answers_told(desk, stuck[0])
            yield Finding(
                rule="CHK-37",
                severity=Severity.MEDIUM,
                elements=(f"stage {stage.id}", *naming.named("move", ways)),
                clauses=naming.clauses(*(move.clauses for move in ways)) or stage.clauses,
                what=f"{naming.stage_name(stage)}: no next step where {told}.",
                why="A case that fits none of the conditions stays where it is, and nobody has to move it.",
                example=f"On {naming.day(desk.friday)} such a case is not settled at {stage.label}, and no way leads"
                " on.",
                question=f"What comes after {stage.label} where {told}?",
            )


def _help_that_fails(desk: Desk) -> Iterator[Finding]:
    """Mediation and the like, after which the text has no next step when it settles nothing."""
    for stage in desk.policy.stages:
        decision = stage.decision
        if decision is None or decision.power not in HELPS:
            continue
        if any(move.kind is not MoveKind.BACK and is_own(move) for move in stage.moves):
            continue
        help = HELPS[decision.power]
        yield Finding(
            rule="CHK-37",
            severity=Severity.MEDIUM,
            elements=(f"stage {stage.id}",),
            clauses=decision.clauses or stage.clauses,
            what=f"{naming.stage_name(stage)}: when {help} settles nothing there is no next step.",
            why="Everybody has spoken, nobody has decided, and nothing has changed for the child or adult.",
            example=f"On {naming.day(desk.friday)} both sides leave with the view that they came with.",
            question=f"What happens when {help} settles nothing?",
        )


def _no_to_a_question(desk: Desk) -> Iterator[Finding]:
    """A step that asks for agreement or a decision, with no word on what follows a no."""
    for form in desk.policy.forms:
        for field in form.fields:
            negative = [
                option.says
                for option in field.options
                if NEGATIVE.search(f"{option.says} {option.id.replace('-', ' ')}")
            ]
            if (
                field.kind is not FieldKind.CHOICE
                or not negative
                or not _asks_to_agree(field)
                or not _matters(desk, form, field)
            ):
                continue
            needed = [m for _, m in desk.moves() if any(n.name == field.id for n in m.needs)]
            yield Finding(
                rule="CHK-37",
                severity=Severity.MEDIUM if needed or AGREEING.search(field.label) is None else Severity.LOW,
                elements=(*naming.named("form", [form]), *naming.named("move", needed)),
                clauses=field.clauses or form.clauses,
                what=f"“{field.label}” “{negative[0]}” is one answer, and the text does not say what follows it.",
                why="A no that leads nowhere works like a veto: the case stops and the risk does not.",
                example=f"On {naming.day(desk.friday)} the answer is “{negative[0]}”, and nobody knows whether it"
                " may go on.",
                question=f"What follows when the answer is “{negative[0]}”?",
                about=field.id,
            )


def _asks_to_agree(field: Field) -> bool:
    return bool(AGREEING.search(" ".join([field.label, *(option.says for option in field.options)])))


def _matters(desk: Desk, form: Element, field: Field) -> bool:
    """Whether the answer steers the stages: a move needs it, or its form is asked at a stage."""
    needed = any(needed.name == field.id for _, move in desk.moves() for needed in move.needs)
    return needed or any(when.endswith(" begins") for when in getattr(form, "when", ()))


RULES = (("CHK-37", branches_without_an_otherwise),)
