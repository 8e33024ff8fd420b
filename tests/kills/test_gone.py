"""The website when its database is gone, locked, silent or full: told within five seconds, and well again by itself."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, unquote

import psycopg
import pytest

from tests.kills.places import ENGINES, Place, place
from tests.kills.website import Answer, Visitor, Website, website
from wayforward.project.database import PATIENCE_S, sqlite_journal

WITHIN_S = PATIENCE_S - 5  # five, on a machine that does nothing else; what nobody watches waits for twenty
TYPED = 'We met at ten. She said: "not safe" <b>today</b> & asked for a visit.'
SHOWN = "We met at ten. She said: &quot;not safe&quot; &lt;b&gt;today&lt;/b&gt; &amp; asked for a visit."


@pytest.fixture(scope="module", params=ENGINES)
def running(request: pytest.FixtureRequest) -> Iterator[Website]:
    with place(request.param) as here:
        (here.data / "clock").write_text("2026-11-16T10:05", "ascii")
        with website(here, "--workers", "1") as site:
            yield site


@pytest.fixture
def nurse(running: Website) -> Visitor:
    return running.visitor("raises")


@contextmanager
def locked(here: Place) -> Iterator[None]:
    """Somebody else holds what a page has to write, for longer than anybody waits."""
    if here.server is None:
        with closing(sqlite3.connect(here.data / "wayforward.sqlite3", isolation_level=None)) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            yield
            holder.execute("ROLLBACK")
        return
    with psycopg.connect(here.url) as holder:
        holder.execute("LOCK TABLE escalations_escalation, escalations_look, escalations_draft")
        yield
        holder.rollback()


def act(running: Website) -> str:
    return f"/escalations/{running.place.people['ref']}/discuss"


def form(visitor: Visitor, address: str) -> dict[str, str]:
    return {**visitor.get(address).hidden, "summary": TYPED, "channel": "telephone", "people": "Both leads"}


def assert_told(answer: Answer) -> None:
    assert answer.status == 503, answer.words
    assert answer.seconds < WITHIN_S
    assert answer.headers["Retry-After"] == "60"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Sorry, the service is unavailable" in answer.words
    assert 'href="tel:999"' in answer.page
    assert "Do not wait for this service. Ring the person you need." in answer.words


def assert_given_back(answer: Answer) -> None:
    assert_told(answer)
    assert "What you just sent was not recorded." in answer.words
    assert SHOWN.replace("&quot;", '"') in answer.page.replace("&quot;", '"')
    assert "<b>today" not in answer.page


def discussions(visitor: Visitor, running: Website) -> int:
    page = visitor.get(f"/escalations/{running.place.people['ref']}")
    assert page.status == 200, page.words
    return page.words.count("asked for a visit")


def assert_well_again(nurse: Visitor, running: Website, given_back: Answer) -> None:
    """What was given back is sent again from that very page, and recorded once."""
    before = discussions(nurse, running)
    again = nurse.post(act(running), **{**given_back.hidden, "summary": TYPED, "people": "Both leads"})
    if again.status == 200:  # the page that shows who will be told
        again = nurse.post(act(running), **again.hidden)
    assert again.status == 302, again.words
    assert discussions(nurse, running) > before


def test_a_locked_record_is_told_within_five_seconds_with_what_was_typed(running: Website, nurse: Visitor) -> None:
    typed = form(nurse, act(running))
    with locked(running.place):
        assert_told(nurse.get(f"/escalations/{running.place.people['ref']}"))
        answer = nurse.post(act(running), **typed)
        assert_given_back(answer)
    assert_well_again(nurse, running, answer)


def test_a_server_that_is_killed_is_told_and_found_again_without_a_restart(running: Website, nurse: Visitor) -> None:
    if running.place.server is None:
        return  # a file has no server
    typed = form(nurse, act(running))
    running.place.kill()
    assert_told(nurse.get("/my-work"))
    assert_told(running.visitor().get("/contact"))
    answer = nurse.post(act(running), **typed)
    assert_given_back(answer)
    running.place.start()
    assert nurse.get("/my-work").status == 200
    assert_well_again(nurse, running, answer)


def test_pages_that_need_no_record_are_there_all_the_same(running: Website) -> None:
    stranger = running.visitor()
    with locked(running.place):
        assert {stranger.get(address).status for address in ("/", "/help", "/privacy")} == {200}


def test_a_server_that_takes_a_call_and_says_nothing_is_told_within_five_seconds(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        here = Place(tmp_path, f"postgresql://nobody@127.0.0.1:{port}/nowhere")
        here.data.mkdir()
        told = here.run("tests.kills.asking", "/contact")
    status, seconds = told.split()
    assert (status, float(seconds) < WITHIN_S) == ("503", True), told


# --- no room left ----------------------------------------------------------------------------------------


def careful(most: int) -> str:
    """The careful settings of the product, on a file that may hold no more than so many pages."""
    return quote(f"{sqlite_journal(sqlite3.sqlite_version_info)} PRAGMA max_page_count={most};")


@pytest.fixture(scope="module")
def cramped() -> Iterator[Website]:
    """A website whose record may grow by two hundred pages, all of them taken by something else."""
    with place("sqlite") as here:
        (here.data / "clock").write_text("2026-11-16T10:05", "ascii")
        with closing(sqlite3.connect(here.data / "wayforward.sqlite3", isolation_level=None)) as other:
            most = other.execute("PRAGMA page_count").fetchone()[0] + 200
            other.execute("CREATE TABLE something_else (bytes)")
        here.url += f"?init_command={careful(most)}"
        with website(here, "--workers", "1") as site:
            yield site


@contextmanager
def full(here: Place) -> Iterator[None]:
    """Until room is made again, there is none: the first write that needs a page fails."""
    with closing(sqlite3.connect(here.data / "wayforward.sqlite3", isolation_level=None)) as other:
        other.execute(unquote(here.url).rpartition("; ")[2])
        for size in (100_000, 3_000, 3_000, 300, 300, 300):
            with suppress(sqlite3.OperationalError):
                while True:
                    other.execute("INSERT INTO something_else VALUES (zeroblob(?))", [size])
        yield
        other.execute("DROP TABLE something_else")
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []


def test_no_room_left_is_told_and_nothing_is_half_written_and_it_works_again(cramped: Website) -> None:
    nurse = cramped.visitor("raises")
    typed = form(nurse, act(cramped))
    typed["summary"] += " word" * 1000
    before = counted(cramped.place)
    with full(cramped.place):
        answer = nurse.post(act(cramped), **typed, confirm="yes")
        assert answer.status == 507, answer.words
        assert answer.headers["Retry-After"] == "60"
        assert "Sorry, there is no room left to record anything" in answer.words
        assert "What you just sent was not recorded." in answer.words
        assert 'href="tel:999"' in answer.page
        assert nurse.get("/contact").status == 200
        assert counted(cramped.place) == before
    assert_well_again(nurse, cramped, answer)


def counted(here: Place) -> dict[str, int]:
    """How many rows the record has in each table that an act writes to."""
    tables = ("escalations_entry", "notices_notice", "escalations_duty", "escalations_grant")
    with closing(sqlite3.connect(here.data / "wayforward.sqlite3")) as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
