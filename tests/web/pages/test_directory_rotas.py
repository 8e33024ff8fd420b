"""Rotas in the browser: read in, whatever the file is; what was left out; and calendars to take away."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import MONDAY, RAISING, Cast
from tests.directory.keepers import a_post, keeper
from tests.directory.test_calendars import calendar, event
from tests.web.visiting import read as words_of
from tests.web.visiting import visiting
from wayforward.directory import calendars
from wayforward.directory.models import Post, Shift

WEEK = timedelta(weeks=1)


def read(answer: Any) -> str:
    return html.unescape(words_of(answer))


def rota(cast: Cast, tail: str = "") -> str:
    return f"/directory/{cast.agencies[RAISING].pk}/posts/{a_post(cast).pk}/rota{tail}"


def sent(browser: Client, cast: Cast, data: bytes, name: str = "rota.ics", source: str = "Rota") -> Any:
    return browser.post(rota(cast, "/read-in"), {"file": SimpleUploadedFile(name, data), "source": source})


def test_a_calendar_is_read_in_and_whatever_is_left_out_is_listed_with_the_reason(cast: Cast) -> None:
    named = event("ATTENDEE:mailto:nurse.adeyemi@havering.example.org")
    locum = event(starts=":20261121T170000").replace("Ann Ash", "Locum").replace("UID:1", "UID:2")
    answer = sent(visiting(keeper(cast)), cast, calendar(named, locum))
    words = read(answer)
    assert "1 shift read in" in words
    assert "Locum Saturday 21 November 2026 at 5pm to Sunday 22 November 2026 at 9am It names nobody" in words
    assert Shift.objects.get().person == cast.raises


def test_a_file_that_is_no_calendar_changes_nothing_and_says_why(cast: Cast) -> None:
    browser = visiting(keeper(cast))
    for data, says in (
        (b"%PDF-1.7", "The file is not a calendar."),
        (calendar(event("RRULE:FREQ=SECONDLY")), "repeats in a way that rotas do not"),
        (b"X" * (calendars.MOST_BYTES + 1), "The file must be 1 MB or smaller"),
        (b"", "The file is empty."),
    ):
        assert says in read(sent(browser, cast, data))
    assert "Choose a calendar file" in read(browser.post(rota(cast, "/read-in"), {"source": "Rota"}))
    assert not Shift.objects.exists()


def test_what_a_calendar_says_is_never_markup_on_our_page(cast: Cast) -> None:
    nasty = event().replace("Ann Ash", "<script>alert(1)</script>")
    answer = sent(visiting(keeper(cast)), cast, calendar(nasty), name="<script>.ics", source="<b>Rota</b>")
    assert b"<script" not in answer.content
    assert b"<b>" not in answer.content


def test_a_week_with_nobody_on_is_seen_on_the_rota_and_on_the_board(cast: Cast) -> None:
    post, browser = a_post(cast), visiting(keeper(cast))
    Post.objects.filter(pk=post.pk).update(rota=True)
    for week in (0, 1, 3, 4, 5, 6, 7, 8):
        Shift.objects.create(
            post=post, person=cast.raises, starts_at=MONDAY + week * WEEK, ends_at=MONDAY + (week + 1) * WEEK
        )
    words = read(browser.get(rota(cast)))
    assert "30 November 2026 10 of 168 hours 158 hours missing" in words
    board = read(browser.get(f"/directory/{cast.agencies[RAISING].pk}"))
    assert "Nobody is on for 168 hours from Monday 30 November 2026 at 10:00." in board


def test_a_shift_by_hand_is_added_and_taken_out(cast: Cast) -> None:
    browser = visiting(keeper(cast))
    times = {"starts_at-day": "20", "starts_at-month": "11", "starts_at-year": "2026", "starts_at-time": "17:00"}
    times |= {"ends_at-day": "21", "ends_at-month": "11", "ends_at-year": "2026", "ends_at-time": "9am"}
    answer = browser.post(rota(cast, "/add"), {"person": str(cast.raises.pk), **times}, follow=True)
    assert "Friday 20 November 2026 at 5pm to Saturday 21 November 2026 at 9am Written by hand." in read(answer)
    browser.post(rota(cast, f"/{Shift.objects.get().pk}/remove"))
    assert not Shift.objects.exists()
    backwards = times | {"ends_at-day": "19"}
    refused = browser.post(rota(cast, "/add"), {"person": str(cast.raises.pk), **backwards})
    assert "A shift must end after it begins." in read(refused)


def test_the_rota_of_a_post_is_taken_away_as_a_file_that_can_be_read_back_in(cast: Cast) -> None:
    post, browser = a_post(cast), visiting(keeper(cast))
    Shift.objects.create(post=post, person=cast.raises, starts_at=MONDAY, ends_at=MONDAY + WEEK)
    answer = browser.get(rota(cast, ".ics"))
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rota.ics"'
    Shift.objects.all().delete()
    sent(browser, cast, answer.content)
    assert Shift.objects.get().person == cast.raises


def test_ones_own_shifts_are_ones_own_and_hold_no_address(cast: Cast) -> None:
    post = a_post(cast)
    for who in (cast.raises, cast.lead):
        Shift.objects.create(post=post, person=who, starts_at=MONDAY, ends_at=MONDAY + WEEK)
    answer = visiting(cast.raises).get("/my-shifts.ics")
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert b"@havering" not in answer.content
