"""What every element of a policy carries: its id, its clauses, what it fills in, what it leaves unsaid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything a policy says. It names the clauses it rests on; what it fills in is a named assumption."""

    id: str
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    silent: str | None = None  # what the text leaves unsaid here, in one sentence


@dataclass(frozen=True, kw_only=True)
class Option:
    id: str
    says: str
    clauses: tuple[str, ...] = ()
