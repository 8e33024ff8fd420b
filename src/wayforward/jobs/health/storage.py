"""What the record rests on: the database, the disk, the backup and the sealing key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from wayforward.escalations import keys
from wayforward.jobs.health.light import Colour, Light, ago

GB = 2**30
FULL, FILLING = GB / 2, 2 * GB  # left
FULL_PART, FILLING_PART, PLENTY = 0.02, 0.10, 20 * GB  # of a disk, unless that is plenty
FRESH, STALE = timedelta(hours=26), timedelta(days=3)  # a nightly backup, and one that has failed three times


def lights(machine_at: datetime) -> Iterator[Light]:
    """What can be said without asking the database anything."""
    yield _disk()
    yield _backup(machine_at)


def sealing() -> Light:
    wrong = keys.unreadable()
    return Light(
        key="key", title="The sealing key", colour=Colour.RED if wrong else Colour.GREEN,
        says=wrong or "It can be read, and it opens what is stored.",
        means="Without it nothing that is sealed can be read, and nothing new is written.",
        do="Put the key file back where WAYFORWARD_SEALING_KEY_FILE says. Nothing is lost as long as you have it.",
    )  # fmt: skip


def database(problem: str = "") -> Light:
    return Light(
        key="database", title="The database", colour=Colour.RED if problem else Colour.GREEN,
        says=problem or "It answers.",
        means="Without it there are no pages and no clock.",
        do="Look whether it runs, and at DATABASE_URL. After an upgrade, write: wayforward migrate",
    )  # fmt: skip


def _disk() -> Light:
    found = [_room(folder) for folder in _folders()]
    colour = max((colour for colour, _ in found), default=Colour.GREEN)
    says = " ".join(dict.fromkeys(says for _, says in found)) or "Nothing is kept on this machine."
    return Light(
        key="disk", title="Disk", colour=colour, says=says,
        means="On a full disk nothing can be recorded. What was recorded stays.",
        do="Make room, or move the database to a larger disk.",
    )  # fmt: skip


def _folders() -> list[Path]:
    """The folder of our own files, and that of a database in a file."""
    folders = [settings.WAYFORWARD_DATA] if settings.WAYFORWARD_DATA else []
    if connection.vendor == "sqlite":
        folders.append(Path(str(connection.settings_dict["NAME"])).absolute().parent)
    return [folder for folder in folders if folder.is_dir()]


def _room(folder: Path) -> tuple[Colour, str]:
    room = shutil.disk_usage(folder)
    part = 1.0 if room.free > PLENTY or not room.total else room.free / room.total
    says = f"{room.free / GB:,.1f} GB are free."
    if room.free < FULL or part < FULL_PART:
        return Colour.RED, says
    return (Colour.AMBER if room.free < FILLING or part < FILLING_PART else Colour.GREEN), says


def _backup(machine_at: datetime) -> Light:
    colour, says = _last_backup(machine_at)
    return Light(
        key="backup", title="Backup", colour=colour, says=says,
        means="What happened since the last backup is lost with the disk.",
        do="Have your backup touch a file when it has succeeded, and name that file in WAYFORWARD_BACKUP_STAMP.",
    )  # fmt: skip


def _last_backup(machine_at: datetime) -> tuple[Colour, str]:
    stamp: Path | None = settings.WAYFORWARD_BACKUP_STAMP
    if stamp is None:
        return Colour.AMBER, "Nobody has said where to see when it was."
    try:
        made_at = datetime.fromtimestamp(stamp.stat().st_mtime, UTC)
    except OSError:
        return Colour.RED, "The file that WAYFORWARD_BACKUP_STAMP names is not there."
    gap = machine_at - made_at
    colour = Colour.GREEN if gap <= FRESH else Colour.AMBER if gap <= STALE else Colour.RED
    return colour, f"The last was {ago(gap)}."
