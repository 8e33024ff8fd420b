"""What people said and did: talks, attempts, answers, positions, facts, happenings and urgent action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, kw_only=True)
class PositionStated(Event):
    """Where one side stands. An agency's latest counts, and the earlier ones stay."""

    SEALED: ClassVar[tuple[str, ...]] = ("agreed", "disputed", "evidence", "wanted", "risk", "meanwhile")
    agency: str
    side: str
    agreed: str = ""
    disputed: str = ""
    evidence: str = ""
    wanted: str = ""
    risk: str = ""
    meanwhile: str = ""


@dataclass(frozen=True, kw_only=True)
class UrgentActionRecorded(Event):
    """Somebody acted at once to protect the person, beside the disagreement."""

    SEALED: ClassVar[tuple[str, ...]] = ("action", "by_whom")
    taken_at: datetime
    action: str
    by_whom: str


@dataclass(frozen=True, kw_only=True)
class TimeOffered(Event):
    """One side can talk at this time. A later offer replaces it."""

    SEALED: ClassVar[tuple[str, ...]] = ("note",)
    agency: str
    talk_at: datetime
    channel: str = ""
    family_present: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferAnswered(Event):
    SEALED: ClassVar[tuple[str, ...]] = ("note",)
    agency: str
    accept: bool
    note: str = ""
