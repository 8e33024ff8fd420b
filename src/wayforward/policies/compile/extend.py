"""How a policy changes another: its elements replace those with the same id, and it may leave some out."""

from __future__ import annotations

import posixpath
from typing import Any

from wayforward.policies.errors import PolicyErrors, nearest
from wayforward.policies.shape import ClausesShape, PolicyShape, shaped
from wayforward.policies.source import read
from wayforward.policies.sources import CLAUSES, POLICY, Sources, beside

REPLACED = ("title", "partnership", "nation", "subjects", "document", "readings", "starts")
JOINED = ("governance", "assumptions", "agencies", "posts", "facts", "events", "windows", "stages",
          "moves", "caps", "duties", "routes", "forms", "guidance", "scope", "reports", "endings",
          "clauses")  # fmt: skip


def whole_shape(sources: Sources) -> PolicyShape:
    """The shape of a policy with everything it takes from others. Raises PolicyErrors."""
    return _shape(sources, sources.main, ())


def _shape(sources: Sources, name: str, children: tuple[str, ...]) -> PolicyShape:
    text = sources.text(name)
    assert text is not None, "asked only for what is there"
    shape = shaped(PolicyShape, read(sources.shown(name), text), may_be_empty=frozenset({"examples"}))
    account = beside(name, CLAUSES)
    clauses = sources.text(account) if posixpath.basename(name) == POLICY else None
    if clauses is not None:
        more = shaped(ClausesShape, read(sources.shown(account), clauses))
        shape = shape.model_copy(update={"clauses": [*shape.clauses, *more.clauses]})
    if shape.extends is None:
        if shape.leave_out:
            what = "nothing is extended, so nothing can be left out"
            raise PolicyErrors([(shape.place / "leave-out").error(what, "extends: and the other policy", key=True)])
        return shape
    parent = beside(name, shape.extends)
    if parent in (*children, name):
        what = f"the policy extends itself, by way of {sources.shown(parent)}"
        raise PolicyErrors([(shape.place / "extends").error(what, "a policy that does not come back to this one")])
    if sources.text(parent) is None:
        what = f"there is no file {sources.shown(parent)}"
        raise PolicyErrors([(shape.place / "extends").error(what, "extends: ../the-other-policy/policy.yaml")])
    return _merged(_shape(sources, parent, (*children, name)), shape)


def _merged(parent: PolicyShape, child: PolicyShape) -> PolicyShape:
    dropped = _left_out(parent, child)
    changes: dict[str, Any] = {}
    for key in REPLACED:
        if not child.place.has(key):
            changes[key] = getattr(parent, key)
    for key in JOINED:
        changes[key] = _joined(getattr(parent, key), getattr(child, key), dropped)
    return child.model_copy(update=changes)


def _joined(theirs: list[Any], ours: list[Any], dropped: frozenset[str]) -> list[Any]:
    """Theirs in their order, ours in the place of those with the same id, then our new ones."""
    own = {_id(one): one for one in ours if _id(one)}
    kept = [own.get(_id(one), one) for one in theirs if _id(one) not in dropped]
    known = {_id(one) for one in theirs} - {None} - dropped
    return [*kept, *(one for one in ours if _id(one) not in known)]


def _id(shape: Any) -> str | None:
    return getattr(shape, "id", None)


def _left_out(parent: PolicyShape, child: PolicyShape) -> frozenset[str]:
    known = {id for key in JOINED for one in getattr(parent, key) if (id := _id(one))}
    errors = [
        (child.place / "leave-out" / i).error(f"“{id}” is nothing in the policy that is extended", nearest(id, known))
        for i, id in enumerate(child.leave_out)
        if id not in known
    ]
    if errors:
        raise PolicyErrors(errors)
    return frozenset(child.leave_out)
