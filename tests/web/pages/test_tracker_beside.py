"""Beside the tracker: totals of a year for the office, without a number that could point at one person."""

from __future__ import annotations

import html

import pytest

from tests.cast import MONDAY, RESPONDING, Cast, at
from tests.web.visiting import clock_at, read, visiting
from wayforward.escalations import elsewhere, talks
from wayforward.web.pages.tracker.beside import _eleven_months_before

PAGE = "/tracker/havering/beside"


def told(cast: Cast) -> str:
    with clock_at(MONDAY):
        return html.unescape(read(visiting(cast.manager).get(PAGE)))


def notes(cast: Cast, times: int, when: str = "2026-11-10") -> None:
    agency, about = cast.agencies["health"], cast.agencies[RESPONDING]
    for _ in range(times):
        talks.note(cast.raises, agency, about, "We spoke.", talks.SETTLED, at(when))


def test_talks_are_counted_by_their_kind_and_few_are_told_as_few(cast: Cast) -> None:
    notes(cast, 5)
    assert "Somebody noted a challenge that was made in passing 5" in told(cast)
    assert "Somebody asked their own lead for advice None" in told(cast)


@pytest.mark.parametrize("number", [1, 4])
def test_from_one_to_four_no_number_is_shown(cast: Cast, number: int) -> None:
    notes(cast, number)
    for _ in range(number):
        elsewhere.count(cast.partnership, "complaint", at("2026-11-10"))
    page = told(cast)
    assert "made in passing Fewer than 5" in page
    assert "how somebody was treated Fewer than 5" in page


def test_whoever_was_sent_elsewhere_is_counted_by_where_they_were_sent(cast: Cast) -> None:
    for when in ("2025-12-01 09:00", *["2026-11-10"] * 5):
        elsewhere.count(cast.partnership, "complaint", at(when))
    assert "how somebody was treated 6" in told(cast)
    assert "inside my own agency None" in told(cast)


def test_what_an_earlier_version_of_the_policy_sent_on_is_counted_still(cast: Cast) -> None:
    for _ in range(7):
        elsewhere.count(cast.partnership, "an-old-place", at("2026-11-10"))
    assert "An old place 7" in told(cast)


def test_twelve_whole_months_are_counted_and_no_day_before(cast: Cast) -> None:
    notes(cast, 5, "2025-11-30 23:59")
    notes(cast, 6, "2025-12-01 00:00")
    page = told(cast)
    assert "From 1 December 2025 to today, 16 November 2026." in page
    assert "made in passing 6" in page
    assert str(_eleven_months_before(at("2026-12-31").date())) == "2026-01-01"
    assert str(_eleven_months_before(at("2026-01-01").date())) == "2025-02-01"


def test_the_tracker_leads_there(cast: Cast) -> None:
    with clock_at(MONDAY):
        assert f'href="{PAGE}"' in visiting(cast.manager).get("/tracker/havering").content.decode()
