"""The folder of a demonstration: made, known again, and thrown away when it is of another version."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path

from wayforward.cli.demonstration import written
from wayforward.cli.wrong import Wrong
from wayforward.policies import shelf

STAMP = "demonstration"  # says what the folder was made from, and as of when
CLOCK = "clock"  # the instant at which the demonstration stands still
KEY = "sealing.key"
DATABASE = "wayforward.sqlite3"
MAIL = "mail"  # the folder of the messages that it has sent
OURS = (STAMP, CLOCK, KEY, DATABASE, *(f"{DATABASE}-{part}" for part in ("journal", "wal", "shm")))
NOT_FOR_A_DEMO = ("DATABASE_URL", "WAYFORWARD_SEALING_KEY_FILE", "SECRET_KEY", "EMAIL_URL", "WAYFORWARD_STATIC",
                  "WAYFORWARD_CHANNEL", "WAYFORWARD_BOUNCES_TO", "WAYFORWARD_ADDRESS")  # fmt: skip
UNFINISHED = "unfinished"


def settings_for(folder: Path, address: str = "") -> None:
    """The environment of a demonstration: its own folder, and nothing of a live service that is set here too.

    `address` is where its pages are found: the links in its messages lead there.
    """
    for name in NOT_FOR_A_DEMO:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ["WAYFORWARD_DEMO"] = "1"
    os.environ["WAYFORWARD_DATA"] = str(folder.absolute())
    if address:
        os.environ["WAYFORWARD_ADDRESS"] = address
    os.environ.setdefault("WAYFORWARD_LOG_LEVEL", "WARNING")


def make(folder: Path, afresh: bool) -> bool:
    """A folder with a sealing key and no more, unless a finished demonstration of this version is there. True if new.

    Raises Wrong, touching nothing, when the folder holds files that no demonstration wrote.
    """
    stamp = folder / STAMP
    there = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []
    if there and not stamp.is_file():
        raise Wrong(f"The folder {folder} holds files and no demonstration. Write --data with another folder.")
    if not afresh and stamp.is_file() and stamp.read_text("utf-8").splitlines()[:1] == [version()]:
        return False
    from wayforward.escalations.sealing import write_master_key

    try:
        folder.mkdir(parents=True, exist_ok=True)
        stamp.write_text(UNFINISHED, "utf-8")  # first: what is half made must be known for a demonstration's
        for name in OURS[1:]:
            (folder / name).unlink(missing_ok=True)
        shutil.rmtree(folder / MAIL, ignore_errors=True)
        write_master_key(folder / KEY)
    except OSError as problem:
        raise Wrong(f"The folder {folder} cannot be used: {problem.strerror}. Write --data with another one.") from None
    return True


def finished(folder: Path, at: datetime, stands_still: bool) -> None:
    """Everything is in it, as of `at`. Where it stands still, every page believes that it is that instant."""
    if stands_still:
        (folder / CLOCK).write_text(at.isoformat(), "ascii")
    (folder / STAMP).write_text(f"{version()}\n{at.isoformat()}\n", "utf-8")


def made_at(folder: Path) -> datetime:
    return datetime.fromisoformat((folder / STAMP).read_text("utf-8").splitlines()[1])


def version() -> str:
    """What a demonstration is made from: its own texts, the policies, and the tables."""
    parts = [*written.texts(), *(shelf.digest(name) for name in written.ORDER), *_migrations()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _migrations() -> list[str]:
    root = Path(__file__).resolve().parents[2]
    return [file.read_text("utf-8") for file in sorted(root.glob("*/migrations/0*.py"))]
