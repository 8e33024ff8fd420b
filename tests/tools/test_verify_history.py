"""The separate program finds every way of tampering that we know of, and raises no false alarm."""

from __future__ import annotations

import json
import subprocess
import sys
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction

from tests.cast import MONDAY, Cast, found
from tests.tools.tampering import NEED_HEADS, WAYS, Lines, alone_in_its_column, alone_in_its_place, rewrite
from tools import verify_history
from wayforward.core import commands as cmd
from wayforward.escalations import export
from wayforward.escalations.models import Escalation

PROGRAM = Path(verify_history.__file__)


def busy(cast: Cast, times: int) -> Escalation:
    """An escalation with something in it: sealed words, duties and notices."""
    row = cast.raised(reason="An urgent matter.")
    for day in range(times):
        at = MONDAY + timedelta(days=day)
        cast.does(row, cast.raises, at, cmd.RecordDiscussion, summary=f"We talked, time {day}.")
        cast.does(row, cast.responds, at, cmd.Respond, outcome="upheld", reasons="We looked again.")
    return row


@pytest.fixture(scope="module")
def exported(django_db_setup: None, django_db_blocker: Any, sealing_key: Path) -> Lines:
    """The lines of three escalations, as they are exported; nothing of them stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = found("havering")
        for times in (1, 2, 3):
            busy(cast, times)
        lines = [json.loads(line) for line in export.lines()]
        transaction.set_rollback(True)
    return lines


@pytest.fixture
def honest(exported: Lines) -> Lines:
    return deepcopy(exported)


def heads(lines: Lines) -> dict[str, Any]:
    return {line["escalation"]: {"seq": line["seq"], "digest": line["digest"]} for line in lines}


def faults(lines: Lines, kept: dict[str, Any], program: ModuleType = verify_history) -> list[str]:
    stored = [
        program.Stored(**{**line, "plain": bytes.fromhex(line["plain"]), "sealed": bytes.fromhex(line["sealed"])})
        for line in lines
    ]
    return list(program.problems(stored, kept))


def test_every_way_of_tampering_is_caught_wherever_it_is_done(honest: Lines) -> None:
    kept = heads(honest)
    for way in WAYS:
        for seed in range(20):
            lines = deepcopy(honest)
            way(lines, Random(seed))
            if lines != honest:
                assert faults(lines, kept), f"{way.__name__}, seed {seed}"


def test_a_chain_alone_shows_all_but_a_cut_tail_and_a_chain_that_was_made_anew(honest: Lines) -> None:
    """The limit, stated: those are found only by heads that somebody else kept."""
    for way in WAYS:
        for seed in range(10):
            lines = deepcopy(honest)
            way(lines, Random(seed))
            if lines != honest:
                assert bool(faults(lines, {})) == (way not in NEED_HEADS), f"{way.__name__}, seed {seed}"


def test_an_honest_history_raises_no_alarm_however_far_it_has_grown_since_its_heads_were_kept(honest: Lines) -> None:
    assert faults(honest, heads(honest)) == []
    for length in range(1, len(honest)):
        assert faults(honest[:length], heads(honest[:length])) == []
        assert faults(honest, heads(honest[:length])) == []


FOLLOWS = "entry.previous != (before.digest if before else first_link(entry.escalation))"
COLUMNS = '("escalation", "partnership", "seq", "kind")'
MUTANTS = (
    ("if entry.seq != (before.seq + 1 if before else 1):", "if before and entry.seq != before.seq + 1:"),
    ("if entry.seq != (before.seq + 1 if before else 1):", "if entry.seq <= (before.seq if before else 0):"),
    (FOLLOWS, "before and entry.previous != before.digest"),
    (FOLLOWS, "not before and entry.previous != first_link(entry.escalation)"),
    ("if not _linked(entry):", "if False:"),
    ("bytes.fromhex(previous) + ", ""),
    ('len(plain).to_bytes(8, "big") + ', ""),
    ("+ plain + sealed", "+ plain"),
    ("+ plain + sealed", "+ sealed"),
    ('b"wayforward:" + ', ""),
    (COLUMNS, '("partnership", "seq", "kind")'),
    (COLUMNS, '("escalation", "seq", "kind")'),
    (COLUMNS, '("escalation", "partnership", "kind")'),
    (COLUMNS, '("escalation", "partnership", "seq")'),
    ("if _instant_or_none(entry.recorded_at) != recorded_at:", "if False:"),
    ("not in seen:", "in ():"),
    ('(escalation, kept["seq"], kept["digest"]) not in seen', "not any(e == escalation for e, _, _ in seen)"),
    ("seen.add((entry.escalation, entry.seq, entry.digest))", "seen.add((entry.escalation, entry.seq, ''))"),
    ("last[entry.escalation] = entry\n", "last.setdefault(entry.escalation, entry)\n"),
)


def mutant(old: str, new: str) -> ModuleType:
    text = PROGRAM.read_text()
    assert old in text, f"{old!r} is no longer in the program"
    made = ModuleType("mutant")
    exec(compile(text.replace(old, new, 1), "mutant", "exec"), made.__dict__)
    return made


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_a_program_that_looks_less_closely_is_found_out(honest: Lines, number: int) -> None:
    program = mutant(*MUTANTS[number])
    assert blind(program, honest), f"{MUTANTS[number]} survives"


def blind(program: ModuleType, honest: Lines) -> bool:
    """Whether some tampering goes unseen, or looks different, or an honest history is accused."""
    if faults(honest, heads(honest), program):
        return True
    for way in (*WAYS, alone_in_its_column, alone_in_its_place):
        for seed in range(8):
            lines = deepcopy(honest)
            way(lines, Random(seed))
            kept = heads(honest) if way in NEED_HEADS else {}
            if lines != honest and bool(faults(lines, kept, program)) != bool(faults(lines, kept)):
                return True
    return False


# --- the program itself ----------------------------------------------------------------------------------------


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def save(lines: Lines, to: Path) -> Path:
    to.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return to


def test_the_program_needs_nothing_but_python_and_no_key(honest: Lines, tmp_path: Path) -> None:
    done = run(save(honest, tmp_path / "history.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(honest)} entries of 3 escalations: whole" in done.stdout


def test_heads_kept_elsewhere_show_a_history_that_was_cut_short(honest: Lines, tmp_path: Path) -> None:
    kept = tmp_path / "heads.json"
    assert run(save(honest, tmp_path / "a.jsonl"), "--write-heads", kept).returncode == 0
    done = run(save(honest[:-1], tmp_path / "b.jsonl"), "--heads", kept)
    assert done.returncode == 1
    assert "cut off or rewritten" in done.stdout


def test_heads_are_not_written_over_a_history_that_is_not_whole(honest: Lines, tmp_path: Path) -> None:
    rewrite(honest[3], by="somebody else")
    assert run(save(honest, tmp_path / "a.jsonl"), "--write-heads", tmp_path / "heads.json").returncode == 1
    assert not (tmp_path / "heads.json").exists()


@pytest.mark.parametrize("text", ["no history", "[]", "{}", '{"escalation": 1}'])
def test_what_is_not_a_history_is_told_apart_from_a_broken_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    done = run(tmp_path / "a.jsonl")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    assert run(tmp_path / "absent.jsonl").returncode == 2


@pytest.mark.django_db(transaction=True)
def test_the_embedded_database_itself_can_be_given(sealing_key: Path, tmp_path: Path) -> None:
    row = busy(found("havering"), 2)
    if connection.vendor != "sqlite":
        lines = [json.loads(line) for line in export.lines(row.ref)]
        assert faults(lines, heads(lines)) == []
        return
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    assert run(copy).returncode == 0
    for statement in ("DELETE FROM escalations_entry WHERE seq > 3", "UPDATE escalations_entry SET plain = 'x'"):
        tampered = tmp_path / "tampered.sqlite3"
        tampered.write_bytes(copy.read_bytes())
        unguarded(tampered, statement)
        done = run(tampered)
        assert done.returncode == 1, done.stderr
        tampered.unlink()


def unguarded(database: Path, statement: str) -> None:
    """Do to a database file what its guards refuse: somebody who holds the file can take them out."""
    with verify_history.sqlite3.connect(database) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement)
