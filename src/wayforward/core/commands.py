"""What a person, or the clock, may ask of an escalation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: a person at an agency, with the posts they hold. `side` follows from the escalation."""

    person: str
    agency: str
    posts: frozenset[str] = frozenset()
    office: bool = False  # works for the partnership's own office


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The child, unborn child, young person or adult at risk that the disagreement is about."""

    kind: str  # child, young-person, unborn, adult
    name: str = ""
    born_on: str = ""  # ISO date; the expected date for an unborn child
    location: str = ""  # address or placement: sealed apart, its own grant


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something asked at an instant. `occurred_at` is the asker's claim of when it happened; the record keeps both."""

    by: Actor
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Raise(Command):
    ref: str
    raising: str  # agency, as "kind" or "kind:name"
    responding: tuple[str, ...]
    subjects: tuple[Subject, ...] = ()
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    concern_raised_at: datetime | None = None  # when the concern was first raised with the other agency
    at_stage: str | None = None  # start higher up, with a reason
    reason: str = ""
    override: bool = False  # raise it although the policy's scope points elsewhere; the reason says why
    supporter: str | None = None
    for_person: str | None = None  # the worker who raises it, where the partnership's office types it in for them
    received_from: str = ""  # the other authority that referred it here


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
class Escalate(Command):
    """Go to another stage, or with `line` to another line or tier inside one; the same line again is a retry."""

    to: str
    line: str | None = None
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    override: bool = False  # go on although a guard is not met; the reason says why
    whom: str = ""  # who is tried there, where the same line is tried again with somebody else


@dataclass(frozen=True, kw_only=True)
class Discharge(Command):
    duty: str  # the instance key
    note: str = ""
    attempted: bool = False  # done as far as the other side allowed: tried, with a reason


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Command):
    """A named person has seen what was asked of them. `spoken` when it was handed over by telephone or in person."""

    duty: str | None = None
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class SetDeadline(Command):
    """A date that a person sets: protective, a target where the policy gives no time, or the Chair's own date."""

    due_at: datetime
    reason: str
    what: str = "protective"  # protective, target, or the key of a duty whose time a person sets


@dataclass(frozen=True, kw_only=True)
class Extend(Command):
    """Stay past a deadline. Names who judged it safe and why; nothing is blocked or hidden."""

    duty: str
    until_at: datetime
    reason: str
    judged_safe_by: str
    agreed: bool = False  # both sides agree


@dataclass(frozen=True, kw_only=True)
class Propose(Command):
    outcome: str
    actions: str = ""
    outstanding: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    override: bool = False  # propose it although the stage asks for more; the reason says why
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer(Command):
    """Agree or not to the resolution on the table."""

    agree: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ConvenePanel(Command):
    members: Mapping[str, str]  # agency -> person
    exception: str = ""  # why the composition departs from the policy
    full_board: frozenset[str] = frozenset()  # agencies that may sit


@dataclass(frozen=True, kw_only=True)
class Decide(Command):
    """The decision of those with the power to make it; positions name who agrees and who dissents."""

    decision: str
    positions: Mapping[str, bool]
    outcome: str = ""
    dissent: str = ""


@dataclass(frozen=True, kw_only=True)
class Close(Command):
    """Close by one of the policy's own endings: withdrawn, referred on, no further route. Never resolved or decided."""

    ending: str
    reason: str
    outstanding: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    override: bool = False  # close although something the ending needs is missing


@dataclass(frozen=True, kw_only=True)
class Reopen(Command):
    reason: str


@dataclass(frozen=True, kw_only=True)
class Join(Command):
    """Bring an agency or a person in: another responding agency, a supporter, a colleague to act in one's place."""

    agency: str
    side: str  # raising, responding, supporting
    person: str | None = None
    reason: str = ""
    in_place_of: str = ""  # the post of the asker's own that this person acts for here


@dataclass(frozen=True, kw_only=True)
class ComeIn(Command):
    """Come in by a one-time pass that was used up for it. Whoever submits this has checked the pass."""

    agency: str
    invited_by: str  # the person who made the pass


@dataclass(frozen=True, kw_only=True)
class DeclareConflict(Command):
    person: str
    reason: str


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


@dataclass(frozen=True, kw_only=True)
class AskForTime(Command):
    """Ask the other side to agree to a later date. Asking moves nothing."""

    duty: str
    until_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class GiveTime(Command):
    """Agree or not to the longer time that the other side asked for."""

    agree: bool
    note: str = ""
    judged_safe_by: str = ""


@dataclass(frozen=True, kw_only=True)
class ReferOn(Command):
    """Take it to another authority. It goes on here until somebody closes it."""

    authority: str
    reason: str
    to_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class Chase(Command):
    """Remind those who owe something, or with no duty an agency that has gone quiet."""

    duty: str | None = None
    agency: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Tick(Command):
    """Time has passed: record what fell due and make the moves that the policy itself makes."""
