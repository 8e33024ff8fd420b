"""How a policy changes another: its elements replace those with the same id, and it may leave some out."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wayforward.policies.errors import PolicyErrors, nearest
from wayforward.policies.shape import AcceptancesShape, ClausesShape, PolicyShape, shaped
from wayforward.policies.shape.people import ContactShape
from wayforward.policies.shape.words import Shape
from wayforward.policies.source import Place, read
from wayforward.policies.sources import ACCEPTED, CLAUSES, POLICY, Sources, beside

REPLACED = ("title", "partnership", "nation", "subjects", "document", "readings", "reminders", "starts")
JOINED = ("governance", "assumptions", "agencies", "posts", "facts", "events", "windows", "stages",
          "moves", "caps", "duties", "routes", "forms", "guidance", "scope", "reports", "endings",
          "terms", "references", "noted", "clauses")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A policy with all that it takes from others, and what it has from whom."""

    shape: PolicyShape
    extends: tuple[str, ...] = ()  # the titles of what it was taken from, the nearest first
    left_out: Mapping[str, Place] = field(default_factory=dict)  # what it leaves out, and where it says so

    @property
    def inherited_contacts(self) -> tuple[str, ...]:
        """The posts whose numbers and addresses another policy gives."""
        theirs = [post.id for post in self.shape.posts if _reached(post.contact) and self._not_ours(post)]
        routes = [route for route in self.shape.routes if _reached(route.how) and self._not_ours(route)]
        theirs += [post for route in routes for post in (route.post, *route.posts) if post]
        return tuple(dict.fromkeys(theirs))

    def _not_ours(self, one: Shape) -> bool:
        return one.place.source.file != self.shape.place.source.file


def _reached(contact: ContactShape | None) -> bool:
    return contact is not None and bool(contact.phone or contact.email)


def whole_shape(sources: Sources) -> Taken:
    """The shape of a policy with everything it takes from others. Raises PolicyErrors.

    What it replaces, drops and accepts is its own alone.
    """
    taken = _shape(sources, sources.main, ())
    text = sources.text(ACCEPTED) if sources.main == POLICY else None
    if text is None:
        return taken
    more = shaped(AcceptancesShape, read(sources.shown(ACCEPTED), text))
    return replace(taken, shape=taken.shape.model_copy(update={"accepted": [*taken.shape.accepted, *more.accepted]}))


def _shape(sources: Sources, name: str, children: tuple[str, ...]) -> Taken:
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
        return Taken(shape=shape)
    parent = sources.policy_at(beside(name, shape.extends))
    if parent in (*children, name):
        what = f"the policy extends itself, by way of {sources.shown(parent)}"
        raise PolicyErrors([(shape.place / "extends").error(what, "a policy that does not come back to this one")])
    if sources.text(parent) is None:
        what = f"there is no file {sources.shown(parent)}"
        raise PolicyErrors([(shape.place / "extends").error(what, "extends: ../the-other-policy")])
    return _merged(_shape(sources, parent, (*children, name)), shape)


def _merged(theirs: Taken, child: PolicyShape) -> Taken:
    parent, left_out = theirs.shape, _left_out(theirs.shape, child)
    dropped = frozenset(left_out)
    changes: dict[str, Any] = {}
    for key in REPLACED:
        if not child.place.has(key):
            changes[key] = getattr(parent, key)
    for key in JOINED:
        changes[key] = _joined(getattr(parent, key), getattr(child, key), dropped)
    return Taken(
        shape=child.model_copy(update=changes),
        extends=(parent.title or parent.policy, *theirs.extends),
        left_out={**theirs.left_out, **left_out},
    )


def _joined(theirs: list[Any], ours: list[Any], dropped: frozenset[str]) -> list[Any]:
    """Theirs in their order, ours in the place of those with the same id, then our new ones."""
    own = {_id(one): one for one in ours if _id(one)}
    kept = [own.get(_id(one), one) for one in theirs if _id(one) not in dropped]
    known = {_id(one) for one in theirs} - {None} - dropped
    return [*kept, *(one for one in ours if _id(one) not in known)]


def _id(shape: Any) -> str | None:
    return getattr(shape, "id", None)


def _left_out(parent: PolicyShape, child: PolicyShape) -> dict[str, Place]:
    known = {id for key in JOINED for one in getattr(parent, key) if (id := _id(one))}
    errors = [
        (child.place / "leave-out" / i).error(f"“{id}” is nothing in the policy that is extended", nearest(id, known))
        for i, id in enumerate(child.leave_out)
        if id not in known
    ]
    if errors:
        raise PolicyErrors(errors)
    return {id: child.place / "leave-out" / i for i, id in enumerate(child.leave_out)}
