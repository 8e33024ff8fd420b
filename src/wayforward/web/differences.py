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
FIRST = (  # in the order in which they matter to somebody who works under it; the rest is folded
    "policy", "subjects", "stage", "duty", "move", "start", "route", "window", "printed-window", "scope", "report",
    "ending", "form", "document", "reading", "reminders",
)  # fmt: skip


def told(found: Comparison) -> dict[str, Any]:
    """The keys that policies/differences_told.html draws."""
    substance = _groups(each for each in found.sentences if each.kind in SUBSTANCE)
    rest = [each for each in found.sentences if each.kind not in SUBSTANCE]
    return {
        "counted": counted(found),
        "groups": [group for group in substance if group["kind"] in FIRST],
        "folded": [group for group in substance if group["kind"] not in FIRST],
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
    order = sorted(by_group, key=lambda group: FIRST.index(group) if group in FIRST else len(FIRST))
    return [
        {"kind": group, "id": f"of-{group}", "heading": heading(group), "items": by_group[group]} for group in order
    ]


def _item(each: Sentence) -> dict[str, Any]:
    text, colour = TAGS[each.kind]
    return {
        "tag": {"text": text, "colour": colour},
        "says": each.says if each.field else _after_tag(each.says),
        "before": ", ".join(each.clauses_before),
        "after": ", ".join(each.clauses_after),
    }


def _after_tag(says: str) -> str:
    """ "Post: BSAB Chair." where the tag has said already that it is new."""
    rest = says.removeprefix("New ").removeprefix("Lost ")
    return rest[:1].upper() + rest[1:]
