"""Who answers each line of each agency through a whole year, for every kind of case: stretches, never minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from wayforward.core.conditions import Condition, Facts
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.core.routing.rows import Found
from wayforward.core.working_time import OutsideCalendar, Window, is_open, next_change
from wayforward.policies.proving.cases import cases, too_many
from wayforward.policies.proving.ways import EITHER, covered, entering, may_enter
from wayforward.policies.proving.years import whole_year

Open = frozenset[str]  # the windows that hold
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one instant up to and not including another the answer stays the same. Both are UTC."""

    from_at: datetime
    until_at: datetime
    line: str  # the line that answers: the one asked, or the side line that the facts lead to
    posts: tuple[str, ...]  # whom to ring, in the policy's order; empty at a hole
    rule: str | None  # which kind of hole
    windows: Open  # the windows that hold all through it

    @property
    def hours(self) -> float:
        return (self.until_at - self.from_at) / HOUR


class Year:
    """A year on London's clocks, cut at every instant at which one of a policy's windows opens or closes."""

    def __init__(self, table: RouteTable, year: int) -> None:
        self.table, self.year = table, year
        self.from_at, self.until_at = whole_year(table.calendar, year)
        self._cut: dict[tuple[str, ...], tuple[tuple[datetime, datetime, Open], ...]] = {}
        self._seconds: dict[str, dict[Open, int]] = {}

    def cut(self, agency: str) -> tuple[tuple[datetime, datetime, Open], ...]:
        """The stretches of the year through which none of the agency's windows changes, with those that hold."""
        names = tuple(sorted(self.table.rows.hours(agency)))
        if names not in self._cut:
            windows = [self.table.windows[name] for name in names]
            self._cut[names] = tuple(_cut(windows, self.from_at, self.until_at, self.table))
        return self._cut[names]

    def seconds(self, agency: str) -> Mapping[Open, int]:
        """How long in the year each set of the agency's windows holds."""
        if agency not in self._seconds:
            found = self._seconds[agency] = dict[Open, int]()
            for start, end, windows in self.cut(agency):
                found[windows] = found.get(windows, 0) + int((end - start).total_seconds())
        return self._seconds[agency]


@dataclass(frozen=True)
class Hours:
    """One line of one agency through a year, for all the kinds of case that it answers alike."""

    agency: str
    line: str  # the line asked
    status: str | None
    cases: tuple[Facts, ...]
    stages: tuple[str, ...]  # the stages that ask this line; none: the table has it, and no stage asks
    found: Mapping[Open, Found]  # what the table says while these windows hold
    year: Year
    whole: bool  # every combination of facts was looked at; else those with only a few of them recorded

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        return tuple(_joined(self.year, self.agency, self.found))


def hours(policy: Policy, table: RouteTable, year: int) -> tuple[Hours, ...]:
    """Who answers, for every state in which somebody could be rung and every second of the year.

    A state is a line that a stage asks (or that only the table has), the agency challenged, the status of the
    case with it, and the facts that its rows, its side lines and the ways into the stage look at. States that
    have the same answer at every instant are one entry. Raises OutsideCalendar for a year it does not know.
    """
    through = Year(table, year)
    found: dict[tuple[object, ...], Hours] = {}
    for agency in challenged(policy, table):
        for line, stages in lines(policy, table, agency).items():
            asked = _Asked(policy, table, agency, line, stages)
            every, names, whole = asked.cases(), tuple(stage.id for stage in stages), asked.is_whole()
            for status in tuple(table.statuses_of(agency)) or (None,):
                for facts in every:
                    answers = {
                        each: _found(table, agency, line, status, each, facts) for each in through.seconds(agency)
                    }
                    key = (agency, line, status, tuple(answers.values()))
                    known = found.get(key)
                    alike = (*known.cases, facts) if known else (facts,)
                    found[key] = Hours(agency, line, status, alike, names, answers, through, whole)
    return tuple(found.values())


def challenged(policy: Policy, table: RouteTable) -> tuple[str, ...]:
    """The kinds of agency that can be challenged; where the policy names none, what stands for any of them.

    An agency with rows of its own of which no stage asks any, such as the emergency services, is there to be
    rung and is not challenged.
    """
    asked = {line for stage in policy.stages for line in of_stage(stage)}
    rung_only = {
        agency
        for agency in table.kinds
        if (own := [route for route in table.rows.routes if route.agency == agency])
        and not any(route.line in asked or route.takes_over is not None for route in own)
    }
    return tuple(kind for kind in table.kinds if kind not in rung_only) or (("any",) if table.lines else ())


