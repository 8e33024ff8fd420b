"""The hours of a year in which somebody else is to be contacted, or nobody is, or somebody is again."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import assert_never

from wayforward.core.conditions import Condition, Facts
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.core.routing.words import line_name
from wayforward.core.working_time.dates import listed
from wayforward.policies.comparing.matching import Matched
from wayforward.policies.comparing.references import renamed
from wayforward.policies.comparing.telling import Telling
from wayforward.policies.proving.cases import cases
from wayforward.policies.proving.holes import Case, fewest
from wayforward.policies.proving.hours import Open, Year, lines
from wayforward.policies.proving.words import case_in_words, in_words, week

NOBODY = "nobody"
Posts = tuple[str, ...]


class Turn(enum.StrEnum):
    """What becomes of an hour."""

    CHANGED = "changed"  # somebody else
    OPENED = "hole-opened"  # somebody before, nobody now
    CLOSED = "hole-closed"  # nobody before, somebody now
    LOST = "line-lost"  # the line is no longer on the agency's ladder
    NEW = "line-new"


@dataclass(frozen=True)
class Changed:
    """Hours of the year whose answer is another, for a line of some agencies and the cases that have it."""

    agencies: tuple[str, ...]
    lines: tuple[str, ...]
    turn: Turn
    cases: str  # in words; empty: every case
    when: str  # the hours of the week, in words
    hours: float  # in the year, of one case
    before: tuple[str, ...]  # titles; none: nobody
    after: tuple[str, ...]
    from_at: datetime  # the first stretch of the year, as an example
    until_at: datetime
    says: str


@dataclass(frozen=True)
class _Alike:
    """Hours in which the windows of both policies hold as they do here."""

    seconds: int
    from_at: datetime
    until_at: datetime


class BothYears:
    """A year under two routing tables, with the names of the earlier one read as the later one's."""

    def __init__(self, before: RouteTable, after: RouteTable, matched: Matched, year: int) -> None:
        self.tables, self.matched = (before, after), matched
        self.years = Year(before, year), Year(after, year)
        self.was = {new: old for old, new in matched.renames.of.get("agency", {}).items()}

    def agencies(self) -> tuple[str, ...]:
        """The later policy's names of the agencies that both have."""
        earlier = set(self.tables[0].kinds)
        return tuple(kind for kind in self.tables[1].kinds if self.was.get(kind, kind) in earlier)

    def alike(self, agency: str) -> Mapping[tuple[Open, Open], _Alike]:
        """How long in the year each pair of sets of windows holds, with the first such stretch."""
        found: dict[tuple[Open, Open], _Alike] = {}
        one, other = self.years[0].cut(self.was.get(agency, agency)), self.years[1].cut(agency)
        i = j = 0
        while i < len(one) and j < len(other):
            start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
            if start < end:
                key, length = (one[i][2], other[j][2]), int((end - start).total_seconds())
                known = found.get(key)
                found[key] = replace(known, seconds=known.seconds + length) if known else _Alike(length, start, end)
            i, j = i + (one[i][1] == end), j + (other[j][1] == end)
        return found


Windows = frozenset[tuple[Open, Open]]
Answers = tuple[Turn, Posts, Posts, Windows]


def changed_hours(
    before: Policy, after: Policy, tables: tuple[RouteTable, RouteTable], matched: Matched, year: int
) -> tuple[Changed, ...]:
    """Every line of every agency that both policies have, through a year: who answers instead of whom.

    Asked for each kind of case that either policy tells apart. A post with another title is the same post. Raises
    OutsideCalendar for a year that the calendar does not know.
    """
    both = BothYears(*tables, matched, year)
    merged, tellings = _merged(before, after, both), (Telling(before), Telling(after))
    found: dict[tuple[object, ...], Changed] = {}
    for agency in both.agencies():
        alike = both.alike(agency)
        for (answers, told), asked in _of_agency(before, after, merged, both, agency, alike).items():
            one = _changed(merged, tellings, both, agency, tuple(asked), answers, told, alike)
            key = (one.lines, one.turn, one.cases, one.when, one.before, one.after)
            known = found.get(key)
            found[key] = replace(known, agencies=(*known.agencies, agency)) if known else one
    return tuple(_in_words(each, tellings, both, year) for each in found.values())


