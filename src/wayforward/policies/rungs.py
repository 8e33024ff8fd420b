"""An agency's whole ladder: who answers on each of its lines, for each case and each kind of hour, and who does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayforward.core.conditions import Facts
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import Answer, Card, RouteTable
from wayforward.policies import hours
from wayforward.policies.hours import Kind

NO_FACTS: Facts = {}
Answers = Mapping[str, Sequence[tuple[Kind, Answer]]]  # by the status of the case; "" where the ladder tells none apart


@dataclass(frozen=True)
class Entry:
    """One answer, and all that it is the answer for. `cards` empty: the policy names nobody, and `hole` says so."""

    statuses: tuple[str, ...]  # in words; empty: whatever the case
    hours: str
    cards: tuple[Card, ...]
    hole: str


@dataclass(frozen=True)
class Rung:
    """One line of the ladder."""

    line: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Instead:
    """Somebody else answers where something is so: what is so, and who then does."""

    asks: str
    name: str
    entries: tuple[Entry, ...]


def lines_of(table: RouteTable, policy: Policy, agency: str) -> list[str]:
    """The lines that somebody can ask about: numbered ones, and those that belong to a stage."""
    named = names_of(policy)
    ladder = table.rows.ladder(agency)
    return [line for line in ladder if line.isdecimal() or line in named] or list(table.lines)


def names_of(policy: Policy) -> dict[str, str]:
    """What the policy calls the lines that belong to a stage: "Stage Three" for the line that is rung there."""
    return {stage.line: f"{stage.label}: {stage.title}" for stage in reversed(policy.stages) if stage.line}


def rungs(table: RouteTable, policy: Policy, agency: str, at: datetime, until: datetime) -> tuple[Rung, ...]:
    """The ladder as it is from one instant up to another. Raises OutsideCalendar for an `at` beyond the calendar."""
    every = hours.kinds(table, agency, at, until)
    named = names_of(policy)
    return tuple(
        Rung(
            line,
            named.get(line, f"Line {line}"),
            _entries(table, agency, _answers(table, agency, line, every, NO_FACTS), every),
        )
        for line in lines_of(table, policy, agency)
    )


def instead(table: RouteTable, policy: Policy, agency: str, at: datetime, until: datetime) -> tuple[Instead, ...]:
    """Where a yes to one question changes who answers: by line, with whoever answers then."""
    every = hours.kinds(table, agency, at, until)
    named = names_of(policy)
    found: list[Instead] = []
    for fact in _steering(table, policy, agency):
        for line in lines_of(table, policy, agency):
            usual = _answers(table, agency, line, every, NO_FACTS)
            then = _answers(table, agency, line, every, {fact.id: frozenset({"yes"})})
            other = {
                status: [
                    (kind, a) for (kind, a), (_, b) in zip(then[status], usual[status], strict=True) if _differ(a, b)
                ]
                for status in then
            }
            aside = next((a.line for answers in other.values() for _, a in answers if a.line != line), None)
            name = "Whatever the line" if aside else named.get(line, f"Line {line}")
            entries = _entries(table, agency, other, every)
            if entries and not (aside and any(each.asks == fact.asks for each in found)):
                found.append(Instead(fact.asks, name, entries))
    return tuple(found)


def _differ(then: Answer, usual: Answer) -> bool:
    return bool(then.cards) and _key(then) != _key(usual)


def _steering(table: RouteTable, policy: Policy, agency: str) -> list[Fact]:
    rows = [table.rows.routes[i] for i in table.rows.of(agency)]
    asked = {fact for row in rows for c in (row.when, row.takes_over) if c is not None for fact in c.facts()}
    return [fact for fact in policy.facts if fact.id in asked and fact.kind is FactKind.YES_NO]


def _answers(table: RouteTable, agency: str, line: str, every: Sequence[Kind], facts: Facts) -> Answers:
    return {
        status: [(kind, table.answer(agency, line, kind.at, status or None, facts)) for kind in every]
        for status in table.statuses_of(agency) or ("",)
    }


def _entries(table: RouteTable, agency: str, answers: Answers, every: Sequence[Kind]) -> tuple[Entry, ...]:
    """The different answers of one line: cases and hours with the same answer are told together."""
    titles = table.statuses_of(agency)
    grouped: dict[tuple[object, ...], list[tuple[str, Kind, Answer]]] = {}
    for status, found in answers.items():
        for kind, answer in found:
            grouped.setdefault(_key(answer), []).append((status, kind, answer))
    # The same hours of several cases stand together; a case with hours of its own stands alone.
    entries: list[Entry] = []
    for group in grouped.values():
        by_status: dict[str, list[Kind]] = {}
        for status, kind, _ in group:
            by_status.setdefault(status, []).append(kind)
        by_hours: dict[str, list[str]] = {}
        for status, its in by_status.items():
            by_hours.setdefault(hours.of_kinds(its, every, table), []).append(status)
        answer = group[0][2]
        for said, statuses in by_hours.items():
            told = () if len(statuses) == len(answers) else tuple(titles.get(s) or s for s in statuses)
            hole = answer.hole
            entries.append(Entry(told, said, answer.cards, hole.says if hole else ""))
    return tuple(entries)


def _key(answer: Answer) -> tuple[object, ...]:
    """What makes two answers the same to whoever rings: the rule of a hole, or the posts with what is said of them."""
    who = tuple((card.post.id, card.title, card.choice, card.note, card.via) for card in answer.cards)
    return (answer.hole.rule if answer.hole else "", who)