def lines(policy: Policy, table: RouteTable, agency: str) -> dict[str, tuple[Stage, ...]]:
    """Each line that can be asked of an agency, with the stages that ask it."""
    found: dict[str, tuple[Stage, ...]] = {}
    for stage in policy.stages:
        for line in of_stage(stage):
            found[line] = (*found.get(line, ()), stage)
    for line in table.rows.lines(agency):
        found.setdefault(line, ())
    return found


def of_stage(stage: Stage) -> tuple[str, ...]:
    """The lines that a stage asks: those of the other agency's ladder, or the one that the policy gives it."""
    if stage.tiers is not None and stage.tiers.lines:
        return stage.tiers.lines
    return (stage.line,) if stage.line is not None else ()


@dataclass(frozen=True)
class _Asked:
    """A line of one agency: what its answer depends on, and the stages that ask it."""

    policy: Policy
    table: RouteTable
    agency: str
    line: str
    stages: tuple[Stage, ...]

    @cached_property
    def conditions(self) -> list[Condition]:
        """The conditions of its rows, of the side lines that may take over, and of their rows."""
        rows = [self.table.rows.routes[row] for row in self.table.rows.of(self.agency)]
        side = {row.line for row in rows if row.takes_over is not None}
        own = [row.when for row in rows if row.line == self.line or row.line in side]
        return own + [row.takes_over for row in rows if row.takes_over is not None]

    @cached_property
    def steering(self) -> frozenset[str]:
        return frozenset[str]().union(*(condition.facts() for condition in self.conditions))

    def cases(self) -> tuple[Facts, ...]:
        """The facts that steer the answer, less those under which no stage that asks the line is entered."""
        found: dict[tuple[object, ...], Facts] = {}
        for stage in self.stages or (None,):
            known = self._known(stage)
            for facts in cases(self.policy, self._looked_at(stage), known, free=EITHER - self.steering):
                if covered(self.policy, facts) and (stage is None or may_enter(self.policy, stage, facts)):
                    told = {
                        fact: values for fact, values in facts.items() if fact in self.steering or fact not in known
                    }
                    found.setdefault(tuple(told.items()), told)
        return tuple(found.values())

    def is_whole(self) -> bool:
        """Whether every combination of these facts is looked at."""
        free = EITHER - self.steering
        asked = ((self._looked_at(stage), self._known(stage)) for stage in self.stages or (None,))
        return not any(too_many(self.policy, conditions, known, free) for conditions, known in asked)

    def _known(self, stage: Stage | None) -> dict[str, frozenset[str]]:
        known = {"responding": frozenset({self.agency}), "line": frozenset({self.line})}
        if stage is not None:
            known |= {"stage": frozenset({stage.id}), "formal": frozenset({"yes" if stage.formal else "no"})}
        return known

    def _looked_at(self, stage: Stage | None) -> list[Condition]:
        return [*self.conditions, *(entering(self.policy, stage) if stage else ())]


def _found(table: RouteTable, agency: str, line: str, status: str | None, windows: Open, facts: Facts) -> Found:
    return table.rows.decide(agency, line, status, windows, facts)


def _cut(
    windows: list[Window], start: datetime, end: datetime, table: RouteTable
) -> Iterator[tuple[datetime, datetime, Open]]:
    at = start
    while at < end:
        try:
            change = next_change(windows, at, table.calendar)
        except OutsideCalendar:  # nothing opens or closes before the calendar ends, and the year does not outlast it
            change = None
        until = min(change or end, end)
        yield at, until, frozenset(window.id for window in windows if is_open(window, at, table.calendar))
        at = until


def _joined(year: Year, agency: str, answers: Mapping[Open, Found]) -> Iterator[Stretch]:
    """The stretches of the year with the same answer, each as long as it lasts."""
    table, last = year.table, None
    for start, end, windows in year.cut(agency):
        found = answers[windows]
        posts = tuple(post for row in found.rows for post in table.rows.routes[row].posts)
        if last is not None and (last.posts, last.rule, last.line) == (posts, found.rule, found.line):
            last = replace(last, until_at=end)
            continue
        if last is not None:
            yield last
        last = Stretch(start, end, found.line, posts, found.rule, windows)
    if last is not None:
        yield last
