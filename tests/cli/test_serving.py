"""Starting and stopping the pages, and what an operator does beside them, as processes of their own."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIVE = ("DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS")
KEY = "gM3-x8Qz0_tVw7Lr2kPc9Yb5Hn1Jd4Sf6Ua-Ee_Oi.Rq~Xm!Zp,Wt"


def environment(**more: str) -> dict[str, str]:
    """This process's own, without what it was told about a database, and with `more`."""
    bare = {name: value for name, value in os.environ.items() if name not in LIVE and "WAYFORWARD" not in name}
    return bare | more


def run(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wayforward.cli", *map(str, words)],
        env=environment(**more), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def demo_settings(folder: Path) -> dict[str, str]:
    return {"WAYFORWARD_DEMO": "1", "WAYFORWARD_DATA": str(folder)}


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished demonstration, made as a person makes it, on a Friday at five to five."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    done = run("demo", "--no-serve", "--data", folder, "--at", "2026-11-20T16:55")
    assert done.returncode == 0, done.stderr
    assert "63 escalations" in done.stdout
    assert "as of 2026-11-20 at 16:55" in done.stdout
    return folder


# --- the demonstration -----------------------------------------------------------------------------------


def test_a_demonstration_is_served_until_it_is_interrupted(demonstration: Path) -> None:
    with Serving(["demo", "--data", str(demonstration), "--port"], environment()) as (process, address):
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
            assert b"999" in page.read()
        with urllib.request.urlopen(f"{address}/static/wayforward/wayforward.css") as sheet:
            assert sheet.status == 200
        told = stopped(process, signal.SIGINT)
    assert process.returncode == 0
    assert told.count("Stopped.") == 1


def test_a_demonstration_can_be_reached_from_this_machine_only(demonstration: Path) -> None:
    with Serving(["demo", "--data", str(demonstration), "--port"], environment()) as (process, address):
        listening = Path(f"/proc/{process.pid}/net/tcp").read_text()
        port = int(address.rpartition(":")[2])
        places = {line.split()[1] for line in listening.splitlines()[1:] if line.split()[3] == "0A"}
        assert f"0100007F:{port:04X}" in places
        assert f"00000000:{port:04X}" not in places
        stopped(process, signal.SIGTERM)


def test_what_was_done_in_a_demonstration_is_kept(demonstration: Path) -> None:
    before = (demonstration / "wayforward.sqlite3").stat().st_mtime_ns
    done = run("demo", "--no-serve", "--data", demonstration)
    assert done.returncode == 0
    assert "Making" not in done.stdout
    assert (demonstration / "wayforward.sqlite3").stat().st_mtime_ns == before
    assert (demonstration / "clock").read_text() == "2026-11-20T16:55:00+00:00"


def test_a_demonstration_says_who_can_sign_in(demonstration: Path) -> None:
    told = run("demo", "--no-serve", "--data", demonstration).stdout
    assert "Newham Safeguarding Children Partnership (demonstration)" in told
    assert told.count("Partnership manager,") == 2
    assert 15 <= len([line for line in told.splitlines() if line.startswith("  ")]) <= 30


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "wayforward.sqlite3"
    kept.write_text("a live record")
    done = run("demo", "--no-serve", "--fresh", "--data", tmp_path)
    assert done.returncode == 2
    assert "holds files and no demonstration. Write --data with another folder." in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["wayforward.sqlite3"]
    assert kept.read_text() == "a live record"


def test_a_demonstration_does_not_touch_a_live_service_that_is_set_on_this_machine(demonstration: Path) -> None:
    live = demonstration.parent / "live.sqlite3"
    key = demonstration.parent / "live.key"
    done = run(
        "demo", "--no-serve", "--data", demonstration,
        DATABASE_URL=f"sqlite:///{live}", WAYFORWARD_SEALING_KEY_FILE=str(key), EMAIL_URL="smtp://mail.example.org",
    )  # fmt: skip
    assert done.returncode == 0
    assert not live.exists()
    assert not key.exists()


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("demo", "--data", tmp_path / "none", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "Address already in use. Write --port with another number." in done.stderr
    assert not (tmp_path / "none").exists()


# --- what an operator does -------------------------------------------------------------------------------


def test_the_history_can_be_verified_by_a_program_without_the_key(demonstration: Path, tmp_path: Path) -> None:
    told = run("history", **demo_settings(demonstration))
    assert told.returncode == 0
    kept = tmp_path / "history.jsonl"
    kept.write_text(told.stdout)
    verify = [sys.executable, str(ROOT / "tools" / "verify_history.py"), str(kept)]
    check = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr
    assert "Juniper" not in told.stdout  # a name is sealed


def test_the_history_of_one_escalation_is_a_part_of_all(demonstration: Path) -> None:
    with closing(sqlite3.connect(demonstration / "wayforward.sqlite3")) as database:
        (ref,) = database.execute("SELECT ref FROM escalations_escalation ORDER BY ref").fetchone()
    one = run("history", ref, **demo_settings(demonstration)).stdout.splitlines()
    every = run("history", **demo_settings(demonstration)).stdout.splitlines()
    assert 0 < len(one) < len(every)
    assert set(one) < set(every)


@pytest.mark.parametrize("command", ["history", "rebuild"])
def test_a_reference_that_nobody_has_is_told(demonstration: Path, command: str) -> None:
    done = run(command, "WF-NONE-0000", **demo_settings(demonstration))
    assert done.returncode == 2
    assert "There is no escalation WF-NONE-0000." in done.stderr


def test_a_rebuild_changes_nothing_unless_somebody_wrote_past_the_record(demonstration: Path) -> None:
    right = run("rebuild", **demo_settings(demonstration))
    assert (right.returncode, right.stdout.splitlines()[-1]) == (0, "Rebuilt 63. Changed 0.")
    with closing(sqlite3.connect(demonstration / "wayforward.sqlite3")) as database, database:
        (ref,) = database.execute("SELECT ref FROM escalations_escalation WHERE state = 'open'").fetchone()
        database.execute("UPDATE escalations_escalation SET stage = 'elsewhere' WHERE ref = ?", [ref])
    wrong = run("rebuild", ref, **demo_settings(demonstration))
    assert wrong.returncode == 1
    assert f"{ref}: the summary was wrong in: escalation." in wrong.stdout
    assert run("rebuild", ref, **demo_settings(demonstration)).returncode == 0


def test_a_new_sealing_key_is_readable_by_its_owner_alone_and_replaces_none(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "sealing.key"
    assert run("new-sealing-key", path).returncode == 0
    written = path.read_text()
    assert len(bytes.fromhex(written)) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = run("new-sealing-key", path)
    assert again.returncode == 2
    assert "There is a file at" in again.stderr
    assert path.read_text() == written


# --- the live service ------------------------------------------------------------------------------------


def live(folder: Path, **more: str) -> dict[str, str]:
    return {"SECRET_KEY": KEY, "WAYFORWARD_DATA": str(folder), "ALLOWED_HOSTS": "127.0.0.1"} | more


@pytest.mark.parametrize("command", ["serve", "migrate", "history", "rebuild"])
def test_what_needs_a_database_is_refused_without_settings_in_their_own_words(command: str) -> None:
    bare = run(command)
    assert bare.returncode == 2
    assert "SECRET_KEY is not set. It signs sessions and forms." in bare.stderr
    assert "Traceback" not in bare.stderr


def test_a_live_service_without_a_sealing_key_is_refused(tmp_path: Path) -> None:
    unsealed = run("serve", **live(tmp_path))
    assert "WAYFORWARD_SEALING_KEY_FILE is not set." in unsealed.stderr
    nowhere = run("serve", **live(tmp_path, WAYFORWARD_SEALING_KEY_FILE=str(tmp_path / "none")))
    assert nowhere.returncode == 2
    assert "There is no sealing key at" in nowhere.stderr


def test_a_live_service_is_refused_before_its_database_is_at_this_version(tmp_path: Path) -> None:
    key = tmp_path / "sealing.key"
    run("new-sealing-key", key)
    done = run("serve", **live(tmp_path, WAYFORWARD_SEALING_KEY_FILE=str(key)))
    assert done.returncode == 2
    assert "The database is not at this version of Wayforward. Write: wayforward migrate" in done.stderr


def test_a_live_service_is_served_by_several_processes_until_it_is_told_to_stop(tmp_path: Path) -> None:
    key = tmp_path / "sealing.key"
    run("new-sealing-key", key)
    settings = live(tmp_path, WAYFORWARD_SEALING_KEY_FILE=str(key), WAYFORWARD_BEHIND_PROXY="1")
    assert run("migrate", **settings).returncode == 0
    words = ["serve", "--workers", "2", "--bind"]
    with Serving(words, environment(**settings), host="127.0.0.1:") as (process, address):
        asked = urllib.request.Request(address, headers={"X-Forwarded-Proto": "https"})
        with urllib.request.urlopen(asked) as page:
            assert page.status == 200
        assert len(children(next(pid for pid, words in children(process.pid).items() if " serve " in words))) == 2
        stopped(process, signal.SIGTERM)
    assert process.returncode == 0


@pytest.mark.parametrize("bind", ["8000", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000"])
def test_an_address_without_a_port_is_told(bind: str) -> None:
    done = run("serve", "--bind", bind)
    assert done.returncode == 2
    assert "Write it as 127.0.0.1:8000." in done.stderr


def test_fewer_than_one_process_is_told() -> None:
    assert "Write --workers 1, or more." in run("serve", "--workers", "0").stderr


# --- processes -------------------------------------------------------------------------------------------


def children(pid: int) -> dict[int, str]:
    """What a process has started, each by its number, with its words."""
    numbers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {}
    for number in numbers:
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            found[int(number)] = Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
    return found


class Serving:
    """A server of its own, on a free port, answering; ended at the latest when the block ends."""

    def __init__(self, words: Sequence[str], env: dict[str, str], host: str = "") -> None:
        self.port = free_port()
        self.words = [*words, f"{host}{self.port}"]
        self.env = env

    def __enter__(self) -> tuple[subprocess.Popen[str], str]:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "wayforward.cli", *self.words],
            env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        for _ in range(600):
            if self.process.poll() is not None:
                raise AssertionError(self.process.communicate()[0])
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self.process, f"http://127.0.0.1:{self.port}"
            time.sleep(0.1)
        raise AssertionError("It has not answered for a minute.")

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def stopped(process: subprocess.Popen[str], how: signal.Signals) -> str:
    process.send_signal(how)
    return process.communicate(timeout=60)[0]
