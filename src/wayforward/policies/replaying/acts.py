"""A history turned back into what people did: each act at its own instant, without what followed from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from wayforward.core import events as ev
from wayforward.core.commands import Actor
from wayforward.core.duties import follow
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.people import OFFICE
from wayforward.core.rulebook import Rulebook

CLOCK = Actor(person="clock", agency="")
FOLLOWS = (ev.DutyArose, ev.DutyLapsed, ev.DutyCarried, ev.NoticeOwed)  # always brought about by something else


class Item(Protocol):
    """One entry of a history."""

    @property
    def event(self) -> ev.Event: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def occurred_at(self) -> datetime | None: ...
    @property
    def by(self) -> str: ...
    @property
    def agency(self) -> str: ...


@dataclass(frozen=True)
class Act:
    """What somebody asked, as the events that asked for it. None: the clock looked, and what was due had passed."""

    events: tuple[ev.Event, ...]
    by: Actor
    at: datetime
    occurred_at: datetime | None
    before: Escalation  # how it stood, by the record
    reminded: bool = False  # the clock looked of itself, and not because somebody was about to act

    @property
    def stamp(self) -> tuple[object, ...]:
        return self.at, self.occurred_at, self.by


def acts(history: Iterable[Item], rules: Rulebook) -> tuple[Act, ...]:
    """What was done, in order. `rules` are those that it happened under, with former ones where it went over.

    A duty that was met by another act is told from one that somebody ticked off by what those rules say follows.
    """
    found: list[Act] = []
    state = Escalation()
    for item in history:
        act = Act((item.event,), _actor(item), item.recorded_at, item.occurred_at, state)
        last = found[-1] if found else None
        if item.by == CLOCK.person:
            if last is None or last.events or last.at != item.recorded_at:
                found.append(Act((), CLOCK, item.recorded_at, None, state))
            if isinstance(item.event, ev.Reminded):
                found[-1] = replace(found[-1], reminded=True)
        elif not _followed(item.event, last, act, rules):
            if last is not None and last.stamp == act.stamp and _continues(last.events, item.event):
                found[-1] = replace(last, events=(*last.events, item.event))
            else:
                found.append(act)
        state = evolve(state, item.event, item.recorded_at, item.occurred_at)
    return tuple(found)


def _actor(item: Item) -> Actor:
    if item.by == CLOCK.person:
        return CLOCK
    return Actor(person=item.by, agency=item.agency, office=item.agency == OFFICE)


def _followed(event: ev.Event, last: Act | None, act: Act, rules: Rulebook) -> bool:
    """Whether an event only followed from the act before it."""
    match event:
        case ev.StageEntered():
            return event.how == "automatic"
        case ev.DutyTimed():
            return event.how in ("started", "rebased")
        case ev.DutyDischarged() if last is not None and last.stamp == act.stamp and last.events:
            under = rules.under(last.before.digest) or rules
            brought = follow(under, last.before, last.events, last.by, last.at, last.occurred_at)
            met = {each.key for each in brought if isinstance(each, ev.DutyDischarged) and each not in last.events}
            return event.key in met
        case _:
            return isinstance(event, FOLLOWS)


def _continues(events: tuple[ev.Event, ...], event: ev.Event) -> bool:
    """Whether one act asked for both: raising enters a stage, an agreement or a decision closes."""
    if isinstance(events[0], ev.VersionAdopted):
        return isinstance(event, ev.StageEntered | ev.LineEntered | ev.ProtectiveDeadlineSet)
    match events[-1], event:
        case (ev.Raised(), ev.Joined(side="supporting")) | (ev.Raised() | ev.Joined(), ev.StageEntered(how="start")):
            return True
        case ev.FactsRecorded(), ev.StageEntered() | ev.LineEntered() | ev.Closed():
            return not events[-1].facts
        case ev.MoreTimeAnswered(), ev.DutyTimed(how="extended"):
            return True
        case ev.ResolutionAnswered(), ev.Closed(ending="resolved"):
            return True
        case ev.DecisionRecorded(), ev.Closed(ending="decided"):
            return True
        case ev.Reopened(), ev.StageEntered(how="reopened"):
            return True
        case _:
            return False
