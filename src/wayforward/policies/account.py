"""The account of a policy's clauses, both ways: what carries each, and what names one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wayforward.core.policy.duties import Duty
from wayforward.core.policy.elements import Element
from wayforward.core.policy.facts import Fact
from wayforward.core.policy.papers import Form, Guidance
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import Needed, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy

SHOWING = frozenset({"document", "term", "reference", "noted"})  # what people read and nothing runs on


class Status(StrEnum):
    CARRIED = "carried"  # a stage, move, duty, time, route, post, fact, form, report or the like rests on it
    SHOWN = "shown"  # people see it: guidance, the document's own life, its governance
    NOT_EXECUTABLE = "not-executable"  # no software can carry it, and the account says why
    MISSING = "missing"  # nothing in the policy rests on it


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One clause. `by` names what rests on it, as "duty tell-partnership-manager"."""

    clause: str
    status: Status
    by: tuple[str, ...]
    why: str  # why it is not executable; else empty


@dataclass(frozen=True, kw_only=True)
class Account:
    """Every clause in the order of the document. A whole account has nothing missing and nothing unknown."""

    entries: tuple[Entry, ...]
    missing: tuple[str, ...]  # declared, and named by nothing
    unknown: tuple[str, ...]  # named, and not declared

    @property
    def whole(self) -> bool:
        return not self.missing and not self.unknown


def account(policy: Policy) -> Account:
    """What becomes of every clause."""
    carried: dict[str, list[str]] = {}
    shown: dict[str, list[str]] = {}
    for name, shows, clauses in _named(policy):
        for clause in clauses:
            by = (shown if shows else carried).setdefault(clause, [])
            if name not in by:
                by.append(name)
    entries = tuple(
        _entry(clause.id, clause.not_executable, carried.get(clause.id, []), shown.get(clause.id, []))
        for clause in policy.clauses
    )
    declared = {clause.id for clause in policy.clauses}
    return Account(
        entries=entries,
        missing=tuple(entry.clause for entry in entries if entry.status is Status.MISSING),
        unknown=tuple(sorted((carried.keys() | shown.keys()) - declared)),
    )


def _entry(clause: str, not_executable: str | None, carried: list[str], shown: list[str]) -> Entry:
    by = (*carried, *shown)
    if carried:
        return Entry(clause=clause, status=Status.CARRIED, by=by, why="")
    if not_executable:
        return Entry(clause=clause, status=Status.NOT_EXECUTABLE, by=by, why=not_executable)
    return Entry(clause=clause, status=Status.SHOWN if shown else Status.MISSING, by=by, why="")


Named = Iterator[tuple[str, bool, tuple[str, ...]]]


def _named(policy: Policy) -> Named:
    """Everything that names clauses: what it is called, whether it only shows them, and which."""
    for kind, element in policy.elements():
        only_shows = kind in SHOWING or (isinstance(element, Guidance) and element.kind != "window")
        name = kind if kind == element.id else f"{kind} {element.id}"
        yield name, only_shows, element.clauses
        for part, clauses in _inside(element):
            yield f"{name}{part}", only_shows, clauses
        yield from ((f"{name}, as stated", True, (statement.clause,)) for statement in element.stated)
    for event in policy.events:
        yield f"event {event.id}", False, event.clauses


def _inside(element: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parts of an element that name clauses of their own."""
    match element:
        case Stage():
            yield from _inside_stage(element)
        case Duty():
            yield from _time(element.time)
        case Post():
            yield from ((f", also called {other.says}", other.clauses) for other in element.also_called)
        case Fact():
            yield from ((f", option {option.id}", option.clauses) for option in element.options)
        case Form():
            for field in element.fields:
                yield f", field {field.id}", field.clauses
                yield from ((f", field {field.id}", option.clauses) for option in field.options)
        case _:
            yield from _needs(getattr(element, "needs", ()))


def _inside_stage(stage: Stage) -> Iterator[tuple[str, tuple[str, ...]]]:
    for move in stage.moves:
        yield f", move {move.id}", move.clauses
        yield from ((f", move {move.id}{need}", clauses) for need, clauses in _needs(move.needs))
    for part, holder in (("decision", stage.decision), ("panel", stage.panel), ("tiers", stage.tiers)):
        if holder is not None:
            yield f", {part}", holder.clauses
    yield from _needs(stage.produces)


def _needs(needs: tuple[Needed, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((f", need {needed.name or needed.need}", needed.clauses) for needed in needs)


def _time(time: Timescale | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    if time is not None:
        yield ", time", time.clauses
        yield from ((", time as stated", (stated.clause,)) for stated in time.stated)
