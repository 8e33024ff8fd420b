"""What is owed, by when, and to whom a word is owed: duties, their dates, chases and notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from wayforward.core.events.event import Event


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
class MoreTimeAsked(Event):
    """One side asks the other to agree to a later date. Nothing has moved."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    key: str
    until_at: datetime
    agency: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MoreTimeAnswered(Event):
    """The other side's answer. Where it agrees, the duty's new date follows as an event of its own."""

    SEALED: ClassVar[tuple[str, ...]] = ("note", "judged_safe_by")
    key: str
    agree: bool
    agency: str
    note: str = ""
    judged_safe_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Chased(Event):
    """Those who owe something were reminded of it, or with no `key` an agency that has gone quiet."""

    SEALED: ClassVar[tuple[str, ...]] = ("words",)
    key: str | None  # of the duty
    agency: str  # whom it goes to, where there is no duty
    chased_by: str  # the agency that chases
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeOwed(Event):
    """Somebody must be told. `blocked` says why it cannot be sent; it is then shown, never dropped."""

    key: str
    to: str  # a post or role
    agency: str | None
    about: str  # a duty key or a stage
    kind: str
    blocked: str | None = None
    person: str | None = None  # the very person, where it is for them and not for a post or a part


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    duty: str | None
    spoken: bool = False
