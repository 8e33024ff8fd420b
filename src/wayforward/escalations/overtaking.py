"""Whether somebody else acted first, so that whoever asks for something should look again before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wayforward.escalations.history import Recorded
from wayforward.escalations.summary import CLOCK

QUIET = frozenset({  # entries that nobody's next act depends on
    "deadline-passed", "reminded", "acknowledged", "notice-owed", "notice-failed", "notice-dropped",
})  # fmt: skip
MOVES = frozenset({"stage-entered", "line-entered", "closed"})


@dataclass(frozen=True)
class Overtaken:
    """Somebody else acted first. What was asked did not take effect; here is what happened meanwhile."""

    says: str
    since: tuple[Recorded, ...]


def overtaken_since(recorded: Iterable[Recorded], person: str, seen: int | None) -> Overtaken | None:
    """What happened since `seen` that whoever acts should look at first; None where nothing did."""
    since = tuple(item for item in recorded if seen is not None and item.seq > seen and matters(item))
    return Overtaken(who_acted(since, person), since) if since else None


def matters(item: Recorded) -> bool:
    """Whether somebody about to act should look first. What the clock only notes down does not bear on what they do."""
    return item.kind not in QUIET and (item.by != CLOCK or item.kind in MOVES)


def who_acted(since: tuple[Recorded, ...], person: str) -> str:
    people = {item.by for item in since}
    if people == {person}:
        return "You have already done something here since this page was opened. Check it below before you go on."
    if people == {CLOCK}:
        return "A deadline passed while you had this page open, and the policy moved on. What you asked is not done."
    return "Somebody else acted while you had this page open. What you asked has not been done."
