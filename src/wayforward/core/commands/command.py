"""What every command has in common: who asks, about whom, and when they say that it happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: a person at an agency, with the posts they hold. `side` follows from the escalation."""

    person: str
    agency: str
    posts: frozenset[str] = frozenset()
    office: bool = False  # works for the partnership's own office


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The child, unborn child, young person or adult at risk that the disagreement is about."""

    kind: str  # child, young-person, unborn, adult
    name: str = ""
    born_on: str = ""  # ISO date; the expected date for an unborn child
    location: str = ""  # address or placement: sealed apart, its own grant


@dataclass(frozen=True, kw_only=True)
class Command:
    """Something asked at an instant. `occurred_at` is the asker's claim of when it happened; the record keeps both."""

    by: Actor
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Tick(Command):
    """Time has passed: record what fell due, remind whoever still owes something, make the policy's own moves.

    `reminders` False records deadlines only: before a person acts, whose act may be what the reminder would ask for.
    """

    reminders: bool = True


@dataclass(frozen=True, kw_only=True)
class Rebase(Command):
    """Days off were declared or taken back: count the open dates anew, by the rules that are given with it."""

    calendar: int  # which of the partnership's calendars this is, counted from 0
    declared_at: datetime  # what had passed by then stays as it is
    days: Mapping[date, str] = field(default_factory=dict)  # each day that changed, and the sentence that says how


@dataclass(frozen=True, kw_only=True)
class ReportNotice(Command):
    """What became of a notice that did not reach anybody: the clock reports it, so that it stands in the history."""

    key: str  # of the notice
    outcome: str  # failed, dropped
    why: str  # a few plain words of ours, never anybody's name or address
    to: str = ""  # the post or part that it was for
    agency: str | None = None
    kind: str = ""  # what kind of notice it was
    about: str = ""
