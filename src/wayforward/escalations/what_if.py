"""What if: a partnership's escalations of the last year under another version, in totals and each by reference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from wayforward.directory.models import Partnership, Person
from wayforward.escalations import read
from wayforward.escalations.adopting import Version, histories
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Escalation
from wayforward.escalations.rulebooks import rules_for, tables_for
from wayforward.policies.replaying import Apart, apart

YEAR = timedelta(days=365)
MOST = 200  # replaying takes some hundredths of a second for each


@dataclass(frozen=True)
class Told:
    """One escalation under both, by reference: no name and nothing that anybody wrote."""

    ref: str
    open: bool
    raised_at: datetime
    apart: Apart

    @property
    def was_late_by(self) -> timedelta | None:
        return self.apart.latest(would=False)

    @property
    def would_be_late_by(self) -> timedelta | None:
        return self.apart.latest(would=True)


@dataclass(frozen=True)
class Totals:
    """How many passed a limit, and by how much: the most, and the middle one of those that did."""

    late: int
    longest: timedelta | None
    median: timedelta | None


@dataclass(frozen=True)
class WhatIf:
    """All that was replayed, the latest raised first. `left_out` were too many to replay on one page."""

    told: tuple[Told, ...]
    was: Totals
    would: Totals
    left_out: int


def what_if(person: Person, partnership: Partnership, version: Version, at: datetime) -> WhatIf:
    """Everything raised in the year before `at` that this person may see. Nothing is stored, nothing sealed opened.

    What went over to another version is compared as it was, under each of them in its turn.
    """
    rows, left_out = _of_the_year(person, partnership, at)
    told = tuple(_told(row, recorded, version, at) for row, recorded in rows)
    was, would = _totals(each.was_late_by for each in told), _totals(each.would_be_late_by for each in told)
    return WhatIf(told, was, would, left_out)


def what_if_of(person: Person, partnership: Partnership, version: Version, ref: str, at: datetime) -> Told | None:
    """One of them. None where there is none with this reference, or it is not this person's to see."""
    rows = Escalation.objects.filter(partnership=partnership, ref=ref, raised_at__gt=at - YEAR)
    seen = read.visible(read.viewer(person, at), rows, most=1)
    rows = Escalation.objects.filter(pk__in=[row.pk for row in seen]).select_related("adoption__partnership")
    found = list(rows.defer("adoption__sources"))
    return _told(found[0], histories(found)[found[0].pk], version, at) if found else None


def _of_the_year(
    person: Person, partnership: Partnership, at: datetime
) -> tuple[list[tuple[Escalation, list[Recorded]]], int]:
    since = Escalation.objects.filter(partnership=partnership, raised_at__gt=at - YEAR)
    seen = read.visible(read.viewer(person, at), since, most=10 * MOST)
    chosen = sorted(seen, key=lambda row: (row.raised_at, row.ref), reverse=True)[:MOST]
    rows = Escalation.objects.filter(pk__in=[row.pk for row in chosen]).select_related("adoption__partnership")
    found = list(rows.defer("adoption__sources").order_by("-raised_at", "ref"))
    stories = histories(found)
    return [(row, stories[row.pk]) for row in found], len(seen) - len(found)


def _told(row: Escalation, recorded: list[Recorded], version: Version, at: datetime) -> Told:
    own = rules_for(row.adoption, recorded)
    both = apart(recorded, own, tables_for(row.adoption, own), version.rules, version.routes, at)
    return Told(row.ref, row.state == "open", row.raised_at, both)


def _totals(late: Iterable[timedelta | None]) -> Totals:
    overrun = sorted(each for each in late if each is not None)
    if not overrun:
        return Totals(0, None, None)
    return Totals(len(overrun), overrun[-1], timedelta(seconds=median(each.total_seconds() for each in overrun)))
