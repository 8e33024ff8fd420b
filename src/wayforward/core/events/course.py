"""Where an escalation is and who is in it: raised, joined, shut out, at a stage or a line, taken elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from wayforward.core.commands import Subject
from wayforward.core.events.event import Event


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
    received_from: str = ""  # the other authority that referred it here


@dataclass(frozen=True, kw_only=True)
class Joined(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    agency: str
    side: str
    person: str | None = None
    reason: str = ""
    in_place_of: str = ""  # the post that this person acts for
    invited_by: str = ""  # who made the one-time pass by which they came in


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    """Somebody has an interest in it of their own: they see nothing of it from here on, and nothing comes to them."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason",)
    person: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReferredOn(Event):
    """It was taken to another authority. It goes on here until somebody closes it."""

    SEALED: ClassVar[tuple[str, ...]] = ("to_whom", "reason")
    authority: str
    reason: str
    to_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class StageEntered(Event):
    """The case is at this stage. `how` is next, skip, last, side, back, start, automatic or reopened."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "whom")
    stage: str
    formal: bool
    how: str
    line: str | None = None
    reason: str = ""
    override: tuple[str, ...] = ()  # the guards that were overridden
    whom: str = ""


@dataclass(frozen=True, kw_only=True)
class LineEntered(Event):
    """Another line or tier inside the stage; entering the same line again is a retry, and `whom` says with whom."""

    SEALED: ClassVar[tuple[str, ...]] = ("reason", "whom")
    stage: str
    line: str
    agencies: tuple[str, ...] = ()  # whose ladder
    reason: str = ""
    override: tuple[str, ...] = ()
    whom: str = ""
