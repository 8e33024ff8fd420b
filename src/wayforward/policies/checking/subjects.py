"""Whom a policy covers and then has no route for: adults, a dispute about no one person, a family (CHK-24)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.conditions import Condition
from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.papers import Field
from wayforward.core.policy.people import Agency
from wayforward.core.policy.stages import Stage
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import an_instant, cases, found, hours_of, openings, tests_of
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.ladders import own_ladder

SUBJECTS = {
    "child": "a child",
    "young-person": "a young person",
    "unborn": "an unborn child",
    "adult": "an adult at risk",
    "none": "no one person",
}
IDENTITY = re.compile(r"subject|name of (the )?(child|adult|young)|date of birth", re.IGNORECASE)
TWIN = 0.5  # of an agency's roles another has: the adults' side of a children's service, or the other way round
BY_NAME = {
    "adult": re.compile(r"child|famil|young|school|early years", re.IGNORECASE),
    "child": re.compile(r"adult", re.IGNORECASE),
}


def subjects_without_a_route(desk: Desk) -> Iterator[Finding]:
    """CHK-24: a kind of subject in scope for whom an agency's ladder has nobody at any hour."""
    for subject in desk.policy.subjects:
        lacking = {a.id: a for a in desk.policy.agencies if own_ladder(desk, a.id) and not _serves(desk, a.id, subject)}
        lacking = {id: agency for id, agency in lacking.items() if _serves_some(desk, id)}
        left = [agency for agency in lacking.values() if not _has_a_twin(desk, agency, subject)]
        if left and not (
            subject == "unborn" and "child" in desk.policy.subjects and not _serves(desk, left[0].id, "child")
        ):
            yield _no_route(desk, subject, left)


def _serves(desk: Desk, agency: str, subject: str) -> bool:
    """Whether some line of the agency's ladder has somebody for such a case, at some hour."""
    week = openings(hours_of(desk.table, agency, desk.calendar))
    for line in own_ladder(desk, agency):
        if not (line.isdecimal() or desk.policy.stages):
            continue
        if _of_leaders(desk, line):
            continue
        for case in cases(desk.policy, desk.table, agency, line):
            alike = case.facts.get("subject", frozenset({subject})) == frozenset({subject})
            if alike and any(found(desk.table, agency, line, case, windows).rows for windows in week):
                return True
    return False


def _of_leaders(desk: Desk, line: str) -> bool:
    return not line.isdecimal() and line.startswith("S") and line[1:2].isdecimal()


def _serves_some(desk: Desk, agency: str) -> bool:
    return any(_serves(desk, agency, subject) for subject in desk.policy.subjects)


def _has_a_twin(desk: Desk, agency: Agency, subject: str) -> bool:
    """Whether the same kind of service exists for this subject: adult social care beside children's social care."""
    mine = _roles(desk, agency.id)
    for other in desk.policy.agencies:
        if other.id == agency.id or not own_ladder(desk, other.id) or not _serves(desk, other.id, subject):
            continue
        theirs = _roles(desk, other.id)
        if mine and theirs and len(mine & theirs) / len(mine) >= TWIN:
            return True
        if not mine and _named_for_others(agency, subject) and _only_for(desk, other.id, subject):
            return True
    return False


def _roles(desk: Desk, agency: str) -> frozenset[str]:
    return frozenset(
        role
        for row in desk.policy.routes
        if row.agency == agency and not _of_leaders(desk, row.line)
        for post in row.posts
        if (role := desk.posts[post].role) is not None and role != "counterpart"
    )


def _named_for_others(agency: Agency, subject: str) -> bool:
    pattern = BY_NAME["adult" if subject == "adult" else "child"]
    return bool(pattern.search(f"{agency.id} {agency.title}"))


def _only_for(desk: Desk, agency: str, subject: str) -> bool:
    return not all(_serves(desk, agency, other) for other in desk.policy.subjects if other != subject)


