"""The hours in which a policy names nobody: which are new, and which are gone."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.policies.comparing.matching import Matched
from wayforward.policies.comparing.references import Renames
from wayforward.policies.proving.holes import Case, Gap, gaps
from wayforward.policies.proving.hours import hours
from wayforward.policies.proving.words import gap_in_words, in_words, week


@dataclass(frozen=True)
class Hole:
    """Hours of the year in which one policy names nobody and the other does not have that hole."""

    agency: str
    line: str
    hours: float  # in the year, of one case
    says: str
    clauses: tuple[str, ...]  # of the rows nearest to it


@dataclass(frozen=True)
class Holes:
    opened: tuple[Hole, ...]
    closed: tuple[Hole, ...]


def holes(before: Policy, after: Policy, tables: tuple[RouteTable, RouteTable], matched: Matched, year: int) -> Holes:
    """What of the later policy's holes the earlier one has not, and the other way round.

    A hole is known by its agency and line, the hours of the week and the cases. Raises OutsideCalendar.
    """
    one, other = (gaps(hours(policy, table, year)) for policy, table in zip((before, after), tables, strict=True))
    renames = matched.renames
    was, now = _by_case(one, tables[0], renames, renames.of), _by_case(other, tables[1], renames, {})
    return Holes(
        opened=_told(after, tables[1], [now[key] for key in now if key not in was], year),
        closed=_told(before, tables[0], [was[key] for key in was if key not in now], year),
    )


def _by_case(
    found: Iterable[Gap], table: RouteTable, renames: Renames, names: Mapping[str, Mapping[str, str]]
) -> dict[Hashable, tuple[Gap, Case]]:
    """Each hole for each kind of case, by what it is in the names of the later policy."""
    agencies, facts = names.get("agency", {}), names.get("fact", {})
    by_key: dict[Hashable, tuple[Gap, Case]] = {}
    for gap in found:
        when = in_words(week(table, gap.agency, gap.windows))
        for case in gap.cases or ((),):
            key = (agencies.get(gap.agency, gap.agency), gap.line, when, _known(case, facts, renames))
            by_key.setdefault(key, (gap, case))
    return by_key


def _known(case: Case, facts: Mapping[str, str], renames: Renames) -> Case:
    """The facts of a case; not whom it is about, where that is somebody whom both policies are for among others."""
    shared = renames.shared_subjects
    return tuple(
        (facts.get(fact, fact), answers)
        for fact, answers in case
        if fact != "subject" or shared is None or not any(set(answer) & shared for answer in answers)
    )


def _told(policy: Policy, table: RouteTable, found: Iterable[tuple[Gap, Case]], year: int) -> tuple[Hole, ...]:
    """The holes in words, each once with all the cases that have it."""
    by_gap: dict[int, tuple[Gap, list[Case]]] = {}
    for gap, case in found:
        by_gap.setdefault(id(gap), (gap, []))[1].append(case)
    holes_left = (replace(gap, cases=tuple(cases)) for gap, cases in by_gap.values())
    return tuple(
        Hole(gap.agency, gap.line, gap.hours, gap_in_words(policy, table, gap, year), gap.hole.clauses)
        for gap in holes_left
    )
