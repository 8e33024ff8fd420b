"""Which rows of a routing table answer: agency, line, status, facts and open windows in, row numbers out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from wayforward.core.conditions import ALWAYS, Condition, Facts

if TYPE_CHECKING:
    from wayforward.core.policy.routes import Route

ANY = "any"
NO_FACTS: Facts = MappingProxyType({})
NO_ROW_NOW = "CHK-06a"  # there is a row, at another hour
NO_ROW_FOR_CASE = "CHK-08"  # there is a row, for cases with another status or other facts
NO_LINE = "CHK-09"  # the agency's ladder has no such line
NO_LADDER = "CHK-25"  # the policy gives this agency no ladder at all
_RUNG = re.compile(r"(pre)|(\d+)|S(\d+)")


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of rows, in the order of the file. Where `rows` is empty, `rule` says which kind of hole."""

    line: str  # the line asked, or the side line that took over
    rows: tuple[int, ...]  # answer now
    shut: tuple[int, ...]  # would answer at another hour
    others: tuple[int, ...]  # stand on the same line for other cases
    rule: str | None


class Rows:
    """The routes of one policy, indexed once; what is found is worked out once and then looked up.

    It rests on a handful of yes-or-no questions: which of the agency's windows are open, and which of the
    conditions on its rows hold. Those, with the line and the status, are the key.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = routes
        agencies = dict.fromkeys(route.agency for route in routes)
        self._of = {agency: _of(routes, agency) for agency in agencies}
        self._for_all = self._of.get(ANY, ())
        self._conditions = {agency: tuple(_conditions(routes, own)) for agency, own in self._of.items()}
        self._conditions_for_all = self._conditions.get(ANY, ())
        self._known: dict[tuple[object, ...], Found] = {}

    def of(self, agency: str) -> tuple[int, ...]:
        """Every row an agency's ladder has; an agency without rows of its own has those for any agency."""
        return self._of.get(agency, self._for_all)

    def hours(self, agency: str) -> frozenset[str]:
        """The windows that any row of the agency depends on."""
        return frozenset(hours for i in self.of(agency) if (hours := self.routes[i].hours) is not None)

    def lines(self, agency: str) -> tuple[str, ...]:
        """The agency's lines in the order of the file, side lines among them."""
        return tuple(dict.fromkeys(self.routes[i].line for i in self.of(agency)))

    def ladder(self, agency: str) -> tuple[str, ...]:
        """The agency's lines from the lowest up, without side lines."""
        rungs = [(height, line) for line in self.lines(agency) if (height := _height(line))]
        return tuple(line for _, line in sorted(rungs))

    def statuses(self, agency: str) -> tuple[str, ...]:
        """The case statuses that the agency's rows tell apart."""
        return tuple(dict.fromkeys(status for i in self.of(agency) for status in self.routes[i].status))

    def decide(
        self,
        agency: str,
        line: str,
        status: str | None,
        hours: frozenset[str],
        facts: Facts = NO_FACTS,
        *,
        take_over: bool = True,
    ) -> Found:
        """`hours` are the open windows. A side line whose condition holds takes over, unless it may not."""
        conditions = self._conditions.get(agency, self._conditions_for_all)
        held = _held(conditions, facts, line, status) if conditions else ()
        key = (agency, line, status, hours, held, take_over)
        found = self._known.get(key)
        if found is None:
            holds = dict(zip(conditions, held, strict=True))
            if take_over:
                line = self._side_line(agency, holds) or line
            found = self._known[key] = self._on(agency, line, status, hours, holds)
        return found

    def _side_line(self, agency: str, holds: Mapping[Condition, bool]) -> str | None:
        for i in self.of(agency):
            condition = self.routes[i].takes_over
            if condition is not None and holds.get(condition, True):
                return self.routes[i].line
        return None

    def _on(
        self,
        agency: str,
        line: str,
        status: str | None,
        hours: frozenset[str],
        holds: Mapping[Condition, bool],
    ) -> Found:
        routes = self.routes
        there = [i for i in self.of(agency) if routes[i].line == line]
        fit = [i for i in there if _is_for(routes[i], status) and holds.get(routes[i].when, True)]
        now = tuple(i for i in fit if routes[i].hours is None or routes[i].hours in hours)
        shut = tuple(i for i in fit if i not in now)
        others = tuple(i for i in there if i not in fit)
        others_now = any(routes[i].hours is None or routes[i].hours in hours for i in others)
        if now:
            rule = None
        elif shut and not others_now:
            rule = NO_ROW_NOW
        else:
            rule = NO_ROW_FOR_CASE if others else self._no_line(agency)
        return Found(line, now, shut, others, rule)

    def _no_line(self, agency: str) -> str:
        return NO_LINE if self.ladder(agency) or agency in self._of else NO_LADDER


def is_rung(line: str) -> bool:
    """Whether a line is a rung of a ladder; a side line is not."""
    return _height(line) is not None


def around(ladder: Sequence[str], line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rungs below a line, lowest first, and those above it, whether or not the ladder has it.

    A side line has nothing below it, and the numbered lines from the first above it.
    """
    height = _height(line)
    if height is None:
        return (), tuple(rung for rung in ladder if rung not in ("pre", "0"))
    heights = [(rung, _height(rung) or height) for rung in ladder]
    below = tuple(rung for rung, its in heights if its < height)
    return below, tuple(rung for rung, its in heights if its > height)


def _height(line: str) -> tuple[int, int] | None:
    """How high a line stands: before the ladder, numbered, senior leaders. A side line has no height."""
    match = _RUNG.fullmatch(line)
    if match is None:
        return None
    before, number, leaders = match.groups()
    return (0, 0) if before else (1, int(number)) if number else (2, int(leaders))


def _of(routes: Sequence[Route], agency: str) -> tuple[int, ...]:
    return tuple(i for i, route in enumerate(routes) if route.agency in (agency, ANY) and route.posts)


def _conditions(routes: Sequence[Route], own: Sequence[int]) -> Iterator[Condition]:
    """The distinct conditions that can differ between questions; a condition without tests always holds."""
    met = {ALWAYS}
    for i in own:
        for condition in (routes[i].when, routes[i].takes_over):
            if condition is not None and condition not in met:
                met.add(condition)
                yield condition


def _held(conditions: tuple[Condition, ...], facts: Facts, line: str, status: str | None) -> tuple[bool, ...]:
    asked = {**facts, "line": frozenset((line,))}
    if status is not None:
        asked["status"] = frozenset((status,))
    return tuple([condition.holds(asked) for condition in conditions])


def _is_for(route: Route, status: str | None) -> bool:
    return not route.status or status in route.status
