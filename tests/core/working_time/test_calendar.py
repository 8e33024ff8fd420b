"""Working days are counted as a person with a wall calendar counts them, in all four nations."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.core.working_time.by_hand import calendar, is_working, library, nth_working_day
from wayforward.core.working_time import NATIONS, Calendar, OutsideCalendar

DAYS = st.dates(date(2016, 1, 1), date(2035, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=4)


@pytest.mark.parametrize(
    ("start", "n", "last"),
    [
        ("2025-08-21", 5, "2025-08-29"),  # over the August bank holiday
        ("2026-04-01", 5, "2026-04-10"),  # Good Friday and Easter Monday
        ("2026-12-22", 5, "2026-12-31"),  # Christmas Day and a substitute day
        ("2022-06-01", 5, "2022-06-10"),  # two days for the jubilee
        ("2026-01-05", 5, "2026-01-12"),  # a working week
        ("2025-08-18", 5, "2025-08-26"),  # a working week with a bank holiday after it
        ("2025-05-23", 3, "2025-05-29"),  # the start does not count
        ("2025-07-05", 3, "2025-07-09"),  # from a Saturday, Monday is day 1
        ("2025-07-06", 3, "2025-07-09"),  # and from the Sunday
        ("2025-08-25", 1, "2025-08-26"),  # from a bank holiday
        ("2024-02-28", 1, "2024-02-29"),  # a leap day
        ("2022-09-16", 1, "2022-09-20"),  # the state funeral
        ("2023-05-05", 1, "2023-05-09"),  # the coronation
        ("2025-08-23", 0, "2025-08-26"),  # the same working day, from a day that is not one
        ("2025-08-21", 0, "2025-08-21"),
    ],
)
def test_the_printed_examples_of_counting_come_out_as_printed(england: Calendar, start: str, n: int, last: str) -> None:
    assert england.add_working_days(date.fromisoformat(start), n) == date.fromisoformat(last)


def test_a_world_cup_holiday_is_a_day_off_in_scotland_alone() -> None:
    monday, day = date(2026, 6, 15), date(2026, 6, 12)
    assert {nation: calendar(nation).add_working_days(day, 1) for nation in NATIONS} == {
        "england": monday, "wales": monday, "scotland": monday + timedelta(days=1), "northern-ireland": monday
    }  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NATIONS), DAYS, st.integers(0, 60), CLOSED)
@example("scotland", date(2021, 12, 24), 6, frozenset())
@example("northern-ireland", date(2026, 7, 11), 1, frozenset())
def test_the_table_agrees_with_walking_a_day_at_a_time(
    nation: str, start: date, n: int, closed: frozenset[date]
) -> None:
    ours = calendar(nation, tuple((day, "Local closure") for day in sorted(closed)))
    last = nth_working_day(start, n, nation, closed)
    assert ours.add_working_days(start, n) == last
    assert ours.is_working_day(start) == is_working(start, nation, closed)
    walked = [start + timedelta(days=d) for d in range(1, (last - start).days + 1)]
    assert ours.working_days_between(start, last) == sum(is_working(day, nation, closed) for day in walked)
    assert ours.working_days_between(last, start) == -ours.working_days_between(start, last)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NATIONS), DAYS, st.integers(1, 40))
def test_the_table_agrees_with_the_holidays_library(nation: str, start: date, n: int) -> None:
    theirs = library(nation).get_nth_working_day(start, n)
    assert calendar(nation).add_working_days(start, n) == theirs


def test_every_day_of_twenty_years_is_a_working_day_or_not_as_the_library_says() -> None:
    for nation in NATIONS:
        ours, day = calendar(nation), date(2016, 1, 1)
        while day.year < 2036:
            assert ours.is_working_day(day) == library(nation).is_working_day(day), (nation, day)
            day += timedelta(days=1)


@given(DAYS)
def test_the_working_days_either_side_of_a_day_are_the_nearest(day: date) -> None:
    ours = calendar("england")
    after, before = ours.next_working_day(day), ours.previous_working_day(day)
    assert before < day < after
    assert ours.is_working_day(before)
    assert ours.is_working_day(after)
    assert ours.working_days_between(before, after) == 1 + ours.is_working_day(day)


def test_a_day_off_says_why(england: Calendar) -> None:
    assert england.why_not(date(2025, 8, 23)) == "Saturday"
    assert england.why_not(date(2025, 8, 24)) == "Sunday"
    assert england.why_not(date(2025, 8, 25)) == "Summer bank holiday"
    assert england.why_not(date(2025, 8, 26)) is None


def test_a_closure_is_a_day_off_under_its_own_name() -> None:
    ours = calendar("england", ((date(2025, 8, 26), "Offices move"), (date(2025, 8, 25), "Stocktaking")))
    assert ours.why_not(date(2025, 8, 26)) == "Offices move"
    assert ours.why_not(date(2025, 8, 25)) == "Summer bank holiday"
    assert ours.add_working_days(date(2025, 8, 22), 1) == date(2025, 8, 27)
    assert ours.is_day_off(date(2025, 8, 26))
    assert not ours.is_day_off(date(2025, 8, 24))


@settings(max_examples=30, deadline=None)
@given(st.lists(DAYS, max_size=30), st.integers(0, 35))
def test_counting_many_at_once_is_counting_each(starts: list[date], n: int) -> None:
    ours = calendar("england")
    assert ours.add_working_days_each(starts, n) == [ours.add_working_days(start, n) for start in starts]


@pytest.mark.parametrize("day", [date(2011, 12, 31), date(2041, 1, 1), date(1999, 1, 1)])
def test_a_day_outside_the_calendar_is_refused_with_its_horizon(england: Calendar, day: date) -> None:
    for ask in (
        lambda: england.is_working_day(day),
        lambda: england.add_working_days(day, 1),
        lambda: england.add_working_days_each([date(2025, 1, 1), day], 1),
        lambda: england.working_days_between(date(2025, 1, 1), day),
    ):
        with pytest.raises(OutsideCalendar, match="from Sunday 1 January 2012 to Monday 31 December 2040"):
            ask()


def test_a_count_that_runs_off_the_end_of_the_calendar_is_refused(england: Calendar) -> None:
    with pytest.raises(OutsideCalendar, match="Tuesday 1 January 2041 is outside"):
        england.add_working_days(date(2040, 12, 28), 5)
    with pytest.raises(OutsideCalendar, match="Tuesday 1 January 2041 is outside"):
        england.add_working_days_each([date(2040, 12, 28)], 5)
    with pytest.raises(OutsideCalendar, match="Saturday 31 December 2011 is outside"):
        england.previous_working_day(date(2012, 1, 2))


def test_a_calendar_refuses_what_it_cannot_be(england: Calendar) -> None:
    with pytest.raises(ValueError, match="no calendar for “france”"):
        Calendar.of("france", {}, first=date(2025, 1, 1), last=date(2025, 12, 31))
    with pytest.raises(ValueError, match="Swap the days"):
        Calendar.of("wales", {}, first=date(2025, 1, 2), last=date(2025, 1, 1))
    with pytest.raises(ValueError, match="below 0"):
        england.add_working_days(date(2025, 1, 1), -1)
    with pytest.raises(ValueError, match="below 0"):
        england.add_working_days_each([date(2025, 1, 1)], -1)


def test_a_calendar_keeps_its_own_copy_of_the_holidays() -> None:
    named = {date(2025, 1, 1): "New Year’s Day"}
    ours = Calendar.of("wales", named, first=date(2025, 1, 1), last=date(2025, 12, 31))
    named.clear()
    assert ours.why_not(date(2025, 1, 1)) == "New Year’s Day"
    assert ours == Calendar.of("wales", ours.holidays, first=ours.first, last=ours.last)
