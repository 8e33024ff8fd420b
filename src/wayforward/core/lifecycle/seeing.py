"""Saying that something has been seen: by whoever it was addressed to, or, where they were told, by who told them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from wayforward.core import events as ev
from wayforward.core.commands import Acknowledge, Actor
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle.standing import OUTSIDER, Decided, addressed, no_duty, owes, standing
from wayforward.core.people import Seat, holds, seats
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused

MAY_HAND_OVER = ("raising", "office")
A_MINUTE = timedelta(minutes=1)


def acknowledge(rules: Rulebook, escalation: Escalation, command: Acknowledge) -> Decided:
    """Only somebody to whom it was addressed can say that it has been seen.

    The reminders of a duty stop only where somebody who owes it says so: those it is owed to know of it anyway. For one
    message alone, whoever submits this has checked whose it is, and gives the duty that it is about.
    """
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    owed = escalation.duties.get(command.duty or "")
    if command.duty is not None and owed is None:
        return no_duty(command.duty)
    if command.spoken:
        return _handed_over(rules, escalation, command, part, owed)
    if owed is not None and not command.notice and not addressed(rules, escalation, command.by, owed):
        return Refused("This is not addressed to you. Only the people it is addressed to can acknowledge it.")
    covers: tuple[str, ...] = ()
    if owed is not None and owes(rules, escalation, command.by, owed):
        covers = (owed.key,)
    elif owed is None and not command.notice:
        covers = tuple(_own(rules, escalation, command.by))
    seen = ev.Acknowledged(
        duty=command.duty, covers=covers, agency=command.by.agency, person=command.by.person, notice=command.notice
    )
    return (seen,)


def _handed_over(
    rules: Rulebook, escalation: Escalation, command: Acknowledge, part: str, owed: Owed | None
) -> Decided:
    """Told by telephone or face to face: as good as read, once somebody says who was told."""
    if part not in MAY_HAND_OVER:
        return Refused("Only the agency that raised it, or the partnership's office, records whom they told.")
    somewhere = command.agency or command.post in rules.posts  # a body outside has a post alone
    if not command.name.strip() or not somewhere:
        return Refused("Say who was told, and at which agency.")
    told = [owed] if owed is not None else escalation.owed()
    covers = tuple(
        each.key
        for each in told
        if _arisen(each, command.occurred_at) and _reached(rules, escalation, each, command.agency, command.post)
    )
    handed = ev.Acknowledged(
        duty=command.duty, spoken=True, covers=covers, agency=command.agency, post=command.post, name=command.name,
        words=command.words, notice=command.notice,
    )  # fmt: skip
    return (handed,)


def _arisen(owed: Owed, told_at: datetime | None) -> bool:
    """Nobody was told of what had not arisen yet. When they rang, people say to the minute."""
    return told_at is None or owed.arose_at < told_at + A_MINUTE


def _own(rules: Rulebook, escalation: Escalation, by: Actor) -> Iterator[str]:
    """What falls to this very person: by name, by a post that they hold, or at their agency's front door."""
    for owed in escalation.owed():
        if any(_theirs(by, seat) for seat in _owners(rules, escalation, owed)):
            yield owed.key


def _theirs(by: Actor, seat: Seat) -> bool:
    if seat.person is not None:
        return seat.person == by.person
    if seat.post is not None:
        return holds(by, seat)
    return seat.agency == by.agency


def _reached(rules: Rulebook, escalation: Escalation, owed: Owed, agency: str, post: str) -> bool:
    """Whether somebody who was told there, at a post or none in particular, is one of those who owe it."""
    places = (agency, agency.partition(":")[0])
    found = _owners(rules, escalation, owed)
    return any((seat.agency or "") in places and (not post or seat.post in (None, post)) for seat in found)


def _owners(rules: Rulebook, escalation: Escalation, owed: Owed) -> Iterable[Seat]:
    return (seat for who in owed.who for seat in seats(rules.posts, escalation, who, owed.agency))
