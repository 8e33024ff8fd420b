"""How an operator asks whether the service is well, and has it audited: once, and again and again as a process."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F

from tests.cast import MONDAY, Cast
from tests.cli.test_serving import demo_settings, environment, run
from tests.web.visiting import clock_at
from wayforward.cli.run import run as told
from wayforward.directory.models import Agency, Person
from wayforward.escalations.models import Escalation
from wayforward.jobs.models import Beat, Trouble
from wayforward.notices.models import Notice

HOUR_LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def row(cast: Cast) -> Iterator[Escalation]:
    """An escalation in which nothing is wrong an hour after it was raised, as it is now."""
    Agency.objects.update(last_resort="01632 960003")
    row = cast.raised(MONDAY)
    Notice.objects.filter(escalation_id=row.pk).update(handed_over_at=F("owed_at"))
    with clock_at(HOUR_LATER):
        yield row


# --- doctor ------------------------------------------------------------------------------------------------------


def test_the_doctor_says_the_worst_first_with_what_to_do(row: Escalation, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Act now: The clock. No clock has ever run here."
    assert "Start it: wayforward serve runs one beside the pages" in "\n".join(lines)
    assert lines[-1].startswith("All well: ")


def test_the_doctor_is_content_once_the_clock_and_the_auditor_have_come(
    row: Escalation, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(["clock", "--once"]) == 0
    assert told(["audit"]) == 0  # in a process of the same number, which takes nothing from the clock's word
    assert list(Beat.objects.order_by("kind").values_list("kind", flat=True)) == ["auditor", "clock"]
    Beat.objects.update(stopped_at=None)
    capsys.readouterr()
    assert told(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["worst"], found["clean"]) == ("amber", True)
    assert {light["key"] for light in found["lights"] if light["colour"] == "amber"} == {"backup"}


def test_the_doctor_speaks_also_without_the_database(row: Escalation, capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE jobs_beat RENAME TO jobs_beat_away")
    assert told(["doctor"]) == 1
    assert capsys.readouterr().out.startswith("Act now: The database. It does not answer (")


# --- audit -------------------------------------------------------------------------------------------------------


def test_an_audit_that_finds_nothing_says_so(row: Escalation, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(["audit"]) == 0
    assert capsys.readouterr().out.startswith("Nothing is wrong")
    assert Beat.objects.get(kind="auditor").done == 0


def test_an_audit_says_what_it_finds_and_writes_it_down(row: Escalation, capsys: pytest.CaptureFixture[str]) -> None:
    Escalation.objects.filter(pk=row.pk).update(next_at=MONDAY)
    assert told(["audit"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert f"- {row.ref}: the clock was to look at it Monday 16 November 2026 at 10:00, and has not." in said
    assert said.endswith("Found: 1.")
    assert Trouble.objects.get(cleared_at=None).what == "overslept"
    assert told(["audit", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["found"]
    assert [(fault["what"], fault["row"]) for fault in found] == [("overslept", f"escalation {row.ref}")]


def test_at_a_time_that_cannot_be_right_nothing_is_accused(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """What was last recorded lies ahead of the machine's time."""
    cast.raised(MONDAY + timedelta(days=36_500))
    assert told(["audit"]) == 1
    assert capsys.readouterr().out.startswith("Held: The machine's time is")
    assert not Trouble.objects.exists()
    assert Beat.objects.get(kind="auditor").held


@pytest.mark.parametrize("minutes", ["0", "61"])
def test_an_audit_comes_round_every_hour_at_least(minutes: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(["audit", "--every", minutes]) == 2
    assert "write a number of minutes from 1 to 60" in capsys.readouterr().err


def test_an_auditor_beside_the_pages_looks_and_stops_when_it_is_told(tmp_path: Path) -> None:
    place = demo_settings(tmp_path)
    run("new-sealing-key", tmp_path / "sealing.key")
    assert run("migrate", **place).returncode == 0
    words = [sys.executable, "-m", "wayforward.cli", "audit", "--every", "1"]
    auditor = subprocess.Popen(words, env=environment(**place))
    try:
        ends_s = time.monotonic() + 60
        while not _beats(tmp_path):
            assert time.monotonic() < ends_s
            time.sleep(0.05)
    finally:
        auditor.send_signal(signal.SIGTERM)
    assert auditor.wait(30) == 0
    assert _beats(tmp_path) == [("auditor", 60)]


def _beats(folder: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(folder / "wayforward.sqlite3", timeout=20)) as database:
        return database.execute("SELECT kind, every_s FROM jobs_beat").fetchall()


# --- operators ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_somebody_becomes_an_operator_and_ceases_to_be_one(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    email = cast.raises.email
    assert told(["operator", email.upper()]) == 0
    assert Person.objects.get(email=email).operates
    assert told(["operator", email, "--stop"]) == 0
    assert not Person.objects.get(email=email).operates


@pytest.mark.django_db
def test_an_operator_who_works_nowhere_gets_an_account_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(["operator", "ann@example.org"]) == 2
    assert "Add --name" in capsys.readouterr().err
    assert told(["operator", "ann@example.org", "--name", "Ann Example"]) == 0
    ann = Person.objects.get(email="ann@example.org")
    assert (ann.name, ann.operates, ann.has_usable_password()) == ("Ann Example", True, False)
