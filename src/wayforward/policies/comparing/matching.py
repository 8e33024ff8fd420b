"""Which element of one policy is which of the other: by its id, else by what it means. Never two to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from wayforward.core.policy.whole import Policy
from wayforward.policies.comparing import meanings
from wayforward.policies.comparing.clauses import by_their_words
from wayforward.policies.comparing.pairing import Pair, likest
from wayforward.policies.comparing.references import Renames
from wayforward.policies.comparing.walking import both, differences, lone_changes, pairs

KINDS = {
    "agencies": "agency", "posts": "post", "facts": "fact", "events": "event", "windows": "window",
    "printed_windows": "printed-window", "starts": "start", "stages": "stage", "duties": "duty", "routes": "route",
    "forms": "form", "guidance": "guidance", "scope": "scope", "reports": "report", "endings": "ending",
    "terms": "term", "references": "reference", "noted": "noted", "dropped": "dropped", "accepted": "accepted",
    "assumptions": "assumption", "clauses": "clause", "readings": "reading",
}  # fmt: skip
FIRST = ("clauses", "assumptions", "agencies", "windows", "facts", "posts", "forms", "events", "stages", "endings")
INSIDE = {"stage": ("moves", "move"), "form": ("fields", "field")}  # elements that stand within another
NO_ID = frozenset({"dropped", "accepted"})


@dataclass(frozen=True)
class Matched:
    pairs: tuple[Pair, ...]
    renames: Renames

    def of(self, kind: str) -> tuple[Pair, ...]:
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Pair, ...]]:
        kinds: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            kinds.setdefault(pair.kind, []).append(pair)
        return {kind: tuple(pairs) for kind, pairs in kinds.items()}


def match(before: Policy, after: Policy) -> Matched:
    """Every element of both policies, each with its counterpart or without one."""
    renames = Renames(
        shares_clauses=_share_clauses(before, after),
        shared_subjects=_shared_subjects(before, after),
        one_policy=before.id == after.id,
    )
    found: dict[str, list[Pair]] = {}
    groups = sorted(_groups(before, after), key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
    for name in groups:
        kind = KINDS.get(name, name)
        left, right = getattr(before, name), getattr(after, name)
        found[kind] = [Pair(kind, one, other) for one, other in _matched(kind, left, right, before, after, renames)]
        _learn(kind, found[kind], after, renames)
        if kind in INSIDE:
            field, inner = INSIDE[kind]
            found[inner] = _inside(field, inner, found[kind], before, after, renames)
            _learn(inner, found[inner], after, renames)
    if not renames.shares_clauses:
        found["clause"] = by_their_words(
            before.clauses, after.clauses, [pair for each in found.values() for pair in each]
        )
    in_order = [pair for name in _groups(before, after) for pair in found[KINDS.get(name, name)]]
    return Matched((*in_order, *found.get("move", ()), *found.get("field", ())), renames)


def _groups(before: Policy, after: Policy) -> list[str]:
    """The fields of a policy that hold elements. A field nobody told us of is found too."""
    names = [each.name for each in fields(Policy)]
    held = {name: (*_tuple(getattr(before, name)), *_tuple(getattr(after, name))) for name in names}
    return [name for name in names if held[name] and is_dataclass(held[name][0])]


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _share_clauses(before: Policy, after: Policy) -> bool:
    """Whether the two number their clauses alike; two that have none have nothing to tell apart."""
    mine, theirs = {one.id for one in before.clauses}, {one.id for one in after.clauses}
    return before.id == after.id or bool(mine & theirs)


def _shared_subjects(before: Policy, after: Policy) -> frozenset[str] | None:
    mine, theirs = frozenset(before.subjects), frozenset(after.subjects)
    return None if mine == theirs else mine & theirs


def _matched(
    kind: str, left: Sequence[Any], right: Sequence[Any], before: Policy, after: Policy, renames: Renames
) -> list[tuple[Any, Any]]:
    if left is right:
        return list(zip(left, right, strict=True))
    keys = [both(id), both(repr), *meanings.keys(kind, before, after, renames)]
    found = pairs(left, right, keys)
    for likeness, least in meanings.likenesses(kind, before, after, renames):
        found = likest(found, likeness, least)
    return lone_changes(found, lambda one, other: _is_one_change(one, other, renames))


def _is_one_change(one: Any, other: Any, renames: Renames) -> bool:
    same_id = getattr(one, "id", None) == getattr(other, "id", None)
    return len(list(differences(one, other, renames, frozenset({"id"})))) <= (1 if same_id else 0)


def _inside(
    field: str, kind: str, owners: Sequence[Pair], before: Policy, after: Policy, renames: Renames
) -> list[Pair]:
    """The moves of each stage, or the fields of each form; then those that went from one to another."""
    found: list[Pair] = []
    for owner in owners:
        left, right = getattr(owner.before, field, ()), getattr(owner.after, field, ())
        within = _matched(kind, left, right, before, after, renames)
        found += [
            Pair(kind, one, other, owner.before if one else None, owner.after if other else None)
            for one, other in within
        ]
    gone = {pair.before.id: pair for pair in found if pair.after is None}
    come = {pair.after.id: pair for pair in found if pair.before is None}
    moved = [id for id in gone if id in come and not meanings.is_default(kind, gone[id].before, gone[id].owner_before)]
    pairs_ = [pair for pair in found if pair.either.id not in moved or (pair.before and pair.after)]
    return pairs_ + [
        Pair(kind, gone[id].before, come[id].after, gone[id].owner_before, come[id].owner_after) for id in moved
    ]


def _learn(kind: str, found: Sequence[Pair], after: Policy, renames: Renames) -> None:
    """From here on the two names of one thing read alike."""
    if kind in NO_ID:
        return
    renames.of[kind] = {
        pair.before.id: pair.after.id
        for pair in found
        if pair.before is not None and pair.after is not None and pair.before.id != pair.after.id
    }
    renames.later_ids[kind] = frozenset(pair.after.id for pair in found if pair.after is not None)
    if kind == "stage":
        renames.gone = frozenset(pair.before.id for pair in found if pair.after is None)
        renames.new = frozenset(pair.after.id for pair in found if pair.before is None)
