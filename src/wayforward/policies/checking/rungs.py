"""One person, or one grade, at two levels that follow each other (CHK-33)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from wayforward.core.policy.routes import Route
from wayforward.core.routing.rows import ANY
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import Stretch, an_instant, cases, found, hours_of, openings, rows_on
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.ladders import with_ladders

PLACES = re.compile(r"\b(the|of|for|on|duty|at|in|or|and|service[- ]area|relevant)\b|[(),]", re.IGNORECASE)


def one_post_on_two_rungs(desk: Desk) -> Iterator[Finding]:
    """CHK-33: the same person, or the same grade by night, answers at two levels that follow each other."""
    for agency in (*with_ladders(desk), *((ANY,) if not with_ladders(desk) else ())):
        rungs = _rungs(desk, agency)
        for lower, upper in pairwise(rungs):
            below, above = _resting(desk, agency, lower), _resting(desk, agency, upper)
            both = [
                post
                for row in below
                for post in row.posts
                if any(_same(desk, post, other) for r in above for other in r.posts)
            ]
            if both:
                yield _twice(desk, agency, lower, upper, both)
            elif night := _grade_by_night(desk, agency, lower, upper, below, above):
                yield night


def _rungs(desk: Desk, agency: str) -> list[str]:
    """The lines of an agency from the first up, then those of the stages after its ladder."""
    climbed = list(desk.table.rows.ladder(agency))
    return [line for line in climbed if line != "pre"]


def _resting(desk: Desk, agency: str, line: str) -> list[Route]:
    return [row for row in rows_on(desk.table, agency, line) if row.choice in ("all", "either")]


def _same(desk: Desk, one: str, other: str) -> bool:
    """One post, or two of one role at one agency of which there is only one holder, such as a chief officer."""
    first, second = desk.posts[one], desk.posts[other]
    if one == other:
        return first.role not in ("counterpart",)
    return first.of == second.of and first.title.casefold() == second.title.casefold()


def _twice(desk: Desk, agency: str, lower: str, upper: str, both: list[str]) -> Finding:
    rows = [row for line in (lower, upper) for row in _resting(desk, agency, line) if set(row.posts) & set(both)]
    titles = naming.titles(desk.policy, both)
    where = f"{desk.table.title(agency)}: " if agency != ANY else ""
    return Finding(
        rule="CHK-33",
        severity=Severity.MEDIUM,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=naming.first_up(
            f"{where}{titles} is {naming.line(desk.policy, lower)} and again {naming.line(desk.policy, upper)}, the"
            " level above."
        ),
        why="Going up a level brings back the person who has just said no, and the case gains nothing by it.",
        example=f"On {naming.day(desk.friday)} {titles} does not settle it, and the next level is {titles} again.",
        question=f"Who answers at {naming.line(desk.policy, upper)} when {titles} has already been asked?",
    )


def _grade_by_night(
    desk: Desk, agency: str, lower: str, upper: str, below: list[Route], above: list[Route]
) -> Finding | None:
    """At hours at which the upper line has nobody the lower is answered by its grade, so that nothing lies above."""
    week = hours_of(desk.table, agency, desk.calendar)
    for row in below:
        for other in above:
            grade = _shared_grade(desk, row, other)
            shut = [
                each
                for each in week
                if row.hours in each.open and other.hours is not None and other.hours not in each.open
            ]
            if grade and row.hours is not None and shut and _nobody_above(desk, agency, upper, shut):
                return _by_night(desk, agency, lower, upper, row, other, grade, shut)
    return None


def _shared_grade(desk: Desk, row: Route, other: Route) -> str:
    """The grade that two titles share: "head of service" in "Head of Service on duty" and "MASH Head of Service"."""
    for one in row.posts:
        for two in other.posts:
            if one != two and desk.posts[one].of == desk.posts[two].of:
                first, second = (desk.posts[id].title.casefold().split() for id in (one, two))
                for size in range(min(len(first), len(second)), 1, -1):
                    runs = {" ".join(second[i : i + size]) for i in range(len(second) - size + 1)}
                    for i in range(len(first) - size + 1):
                        run = " ".join(first[i : i + size])
                        if run in runs and len(PLACES.sub("", run).split()) > 1:
                            return run
    return ""


def _nobody_above(desk: Desk, agency: str, upper: str, shut: list[Stretch]) -> bool:
    lines = (
        [line for line in _rungs(desk, agency) if line.isdecimal() and int(line) >= int(upper)]
        if upper.isdecimal()
        else []
    )
    every = [(line, case) for line in lines for case in cases(desk.policy, desk.table, agency, line)]
    return bool(lines) and not any(
        found(desk.table, agency, line, case, windows).rows for line, case in every for windows in openings(shut)
    )


def _by_night(
    desk: Desk, agency: str, lower: str, upper: str, row: Route, other: Route, grade: str, shut: list[Stretch]
) -> Finding:
    at = an_instant(shut, desk.calendar, desk.on)
    night, day = naming.titles(desk.policy, row.posts), naming.titles(desk.policy, other.posts)
    return Finding(
        rule="CHK-33",
        severity=Severity.MEDIUM,
        elements=naming.named("route", (row, other)),
        clauses=naming.of_rows((row, other)),
        what=f"{desk.table.title(agency)}: out of hours line {lower} is already {night}, the grade of line {upper}"
        f" ({day}), and nothing lies above it then.",
        why="A disagreement with whoever is on duty at night has nowhere to go until the morning.",
        example=f"On {moment(at)} {night} says no, and no higher line has anybody." if at else "",
        question=f"Whom does somebody ring above {night} out of hours?",
        about=grade,
    )


RULES = (("CHK-33", one_post_on_two_rungs),)
