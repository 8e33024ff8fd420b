"""When things happen in the demonstration: so many working days before the instant it is seeded at, at an hour."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from wayforward.core.working_time import Calendar
from wayforward.core.working_time.london import LONDON

WRITTEN = re.compile(r"^(\d+) (?:(sat|sun) )?(\d{2}):(\d{2})$")
WEEKDAYS = {"sat": 5, "sun": 6}


def instant(words: str, at: datetime, calendar: Calendar) -> datetime:
    """ "12 09:40" is twelve working days before `at`, at 09:40 in London; "12 sat 22:10" the Saturday after that day.

    Day 0 is not written: at the first minute of a day nothing of it has happened. Raises ValueError for other words.
    """
    found = WRITTEN.match(words)
    if found is None or int(found[1]) < 1:
        raise ValueError(f"“{words}” is not a time of a story. Write it as: 12 09:40, or 12 sat 22:10.")
    day = working_day_before(at.astimezone(LONDON).date(), int(found[1]), calendar)
    if found[2]:
        day += timedelta(days=(WEEKDAYS[found[2]] - day.weekday()) % 7)
    wall = datetime.combine(day, time(int(found[3]), int(found[4])), LONDON)
    return wall.astimezone(UTC)


def working_day_before(day: date, number: int, calendar: Calendar) -> date:
    """The working day that lies `number` working days before a day."""
    for _ in range(number):
        day = calendar.previous_working_day(day)
    return day
