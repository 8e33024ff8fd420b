"""The hours of the week in words, and the kinds of hour that a stretch of time is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayforward.core.routing import RouteTable
from wayforward.core.working_time import (
    EVERY_DAY,
    WEEKDAYS_ONLY,
    BankHolidays,
    OutsideCalendar,
    Span,
    Window,
    next_change,
)
from wayforward.core.working_time.dates import WEEKDAYS, listed, said

ON_HOLIDAYS = {
    BankHolidays.CLOSED: ", not on bank holidays",
    BankHolidays.OPEN: " and on bank holidays",
    BankHolidays.ONLY: "",
    BankHolidays.AS_WEEKDAY: "",
}
ANY_HOUR = "at any hour"


@dataclass(frozen=True)
class Kind:
    """Hours in which the same windows are open, with one instant among them to ask about."""

    open_windows: frozenset[str]
    at: datetime


def kinds(table: RouteTable, agency: str, at: datetime, until: datetime) -> tuple[Kind, ...]:
    """Every kind of hour there is for an agency from one instant up to another, in the order they come.

    Raises OutsideCalendar where the calendar does not reach to `at`; it may end before `until`.
    """
    windows = [table.windows[name] for name in sorted(table.rows.hours(agency))]
    found: dict[frozenset[str], Kind] = {}
    for moment in _moments(windows, at, until, table):
        now = table.open_windows(agency, moment)
        found.setdefault(now, Kind(now, moment))
    return tuple(found.values())


def _moments(windows: Sequence[Window], at: datetime, until: datetime, table: RouteTable) -> Iterator[datetime]:
    moment: datetime | None = at
    while moment is not None and moment < until:
        yield moment
        try:
            moment = next_change(windows, moment, table.calendar)
        except OutsideCalendar:
            return


def of_kinds(some: Sequence[Kind], every: Sequence[Kind], table: RouteTable) -> str:
    """What some of the kinds of hour are together: "at any hour", or one window's hours, or several."""
    chosen = {kind.open_windows for kind in some}
    whole = {kind.open_windows for kind in every}
    if chosen == whole:
        return ANY_HOUR
    names = sorted({name for kind in every for name in kind.open_windows}, key=_plainest(table))
    for name in names:
        if {windows for windows in whole if name in windows} == chosen:
            return of_window(table.windows[name])
    common = frozenset.intersection(*whole)
    return "; or ".join(_together(windows - common, whole, table) for windows in sorted(chosen, key=sorted))


def office(table: RouteTable, agency: str) -> Window | None:
    """The office hours of an agency whose ladder tells apart only those and all other hours; None for any other."""
    windows = [table.windows[name] for name in sorted(table.rows.hours(agency))]
    changing = [window for window in windows if not window.is_constant]
    plain = [window for window in changing if not window.complement]
    if len(plain) != 1 or any(window.spans != plain[0].spans for window in changing):
        return None
    return plain[0] if all(span.days == WEEKDAYS_ONLY for span in plain[0].spans) else None


def outside(window: Window) -> str:
    """All hours but a window's, in words."""
    return _said(window, outside=not window.complement)


def of_window(window: Window) -> str:
    """ "Monday to Friday from 9am to 5pm, not on bank holidays"; a window of all other hours says "outside" those."""
    return ANY_HOUR if window.is_constant else _said(window, outside=window.complement)


def _together(windows: frozenset[str], whole: set[frozenset[str]], table: RouteTable) -> str:
    """All of these windows, and outside those that would make it another kind of hour."""
    further = {name for other in whole if windows < other for name in other - windows}
    further = {name for name in further if any(name not in other for other in whole)}
    inside = [of_window(table.windows[name]) for name in sorted(windows)]
    return ", ".join([*inside, *(outside(table.windows[name]) for name in sorted(further))])


def _said(window: Window, *, outside: bool) -> str:
    spans = "; ".join(_span(span, outside=outside) for span in window.spans)
    return f"outside {spans}" if outside else spans


def _plainest(table: RouteTable) -> Callable[[str], tuple[bool, int, str]]:
    return lambda name: (table.windows[name].complement, len(table.windows[name].spans), name)


def _span(span: Span, *, outside: bool) -> str:
    holidays = span.bank_holidays
    days = "bank holidays" if holidays is BankHolidays.ONLY else _days(span.days)
    times = "" if span.begins == span.until else f" from {said(span.begins)} to {said(span.until)}"
    if outside and holidays is BankHolidays.CLOSED:
        return f"{days}{times}, and on bank holidays"
    return f"{days}{times}{ON_HOLIDAYS[holidays]}"


def _days(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "every day"
    if days == WEEKDAYS_ONLY:
        return "Monday to Friday"
    names = [WEEKDAYS[day] for day in sorted(days)]
    return listed(names)
