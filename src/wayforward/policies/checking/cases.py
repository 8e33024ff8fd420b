"""The cases that a policy's rows and conditions can tell apart, and the hours of the week on which they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, product

from wayforward.core.conditions import Condition, Facts, Test
from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.routes import Route
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.core.routing.rows import ANY, Found
from wayforward.core.working_time import Calendar, Window, instant
from wayforward.core.working_time.london import DAY

MOST = 4096  # combinations of facts that are looked at; a policy has a few dozen
AHEAD = 420  # days in which an example is looked for: past every bank holiday of a year
SATURDAY = 5
SMALL_HOURS = 2 * 3600 + 600  # 02:10
Rules = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of one kind of day, in seconds of the dial, through which the same windows are open."""

    kind: int  # as Calendar has it: weekday * 4 + 2 after a day off + 1 on one
    begins: int
    until: int
    open: frozenset[str]

    @property
    def ordinary(self) -> bool:
        """Whether it belongs to a week without a bank holiday."""
        return not self.kind & 3


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of case with an agency: its status there, and what is known of it."""

    status: str | None
    facts: Facts


def tests_of(condition: Condition | None) -> Iterator[Test]:
    """Every test in a condition, however deep."""
    if condition is not None:
        yield from condition.tests
        for option in condition.any_of:
            yield from tests_of(option)


def combinations(
    policy: Policy, conditions: Iterable[Condition | None], agency: str | None = None
) -> tuple[Facts, ...]:
    """One set of facts for everything that these conditions can tell apart. What nobody has said counts as no.

    A choice is taken as made: a row for each of its options leaves nothing out.
    """
    values: dict[str, dict[str, None]] = {}
    for condition in conditions:
        for test in tests_of(condition):
            if test.fact not in ("line", "status"):
                values.setdefault(test.fact, {}).update(dict.fromkeys(sorted(test.values)))
    told = [[(fact, value) for value in _values(policy, fact, tuple(named), agency)] for fact, named in values.items()]
    return tuple({fact: frozenset({value}) for fact, value in each} for each in islice(product(*told), MOST))


def _values(policy: Policy, fact: str, named: Rules, agency: str | None) -> Sequence[str]:
    """The values that are named, and one that stands for all the others."""
    match fact:
        case "subject":
            return policy.subjects
        case "responding" if agency is not None:
            return (agency,)
        case "raising" | "responding":
            return tuple(each.id for each in policy.agencies) or named
        case "stage":
            return tuple(stage.id for stage in policy.stages)
        case "formal" | "answered":
            return ("no", "yes")
    declared = next((each for each in policy.facts if each.id == fact), None)
    if declared is None or declared.kind in (FactKind.YES_NO, FactKind.DATE):
        return ("no", "yes")
    other = [option.id for option in declared.options if option.id not in named]
    known = [option.id for option in declared.options if option.id in named]
    return (*known, *other[:1])


def rows_on(table: RouteTable, agency: str, line: str) -> tuple[Route, ...]:
    """The rows of one line of an agency's ladder, those for any agency among them."""
    return tuple(table.rows.routes[i] for i in table.rows.of(agency) if table.rows.routes[i].line == line)


def cases(policy: Policy, table: RouteTable, agency: str, line: str) -> tuple[Case, ...]:
    """Every kind of case in which this line of the agency is asked.

    Where a side line takes over, the line is not asked; and a side line is asked only where it takes over.
    """
    rows = rows_on(table, agency, line)
    aside = [row.takes_over for row in rows if row.takes_over is not None]
    instead = [row for row in _own(table, agency) if row.takes_over is not None and row.line != line]
    facts = combinations(policy, [*(row.when for row in rows), *aside, *(row.takes_over for row in instead)], agency)
    asked = [
        each
        for each in facts
        if (any(condition.holds(each) for condition in aside) if aside else not _taken(instead, each))
    ]
    statuses = tuple(table.statuses_of(agency)) or (None,)
    return tuple(Case(status, each) for status in statuses for each in asked)


def _own(table: RouteTable, agency: str) -> Iterator[Route]:
    return (table.rows.routes[i] for i in table.rows.of(agency))


def _taken(instead: Iterable[Route], facts: Facts) -> bool:
    return any(row.takes_over is not None and row.takes_over.holds(facts) for row in instead)


def found(table: RouteTable, agency: str, line: str, case: Case, hours: frozenset[str]) -> Found:
    """What the routing table itself answers, whatever side line might take over."""
    return table.rows.decide(agency, line, case.status, hours, case.facts, take_over=False)


def stretches(windows: Iterable[Window], calendar: Calendar) -> tuple[Stretch, ...]:
    """Every kind of day there is in the calendar, cut wherever one of the windows opens or shuts."""
    known = tuple(windows)
    cut = []
    for kind in sorted(set(calendar.table.kind)):
        edges = sorted({0, DAY, *(turn for window in known for turn in window.patterns[kind].turns)})
        for begins, until in pairwise(edges):
            cut.append(Stretch(kind, begins, until, _open(known, kind, begins)))
    return tuple(cut)


def _open(windows: Iterable[Window], kind: int, second: int) -> frozenset[str]:
    return frozenset(window.id for window in windows if window.patterns[kind].is_open(second))


def hours_of(table: RouteTable, agency: str, calendar: Calendar) -> tuple[Stretch, ...]:
    """The stretches of time that an agency's rows tell apart."""
    return stretches((table.windows[name] for name in sorted(table.rows.hours(agency))), calendar)


def openings(week: Iterable[Stretch]) -> Mapping[frozenset[str], tuple[Stretch, ...]]:
    """The stretches by which windows are open: whoever answers is the same through all of each."""
    by_windows: dict[frozenset[str], list[Stretch]] = {}
    for stretch in week:
        by_windows.setdefault(stretch.open, []).append(stretch)
    return {windows: tuple(some) for windows, some in by_windows.items()}


def an_instant(some: Iterable[Stretch], calendar: Calendar, on: date) -> datetime | None:
    """An instant from this day on that lies in one of the stretches: early on a Saturday, if that can be.

    Days on which the clocks change are left out. None where the calendar ends before there is one.
    """
    by_kind: dict[int, list[Stretch]] = {}
    for stretch in some:
        by_kind.setdefault(stretch.kind, []).append(stretch)
    days = [on + timedelta(days=i) for i in range(AHEAD) if on + timedelta(days=i) <= calendar.last]
    known = [day for day in days if day >= calendar.first and calendar.position(day) not in calendar.table.changes]
    for day in known[:14]:
        there = by_kind.get(calendar.table.kind[calendar.position(day)], ())
        if day.weekday() == SATURDAY and any(each.begins <= SMALL_HOURS < each.until for each in there):
            return _at(day, SMALL_HOURS)
    for day in known:
        for each in by_kind.get(calendar.table.kind[calendar.position(day)], ()):
            return _at(day, each.begins + min(600, (each.until - each.begins) // 2))
    return None


def _at(day: date, second: int) -> datetime:
    return instant(day, time(second // 3600, second // 60 % 60, second % 60))


def agencies(table: RouteTable) -> tuple[str, ...]:
    """The kinds of agency that can be challenged; where the policy names none, what stands for any of them."""
    return table.kinds or ((ANY,) if table.rows.routes else ())
