"""Every instant is in a window or in its complement, and a window changes when the clock on the wall says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.working_time.by_hand import LONDON, ONE_DAY, ONE_MINUTE, calendar, library, london
from wayforward.core.working_time import (
    ALWAYS,
    EVERY_DAY,
    WEEKDAYS_ONLY,
    BankHolidays,
    Calendar,
    OutsideCalendar,
    Span,
    Window,
    is_open,
    next_change,
)

OFFICE = Window("office", (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),))
OUT_OF_OFFICE = OFFICE.outside("out-of-office")
DAY = Window("day", (Span(EVERY_DAY, time(7), time(21)),))
NIGHT = Window("night", (Span(EVERY_DAY, time(21), time(7)),))
DAYS_OFF = Window("days-off", (Span(frozenset({5, 6}), time(0), time(0), BankHolidays.OPEN),))
BANK_HOLIDAYS = Window("bank-holidays", (Span(EVERY_DAY, time(10), time(14), BankHolidays.ONLY),))
WEEKEND = Window(  # the nights that begin on Friday, Saturday and bank holidays, and a clinic in the small hours
    "weekend",
    (
        Span(frozenset({4, 5}), time(18, 30), time(2, 15), BankHolidays.OPEN),
        Span(frozenset({6}), time(1, 15), time(1, 45), BankHolidays.CLOSED),
        Span(frozenset({0, 6}), time(0, 45), time(1, 30)),
    ),
)
WINDOWS = (
    OFFICE,
    OUT_OF_OFFICE,
    DAY,
    NIGHT,
    DAYS_OFF,
    BANK_HOLIDAYS,
    WEEKEND,
    WEEKEND.outside("not-weekend"),
)


def holds(window: Window, at: datetime, nation: str = "england") -> bool:
    """Whether any span has this wall time in it, worked out from the spans of yesterday and today."""
    wall = at.astimezone(LONDON).replace(tzinfo=None)
    inside = False
    for day in (wall.date() - ONE_DAY, wall.date()):
        for span in window.spans:
            begins, until = datetime.combine(day, span.begins), datetime.combine(day, span.until)
            until += ONE_DAY if until <= begins else timedelta(0)
            inside |= begins_on(span, day, day in library(nation) and day.weekday() < 5) and begins <= wall < until
    return inside != window.complement


def begins_on(span: Span, day: date, is_bank_holiday: bool) -> bool:
    by_weekday = day.weekday() in span.days
    return {
        "as-weekday": by_weekday,
        "closed": by_weekday and not is_bank_holiday,
        "open": by_weekday or is_bank_holiday,
        "only": by_weekday and is_bank_holiday,
    }[span.bank_holidays]


def minutes(start: datetime, days: int) -> Iterator[datetime]:
    for minute in range(days * 24 * 60):
        yield start + minute * ONE_MINUTE


@pytest.mark.parametrize(
    ("wall", "window", "expected"),
    [
        ("2025-08-22T16:59:59", OFFICE, True),  # Friday
        ("2025-08-22T17:00:00", OFFICE, False),
        ("2025-08-25T08:59:59", OFFICE, False),
        ("2025-08-25T11:00:00", OUT_OF_OFFICE, True),  # a bank holiday Monday
        ("2025-08-26T08:30:00", OUT_OF_OFFICE, True),
        ("2025-08-26T09:00:00", OFFICE, True),
        ("2025-08-18T08:59:59", OUT_OF_OFFICE, True),  # an ordinary Monday
        ("2025-08-18T09:00:00", OUT_OF_OFFICE, False),
        ("2025-08-23T10:00:00", OFFICE, False),  # Saturday
        ("2025-08-23T07:00:00", DAY, True),
        ("2025-08-23T06:59:59", NIGHT, True),
        ("2025-08-23T07:00:00", NIGHT, False),
        ("2025-08-23T20:59:59", DAY, True),
        ("2025-08-23T21:00:00", NIGHT, True),
        ("2025-08-24T00:00:00", NIGHT, True),
        ("2026-06-15T11:00:00", OFFICE, True),  # a bank holiday in Scotland alone
        ("2025-08-25T00:00:00", DAYS_OFF, True),
        ("2025-08-26T00:00:00", DAYS_OFF, False),
        ("2025-08-25T13:59:59", BANK_HOLIDAYS, True),
        ("2025-08-18T13:00:00", BANK_HOLIDAYS, False),
    ],
)
def test_a_window_holds_the_instants_that_the_policies_say(
    england: Calendar, wall: str, window: Window, expected: bool
) -> None:
    assert is_open(window, london(wall), england) is expected


def test_the_same_hour_is_out_of_office_where_it_is_a_bank_holiday() -> None:
    assert not is_open(OFFICE, london("2026-06-15T11:00"), calendar("scotland"))


@pytest.mark.parametrize(
    "week",
    ["2025-08-20T00:00", "2026-03-26T00:00", "2026-10-22T00:00", "2026-12-24T00:00", "2020-10-23T00:00"],
    ids=["a bank holiday", "clocks forward", "clocks back", "Christmas", "clocks back in another year"],
)
def test_windows_agree_with_a_walk_through_every_minute_of_the_week(england: Calendar, week: str) -> None:
    walk = list(minutes(london(week), 7))
    for window in WINDOWS:
        states = [holds(window, at) for at in walk]
        expected = None
        for at, state, was in reversed(list(zip(walk[1:], states[1:], states, strict=False))):
            if state != was:
                expected = at
            before = at - ONE_MINUTE
            assert is_open(window, before, england) == was, (window.id, before)
            if expected is not None:
                assert next_change([window], before, england) == expected, (window.id, before)


@pytest.mark.parametrize("night", ["2026-03-28T18:00", "2026-10-24T18:00"], ids=["clocks forward", "clocks back"])
def test_on_a_clock_change_night_every_minute_has_one_owner(england: Calendar, night: str) -> None:
    for at in minutes(london(night), 1):
        assert is_open(DAY, at, england) != is_open(NIGHT, at, england)
        assert is_open(OFFICE, at, england) != is_open(OUT_OF_OFFICE, at, england)
        assert is_open(WEEKEND, at, england) != is_open(WINDOWS[-1], at, england)


def test_the_short_and_the_long_night_end_when_the_clock_says_seven(england: Calendar) -> None:
    for evening, hours in (("2026-03-28T21:00", 9), ("2026-10-24T21:00", 11), ("2026-10-25T21:00", 10)):
        begins = london(evening)
        ends = next_change([NIGHT], begins, england)
        assert ends == begins + timedelta(hours=hours)
        assert ends is not None
        assert ends.astimezone(LONDON).hour == 7


TIMES = st.sampled_from(
    [time(0), time(0, 30), time(1), time(1, 15), time(1, 30), time(2), time(2, 30), time(9), time(21)]
)
SPANS = st.builds(Span, st.frozensets(st.integers(0, 6), min_size=1), TIMES, TIMES, st.sampled_from(BankHolidays))
MOMENTS = st.sampled_from(["2026-03-28T22:00", "2026-10-24T22:00", "2027-12-26T20:00", "2025-08-24T12:00"]).map(london)


@settings(max_examples=150, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=3), st.booleans(), MOMENTS, st.integers(0, 8 * 3600))
def test_any_window_agrees_with_a_walk_through_the_minutes_of_a_night(
    spans: list[Span], complement: bool, start: datetime, seconds: int
) -> None:
    window = Window("any", tuple(spans), complement)
    at = start + timedelta(seconds=seconds)
    minute = at.replace(second=0)
    was = holds(window, at)
    assert is_open(window, at, calendar("england")) == was
    walk = (step for step in minutes(minute + ONE_MINUTE, 1) if holds(window, step) != was)
    expected = next(walk, None)
    try:
        found = next_change([window], at, calendar("england"))
    except OutsideCalendar:
        found = None
    if expected is None:
        assert found is None or found >= minute + ONE_DAY
    else:
        assert found == expected


@given(st.datetimes(datetime(2016, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))
def test_of_several_windows_the_first_to_change_is_named_and_is_still_to_come(at: datetime) -> None:
    ours = calendar("england")
    change = next_change(WINDOWS, at, ours)
    assert change is not None
    assert change > at
    assert change.tzinfo is UTC
    assert change == min(found for window in WINDOWS if (found := next_change([window], at, ours)))
    states = [is_open(window, at, ours) for window in WINDOWS]
    assert states != [is_open(window, change, ours) for window in WINDOWS]
    assert states == [is_open(window, change - timedelta(microseconds=1), ours) for window in WINDOWS]


def test_a_window_that_never_changes_has_no_next_change(england: Calendar) -> None:
    at = london("2026-03-29T00:30")
    whole_week = Window("whole-week", (Span(EVERY_DAY, time(8), time(8)), Span(EVERY_DAY, time(20), time(8))))
    assert is_open(ALWAYS, at, england)
    assert is_open(whole_week, at, england)
    assert not is_open(ALWAYS.outside("never"), at, england)
    assert next_change([ALWAYS, ALWAYS.outside("never"), whole_week], at, england) is None
    assert next_change([], at, england) is None
    assert next_change([ALWAYS, DAY], at, england) == london("2026-03-29T07:00")


def test_spans_that_touch_are_one_opening(england: Calendar) -> None:
    split = Window("split", (Span(EVERY_DAY, time(7), time(12)), Span(EVERY_DAY, time(12), time(21))))
    assert next_change([split], london("2025-08-21T08:00"), england) == london("2025-08-21T21:00")


def test_a_closure_shuts_what_a_bank_holiday_shuts() -> None:
    ours = calendar("england", ((date(2025, 8, 21), "Offices move"),))
    assert not is_open(OFFICE, london("2025-08-21T11:00"), ours)
    assert is_open(BANK_HOLIDAYS, london("2025-08-21T11:00"), ours)


def test_a_change_beyond_the_calendar_is_refused_because_it_may_rest_on_a_bank_holiday(
    england: Calendar,
) -> None:
    with pytest.raises(OutsideCalendar, match="No window changes between"):
        next_change([BANK_HOLIDAYS], london("2040-12-28T12:00"), england)
    for at in (london("2041-01-01T00:00"), london("2011-12-31T23:59"), london("2011-06-01T12:00")):
        with pytest.raises(OutsideCalendar):
            is_open(OFFICE, at, england)
        with pytest.raises(OutsideCalendar):
            next_change([OFFICE], at, england)


def test_a_calendar_that_ends_in_summer_ends_at_londons_midnight() -> None:
    ours = Calendar.of("england", {}, first=date(2025, 7, 1), last=date(2025, 7, 31))
    assert is_open(NIGHT, london("2025-07-01T00:00"), ours)
    assert is_open(NIGHT, london("2025-07-31T23:59:59"), ours)
    for at in (london("2025-08-01T00:00"), london("2025-06-30T23:59:59")):
        with pytest.raises(OutsideCalendar):
            is_open(NIGHT, at, ours)


def test_a_span_refuses_what_no_clock_on_the_wall_can_show(england: Calendar) -> None:
    with pytest.raises(ValueError, match=r"0 \(Monday\) to 6 \(Sunday\)"):
        Span(frozenset({7}), time(9), time(17))
    with pytest.raises(ValueError, match="whole seconds"):
        Span(EVERY_DAY, time(9, microsecond=1), time(17))
    with pytest.raises(ValueError, match="whole seconds"):
        Span(EVERY_DAY, time(9), time(17, tzinfo=UTC))
    with pytest.raises(ValueError, match="does not say which time zone"):
        is_open(OFFICE, datetime(2025, 8, 21, 9), england)
