"""Who is owed a word, and who is told of what happens beside the policy's own duties. Never what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation
from wayforward.core.people import OFFICE, Seat, holds, seats
from wayforward.core.rulebook import Rulebook

DOOR = "front door"  # whoever receives what is raised with an agency
COLLEAGUE = "colleague who joined"
OWN_OFFICE = "partnership office"
TOLD = frozenset({
    ev.Raised, ev.Joined, ev.Responded, ev.ResolutionProposed, ev.ResolutionAnswered, ev.TimeOffered, ev.OfferAnswered,
    ev.MoreTimeAsked, ev.MoreTimeAnswered, ev.Chased, ev.ConflictDeclared,
    ev.VersionAdopted,
})  # fmt: skip # what `beside` has anything to say about


def notices(
    rules: Rulebook,
    by: Actor,
    stem: str,
    about: str,
    kind: str,
    seated: Iterable[tuple[str, Seat]],
    blocked: str | None = None,
    ours: bool = False,
    due_at: datetime | None = None,
) -> Iterator[ev.NoticeOwed]:
    """A notice for each of these seats, once, other than the asker's own and those that are never told.

    `ours`: the policy does not ask for it. `due_at` is the instant that it speaks of.
    """
    told = set()
    for who, seat in seated:
        to = seat.post or who
        if (to, seat.agency) in told or _is(by, seat) or _spared(rules, seat):
            continue
        told.add((to, seat.agency))
        yield ev.NoticeOwed(
            key=f"{stem} {kind} {to}@{seat.agency}" if seat.agency else f"{stem} {kind} {to}", to=to,
            agency=seat.agency, about=about, kind=kind, blocked=blocked,
            person=seat.person if who == COLLEAGUE else None, ours=ours, due_at=due_at,
        )  # fmt: skip


def _is(actor: Actor, seat: Seat) -> bool:
    """Whether the seat is the asker's own, so that there is nothing to tell them."""
    if seat.person is not None:
        return seat.person == actor.person
    return holds(actor, seat)


def _spared(rules: Rulebook, seat: Seat) -> bool:
    """Whether Wayforward sends nothing there by itself: a family, say (defaults A-66)."""
    return seat.agency is not None and seat.agency.partition(":")[0] in rules.untold


def beside(rules: Rulebook, state: Escalation, event: ev.Event, by: Actor) -> Iterator[ev.NoticeOwed]:
    """The notices of what happens beside the duties: who joins, who offers, asks or chases, and conflicts.

    `state` is how the escalation stands after the event.
    """
    found = _about(rules, state, event, by)
    if found is not None:
        about, kind, seated = found
        yield from notices(rules, by, f"{about} {state.seq}", about, kind, seated)


def _about(
    rules: Rulebook, state: Escalation, event: ev.Event, by: Actor
) -> tuple[str, str, list[tuple[str, Seat]]] | None:
    """What it is about, its kind, and whom it is for."""
    match event:
        case ev.Raised():
            return "raised", "raised", _sitting(rules, state, "raiser")
        case ev.Joined() if event.person is not None:
            return "joined", "joined", [(COLLEAGUE, Seat(agency=event.agency, person=event.person))]
        case ev.Joined():
            return "joined", "joined", [(DOOR, Seat(agency=event.agency))]
        case ev.Responded():
            return "answer", "answered", _sitting(rules, state, "raiser")
        case ev.ResolutionProposed():
            return "proposal", "proposed", _asked(rules, state, event)
        case ev.ResolutionAnswered():
            return "proposal", "proposal-answer", _other_side(rules, state, event.agency)
        case ev.TimeOffered():
            return "offer", "offer", _other_side(rules, state, event.agency)
        case ev.OfferAnswered() if state.offer:
            return "offer", "offer-answer", _own_side(rules, state, state.offer.agency)
        case ev.MoreTimeAsked():
            return event.key, "time-asked", _other_side(rules, state, event.agency)
        case ev.MoreTimeAnswered() if state.asked_time:
            return event.key, "time-answer", _own_side(rules, state, state.asked_time.agency)
        case ev.Chased():
            return event.key or "chase", "chase", _chased(rules, state, event)
        case ev.VersionAdopted():
            return "version", "version", _sitting(rules, state, "all involved")
        case ev.ConflictDeclared() if not by.office:
            return "conflict", "conflict", [(OWN_OFFICE, Seat(agency=OFFICE))]
        case _:
            return None


def _chased(rules: Rulebook, state: Escalation, event: ev.Chased) -> list[tuple[str, Seat]]:
    owed = state.duties.get(event.key or "")
    if owed is None:
        return [(DOOR, Seat(agency=event.agency))]
    return [each for who in owed.who for each in _sitting(rules, state, who, owed.agency)]


def _asked(rules: Rulebook, state: Escalation, event: ev.ResolutionProposed) -> list[tuple[str, Seat]]:
    """Who has to answer a proposal: the other side, or both where it comes from neither."""
    if event.side in ("raising", "responding"):
        return _other_side(rules, state, event.agency)
    return [each for who in ("raiser", "counterpart") for each in _sitting(rules, state, who)]


def _other_side(rules: Rulebook, state: Escalation, agency: str) -> list[tuple[str, Seat]]:
    """The side that an agency is not on: the worker who raised it, or every agency that is challenged."""
    return _sitting(rules, state, "counterpart" if state.side(agency) == "raising" else "raiser")


def _own_side(rules: Rulebook, state: Escalation, agency: str) -> list[tuple[str, Seat]]:
    if state.side(agency) == "raising":
        return _sitting(rules, state, "raiser")
    return _sitting(rules, state, "counterpart", agency)


def _sitting(rules: Rulebook, state: Escalation, who: str, agency: str | None = None) -> list[tuple[str, Seat]]:
    return [(who, seat) for seat in seats(rules.posts, state, who, agency)]
