"""What every command has in common: who asks, about whom, and when they say that it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
    """Time has passed: record what fell due and make the moves that the policy itself makes."""
