"""Statuses of a case that a policy tells apart and then has nobody for (CHK-08)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.people import Agency
from wayforward.core.routing.rows import NO_ROW_FOR_CASE
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import Case, Stretch, an_instant, cases, found, hours_of, openings, rows_on
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.ladders import own_ladder

ENDED = re.compile(r"clos|declin|transfer|ended|no further action|withdrawn|finish|stepped down", re.IGNORECASE)


def cases_without_a_route(desk: Desk) -> Iterator[Finding]:
    """CHK-08: a status that the policy tells apart, and a line that has somebody for others and nobody for it."""
    for agency in desk.policy.agencies:
        week = hours_of(desk.table, agency.id, desk.calendar)
        for status in desk.table.statuses_of(agency.id):
            missing = {
                line: left for line in _asked(desk, agency.id) if (left := _left(desk, agency.id, line, status, week))
            }
            if missing:
                yield _no_route(desk, agency, status, missing, week)


def _asked(desk: Desk, agency: str) -> tuple[str, ...]:
    first = ("0",) if rows_on(desk.table, agency, "0") else ()
    return (*first, *own_ladder(desk, agency))


def _left(desk: Desk, agency: str, line: str, status: str, week: tuple[Stretch, ...]) -> tuple[Case, ...]:
    """The cases of this status that the line has nobody for, at an hour at which it has somebody for another."""
    return tuple(
        case
        for case in cases(desk.policy, desk.table, agency, line)
        if case.status == status and any(_passed_over(desk, agency, line, case, windows) for windows in openings(week))
    )


def _passed_over(desk: Desk, agency: str, line: str, case: Case, windows: frozenset[str]) -> bool:
    if found(desk.table, agency, line, case, windows).rule != NO_ROW_FOR_CASE:
        return False
    for other in desk.table.statuses_of(agency):
        rows = found(desk.table, agency, line, Case(other, case.facts), windows).rows
        if any(desk.table.rows.routes[row].choice in ("all", "either") for row in rows):
            return True
    return False


def _no_route(
    desk: Desk, agency: Agency, status: str, missing: dict[str, tuple[Case, ...]], week: tuple[Stretch, ...]
) -> Finding:
    said = desk.table.statuses_of(agency.id).get(status) or status
    line, left = next(iter(missing.items()))
    naming_it = [row for row in desk.policy.routes if row.agency == agency.id and status in row.status]
    still = [row for row in naming_it if row.when.holds(left[0].facts)]
    over = bool(ENDED.search(f"{status} {said}"))
    hours = [each for each in week if _passed_over(desk, agency.id, line, left[0], each.open)]
    at = an_instant([each for each in hours if each.ordinary] or hours, desk.calendar, desk.on)
    only = f"; it has only {naming.titles(desk.policy, (post for row in still for post in row.posts))}" if still else ""
    return Finding(
        rule="CHK-08",
        severity=Severity.MEDIUM if over else Severity.HIGH,
        elements=(f"agency {agency.id}", *naming.named("route", still)),
        clauses=naming.of_rows(still) or naming.of_rows(naming_it) or agency.clauses,
        what=f"{agency.title}: a case that is “{said}” has nobody on {naming.lines(desk.policy, missing)}"
        f"{_unless(desk, agency.id, line, left)}{only}.",
        why="How a case was closed or declined is often what people disagree about, and then they find nobody to ring."
        if over
        else "These children or adults are known to the service, and a disagreement about them has nowhere to go.",
        example=f"On {moment(at)} whoever challenges {agency.title} over such a case finds nobody named." if at else "",
        question=f"Who answers at {agency.title} for a case that is “{said}”?",
        about=status,
    )


def _unless(desk: Desk, agency: str, line: str, left: tuple[Case, ...]) -> str:
    """Which answer leaves these cases out, where another answer would not."""
    every = [case for case in cases(desk.policy, desk.table, agency, line) if case.status == left[0].status]
    for fact in desk.policy.facts:
        answers = {frozenset(case.facts.get(fact.id, ())) for case in left}
        others = {frozenset(case.facts.get(fact.id, ())) for case in every if case not in left}
        if answers == {frozenset({"no"})} and frozenset({"yes"}) in others:
            return f" where the answer to “{fact.asks}” is no"
    return ""


RULES = (("CHK-08", cases_without_a_route),)
