"""The instants that matter for a longest wait: just after each boundary at which a deadline moves on.

The end of a walk never falls when its start is later, and between two jumps it stays where it is or slides
along with the start. So the longest wait begins at a jump, and no other instant needs to be looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial

from wayforward.core.working_time import Amount, Calendar, Reading, Unit, instant, on_the_wall
from wayforward.policies.proving.clocks import A_MOMENT, Walk, due_after

MIDNIGHT = Amount(1, Unit.CALENDAR_DAYS)
LONGEST_BREAK = timedelta(days=60)  # no office is shut for longer


def worst_starts(
    walk_from: Callable[[datetime], Walk], from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading
) -> tuple[datetime, ...]:
    """The instants of raising, from one up to and not including another, at which the longest wait may begin.

    For every deadline of the walk, those at which its clock comes to a boundary; and those at which the end of
    the walk comes to a new day, because working days are counted by days. In order, to the second.
    """
    first, last = walk_from(from_at), walk_from(until_at - A_MOMENT)
    found = {from_at}
    for number, (amount, when) in enumerate((*first.counts, (MIDNIGHT, first.ends))):
        if not when.slides:
            continue

        def clock(raised_at: datetime, number: int = number) -> datetime:
            found = walk_from(raised_at)
            return found.counts[number][1].at if number < len(found.counts) else found.ends.at

        here, there = when.at, (*last.counts, (MIDNIGHT, last.ends))[number][1].at
        plain = here == from_at and there == until_at - A_MOMENT
        for edge in edges(amount, here, there, calendar, reading):
            found.add(edge if plain else _pulled_back(clock, edge, from_at, until_at))
    return tuple(sorted(at for at in found if from_at <= at < until_at))


def moments(
    amount: Amount, from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading
) -> tuple[datetime, ...]:
    """The starts, from one up to and not including another, at which one deadline by itself may run longest."""
    found = {from_at, *edges(amount, from_at, until_at, calendar, reading)}
    found |= set(_days(from_at, until_at, reading))
    return tuple(sorted(at for at in found if from_at <= at < until_at))


def edges(
    amount: Amount, from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading
) -> Iterator[datetime]:
    """The starts between two instants from which the deadline of an amount is a later one than a moment before."""
    match amount.unit:
        case Unit.CLOCK_HOURS:
            return  # it slides all the time and never jumps
        case Unit.WORKING_HOURS:
            found = _after_closing(amount, from_at, until_at, calendar, reading)
        case _:
            found = _days(from_at, until_at, reading)
    yield from (at for at in found if from_at <= at <= until_at)


def _days(from_at: datetime, until_at: datetime, reading: Reading) -> Iterator[datetime]:
    """Each midnight, the hour from which a start is late, and the moment after a day has ended."""
    day, last = on_the_wall(from_at).date(), on_the_wall(until_at).date()
    while day <= last:
        yield instant(day, time())
        if reading.late_start is not None:
            yield instant(day, reading.late_start)
        yield instant(day, reading.day_ends) + A_MOMENT
        day += timedelta(days=1)


def _after_closing(
    amount: Amount, from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading
) -> Iterator[datetime]:
    """The first starts whose working hours no longer end by closing time, and run on to the next opening."""

    def due(start: datetime) -> datetime:
        return due_after(amount, start, calendar, reading)

    day, last = on_the_wall(from_at).date(), on_the_wall(until_at).date() + LONGEST_BREAK
    while day <= last and day <= calendar.last:
        if calendar.is_working_day(day) and day.weekday() in reading.hours:
            at = _first(partial(_outlasts, due, instant(day, reading.hours[day.weekday()][1])), from_at, until_at)
            if at is None:
                return
            yield at
        day += timedelta(days=1)


def _outlasts(due: Callable[[datetime], datetime], closes: datetime, start: datetime) -> bool:
    return due(start) > closes


def _pulled_back(
    clock: Callable[[datetime], datetime], edge: datetime, from_at: datetime, until_at: datetime
) -> datetime:
    """The first instant of raising for which a clock has come to an edge."""
    shifted = from_at + (edge - clock(from_at))
    if from_at < shifted < until_at and clock(shifted) >= edge > clock(shifted - A_MOMENT):
        return shifted
    return _first(lambda at: clock(at) >= edge, from_at, until_at) or until_at


def _first(holds: Callable[[datetime], bool], from_at: datetime, until_at: datetime) -> datetime | None:
    """The first second at which something holds that, once it holds, holds for ever; None where it never does."""
    seconds = range(int((until_at - from_at).total_seconds()) + 1)
    found = bisect_left(seconds, True, key=lambda second: holds(from_at + timedelta(seconds=second)))
    return from_at + timedelta(seconds=found) if found < len(seconds) else None
