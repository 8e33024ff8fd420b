"""Deadlines, windows and working hours beside numpy, pandas, holidays and opening-hours-py, all checked.

    python bench/working_time.py

The floor is what the barest table can do: no reasons, no time zones, no check that a day is in range.
"""

import json
import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd
from common import Comparison, compare, goal
from opening_hours import OpeningHours

from wayforward.core.working_time import (
    WEEKDAYS_ONLY,
    Amount,
    BankHolidays,
    Calendar,
    Reading,
    Span,
    Unit,
    Window,
    add_working_hours,
    business_minutes_between,
    deadline,
    is_open,
    next_change,
)

LONDON = ZoneInfo("Europe/London")
FROZEN = json.loads((Path(__file__).parent.parent / "policies" / "bank-holidays.json").read_text(encoding="utf-8"))
DAYS_OFF = {date.fromisoformat(day): name for day, name in FROZEN["nations"]["england"].items()}
ENGLAND = Calendar.of(
    "england", DAYS_OFF, first=date.fromisoformat(FROZEN["first"]), last=date.fromisoformat(FROZEN["last"])
)
READING = Reading()
OFFICE = Window("office", (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),))

CHANCE = random.Random(7)
ASKED = 1_000
DATES = [date(2016, 1, 1) + timedelta(CHANCE.randrange(15 * 365)) for _ in range(ASKED)]
NS = [CHANCE.choice([1, 2, 5, 10, 15, 20, 35]) for _ in DATES]
HOURS = [CHANCE.choice([1, 2, 4, 8, 24]) for _ in DATES]
WALLS = [datetime.combine(day, time(CHANCE.randrange(24), CHANCE.randrange(60))) for day in DATES]
LATER = [wall + timedelta(minutes=CHANCE.randrange(60, 20 * 1440)) for wall in WALLS]
STARTS = [wall.replace(tzinfo=LONDON).astimezone(UTC) for wall in WALLS]
ENDS = [wall.replace(tzinfo=LONDON).astimezone(UTC) for wall in LATER]
ENGLANDS, READINGS = [ENGLAND] * ASKED, [READING] * ASKED
AMOUNTS = [Amount(n, Unit.WORKING_DAYS) for n in NS]

# The floor: England's working days from 2016 to 2035, as lists.
ORIGIN = date(2016, 1, 1).toordinal()
COUNT = date(2035, 12, 31).toordinal() - ORIGIN + 1
LIBRARY = holidays.country_holidays("GB", subdiv="ENG", years=range(2016, 2036))
EVERY = [date.fromordinal(ORIGIN + i) for i in range(COUNT)]
WORKS = [day.weekday() < 5 and day not in LIBRARY for day in EVERY]
NTH = [day for day, works in zip(EVERY, WORKS, strict=True) if works]
THROUGH = np.cumsum(WORKS).tolist()
OPENS, CLOSES, LENGTH = 9 * 60, 17 * 60, 8 * 60


def floor_add(day: date, n: int) -> date:
    return NTH[THROUGH[day.toordinal() - ORIGIN] + n - 1]


def floor_passed(at: datetime) -> int:
    i = at.toordinal() - ORIGIN
    if not WORKS[i]:
        return THROUGH[i] * LENGTH
    minute = at.hour * 60 + at.minute
    return (THROUGH[i] - 1) * LENGTH + (0 if minute < OPENS else LENGTH if minute > CLOSES else minute - OPENS)


def floor_between(a: datetime, b: datetime) -> int:
    return floor_passed(b) - floor_passed(a)


# The peers, each in its quickest form.
BUSDAYS = np.busdaycalendar(holidays=np.array(sorted(LIBRARY), dtype="M8[D]"))
CUSTOM_DAYS = {n: pd.offsets.CustomBusinessDay(n, holidays=sorted(LIBRARY)) for n in set(NS)}
CUSTOM_HOURS = {
    h: pd.offsets.CustomBusinessHour(h, holidays=sorted(LIBRARY), start="09:00", end="17:00") for h in set(HOURS)
}
STAMPS = [pd.Timestamp(wall) for wall in WALLS]
DAY_STAMPS = [pd.Timestamp(day) for day in DATES]
OPENING = OpeningHours("Mo-Fr 09:00-17:00; PH off", country="GB")
OPENING_LONDON = OpeningHours("Mo-Fr 09:00-17:00; PH off", country="GB", timezone=LONDON)
AWARE = [start.astimezone(LONDON) for start in STARTS]


