"""What is asked to bring it to an end: proposals, answers, panels, decisions, closing and opening again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wayforward.core.commands.command import Command


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
