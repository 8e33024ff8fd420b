"""The instants that matter for a longest wait: just after each boundary at which a deadline moves on.

The end of a walk never falls when its start is later, and between two jumps it stays where it is or slides
along with the start. So the longest wait begins at a jump, and no other instant needs to be looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from itertools import pairwise

from wayforward.core.working_time import Amount, Calendar, Reading, Unit, instant, on_the_wall
from wayforward.policies.proving.clocks import A_MOMENT, Count, Walk

MIDNIGHT = Amount(1, Unit.CALENDAR_DAYS)
Clock = Callable[[datetime], datetime]


class Jumps:
    """The jumps of every walk that begins in a span, worked out once for walks that begin in the same way."""

    def __init__(self, from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading) -> None:
        self.from_at, self.until_at, self.calendar, self.reading = from_at, until_at, calendar, reading
        self._edges: dict[tuple[Amount, datetime, datetime], tuple[datetime, ...]] = {}
        self._known: dict[object, tuple[datetime, ...]] = {}

    def of(self, walk_from: Callable[[datetime], Walk], alike: Callable[[int], object]) -> tuple[datetime, ...]:
        """The instants of raising at which the longest wait may begin, in order, to the second.

        For every deadline of the walk, those at which its clock comes to a boundary; and those at which the end
        of the walk comes to a new day, because working days are counted by days. `alike` names the stages gone
        through so far: walks with the same name are the same up to there.
        """
        walked: dict[datetime, Walk] = {}

        def at(raised_at: datetime) -> Walk:
            if raised_at not in walked:
                walked[raised_at] = walk_from(raised_at)
            return walked[raised_at]

        found: set[datetime] = {self.from_at}
        for number, count in enumerate(_counts(at(self.from_at))):
            if count.clock.slides:
                key = (number, count.amount, alike(count.stay))
                if key not in self._known:
                    clock = partial(_clock, at, number)
                    self._known[key] = tuple(self._comes_to(count.amount, clock, found))
                found.update(self._known[key])
        return tuple(sorted(each for each in found if self.from_at <= each < self.until_at))

    def _comes_to(self, amount: Amount, clock: Clock, known: Iterable[datetime]) -> Iterator[datetime]:
        """The instants at which a clock comes to an edge. Between those known already it slides, or stands still."""
        last = self.until_at - A_MOMENT
        here, there = clock(self.from_at), clock(last)
        key = amount, here, there
        if key not in self._edges:
            self._edges[key] = tuple(sorted(set(edges(amount, here, there, self.calendar, self.reading))))
        found = self._edges[key]
        if here == self.from_at and there == last:
            yield from found  # the clock of the raising itself
            return
        for begins, ends in pairwise([*sorted(known), self.until_at]):
            low, high = clock(begins), clock(ends - A_MOMENT)
            for edge in found[bisect_right(found, low) : bisect_right(found, high)]:
                yield _pulled_back(clock, edge, begins, ends)


def _counts(walk: Walk) -> tuple[Count, ...]:
    return (*walk.counts, Count(MIDNIGHT, walk.ends, len(walk.stays)))


def _clock(walk_from: Callable[[datetime], Walk], number: int, raised_at: datetime) -> datetime:
    return _counts(walk_from(raised_at))[number].clock.at


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
    """The starts between two instants at which the deadline of an amount jumps, stops sliding or slides again."""
    match amount.unit:
        case Unit.CLOCK_HOURS:
            return  # it slides all the time and never jumps
        case Unit.WORKING_HOURS:
            found = _office(from_at, until_at, calendar, reading)
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


def _office(from_at: datetime, until_at: datetime, calendar: Calendar, reading: Reading) -> Iterator[datetime]:
    """Each opening and closing of the office.

    A deadline in working hours also jumps where they no longer end by closing time. But from there until closing
    it slides, so a start at closing time waits as long; and where it comes to a new day, what follows sees to it.
    """
    day, last = on_the_wall(from_at).date(), min(on_the_wall(until_at).date(), calendar.last)
    while day <= last:
        if calendar.is_working_day(day) and day.weekday() in reading.hours:
            yield from (instant(day, at) for at in reading.hours[day.weekday()])
        day += timedelta(days=1)


def _pulled_back(clock: Clock, edge: datetime, begins: datetime, ends: datetime) -> datetime:
    """The first instant of a span for which a clock that comes to an edge within it has come to it."""
    shifted = begins + (edge - clock(begins))
    if begins < shifted < ends and clock(shifted) == edge and clock(shifted - A_MOMENT) < edge:
        return shifted
    return _first(lambda at: clock(at) >= edge, begins, ends) or ends


def _first(holds: Callable[[datetime], bool], from_at: datetime, until_at: datetime) -> datetime | None:
    """The first second at which something holds that, once it holds, holds for ever; None where it never does."""
    seconds = range(int((until_at - from_at).total_seconds()) + 1)
    found = bisect_left(seconds, True, key=lambda second: holds(from_at + timedelta(seconds=second)))
    return from_at + timedelta(seconds=found) if found < len(seconds) else None
