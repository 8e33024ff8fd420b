"""A deadline's sentences let a tired person check it against a wall calendar."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.working_time.by_hand import calendar, is_working, london
from wayforward.core.working_time import (
    LONDON,
    Amount,
    Deadline,
    NonWorkingReceipt,
    Reading,
    Unit,
    deadline,
    parse_amount,
)


def because(start: str, amount: str, reading: Reading | None = None) -> list[str]:
    found = deadline(london(start), parse_amount(amount), calendar("england"), reading or Reading())
    return list(found.because)


def test_a_deadline_over_a_bank_holiday_names_every_day_that_it_passes_over() -> None:
    assert because("2025-08-21T14:10", "5 working days") == [
        "The clock starts on Thursday 21 August 2025.",
        "The day it starts does not count.",
        "Saturday 23, Sunday 24 and Monday 25 August (Summer bank holiday) are not working days.",
        "5 working days later is Friday 29 August 2025, to the end of the day (23:59:59).",
    ]


def test_days_off_in_two_months_or_years_say_which() -> None:
    assert because("2025-12-30T09:00", "2 working days")[2] == (
        "Thursday 1 January 2026 (New Year’s Day) is not a working day."
    )
    assert because("2026-01-29T09:00", "2 working days")[2] == (
        "Saturday 31 January and Sunday 1 February are not working days."
    )


def test_many_days_off_are_counted_and_only_the_named_ones_listed() -> None:
    said = because("2025-08-01T09:00", "20 working days")
    assert said[2:4] == [
        "10 weekend days in between are not working days.",
        "Monday 25 August (Summer bank holiday) is not a working day.",
    ]


def test_a_start_on_a_day_off_says_which_day_is_day_one() -> None:
    assert because("2025-08-25T10:00", "3 working days") == [
        "The clock starts on Monday 25 August 2025.",
        "Monday 25 August 2025 (Summer bank holiday) is not a working day, so day 1 is Tuesday 26 August 2025.",
        "3 working days later is Thursday 28 August 2025, to the end of the day (23:59:59).",
    ]


def test_the_words_of_the_policy_are_shown_with_how_they_are_read() -> None:
    assert "The policy says “one working week”, which is read as 5 working days." in because(
        "2025-08-18T09:00", "one working week"
    )
    assert not any("which is read as" in said for said in because("2025-08-18T09:00", "5 Working Days"))


def test_each_reading_that_a_partnership_chose_is_said() -> None:
    late = Reading(late_start=time(17), start_counts=True, day_ends=time(17))
    assert because("2025-08-21T17:00", "2 working days", late) == [
        "The clock starts on Thursday 21 August 2025.",
        "A start from 17:00 on counts as made on the next working day, Friday 22 August 2025.",
        "The day it starts counts as day 1.",
        "Saturday 23, Sunday 24 and Monday 25 August (Summer bank holiday) are not working days.",
        "Day 2 is Tuesday 26 August 2025, at 17:00.",
    ]
    moved = Reading(non_working_receipt=NonWorkingReceipt.MOVED)
    assert because("2025-07-05T09:00", "1 working day", moved)[1:] == [
        "Saturday 5 July 2025 is not a working day, so it counts as made on Monday 7 July 2025.",
        "The day it starts does not count.",
        "1 working day later is Tuesday 8 July 2025, to the end of the day (23:59:59).",
    ]


def test_the_same_working_day_says_which_day_that_is_and_why() -> None:
    assert because("2025-08-21T14:10", "same working day") == [
        "The clock starts on Thursday 21 August 2025.",
        "The last day is Thursday 21 August 2025, to the end of the day (23:59:59).",
    ]
    assert "Saturday 23 August 2025 is not a working day, so the day is Tuesday 26 August 2025." in because(
        "2025-08-23T14:10", "same working day"
    )
    assert "That day had already ended, at 17:00, so the next working day is used." in because(
        "2025-08-21T18:00", "same working day", Reading(day_ends=time(17))
    )


def test_clock_hours_say_that_they_never_stop_and_when_the_clocks_change() -> None:
    assert because("2026-10-24T14:00", "48 clock hours") == [
        "The clock starts at 14:00 on Saturday 24 October 2026.",
        "Clock hours run through nights, weekends and bank holidays.",
        "The clocks change in between: hours are counted as they pass, not as the clock shows them.",
        "48 clock hours later is 13:00 on Monday 26 October 2026.",
    ]


def test_an_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    assert because("2026-10-24T01:30", "24 clock hours")[-1].endswith("01:30 (BST) on Sunday 25 October 2026.")
    assert because("2026-10-24T01:30", "25 clock hours")[-1].endswith("01:30 (GMT) on Sunday 25 October 2026.")


def test_calendar_days_and_months_say_what_they_count() -> None:
    assert because("2026-12-24T16:55", "3 calendar days")[1:3] == [
        "The day it starts does not count.",
        "Weekends and bank holidays count.",
    ]
    assert because("2026-01-31T10:00", "1 calendar month")[1:] == [
        "Months run to the same day of the month, whether or not it is a working day.",
        "February 2026 has no 31st, so its last day is used.",
        "1 calendar month later is Saturday 28 February 2026, to the end of the day (23:59:59).",
    ]


def test_working_hours_say_which_hours_they_are() -> None:
    assert because("2026-12-24T16:55", "1 working hour") == [
        "The clock starts at 16:55 on Thursday 24 December 2026.",
        "Working hours are Monday to Friday 09:00 to 17:00, on working days.",
        "Friday 25 (Christmas Day), Saturday 26, Sunday 27 and Monday 28 December"
        " (Boxing Day (substitute day)) are not working days.",
        "1 working hour later is 09:55 on Tuesday 29 December 2026.",
    ]
    short = Reading(hours={0: (time(9), time(12)), 2: (time(13), time(17))})
    assert because("2026-12-07T10:00", "1 working hour", short)[1] == (
        "Working hours are Monday 09:00 to 12:00 and Wednesday 13:00 to 17:00, on working days."
    )


@pytest.mark.parametrize("words", ["none", "as soon as possible", "set by a person"])
def test_a_timescale_without_an_instant_says_why_there_is_none(words: str) -> None:
    (said,) = because("2025-08-21T14:10", words)
    assert said.endswith(".")


def test_a_deadline_can_carry_sentences_that_were_written_elsewhere() -> None:
    due_at = datetime(2026, 1, 7, 10, tzinfo=UTC)
    assert Deadline(due_at, ("Set by the lead to protect the child.",)).because == (
        "Set by the lead to protect the child.",
    )
    assert Deadline(None, ()).because == ()


@settings(max_examples=200)
@given(
    st.datetimes(datetime(2016, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),
    st.sampled_from(
        [Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.CLOCK_HOURS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS]
    ),
    st.integers(0, 40),
    st.builds(Reading, start_counts=st.booleans(), late_start=st.sampled_from([None, time(16)])),
)
def test_the_first_sentence_gives_the_start_and_the_last_the_day_it_is_due(
    start_at: datetime, unit: Unit, number: int, reading: Reading
) -> None:
    found = deadline(start_at, Amount(number, unit), calendar("england"), reading)
    assert found.due_at is not None
    for said, at in ((found.because[0], start_at), (found.because[-1], found.due_at)):
        assert f"{at.astimezone(LONDON):%A} {at.astimezone(LONDON).day} {at.astimezone(LONDON):%B %Y}" in said
    assert all(re.fullmatch(r"\S.*\.", said) for said in found.because)


@settings(max_examples=150)
@given(st.dates(date(2016, 1, 1), date(2035, 12, 31)), st.integers(1, 3))
def test_a_short_deadline_names_every_day_off_between_and_no_other(start: date, n: int) -> None:
    start_at = datetime.combine(start, time(12), LONDON)
    found = deadline(start_at, Amount(n, Unit.WORKING_DAYS), calendar("england"), Reading())
    assert found.due_at is not None
    due = found.due_at.astimezone(LONDON).date()
    off = [start + timedelta(d) for d in range(1, (due - start).days)]
    off = [day for day in off if not is_working(day, "england")]
    said = next((line for line in found.because if line.endswith("not working days.")), "") or next(
        (line for line in found.because if line.endswith("is not a working day.")), ""
    )
    if len(off) <= 5:
        assert re.findall(r"day (\d+)", said) == [str(day.day) for day in off]
