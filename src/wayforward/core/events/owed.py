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
    from_at: datetime | None = None  # when its clock started


@dataclass(frozen=True, kw_only=True)
class DutyTimed(Event):
    """A duty's deadline was set, started, extended or moved; the earlier one stays in the history.

    Rebased: its working days were counted anew because a day off was declared or taken back.
    """

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "judged_safe_by")
    key: str
    due_at: datetime | None
    target_at: datetime | None
    how: str  # started, extended, set, rebased
    because: tuple[str, ...]
    reason: str = ""
    judged_safe_by: str = ""
    was_at: datetime | None = None
    from_at: datetime | None = None  # when its clock started
    calendar: int | None = None  # which of the partnership's calendars it was rebased by


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
class Reminded(Event):
    """The clock's reminder of something that is still open. It changes no deadline and moves nothing.

    `what` is half-way, due-today, late, silent or prompt for a duty; target for the day on which its earlier, preferred
    date falls. Where no duty is meant, `key` says what is: protective or target, a date that a person set (due-today,
    passed), or stage, one that has neither time nor target (quiet).
    """

    key: str
    duty: str  # empty where no duty is meant
    what: str
    due_at: datetime | None  # the instant that it speaks of
    ours: bool  # Wayforward's own: the policy does not ask for it
    again_at: datetime | None = None  # when a prompt comes again
    times: int = 0  # which prompt of its row this was


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
    ours: bool = False  # Wayforward's own: the policy does not ask for it
    due_at: datetime | None = None  # the instant that it speaks of


@dataclass(frozen=True, kw_only=True)
class NoticeFailed(Event):
    """A notice reached nobody: every way to whom it was for was tried."""

    key: str  # of the notice
    to: str
    agency: str | None
    why: str
    kind: str = ""  # of the notice
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeDropped(Event):
    """A notice was not sent: it was no longer true when it was to go, or no longer for whoever it was for."""

    key: str
    to: str
    agency: str | None
    why: str
    kind: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    """Somebody has seen a duty, or with none everything addressed to them. It is done by doing it, not by this."""

    SEALED: ClassVar[tuple[str, ...]] = ("name", "words")
    duty: str | None
    spoken: bool = False
    covers: tuple[str, ...] = ()  # the duties of these that they owe, and so know of
    agency: str = ""  # of whoever has seen it
    person: str | None = None  # their id; None where somebody else writes down that they were told
    post: str = ""  # spoken: the post they answered for
    name: str = ""  # spoken: who was told
    words: str = ""  # spoken: what was said
    notice: str | None = None  # the key of one message alone
