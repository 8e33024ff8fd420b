"""The comparison as a whole: sentences, hours with other contacts, holes, waits and findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from wayforward.core.routing import routes
from wayforward.core.working_time.dates import listed
from wayforward.policies.checking import check
from wayforward.policies.comparing.elements import Teller
from wayforward.policies.comparing.holes import Holes, holes
from wayforward.policies.comparing.hours import Changed, changed_hours
from wayforward.policies.comparing.matching import Matched, match
from wayforward.policies.comparing.references import EVERYTHING
from wayforward.policies.comparing.sentences import Kind, Same, Sentence
from wayforward.policies.comparing.shared import Told
from wayforward.policies.comparing.waiting import Waiting, waiting

if TYPE_CHECKING:
    from wayforward.core.policy.whole import Policy
    from wayforward.core.working_time import Calendar
    from wayforward.policies.checking import Finding

NO_HOLES = Holes((), ())
NOTHING = "Nothing differs."
COUNTED = ("new", "lost", "changed", "renamed", "moved", "in other words", "resting on other ground")
KINDS = (Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.RENAMED, Kind.MOVED, Kind.REWORDED, Kind.BASIS)


@dataclass(frozen=True)
class Findings:
    """What the checker says of one policy and not of the other."""

    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that differs between two policies. Hours, holes and waits are those of `year`; without one there are none."""

    before: Policy
    after: Policy
    sentences: tuple[Sentence, ...]
    teller: Teller
    told: tuple[Told, ...]
    year: int | None = None
    hours: tuple[Changed, ...] = ()
    holes: Holes = NO_HOLES
    waits: Waiting | None = None
    findings: Findings | None = None

    @cached_property
    def same(self) -> tuple[Same, ...]:
        """What both have alike, perhaps in other words or resting on other clauses."""
        return tuple(self.teller.same(self.told))

    @property
    def counts(self) -> dict[Kind, int]:
        """How many sentences there are of each kind."""
        found = Counter(sentence.kind for sentence in self.sentences)
        return {kind: found[kind] for kind in KINDS}


def compare(
    before: Policy, after: Policy, calendar: Calendar, year: int, *, checked_on: date | None = None
) -> Comparison:
    """Everything that differs, with what it does to the hours of a year. `checked_on`: with the findings of that day.

    Raises OutsideCalendar for a year the calendar does not know.
    """
    matched = match(before, after)
    teller = Teller(before, after, matched)
    told = tuple(teller.all())
    tables = routes(before, calendar), routes(after, calendar)
    return Comparison(
        before=before,
        after=after,
        sentences=tuple(sentence for each in told for sentence in each.sentences),
        teller=teller,
        told=told,
        year=year,
        hours=changed_hours(before, after, tables, matched, year),
        holes=holes(before, after, tables, matched, year),
        waits=waiting(before, after, calendar, year),
        findings=_findings(before, after, calendar, matched, checked_on) if checked_on else None,
    )


def sentences(before: Policy, after: Policy) -> Comparison:
    """What differs in the texts alone. A policy compared with itself gives no sentence."""
    teller = Teller(before, after, match(before, after))
    told = tuple(teller.all())
    said = tuple(sentence for each in told for sentence in each.sentences)
    return Comparison(before=before, after=after, sentences=said, teller=teller, told=told)


def in_short(before: Policy, after: Policy) -> str:
    """One line: "3 changes: 1 new, 2 changed." for whoever has to say yes to them."""
    return counted(sentences(before, after))


def counted(comparison: Comparison) -> str:
    """The counts of a comparison in one line."""
    parts = [f"{count} {word}" for count, word in zip(comparison.counts.values(), COUNTED, strict=True) if count]
    total = len(comparison.sentences)
    return f"{total} {'difference' if total == 1 else 'differences'}: {listed(parts)}." if parts else NOTHING


def _findings(before: Policy, after: Policy, calendar: Calendar, matched: Matched, on: date) -> Findings:
    """A finding about the same elements by the same rule is the same finding, whatever their names."""

    def known(finding: Finding, later: bool) -> object:
        read = matched.renames.later if later else matched.renames.earlier
        return finding.rule, frozenset(read(EVERYTHING, each) for each in finding.elements), finding.about

    was = {known(finding, later=False): finding for finding in check(before, calendar, on)}
    now = {known(finding, later=True): finding for finding in check(after, calendar, on)}
    return Findings(
        opened=tuple(now[key] for key in now if key not in was),
        closed=tuple(was[key] for key in was if key not in now),
    )
