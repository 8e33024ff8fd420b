"""Which days are working days in one nation of the United Kingdom, counted by table look-up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, compress
from types import MappingProxyType

from .dates import weekday, written
from .london import DAY, instant, offsets, on_the_wall

NATIONS = ("england", "wales", "scotland", "northern-ireland")
NO_CLOSURES: Mapping[date, str] = MappingProxyType({})


class OutsideCalendar(ValueError):
    """A day is asked about for which nobody has said yet which days are bank holidays."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table:
    """The calendar as integers: every question about working days is one or two look-ups in these.

    Days are counted from the calendar's first day, which is day 0.
    """

    origin: int  # the ordinal of day 0
    days: int
    working: bytes  # 1 on a working day
    through: list[int]  # how many working days there are from day 0 up to and including this one
    every: list[date]  # each day
    nth: list[date]  # the 1st, 2nd, ... working day; entry 0 stands for "before the first"
    kind: bytes  # weekday * 4 + 2 if the day before is a day off + 1 if this one is: what windows look up
    ahead: list[int]  # London's seconds ahead of UTC at the start of the day
    changes: dict[int, int]  # clock-change days: the second of the UTC day at which the clocks change
    start: datetime  # midnight UTC of day 0
    level: list[int]  # London's seconds ahead all through the UTC day; -1 if they change, and on the last day
    next_day_at_23: bytes  # 1 where 23:00 UTC already belongs to the next London day


