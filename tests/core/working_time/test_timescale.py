"""A timescale is read as it is printed, and what can be read two ways is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayforward.core.working_time import Amount, AmountError, Unit, parse_amount

COUNTED = [Unit.WORKING_DAYS, Unit.WORKING_HOURS, Unit.CLOCK_HOURS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS]


@pytest.mark.parametrize(
    ("printed", "number", "unit"),
    [
        ("5 working days", 5, Unit.WORKING_DAYS),
        ("1 working day", 1, Unit.WORKING_DAYS),
        ("Five working days", 5, Unit.WORKING_DAYS),
        ("one working week", 5, Unit.WORKING_DAYS),
        ("a working week", 5, Unit.WORKING_DAYS),
        ("2 working weeks", 10, Unit.WORKING_DAYS),
        ("48 hours", 48, Unit.CLOCK_HOURS),
        ("48 clock hours", 48, Unit.CLOCK_HOURS),
        ("8 working hours", 8, Unit.WORKING_HOURS),
        ("3 calendar days", 3, Unit.CALENDAR_DAYS),
        ("1 week", 7, Unit.CALENDAR_DAYS),
        ("2 months", 2, Unit.CALENDAR_MONTHS),
        ("one calendar month", 1, Unit.CALENDAR_MONTHS),
        ("same working day", 0, Unit.SAME_WORKING_DAY),
        ("same day", 0, Unit.SAME_WORKING_DAY),
        ("as soon as possible", 0, Unit.AS_SOON_AS_POSSIBLE),
        ("Immediately", 0, Unit.AS_SOON_AS_POSSIBLE),
        ("none", 0, Unit.NONE),
        ("set by a person", 0, Unit.SET_BY_PERSON),
        ("  5   working\n days ", 5, Unit.WORKING_DAYS),
    ],
)
def test_a_printed_timescale_is_read(printed: str, number: int, unit: Unit) -> None:
    assert parse_amount(printed) == Amount(number, unit)


@given(st.integers(0, 9999), st.sampled_from(COUNTED))
def test_an_amount_is_read_back_from_the_words_it_is_written_in(number: int, unit: Unit) -> None:
    amount = Amount(number, unit)
    assert parse_amount(str(amount)) == amount
    assert parse_amount(str(amount)).words == ""


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit not in COUNTED])
def test_an_amount_that_is_not_counted_is_read_back_too(unit: Unit) -> None:
    assert parse_amount(str(Amount(0, unit))) == Amount(0, unit)


def test_the_words_of_the_policy_are_kept_where_they_are_its_own() -> None:
    assert parse_amount("one working week").words == "one working week"
    assert str(parse_amount("one working week")) == "5 working days"
    assert str(parse_amount("1 working day")) == "1 working day"


@pytest.mark.parametrize("printed", ["3 days", "1 day", "three days"])
def test_days_alone_are_refused_because_they_can_be_read_two_ways(printed: str) -> None:
    with pytest.raises(AmountError, match=r"does not say which days: write “\d working days?” or “\d calendar day"):
        parse_amount(printed)


@pytest.mark.parametrize(
    "printed", ["", "soon", "5", "working days", "5 working", "-5 working days", "5 moons", "some hours"]
)
def test_what_is_not_a_timescale_is_refused_with_the_forms_that_are(printed: str) -> None:
    with pytest.raises(AmountError, match="Write one of: “5 working days”, “one working week”"):
        parse_amount(printed)


def test_an_amount_that_means_nothing_cannot_be_made() -> None:
    with pytest.raises(AmountError, match="below 0"):
        Amount(-1, Unit.WORKING_DAYS)
    with pytest.raises(AmountError, match="takes no number"):
        Amount(2, Unit.NONE)
