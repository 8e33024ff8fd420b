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
from pathlib import Path
from typing import Any, NamedTuple

COPIED = ("seq", "kind")  # columns that also stand in the hashed bytes


class Stored(NamedTuple):
    escalation: str
    seq: int
    kind: str
    plain: bytes
    sealed: bytes
    previous: str
    digest: str


def first_link(escalation: str) -> str:
    return hashlib.sha256(b"wayforward:" + escalation.encode()).hexdigest()


def link(previous: str, plain: bytes, sealed: bytes) -> str:
    return hashlib.sha256(
        bytes.fromhex(previous) + len(plain).to_bytes(8, "big") + plain + sealed
    ).hexdigest()


def from_database(path: Path) -> Iterator[Stored]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT escalation_id, seq, kind, plain, sealed, previous, digest FROM escalations_entry"
        " ORDER BY escalation_id, seq"
    )
    for escalation, *rest in rows:
        yield Stored(_dashed(escalation), *rest)


def from_lines(path: Path) -> Iterator[Stored]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Stored(
            row["escalation"], row["seq"], row["kind"], bytes.fromhex(row["plain"]), bytes.fromhex(row["sealed"]),
            row["previous"], row["digest"],
        )  # fmt: skip


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
            yield f"{escalation}: entry {kept['seq']} is not the one that was kept elsewhere; it was cut off or rewritten"


def _faults(entry: Stored, before: Stored | None) -> Iterator[str]:
    where = f"{entry.escalation}: entry {entry.seq}"
    if entry.seq != (before.seq + 1 if before else 1):
        yield f"{where} follows entry {before.seq if before else 'none'}; one is missing or twice there"
    if entry.previous != (before.digest if before else first_link(entry.escalation)):
        yield f"{where} does not follow the one before it"
    if entry.digest != link(entry.previous, entry.plain, entry.sealed):
        yield f"{where} has been changed since it was recorded"
    try:
        written = json.loads(entry.plain)
    except ValueError:
        yield f"{where} cannot be read"
        return
    if written.get("escalation") != entry.escalation:
        yield f"{where} was recorded in another escalation"
    for name in COPIED:
        if written.get(name) != getattr(entry, name):
            yield f"{where} was recorded as {name} {written.get(name)}"


def heads_of(entries: Iterable[Stored]) -> dict[str, Any]:
    return {entry.escalation: {"seq": entry.seq, "digest": entry.digest} for entry in entries}


def _dashed(key: str) -> str:
    key = key.replace("-", "")
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check that a Wayforward history is whole.")
    parser.add_argument(
        "history", type=Path, help="an embedded database, or the lines of `wayforward history`"
    )
    parser.add_argument("--heads", type=Path, help="heads that were kept elsewhere, to compare with")
    parser.add_argument("--write-heads", type=Path, help="write the last link of every chain here")
    given = parser.parse_args(arguments)
    try:
        heads = json.loads(given.heads.read_text("utf-8")) if given.heads else {}
        with given.history.open("rb") as file:
            stored = list((from_database if file.read(6) == b"SQLite" else from_lines)(given.history))
    except (OSError, ValueError, KeyError, sqlite3.Error) as problem:
        print(f"{given.history} cannot be read: {problem}", file=sys.stderr)
        return 2
    found = list(problems(stored, heads))
    for line in found:
        print(line)
    chains = len({entry.escalation for entry in stored})
    print(
        f"{len(stored)} entries of {chains} escalations: {'whole' if not found else f'{len(found)} faults'}"
    )
    if given.write_heads and not found:
        given.write_heads.write_text(json.dumps(heads_of(stored), indent=1), "utf-8")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
