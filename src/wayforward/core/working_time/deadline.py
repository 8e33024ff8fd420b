"""When a duty falls due: a start, an amount, a calendar and a reading become an instant, with the reason."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, assert_never

from .calendar import Calendar
from .london import instant, on_the_wall
from .reading import Reading, is_moved
from .reasoning import sentences
from .timescale import Amount, Unit
from .working_hours import add_working_hours

Counted = tuple[datetime, Amount, Calendar, Reading]  # what a deadline was worked out from


class Deadline(NamedTuple):
    """The last instant that is in time (UTC), or None where the timescale sets no instant.

    The reason is what it was worked out from, or sentences already written. Sentences are written when they
    are read: a sweep of a million deadlines needs none, a page needs one set.
    """

    due_at: datetime | None
    reason: Counted | tuple[str, ...]

    @property
    def because(self) -> tuple[str, ...]:
        """The reasoning in short sentences that a tired person can check against a wall calendar."""
        if self.reason and isinstance(self.reason[-1], Reading):
            start_at, amount, calendar, reading = self.reason
            return sentences(start_at, amount, calendar, reading, self.due_at)
        return self.reason


_new: Callable[[type[Deadline], tuple[datetime | None, Counted]], Deadline] = tuple.__new__  # twice as quick


def deadline(start_at: datetime, amount: Amount, calendar: Calendar, reading: Reading) -> Deadline:
    """When an amount of time from an aware instant runs out.

    Working and calendar days and months end at the reading's hour on the last day, in Europe/London. Clock
    hours are elapsed time, whatever the clocks do. A month later is the same day of the month, or the last.
    Raises OutsideCalendar where working days are needed and unknown, ValueError for a naive start.
    """
    due_at, n = None, amount.working_days
    if n and start_at.tzinfo is UTC:
        # Nine in ten, and counted by the million: one look-up, where the same day has been asked for before.
        table = calendar.table
        i = start_at.toordinal() - table.origin
        if i >= 0:
            try:
                if start_at.hour == 23:
                    i += table.next_day_at_23[i]
                due_at = calendar.ends[reading.plain_end][table.through[i] + n]
            except LookupError:
                due_at = None  # the long way works it out, or says why it cannot be
    if due_at is None:
        due_at = _due_at(start_at, amount, calendar, reading)
    return _new(Deadline, (due_at, (start_at, amount, calendar, reading)))


def _due_at(start_at: datetime, amount: Amount, calendar: Calendar, reading: Reading) -> datetime | None:
    day = on_the_wall(start_at).date()
    match amount.unit:
        case Unit.WORKING_DAYS | Unit.SAME_WORKING_DAY:
            return _end_of_working_day(start_at, amount.number, calendar, reading)
        case Unit.WORKING_HOURS:
            return add_working_hours(start_at, amount.number, calendar, reading)
        case Unit.CLOCK_HOURS:
            return start_at.astimezone(UTC) + timedelta(hours=amount.number)
        case Unit.CALENDAR_DAYS:
            counted = amount.number - (amount.number > 0 and reading.start_counts)
            return _end_of_day(day + timedelta(days=counted), start_at, reading)
        case Unit.CALENDAR_MONTHS:
            return _end_of_day(months_later(day, amount.number), start_at, reading)
        case Unit.AS_SOON_AS_POSSIBLE | Unit.NONE | Unit.SET_BY_PERSON:
            return None
    assert_never(amount.unit)


def _end_of_working_day(start_at: datetime, n: int, calendar: Calendar, reading: Reading) -> datetime:
    """The end of the nth working day, as the reading counts them."""
    day = on_the_wall(start_at).date()
    works = calendar.is_working_day(day)
    if is_moved(start_at, works, reading):
        day, works = calendar.next_working_day(day), True
    if works and n and reading.start_counts:
        n -= 1
    k = calendar.passed_by(day, n)
    end = calendar.end_of(k, reading.day_ends)
    # Where a day ends early, a start after its end has the next working day instead of a time already gone.
    return end if end >= start_at else calendar.end_of(k + 1, reading.day_ends)


def _end_of_day(day: date, start_at: datetime, reading: Reading) -> datetime:
    end = instant(day, reading.day_ends)
    return end if end >= start_at else instant(day + timedelta(days=1), reading.day_ends)


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the last day of a month that is too short to have it."""
    years, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_of_next - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
