"""Dates on the page of an escalation: one that protects somebody, one beyond the calendar, one that has passed."""

from datetime import timedelta

import pytest

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, read, visiting
from wayforward.escalations.models import Entry


def test_a_date_that_protects_somebody_is_set_with_a_reason(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    typed = {"due_at-day": "17", "due_at-month": "11", "due_at-year": "2026", "due_at-time": "16:00"}

    unsaid = browser.post(f"/escalations/{row.ref}/protect", typed)
    assert "Enter why" in read(unsaid)

    browser.post(f"/escalations/{row.ref}/protect", {**typed, "reason": "He goes home at five.", "confirm": "yes"})
    assert "Tuesday 17 November 2026 at 4pm" in read(browser.get(f"/escalations/{row.ref}"))


@pytest.mark.parametrize("year", [2041, 2100])
def test_a_day_beyond_the_calendar_has_no_count_of_days_and_is_late_all_the_same(cast: Cast, year: int) -> None:
    row = cast.raised()
    with clock_at(MONDAY.replace(year=year)):
        for address in (f"/escalations/{row.ref}", f"/escalations/{row.ref}/record", "/my-work"):
            page = visiting(cast.raises).get(address)
            assert page.status_code == 200
            assert "Overdue" in read(page)


def test_late_is_worked_out_when_the_page_is_read(cast: Cast) -> None:
    row = cast.raised()
    with clock_at(MONDAY + timedelta(days=30)):
        page = visiting(cast.raises).get(f"/escalations/{row.ref}")
    assert "Overdue" in read(page)
    assert Entry.objects.filter(kind="deadline-passed").count() == 0
