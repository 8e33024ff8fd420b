"""What a page says when the database has failed: only what is certain, and with what was typed."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import DataError, OperationalError, ProgrammingError, connection
from django.test import Client

from tests.cast import MONDAY, Cast
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.escalations.models import Entry
from wayforward.web.unavailable import Failing, failing

TYPED = "We met at ten. <b>She</b> said it is not safe."


# --- which failures pass by themselves ---------------------------------------------------------------------------


ASKED_WRONGLY = DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")  # which no server was asked
ASKED_WRONGLY.__cause__ = psycopg.DataError()


def caused(cause: BaseException) -> OperationalError:
    failure = OperationalError("x")
    failure.__cause__ = cause
    return failure


@pytest.mark.parametrize(
    ("cause", "how"),
    [
        (psycopg.OperationalError("connection refused"), Failing.AWAY),
        (psycopg.errors.AdminShutdown(), Failing.AWAY),
        (psycopg.errors.CannotConnectNow(), Failing.AWAY),
        (psycopg.errors.TooManyConnections(), Failing.AWAY),
        (psycopg.errors.LockNotAvailable(), Failing.AWAY),
        (psycopg.errors.QueryCanceled(), Failing.AWAY),
        (psycopg.errors.ReadOnlySqlTransaction(), Failing.AWAY),
        (psycopg.errors.DiskFull(), Failing.FULL),
        (psycopg.errors.DeadlockDetected(), None),
        (psycopg.errors.UndefinedTable(), None),
    ],
    ids=lambda case: type(case).__name__,
)
def test_a_server_that_cannot_be_reached_waited_for_or_written_may_come_back(
    cause: Exception, how: Failing | None
) -> None:
    assert failing(caused(cause)) is how


def test_a_file_that_another_process_holds_may_be_tried_again_and_one_without_room_is_told_as_such(
    tmp_path: Path,
) -> None:
    holder, waiter = (sqlite3.connect(tmp_path / "x.sqlite3", timeout=0, isolation_level=None) for _ in range(2))
    holder.execute("CREATE TABLE something (bytes)")
    holder.execute("BEGIN IMMEDIATE")
    expected = {"BEGIN IMMEDIATE": Failing.AWAY, "SELECT * FROM nothing": None}
    for sql, how in expected.items():
        with pytest.raises(sqlite3.OperationalError) as raised:
            waiter.execute(sql)
        assert failing(caused(raised.value)) is how
    holder.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as raised:
        holder.execute("INSERT INTO something VALUES (zeroblob(100000))")
    assert failing(caused(raised.value)) is Failing.FULL
    holder.close()
    waiter.close()


def test_a_disk_without_room_for_an_upload_is_told_as_such() -> None:
    assert failing(OSError(errno.ENOSPC, "No space left on device")) is Failing.FULL
    assert failing(OSError(errno.ENOENT, "No such file")) is None


@pytest.mark.parametrize(
    "failure", [None, ValueError("x"), ProgrammingError("x"), OperationalError("x"), ASKED_WRONGLY]
)
def test_any_other_failure_is_ours(failure: Exception | None) -> None:
    assert failing(failure) is None


# --- what the page says ------------------------------------------------------------------------------------------


def failed_at(part: str, failure: Callable[[], Exception], after: bool = False) -> Any:
    """The database fails at a statement that has this in it; `after` it was carried out, if wanted."""

    def breaks(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if part not in sql:
            return execute(sql, params, many, context)
        if after:
            execute(sql, params, many, context)
        raise failure()

    return connection.execute_wrapper(breaks)


def gone() -> Exception:
    return caused(psycopg.OperationalError("server closed the connection unexpectedly"))


def sends(browser: Client, cast: Cast, **more: str) -> Any:
    """A discussion written down, with the page that is shown first already answered."""
    browser.raise_request_exception = False
    address = f"/escalations/{cast.raised().ref}/discuss"
    typed = {"summary": TYPED, "channel": "telephone", "people": "Both leads", "confirm": "yes"}
    return address, {**filled(browser.get(address)), **typed, **more}


@pytest.fixture
def nurse(cast: Cast) -> Client:
    return visiting(cast.raises)


def test_what_was_typed_is_given_back_and_can_be_sent_again_from_there(cast: Cast, nurse: Client) -> None:
    with clock_at(MONDAY):
        address, typed = sends(nurse, cast)
        with failed_at('INTO "escalations_entry"', gone):
            answer = nurse.post(address, typed)
        page = answer.content.decode()
        assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
        assert "What you just sent was not recorded." in read(answer)
        assert "We met at ten. &lt;b&gt;She&lt;/b&gt; said it is not safe." in page
        assert "Copy it before you close this page." in read(answer)
        assert typed["ticket"] not in read(answer)
        before = Entry.objects.count()
        again = nurse.post(address, {**filled(answer), "summary": TYPED, "people": "Both leads"})
    assert again.status_code == 302
    assert Entry.objects.count() > before


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_before_the_failure_is_not_denied(cast: Cast, nurse: Client) -> None:
    with clock_at(MONDAY):
        address, typed = sends(nurse, cast)
        with failed_at('DELETE FROM "escalations_draft"', gone):
            answer = nurse.post(address, typed)
    assert Entry.objects.filter(kind="discussion-recorded").exists()
    assert answer.status_code == 503
    assert "What you just sent may have been recorded. Look before you send it again." in read(answer)
    assert "was not recorded" not in read(answer)
    assert "Send it again" not in read(answer)
    assert "We met at ten." in read(answer)


@pytest.mark.django_db(transaction=True)
def test_what_was_lost_sight_of_at_the_commit_is_not_denied(
    cast: Cast, nurse: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock_at(MONDAY):
        address, typed = sends(nurse, cast)
        wrote: list[str] = []

        def seen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            wrote.extend(["entry"] * ('INTO "escalations_entry"' in sql))
            return execute(sql, params, many, context)

        def _commit() -> None:
            if wrote:
                raise gone()
            commit()

        commit = connection._commit
        monkeypatch.setattr(connection, "_commit", _commit)
        with connection.execute_wrapper(seen):
            answer = nurse.post(address, typed)
    assert answer.status_code == 503
    assert "What you just sent may have been recorded." in read(answer)


def test_a_page_that_was_only_read_offers_to_be_read_again(cast: Cast, nurse: Client) -> None:
    nurse.raise_request_exception = False
    with clock_at(MONDAY), failed_at('FROM "escalations_escalation"', gone):
        answer = nurse.get("/my-work?show=all")
    assert answer.status_code == 503
    assert 'href="/my-work?show=all"' in answer.content.decode()
    assert "sent" not in read(answer)


def test_a_password_is_never_given_back(db: None) -> None:
    browser = Client(raise_request_exception=False)
    with failed_at("", gone):
        answer = browser.post("/sign-in", {"email": "a@b.example.org", "password": "My secret words", "person": "x"})
    assert answer.status_code == 503
    assert "My secret words" not in answer.content.decode()
    assert "Send it again" not in read(answer)


def test_nothing_is_given_back_of_a_form_that_another_site_may_have_made(cast: Cast) -> None:
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    browser.force_login(cast.raises)
    with failed_at("", gone):
        answer = browser.post("/raise", {"summary": "Words of another site."})
    assert "Words of another site." not in answer.content.decode()


def test_a_file_that_was_sent_has_to_be_chosen_again(cast: Cast, nurse: Client, tmp_path: Path) -> None:
    nurse.raise_request_exception = False
    (tmp_path / "rota.ics").write_text("BEGIN:VCALENDAR")
    with (tmp_path / "rota.ics").open("rb") as file, failed_at("", gone):
        answer = nurse.post("/raise", {"note": "Some words.", "file": file})
    assert "The file that you sent was not kept either." in read(answer)
    assert "Send it again" not in read(answer)


# --- that a session was used is worth no answer ------------------------------------------------------------------


def test_a_page_that_is_ready_is_shown_although_it_cannot_be_written_that_the_session_was_used(
    cast: Cast, nurse: Client
) -> None:
    with clock_at(MONDAY), failed_at('UPDATE "django_session"', gone):
        assert nurse.get("/contact").status_code == 200


def test_a_session_that_was_ended_meanwhile_is_still_an_end(cast: Cast, nurse: Client) -> None:
    nurse.raise_request_exception = False

    def ends(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            Session.objects.all().delete()
        return execute(sql, params, many, context)

    with clock_at(MONDAY), connection.execute_wrapper(ends):
        assert nurse.get("/contact").status_code == 400


def test_signing_out_is_never_let_pass(cast: Cast, nurse: Client) -> None:
    nurse.raise_request_exception = False
    with clock_at(MONDAY), failed_at('DELETE FROM "django_session"', gone):
        assert nurse.post("/sign-out").status_code == 503


def test_signing_in_is_never_let_pass(cast: Cast) -> None:
    stranger = Client(raise_request_exception=False)
    with failed_at('INSERT INTO "django_session"', gone):
        assert stranger.post("/sign-in", {"person": str(cast.raises.pk), "next": ""}).status_code == 503
