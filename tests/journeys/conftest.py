"""A demonstration served by a process of its own, whose clock a journey moves, and the people who walk through it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.visitor import Town, Visitor

SEEDED_AT = "2025-08-15T09:00"  # before the first journey: what the demonstration tells lies before it
PATIENCE_S = 90


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """`wayforward demo` on a port that nobody uses, with a folder of its own; stopped by its own process at the end."""
    folder = tmp_path_factory.mktemp("town") / "demo"
    port = _free_port()
    command = [sys.executable, "-m", "wayforward.cli", "demo", "--at", SEEDED_AT, "--data", folder, "--port", str(port)]
    log = (folder.parent / "log").open("w")
    served = subprocess.Popen(command, stdout=log, stderr=log, env=_environment(), cwd=folder.parent)
    try:
        where = f"http://localhost:{port}"
        _wait(where, served, folder.parent / "log")
        yield Town(where, folder / "clock")
    finally:
        served.terminate()
        served.wait(timeout=PATIENCE_S)
        log.close()


@pytest.fixture
def visitor(town: Town, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A browser for one person: `visitor()`, or `visitor(width=320, scripts=False)`. Each has its own cookies."""
    contexts = []

    def one(width: int = 1100, scripts: bool = True, looks_closely: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=town.where
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        return Visitor(context.new_page(), town, looks_closely=looks_closely and scripts)

    yield one
    for context in contexts:
        context.close()


def _environment() -> dict[str, str]:
    """Nothing of the tests' own database or settings: what a person has who types the command."""
    ours = ("DATABASE_URL", "DJANGO_", "WAYFORWARD_", "SECRET_KEY")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait(where: str, served: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(PATIENCE_S * 4):
        if served.poll() is not None:
            pytest.fail(f"The demonstration stopped by itself:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(where, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    pytest.fail(f"The demonstration did not answer within {PATIENCE_S} seconds:\n{log.read_text()}")
