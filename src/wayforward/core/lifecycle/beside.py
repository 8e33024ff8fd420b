"""What goes on beside the stages and moves none of them: positions, urgent action, offers, referrals, chases."""

from __future__ import annotations

from datetime import datetime, timedelta

from wayforward.core import events as ev
from wayforward.core.commands import AnswerOffer, Chase, OfferTime, RecordUrgentAction, ReferOn, StatePosition
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle.dates import NOT_OWED, too_far
from wayforward.core.lifecycle.standing import (
    CHALLENGED,
    OUTSIDER,
    PARTIES,
    Decided,
    no_duty,
    owed_to,
    shut,
    standing,
)
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused

CHASE_AGAIN = timedelta(hours=1)  # one agency, one thing: chasing is no means to harass anybody
Beside = StatePosition | RecordUrgentAction | OfferTime | AnswerOffer | ReferOn | Chase


def beside(rules: Rulebook, escalation: Escalation, command: Beside, at: datetime) -> Decided:
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    if not escalation.open and not isinstance(command, ReferOn | Chase):
        return shut(escalation)
    match command:
        case StatePosition():
            return _position(part, command)
        case RecordUrgentAction():
            return _urgent_action(command, at)
        case OfferTime():
            return _offer(rules, part, command, at)
        case AnswerOffer():
            return _answer(escalation, part, command, at)
        case ReferOn():
            return _refer(part, command)
        case Chase():
            return _chase(rules, escalation, part, command, at)


def _position(part: str, command: StatePosition) -> Decided:
    """Each side says where it stands, so that both can be read side by side (H-42, NW-50); nobody says it for them."""
    if part not in PARTIES:
        return Refused("Only the agencies in the disagreement state their position.")
    said = {
        "agreed": command.agreed, "disputed": command.disputed, "evidence": command.evidence,
        "wanted": command.wanted, "risk": command.risk, "meanwhile": command.meanwhile,
    }  # fmt: skip
    if not any(text.strip() for text in said.values()):
        return Refused("Write down at least one thing: what is agreed, what is not, or what it rests on.")
    return (ev.PositionStated(agency=command.by.agency, side=part, **said),)


def _urgent_action(command: RecordUrgentAction, at: datetime) -> Decided:
    """Protection goes on beside the disagreement, which is never the safeguarding response itself (H-03)."""
    if not command.action.strip() or not command.by_whom.strip():
        return Refused("Say what was done, and who did it.")
    if command.taken_at > at:
        return Refused("Record it once it is done. The time cannot be in the future.")
    return (ev.UrgentActionRecorded(taken_at=command.taken_at, action=command.action, by_whom=command.by_whom),)


def _offer(rules: Rulebook, part: str, command: OfferTime, at: datetime) -> Decided:
    if part not in PARTIES:
        return Refused("Only the agencies in the disagreement offer each other a time to talk.")
    if command.talk_at <= at:
        return Refused("Offer a time that is still to come.")
    if refused := too_far(rules, command.talk_at):
        return refused
    offered = ev.TimeOffered(
        agency=command.by.agency, talk_at=command.talk_at, channel=command.channel,
        family_present=command.family_present, note=command.note,
    )  # fmt: skip
    return (offered,)


def _answer(escalation: Escalation, part: str, command: AnswerOffer, at: datetime) -> Decided:
    offer = escalation.offer
    if offer is None or offer.accepted is not None:
        return Refused("No offer of a time is waiting for an answer. You can offer one yourself.")
    if part not in PARTIES or part == escalation.side(offer.agency):
        return Refused("Only the other side can answer this offer.")
    if offer.talk_at <= at:
        return Refused("The time that was offered has passed. Offer another.")
    return (ev.OfferAnswered(agency=command.by.agency, accept=command.accept, note=command.note),)


def _refer(part: str, command: ReferOn) -> Decided:
    """Take it up with another authority (B0-70, B0-71). It closes nothing: that is a decision of its own."""
    if part == CHALLENGED:
        return Refused("An agency that is being challenged cannot refer the escalation elsewhere.")
    if not command.authority.strip():
        return Refused("Say which authority you are referring it to.")
    if not command.reason.strip():
        return Refused("Give the reason for referring it on.")
    return (ev.ReferredOn(authority=command.authority, to_whom=command.to_whom, reason=command.reason),)


def _chase(rules: Rulebook, escalation: Escalation, part: str, command: Chase, at: datetime) -> Decided:
    """Remind those who owe something. The office and the side that raised it may; others what is owed to them."""
    by, may_all = command.by, part in ("office", "raising")
    if command.duty is None:
        if not escalation.open:
            return shut(escalation)
        if not may_all:
            return Refused("You can chase what is owed to you. Choose what that is.")
        if command.agency == by.agency or escalation.side(command.agency) not in PARTIES:
            return Refused("Choose an agency on the other side of the disagreement.")
    else:
        owed = escalation.duties.get(command.duty)
        if owed is None:
            return no_duty(command.duty)
        if not owed.open:
            return NOT_OWED
        if not may_all and not owed_to(rules, escalation, by, owed):
            return Refused("You can chase what is owed to you. For the rest, ask the partnership's office.")
    last = escalation.chased.get((by.agency, command.duty or command.agency))
    if part != "office" and last is not None and at - last < CHASE_AGAIN:
        return Refused("Your agency chased this less than an hour ago. Ring them, or go on: you do not have to wait.")
    chased = ev.Chased(
        key=command.duty, agency="" if command.duty else command.agency, chased_by=by.agency, words=command.words
    )
    return (chased,)
