"""Which database holds the record, and how carefully it is written."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

WAL_IS_SOUND_FROM = (3, 51, 3)
"""Before this SQLite release a write-ahead log with several writers could corrupt the database."""

SHARED_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "ceph", "glusterfs"})
"""File systems on which SQLite's locks cannot be trusted."""

PATIENCE_S = 20
"""How long a process that nobody watches waits for a lock, or for a server to be reached."""

PAGE_PATIENCE_S = 4
"""How long a page waits: whoever opened it is told within five seconds, and reaches for the telephone."""

NOT_OURS = (
    "DATABASE_URL names no database that Wayforward can keep its promises on. "
    "Write sqlite:///path/to/file or postgresql://user:password@host/name."
)


def database_settings(url: str, sqlite_version: tuple[int, ...]) -> dict[str, Any]:
    """What Django needs to reach the database at `url`.

    Raises ImproperlyConfigured when the address is neither SQLite nor PostgreSQL, or when it is an
    SQLite file on a shared disk.
    """
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError as error:  # it names what it could not read, never the password
        raise ImproperlyConfigured(NOT_OURS) from error
    found["ATOMIC_REQUESTS"] = False  # a refusal must keep its access log: record.py opens the transaction
    match found["ENGINE"]:
        case "django.db.backends.sqlite3":
            return _sqlite(found, sqlite_version)
        case "django.db.backends.postgresql":
            return _postgresql(found)
        case _:
            raise ImproperlyConfigured(NOT_OURS)


def patience_of_pages(found: dict[str, Any]) -> None:
    """Let whoever waits for a page wait no longer than PAGE_PATIENCE_S for the database in `found`."""
    options = found["OPTIONS"]
    if found["ENGINE"].endswith("sqlite3"):
        options["timeout"] = PAGE_PATIENCE_S
        return
    options["connect_timeout"] = PAGE_PATIENCE_S - 1
    options["tcp_user_timeout"] = PAGE_PATIENCE_S * 1000  # what is sent to a machine that has gone
    # A page that its machine has forgotten must not hold a row that the clock waits for.
    limits = {"statement_timeout": PAGE_PATIENCE_S * 1000, "idle_in_transaction_session_timeout": 60_000}
    options["options"] = " ".join([options["options"], *(f"-c {name}={value}" for name, value in limits.items())])


def sqlite_journal(sqlite_version: tuple[int, ...]) -> str:
    """The pragmas for this SQLite: nothing acknowledged is lost at a power cut, whichever it chooses."""
    if sqlite_version >= WAL_IS_SOUND_FROM:
        return "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    return "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA;"


def shared_disk(folder: Path, mounts: str) -> str | None:
    """The kind of shared disk that `folder` lies on, or None; `mounts` is the kernel's table of mounts."""
    kind, longest = None, -1
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(fields[1].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= longest:
            kind, longest = fields[2], len(point.parts)
    return kind if kind in SHARED_DISKS else None


def _postgresql(found: dict[str, Any]) -> dict[str, Any]:
    asked = found.get("OPTIONS", {})
    # The server looks every ten seconds whether a silent machine is still there, and lets go of its locks if not.
    alive = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
    found["OPTIONS"] = {
        "connect_timeout": PATIENCE_S,
        "tcp_user_timeout": PATIENCE_S * 1000,
        **asked,
        "options": " ".join(filter(None, [alive, asked.get("options", "")])),
    }
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def _sqlite(found: dict[str, Any], sqlite_version: tuple[int, ...]) -> dict[str, Any]:
    if found["NAME"] != ":memory:":
        _refuse_shared_disk(Path(found["NAME"]).absolute().parent)
    found["OPTIONS"] = {
        # A transaction that reads and then writes must take its turn before it reads.
        "transaction_mode": "IMMEDIATE",
        "timeout": PATIENCE_S,
        "init_command": sqlite_journal(sqlite_version),
        **found.get("OPTIONS", {}),
    }
    return found


def _refuse_shared_disk(folder: Path) -> None:
    table = Path("/proc/mounts")
    kind = shared_disk(folder, table.read_text()) if table.exists() else None
    if kind:
        raise ImproperlyConfigured(
            f"The SQLite file would lie on a shared disk ({kind}), where two writers can damage it. "
            "Put it on a local disk, or use PostgreSQL."
        )
