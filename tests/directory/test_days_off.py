"""The days off of one partnership: the nation's, and what its office declared since."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import transaction

from tests.cast import Cast, at
from wayforward.core.verdict import Refused
from wayforward.core.working_time import WEEKDAYS_ONLY, BankHolidays, Span, Window, is_open
from wayforward.directory import days_off
from wayforward.directory.days_off import CLOSURE, HOLIDAY, UNDONE, WORKING, Change
from wayforward.directory.models import CalendarChange, Partnership
from wayforward.policies import shelf

ENGLAND = shelf.calendar("england")
NOW = at("2026-11-20")
WEDNESDAY, BOXING = date(2026, 11, 25), date(2026, 12, 28)  # the second is a bank holiday
BECAUSE = "The council's buildings are shut."


def declare(cast: Cast, day: date, kind: str = CLOSURE, name: str = "Office move") -> CalendarChange:
    outcome = days_off.declare(cast.partnership, Change(day, kind, name), BECAUSE, "operator", NOW, ENGLAND)
    assert isinstance(outcome, CalendarChange), outcome.says
    return outcome


def refused(cast: Cast, day: date, kind: str = CLOSURE, name: str = "Office move", because: str = BECAUSE) -> str:
    outcome = days_off.declare(cast.partnership, Change(day, kind, name), because, "operator", NOW, ENGLAND)
    assert isinstance(outcome, Refused)
    return outcome.says


def works(cast: Cast, day: date) -> bool:
    return days_off.calendar(cast.partnership, ENGLAND).is_working_day(day)


def test_with_nothing_declared_the_calendar_is_the_very_one_that_is_shipped(cast: Cast) -> None:
    assert days_off.calendar(cast.partnership, ENGLAND) is ENGLAND


def test_a_closure_is_no_working_day_until_it_is_taken_back(cast: Cast) -> None:
    declare(cast, WEDNESDAY)
    assert not works(cast, WEDNESDAY)
    assert days_off.calendar(cast.partnership, ENGLAND).why_not(WEDNESDAY) == "Office move"
    outcome = days_off.undo(cast.partnership, WEDNESDAY, "Not needed.", "operator", NOW, ENGLAND)
    assert isinstance(outcome, CalendarChange)
    assert works(cast, WEDNESDAY)
    assert [change.seq for change in days_off.changes(cast.partnership)] == [2, 1]
    assert days_off.standing(cast.partnership) == {}


def test_a_bank_holiday_can_be_a_working_day_after_all_and_one_again(cast: Cast) -> None:
    declare(cast, BOXING, WORKING)
    assert works(cast, BOXING)
    declare(cast, BOXING, UNDONE)
    assert not works(cast, BOXING)


def test_a_late_bank_holiday_closes_the_hours_that_are_closed_on_bank_holidays(cast: Cast) -> None:
    office = Window("office", (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),))
    noon = at("2026-11-25 12:00")
    assert is_open(office, noon, days_off.calendar(cast.partnership, ENGLAND))
    declare(cast, WEDNESDAY, HOLIDAY, "Day of mourning")
    assert not is_open(office, noon, days_off.calendar(cast.partnership, ENGLAND))


def test_what_one_partnership_declares_is_nothing_to_another(cast: Cast, neighbours: Cast) -> None:
    declare(cast, WEDNESDAY)
    assert works(neighbours, WEDNESDAY)


@pytest.mark.parametrize(
    ("day", "kind", "says"),
    [
        (date(2026, 11, 21), CLOSURE, "Saturday"),
        (BOXING, CLOSURE, "is a day off already: Boxing Day"),
        (WEDNESDAY, WORKING, "is a working day already"),
        (WEDNESDAY, UNDONE, "Nothing was declared"),
        (date(2025, 10, 1), CLOSURE, "more than a year ago"),
        (date(2062, 10, 2), CLOSURE, "Enter a day between"),
    ],
)
def test_what_would_change_nothing_is_refused_in_a_sentence(cast: Cast, day: date, kind: str, says: str) -> None:
    assert says in refused(cast, day, kind)
    assert CalendarChange.objects.count() == 0


def test_a_day_needs_a_name_and_a_reason(cast: Cast) -> None:
    assert "what people call the day" in refused(cast, WEDNESDAY, name=" ")
    assert "Say why" in refused(cast, WEDNESDAY, because=" ")


def test_a_day_that_has_passed_can_be_corrected(cast: Cast) -> None:
    declare(cast, date(2026, 11, 18))
    assert not works(cast, date(2026, 11, 18))


def test_what_was_declared_and_rolled_back_is_counted_by_nobody(cast: Cast) -> None:
    with transaction.atomic():
        declare(cast, WEDNESDAY)
        assert not works(cast, WEDNESDAY)
        transaction.set_rollback(True)
    cast.partnership.refresh_from_db()
    declare(cast, date(2026, 11, 26))
    assert works(cast, WEDNESDAY)
    assert not works(cast, date(2026, 11, 26))


def test_several_days_are_declared_in_one_act_or_none(cast: Cast) -> None:
    two = (Change(WEDNESDAY, HOLIDAY, "One"), Change(date(2026, 11, 26), HOLIDAY, "Two"))
    days_off.declare_all(cast.partnership, two, BECAUSE, "operator", NOW, ENGLAND)
    (batch,) = days_off.batches(cast.partnership.pk, 0, cast.partnership.calendar_seq)
    assert (batch.seq, list(batch.days)) == (2, [WEDNESDAY, date(2026, 11, 26)])
    assert isinstance(
        days_off.declare_all(
            cast.partnership,
            (Change(date(2026, 11, 27), HOLIDAY, "Three"), two[0]),
            BECAUSE,
            "operator",
            NOW,
            ENGLAND,
        ),
        Refused,
    )
    assert Partnership.objects.get(pk=cast.partnership.pk).calendar_seq == 2


def test_the_sentence_of_a_change_says_which_day_its_name_and_why(cast: Cast) -> None:
    assert days_off.said(declare(cast, WEDNESDAY)) == (
        "Wednesday 25 November 2026 is a day off in this partnership: “Office move”."
        " Declared because: The council's buildings are shut."
    )
