"""The sentences that show how a deadline was reached, for a person to check against a wall calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import assert_never

from .calendar import Calendar
from .dates import MONTHS, WEEKDAYS, day_and_month, hour, listed, weekday, written
from .london import on_the_wall
from .reading import Reading, is_moved
from .timescale import Amount, Unit

NO_INSTANT = {
    Unit.NONE: "The policy sets no time for this, so it is never overdue.",
    Unit.AS_SOON_AS_POSSIBLE: "The policy says as soon as possible, and gives no date.",
    Unit.SET_BY_PERSON: "A person sets the time for this: there is none until somebody does.",
}
ORDINALS = {29: "29th", 30: "30th", 31: "31st"}
LISTED_AT_MOST = 5  # days off named one by one; more than this is counted


def sentences(
    start_at: datetime, amount: Amount, calendar: Calendar, reading: Reading, due_at: datetime | None
) -> tuple[str, ...]:
    """Why this amount of time runs out at `due_at`. One fact to a sentence, in the order they are used."""
    if due_at is None:
        return (NO_INSTANT[amount.unit],)
    start, due = on_the_wall(start_at), on_the_wall(due_at)
    match amount.unit:
        case Unit.WORKING_DAYS | Unit.SAME_WORKING_DAY:
            steps = _working_days(start, due, amount, calendar, reading)
        case Unit.WORKING_HOURS:
            steps = _working_hours(start, due, amount, calendar, reading)
        case Unit.CLOCK_HOURS:
            steps = _clock_hours(start, due, amount)
        case Unit.CALENDAR_DAYS | Unit.CALENDAR_MONTHS:
            steps = _calendar_days(start, due, amount, reading)
        case Unit.AS_SOON_AS_POSSIBLE | Unit.NONE | Unit.SET_BY_PERSON:
            raise ValueError(f"“{amount}” sets no instant, so {due_at.isoformat()} cannot have come from it.")
        case _:
            assert_never(amount.unit)
    return tuple(steps)


def _working_days(
    start: datetime, due: datetime, amount: Amount, calendar: Calendar, reading: Reading
) -> Iterator[str]:
    day, last = start.date(), due.date()
    yield f"The clock starts on {written(day)}."
    yield from _meaning(amount)
    works = calendar.is_working_day(day)
    moved = is_moved(start, works, reading)
    following = calendar.next_working_day(day)
    if moved and works and reading.late_start:
        from_when = hour(reading.late_start)
        yield f"A start from {from_when} on counts as made on the next working day, {written(following)}."
    elif not works:
        counts = "so it counts as made on" if moved else "so day 1 is" if amount.number else "so the day is"
        yield f"{_off(day, calendar)} is not a working day, {counts} {written(following)}."
    if moved:
        day, works = following, True
    if amount.number:
        if works:
            yield f"The day it starts {'counts as day 1' if reading.start_counts else 'does not count'}."
        yield from _days_off(day, last, calendar)
    elif last > day and works:
        yield f"That day had already ended, at {hour(reading.day_ends)}, so the next working day is used."
    counted = f"Day {amount.number}" if reading.start_counts and works else f"{amount} later"
    yield f"{counted if amount.number else 'The last day'} is {written(last)}, {_end(reading)}."


def _working_hours(
    start: datetime, due: datetime, amount: Amount, calendar: Calendar, reading: Reading
) -> Iterator[str]:
    yield f"The clock starts at {_moment(start)}."
    yield from _meaning(amount)
    yield f"Working hours are {_office(reading)}, on working days."
    works = calendar.is_working_day(start.date())
    yield from _days_off(start.date() - timedelta(days=not works), due.date(), calendar)
    yield f"{amount} later is {_moment(due)}."


def _clock_hours(start: datetime, due: datetime, amount: Amount) -> Iterator[str]:
    yield f"The clock starts at {_moment(start)}."
    yield from _meaning(amount)
    yield "Clock hours run through nights, weekends and bank holidays."
    if start.utcoffset() != due.utcoffset():
        yield "The clocks change in between: hours are counted as they pass, not as the clock shows them."
    yield f"{amount} later is {_moment(due)}."


def _calendar_days(start: datetime, due: datetime, amount: Amount, reading: Reading) -> Iterator[str]:
    day, last = start.date(), due.date()
    yield f"The clock starts on {written(day)}."
    yield from _meaning(amount)
    months = amount.unit is Unit.CALENDAR_MONTHS
    counts_start = reading.start_counts and not months
    if amount.number:
        if months:
            yield "Months run to the same day of the month, whether or not it is a working day."
        else:
            yield f"The day it starts {'counts as day 1' if counts_start else 'does not count'}."
            yield "Weekends and bank holidays count."
    if months and last.day < day.day:
        yield f"{MONTHS[last.month - 1]} {last.year} has no {ORDINALS[day.day]}, so its last day is used."
    counted = f"Day {amount.number}" if counts_start else f"{amount} later"
    yield f"{counted if amount.number else 'The last day'} is {written(last)}, {_end(reading)}."


def _days_off(start: date, last: date, calendar: Calendar) -> Iterator[str]:
    """The days between that are passed over: one by one when they are few, else weekend days as a number."""
    days = calendar.days_off_between(start, last)
    weekend_days = [day for day in days if day.weekday() > 4]
    if len(days) > LISTED_AT_MOST:
        days = [day for day in days if day.weekday() < 5]
        yield f"{len(weekend_days)} weekend days in between are not working days."
    if days:
        named = listed([_in_a_list(day, then, start, calendar) for day, then in pairwise([*days, date.max])])
        yield f"{named} {'is not a working day' if len(days) == 1 else 'are not working days'}."


def _in_a_list(day: date, after: date, start: date, calendar: Calendar) -> str:
    """A day off as it stands in a list: its month if the next has another, its year if the start does."""
    words = f"{weekday(day)} {day.day}"
    if (day.year, day.month) != (after.year, after.month):
        words = f"{weekday(day)} {day_and_month(day)}" + (f" {day.year}" if day.year != start.year else "")
    return words if day.weekday() > 4 else f"{words} ({calendar.why_not(day)})"


def _off(day: date, calendar: Calendar) -> str:
    return written(day) if day.weekday() > 4 else f"{written(day)} ({calendar.why_not(day)})"


def _meaning(amount: Amount) -> Iterator[str]:
    if amount.words and amount.words.lower() != str(amount):
        yield f"The policy says “{amount.words}”, which is read as {amount}."


def _end(reading: Reading) -> str:
    ends = hour(reading.day_ends)
    return f"to the end of the day ({ends})" if reading.day_ends >= time(23, 59) else f"at {ends}"


def _office(reading: Reading) -> str:
    """ "Monday to Friday 09:00 to 17:00", or day by day where the days differ."""
    spans = {day: f"{hour(opens)} to {hour(shuts)}" for day, (opens, shuts) in sorted(reading.hours.items())}
    if len(spans) == 5 and len(set(spans.values())) == 1:
        return f"Monday to Friday {spans[0]}"
    return listed([f"{WEEKDAYS[day]} {span}" for day, span in spans.items()])


def _moment(wall: datetime) -> str:
    """ "14:10 on Friday 22 August 2025"; where the clock shows that hour twice, which of the two is meant."""
    twice = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
    return f"{hour(wall.time())}{f' ({wall.tzname()})' if twice else ''} on {written(wall.date())}"
