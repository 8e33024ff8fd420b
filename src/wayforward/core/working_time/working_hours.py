"""Time that passes only while the office is open: adding working hours, and minutes between two instants."""

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta

from .calendar import Calendar, OutsideCalendar
from .dates import written
from .london import on_the_wall
from .reading import Reading

# Nobody's clocks change between Monday and Friday, so within office hours the dial and elapsed time agree.


def business_minutes_between(a: datetime, b: datetime, calendar: Calendar, reading: Reading) -> int:
    """Whole office minutes from one aware instant to another; negative when b is before a. Part minutes drop.

    Office hours are the reading's, on the calendar's working days. Raises OutsideCalendar.
    """
    opened = _opened(calendar, reading.week)
    passed = _passed(b, calendar, reading.week, opened) - _passed(a, calendar, reading.week, opened)
    return passed // 60_000_000 if passed >= 0 else -(-passed // 60_000_000)


def add_working_hours(start_at: datetime, hours: int, calendar: Calendar, reading: Reading) -> datetime:
    """The UTC instant at which this many office hours have passed since the start.

    Hours that end exactly at closing time end then, not at the next opening. 0 hours is the start itself, or
    the next opening if the office is shut. Raises OutsideCalendar.
    """
    week, opened = reading.week, _opened(calendar, reading.week)
    target = _passed(start_at, calendar, week, opened) + hours * 3_600_000_000
    i = (bisect_left if hours else bisect_right)(opened, target) - 1
    table = calendar.table
    if i >= table.days:
        raise OutsideCalendar(
            f"{hours} working hours from {written(on_the_wall(start_at))} end after the calendar for"
            f" {calendar.nation} does, on {written(calendar.last)}."
        )
    day = date.fromordinal(table.origin + i)
    opens = week[day.weekday() * 2] - table.ahead[i]
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return midnight + timedelta(seconds=opens, microseconds=target - opened[i])


def _opened(calendar: Calendar, week: tuple[int, ...]) -> list[int]:
    """Microseconds the office has been open before each day of the calendar, worked out once."""
    opened = calendar.hours.get(week)
    if opened is None:
        table = calendar.table
        lengths = [(closes - opens) * 1_000_000 for opens, closes in zip(week[::2], week[1::2], strict=True)]
        total, opened = 0, [0]
        for works, kind in zip(table.working, table.kind, strict=True):
            total += works and lengths[kind >> 2]
            opened.append(total)
        calendar.hours[week] = opened
    return opened


def _passed(at: datetime, calendar: Calendar, week: tuple[int, ...], opened: list[int]) -> int:
    """Microseconds the office has been open from the start of the calendar to this instant."""
    wall = on_the_wall(at)
    table = calendar.table
    i = wall.toordinal() - table.origin
    if not 0 <= i < table.days:
        i = calendar.position(wall.date())  # says why not
    if not table.working[i]:
        return opened[i]
    weekday = table.kind[i] >> 2 << 1
    opens, second = week[weekday], (wall.hour * 60 + wall.minute) * 60 + wall.second
    if second < opens:
        return opened[i]
    if second >= week[weekday + 1]:
        return opened[i + 1]
    return opened[i] + (second - opens) * 1_000_000 + wall.microsecond
