"""When somebody is there: named windows of the week on London's clocks, and the instants they change at."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from .calendar import Calendar, OutsideCalendar
from .dates import written
from .london import DAY, on_the_wall
from .reading import seconds

EVERY_DAY = frozenset(range(7))
WEEKDAYS_ONLY = frozenset(range(5))


class BankHolidays(StrEnum):
    """What a span does on a bank holiday or a closure. A span belongs to the day it begins on."""

    AS_WEEKDAY = "as-weekday"  # nothing: the day of the week decides
    CLOSED = "closed"  # it does not begin on one
    OPEN = "open"  # it begins on every one, whatever day of the week it is
    ONLY = "only"  # it begins on no other day


@dataclass(frozen=True, slots=True)
class Span:
    """From a time up to and not including another, beginning on each of these days of the week (0 is Monday).

    Where `until` is not later than `begins` it is on the next day: 21:00 to 07:00 runs through midnight, and
    00:00 to 00:00 is a whole day. Times are on London's clocks, in whole seconds.
    """

    days: frozenset[int]
    begins: time
    until: time
    bank_holidays: BankHolidays = BankHolidays.AS_WEEKDAY

    def __post_init__(self) -> None:
        if not self.days <= EVERY_DAY:
            days = sorted(self.days)
            raise ValueError(f"The days of a week are 0 (Monday) to 6 (Sunday), and this span has {days}.")
        if any(at.microsecond or at.tzinfo for at in (self.begins, self.until)):
            raise ValueError("A span's times are whole seconds on London's clocks, without an offset.")

    def begins_on(self, weekday: int, is_day_off: bool) -> bool:
        match self.bank_holidays:
            case BankHolidays.OPEN if is_day_off:
                return True
            case BankHolidays.CLOSED if is_day_off:
                return False
            case BankHolidays.ONLY if not is_day_off:
                return False
        return weekday in self.days


@dataclass(frozen=True, slots=True)
class Pattern:
    """One day of a window: whether it is open at midnight, and the seconds at which that turns over."""

    opens: bool
    turns: tuple[int, ...]

    def is_open(self, second: int) -> bool:
        return self.opens ^ bool(bisect_right(self.turns, second) & 1)

    @property
    def closes(self) -> bool:
        """Whether it is open as the day ends."""
        return self.opens ^ bool(len(self.turns) & 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A union of spans, or with `complement` every instant that is in none of them.

    Membership is decided by what the clock on the wall shows, so on clock-change nights too every instant is
    either in a window or in its complement, never in both and never in neither (defaults A-05).
    """

    id: str
    spans: tuple[Span, ...]
    complement: bool = False
    patterns: tuple[Pattern, ...] = field(init=False, repr=False, compare=False)  # by kind of day
    is_constant: bool = field(init=False, repr=False, compare=False)  # always open, or never

    def __post_init__(self) -> None:
        object.__setattr__(self, "patterns", tuple(_pattern(self, kind) for kind in range(28)))
        first = self.patterns[0]
        is_constant = not first.turns and all(pattern == first for pattern in self.patterns)
        object.__setattr__(self, "is_constant", is_constant)

    def outside(self, id: str) -> "Window":
        """The window of every instant that is not in this one."""
        return replace(self, id=id, complement=not self.complement)


def is_open(window: Window, at: datetime, calendar: Calendar) -> bool:
    """Whether the window holds this aware instant. Raises OutsideCalendar: it may rest on a bank holiday."""
    i, second = calendar.on_the_dial(at)
    return window.patterns[calendar.table.kind[i]].is_open(second)


def next_change(windows: Sequence[Window], at: datetime, calendar: Calendar) -> datetime | None:
    """The first UTC instant after `at` at which any of the windows opens or closes; None if none ever does.

    Raises OutsideCalendar when the calendar ends before the first change.
    """
    i, second = calendar.on_the_dial(at)
    first, never_changes = None, True
    for window in windows:
        if not window.is_constant:
            never_changes = False
            change = _after(window, i, second, at, calendar)
            if change is not None and (first is None or change < first):
                first = change
    if first is not None:
        return calendar.table.start + timedelta(seconds=first)
    if never_changes:
        return None
    raise OutsideCalendar(
        f"No window changes between {written(on_the_wall(at))} and {written(calendar.last)}, where the"
        f" calendar for {calendar.nation} ends. Add the bank holidays of later years."
    )


def _after(window: Window, i: int, second: int, at: datetime, calendar: Calendar) -> int | None:
    """The first change after an instant, in UTC seconds from the calendar's first day; None past its end."""
    table = calendar.table
    if i in table.changes:
        now = (at - table.start) // timedelta(seconds=1)
        was = window.patterns[table.kind[i]].is_open(second)
        for change, is_now in _through_a_clock_change(window, i, calendar):
            if change > now and is_now != was:
                return change
        state = window.patterns[table.kind[i]].closes
    else:
        pattern = window.patterns[table.kind[i]]
        turn = bisect_right(pattern.turns, second)
        if turn < len(pattern.turns):
            return i * DAY + pattern.turns[turn] - table.ahead[i]
        state = pattern.closes
    return _from_midnight(window, i + 1, state, calendar)


def _from_midnight(window: Window, i: int, state: bool, calendar: Calendar) -> int | None:
    """The first change from the start of a day on, given the state in which the day before ended."""
    table, patterns = calendar.table, window.patterns
    for day in range(i, table.days):
        pattern = patterns[table.kind[day]]
        if pattern.opens != state:
            return day * DAY - table.ahead[day]
        if day in table.changes:
            for change, is_now in _through_a_clock_change(window, day, calendar):
                if is_now != state:
                    return change
        elif pattern.turns:
            return day * DAY + pattern.turns[0] - table.ahead[day]
        state = pattern.closes
    return None


def _through_a_clock_change(window: Window, i: int, calendar: Calendar) -> Iterator[tuple[int, bool]]:
    """Every instant of a clock-change day after midnight when the state may change, and the state then.

    The hour that comes twice is looked at twice, and the hour that does not come is not looked at.
    """
    table = calendar.table
    pattern = window.patterns[table.kind[i]]
    changes_at, before, after = i * DAY + table.changes[i], table.ahead[i], table.ahead[i + 1]
    turns = [i * DAY + turn for turn in pattern.turns]
    early = [turn - before for turn in turns if turn - before < changes_at]
    late = [turn - after for turn in turns if turn - after > changes_at]
    for change in early:
        yield change, pattern.is_open(change + before - i * DAY)
    for change in [changes_at, *late]:
        yield change, pattern.is_open(change + after - i * DAY)


def _pattern(window: Window, kind: int) -> Pattern:
    """One window's day: what begins on it, and what began the day before and runs past midnight."""
    weekday, was_off, is_off = kind >> 2, bool(kind & 2), bool(kind & 1)
    open_spans: list[tuple[int, int]] = []
    for span in window.spans:
        begins, until = seconds(span.begins), seconds(span.until)
        overnight = until <= begins
        if span.begins_on(weekday, is_off):
            open_spans.append((begins, DAY if overnight else until))
        if overnight and span.begins_on((weekday - 1) % 7, was_off):
            open_spans.append((0, until))
    edges = sorted({0, *(edge for span in open_spans for edge in span)} - {DAY})
    states = [any(begins <= edge < end for begins, end in open_spans) ^ window.complement for edge in edges]
    turns = tuple(edge for edge, was, now in zip(edges[1:], states, states[1:], strict=False) if was != now)
    return Pattern(states[0], turns)


ALWAYS = Window("always", (), complement=True)