def numpy_add(day: Any, n: Any) -> Any:
    return np.busday_offset(day, n, roll="backward", busdaycal=BUSDAYS)


def pandas_days(stamp: pd.Timestamp, n: int) -> pd.Timestamp:
    return stamp + CUSTOM_DAYS[n]


def pandas_hours(stamp: pd.Timestamp, hours: int) -> pd.Timestamp:
    return stamp + CUSTOM_HOURS[hours]


def opening_minutes(a: datetime, b: datetime) -> float:
    total = 0.0
    for begins, ends, state, _comment in OPENING.intervals(a, b):
        if str(state) in ("State.OPEN", "open"):
            total += (min(ends, b) - max(begins, a)).total_seconds()
    return total / 60


def each(ask: Callable[..., object], *columns: Sequence[object]) -> tuple[Callable[[], object], int]:
    """Ask once for every row of the columns."""

    def run() -> None:
        for row in zip(*columns, strict=True):
            ask(*row)

    return run, len(columns[0])


# --- P1: one deadline ------------------------------------------------------------------------------------


def one_deadline() -> None:
    for start, day, n, amount in zip(STARTS, DATES, NS, AMOUNTS, strict=True):
        due_at = deadline(start, amount, ENGLAND, READING).due_at
        assert due_at == datetime.combine(floor_add(day, n), time(23, 59, 59), LONDON), (start, n)
        assert numpy_add(day, n) == np.datetime64(floor_add(day, n))
        assert LIBRARY.get_nth_working_day(day, n) == floor_add(day, n)
    asked = (STARTS, AMOUNTS, ENGLANDS, READINGS)
    found = compare(
        {
            "floor: bare table": each(floor_add, DATES, NS),
            "deadline, with its reason": each(deadline, *asked),
            "deadline, sentences written out": each(lambda *facts: deadline(*facts).because, *asked),
            "numpy.busday_offset": each(numpy_add, DATES, NS),
            "pandas CustomBusinessDay, reused": each(pandas_days, DAY_STAMPS, NS),
            "holidays get_nth_working_day": each(LIBRARY.get_nth_working_day, DATES[:200], NS[:200]),
        }
    )
    found.table("P1. One deadline of 1 to 35 working days", "floor: bare table")
    goal("P1 against the bare table", found.ratio("deadline, with its reason", "floor: bare table"), 4)
    goal(
        "P1 against numpy.busday_offset",
        found.ratio("deadline, with its reason", "numpy.busday_offset"),
        1 / 7,
    )


# --- P2: many deadlines ----------------------------------------------------------------------------------

NTH_ARRAY = np.array(ENGLAND.table.nth, dtype="M8[D]")
THROUGH_ARRAY = np.array(ENGLAND.table.through)
FIRST = np.datetime64(ENGLAND.first)


def gather(days: np.ndarray, ns: np.ndarray) -> np.ndarray:
    """The calendar's own tables, read by numpy."""
    return NTH_ARRAY[THROUGH_ARRAY[(days - FIRST).astype(np.int64)] + ns]


def many_deadlines() -> None:
    draw = np.random.default_rng(1)
    days = np.datetime64("2016-01-01") + draw.integers(0, 15 * 365, 1_000_000)
    ns = draw.choice([1, 2, 5, 10, 15, 20, 35], 1_000_000)
    dates = days.tolist()
    mixed = numpy_add(days, ns)
    assert (gather(days, ns) == mixed).all()
    assert ENGLAND.add_working_days_each(dates, 5) == numpy_add(days, 5).tolist()
    found = compare(
        {
            "numpy.busday_offset, mixed": (lambda: numpy_add(days, ns), 1_000_000),
            "our table through numpy, mixed": (lambda: gather(days, ns), 1_000_000),
            "numpy.busday_offset, 5 days": (lambda: numpy_add(days, 5), 1_000_000),
            "our table in Python, 5 days": (lambda: ENGLAND.add_working_days_each(dates, 5), 1_000_000),
        }
    )
    found.table("P2. Many deadlines, for each", "numpy.busday_offset, mixed")
    goal("P2 with numpy", found.ratio("our table through numpy, mixed", "numpy.busday_offset, mixed"), 0.25)
    goal("P2 without numpy", found.ratio("our table in Python, 5 days", "numpy.busday_offset, 5 days"), 1.2)


