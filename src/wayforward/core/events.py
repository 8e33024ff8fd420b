"""What has happened to an escalation. Each says which of its fields are sealed when it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from wayforward.core.commands import Subject


@dataclass(frozen=True, kw_only=True)
class Event:
    SEALED: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class Raised(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("subjects", "answers", "reason")
    ref: str
    policy: str
    digest: str
    raiser: str
    raising: str
    responding: tuple[str, ...]
    subject_kinds: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]
    concern_raised_at: datetime | None
    subjects: tuple[Subject, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Joined(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    agency: str
    side: str
    person: str | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DiscussionRecorded(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("summary", "people", "actions")
    stage: str
    channel: str
    summary: str
    people: str = ""
    actions: str = ""


@dataclass(frozen=True, kw_only=True)
class AttemptRecorded(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("whom", "note")
    stage: str
    channel: str
    whom: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Responded(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("reasons",)
    agency: str
    outcome: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class FactsRecorded(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("answers", "reason")
    facts: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class EventRecorded(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("note",)
    event: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StageEntered(Event):
    """The case is at this stage. `how` is next, skip, last, side, back, start, automatic or reopened."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    stage: str
    formal: bool
    how: str
    line: str | None = None
    reason: str = ""
    override: tuple[str, ...] = ()  # the guards that were overridden


@dataclass(frozen=True, kw_only=True)
class LineEntered(Event):
    """Another line or tier inside the stage; entering the same line again is a retry."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    stage: str
    line: str
    agencies: tuple[str, ...] = ()  # whose ladder
    reason: str = ""
    override: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DutyArose(Event):
    """Somebody now owes something. `due_at` None means no time, or a time not yet known; `because` says which."""

    key: str
    duty: str
    who: tuple[str, ...]
    to: tuple[str, ...]
    due_at: datetime | None
    target_at: datetime | None
    force: str
    because: tuple[str, ...]
    kind: str = ""
    stage: str | None = None  # the stage at which it arose
    agency: str | None = None
    waiting_for: tuple[str, ...] = ()  # occurrences that will start its clock


@dataclass(frozen=True, kw_only=True)
class DutyTimed(Event):
    """A duty's deadline was set, started, extended or moved; the earlier one stays in the history."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "judged_safe_by")
    key: str
    due_at: datetime | None
    target_at: datetime | None
    how: str  # started, extended, set
    because: tuple[str, ...]
    reason: str = ""
    judged_safe_by: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyDischarged(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("note",)
    key: str
    duty: str
    attempted: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class DutyLapsed(Event):
    """No longer owed, and not done: what it waited for came to pass without it."""

    key: str
    duty: str
    because: str


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed(Event):
    """The clock's record that a duty was still owed at its due instant. It never moves or closes the case."""

    key: str
    duty: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProtectiveDeadlineSet(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    due_at: datetime
    what: str  # protective or target
    reason: str
    agency: str = ""  # who set it, and so may loosen it


@dataclass(frozen=True, kw_only=True)
class NoticeOwed(Event):
    """Somebody must be told. `blocked` says why it cannot be sent; it is then shown, never dropped."""

    key: str
    to: str  # a post or role
    agency: str | None
    about: str  # a duty key or a stage
    kind: str
    blocked: str | None = None


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    duty: str | None
    spoken: bool = False


@dataclass(frozen=True, kw_only=True)
class ResolutionProposed(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("outcome", "actions", "outstanding", "answers", "reason")
    side: str  # raising, responding, office, or decider
    agency: str
    outcome: str
    actions: str = ""
    outstanding: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    override: tuple[str, ...] = ()  # what the stage asks of a resolution and this one leaves out
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ResolutionAnswered(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("note",)
    agency: str
    agree: bool
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PanelConvened(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("members", "exception")
    members: Mapping[str, str]
    exception: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    """Those with power gave their positions. `made` False: not agreed, so nothing is decided yet."""

    SEALED: ClassVar[tuple[str, ...]] = ("decision", "outcome", "dissent")
    stage: str
    decision: str
    positions: Mapping[str, bool]
    made: bool
    outcome: str = ""
    dissent: str = ""


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """The escalation ended: resolved, decided, or one of the policy's other endings."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "outstanding")
    ending: str
    stage: str
    reason: str = ""
    outstanding: str = ""
    override: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reopened(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    stage: str
    reason: str