def _of_agency(
    before: Policy,
    after: Policy,
    merged: Policy,
    both: BothYears,
    agency: str,
    alike: Mapping[tuple[Open, Open], _Alike],
) -> dict[tuple[Answers, tuple[Case, ...]], list[str]]:
    """The lines by what became of them: other answers in the same hours and for the same cases belong together."""
    kinds = (both.was.get(agency, agency), agency)
    ladders = [
        {*lines(policy, table, kind)} & {*table.rows.lines(kind)}
        for policy, table, kind in zip((before, after), both.tables, kinds, strict=True)
    ]
    found: dict[tuple[Answers, tuple[Case, ...]], list[str]] = {}
    for line in dict.fromkeys((*both.tables[1].rows.lines(agency), *both.tables[0].rows.lines(kinds[0]))):
        every: list[Facts] = []
        groups: dict[tuple[Posts, Posts, Windows], list[Facts]] = {}
        for facts in _cases(merged, both, agency, line):
            every.append(facts)
            for (one, other), windows in _apart(both, agency, line, facts, alike).items():
                groups.setdefault((one, other, windows), []).append(facts)
        for (one, other, windows), some in groups.items():
            turn = _turn(one, other, line in ladders[0], line in ladders[1])
            found.setdefault(((turn, one, other, windows), fewest(every, some)), []).append(line)
    return found


def _turn(before: Posts, after: Posts, was_there: bool, is_there: bool) -> Turn:
    if was_there and not is_there:
        return Turn.LOST
    if is_there and not was_there:
        return Turn.NEW
    if not after:
        return Turn.OPENED
    return Turn.CHANGED if before else Turn.CLOSED


def _apart(
    both: BothYears, agency: str, line: str, facts: Facts, alike: Mapping[tuple[Open, Open], _Alike]
) -> dict[tuple[Posts, Posts], frozenset[tuple[Open, Open]]]:
    """Who answered and who answers where they differ, with the windows in which they do."""
    status = next(iter(facts.get("status", ())), None)
    renames, found = both.matched.renames, dict[tuple[Posts, Posts], set[tuple[Open, Open]]]()
    for one, other in alike:
        was = _posts(both.tables[0], both.was.get(agency, agency), line, status, one, _earlier(facts, both))
        now = _posts(both.tables[1], agency, line, status, other, facts)
        if renames.earlier(("post",), was) != now:
            found.setdefault((was, now), set()).add((one, other))
    return {posts: frozenset(windows) for posts, windows in found.items()}


def _posts(table: RouteTable, agency: str, line: str, status: str | None, windows: Open, facts: Facts) -> Posts:
    found = table.rows.decide(agency, line, status, windows, facts)
    return tuple(dict.fromkeys(post for row in found.rows for post in table.rows.routes[row].posts))


def _earlier(facts: Facts, both: BothYears) -> Facts:
    """What is known of a case, in the names of the earlier policy."""
    old = {new: old for old, new in both.matched.renames.of.get("fact", {}).items()}
    agencies = {"raising", "responding"}
    return {
        old.get(fact, fact): frozenset(both.was.get(one, one) for one in values) if fact in agencies else values
        for fact, values in facts.items()
    }


def _merged(before: Policy, after: Policy, both: BothYears) -> Policy:
    """The later policy with the questions of both, about those whom both are for."""
    new = both.matched.renames.of.get("fact", {})
    known = {fact.id for fact in after.facts}
    more = tuple(fact for fact in before.facts if new.get(fact.id, fact.id) not in known)
    shared = tuple(kind for kind in after.subjects if kind in before.subjects)
    parts = {each.name: getattr(after, each.name) for each in fields(Policy)}
    return Policy(**parts | {"facts": (*after.facts, *more), "subjects": shared or (*after.subjects, *before.subjects)})


