"""How many escalations stand at each stage of a policy, how many passed through it, and how long they stayed there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from statistics import median

from django.db.models import Q, QuerySet

from wayforward.core.events import Closed, StageEntered
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar, OutsideCalendar, Unit, on_the_wall
from wayforward.escalations.history import opened
from wayforward.escalations.models import Entry, Escalation
from wayforward.policies.volumes import ENDED, Volume

MOVES = ("stage-entered", "closed")  # the entries that say where an escalation is
BY_THE_CLOCK = (Unit.CLOCK_HOURS, Unit.CALENDAR_DAYS, Unit.CALENDAR_MONTHS)


@dataclass(frozen=True)
class Stay:
    """One visit of an escalation to a stage. `to` is where it went, ENDED, or None while it is there."""

    stage: str
    came_at: datetime
    left_at: datetime | None = None
    to: str | None = None


def volumes(everything: QuerySet[Escalation], policy: Policy, calendar: Calendar, at: datetime) -> Mapping[str, Volume]:
    """By stage: how many are there, and how many left in the 12 months up to `at`, in one query for any number of them.

    `everything` is what may be counted. It counts those under any version of this policy, by the stages that this
    version has. A stage that was come back to is another visit. Working days are counted as deadlines are: the day of
    coming is not one. Nights and weekends count where the stage's own limit counts them, and where the calendar does
    not reach back.
    """
    since = _a_year_before(at)
    stays = [stay for stay in _stays(everything.filter(adoption__policy=policy.id), since) if stay.came_at <= at]
    return {stage.id: _volume(stage.id, stays, policy, calendar, since, at) for stage in policy.stages}


def _stays(everything: QuerySet[Escalation], since: datetime) -> Iterator[Stay]:
    """Every visit of whatever is open or was touched since then; what ended before has nothing to add."""
    wanted = everything.filter(Q(state="open") | Q(last_at__gte=since))
    entries = Entry.objects.filter(escalation__in=wanted, kind__in=MOVES).order_by("escalation_id", "seq")
    for _, own in groupby(entries.iterator(), key=lambda entry: entry.escalation_id):
        yield from _visits(own)


def _visits(entries: Iterator[Entry]) -> Iterator[Stay]:
    """The visits of one escalation. Entering the stage where it is already is no new one."""
    here: Stay | None = None
    for entry in entries:
        told = opened(entry, None)
        when = told.occurred_at or told.recorded_at
        match told.event:
            case StageEntered(stage=stage):
                if here is not None and here.stage == stage:
                    continue
                if here is not None:
                    yield Stay(here.stage, here.came_at, when, stage)
                here = Stay(stage, when)
            case Closed() if here is not None:
                yield Stay(here.stage, here.came_at, when, ENDED)
                here = None
    if here is not None:
        yield here


def _volume(stage: str, stays: list[Stay], policy: Policy, calendar: Calendar, since: datetime, at: datetime) -> Volume:
    mine = [stay for stay in stays if stay.stage == stage]
    left = [(stay, stay.left_at) for stay in mine if stay.left_at is not None and since < stay.left_at <= at]
    unit = "days" if _by_the_clock(stage, policy) or _beyond(left, calendar) else "working days"
    ways: dict[str, int] = {}
    for stay, _ in left:
        to = stay.to if stay.to is not None else ENDED
        ways[to] = ways.get(to, 0) + 1
    return Volume(
        here=sum(stay.left_at is None or stay.left_at > at for stay in mine),
        passed=len(left),
        median=median(max(0, _days(stay.came_at, gone, unit, calendar)) for stay, gone in left) if left else None,
        unit=unit,
        ways=ways,
    )


def _by_the_clock(stage: str, policy: Policy) -> bool:
    limit = next((duty.time for duty in policy.duties if duty.stage == stage), None)
    return limit is not None and limit.within is not None and limit.within.unit in BY_THE_CLOCK


def _beyond(left: list[tuple[Stay, datetime]], calendar: Calendar) -> bool:
    try:
        for stay, gone in left:
            calendar.working_days_between(on_the_wall(stay.came_at).date(), on_the_wall(gone).date())
    except OutsideCalendar:
        return True
    return False


def _days(came_at: datetime, left_at: datetime, unit: str, calendar: Calendar) -> int:
    """0 for a stage that was left on the day it was come to."""
    came, gone = on_the_wall(came_at).date(), on_the_wall(left_at).date()
    return calendar.working_days_between(came, gone) if unit == "working days" else (gone - came).days


def _a_year_before(at: datetime) -> datetime:
    """The same day and hour of the year before; 28 February for the 29th."""
    day = 28 if (at.month, at.day) == (2, 29) else at.day
    return at.replace(year=at.year - 1, day=day)