def _no_route(desk: Desk, subject: str, agencies: list[Agency]) -> Finding:
    rows = [row for row in desk.policy.routes if row.agency in {a.id for a in agencies} and row.line in ("0", "1")]
    at = an_instant(hours_of(desk.table, agencies[0].id, desk.calendar), desk.calendar, desk.on)
    whom = SUBJECTS[subject]
    return Finding(
        rule="CHK-24",
        severity=Severity.HIGH,
        elements=(*naming.named("agency", agencies), *naming.named("route", rows)),
        clauses=naming.clauses(*(agency.clauses for agency in agencies), naming.of_rows(rows)),
        what=f"{naming.all_of(agency.title for agency in agencies)}: no route for {whom}, although the policy covers"
        f" {whom} and its ladder there is for others only.",
        why=f"A disagreement about {whom} with one of these agencies stops at the first talk.",
        example=f"On {moment(at)} a concern about {whom} is put to {agencies[0].title}, and no line has anybody for it."
        if at
        else "",
        question=f"Who answers at each of these agencies for {whom}?",
        about=subject,
    )


def subjects_that_do_not_fit(desk: Desk) -> Iterator[Finding]:
    """CHK-24: a dispute about nobody in particular, where a form or a stage takes it that there is somebody."""
    if "none" not in desk.policy.subjects:
        return
    stages = [stage for stage in desk.ladder if _skipped_without_anybody(stage)]
    fields = [field for form in desk.policy.forms for field in form.fields if _asks_who_it_is(field)]
    forms = [form for form in desk.policy.forms if any(field in form.fields for field in fields)]
    if stages or fields:
        parts = [f"the form “{form.title}” asks who the child or adult is" for form in forms]
        parts += [f"{naming.stage_name(stage)} has no meaning without a person" for stage in stages]
        scope = [one for one in desk.policy.scope if _looks_at(one.when, "subject", "none")]
        yield Finding(
            rule="CHK-24",
            severity=Severity.MEDIUM,
            elements=(*naming.named("stage", stages), *naming.named("form", forms)),
            clauses=naming.clauses(
                *(one.clauses for one in scope), *(f.clauses for f in fields[:1]), *(s.clauses for s in stages)
            ),
            what=f"A dispute about no one person is covered, but {' and '.join(parts)}.",
            why="Disputes about policy shape what happens to every child or adult after them, and these have no way"
            " through.",
            example=f"On {naming.day(desk.friday)} two agencies disagree about a policy, and the next step wants a"
            " name.",
            question="Which steps and which questions apply when the dispute is about no one person?",
            about="none",
        )


def _skipped_without_anybody(stage: Stage) -> bool:
    """A stage that is passed over where there is no subject, by an assumption and not by the text."""
    skipped = _looks_at(stage.skipped_when, "subject", "none")
    return skipped and bool(stage.assumptions)


def _asks_who_it_is(field: Field) -> bool:
    """A question about a person that the text asks in every case; that it need not be answered is only assumed."""
    by_source = bool(field.source and field.source.startswith("subject"))
    named = by_source or (field.secret == "identity" and bool(IDENTITY.search(field.label)))
    excused = field.required_when is not None and any(test.fact == "subject" for test in tests_of(field.required_when))
    return named and (field.required or (excused and bool(field.assumptions)))


def _looks_at(condition: Condition | None, fact: str, value: str) -> bool:
    return any(test.fact == fact and value in test.values and not test.negated for test in tests_of(condition))


def parties_that_do_not_fit(desk: Desk) -> Iterator[Finding]:
    """CHK-24: a party in scope, such as a family, that the steps between agencies leave out one after another."""
    for agency in desk.policy.agencies:
        duties = [
            duty
            for duty in desk.duties
            if duty.kind in (DutyKind.MEET, DutyKind.CONFIRM, DutyKind.CONSULT)
            and any(t.fact == "responding" and agency.id in t.values and t.negated for t in tests_of(duty.applies))
        ]
        if duties:
            yield Finding(
                rule="CHK-24",
                severity=Severity.MEDIUM,
                elements=(f"agency {agency.id}", *naming.named("duty", duties)),
                clauses=naming.clauses(agency.clauses, *(duty.clauses for duty in duties)),
                what=f"{agency.title}: covered as the other side, but the steps between managers have nobody there to"
                " meet.",
                why="The people closest to the child or adult are told that the same stages apply, and most of them"
                " cannot.",
                example=f"On {naming.day(desk.friday)} the other side is a parent, and the next stage is a talk between"
                " managers.",
                question=f"Which stages apply when the other side is {agency.title.lower()}, and who stands with them?",
            )


RULES = (
    ("CHK-24", subjects_without_a_route),
    ("CHK-24", subjects_that_do_not_fit),
    ("CHK-24", parties_that_do_not_fit),
)
