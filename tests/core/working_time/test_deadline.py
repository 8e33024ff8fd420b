"""A deadline falls on the instant that the policy's words and the partnership's reading give."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.working_time.by_hand import LONDON, calendar, london, nth_working_day
from wayforward.core.working_time import (
    NATIONS,
    Amount,
    Calendar,
    NonWorkingReceipt,
    OutsideCalendar,
    Reading,
    Unit,
    deadline,
    parse_amount,
)

INSTANTS = st.datetimes(datetime(2016, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))
MOVED = NonWorkingReceipt.MOVED


def due(start: str, amount: str, reading: Reading | None = None, nation: str = "england") -> str:
    """The last instant in time, as London's clocks show it."""
    found = deadline(london(start), parse_amount(amount), calendar(nation), reading or Reading())
    assert found.due_at is not None
    assert found.due_at.tzinfo is UTC
    return found.due_at.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("start", "amount", "last"),
    [
        ("2025-08-21T14:10", "5 working days", "2025-08-29 23:59:59"),
        ("2026-04-01T09:00", "5 working days", "2026-04-10 23:59:59"),
        ("2026-12-22T09:00", "5 working days", "2026-12-31 23:59:59"),
        ("2022-06-01T09:00", "5 working days", "2022-06-10 23:59:59"),
        ("2026-01-05T09:00", "one working week", "2026-01-12 23:59:59"),
        ("2025-08-18T09:00", "one working week", "2025-08-26 23:59:59"),
        ("2025-05-23T09:00", "3 working days", "2025-05-29 23:59:59"),
        ("2025-07-05T09:00", "3 working days", "2025-07-09 23:59:59"),
        ("2025-08-22T23:59:59", "1 working day", "2025-08-26 23:59:59"),  # the last second of a Friday
        ("2025-08-23T00:00:00", "1 working day", "2025-08-26 23:59:59"),  # midnight, a second later
        ("2026-12-31T23:59:59", "1 working day", "2027-01-04 23:59:59"),  # New Year's Eve
        ("2027-01-01T00:00:00", "1 working day", "2027-01-04 23:59:59"),  # midnight on New Year's Day
        ("2026-12-24T16:55", "5 working days", "2027-01-05 23:59:59"),
        ("2026-03-27T12:00", "1 working day", "2026-03-30 23:59:59"),  # the clocks go forward in between
        ("2026-10-23T12:00", "1 working day", "2026-10-26 23:59:59"),  # and back
        ("2025-08-23T10:00", "same working day", "2025-08-26 23:59:59"),
        ("2025-08-22T18:30", "same working day", "2025-08-22 23:59:59"),
        ("2025-08-22T18:30", "3 calendar days", "2025-08-25 23:59:59"),
        ("2025-08-22T18:30", "1 week", "2025-08-29 23:59:59"),
        ("2026-01-31T10:00", "1 month", "2026-02-28 23:59:59"),
        ("2028-01-31T10:00", "1 month", "2028-02-29 23:59:59"),  # a leap day
        ("2026-11-30T10:00", "3 months", "2027-02-28 23:59:59"),
        ("2026-12-15T10:00", "12 months", "2027-12-15 23:59:59"),
        ("2025-08-22T18:30", "48 hours", "2025-08-24 18:30:00"),  # never quietly two working days
        ("2026-03-28T14:00", "24 hours", "2026-03-29 15:00:00"),  # elapsed, over the short day
        ("2026-10-24T14:00", "24 hours", "2026-10-25 13:00:00"),  # and over the long one
        ("2025-08-22T18:30", "0 hours", "2025-08-22 18:30:00"),
        ("2026-12-24T16:55", "8 working hours", "2026-12-29 16:55:00"),
    ],
)
def test_a_deadline_falls_where_the_examples_say(start: str, amount: str, last: str) -> None:
    assert due(start, amount) == last


def test_a_deadline_is_not_missed_at_the_last_second_and_is_at_midnight(england: Calendar) -> None:
    due_at = deadline(london("2025-08-21T14:10"), parse_amount("5 working days"), england, Reading()).due_at
    assert due_at is not None
    assert london("2025-08-29T23:59:59") <= due_at < london("2025-08-30T00:00:00")


