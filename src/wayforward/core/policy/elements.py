"""What every element of a policy carries: its id, its clauses, what it fills in, what it leaves unsaid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one place of the source says about one thing. Two that disagree are both kept."""

    clause: str
    where: str  # prose, diagram, footnote, heading, example, form, summary
    about: str  # the one thing, in words that two statements share: "who refers it to the chair"
    says: str


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything a policy says. It names the clauses it rests on; what it fills in is a named assumption."""

    id: str
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    silent: str | None = None  # what the text leaves unsaid here, in one sentence
    unstated: tuple[str, ...] = ()  # keys of this element that the text does not state, filled here or not
    stated: tuple[Statement, ...] = ()  # what the places of the source say about it


@dataclass(frozen=True, kw_only=True)
class Option:
    id: str
    says: str
    clauses: tuple[str, ...] = ()
