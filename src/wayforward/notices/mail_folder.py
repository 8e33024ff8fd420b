"""The messages that a demonstration has sent, read back from the folder into which its mail is put."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

BETWEEN = b"-" * 79 + b"\n"  # how Django's folder of mail ends each message of a file


@dataclass(frozen=True)
class Sent:
    """One message, exactly as it left: every line of it in `whole`, and what its reader sees of it apart."""

    to: str
    subject: str
    sent_at: datetime | None
    words: str
    whole: str


def messages(folder: Path, most: int) -> tuple[Sent, ...]:
    """The latest `most` of them, the newest first; none where nothing has been sent."""
    return tuple(islice(_newest_first(folder), most))


def _newest_first(folder: Path) -> Iterator[Sent]:
    files = folder.glob("*.log") if folder.is_dir() else ()
    for file in sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True):
        for part in reversed(file.read_bytes().split(BETWEEN)):
            if part.strip():
                yield _read(part)


def _read(part: bytes) -> Sent:
    found = message_from_bytes(part.lstrip(), policy=policy.default)
    assert isinstance(found, EmailMessage)  # what this way of reading makes
    date = getattr(found["Date"], "datetime", None)
    return Sent(
        to=str(found["To"] or ""),
        subject=str(found["Subject"] or ""),
        sent_at=date if date is None or date.tzinfo else date.replace(tzinfo=UTC),  # without a zone it is "-0000"
        words=found.get_content() if not found.is_multipart() else "",
        whole=part.decode("utf-8", "replace").strip(),
    )
