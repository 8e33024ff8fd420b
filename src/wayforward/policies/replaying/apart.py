"""The same escalation under two rulebooks, side by side: dates, lateness, refusals, and where the paths part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wayforward.core.escalation import Escalation, Owed
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.policy.duties import Duty
from wayforward.core.routing import RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.policies.replaying.acts import Item, acts
from wayforward.policies.replaying.replay import Parting, Place, Replay, Tables, recorded, replay


@dataclass(frozen=True)
class Dates:
    """One duty under one rulebook: when it was due, when it ended, and by how much it was late."""

    due_at: datetime | None
    ended_at: datetime | None  # done or no longer owed; None: still owed
    done: bool
    late_by: timedelta | None


@dataclass(frozen=True)
class Pair:
    """One duty under both. None: not owed under that one."""

    key: str
    says: str
    clock: bool  # the limit of a stage, or a cap
    was: Dates | None
    would: Dates | None

    @property
    def differs(self) -> bool:
        return (self.was and self.was.due_at) != (self.would and self.would.due_at) or not (self.was and self.would)


@dataclass(frozen=True)
class Apart:
    """What was and what would have been. `sayings` are the acts that would have been refused or needed a reason."""

    was: Replay
    would: Replay
    duties: tuple[Pair, ...]
    sayings: tuple[Parting, ...]
    partings: tuple[Parting, ...]

    @property
    def places(self) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        return self.was.places, self.would.places

    def latest(self, *, would: bool) -> timedelta | None:
        """By how much a limit was overrun at most. None where none was."""
        sides = (pair.would if would else pair.was for pair in self.duties if pair.clock)
        return max((side.late_by for side in sides if side and side.late_by), default=None)


def apart(
    history: Sequence[Item], own: Rulebook, tables: Tables, other: Rulebook, table: RouteTable, until: datetime
) -> Apart:
    """A history as it was and under another rulebook, as things stand at `until`. Nothing is touched.

    `own` are the rules that it stands under, with the former ones; `tables` their routing tables, by digest.
    """
    done = acts(history, own)
    was = recorded(history, done, own, tables)
    would = replay(done, other, table, was.judged)
    sayings = tuple(
        Parting(act.at, new.says)
        for act, old, new in zip(done, was.judged, would.judged, strict=True)
        if (new.refused and not old.refused) or (new.needs and not (old.needs or old.refused))
    )
    refused = {(parting.at, parting.says) for parting in sayings}
    partings = tuple(p for p in would.partings if (p.at, p.says) not in refused)
    return Apart(was, would, _pairs(was, would, until), sayings, partings)


def _pairs(was: Replay, would: Replay, until: datetime) -> tuple[Pair, ...]:
    """Every duty that either policy asked for, in the order in which it arose. Our own reminders are left out."""
    keys = dict.fromkeys((*was.state.duties, *would.state.duties))
    pairs = []
    for key in keys:
        old, new = was.state.duties.get(key), would.state.duties.get(key)
        about = _duty((would, was), new or old)
        if about is None or about.system:
            continue
        pairs.append(
            Pair(key, about.says, about.kind in CLOCKS, _dates(was.state, old, until), _dates(would.state, new, until))
        )
    return tuple(pairs)


def _duty(sides: Sequence[Replay], owed: Owed | None) -> Duty | None:
    books = [book for side in sides for book in (side.rules, *side.rules.former)]
    return next((book.duties[owed.duty] for book in books if owed and owed.duty in book.duties), None)


def _dates(state: Escalation, owed: Owed | None, until: datetime) -> Dates | None:
    if owed is None:
        return None
    due_at = effective_deadline(state, owed)
    ended_at = owed.done_at or owed.lapsed_at
    over = (ended_at or until) - due_at if due_at is not None else None
    late_by = over if over is not None and over > timedelta(0) else None
    return Dates(due_at, ended_at, owed.done_at is not None, late_by)