@dataclass(frozen=True)
class Calendar:
    """Working days are Monday to Friday, less the nation's bank holidays, less the partnership's closures.

    It knows the days from `first` to `last`, both included, and raises OutsideCalendar for any other: a guess
    about a bank holiday would be a wrong deadline that looks right.
    """

    nation: str
    first: date
    last: date
    holidays: Mapping[date, str] = field(hash=False)
    closures: Mapping[date, str] = field(hash=False)
    table: Table = field(repr=False, compare=False)
    ends: dict[time | None, list[datetime | None]] = field(repr=False, compare=False)  # kept by end_of
    hours: dict[str, list[int]] = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        nation: str,
        holidays: Mapping[date, str],
        closures: Mapping[date, str] = NO_CLOSURES,
        *,
        first: date,
        last: date,
    ) -> "Calendar":
        """A calendar of one of NATIONS. Holidays and closures map a day to the name a person knows it by."""
        if nation not in NATIONS:
            raise ValueError(f"There is no calendar for “{nation}”. Write one of: {', '.join(NATIONS)}.")
        if last < first:
            raise ValueError(f"A calendar cannot run from {written(first)} to {written(last)}. Swap the days.")
        own, local = MappingProxyType(dict(holidays)), MappingProxyType(dict(closures))
        return cls(nation, first, last, own, local, _table(first, last, {*own, *local}), {}, {})

    def is_working_day(self, day: date) -> bool:
        return bool(self.table.working[self.position(day)])

    def why_not(self, day: date) -> str | None:
        """The reason a day is not a working day, in a word or a name; None when it is one."""
        if self.is_working_day(day):
            return None
        return weekday(day) if day.weekday() > 4 else self.holidays.get(day) or self.closures[day]

    def is_day_off(self, day: date) -> bool:
        """Whether the day is a bank holiday or a closure, whatever day of the week it is."""
        return bool(self.table.kind[self.position(day)] & 1)

    def add_working_days(self, start: date, n: int) -> date:
        """The nth working day after the start, which itself does not count (defaults A-03).

        From a day that is not a working day, the next working day is day 1. With n = 0: the start itself, or
        the next working day if it is not one.
        """
        return self._nth(self.passed_by(start, n))

    def add_working_days_each(self, starts: Iterable[date], n: int) -> list[date]:
        """add_working_days for many starts of one timescale: worth it from a few thousand starts."""
        through, nth = self.table.through, self.table.nth
        if n < 1:
            return [self.add_working_days(start, n) for start in starts]
        fall_due = dict(zip(self.table.every, [nth[k + n] for k in through if k + n < len(nth)], strict=False))
        starts = list(starts)
        try:
            return list(map(fall_due.__getitem__, starts))
        except KeyError:
            return [self.add_working_days(start, n) for start in starts]  # says which is outside

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after the start, up to and including the end; below 0 when the end comes first."""
        through = self.table.through
        return through[self.position(end)] - through[self.position(start)]

    def next_working_day(self, day: date) -> date:
        """The first working day after this day."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before this day."""
        i = self.position(day)
        k = self.table.through[i] - self.table.working[i]
        if k < 1:
            raise self._outside(self.first - timedelta(days=1))
        return self.table.nth[k]

    def days_off_between(self, start: date, end: date) -> list[date]:
        """The days that are not working days, after the start and before the end."""
        i, j = self.position(start) + 1, self.position(end)
        table = self.table
        return [day for day, working in zip(table.every[i:j], table.working[i:j], strict=True) if not working]

    def position(self, day: date) -> int:
        """The day counted from the first day of the calendar. Raises OutsideCalendar."""
        i = day.toordinal() - self.table.origin
        if 0 <= i < self.table.days:
            return i
        raise self._outside(day)

    def on_the_dial(self, at: datetime) -> tuple[int, int]:
        """The London day of an instant, counted from the calendar's first, and the second of its dial.

        Raises OutsideCalendar, and ValueError for an instant without an offset.
        """
        try:
            passed = at - self.table.start
            i, ahead = passed.days, self.table.level[passed.days]
        except (TypeError, IndexError):  # no offset, or after the calendar
            return self._on_an_odd_day(at)
        if i < 0 or ahead < 0:  # before the calendar, or on a day when the clocks change
            return self._on_an_odd_day(at)
        second = passed.seconds + ahead
        return (i, second) if second < DAY else (i + 1, second - DAY)

    def _on_an_odd_day(self, at: datetime) -> tuple[int, int]:
        wall = on_the_wall(at)
        return self.position(wall.date()), (wall.hour * 60 + wall.minute) * 60 + wall.second

    def passed_by(self, start: date, n: int) -> int:
        """How many working days the calendar has had by the end of the nth working day after the start."""
        if n < 0:
            raise ValueError(f"Working days are counted forwards: {n} is below 0. Write 0 or more.")
        i = self.position(start)
        return self.table.through[i] + (n or 1 - self.table.working[i])

    def end_of(self, k: int, at: time) -> datetime:
        """The instant at which the kth working day of the calendar ends, where days end at this time."""
        if at not in self.ends:
            self.ends[at] = [None] * len(self.table.nth)
        day = self._nth(k)
        end = self.ends[at][k] = self.ends[at][k] or instant(day, at)
        return end

    def _nth(self, k: int) -> date:
        try:
            return self.table.nth[k]
        except IndexError:
            raise self._outside(self.last + timedelta(days=1)) from None

    def _outside(self, day: date) -> OutsideCalendar:
        return OutsideCalendar(
            f"{written(day)} is outside the calendar for {self.nation}, which knows the bank holidays from"
            f" {written(self.first)} to {written(self.last)}. Add the bank holidays of other years."
        )


def _table(first: date, last: date, named: Iterable[date]) -> Table:
    origin, days = first.toordinal(), (last - first).days + 1
    ahead, changes = offsets(first, last)
    weeks = days // 7 + 2
    of_the_week = slice(first.weekday(), first.weekday() + days)
    working = bytearray((bytes((1, 1, 1, 1, 1, 0, 0)) * weeks)[of_the_week])
    kind = bytearray((bytes(range(0, 28, 4)) * weeks)[of_the_week])  # before day 0: unknown, so not a day off
    for day in named:
        if first <= day <= last:
            i = day.toordinal() - origin
            working[i] = 0
            kind[i] |= 1
            if day < last:
                kind[i + 1] |= 2
    level = ahead[:-1]
    for i in (*changes, days - 1):
        if i < days:
            level[i] = -1
    every = list(map(date.fromordinal, range(origin, origin + days)))
    return Table(
        origin=origin,
        days=days,
        working=bytes(working),
        through=list(accumulate(working)),
        every=every,
        nth=[date.min, *compress(every, working)],
        kind=bytes(kind),
        ahead=ahead,
        changes=changes,
        start=datetime(first.year, first.month, first.day, tzinfo=UTC),
        level=level,
        next_day_at_23=bytes(map(bool, ahead[1:])),
    )
