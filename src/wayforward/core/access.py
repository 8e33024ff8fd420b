"""Who needs to know: one function that says who may see an escalation, and why or why not."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Somebody who would look: who they are, and what they hold today."""

    person: str
    partnerships: frozenset[str] = frozenset()  # where they work or hold a post today
    posts: frozenset[str] = frozenset()  # the posts they hold today, as holder or deputy
    offices: frozenset[str] = frozenset()  # the partnerships whose own office they work in


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What decides who may see an escalation."""

    partnership: str
    people: frozenset[str] = frozenset()  # in it by name
    posts: frozenset[str] = frozenset()  # brought in by its stages and duties
    conflicted: frozenset[str] = frozenset()


def may_see(viewer: Viewer, sight: Sight) -> Verdict:
    """A conflict of interest denies over everything; then the people in it, the posts it brings in, and the office.

    Nobody sees into a partnership where they neither work nor hold a post today, whatever they did there once.
    """
    if viewer.person in sight.conflicted:
        return Verdict(allowed=False, says="You have a conflict of interest in this.")
    if sight.partnership not in viewer.partnerships:
        return Verdict(allowed=False, says="You have no place in the partnership where it was raised.")
    if viewer.person in sight.people:
        return Verdict(allowed=True, says="You are in it.")
    if viewer.posts & sight.posts:
        return Verdict(allowed=True, says="You hold a post that it has brought in.")
    if sight.partnership in viewer.offices:
        return Verdict(allowed=True, says="You work for the partnership's own office.")
    return Verdict(allowed=False, says="You are not in it, and hold no post that it has brought in.")
