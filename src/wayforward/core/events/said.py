"""What people said of it: talks, attempts, answers, facts and happenings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from wayforward.core.events.event import Event


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
