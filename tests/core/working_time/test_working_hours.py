"""Working hours pass only while the office is open, to the microsecond."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.working_time.by_hand import LONDON, ONE_MINUTE, calendar, is_working, london
from wayforward.core.working_time import (
    Calendar,
    OutsideCalendar,
    Reading,
    add_working_hours,
    business_minutes_between,
)

INSTANTS = st.datetimes(datetime(2016, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
MINUTES = INSTANTS.map(lambda at: at.replace(second=0, microsecond=0))
UNEVEN = Reading(hours={0: (time(8, 30), time(18)), 2: (time(9), time(12, 15)), 4: (time(13), time(23, 59))})
READINGS = st.sampled_from([Reading(), UNEVEN])


def is_office(at: datetime, reading: Reading) -> bool:
    wall = at.astimezone(LONDON)
    opens, closes = reading.hours.get(wall.weekday(), (time(), time()))
    return is_working(wall.date(), "england") and opens <= wall.time() < closes


@settings(max_examples=60, deadline=None)
@given(MINUTES, st.integers(0, 6 * 24 * 60), READINGS)
def test_minutes_between_are_the_minutes_in_which_the_office_is_open(
    a: datetime, length: int, reading: Reading
) -> None:
    walked = sum(is_office(a + minute * ONE_MINUTE, reading) for minute in range(length))
    b = a + length * ONE_MINUTE
    assert business_minutes_between(a, b, calendar("england"), reading) == walked
    assert business_minutes_between(b, a, calendar("england"), reading) == -walked


@settings(max_examples=60, deadline=None)
@given(MINUTES, st.integers(1, 24), READINGS)
def test_hours_added_end_at_the_close_of_the_minute_in_which_they_are_used_up(
    start: datetime, hours: int, reading: Reading
) -> None:
    left, at = hours * 60, start
    while left:
        left -= is_office(at, reading)
        at += ONE_MINUTE
    assert add_working_hours(start, hours, calendar("england"), reading) == at


@settings(deadline=None)
@given(INSTANTS, st.integers(0, 400), READINGS)
def test_the_minutes_between_a_start_and_its_end_are_the_hours_added(
    start: datetime, hours: int, reading: Reading
) -> None:
    end = add_working_hours(start, hours, calendar("england"), reading)
    assert end >= start
    assert business_minutes_between(start, end, calendar("england"), reading) == hours * 60
    assert end.tzinfo is UTC


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2025-08-21T09:00:00", 8, "2025-08-21T17:00:00"),  # ends at closing, not at the next opening
        ("2025-08-21T08:00:00", 8, "2025-08-21T17:00:00"),
        ("2025-08-21T17:00:00", 8, "2025-08-22T17:00:00"),
        ("2025-08-21T14:10:30", 8, "2025-08-22T14:10:30"),
        ("2025-08-22T16:30:00", 1, "2025-08-26T09:30:00"),  # over the bank holiday weekend
        (
            "2026-03-27T16:30:00",
            1,
            "2026-03-30T09:30:00",
        ),  # the clocks go forward: still half past on the wall
        ("2026-10-23T16:30:00", 1, "2026-10-26T09:30:00"),
        ("2025-08-22T17:30:00", 0, "2025-08-26T09:00:00"),  # nothing to wait for but the opening
        ("2025-08-22T17:00:00", 0, "2025-08-26T09:00:00"),
        ("2025-08-22T12:00:00", 0, "2025-08-22T12:00:00"),
        ("2025-08-22T09:00:00", 0, "2025-08-22T09:00:00"),
    ],
)
def test_working_hours_end_where_the_examples_say(england: Calendar, start: str, hours: int, ends: str) -> None:
    assert add_working_hours(london(start), hours, england, Reading()) == london(ends)


def test_part_minutes_are_dropped_either_way(england: Calendar) -> None:
    a = london("2025-08-21T09:00:00")
    b = a + timedelta(seconds=119)
    assert business_minutes_between(a, b, england, Reading()) == 1
    assert business_minutes_between(b, a, england, Reading()) == -1


def test_readings_with_other_hours_do_not_share_a_count(england: Calendar) -> None:
    a, b = london("2025-08-18T00:00"), london("2025-08-19T00:00")
    assert business_minutes_between(a, b, england, Reading()) == 8 * 60
    assert business_minutes_between(a, b, england, UNEVEN) == 9.5 * 60


def test_a_closure_has_no_working_hours() -> None:
    ours = calendar("england", ((date(2025, 8, 21), "Offices move"),))
    assert business_minutes_between(london("2025-08-21T00:00"), london("2025-08-22T00:00"), ours, Reading()) == 0


def test_working_hours_outside_the_calendar_are_refused(england: Calendar) -> None:
    with pytest.raises(OutsideCalendar, match="end after the calendar"):
        add_working_hours(london("2040-12-31T12:00"), 8, england, Reading())
    with pytest.raises(OutsideCalendar, match="end after the calendar"):
        add_working_hours(london("2040-12-31T18:00"), 0, england, Reading())
    for outside in (london("2041-01-01T12:00"), london("2011-12-31T12:00")):
        with pytest.raises(OutsideCalendar, match="outside the calendar"):
            business_minutes_between(london("2025-08-21T12:00"), outside, england, Reading())
