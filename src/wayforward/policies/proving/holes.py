"""Where a policy names nobody to ring, and whom it names without printing how: for which cases and which hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayforward.core.conditions import Facts
from wayforward.core.routing import Card, Hole, RouteTable
from wayforward.core.routing.holes import hole
from wayforward.core.routing.table import Question
from wayforward.policies.proving.hours import Hours, Open, Year

Answers = tuple[str, ...]  # what a fact is at one time: one answer, or several together
Case = tuple[tuple[str, tuple[Answers, ...]], ...]  # each fact that matters, with the answers any of which it has


@dataclass(frozen=True)
class Gap:
    """Hours in which the policy names nobody, for some cases of one agency's line."""

    agency: str
    line: str  # the line that should answer: the one asked, or the side line that the facts lead to
    asked: tuple[str, ...]  # the lines that lead to it
    stages: tuple[str, ...]
    cases: tuple[Case, ...]  # as few facts as tell these cases from those that have somebody; () is every case
    rule: str  # CHK-06a, CHK-08, CHK-09 or CHK-25
    windows: frozenset[Open]  # while exactly these windows hold, nobody is named
    seconds: int  # in the year
    first_at: datetime
    hole: Hole  # what the router says then, with the clauses of the nearest rows
    facts: Facts  # one such case, with its status
    year: Year

    def first_from(self, at: datetime) -> datetime | None:
        """The first instant of the hole at or after this one; None where the year has no more of it."""
        cut = self.year.cut(self.agency)
        return next((max(start, at) for start, end, windows in cut if windows in self.windows and end > at), None)

    @property
    def hours(self) -> float:
        return self.seconds / 3600


@dataclass(frozen=True)
class Unprinted:
    """A post that is somebody's answer and has no telephone, no mailbox and nobody to go through as printed."""

    post: str
    lines: tuple[tuple[str, str], ...]  # agency and line
    seconds: int  # the most in the year that one of those lines has nobody else to offer
    clauses: tuple[str, ...]


def gaps(found: Sequence[Hours]) -> tuple[Gap, ...]:
    """Every hole in the year, with the cases that have it in as few words as tell them from the others.

    Only for lines that a stage asks: what a table has beside them is no state of an escalation.
    """
    by_line: dict[tuple[str, str], list[Hours]] = {}
    for one in found:
        if one.stages:
            by_line.setdefault((one.agency, one.line), []).append(one)
    together: dict[tuple[object, ...], Gap] = {}
    for (agency, line), entries in by_line.items():
        for gap in _of_line(agency, line, entries):
            key = (agency, gap.line, gap.rule, gap.windows, gap.cases)
            known = together.get(key)
            if known is None:
                together[key] = gap
            else:
                asked = (*known.asked, line)
                stages = tuple(dict.fromkeys((*known.stages, *gap.stages)))
                together[key] = Gap(**{**vars(known), "asked": asked, "stages": stages})
    return tuple(together.values())


def unprinted(found: Sequence[Hours]) -> tuple[Unprinted, ...]:
    """Posts that are named but cannot be reached as printed, in the order of the table."""
    lines: dict[str, dict[tuple[str, str], None]] = {}
    seconds: dict[str, int] = {}
    clauses: dict[str, dict[str, None]] = {}
    for one in found:
        alone: dict[str, int] = {}
        for windows, length in one.year.seconds(one.agency).items() if one.stages else ():
            cards = one.year.table.cards(one.agency, one.found[windows].rows)
            bare = [card for card in cards if not _leads_somewhere(one.year.table, card)]
            for card in bare:
                lines.setdefault(card.post.id, {})[one.agency, one.found[windows].line] = None
                clauses.setdefault(card.post.id, {}).update(dict.fromkeys(card.clauses))
                alone[card.post.id] = alone.get(card.post.id, 0) + (length if len(bare) == len(cards) else 0)
        for post, length in alone.items():
            seconds[post] = max(seconds.get(post, 0), length)
    return tuple(Unprinted(post, tuple(lines[post]), seconds[post], tuple(clauses[post])) for post in lines)


