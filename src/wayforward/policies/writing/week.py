"""Who answers through a week: for each agency and line, seven days and a bank holiday, hour band by hour band."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from wayforward.core.conditions import ALWAYS
from wayforward.core.policy.routes import Route
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.working_time import Calendar, Window, is_open
from wayforward.core.working_time.dates import WEEKDAYS

LONDON = ZoneInfo("Europe/London")
DAYS = (*WEEKDAYS, "Bank holiday")
LATEST = 60 * 60 * 24


@dataclass(frozen=True)
class Cell:
    """One band on one day: the rows that answer, by their number in the policy, and whether that is everybody."""

    rows: tuple[int, ...]
    sometimes: bool = False  # every row that answers is for some cases alone

    @property
    def gap(self) -> bool:
        return not self.rows


@dataclass(frozen=True)
class Band:
    """Hours of the day, from a wall time up to another: "09:00" to "17:00"."""

    begins: str
    until: str
    cells: tuple[Cell, ...]  # Monday to Sunday, then a bank holiday


@dataclass(frozen=True)
class Grid:
    """The week of one agency's line."""

    agency: str
    line: str
    bands: tuple[Band, ...]

    @cached_property
    def gaps(self) -> tuple[tuple[str, Band], ...]:
        """Each day and band with nobody in it, in the order of the week."""
        return tuple(
            (DAYS[day], band) for day in range(len(DAYS)) for band in self.bands if band.cells[day].gap
        )  # fmt: skip


def week(policy: Policy, calendar: Calendar, on: date) -> tuple[Grid, ...]:
    """A grid for each agency and each of its lines. The days are a plain week after `on`, and a bank holiday.

    Raises OutsideCalendar where the calendar does not reach so far.
    """
    table, days = routes(policy, calendar), _days(calendar, on)
    return tuple(
        Grid(agency, line, tuple(_bands(policy, table, agency, line, days)))
        for agency in table.kinds
        for line in table.rows.lines(agency)
    )


def gaps(policy: Policy, calendar: Calendar, on: date) -> int:
    """How many lines of how many agencies have hours with nobody to ring."""
    return sum(1 for grid in week(policy, calendar, on) if grid.gaps)


def _days(calendar: Calendar, on: date) -> tuple[date, ...]:
    """A Monday to Sunday without a bank holiday in it or beside it, and the next bank holiday after `on`."""
    monday = on + timedelta(days=-on.weekday() % 7)
    while any(calendar.is_day_off(monday + timedelta(days=n)) for n in range(-1, 9)):
        monday += timedelta(days=7)
    off = on + timedelta(days=1)
    while not calendar.is_day_off(off) or calendar.is_day_off(off - timedelta(days=1)):
        off += timedelta(days=1)
    return (*(monday + timedelta(days=n) for n in range(7)), off)


def _bands(policy: Policy, table: RouteTable, agency: str, line: str, days: tuple[date, ...]) -> Iterator[Band]:
    rows = [i for i in table.rows.of(agency) if policy.routes[i].line == line]
    windows = {policy.routes[i].hours for i in rows} - {None}
    edges = sorted({0, LATEST, *(edge for id in windows if id for edge in _edges(table.windows[id]))})
    for begins, until in pairwise(edges):
        cells = tuple(_cell(policy, table, rows, day, (begins + until) // 2) for day in days)
        yield Band(_clock(begins), _clock(until), cells)


def _edges(window: Window) -> Iterator[int]:
    for span in window.spans:
        yield from (_seconds(span.begins), _seconds(span.until))


def _cell(policy: Policy, table: RouteTable, rows: list[int], day: date, second: int) -> Cell:
    at = datetime.combine(day, time(), LONDON).replace(hour=second // 3600, minute=second // 60 % 60)
    now = tuple(i for i in rows if _is_open(policy.routes[i], table, at))
    return Cell(now, bool(now) and all(_for_some(policy.routes[i]) for i in now))


def _is_open(route: Route, table: RouteTable, at: datetime) -> bool:
    return route.hours is None or is_open(table.windows[route.hours], at, table.calendar)


def _for_some(route: Route) -> bool:
    return bool(route.status) or route.when != ALWAYS or route.takes_over is not None


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}"
