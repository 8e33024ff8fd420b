"""What part somebody has in an escalation, and so what they may ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import Actor, Command, Raise
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.people import Seat, holds, seats
from wayforward.core.rulebook import Rulebook, bare
from wayforward.core.verdict import Refused

Decided = tuple[ev.Event, ...] | Refused

OUTSIDER = Refused(
    "You are not part of this escalation. Ask one of its agencies, or the partnership's office, to bring you in."
)
CHALLENGED = "responding"
PARTIES = ("raising", CHALLENGED)


def standing(rules: Rulebook, escalation: Escalation, actor: Actor) -> str | None:
    """office, raising, responding or supporting; called where a stage or duty brings in their post; else None."""
    if actor.office:
        return "office"
    side = escalation.side(actor.agency)
    if side in PARTIES:
        return side
    if actor.posts & rules.called.get(escalation.stage, frozenset()):
        return "called"
    owed = (who for duty in escalation.duties.values() if duty.open for who in (*duty.who, *duty.to))
    return "called" if any(bare(who) in actor.posts for who in owed) else side


def decider(rules: Rulebook, escalation: Escalation, actor: Actor) -> bool:
    """Whether they hold one of the posts with power at this stage, at an agency those words mean here.

    A panel's member from an agency that is not in the disagreement may record what the panel decided.
    """
    stage = rules.stages.get(escalation.stage)
    sits = stage is not None and stage.panel is not None and actor.agency in escalation.panel
    if sits and escalation.side(actor.agency) is None:
        return True
    by = stage.decision.by if stage and stage.decision else ()
    return holds_one_of(rules, escalation, actor, by)


def holds_one_of(rules: Rulebook, escalation: Escalation, actor: Actor, by: Iterable[str]) -> bool:
    """Whether the actor holds a post that these words mean. A sided post is held only on that side."""
    for who in by:
        if bare(who) not in actor.posts:
            continue
        sided = {seat.agency for seat in seats(rules.posts, escalation, who)} & _agencies(escalation)
        if not sided or actor.agency in sided:
            return True
    return False


def falls_to(rules: Rulebook, escalation: Escalation, actor: Actor, owed: Owed) -> bool:
    """Whether this person may speak for a duty: its owner, a colleague on that side, or the partnership's office."""
    return actor.office or owes(rules, escalation, actor, owed)


def owes(rules: Rulebook, escalation: Escalation, actor: Actor, owed: Owed) -> bool:
    """Whether a duty falls to this person or to a colleague on that side."""
    found = (seat for who in owed.who for seat in seats(rules.posts, escalation, who, owed.agency))
    return any(_sits(actor, seat, escalation) for seat in found)


def addressed(rules: Rulebook, escalation: Escalation, actor: Actor, owed: Owed) -> bool:
    """Whether a duty's notices come to this person: those who owe it, and those it is owed to."""
    return falls_to(rules, escalation, actor, owed) or owed_to(rules, escalation, actor, owed)


def owed_to(rules: Rulebook, escalation: Escalation, actor: Actor, owed: Owed) -> bool:
    """Whether a duty is owed to this person or to a colleague on that side, or they get a copy."""
    duty = rules.duties.get(owed.duty)
    words = (*owed.to, *(duty.copies if duty else ()))
    found = (seat for who in words for seat in seats(rules.posts, escalation, who))
    return any(_sits(actor, seat, escalation) for seat in found)


def _sits(actor: Actor, seat: Seat, escalation: Escalation) -> bool:
    """Whether somebody speaks for a seat. Any colleague may speak for a seat at an agency that is a party."""
    if actor.agency in (seat.agency, seat.lent_to) and escalation.side(actor.agency):
        return True
    return holds(actor, seat)


def untimely(escalation: Escalation, command: Command, at: datetime) -> Refused | None:
    """What is said to have happened cannot lie ahead. Something may be written down long after it happened."""
    if command.occurred_at is not None and command.occurred_at > at:
        return Refused("What you record cannot be in the future. Give the day and time at which it happened.")
    if isinstance(command, Raise) and command.concern_raised_at is not None and command.concern_raised_at > at:
        return Refused("The day the concern was first raised cannot be in the future.")
    if escalation.state == "unborn" and not isinstance(command, Raise):
        return Refused("There is no escalation with this reference.")
    return None


def in_conflict(escalation: Escalation, command: Command) -> Refused | None:
    """Nobody acts in what they have an interest of their own in, whatever post they hold."""
    if command.by.person not in escalation.conflicted:
        return None
    return Refused("You have a conflict of interest in this, so you cannot act in it.")


def no_duty(key: str) -> Refused:
    return Refused(f"There is no duty “{key}” in this escalation.")


def shut(escalation: Escalation) -> Refused:
    """For what an escalation that has ended no longer takes."""
    return Refused(f"This escalation is closed ({escalation.state}). Reopen it, with a reason, to go on.")


def _agencies(escalation: Escalation) -> set[str | None]:
    return {party.agency for party in escalation.parties}
