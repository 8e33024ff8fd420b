"""What the pages say of the service: a warning when the clock is silent, lights for operators, a word for watchers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast
from tests.web.visiting import visiting
from wayforward.directory.models import Person
from wayforward.jobs import instant
from wayforward.jobs.models import Beat, Trouble
from wayforward.web import silence
from wayforward.web.silence import Ear, Spoke

pytestmark = pytest.mark.django_db
WARNING = "Reminders are not going out."
LIVE = override_settings(WAYFORWARD_DEMO=False)


@pytest.fixture
def ear(a_clock_that_is_heard: None, monkeypatch: pytest.MonkeyPatch) -> Ear:
    """A process that has heard nothing yet."""
    ear = Ear()
    monkeypatch.setattr(silence, "EAR", ear)
    return ear


@pytest.fixture
def operator(db: None) -> Client:
    return visiting(Person.objects.create(name="Operator Osei", email="operator@example.org", operates=True))


def spoken(ago: timedelta, **changes: object) -> Beat:
    at = instant.by_the_machine() - ago
    return Beat.objects.create(name="here:1", kind="clock", begun_at=at, at=at, every_s=15, **changes)


def page(cast: Cast) -> str:
    return visiting(cast.raises).get("/my-work").content.decode()


# --- the warning -------------------------------------------------------------------------------------------------


@LIVE
def test_a_clock_that_spoke_lately_gives_no_warning(cast: Cast, ear: Ear) -> None:
    spoken(timedelta(seconds=20))
    assert 'class="wf-silence' not in page(cast)


@LIVE
def test_a_silent_clock_is_told_on_the_pages_without_any_worker(cast: Cast, ear: Ear) -> None:
    last = spoken(timedelta(minutes=3))
    text = page(cast)
    assert WARNING in text
    assert "Deadlines on this page are still right." in text
    assert f"Since {last.at.astimezone(instant.LONDON):%H:%M}" in text or "Since " in text
    assert "Ring; do not wait for a message." in text


@LIVE
@pytest.mark.parametrize("how", [{"stopped_at": MONDAY}, {"held": "The machine's time was set back."}])
def test_a_clock_that_was_stopped_or_is_held_is_told_at_once(cast: Cast, ear: Ear, how: dict[str, object]) -> None:
    spoken(timedelta(seconds=1), **how)
    assert WARNING in page(cast)


@LIVE
def test_where_no_clock_ever_ran_it_is_told_without_an_hour(cast: Cast, ear: Ear) -> None:
    text = page(cast)
    assert WARNING in text
    assert "Since " not in text.partition(WARNING)[2].partition("</p>")[0]


def test_a_demonstration_without_a_clock_says_so_calmly(cast: Cast, ear: Ear) -> None:
    text = page(cast)
    assert "No clock runs beside this demonstration" in text
    assert WARNING not in text


@LIVE
def test_nobody_who_has_not_signed_in_is_warned_or_makes_us_ask(client: Client, ear: Ear) -> None:
    text = client.get("/help", secure=True).content.decode()
    assert "wf-silence" not in text
    assert ear.asked_s is None


def test_one_process_asks_at_most_once_in_ten_seconds(cast: Cast, ear: Ear) -> None:
    browser = visiting(cast.raises)
    spoken(timedelta(seconds=1))
    browser.get("/my-work")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/my-work")
    assert not [query for query in queries if "jobs_beat" in query["sql"]]
    assert ear.asked_s is not None
    ear.asked_s -= silence.ASKED_EVERY_S
    with CaptureQueriesContext(connection) as queries:
        browser.get("/my-work")
    assert len([query for query in queries if "jobs_beat" in query["sql"]]) == 1


def test_silence_grows_while_nothing_is_asked() -> None:
    """The row that was read is enough to know that nobody has spoken since."""
    at = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    spoke = Spoke(at, timedelta(seconds=15), stopped=False, held_since=None)
    assert silence.silence(spoke, at + timedelta(seconds=30)) is None
    warned = silence.silence(spoke, at + timedelta(seconds=31))
    assert warned is not None
    assert warned.since == "14:05"
    tomorrow = silence.silence(spoke, at + timedelta(days=1))
    assert tomorrow is not None
    assert tomorrow.since == "Friday 20 November 2026 at 14:05"


# --- the page ----------------------------------------------------------------------------------------------------


def test_an_operator_sees_each_light_with_what_to_do(operator: Client, cast: Cast) -> None:
    text = operator.get("/health").content.decode()
    assert "No clock has ever run here." in text
    assert "<strong>What to do:</strong> Start it: wayforward serve" in text
    assert "Act now" in text
    assert "All well" in text


def test_an_operator_finds_the_page_in_the_menu_and_nobody_else_does(operator: Client, cast: Cast) -> None:
    assert 'href="/health"' in operator.get("/help").content.decode()
    assert 'href="/health"' not in visiting(cast.manager).get("/help").content.decode()


def test_troubles_stand_there_by_reference_and_nothing_of_the_case(operator: Client, cast: Cast) -> None:
    row = cast.raised(MONDAY)
    Trouble.objects.create(
        what="overslept", row=f"escalation {row.ref}", says=f"{row.ref}: the clock has not come.", since_at=MONDAY,
        seen_at=MONDAY,
    )  # fmt: skip
    text = operator.get("/health").content.decode()
    assert row.ref in text
    for secret in ("Child A", "The referral was closed.", "Adeyemi"):
        assert secret not in text


def test_an_operator_sees_no_escalation_by_being_one(operator: Client, cast: Cast) -> None:
    row = cast.raised(MONDAY)
    assert operator.get(f"/escalations/{row.ref}").status_code == 404
    assert operator.get("/tracker").status_code == 404


# --- for watchers ------------------------------------------------------------------------------------------------


@pytest.fixture
def key_taken_away(sealing_key: Path) -> Iterator[None]:
    aside = sealing_key.with_suffix(".aside")
    sealing_key.rename(aside)
    yield
    aside.rename(sealing_key)


def test_a_process_that_answers_and_can_serve_says_one_word(client: Client, sealing_key: Path) -> None:
    for address, word in (("/health/live", b"alive"), ("/health/ready", b"ready")):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (200, word)


def test_without_the_sealing_key_it_lives_and_is_not_ready(client: Client, cast: Cast, key_taken_away: None) -> None:
    """Also where this process has read the key before."""
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (503, b"unready")


def test_without_the_database_it_lives_and_is_not_ready(client: Client, sealing_key: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_beat RENAME TO jobs_beat_away")
    assert client.get("/health/live").content == b"alive"
    assert client.get("/health/ready").status_code == 503


@LIVE
@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_balancer_may_ask_inside_without_tls(client: Client, sealing_key: Path) -> None:
    assert client.get("/health/ready").status_code == 200
    assert client.get("/health").status_code == 301
    assert settings.SECURE_REDIRECT_EXEMPT
