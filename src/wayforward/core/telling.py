"""Whom time tells: of a deadline that passed, of what is still open, and of a notice that reached nobody."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core import events as ev
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.limits import repeats
from wayforward.core.notices import OWN_OFFICE, notices
from wayforward.core.people import OFFICE, Seat, seats
from wayforward.core.rulebook import Rulebook

OF_TIME = (ev.DeadlinePassed, ev.Reminded, ev.NoticeFailed)
UNDELIVERED = "undelivered"
RAISER = "raiser"
Seated = list[tuple[str, Seat]]


def told_by_time(
    rules: Rulebook, state: Escalation, event: ev.DeadlinePassed | ev.Reminded | ev.NoticeFailed, by: Actor
) -> Iterator[ev.NoticeOwed]:
    """The notices that the clock's entry causes, as the escalation stands after it.

    Nobody is told twice by one entry, and not everybody: a breach goes to those who owe it, to whoever raised it and to
    those who act for the raising side at its stage. All of them may see it; nobody else is told of it.
    """
    stem = f"{event.key} {state.seq}"
    match event:
        case ev.DeadlinePassed():
            owed, ours = state.duties[event.key], rules.duty(event.duty).system
            seated = _once([*_raiser(rules, state), *_owners(rules, state, owed), *_acting(rules, state)])
            if repeats(state, owed, event.due_at):
                seated = _raiser(rules, state)
            yield from notices(rules, by, stem, event.key, "overdue", seated, ours=ours, due_at=event.due_at)
        case ev.Reminded():
            seated = _once(_reminded(rules, state, event))
            yield from notices(rules, by, stem, event.key, event.what, seated, ours=event.ours, due_at=event.due_at)
        case ev.NoticeFailed() if event.kind != UNDELIVERED:
            office = [(OWN_OFFICE, Seat(agency=OFFICE))] if _has_office(rules) else []
            seated = _once([*_raiser(rules, state), *office])
            yield from notices(rules, by, stem, event.key, UNDELIVERED, seated)


def _reminded(rules: Rulebook, state: Escalation, event: ev.Reminded) -> Seated:
    owed = state.duties.get(event.key)
    if owed is None or not event.duty:
        return _raiser(rules, state)
    if event.what == "silent":
        return [*_raiser(rules, state), *_seen_by(rules, state, owed)]
    return _owners(rules, state, owed)


def _owners(rules: Rulebook, state: Escalation, owed: Owed) -> Seated:
    return [
        (who, seat)
        for who in owed.who
        for seat in seats(rules.posts, state, who, owed.agency) or (Seat(),)  # nobody there: shown as not to be sent
    ]


def _raiser(rules: Rulebook, state: Escalation) -> Seated:
    return [(RAISER, seat) for seat in seats(rules.posts, state, RAISER)]


def _acting(rules: Rulebook, state: Escalation) -> Seated:
    """Who acts for the raising side where it is now. The next rung hears of it once somebody takes it there."""
    stage = rules.stages.get(state.stage)
    words = stage.acts.get("raising", ()) if stage and state.open else ()
    return [(who, seat) for who in words for seat in seats(rules.posts, state, who)]


def _seen_by(rules: Rulebook, state: Escalation, owed: Owed) -> Seated:
    """Those who owe it where somebody acknowledged it: whoever did may have gone, and the post is let in."""
    seen, owners = owed.seen_by, _owners(rules, state, owed)
    places = (seen, seen.partition(":")[0])
    return [(who, seat) for who, seat in owners if seat.agency in places] or owners


def _once(seated: Seated) -> Seated:
    """Each seat once, under the first words for it. “All involved” at an agency says the raiser there too."""
    everybody = {seat.agency for who, seat in seated if who == "all involved"}
    seated = [(who, seat) for who, seat in seated if who != RAISER or seat.agency not in everybody]
    found: dict[tuple[str | None, str | None, str | None], tuple[str, Seat]] = {}
    for who, seat in seated:
        key = (seat.agency, seat.post, seat.person) if seat != Seat() else (who, None, None)
        found.setdefault(key, (who, seat))
    return list(found.values())


def _has_office(rules: Rulebook) -> bool:
    return any(post.of == "partnership" for post in rules.posts.values())
