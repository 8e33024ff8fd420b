"""What only a demonstration has: the messages that it sent, and a clock that its visitor moves on."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.test import override_settings

from tests.cast import MONDAY, Cast, at
from tests.web.visiting import read, visiting
from wayforward.core import commands as cmd
from wayforward.jobs import instant
from wayforward.jobs.delivering import deliver
from wayforward.jobs.sweeping import sweep

pytestmark = pytest.mark.django_db
SENT, CLOCK = "/demonstration/sent", "/demonstration/clock"
ANOTHER = {"to": "typed", "at-day": "17", "at-month": "11", "at-year": "2026", "at-time": "16:55"}


@pytest.fixture
def mail(tmp_path: Path) -> Any:
    """Messages go into the folder of a demonstration of its own."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=tmp_path / "mail", WAYFORWARD_DATA=tmp_path):
        yield tmp_path / "mail"


def moved(**typed: str) -> Any:
    return visiting(None).post(CLOCK, typed)


@override_settings(WAYFORWARD_DEMO=False)
@pytest.mark.parametrize("address", [SENT, CLOCK])
def test_a_live_service_has_none_of_it(address: str) -> None:
    assert visiting(None).get(address).status_code == 404
    assert visiting(None).post(address, ANOTHER).status_code == 404
    assert instant_of_the_file() == MONDAY


def instant_of_the_file() -> object:
    with override_settings(WAYFORWARD_DEMO=True):
        return instant.now()


def test_before_anything_is_sent_the_page_says_so(mail: Path) -> None:
    assert "Nothing has been sent yet." in read(visiting(None).get(SENT))


def test_each_message_is_shown_as_it_left_the_newest_first(mail: Path) -> None:
    with get_connection() as van:
        for name in ("First", "Second"):
            van.send_messages(
                [EmailMessage(f"{name} subject", f"{name} words <b>", "a@example.org", ["b@example.org"])]
            )
    page = visiting(None).get(SENT)
    words = read(page)
    assert words.index("Second words &lt;b&gt;") < words.index("First words &lt;b&gt;")
    assert "To b@example.org" in words
    assert "Message-ID: " in words


def test_what_a_sweep_sends_is_there_and_says_nothing_of_the_child(cast: Cast, mail: Path) -> None:
    row = cast.raised(MONDAY)
    due = MONDAY + timedelta(days=14)
    sweep(due, "a clock")
    deliver(due, "a clock")
    words = read(visiting(None).get(SENT))
    assert row.ref in words
    assert "Child A" not in words


# --- the clock ---------------------------------------------------------------------------------------------


def test_the_clock_goes_to_another_date_and_time_and_stands_there() -> None:
    assert moved(**ANOTHER)["Location"] == CLOCK
    assert instant.now() == at("2026-11-17 16:55")
    assert "Tuesday 17 November 2026" in read(visiting(None).get(CLOCK))


def test_tomorrow_is_at_nine() -> None:
    moved(to="tomorrow")
    assert instant.now() == at("2026-11-17 09:00")


def test_the_next_deadline_has_just_passed_and_is_recorded_by_the_clock(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    row.refresh_from_db()
    assert row.due_at is not None
    moved(to="deadline")
    assert instant.now() == row.due_at + timedelta(minutes=1)
    assert "0 deadlines passed" in read(visiting(None).get(CLOCK))
    sweep(instant.now(), "a clock")
    assert re.search(r"\b[1-9]\d* deadlines? passed without being met", read(visiting(None).get(CLOCK)))


def test_where_no_deadline_is_to_come_there_is_none_to_move_to(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="The letter had come.")
    assert "Enter the date and time to move to" in read(moved(to="deadline"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Select when the clock is to be moved to"),
        ({"to": "typed"}, "Enter the date and time to move to"),
        (ANOTHER | {"at-day": "15"}, "The clock only goes forward: enter a later date and time"),
        (ANOTHER | {"at-year": "2029"}, "Enter a date within a year: move there in steps"),
        (ANOTHER | {"at-time": "25:00"}, "must have a real time"),
    ],
)
def test_the_clock_never_goes_back_or_far_and_what_is_wrong_is_said(typed: dict[str, str], says: str) -> None:
    page = moved(**typed)
    assert page.status_code == 200
    assert says in read(page)
    assert instant.now() == MONDAY


def test_every_page_of_a_demonstration_leads_to_both() -> None:
    page = visiting(None).get("/help").content.decode()
    assert f'href="{SENT}"' in page
    assert f'href="{CLOCK}"' in page


def test_the_clock_is_the_file_that_every_process_reads() -> None:
    assert settings.WAYFORWARD_DEMO_CLOCK is not None
    moved(to="tomorrow")
    assert Path(settings.WAYFORWARD_DEMO_CLOCK).read_text("ascii") == "2026-11-17T09:00:00+00:00"
    assert not list(Path(settings.WAYFORWARD_DEMO_CLOCK).parent.glob("clock-*"))
