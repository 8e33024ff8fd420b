"""What every test stands on: a fast password hash, repeatable chance, and Debian's own browser."""

import gc
import math
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import override_settings

from tests.cast import cast, neighbours, sealing_key
from tests.plugins.emptying import let_tests_empty
from tests.plugins.stored import pytest_collection_modifyitems
from wayforward.web import silence

# The fixed cast, for every test that asks for it; and what a run on a second database leaves out.
__all__ = ["cast", "neighbours", "pytest_collection_modifyitems", "sealing_key"]

# Tests make much and keep little: looking for rubbish after every 700 things takes a sixth of the whole run.
gc.set_threshold(100_000, 50, 100)

# A slow machine is not a fault of the product, and a red build can be repeated.
hypothesis.settings.register_profile("here", deadline=None, print_blob=True)
hypothesis.settings.register_profile("build", deadline=None, print_blob=True, derandomize=True, database=None)
hypothesis.settings.load_profile("build" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite tests run on a file, so that journals, locks and two writers behave as they will in service."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(Path(os.environ["WAYFORWARD_DATA"]) / "tests.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    let_tests_empty(connection)


@pytest.fixture(autouse=True)
def a_wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command prints is folded to the terminal; a test's worker has whatever width its runner gave it."""
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(autouse=True)
def a_clock_that_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tests run a clock, and every page would say that it is silent. Tests of that warning listen themselves."""
    spoke = silence.Spoke(datetime.max.replace(tzinfo=UTC), timedelta(0), stopped=False, held_since=None)
    monkeypatch.setattr(silence, "EAR", silence.Ear(spoke, asked_s=math.inf))


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Sign-in is tested hundreds of times; the strength of the hash is Django's to test."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's Chromium: nothing is downloaded, and it speaks only to the page under test.

    The one without windows draws the same pages for a third of the work.
    """
    flags = [
        "--disable-gpu",
        "--in-process-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium has no sandbox of its own to offer root
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {**browser_type_launch_args, "executable_path": chromium, "args": flags}
