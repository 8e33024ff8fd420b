"""Dates and numbers are written the same way on every page."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayforward.web.templatetags import wayforward as words

WINTER = dt.datetime(2026, 11, 20, 16, 5, tzinfo=dt.UTC)
SUMMER = dt.datetime(2026, 6, 30, 23, 15, tzinfo=dt.UTC)


def test_an_instant_is_written_as_gov_uk_writes_it() -> None:
    assert words.instant(WINTER) == "20 November 2026 at 4:05pm"
    assert words.weekday_instant(WINTER) == "Friday 20 November 2026 at 4:05pm"
    assert words.weekday(WINTER) == "Friday 20 November 2026"
    assert words.day(dt.date(2026, 11, 2)) == "2 November 2026"


def test_an_instant_is_written_in_london_time_with_londons_day() -> None:
    assert words.weekday_instant(SUMMER) == "Wednesday 1 July 2026 at 12:15am"
    assert words.machine_time(SUMMER) == "2026-07-01T00:15+01:00"
    assert words.machine_time(dt.date(2026, 7, 1)) == "2026-07-01"


@pytest.mark.parametrize(
    ("time", "written"),
    [
        (dt.time(0, 0), "midnight"), (dt.time(0, 1), "12:01am"), (dt.time(12, 0), "midday"),
        (dt.time(12, 30), "12:30pm"), (dt.time(9, 0), "9am"), (dt.time(23, 59, 59), "11:59pm"),
    ],
)  # fmt: skip
def test_a_time_has_no_noughts_that_nobody_says(time: dt.time, written: str) -> None:
    assert words.clock(time) == written


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        words.instant(dt.datetime(2026, 11, 20, 16, 5))


@given(st.datetimes(timezones=st.just(dt.UTC), min_value=dt.datetime(1990, 1, 1), max_value=dt.datetime(2100, 1, 1)))
def test_no_two_minutes_of_a_day_are_written_alike(at: dt.datetime) -> None:
    later = at + dt.timedelta(minutes=1)
    assert words.clock(at) != words.clock(later)


def test_a_number_becomes_a_link_that_a_telephone_can_dial() -> None:
    assert words.tel("(020) 7946 0123") == "tel:02079460123"
    assert words.tel("+44 20 7946 0123") == "tel:+442079460123"
