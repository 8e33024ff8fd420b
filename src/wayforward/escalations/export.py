"""The stored history as lines of text, sealed as it is, for the separate program that verifies it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from wayforward.escalations.models import Entry


def lines(ref: str | None = None) -> Iterator[str]:
    """One JSON line for each entry, of one escalation or of all, in the order of their chains."""
    stored = Entry.objects.order_by("escalation_id", "seq")
    if ref is not None:
        stored = stored.filter(escalation__ref=ref)
    for entry in stored.iterator():
        yield json.dumps({
            "escalation": str(entry.escalation_id), "partnership": str(entry.partnership_id), "seq": entry.seq,
            "kind": entry.kind, "recorded_at": entry.recorded_at.isoformat(),
            "plain": bytes(entry.plain).hex(), "sealed": bytes(entry.sealed).hex(),
            "previous": entry.previous, "digest": entry.digest,
        })  # fmt: skip