# --- P3: windows and working hours -----------------------------------------------------------------------


def windows_and_hours() -> None:
    differ = differences_from_a_walk(weeks=50, asked=200)
    assert differ == 0, f"{differ} of 10,000 answers differ from a walk through the minutes"
    for a, b, wall_a, wall_b in zip(STARTS, ENDS, WALLS, LATER, strict=True):
        assert business_minutes_between(a, b, ENGLAND, READING) == floor_between(wall_a, wall_b)
    changes, between, added = time_windows(), time_minutes(), time_hours()
    rust, floor, ours = "opening-hours-py", "floor: bare table", "business_minutes_between"
    goal("P3 next change", changes.ratio("next_change", rust), 1)
    goal("P3 which window", changes.ratio("is_open", rust), 1)
    goal("P3 minutes against the bare table", between.ratio(ours, floor), 3)
    goal("P3 minutes against opening-hours-py", between.ratio(ours, rust), 1 / 15)
    goal("P3 hours against pandas", added.ratio("add_working_hours", "pandas CustomBusinessHour"), 1 / 15)
    print("\n  0 of 10,000 answers of ours differ from a walk through the minutes.")


def time_windows() -> Comparison:
    found = compare(
        {
            "opening-hours-py": each(OPENING_LONDON.next_change, AWARE),
            "next_change": each(next_change, [[OFFICE]] * ASKED, STARTS, ENGLANDS),
            "is_open": each(is_open, [OFFICE] * ASKED, STARTS, ENGLANDS),
        }
    )
    found.table("P3. The next opening or closing", "opening-hours-py")
    wrong = sum(OPENING_LONDON.next_change(wall) != next_change([OFFICE], wall, ENGLAND) for wall in AWARE)
    print(f"\n  opening-hours-py is wrong {wrong} times in {ASKED}: its bank holidays are not England's.")
    return found


def time_minutes() -> Comparison:
    found = compare(
        {
            "floor: bare table": each(floor_between, WALLS, LATER),
            "business_minutes_between": each(business_minutes_between, STARTS, ENDS, ENGLANDS, READINGS),
            "opening-hours-py": each(opening_minutes, WALLS[:300], LATER[:300]),
        }
    )
    found.table("P3. Working minutes between two instants", "floor: bare table")
    return found


def time_hours() -> Comparison:
    found = compare(
        {
            "pandas CustomBusinessHour": each(pandas_hours, STAMPS[:300], HOURS[:300]),
            "add_working_hours": each(add_working_hours, STARTS, HOURS, ENGLANDS, READINGS),
        }
    )
    found.table("P3. Adding 1 to 24 working hours", "pandas CustomBusinessHour")
    return found


def differences_from_a_walk(weeks: int, asked: int) -> int:
    """How many answers about random instants differ from a look at every minute in turn."""
    differ = 0
    for _ in range(weeks):
        first = datetime.combine(CHANCE.choice(EVERY[:-60]), time(), UTC)
        minutes = [first + timedelta(minutes=m) for m in range(9 * 1440)]
        opened = [_is_office(at) for at in minutes]
        turns = [m for m in range(1, len(minutes)) if opened[m] != opened[m - 1]]
        passed = [0, *np.cumsum(opened).tolist()]
        for _ in range(asked):
            m = CHANCE.randrange(4 * 1440)
            at, later = minutes[m], m + CHANCE.randrange(1440)
            turn = bisect_right(turns, m)
            differ += not (
                is_open(OFFICE, at, ENGLAND) == opened[m]
                and (turn == len(turns) or next_change([OFFICE], at, ENGLAND) == minutes[turns[turn]])
                and business_minutes_between(at, minutes[later], ENGLAND, READING) == passed[later] - passed[m]
            )
    return differ


def _is_office(at: datetime) -> bool:
    wall = at.astimezone(LONDON)
    return wall.weekday() < 5 and 9 <= wall.hour < 17 and wall.date() not in LIBRARY


if __name__ == "__main__":
    one_deadline()
    many_deadlines()
    windows_and_hours()
