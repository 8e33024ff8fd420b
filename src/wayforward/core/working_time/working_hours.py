"""Time that passes only while the office is open: adding working hours, and minutes between two instants."""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from itertools import accumulate

from .calendar import Calendar, OutsideCalendar
from .dates import written
from .london import on_the_wall
from .reading import Reading

# Nobody's clocks change between Monday and Friday, so within office hours the dial and elapsed time agree.


def business_minutes_between(a: datetime, b: datetime, calendar: Calendar, reading: Reading) -> int:
    """Whole office minutes from one aware instant to another; negative when b is before a. Part minutes drop.

    Office hours are the reading's, on the calendar's working days. Raises OutsideCalendar.
    """
    opened = _opened(calendar, reading)
    passed = _passed(b, calendar, reading, opened) - _passed(a, calendar, reading, opened)
    return passed // 60_000_000 if passed >= 0 else -(-passed // 60_000_000)


def add_working_hours(start_at: datetime, hours: int, calendar: Calendar, reading: Reading) -> datetime:
    """The UTC instant at which this many office hours have passed since the start.

    Hours that end exactly at closing time end then, not at the next opening. 0 hours is the start itself, or
    the next opening if the office is shut. Raises OutsideCalendar.
    """
    opened = _opened(calendar, reading)
    target = _passed(start_at, calendar, reading, opened) + hours * 3_600_000_000
    i = (bisect_left if hours else bisect_right)(opened, target) - 1
    table = calendar.table
    if i >= table.days:
        raise OutsideCalendar(
            f"{hours} working hours from {written(on_the_wall(start_at))} end after the calendar for"
            f" {calendar.nation} does, on {written(calendar.last)}."
        )
    opens = reading.week[table.kind[i] >> 2 << 1] - table.ahead[i]
    return table.start + timedelta(days=i, seconds=opens, microseconds=target - opened[i])


def _opened(calendar: Calendar, reading: Reading) -> list[int]:
    """Microseconds the office has been open before each day of the calendar, worked out once."""
    opened = calendar.hours.get(reading.week_id)
    if opened is None:
        table, week = calendar.table, reading.week
        lengths = [(closes - opens) * 1_000_000 for opens, closes in zip(week[::2], week[1::2], strict=True)]
        each_day = (lengths[kind >> 2] * works for works, kind in zip(table.working, table.kind, strict=True))
        opened = calendar.hours[reading.week_id] = [0, *accumulate(each_day)]
    return opened


def _passed(at: datetime, calendar: Calendar, reading: Reading, opened: list[int]) -> int:
    """Microseconds the office has been open from the start of the calendar to this instant."""
    i, second = calendar.on_the_dial(at)
    before, after = opened[i], opened[i + 1]
    if before == after:
        return before
    so_far = before + (second - reading.week[calendar.table.kind[i] >> 2 << 1]) * 1_000_000 + at.microsecond
    return before if so_far < before else after if so_far > after else so_far