def _leads_somewhere(table: RouteTable, card: Card) -> bool:
    """Whether the policy prints a number or an address for this post, or for somebody on the way to it."""
    how, met = card.how, {card.post.id}
    via = next((row.via for row in table.rows.routes if row.id == card.row), None) or card.post.via
    while not (how.phone or how.email):
        if via is None or via in met:
            return False
        met.add(via)
        how, via = table.posts[via].contact, table.posts[via].via
    return True


def unstated(found: Sequence[Hours]) -> tuple[tuple[str, str], ...]:
    """Agency and line wherever only rows without hours of the text's own answer: always, as far as anybody can tell."""
    lines: dict[tuple[str, str], None] = {}
    for one in found:
        routes = one.year.table.rows.routes
        for each in one.found.values() if one.stages else ():
            if each.rows and all(routes[row].hours is None or "hours" in routes[row].unstated for row in each.rows):
                lines[one.agency, one.line] = None
    return tuple(lines)


def _of_line(agency: str, line: str, entries: list[Hours]) -> Iterator[Gap]:
    """The holes on one line: cases with the same hole in the same hours belong together."""
    year, every, alike = entries[0].year, [], dict[tuple[str, str, frozenset[Open]], list[Facts]]()
    for one in entries:
        status = {"status": frozenset({one.status})} if one.status is not None else {}
        mine = [{**facts, **status} for facts in one.cases]
        every += mine
        for rule in dict.fromkeys(found.rule for found in one.found.values() if found.rule):
            windows = frozenset(each for each, found in one.found.items() if found.rule == rule)
            answering = next(iter(one.found.values())).line
            alike.setdefault((answering, rule, windows), []).extend(mine)
    for (answering, rule, windows), cases in alike.items():
        first_at = next(start for start, _, each in year.cut(agency) if each in windows)
        said = _said(year.table, agency, line, first_at, cases[0])
        seconds = sum(length for each, length in year.seconds(agency).items() if each in windows)
        yield Gap(
            agency=agency, line=answering, asked=(line,), stages=entries[0].stages, cases=fewest(every, cases),
            rule=rule, windows=windows, seconds=seconds, first_at=first_at, hole=said, facts=cases[0], year=year,
        )  # fmt: skip


def _said(table: RouteTable, agency: str, line: str, at: datetime, facts: Facts) -> Hole:
    """What the router says at that instant: the hole is an answer, declared with its rule."""
    status = next(iter(facts.get("status", ())), None)
    question = Question(agency, line, at, status, facts, table.open_windows(agency, at))
    declared = hole(table, question, table.decide(question))
    assert declared is not None  # the table gave no row for this very question
    return declared


def fewest(every: Iterable[Facts], some: Iterable[Facts]) -> tuple[Case, ...]:
    """Some of the cases, told from all the others by as few facts as that takes; () where they are all of them."""
    everything = [_case(facts) for facts in every]
    wanted = [_case(facts) for facts in some]
    inside, found = set(wanted), list[Case]()
    while wanted:
        told = wanted[0]
        for fact in told:
            shorter = tuple(each for each in told if each != fact)
            if all(case in inside for case in everything if set(shorter) <= set(case)):
                told = shorter
        found.append(tuple((fact, (answers,)) for fact, answers in told))
        wanted = [case for case in wanted if not set(told) <= set(case)]
    return _merged(found)


def _merged(found: list[Case]) -> tuple[Case, ...]:
    """Cases that differ in the answers to one fact alone, as one with all of these answers."""
    for i, one in enumerate(found):
        for j, other in enumerate(found[i + 1 :], start=i + 1):
            differ = [n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b]
            if [fact for fact, _ in one] == [fact for fact, _ in other] and len(differ) == 1:
                n = differ[0]
                answers = tuple(dict.fromkeys((*one[n][1], *other[n][1])))
                both = (*one[:n], (one[n][0], answers), *one[n + 1 :])
                return _merged([*found[:i], both, *found[i + 1 : j], *found[j + 1 :]])
    return tuple(found)


def _case(facts: Facts) -> tuple[tuple[str, Answers], ...]:
    told = ((fact, tuple(sorted(values))) for fact, values in facts.items() if fact not in ("responding", "line"))
    return tuple(sorted(told, key=lambda each: (each[0] != "status", each[0] != "subject", each[0])))
