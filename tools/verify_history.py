#!/usr/bin/env python3
"""Check that a Wayforward history is whole: nothing changed, removed, reordered or moved between escalations.

A separate program on purpose: standard library only, none of Wayforward's own code, and no key. It reads
the stored bytes, sealed as they are, from an embedded database or from the lines that `wayforward history`
writes, and recomputes every link of every chain.

    python3 tools/verify_history.py wayforward.sqlite3
    wayforward history > history.jsonl && python3 tools/verify_history.py history.jsonl
    python3 tools/verify_history.py history.jsonl --heads heads-kept-elsewhere.json

A chain alone cannot show that its own tail was cut off. `--write-heads FILE` keeps the last link of each;
give that file back as `--heads` later, and a shortened or rewritten history is found too.

Exit code: 0 whole, 1 something is wrong (one line each), 2 the input cannot be read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple


class Stored(NamedTuple):
    escalation: str
    partnership: str
    seq: int
    kind: str
    recorded_at: str
    plain: bytes
    sealed: bytes
    previous: str
    digest: str


class Unreadable(Exception):
    """What was given is not a history; the message says why."""


def first_link(escalation: str) -> str:
    return hashlib.sha256(b"wayforward:" + escalation.encode()).hexdigest()


def link(previous: str, plain: bytes, sealed: bytes) -> str:
    return hashlib.sha256(bytes.fromhex(previous) + len(plain).to_bytes(8, "big") + plain + sealed).hexdigest()


def from_database(path: Path) -> Iterator[Stored]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT escalation_id, partnership_id, seq, kind, recorded_at, plain, sealed, previous, digest"
        " FROM escalations_entry ORDER BY escalation_id, seq"
    )
    for escalation, partnership, seq, kind, recorded_at, plain, sealed, previous, digest in rows:
        yield Stored(
            _dashed(escalation),
            _dashed(partnership),
            seq,
            kind,
            str(recorded_at),
            _raw(plain),
            _raw(sealed),
            previous,
            digest,
        )


def heads_in_database(path: Path) -> dict[str, Any]:
    """The heads that the database's own summary keeps: they show where entries are gone from the end."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute("SELECT id, seq, head FROM escalations_escalation")
    return {_dashed(escalation): {"seq": seq, "digest": head} for escalation, seq, head in rows}


def from_lines(path: Path) -> Iterator[Stored]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            yield Stored(
                row["escalation"], row["partnership"], row["seq"], row["kind"], row["recorded_at"],
                bytes.fromhex(row["plain"]), bytes.fromhex(row["sealed"]), row["previous"], row["digest"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as problem:
            raise Unreadable(f"line {number} is not an entry ({problem!r})") from problem


def problems(entries: Iterable[Stored], heads: dict[str, Any]) -> Iterator[str]:
    """Every fault as a line of text. `heads` maps an escalation to the seq and digest that somebody kept."""
    last: dict[str, Stored] = {}
    seen: set[tuple[str, int, str]] = set()
    for entry in entries:
        yield from _faults(entry, last.get(entry.escalation))
        last[entry.escalation] = entry
        seen.add((entry.escalation, entry.seq, entry.digest))
    for escalation, kept in heads.items():
        if (escalation, kept["seq"], kept["digest"]) not in seen:
            yield f"{escalation}: entry {kept['seq']} is not the one that was kept; it was cut off or rewritten"


def _faults(entry: Stored, before: Stored | None) -> Iterator[str]:
    where = f"{entry.escalation}: entry {entry.seq}"
    if entry.seq != (before.seq + 1 if before else 1):
        yield f"{where} follows entry {before.seq if before else 'none'}; one is missing or twice there"
    if entry.previous != (before.digest if before else first_link(entry.escalation)):
        yield f"{where} does not follow the one before it"
    if not _linked(entry):
        yield f"{where} has been changed since it was recorded"
    try:
        written = json.loads(entry.plain)
        recorded_at = _instant(written["recorded_at"])
    except (ValueError, KeyError, TypeError):
        yield f"{where} cannot be read"
        return
    for name in ("escalation", "partnership", "seq", "kind"):
        if written.get(name) != getattr(entry, name):
            yield f"{where} was recorded as {name} {written.get(name)}"
    if _instant_or_none(entry.recorded_at) != recorded_at:
        yield f"{where} was recorded at {written['recorded_at']}"


def _linked(entry: Stored) -> bool:
    try:
        return entry.digest == link(entry.previous, entry.plain, entry.sealed)
    except ValueError:  # a link that is not even a hash
        return False


def heads_of(entries: Iterable[Stored]) -> dict[str, Any]:
    return {entry.escalation: {"seq": entry.seq, "digest": entry.digest} for entry in entries}


def _instant(text: str) -> datetime:
    """An instant as either database writes it; one without an offset is in UTC."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _instant_or_none(text: str) -> datetime | None:
    try:
        return _instant(text)
    except ValueError:
        return None


def _raw(value: bytes | str) -> bytes:
    """The bytes of a column; somebody who changed it by hand may have left text there."""
    return value.encode() if isinstance(value, str) else bytes(value)


def _dashed(key: str) -> str:
    key = key.replace("-", "")
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check that a Wayforward history is whole.")
    parser.add_argument("history", type=Path, help="an embedded database, or the lines of `wayforward history`")
    parser.add_argument("--heads", type=Path, help="heads that were kept elsewhere, to compare with")
    parser.add_argument("--write-heads", type=Path, help="write the last link of every chain here")
    given = parser.parse_args(arguments)
    try:
        kept = json.loads(given.heads.read_text("utf-8")) if given.heads else {}
        stored, own = _read(given.history)
        found = [*problems(stored, kept), *_own_heads(stored, own)]
    except (OSError, ValueError, KeyError, TypeError, sqlite3.Error, Unreadable) as problem:
        print(f"{given.history} cannot be read: {problem}", file=sys.stderr)
        return 2
    for line in found:
        print(line)
    chains = len({entry.escalation for entry in stored})
    print(f"{len(stored)} entries of {chains} escalations: {'whole' if not found else f'{len(found)} faults'}")
    if given.write_heads and not found:
        given.write_heads.write_text(json.dumps(heads_of(stored), indent=1), "utf-8")
    return 1 if found else 0


def _read(path: Path) -> tuple[list[Stored], dict[str, Any]]:
    """The entries, and the heads that stand beside them."""
    with path.open("rb") as file:
        embedded = file.read(6) == b"SQLite"
    if embedded:
        return list(from_database(path)), heads_in_database(path)
    return list(from_lines(path)), {}


def _own_heads(stored: list[Stored], own: dict[str, Any]) -> Iterator[str]:
    """Where the summary beside the entries says that they end otherwise than they do."""
    ends = heads_of(stored)
    for escalation, head in own.items():
        if ends.get(escalation) != head:
            yield f"{escalation}: its summary ends at entry {head['seq']}, and its entries do not"


if __name__ == "__main__":
    sys.exit(main())
