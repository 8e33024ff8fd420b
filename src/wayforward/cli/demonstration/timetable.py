"""When things happen in the demonstration: so many working days before the instant it is seeded at, at an hour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from wayforward.core.working_time import Calendar
from wayforward.core.working_time.london import LONDON

BEFORE = re.compile(r"^(\d+) (\d{2}):(\d{2})$")
AHEAD = re.compile(r"^\+(\d+) (\d{2}):(\d{2})$")


def instant(words: str, at: datetime, calendar: Calendar) -> datetime:
    """ "12 09:40" is twelve working days before `at`, at 09:40 in London.

    Day 0 is not written: at the first minute of a day nothing of it has happened. Raises ValueError for other words.
    """
    found = BEFORE.match(words)
    if found is None or int(found[1]) < 1:
        raise ValueError(f"“{words}” is not a time of a story. Write it as: 12 09:40.")
    day = working_day_before(at.astimezone(LONDON).date(), int(found[1]), calendar)
    return _wall(day, found[2], found[3])


def ahead(words: str, step: datetime, calendar: Calendar) -> datetime:
    """ "+2 17:00" is the second working day after a step, at 17:00 in London. Raises ValueError for other words."""
    found = AHEAD.match(words)
    if found is None:
        raise ValueError(f"“{words}” is not a time ahead of a step. Write it as: +2 17:00.")
    day = calendar.add_working_days(step.astimezone(LONDON).date(), int(found[1]))
    return _wall(day, found[2], found[3])


def working_day_before(day: date, number: int, calendar: Calendar) -> date:
    """The working day that lies `number` working days before a day."""
    for _ in range(number):
        day = calendar.previous_working_day(day)
    return day


def _wall(day: date, hour: str, minute: str) -> datetime:
    return datetime.combine(day, time(int(hour), int(minute)), LONDON).astimezone(UTC)
