"""The clock as a process: alone, beside the pages, killed, stopped, and without its database."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cli.test_serving import Serving, children, environment, live, run, stopped
from wayforward.cli.clocking import BREATH_S, Clock

PATIENCE_S = 60


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A live service with an empty record."""
    folder = tmp_path_factory.mktemp("live")
    run("new-sealing-key", folder / "sealing.key")
    told = live(folder, WAYFORWARD_SEALING_KEY_FILE=str(folder / "sealing.key"), WAYFORWARD_BEHIND_PROXY="1")
    assert run("migrate", **told).returncode == 0
    return told


@pytest.fixture(autouse=True)
def nobody_worked(place: dict[str, str]) -> None:
    ask(place, "DELETE FROM jobs_beat")


def ask(place: dict[str, str], sql: str, *given: object) -> list[tuple[Any, ...]]:
    file = Path(place["WAYFORWARD_DATA"]) / "wayforward.sqlite3"
    with closing(sqlite3.connect(file, timeout=20)) as database, database:
        return database.execute(sql, given).fetchall()


def beats(place: dict[str, str]) -> dict[int, tuple[str, str | None]]:
    """By the number of its process: why it is held, and when it stopped."""
    rows = ask(place, "SELECT name, held, stopped_at FROM jobs_beat WHERE kind = 'clock'")
    return {int(name.rpartition(":")[2]): (held, stopped_at) for name, held, stopped_at in rows}


def until(what: Callable[[], Any]) -> Any:
    """What it gives once it gives anything."""
    ends_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_s:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("It has not come about for a minute.")


@pytest.fixture
def clock(place: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    begun: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", "wayforward.cli", "clock", *words],
                env=environment(**place), stderr=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        return begun[-1]

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


# --- alone -----------------------------------------------------------------------------------------------


def test_one_look_says_what_was_done_to_a_person_and_to_a_program(place: dict[str, str]) -> None:
    said = run("clock", "--once", **place)
    assert (said.returncode, said.stdout.split(",")[0]) == (0, "Looked 0")
    told = json.loads(run("clock", "--once", "--json", **place).stdout)
    assert (told["held"], told["looked"], told["in trouble"]) == ("", 0, 0)


def test_a_clock_works_until_it_is_told_to_stop_and_says_that_it_did(
    place: dict[str, str], clock: Callable[..., subprocess.Popen[str]]
) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        process = clock()
        until(lambda process=process: process.pid in beats(place))
        assert beats(place)[process.pid] == ("", None)
        process.send_signal(how)
        assert process.wait(timeout=PATIENCE_S) == 0
        assert beats(place)[process.pid][1] is not None


def test_rounds_too_far_apart_are_told() -> None:
    for every in ("0", "61"):
        assert "write a number of seconds from 1 to 60" in run("clock", "--every", every).stderr


def test_a_clock_is_held_while_the_time_cannot_be_right_until_an_operator_says_that_it_is(
    place: dict[str, str], clock: Callable[..., subprocess.Popen[str]]
) -> None:
    run("clock", "--once", **place)
    ask(place, "UPDATE jobs_beat SET boot = 'another', right_at = '2020-01-01 10:00:00'")
    held = run("clock", "--once", **place)
    assert held.returncode == 1
    assert held.stdout.startswith("Held, and nothing done. The machine's time is")
    process = clock("--every", "1")
    assert "days after" in until(lambda: beats(place).get(process.pid, ("",))[0])
    word = run("clock", "--the-time-is-right", **place)
    assert word.returncode == 0
    assert "It is on record that the time is right." in " ".join(word.stdout.split())
    until(lambda: beats(place)[process.pid] == ("", None))
    process.terminate()
    assert process.wait(timeout=PATIENCE_S) == 0
    assert process.stderr is not None
    said = process.stderr.read()
    assert said.count("is held") == 1
    assert said.count("goes on") == 1


def test_a_clock_whose_database_is_gone_waits_says_so_once_and_goes_on(
    place: dict[str, str], clock: Callable[..., subprocess.Popen[str]]
) -> None:
    file = Path(place["WAYFORWARD_DATA"]) / "wayforward.sqlite3"
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()  # nothing can be opened there
    try:
        process = clock("--every", "1")
        assert process.stderr is not None
        said = process.stderr.readline()
        while "the database could not be asked" not in said and process.poll() is None:
            said += process.stderr.readline()
        time.sleep(4)  # for it to try again
        assert process.poll() is None
    finally:
        file.rmdir()
        away.rename(file)
    until(lambda: process.pid in beats(place))
    process.terminate()
    assert process.wait(timeout=PATIENCE_S) == 0
    said += process.stderr.read()
    assert said.count("the database could not be asked") == 1
    assert said.count("the database answers again") == 1
    assert "Traceback" not in said


def test_between_two_things_a_clock_leaves_the_one_writer_of_sqlite_to_the_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    clock = Clock(timedelta(seconds=15), spoke_s=time.monotonic(), went_s=time.monotonic() - 1)
    assert clock.going()
    assert slept == ([BREATH_S] if connection.vendor == "sqlite" else [])


# --- beside the pages ------------------------------------------------------------------------------------


def clocks(pid: int) -> set[int]:
    return {number for number, words in children(pid).items() if "wayforward.cli clock" in words}


def gone(pid: int) -> bool:
    """Ended, whether or not anybody has asked how."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def serving(place: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with Serving(["serve", "--workers", "1", "--bind"], environment(**place), host="127.0.0.1:") as (process, _):
        yield process


def test_a_clock_beside_the_pages_that_is_killed_comes_back_and_all_stop_together(
    place: dict[str, str], serving: subprocess.Popen[str]
) -> None:
    (first,) = until(lambda: clocks(serving.pid))
    until(lambda: first in beats(place))
    os.kill(first, signal.SIGKILL)
    (second,) = until(lambda: clocks(serving.pid) - {first})
    until(lambda: second in beats(place) and first not in beats(place))
    everybody = children(serving.pid)
    said = stopped(serving, signal.SIGTERM)
    assert serving.returncode == 0, said
    assert "wayforward clock ended (-9). It is started again in 1 s." in said
    assert all(map(gone, everybody))
    assert beats(place)[second][1] is not None


def test_neither_pages_nor_clock_outlive_the_process_that_started_them(
    place: dict[str, str], serving: subprocess.Popen[str]
) -> None:
    until(lambda: beats(place))
    everybody = children(serving.pid)
    assert len(everybody) >= 2
    serving.kill()
    until(lambda: all(map(gone, everybody)))


def test_pages_that_end_by_themselves_end_the_service(place: dict[str, str], serving: subprocess.Popen[str]) -> None:
    until(lambda: beats(place))
    everybody = children(serving.pid)
    (pages,) = (number for number, words in everybody.items() if " serve " in words)
    os.kill(pages, signal.SIGKILL)
    said = serving.communicate(timeout=PATIENCE_S)[0]
    assert serving.returncode == 1
    assert "The pages ended by themselves" in said
    assert all(map(gone, everybody))


def test_pages_can_be_served_without_a_clock(place: dict[str, str]) -> None:
    words = ["serve", "--no-clock", "--workers", "1", "--bind"]
    with Serving(words, environment(**place), host="127.0.0.1:") as (process, _):
        assert not clocks(process.pid)
        stopped(process, signal.SIGTERM)
    assert process.returncode == 0
    assert not beats(place)
