"""What differs between two policies as a page shows it: by kind of element, the change before the words it is in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wayforward.policies.comparing import SUBSTANCE, Comparison, Kind, Sentence
from wayforward.policies.comparing.comparison import counted
from wayforward.policies.comparing.words import heading

TAGS = {
    Kind.ADDED: ("New", "green"),
    Kind.REMOVED: ("Lost", "red"),
    Kind.CHANGED: ("Changed", "blue"),
    Kind.RENAMED: ("Renamed", "teal"),
    Kind.MOVED: ("Moved", "purple"),
    Kind.REWORDED: ("In other words", "grey"),
    Kind.BASIS: ("Other ground", "grey"),
}


def told(found: Comparison) -> dict[str, Any]:
    """The keys that policies/differences_told.html draws."""
    substance = [each for each in found.sentences if each.kind in SUBSTANCE]
    rest = [each for each in found.sentences if each.kind not in SUBSTANCE]
    return {
        "counted": counted(found),
        "groups": _groups(substance),
        "rest": _groups(rest),
        "rest_count": len(rest),
        "year": found.year,
        "hours": found.hours,
        "opened": found.holes.opened,
        "closed": found.holes.closed,
        "waits": found.waits.says if found.waits else "",
        "findings": found.findings,
        "same": len(found.same),
    }


def _groups(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    by_group: dict[str, list[dict[str, Any]]] = {}
    for each in sentences:
        by_group.setdefault(each.group, []).append(_item(each))
    return [{"id": f"of-{group}", "heading": heading(group), "items": items} for group, items in by_group.items()]


def _item(each: Sentence) -> dict[str, Any]:
    text, colour = TAGS[each.kind]
    return {
        "tag": {"text": text, "colour": colour},
        "says": each.says,
        "before": ", ".join(each.clauses_before),
        "after": ", ".join(each.clauses_after),
    }
