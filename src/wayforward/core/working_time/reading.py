"""What a policy's text leaves open about time, and how one partnership has chosen to read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from types import MappingProxyType

from .dates import WEEKDAYS
from .london import on_the_wall

OFFICE_HOURS: Mapping[int, tuple[time, time]] = MappingProxyType({day: (time(9), time(17)) for day in range(5)})


class NonWorkingReceipt(StrEnum):
    """What happens to a clock that starts on a day that is not a working day."""

    DAY_ONE = "next-working-day-is-day-one"  # Saturday + 1 = Monday: nothing is lost by raising it at a weekend
    MOVED = "received-next-working-day"  # Saturday + 1 = Tuesday: it counts as raised on the Monday


@dataclass(frozen=True, slots=True)
class Reading:
    """Each field is a question that policies leave open, and the default is what most of them would say.

    day_ends: the hour, on London's clocks, at which a deadline counted in days ends (A-04).
    hours: the office hours in which working hours are counted, by weekday (0 is Monday), from the first time
        up to and not including the second. Days that are not working days have none.
    start_counts: whether the day a clock starts is day 1 (A-03: no). Applies to working and calendar days.
    late_start: the hour from which a start counts as made on the next working day; None when the hour does
        not matter. Setting it moves starts on other days too, or a Friday evening would outlast a Saturday.
    non_working_receipt: how a start on a day that is not a working day counts (A-03).
    """

    day_ends: time = time(23, 59, 59)
    hours: Mapping[int, tuple[time, time]] = field(default_factory=lambda: OFFICE_HOURS, hash=False)
    start_counts: bool = False
    late_start: time | None = None
    non_working_receipt: NonWorkingReceipt = NonWorkingReceipt.DAY_ONE
    week: tuple[int, ...] = field(init=False, repr=False, compare=False)  # opens and closes each day, in seconds
    week_id: str = field(init=False, repr=False, compare=False)  # the week as text: Python keeps a text's hash
    plain_end: time | None = field(init=False, repr=False, compare=False)  # day_ends where starts are alike

    def __post_init__(self) -> None:
        for day, (opens, closes) in self.hours.items():
            if day not in range(5):
                raise ValueError(f"Working hours are counted from Monday (0) to Friday (4); {day} is neither.")
            if opens >= closes:
                raise ValueError(f"Office hours on a {WEEKDAYS[day]} close at {closes}, before they open at {opens}.")
        if not self.hours:
            raise ValueError("Working hours need at least one weekday with office hours.")
        if any(at.tzinfo for at in (self.day_ends, self.late_start) if at):
            raise ValueError("The hours of a reading are on London's clocks: write them without an offset.")
        shut = (time(), time())
        week = tuple(seconds(at) for day in range(7) for at in self.hours.get(day, shut))
        object.__setattr__(self, "week", week)
        object.__setattr__(self, "week_id", str(week))
        is_plain = not (self.start_counts or self.moves_starts)
        object.__setattr__(self, "plain_end", self.day_ends if is_plain else None)

    @property
    def moves_starts(self) -> bool:
        """Whether a start on a day that is not a working day counts as made on the next one that is."""
        return self.late_start is not None or self.non_working_receipt is NonWorkingReceipt.MOVED


def is_moved(start_at: datetime, is_working_day: bool, reading: Reading) -> bool:
    """Whether a start counts as made on the next working day instead."""
    if not (is_working_day and reading.late_start):
        return reading.moves_starts and not is_working_day
    return on_the_wall(start_at).time() >= reading.late_start


def seconds(at: time) -> int:
    """How far round the dial a time is, in whole seconds since midnight."""
    return (at.hour * 60 + at.minute) * 60 + at.second
