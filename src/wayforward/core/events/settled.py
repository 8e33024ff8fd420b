"""How it comes to an end: proposals, answers, panels, decisions, closing and opening again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from wayforward.core.events.event import Event


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
