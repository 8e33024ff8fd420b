"""A year on London's clocks, and the working days in a wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar, instant, on_the_wall


def whole_year(calendar: Calendar, year: int) -> tuple[datetime, datetime]:
    """The first instant of a year on London's clocks, and the first of the next. Raises OutsideCalendar."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    for day in (first, last):
        calendar.position(day)
    return instant(first, time()), instant(last, time()) + timedelta(days=1)


def in_force(policy: Policy, from_at: datetime, until_at: datetime) -> datetime:
    """The first instant of a span at which something can be raised under a policy.

    A policy that comes into force later than the whole span is proved as though it were in force already.
    """
    day = policy.document.in_force_from
    begins = instant(day, time()) if day is not None else from_at
    return begins if from_at < begins < until_at else from_at


def working_days(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working days after the day it starts, up to and including the day it ends."""
    return calendar.working_days_between(on_the_wall(start).date(), on_the_wall(end).date())
