"""What is asked about where an escalation is and who is in it: raise, go on, bring in, leave to others, move over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wayforward.core.commands.command import Command, Subject


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
class Escalate(Command):
    """Go to another stage, or with `line` to another line or tier inside one; the same line again is a retry."""

    to: str
    line: str | None = None
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    override: bool = False  # go on although a guard is not met; the reason says why
    whom: str = ""  # who is tried there, where the same line is tried again with somebody else


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
class ReferOn(Command):
    """Take it to another authority. It goes on here until somebody closes it."""

    authority: str
    reason: str
    to_whom: str = ""


@dataclass(frozen=True, kw_only=True)
class AdoptVersion(Command):
    """Go on under another version of the policy. The partnership's office decides it, for this one escalation."""

    digest: str  # of the version's text
    reason: str
    stage: str | None = None  # where it goes on there; None: at the stage of the same name
    line: str | None = None
    lengthen: str = ""  # why dates may move later; empty: none does
    judged_safe_by: str = ""  # who judged that waiting longer is safe
    backdate: bool = False  # let a date that has passed already take effect: it shows as late at once
