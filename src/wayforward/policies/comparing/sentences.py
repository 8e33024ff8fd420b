"""What a comparison of two policies says: one sentence for each thing that differs, and what stayed."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """How something differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"  # another title or label for the same thing
    REWORDED = "reworded"  # the same in other words
    MOVED = "moved"  # the same in another place or order
    BASIS = "basis"  # it rests on other clauses or assumptions, or leaves something else unsaid


class Effect(enum.StrEnum):
    """What a difference does: to a time, to how firmly something binds, or to who is named."""

    LONGER = "longer"
    SHORTER = "shorter"
    FIRMER = "firmer"
    LOOSER = "looser"
    NEW = "new"  # somebody is named who was not
    LOST = "lost"  # somebody is no longer named
    REPLACED = "replaced"  # both


SUBSTANCE = frozenset({Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.RENAMED, Kind.MOVED})


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One thing that differs. `element` is as "duty stage-2-limit"; `field` is empty where the whole element does."""

    kind: Kind
    element: str
    field: str
    says: str
    before: str | None
    after: str | None
    effect: Effect | None = None
    clauses_before: tuple[str, ...] = ()
    clauses_after: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The kind of element: "duty"."""
        return self.element.partition(" ")[0]


@dataclass(frozen=True, kw_only=True)
class Same:
    """An element that says the same in both, perhaps in other words or resting on other clauses."""

    element: str
    title: str
    clauses_before: tuple[str, ...] = ()
    clauses_after: tuple[str, ...] = ()
