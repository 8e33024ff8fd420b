"""Entries on the way in and out: sealed, chained by hash over what is stored, and opened again."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wayforward.core import codec
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.events import Event, Responded, StageEntered
from wayforward.escalations import sealing
from wayforward.escalations.models import Entry, Escalation

FORMAT = 1
_written = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One entry, opened: what happened, when we recorded it, when they say it happened, and who said so."""

    seq: int
    kind: str
    event: Event
    recorded_at: datetime
    occurred_at: datetime | None
    by: str  # person id, or "clock"
    agency: str


def first_link(escalation: str) -> str:
    """What the first entry of an escalation follows."""
    return hashlib.sha256(b"wayforward:" + escalation.encode()).hexdigest()


def link(previous: str, plain: bytes, sealed: bytes) -> str:
    """The hash of an entry over the very bytes that are stored; the verifier computes the same."""
    return hashlib.sha256(bytes.fromhex(previous) + len(plain).to_bytes(8, "big") + plain + sealed).hexdigest()


def entries(
    row: Escalation,
    key: bytes,
    recorded: Iterable[Recorded],
    secrets: Mapping[str, str],
) -> list[Entry]:
    """The rows for these events, sealed under `key` and chained on to `row.head`."""
    rows: list[Entry] = []
    previous = row.head
    for item in recorded:
        kind, fields, compartments = codec.dismantle(item.event, secrets)
        plain = _bytes(_envelope(row, item, kind, fields))
        sealed = _bytes({
            name: base64.b64encode(sealing.seal(key, _bytes(data), _place(str(row.id), item.seq, name))).decode()
            for name, data in compartments.items()
        })  # fmt: skip
        digest = link(previous, plain, sealed)
        rows.append(
            Entry(
                partnership_id=row.partnership_id, escalation=row, seq=item.seq, kind=kind,
                recorded_at=item.recorded_at, plain=plain, sealed=sealed, previous=previous, digest=digest,
            )
        )  # fmt: skip
        previous = digest
    return rows


def opened(entry: Entry, key: bytes | None, compartments: frozenset[str] | None = None) -> Recorded:
    """An entry as it was recorded. Without a key, or outside `compartments`, sealed fields come back empty.

    Raises SealBroken when it does not open, or stands where it was not recorded; never an empty answer instead.
    """
    envelope = json.loads(bytes(entry.plain))
    if (envelope["escalation"], envelope["seq"]) != (str(entry.escalation_id), entry.seq):
        raise sealing.SealBroken(f"Entry {entry.seq} of {entry.escalation_id} was recorded somewhere else.")
    sealed: codec.Compartments = {}
    if key is not None:
        for name, text in json.loads(bytes(entry.sealed)).items():
            if compartments is None or name in compartments:
                place = _place(envelope["escalation"], entry.seq, name)
                sealed[name] = json.loads(sealing.unseal(key, base64.b64decode(text), place))
    occurred = envelope["occurred_at"]
    return Recorded(
        seq=envelope["seq"],
        kind=envelope["kind"],
        event=codec.assemble(envelope["kind"], envelope["event"], sealed),
        recorded_at=datetime.fromisoformat(envelope["recorded_at"]),
        occurred_at=datetime.fromisoformat(occurred) if occurred else None,
        by=envelope["by"],
        agency=envelope["agency"],
    )


def fold(recorded: Iterable[Recorded]) -> State:
    """What a history adds up to."""
    state = State()
    for item in recorded:
        state = evolve(state, item.event, item.recorded_at, item.occurred_at)
    return state


def answered_here(recorded: Iterable[Recorded]) -> frozenset[str]:
    """The agencies that have answered the challenge at the stage where it stands."""
    stage, answered = "", frozenset[str]()
    for item in recorded:
        match item.event:
            case StageEntered(stage=entered) if entered != stage:
                stage, answered = entered, frozenset()
            case Responded(agency=agency):
                answered |= {agency}
    return answered


def _envelope(row: Escalation, item: Recorded, kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "partnership": str(row.partnership_id),
        "escalation": str(row.id),
        "seq": item.seq,
        "kind": kind,
        "recorded_at": item.recorded_at.astimezone(UTC).isoformat(),
        "occurred_at": item.occurred_at.astimezone(UTC).isoformat() if item.occurred_at else None,
        "by": item.by,
        "agency": item.agency,
        "event": fields,
    }


def _place(escalation: str, seq: int, compartment: str) -> str:
    return f"{escalation}:{seq}:{compartment}"


def _bytes(data: Any) -> bytes:
    # Half a character, as a broken telephone may send, is kept as it came: a record is no place to lose a sentence.
    return _written(data).encode("utf-8", "surrogatepass")
