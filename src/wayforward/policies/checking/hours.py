"""Contacts whose hours are not stated, and two whose hours meet (CHK-06b, CHK-07)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations as pairs
from itertools import pairwise

from wayforward.core.policy.people import PostKind
from wayforward.core.policy.routes import Route
from wayforward.core.routing.rows import ANY, is_rung
from wayforward.core.working_time import Window
from wayforward.core.working_time.london import moment
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import (
    Case,
    Stretch,
    agencies,
    an_instant,
    cases,
    rows_on,
    stretches,
)
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity

KNOWN_WORKERS = ("counterpart", "allocated_worker")  # whoever has the case: their hours are their own


def rows_without_hours(desk: Desk) -> Iterator[Finding]:
    """CHK-06b: contacts for whom the text states no hours, so that nobody knows whether they answer at night."""
    if not any(_hours_stated(row, desk) for row in desk.policy.routes):
        yield from _no_hours_at_all(desk)
        return
    by_line: dict[tuple[str, str], list[Route]] = {}
    covered: set[tuple[str, str]] = set()
    for agency, line in dict.fromkeys((row.agency, row.line) for row in desk.policy.routes):
        if line == "pre" or line in _aside(desk):
            continue
        there = [row for row in desk.policy.routes if (row.agency, row.line) == (agency, line)]
        rows = [row for row in there if _needs_hours(row, desk)]
        silent = [row for row in rows if not _hours_stated(row, desk)]
        key = _told_with(agency, line, desk)
        by_line.setdefault(key, []).extend(silent)
        covered |= {key} if len(silent) < len(rows) and any(key) else set()
    for (line, agency), silent in by_line.items():
        if silent:
            yield _without_hours(agency, silent, covered=(line, agency) in covered, desk=desk)


def _told_with(agency: str, line: str, desk: Desk) -> tuple[str, str]:
    """What a line is one finding with: the stages that are for any agency, a stage, or one agency's own line."""
    if agency == ANY and any(stage.line == line for stage in desk.ladder):
        return ("", "")
    return (line, "" if agency == ANY or _of_a_stage(line, desk) else agency)


def _of_a_stage(line: str, desk: Desk) -> bool:
    """Whether a line is a stage's own, and so one thing for every agency; numbered ones are each agency's ladder."""
    return not line.isdecimal() and any(stage.line == line for stage in desk.ladder)


def _hours_stated(row: Route, desk: Desk) -> bool:
    """Hours that only an assumption gives are stated nowhere; assumed office hours show as a hole instead."""
    if row.hours is None:
        return False
    return "hours" not in row.unstated or not desk.table.windows[row.hours].is_constant


def _needs_hours(row: Route, desk: Desk) -> bool:
    if row.choice == "option":
        return False
    posts = [desk.posts[post] for post in row.posts]
    return not all(post.role in KNOWN_WORKERS or post.kind is PostKind.MEETING for post in posts)


def _aside(desk: Desk) -> frozenset[str]:
    """The lines that are asked only beside the ladder, such as a mediator's."""
    on_it = {stage.line for stage in desk.ladder}
    return frozenset(stage.line for stage in desk.policy.stages if stage.line and stage.line not in on_it)


def _without_hours(agency: str, rows: list[Route], *, covered: bool, desk: Desk) -> Finding:
    posts = list(dict.fromkeys(post for row in rows for post in row.posts))
    titles = naming.titles(desk.policy, posts)
    where = naming.all_of(naming.place(desk.policy, row) for row in rows)
    urgent = " It is meant for what cannot wait." if any(row.takes_over is not None for row in rows) else ""
    procedure = all(desk.posts[post].kind is PostKind.PROCEDURE for post in posts)
    leaders = all(is_rung(row.line) and not row.line.isdecimal() for row in rows)
    do = "does" if len(posts) == 1 else "do"
    return Finding(
        rule="CHK-06b",
        severity=Severity.LOW if covered else Severity.MEDIUM if procedure or leaders else Severity.HIGH,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=naming.first_up(
            f"{f'{desk.table.title(agency)}, ' if agency else ''}{where}: no hours are stated for {titles}.{urgent}"
        ),
        why="Nobody can tell whether anybody answers at night, at a weekend or in the holidays, when a child or an"
        " adult may need it most.",
        example=_unanswered(desk, titles if len(posts) == 1 else "any of them"),
        question=f"At which hours {do} {titles} answer, and who does at all others?",
    )


