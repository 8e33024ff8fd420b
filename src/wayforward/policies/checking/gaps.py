"""Hours of the week at which a line of a policy names nobody (CHK-06a)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from wayforward.core.policy.routes import Route
from wayforward.core.routing.rows import ANY, NO_ROW_NOW, Found, is_rung
from wayforward.core.working_time import Window
from wayforward.core.working_time.dates import hour, listed
from wayforward.core.working_time.london import moment, on_the_wall
from wayforward.policies import hours as words
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import (
    Case,
    Stretch,
    agencies,
    an_instant,
    cases,
    found,
    hours_of,
    openings,
    stretches,
)
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity

WEEK = 168 * 3600
_EVERY_DAY = re.compile(r"^outside every day from (\S+) to (\S+)$")


@dataclass
class Gap:
    """One hole: a line whose contacts leave hours uncovered, at the agencies and for the cases that have it."""

    line: str
    rows: dict[int, Route] = field(default_factory=dict)  # would answer at another hour
    agencies: dict[str, None] = field(default_factory=dict)
    statuses: dict[str, None] = field(default_factory=dict)
    asked: dict[tuple[str, Stretch], Case] = field(default_factory=dict)

    def add(self, agency: str, case: Case, some: Iterable[Stretch], rows: Iterable[int], desk: Desk) -> None:
        self.rows.update({row: desk.table.rows.routes[row] for row in rows})
        self.agencies[agency] = None
        if case.status is not None:
            self.statuses[case.status] = None
        for stretch in some:
            self.asked.setdefault((agency, stretch), case)


def hours_without_anybody(desk: Desk) -> Iterator[Finding]:
    """CHK-06a: a line that has somebody at some hours of the week and nobody at others.

    Holes with one cause are one finding: the same line, whose same contact answers at other hours only.
    """
    for gap in holes(desk):
        yield _hole(gap, desk)


def holes(desk: Desk) -> tuple[Gap, ...]:
    """Every hole in the hours of the routing table, as the table itself answers."""
    gaps: dict[tuple[object, ...], Gap] = {}
    for agency in agencies(desk.table):
        week = openings(hours_of(desk.table, agency, desk.calendar))
        for line in desk.table.rows.lines(agency):
            for case in cases(desk.policy, desk.table, agency, line):
                for windows, some in week.items():
                    answer = found(desk.table, agency, line, case, windows)
                    if answer.rule == NO_ROW_NOW:
                        key = (line, _absent(desk, answer))
                        gaps.setdefault(key, Gap(line)).add(agency, case, some, answer.shut, desk)
    return tuple(gaps.values())


def _absent(desk: Desk, answer: Found) -> frozenset[str]:
    """Who would answer at another hour: the people that the line rests on, if it has more than alternatives."""
    rows = [desk.table.rows.routes[row] for row in answer.shut]
    resting = [row for row in rows if row.choice in ("all", "either")] or rows
    return frozenset(post for row in resting for post in row.posts)


def _hole(gap: Gap, desk: Desk) -> Finding:
    rows = tuple(gap.rows.values())
    where = f"{_agencies(gap, desk)}, {naming.line(desk.policy, gap.line)}{_for_cases(gap, desk)}"
    when = _when(gap, desk)
    shut = naming.titles(desk.policy, (post for row in rows for post in row.posts))
    others = _answering(gap, desk)
    also = f", when {others} still {'has' if ' and ' not in others else 'have'} somebody" if others else ""
    return Finding(
        rule="CHK-06a",
        severity=Severity.HIGH if is_rung(gap.line) and gap.line != "pre" else Severity.MEDIUM,
        elements=naming.named("route", rows),
        clauses=naming.of_rows(rows),
        what=f"{where}: nobody is named {when}{also}.",
        why="Harm does not keep office hours: whoever needs this line then finds nobody to ring, and the case waits.",
        example=_example(gap, desk),
        question=f"Who answers then: {shut}, or somebody on duty in their place?",
    )


def _agencies(gap: Gap, desk: Desk) -> str:
    if len(gap.agencies) > 1 and set(gap.agencies) >= set(desk.table.kinds):
        return "Every agency"
    return naming.all_of(desk.table.title(one) if one != ANY else "Any agency" for one in gap.agencies)


def _for_cases(gap: Gap, desk: Desk) -> str:
    known: dict[str, str] = {}
    for agency in gap.agencies:
        known.update(desk.table.statuses_of(agency))
    if not gap.statuses or set(known) <= set(gap.statuses):
        return ""
    said = [f"“{known.get(status) or status}”" for status in gap.statuses]
    return f", for a case that is {listed(said, 'or')}"


def _when(gap: Gap, desk: Desk) -> str:
    """The hours of the hole in words: all hours but a window's, a window's own, or how much of the week it is."""
    agency = next(iter(gap.agencies))
    week = hours_of(desk.table, agency, desk.calendar)
    hole = {(each.kind, each.begins) for each in _stretches(gap, agency)}
    for row in gap.rows.values():
        window = desk.table.windows[row.hours or ""]
        if hole == {(each.kind, each.begins) for each in week if window.id not in each.open}:
            said = _EVERY_DAY.sub(r"from \2 to \1 every day", words.outside(window))
            return f"at these hours: {said}" if window.complement else said
    for name in sorted(desk.table.rows.hours(agency)):
        if hole == {(each.kind, each.begins) for each in week if name in each.open}:
            return f"at these hours: {words.of_window(desk.table.windows[name])}"
    ordinary = sum(each.until - each.begins for each in _stretches(gap, agency) if each.ordinary)
    if not ordinary:
        return "on bank holidays and other days off"
    return f"for {max(1, round(ordinary / 3600))} of the {WEEK // 3600} hours of an ordinary week"


def _stretches(gap: Gap, agency: str) -> list[Stretch]:
    return [stretch for asked, stretch in gap.asked if asked == agency]


def _answering(gap: Gap, desk: Desk) -> str:
    """The lower lines that have somebody through all of the hole."""
    lines = []
    for line in desk.table.rows.ladder(next(iter(gap.agencies))):
        if line == gap.line:
            break
        asked = gap.asked.items()
        if line != "pre" and all(found(desk.table, a, line, case, s.open).rows for (a, s), case in asked):
            lines.append(line)
    numbered = [line for line in lines if line.isdecimal()]
    return f"line{'s' if len(numbered) > 1 else ''} {naming.all_of(numbered)}" if numbered else ""


def _example(gap: Gap, desk: Desk) -> str:
    agency = next(iter(gap.agencies))
    at = an_instant(_stretches(gap, agency), desk.calendar, desk.on)
    if at is None:
        return "It shows on no day that the calendar knows."
    opens = [desk.table.opens_at(row.hours, at) for row in gap.rows.values() if row.hours]
    first = min((each for each in opens if each is not None), default=None)
    day_off = desk.calendar.holidays.get(on_the_wall(at).date())
    named = f" ({day_off})" if day_off else ""
    waits = f" The first contact answers on {moment(first)}." if first else ""
    where = f"{naming.line(desk.policy, gap.line)} of {desk.table.title(agency) if agency != ANY else 'any agency'}"
    return f"On {moment(at)}{named} nobody is named on {where}.{waits}"


def windows_read_more_widely(desk: Desk) -> Iterator[Finding]:
    """CHK-06a: a window that covers some minutes only because it is read more widely than it is printed."""
    table = desk.table
    for printed in desk.policy.printed_windows:
        window = table.windows[printed.id]
        used = [row for row in desk.policy.routes if row.hours == printed.id]
        both = stretches([window, Window("as printed", printed.spans, printed.complement)], desk.calendar)
        lost = [each for each in both if window.id in each.open and "as printed" not in each.open]
        at = an_instant([each for each in lost if each.ordinary] or lost, desk.calendar, desk.on)
        if used and at is not None:
            wall = on_the_wall(at)
            yield Finding(
                rule="CHK-06a",
                severity=Severity.LOW,
                elements=(f"window {window.id}",),
                clauses=_of_window(desk, window.id),
                what=f"The hours “{window.id}”, read word for word, leave minutes that belong to nobody.",
                why="Somebody who takes the words as they stand concludes that nobody is on duty and does not ring.",
                example=f"On {moment(at)} the hours as printed hold nobody, and {hour(wall.time())} is covered only"
                " when they are read more widely.",
                question=f"Can the text say “{words.of_window(window)}”?",
                about="as printed",
            )


def _of_window(desk: Desk, window: str) -> tuple[str, ...]:
    """The clauses that a window rests on; those of the rows that use it, where it names none."""
    own = next((one.clauses for one in desk.policy.guidance if one.id == f"window-{window}"), ())
    return own or naming.of_rows(row for row in desk.policy.routes if row.hours == window)


RULES = (
    ("CHK-06a", hours_without_anybody),
    ("CHK-06a", windows_read_more_widely),
)