def test_each_nation_counts_its_own_bank_holidays() -> None:
    after_maundy_thursday = [due("2026-04-02T09:00", "1 working day", nation=nation)[:10] for nation in NATIONS]
    assert after_maundy_thursday == ["2026-04-07", "2026-04-07", "2026-04-06", "2026-04-07"]
    assert due("2026-06-12T09:00", "1 working day", nation="scotland")[:10] == "2026-06-16"


@pytest.mark.parametrize("words", ["none", "as soon as possible", "set by a person"])
def test_a_timescale_without_an_instant_sets_none_and_says_so(england: Calendar, words: str) -> None:
    found = deadline(london("2025-08-21T14:10"), parse_amount(words), england, Reading())
    assert found.due_at is None
    assert len(found.because) == 1


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(NATIONS), INSTANTS, st.integers(0, 40))
def test_a_deadline_in_working_days_agrees_with_walking_a_day_at_a_time(
    nation: str, start_at: datetime, n: int
) -> None:
    day = nth_working_day(start_at.astimezone(LONDON).date(), n, nation)
    by_hand = datetime.combine(day, time(23, 59, 59), LONDON)
    amount = Amount(n, Unit.WORKING_DAYS)
    first = deadline(start_at, amount, calendar(nation), Reading())
    again = deadline(start_at, amount, calendar(nation), Reading())  # the second time it is looked up
    elsewhere = deadline(start_at.astimezone(LONDON), amount, calendar(nation), Reading())
    assert first.due_at == again.due_at == elsewhere.due_at == by_hand


def test_a_start_in_the_last_hour_of_the_utc_day_belongs_to_londons_next_day_in_summer_only(
    england: Calendar,
) -> None:
    amount = Amount(1, Unit.WORKING_DAYS)
    for day in (england.first + timedelta(days=d) for d in range((england.last - england.first).days - 10)):
        start_at = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)
        due_at = deadline(start_at, amount, england, Reading()).due_at
        assert due_at is not None
        counted = england.add_working_days(start_at.astimezone(LONDON).date(), 1)
        assert due_at.astimezone(LONDON).date() == counted, start_at


def test_the_hour_at_which_a_day_ends_is_the_partnerships_choice() -> None:
    at_five = Reading(day_ends=time(17))
    assert due("2025-08-21T14:10", "5 working days", at_five) == "2025-08-29 17:00:00"
    assert due("2025-08-21T14:10", "3 calendar days", at_five) == "2025-08-24 17:00:00"


def test_a_start_after_its_day_has_ended_has_the_next_one_and_never_a_time_already_gone() -> None:
    at_five = Reading(day_ends=time(17))
    assert due("2025-08-22T18:00", "same working day", at_five) == "2025-08-26 17:00:00"
    assert due("2025-08-22T18:00", "0 calendar days", at_five) == "2025-08-23 17:00:00"
    assert due("2025-08-22T17:00", "same working day", at_five) == "2025-08-22 17:00:00"


def test_the_start_can_count_as_day_one() -> None:
    counts = Reading(start_counts=True)
    assert due("2025-08-21T14:10", "5 working days", counts) == "2025-08-28 23:59:59"
    assert due("2025-08-21T14:10", "1 working day", counts) == "2025-08-21 23:59:59"
    assert due("2025-08-23T14:10", "1 working day", counts) == "2025-08-26 23:59:59"
    assert due("2025-08-21T14:10", "3 calendar days", counts) == "2025-08-23 23:59:59"
    assert due("2025-08-21T14:10", "1 month", counts) == "2025-09-21 23:59:59"


def test_a_start_at_a_weekend_can_count_as_made_on_the_monday() -> None:
    assert due("2025-07-05T09:00", "3 working days", Reading(non_working_receipt=MOVED)) == "2025-07-10 23:59:59"
    assert due("2025-07-04T09:00", "3 working days", Reading(non_working_receipt=MOVED)) == "2025-07-09 23:59:59"


