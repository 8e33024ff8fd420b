"""What people ask to be written down: talks, attempts, answers, positions, facts, happenings, offers of a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wayforward.core.commands.command import Command


@dataclass(frozen=True, kw_only=True)
class RecordDiscussion(Command):
    summary: str
    channel: str = ""  # telephone, in person, e-mail, meeting
    people: str = ""
    actions: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordAttempt(Command):
    """Somebody was tried and did not answer."""

    whom: str
    channel: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Respond(Command):
    """The challenged side's answer after looking again: upheld, changed or partly."""

    outcome: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class RecordFacts(Command):
    """What became known about the case: a plan started, it became urgent. Replaces what those facts said before."""

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RecordEvent(Command):
    """One of the policy's own named happenings took place: a conference, the receipt of a decision."""

    event: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StatePosition(Command):
    """Where one side stands, in its own words. Something may be left blank, not all of it."""

    agreed: str = ""
    disputed: str = ""
    evidence: str = ""
    wanted: str = ""  # the outcome sought
    risk: str = ""  # what may happen if this side is right and is not heard
    meanwhile: str = ""  # what keeps the person safe until it is settled


@dataclass(frozen=True, kw_only=True)
class RecordUrgentAction(Command):
    """Somebody acted at once to protect the person, beside the disagreement and whatever becomes of it."""

    action: str
    by_whom: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfferTime(Command):
    """A time at which this side can talk. A later offer replaces it."""

    talk_at: datetime
    channel: str = ""
    note: str = ""
    family_present: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerOffer(Command):
    accept: bool
    note: str = ""
