"""A mail server down for a day, a database killed or held, all processes killed at once: it goes on by itself."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from random import Random

import psycopg
import pytest
from aiosmtpd.controller import Controller

from tests.kills.harness import harness
from tests.kills.places import ENGINES, Place, place
from tests.kills.test_kills import SEED
from tests.kills.website import Visitor, Website, website

A_DAY = 24  # hours
BY_ITSELF_S = 30  # a promise; on a machine that others use, four times as long
TIMES, POSTERS = 2, 3
BEFORE, AFTER = "2026-11-16T10:05", "2026-12-01T10:00"


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_day_without_a_mail_server_nothing_is_lost_and_everything_goes_on_its_return(engine: str) -> None:
    with place(engine, founded=False) as here, harness(here, SEED) as running:
        running.post.stop()
        for _ in range(2):
            running.race(clocks=1, writers=2, acts=4)
        running.pass_time(hours=A_DAY)
        assert running.box.mails == []
        held = running.state()
        assert held["waiting"] > 0
        assert held["given_up"] == 0
        assert held["inbox"] >= held["waiting"]
        running.post = Controller(running.box, hostname="127.0.0.1", port=running.box.port, ready_timeout=10)
        running.post.start()
        came = running.finish()
    assert came["wrong"] == {}
    assert came["twice"] == 0
    assert came["arrived"] + came["dropped"] >= held["waiting"]


# --- the clock beside the pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clock_whose_database_was_away_goes_on_by_itself(engine: str) -> None:
    with place(engine) as here:
        told = here.data / "clock"
        told.write_text(BEFORE, "ascii")
        with website(here, "--workers", "1") as site:
            until(lambda: beats(here) > 0)
            with away(here):
                assert site.visitor().get("/contact").status == 503
                told.write_text(AFTER, "ascii")
                time.sleep(3)
            began = time.monotonic()
            until(lambda: counted(here, "escalations_entry", "kind = 'deadline-passed'") > 0)
            print(f"{engine}: the clock went on after {time.monotonic() - began:.1f} s")
            assert site.visitor().get("/contact").status == 200


@contextmanager
def away(here: Place) -> Iterator[None]:
    """A server that is killed and started again; a file that somebody else holds for longer than anybody waits."""
    if here.server is not None:
        here.kill()
        yield
        here.start()
        return
    with closing(sqlite3.connect(here.data / "wayforward.sqlite3", isolation_level=None, timeout=60)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        yield
        holder.execute("ROLLBACK")


def until(so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not so():
        assert time.monotonic() - began < 4 * BY_ITSELF_S, "It did not go on by itself."
        time.sleep(0.1)


def counted(here: Place, table: str, where: str = "1 = 1") -> int:
    asked = f"SELECT count(*) FROM {table} WHERE {where}"
    if here.server is not None:
        with psycopg.connect(here.url) as connection:
            row = connection.execute(asked).fetchone()
            return int(row[0]) if row else 0
    with closing(sqlite3.connect(here.data / "wayforward.sqlite3", timeout=60)) as database:
        return int(database.execute(asked).fetchone()[0])


def beats(here: Place) -> int:
    return counted(here, "jobs_beat", "kind = 'clock'")


# --- everything killed at once -----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
def test_whoever_was_answered_before_everything_was_killed_finds_it_recorded(engine: str) -> None:
    chance, acknowledged = Random(SEED), list[str]()
    print(f"WAYFORWARD_KILLS_SEED={SEED}")
    with place(engine) as here:
        (here.data / "clock").write_text(BEFORE, "ascii")
        for turn in range(TIMES):
            with website(here, "--workers", "2") as site:
                visitors = [site.visitor("raises") for _ in range(POSTERS)]
                posting = [
                    threading.Thread(target=post, args=(visitor, site, f"turn{turn}poster{number}", acknowledged))
                    for number, visitor in enumerate(visitors)
                ]
                for each in posting:
                    each.start()
                before = len(acknowledged)
                until(lambda before=before: len(acknowledged) > before + 2)
                time.sleep(chance.uniform(0, 0.3))
                site.kill()
                for each in posting:
                    each.join()
        with website(here, "--workers", "1", "--no-clock") as site:
            page = site.visitor("raises").get(f"/escalations/{here.people['ref']}/record").page
    assert len(acknowledged) > TIMES * 2
    assert [words for words in acknowledged if words not in page] == []


def post(visitor: Visitor, site: Website, name: str, acknowledged: list[str]) -> None:
    """One discussion after another, each sent as a person sends it, until nobody answers any more."""
    address = f"/escalations/{site.place.people['ref']}/discuss"
    try:
        for number in count():
            words = f"{name}number{number}."
            form = visitor.get(address).hidden
            form.pop("seen", None)  # the others post as well, and that is no matter here
            answer = visitor.post(address, **{**form, "summary": words, "people": "Both", "confirm": "yes"})
            if answer.status == 302:
                acknowledged.append(words)
    except OSError:
        return