def test_a_late_start_can_count_as_made_on_the_next_working_day() -> None:
    late = Reading(late_start=time(17))
    assert due("2025-08-21T16:59:59", "1 working day", late) == "2025-08-22 23:59:59"
    assert due("2025-08-21T17:00:00", "1 working day", late) == "2025-08-26 23:59:59"
    assert due("2025-08-21T17:00:00", "same working day", late) == "2025-08-22 23:59:59"
    assert due("2025-08-23T10:00:00", "1 working day", late) == "2025-08-27 23:59:59"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(INSTANTS, min_size=2, max_size=2).map(sorted),
    st.sampled_from([unit for unit in Unit if unit not in (Unit.AS_SOON_AS_POSSIBLE, Unit.NONE, Unit.SET_BY_PERSON)]),
    st.integers(0, 30),
    st.builds(
        Reading,
        start_counts=st.booleans(),
        late_start=st.sampled_from([None, time(17), time(12, 30)]),
        non_working_receipt=st.sampled_from(NonWorkingReceipt),
        day_ends=st.sampled_from([time(23, 59, 59), time(17), time(9)]),
    ),
)
def test_starting_later_never_falls_due_sooner_and_nothing_is_due_before_it_starts(
    starts: list[datetime], unit: Unit, number: int, reading: Reading
) -> None:
    amount = Amount(0 if unit is Unit.SAME_WORKING_DAY else number, unit)
    soon, late = (deadline(start, amount, calendar("england"), reading).due_at for start in starts)
    assert soon is not None
    assert late is not None
    assert starts[0] <= soon <= late


def test_a_deadline_off_the_end_of_the_calendar_is_refused(england: Calendar) -> None:
    for start, n in (
        (london("2040-12-28T10:00"), 5),
        (london("2041-01-02T10:00"), 1),
        (london("2011-06-01T10:00"), 1),
    ):
        for _ in range(2):
            with pytest.raises(OutsideCalendar):
                deadline(start, Amount(n, Unit.WORKING_DAYS), england, Reading())


def test_a_start_before_the_calendar_is_not_taken_for_one_as_long_before_its_end(england: Calendar) -> None:
    day, last = timedelta(days=1), Amount(1, Unit.WORKING_DAYS)
    for back in range(1, 400):
        start_at = datetime.combine(england.first - back * day, time(23, 30), UTC)
        mirrored = datetime.combine(england.last - (back + 20) * day, time(12), UTC)
        assert deadline(mirrored, last, england, Reading()).due_at  # the far end of the table is filled in
        with pytest.raises(OutsideCalendar):
            deadline(start_at, last, england, Reading())


def test_months_and_clock_hours_need_no_calendar_of_bank_holidays(england: Calendar) -> None:
    start = london("2041-05-01T10:00")
    assert deadline(start, parse_amount("1 month"), england, Reading()).due_at == london("2041-06-01T23:59:59")
    assert deadline(start, parse_amount("48 hours"), england, Reading()).due_at == london("2041-05-03T10:00")


@pytest.mark.parametrize("unit", list(Unit))
def test_a_start_without_a_time_zone_is_refused(england: Calendar, unit: Unit) -> None:
    with pytest.raises(ValueError, match="does not say which time zone"):
        deadline(datetime(2025, 8, 21, 14, 10), Amount(0, unit), england, Reading())


def test_a_reading_refuses_hours_that_cannot_be(england: Calendar) -> None:
    with pytest.raises(ValueError, match="Monday"):
        Reading(hours={5: (time(9), time(17))})
    with pytest.raises(ValueError, match="before they open"):
        Reading(hours={0: (time(17), time(9))})
    with pytest.raises(ValueError, match="at least one weekday"):
        Reading(hours={})
    with pytest.raises(ValueError, match="London"):
        Reading(day_ends=time(17, tzinfo=UTC))


def test_two_deadlines_from_the_same_facts_are_equal(england: Calendar) -> None:
    asked = (london("2025-08-21T14:10"), parse_amount("5 working days"), england)
    assert deadline(*asked, Reading()) == deadline(*asked, Reading())
    assert deadline(*asked, Reading()) != deadline(*asked, Reading(start_counts=True))
