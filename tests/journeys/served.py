"""A demonstration served by a process of its own, for people who walk through it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.visitor import Town

PATIENCE_S = 180


@contextmanager
def served(folder: Path, at: str, clock: bool = False) -> Iterator[Town]:
    """`wayforward demo`, seeded as of `at`, on a port that nobody uses; stopped by its own process at the end.

    Without a clock beside it nothing is recorded or sent by itself, so that a walk meets only what it brings about.
    """
    shutil.copytree(_seeded(_shared(folder.parent), at), folder / "demo")
    port = _free_port()
    command = [sys.executable, "-m", "wayforward.cli", "demo", "--data", folder / "demo"]
    log = (folder / "log").open("w")
    serving = subprocess.Popen(
        [*command, *([] if clock else ["--no-clock"]), "--port", str(port)],
        stdout=log,
        stderr=log,
        env=_environment(),
        cwd=folder,
    )
    try:
        where = f"http://localhost:{port}"
        _wait(where, serving, folder / "log")
        yield Town(where, folder / "demo" / "clock")
    finally:
        serving.terminate()
        serving.wait(timeout=PATIENCE_S)
        log.close()


def _shared(base: Path) -> Path:
    """Where the processes of one run keep what they share."""
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _seeded(shared: Path, at: str) -> Path:
    """A demonstration as of `at` that nobody serves: made by whichever process of the run needs it first."""
    made = shared / f"seeded-{at.replace(':', '')}"
    done = made.with_suffix(".done")
    with (shared / "seeding.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            command = [sys.executable, "-m", "wayforward.cli", "demo", "--no-serve", "--at", at, "--data", made]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment(), cwd=shared)
            done.touch()
    return made


def _environment() -> dict[str, str]:
    """Nothing of the tests' own database or settings: what a person has who types the command."""
    ours = ("DATABASE_URL", "DJANGO_", "WAYFORWARD_", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait(where: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE_S * 4):
        if serving.poll() is not None:
            pytest.fail(f"The demonstration stopped by itself:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(where, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    pytest.fail(f"The demonstration did not answer within {PATIENCE_S} seconds:\n{log.read_text()}")
