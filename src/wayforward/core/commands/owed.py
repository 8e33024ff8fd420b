"""What is asked about duties and their dates: done, seen, set, put back, asked for, chased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wayforward.core.commands.command import Command


@dataclass(frozen=True, kw_only=True)
class Discharge(Command):
    duty: str  # the instance key
    note: str = ""
    attempted: bool = False  # done as far as the other side allowed: tried, with a reason


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Command):
    """A named person has seen what was asked of them. With no duty: everything that is addressed to them here.

    `spoken` when it was handed over by telephone or in person: whoever raised it, or the office, then writes down who
    was told. `occurred_at` says when.
    """

    duty: str | None = None
    spoken: bool = False
    agency: str = ""  # spoken: where whoever was told works
    post: str = ""  # spoken: the post they answered for, as the policy names it; empty: none in particular
    name: str = ""  # spoken: who was told
    words: str = ""  # spoken: what was said
    notice: str | None = None  # the key of one message alone, where not all that is addressed to them is meant


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
class Chase(Command):
    """Remind those who owe something, or with no duty an agency that has gone quiet."""

    duty: str | None = None
    agency: str = ""
    words: str = ""
