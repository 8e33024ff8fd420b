"""Who comes in and who is kept out: agencies and colleagues brought in, one-time passes, conflicts of interest."""

from __future__ import annotations

from wayforward.core import events as ev
from wayforward.core.commands import ComeIn, DeclareConflict, Join
from wayforward.core.escalation import Escalation, Party
from wayforward.core.lifecycle.standing import CHALLENGED, OUTSIDER, PARTIES, Decided, shut, standing
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time.dates import listed

SUPPORTING = "supporting"
SIDES = (*PARTIES, SUPPORTING)


def joins(rules: Rulebook, escalation: Escalation, command: Join | ComeIn | DeclareConflict) -> Decided:
    match command:
        case Join():
            return join(rules, escalation, command)
        case ComeIn():
            return come_in(escalation, command)
        case DeclareConflict():
            return declare_conflict(escalation, command)


def join(rules: Rulebook, escalation: Escalation, command: Join) -> Decided:
    """Bring somebody in. The challenged side brings in its own people, and says whom it works with.

    Whoever a stage calls brings in a colleague of their own agency, to act for them.
    """
    if not escalation.open:
        return shut(escalation)
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    if command.side not in SIDES:
        return Refused(f"Say which side they are on: {listed(SIDES, 'or')}.")
    side = escalation.side(command.agency)
    if refused := _may_bring(part, command):
        return refused
    if side is not None and CHALLENGED in (side, command.side) and side != command.side:
        return Refused("That agency is in this escalation on the other side already.")
    if refused := _in_place_of(command):
        return refused
    party = Party(agency=command.agency, side=command.side, person=command.person, in_place_of=command.in_place_of)
    if escalation.parties.count(party) > _raised(escalation, party):
        return Refused("They are in this escalation already.")
    if command.person in escalation.conflicted:
        return Refused("That person has a conflict of interest in this. Choose somebody else.")
    joined = ev.Joined(
        agency=command.agency, side=command.side, person=command.person, reason=command.reason,
        in_place_of=command.in_place_of,
    )  # fmt: skip
    return (joined,)


def _raised(escalation: Escalation, party: Party) -> int:
    """1 for the worker who raised it: it can be handed to them too, so that handing it on tells nobody who that was."""
    return int(party.person == escalation.raiser and party.agency == escalation.raising and party.side == "raising")


def _may_bring(part: str, command: Join) -> Refused | None:
    if part == CHALLENGED and command.side != CHALLENGED:
        return Refused("An agency that is being challenged can bring in people on its own side only.")
    colleague = command.person is not None and command.agency == command.by.agency
    if part == "called" and not (colleague and command.side == SUPPORTING):
        return Refused("You can bring in a colleague of your own agency, to act for you. Say who it is.")
    return None


def _in_place_of(command: Join) -> Refused | None:
    """A post is lent by whoever holds it, to a colleague at its agency; nobody gives away another's."""
    if not command.in_place_of:
        return None
    if command.person is None or command.agency != command.by.agency or command.in_place_of not in command.by.posts:
        return Refused("Somebody can act in your place only where you hold the post, and they work for your agency.")
    return None


def come_in(escalation: Escalation, command: ComeIn) -> Decided:
    """Come in by a pass, on the side of one's agency; where it has no part in it, to support."""
    if not escalation.open:
        return shut(escalation)
    person = command.by.person
    if any(party.agency == command.agency and party.person == person for party in escalation.parties):
        return Refused("You are in this escalation already.")
    side = escalation.side(command.agency) or SUPPORTING
    return (ev.Joined(agency=command.agency, side=side, person=person, invited_by=command.invited_by),)


def declare_conflict(escalation: Escalation, command: DeclareConflict) -> Decided:
    """Anybody for themselves; the office for others. Nobody shuts the worker who raised it out of it (H-15)."""
    if command.person in escalation.conflicted:
        return Refused("This conflict of interest is on record already.")
    if not command.reason.strip():
        return Refused("Give the reason. Only those who may see this escalation can read it.")
    if command.person != command.by.person:
        if command.person == escalation.raiser:
            return Refused("Only the worker who raised it can declare this of themselves.")
        if not command.by.office:
            return Refused("You can declare your own conflict of interest. Ask the partnership's office about others.")
    return (ev.ConflictDeclared(person=command.person, reason=command.reason),)
