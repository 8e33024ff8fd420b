"""What a day that is to be declared would move in the open escalations that somebody may see. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from wayforward.core.access import Viewer
from wayforward.core.commands import Rebase
from wayforward.core.lifecycle.rebasing import Anew, anew
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Calendar
from wayforward.directory import days_off
from wayforward.directory.days_off import Change
from wayforward.directory.models import Partnership
from wayforward.escalations import history, tracking
from wayforward.escalations.adopting import histories
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Escalation
from wayforward.escalations.record import CLOCK
from wayforward.escalations.rulebooks import rules_for
from wayforward.policies import shelf

MOST = 1000  # that are worked out; the rest are moved all the same


@dataclass(frozen=True, kw_only=True)
class Moves:
    """A date that would move. `aim`: it is the earlier, preferred date alone."""

    says: str
    was_at: datetime
    due_at: datetime
    aim: bool = False


@dataclass(frozen=True, kw_only=True)
class Stays:
    """A date that would be another by the calendar, and stays."""

    says: str
    due_at: datetime
    why: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """One escalation, by its reference alone."""

    ref: str
    moves: tuple[Moves, ...]
    stays: tuple[Stays, ...]


def previews(who: Viewer, partnership: Partnership, asked: Sequence[Change], at: datetime) -> list[Preview]:
    """Those in which something would move, or be held back: the same number of queries however many there are."""
    rows = tracking.of_office(who, partnership).filter(calendar_seq__isnull=False)
    found = list(
        rows.select_related("adoption__partnership").defer("adoption__sources").order_by("due_at", "ref")[:MOST]
    )
    stories, calendars = histories(found), dict[str, Calendar]()
    told = (_preview(row, stories[row.pk], asked, calendars, at) for row in found)
    return [one for one in told if one.moves or one.stays]


def _preview(
    row: Escalation, recorded: Sequence[Recorded], asked: Sequence[Change], calendars: dict[str, Calendar], at: datetime
) -> Preview:
    rules = rules_for(row.adoption, recorded)
    nation = rules.policy.nation
    if nation not in calendars:
        calendars[nation] = days_off.with_changes(rules.calendar, asked, shelf.calendar(nation))
    after = replace(rules, calendar=calendars[nation])
    command = Rebase(by=CLOCK, calendar=0, declared_at=at)
    found = list(anew(after, history.fold(recorded), command, at))
    return Preview(ref=row.ref, moves=tuple(_moves(rules, found)), stays=tuple(_stays(rules, found)))


def _moves(rules: Rulebook, found: Iterable[Anew]) -> Iterable[Moves]:
    for each in found:
        says, owed = rules.duty(each.owed.duty).says, each.owed
        if owed.due_at != each.due_at and owed.due_at and each.due_at:
            yield Moves(says=says, was_at=owed.due_at, due_at=each.due_at)
        elif owed.target_at != each.target_at and owed.target_at and each.target_at:
            yield Moves(says=says, was_at=owed.target_at, due_at=each.target_at, aim=True)


def _stays(rules: Rulebook, found: Iterable[Anew]) -> Iterable[Stays]:
    for each in found:
        if each.stays and not each.moves and each.owed.due_at:
            yield Stays(says=rules.duty(each.owed.duty).says, due_at=each.owed.due_at, why=each.stays)
