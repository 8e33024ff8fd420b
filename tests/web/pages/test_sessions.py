"""How long a session lasts: a quarter of an hour without use, a shift at most, and back to where somebody was."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.cast import Cast
from tests.web.visiting import read, visiting


def aged(browser: Client, **ago: timedelta) -> None:
    """As if these marks of the session had been made so long ago."""
    session = browser.session
    for mark, age in ago.items():
        session[mark] = (datetime.now(UTC) - age).isoformat()
    session.save()


@pytest.mark.parametrize(("unused", "still_in"), [(14, True), (16, False)])
def test_a_quarter_of_an_hour_without_use_signs_somebody_out(cast: Cast, unused: int, still_in: bool) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    aged(browser, used_at=timedelta(minutes=unused))
    assert (browser.get("/my-work").status_code == 200) is still_in


@pytest.mark.parametrize(("hours", "still_in"), [(11, True), (13, False)])
def test_nobody_is_signed_in_for_longer_than_a_shift(cast: Cast, hours: int, still_in: bool) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    aged(browser, entered_at=timedelta(hours=hours), used_at=timedelta(minutes=1))
    assert (browser.get("/my-work").status_code == 200) is still_in


def test_whoever_goes_on_working_stays_signed_in(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    for _ in range(3):
        aged(browser, used_at=timedelta(minutes=10))
        assert browser.get("/my-work").status_code == 200


def test_signing_in_again_says_why_and_leads_back(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    aged(browser, used_at=timedelta(minutes=20))

    answer = browser.get("/raise?about=x", follow=True)

    assert answer.redirect_chain == [("/sign-in?next=/raise%3Fabout%3Dx", 302)]
    assert "not used the service for 15 minutes" in read(answer)
    back = browser.post(answer.request["PATH_INFO"], {"person": str(cast.raises.pk), "next": "/raise?about=x"})
    assert back.headers["Location"] == "/raise?about=x"
    assert "15 minutes" not in read(browser.get("/sign-in"))


def test_a_page_for_everybody_is_there_for_whoever_was_signed_out(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    aged(browser, used_at=timedelta(minutes=20))
    answer = browser.get("/contact")
    assert answer.status_code == 200
    assert "Sign out" not in answer.content.decode()


def test_what_is_sent_too_late_is_kept_and_not_done(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    address = f"/escalations/{row.ref}/discuss"
    page = browser.get(address)
    ticket = page.context["ticket"]
    aged(browser, used_at=timedelta(minutes=20))

    late = browser.post(address, {"summary": "We spoke at length.", "ticket": ticket}, follow=True)

    assert "What you typed is kept" in read(late)
    browser.post("/sign-in", {"person": str(cast.raises.pk), "next": address})
    assert "We spoke at length." in browser.get(address).content.decode()


def test_the_session_of_somebody_who_signed_out_is_gone_from_our_side(cast: Cast) -> None:
    browser = visiting(cast.raises)
    browser.get("/my-work")
    stolen = browser.cookies["sessionid"].value
    browser.post("/sign-out")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/my-work").status_code == 302


def test_the_clock_of_a_demonstration_does_not_sign_anybody_out(cast: Cast) -> None:
    browser = visiting(cast.raises)  # it is told to be Monday 16 November, whatever day it is
    for _ in range(2):
        assert browser.get("/my-work").status_code == 200