def _no_hours_at_all(desk: Desk) -> Iterator[Finding]:
    rows = [row for row in desk.policy.routes if _needs_hours(row, desk)]
    if rows or desk.ladder:
        yield Finding(
            rule="CHK-06b",
            severity=Severity.HIGH,
            elements=naming.named("route", rows) or naming.named("stage", desk.ladder),
            clauses=(),
            what="No stage has any hours, and nobody is named for evenings, nights, weekends or bank holidays.",
            why="Children and adults are harmed at night and at weekends too, and the policy has nobody to ring then.",
            example=_unanswered(desk, "the contact of any stage"),
            question="Who answers at each stage outside office hours?",
        )


def _unanswered(desk: Desk, who: str) -> str:
    every = stretches((), desk.calendar)
    at = an_instant(every, desk.calendar, desk.on)
    return f"On {moment(at)} nobody can say from the policy whether {who} answers." if at else ""


def windows_that_meet(desk: Desk) -> Iterator[Finding]:
    """CHK-07: two windows of one line that both own an instant: they overlap, or each claims the minute they meet."""
    met: dict[frozenset[str], list[tuple[Route, Route]]] = {}
    for agency in agencies(desk.table):
        for line in desk.table.rows.lines(agency):
            for one, other in pairs(rows_on(desk.table, agency, line), 2):
                if _rival(one, other, desk) and _same_case(desk, agency, line, one, other):
                    met.setdefault(frozenset((one.hours or "", other.hours or "")), []).append((one, other))
    for names, rivals in met.items():
        first, second = (desk.table.windows[name] for name in sorted(names))
        week = stretches((first, second), desk.calendar)
        overlap = [each for each in week if len(each.open) == 2]
        if overlap:
            yield _overlap(rivals, overlap, desk)
        elif ends := _shared_ends(first, second, week):
            yield _meeting(rivals, ends, desk)


def _rival(one: Route, other: Route, desk: Desk) -> bool:
    """Both are named outright, by different windows, neither of which is simply all other hours."""
    if one.choice != "all" or other.choice != "all" or one.choose or other.choose or set(one.posts) & set(other.posts):
        return False
    if one.hours is None or other.hours is None or one.hours == other.hours:
        return False
    windows = (desk.table.windows[one.hours], desk.table.windows[other.hours])
    return not any(window.complement or window.is_constant for window in windows)


def _same_case(desk: Desk, agency: str, line: str, one: Route, other: Route) -> bool:
    def fits(row: Route, case: Case) -> bool:
        return (not row.status or case.status in row.status) and row.when.holds(case.facts)

    return any(fits(one, case) and fits(other, case) for case in cases(desk.policy, desk.table, agency, line))


def _shared_ends(first: Window, second: Window, week: tuple[Stretch, ...]) -> list[str]:
    """The times at which one of them ends as the other begins, as people read them: "07:00", "21:00"."""
    ends = {}
    for before, after in pairwise(week):
        if before.kind == after.kind and {before.open, after.open} == {frozenset((first.id,)), frozenset((second.id,))}:
            ends[after.begins] = f"{after.begins // 3600:02}:{after.begins // 60 % 60:02}"
    return [ends[second] for second in sorted(ends)]


def _rows(rivals: list[tuple[Route, Route]]) -> tuple[Route, ...]:
    return tuple({row.id: row for pair in rivals for row in pair}.values())


def _meeting(rivals: list[tuple[Route, Route]], ends: list[str], desk: Desk) -> Finding:
    rows = _rows(rivals)
    titles = naming.titles(desk.policy, (post for row in rows for post in row.posts))
    owned = naming.all_of(ends)
    return Finding(
        rule="CHK-07",
        severity=Severity.LOW,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=f"{desk.table.title(rows[0].agency)}, {naming.line(desk.policy, rows[0].line)}: {owned}"
        f" {'belongs' if len(ends) == 1 else 'belong'} to two windows at once, and so to {titles}.",
        why="At the hour of hand-over each can take it that the other has the call.",
        example=f"On {naming.day(desk.friday)} at {ends[-1]} both windows hold: one ends then and the other begins.",
        question=f"Who has the minute {ends[-1]}: the one who stops or the one who starts?",
    )


def _overlap(rivals: list[tuple[Route, Route]], overlap: list[Stretch], desk: Desk) -> Finding:
    rows = _rows(rivals)
    titles = naming.titles(desk.policy, (post for row in rows for post in row.posts))
    at = an_instant(overlap, desk.calendar, desk.on)
    return Finding(
        rule="CHK-07",
        severity=Severity.MEDIUM,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=f"{desk.table.title(rows[0].agency)}, {naming.line(desk.policy, rows[0].line)}: the hours of {titles}"
        " overlap, and nothing says who comes first.",
        why="Where two are named for one hour each can leave the call to the other.",
        example=f"On {moment(at)} both are named." if at else "",
        question="Who comes first where both are named?",
    )


RULES = (
    ("CHK-06b", rows_without_hours),
    ("CHK-07", windows_that_meet),
)