def _cases(merged: Policy, both: BothYears, agency: str, line: str) -> Iterator[Facts]:
    """Each kind of case that either table tells apart on this line."""
    conditions: list[Condition] = []
    statuses: dict[str, None] = {}
    for table, kind in zip(both.tables, (both.was.get(agency, agency), agency), strict=True):
        rows = [table.rows.routes[row] for row in table.rows.of(kind)]
        side = {row.line for row in rows if row.takes_over is not None}
        looked_at = [row.when for row in rows if row.line == line or row.line in side]
        looked_at += [row.takes_over for row in rows if row.takes_over is not None]
        conditions += [renamed(each, both.matched.renames.of.get("fact", {})) for each in looked_at]
        statuses |= dict.fromkeys(table.statuses_of(kind))
    known: Facts = {"responding": frozenset({agency}), "line": frozenset({line})}
    for status in statuses or (None,):
        of_status = {**known, **({"status": frozenset({status})} if status is not None else {})}
        yield from cases(merged, conditions, of_status, free=("raising", "stage"))


def _changed(
    merged: Policy,
    tellings: tuple[Telling, Telling],
    both: BothYears,
    agency: str,
    asked: tuple[str, ...],
    answers: Answers,
    told: tuple[Case, ...],
    alike: Mapping[tuple[Open, Open], _Alike],
) -> Changed:
    turn, one, other, windows = answers
    found = [alike[each] for each in windows]
    first, hours = min(found, key=lambda each: each.from_at), sum(each.seconds for each in found) / 3600
    words = [case_in_words(merged, both.tables[1], agency, case) for case in told]
    cases = "; or ".join(words) if all(words) else ""
    when = _when(both, agency, windows, alike)
    was, now = (
        tuple(telling.posts[post].title for post in posts)
        for telling, posts in zip(tellings, (one, other), strict=True)
    )
    return Changed((agency,), asked, turn, cases, when, hours, was, now, first.from_at, first.until_at, "")


def _in_words(each: Changed, tellings: tuple[Telling, Telling], both: BothYears, year: int) -> Changed:
    before, after = tellings
    every = len(each.agencies) == len(both.agencies()) > 1
    who = "Every agency" if every else listed([both.tables[1].title(agency) for agency in each.agencies])
    where = listed([after.lines.get(line) or before.lines.get(line) or line_name(line) for line in each.lines])
    head = f"{who}, {where}, {each.when}{f', where {each.cases}' if each.cases else ''}"
    says = f"{head}: {_said(each.turn, each.before, each.after)}. That is {each.hours:,.0f} hours of {year}."
    return replace(each, says=says)


def _said(turn: Turn, was: Posts, now: Posts) -> str:
    before, after = listed(list(was)) if was else NOBODY, listed(list(now)) if now else NOBODY
    match turn:
        case Turn.LOST:
            return f"the line is no longer there (was {before})"
        case Turn.NEW:
            return f"{after} (the line was not there)"
        case Turn.OPENED:
            return f"nobody now (was {before})"
        case Turn.CLOSED | Turn.CHANGED:
            return f"{after} (was {before})"
    assert_never(turn)


def _when(both: BothYears, agency: str, windows: Windows, alike: Mapping[tuple[Open, Open], _Alike]) -> str:
    """The hours of the week in words, of whichever policy's windows tell them from the others."""
    rest = set(alike) - windows
    for side, kind in ((1, agency), (0, both.was.get(agency, agency))):
        mine = frozenset(each[side] for each in windows)
        if not mine & {each[side] for each in rest}:
            return in_words(week(both.tables[side], kind, mine))
    return "at some hours"
