"""The longest wait that a policy permits, as a whole and stage by stage, over every instant of a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Calendar
from wayforward.policies.proving.cases import cases
from wayforward.policies.proving.clocks import Limits, Path, Walk, counted, due_after, walking
from wayforward.policies.proving.jumps import Jumps, moments
from wayforward.policies.proving.ways import EITHER, Way, covered, reached, start, steering, ways
from wayforward.policies.proving.years import in_force, whole_year, working_days

MOST_PATHS = 1_000  # above it, ways that leave stages out give way to those that go through them


@dataclass(frozen=True)
class Longest:
    """A longest wait: how long, and the walk that shows it. Working days: after the day it begins, up to its end."""

    walk: Walk
    path: Path
    working_days: int

    @property
    def lasts(self) -> timedelta:
        return self.walk.lasts


@dataclass(frozen=True)
class StageWait:
    """One stage by itself: how long its own limit permits, from the worst instant at which its clock may start."""

    stage: str
    within: Amount | None  # None: the policy gives the stage no time that can be counted
    duty: str  # the id of its limit, where it has one
    starts_at: datetime | None  # the worst instant, by calendar time
    due_at: datetime | None
    working_days: int | None  # the most, whichever instant it starts at
    caps: tuple[str, ...]  # the caps over it
    why: str  # why it has no limit, where the policy says so

    @property
    def lasts(self) -> timedelta | None:
        return self.due_at - self.starts_at if self.due_at and self.starts_at else None


@dataclass(frozen=True)
class Waits:
    """How long a policy may leave somebody waiting."""

    longest: Longest | None  # by calendar time; None where the policy times nothing
    most_days: Longest | None  # by working days
    unlimited: tuple[str, ...]  # stages that a case can come to and that nothing limits
    stages: tuple[StageWait, ...]

    @property
    def limited(self) -> bool:
        return self.longest is not None and not self.unlimited


def waits(policy: Policy, calendar: Calendar, year: int) -> Waits:
    """The longest wait from raising to the end of the last stage with a limit, and each stage's own.

    Over every way through the stages that the text permits in some kind of case, no stage twice, and every
    instant of the year at which something can be raised under it. Raises OutsideCalendar where the year, or a
    deadline, is past the calendar.
    """
    from_at, until_at = whole_year(calendar, year)
    return waits_between(policy, calendar, in_force(policy, from_at, until_at), until_at)


def waits_between(policy: Policy, calendar: Calendar, from_at: datetime, until_at: datetime) -> Waits:
    """The same for the instants of raising from one up to and not including another."""
    longest = most_days = None
    unlimited: set[str] = set()
    limits, jumps = Limits(policy, calendar), Jumps(from_at, until_at, calendar, policy.reading)
    every = paths(policy)
    for path in _longest_of(limits, every):
        walk_from = walking(limits, path)
        for raised_at in jumps.of(walk_from, partial(path.up_to, limits.holding(path.facts))):
            found = walk_from(raised_at)
            if longest is None or found.lasts > longest.lasts:
                longest = _longest(calendar, path, found)
            days = working_days(calendar, raised_at, found.ends.at)
            if most_days is None or (days, found.lasts) > (most_days.working_days, most_days.lasts):
                most_days = _longest(calendar, path, found)
    for path in every:
        unlimited |= {stay.stage for stay in walking(limits, path)(from_at).stays if not stay.bound}
    alone = tuple(_alone(policy, calendar, stage, from_at, until_at) for stage in policy.stages)
    if longest is None or not longest.lasts:
        longest = most_days = None
    return Waits(longest, most_days, tuple(s.id for s in policy.stages if s.id in unlimited), alone)


def paths(policy: Policy) -> tuple[Path, ...]:
    """Every way through the stages that the text permits in some kind of case, as far as it goes, no stage twice.

    Ways back are none of them: how often a case goes back, and what that adds, is a matter of its loops.
    """
    clocks = [duty.applies for duty in policy.duties if duty.kind in (DutyKind.RESOLVE, DutyKind.CAP)]
    found: dict[tuple[object, ...], Path] = {}
    known: set[tuple[object, ...]] = set()
    for facts in cases(policy, [*steering(policy), *clocks], {}, free=EITHER):
        if not covered(policy, facts):
            continue
        first, onward = start(policy, facts), [way for way in ways(policy, facts) if not way.back]
        holds = tuple(condition.holds(facts) for condition in clocks)
        graph = (first, tuple((way.start, way.move.id) for way in onward), holds)
        if graph in known:
            continue
        known.add(graph)
        for taken in _simple(first, _fewest(first, onward)):
            key = (first, tuple((way.end, way.move.automatic) for way in taken), holds)
            found.setdefault(key, Path(facts, (first, *(way.end for way in taken)), taken))
    return tuple(found.values())


def _fewest(first: str, onward: list[Way]) -> dict[str, tuple[Way, ...]]:
    """The ways on from each stage, one to each next: people's own before the policy's. Too many: none past a stage."""
    by_stage: dict[str, dict[str, Way]] = {}
    for way in sorted(onward, key=lambda way: way.move.automatic is not None):
        by_stage.setdefault(way.start, {}).setdefault(way.end, way)
    found = {stage: tuple(ends.values()) for stage, ends in by_stage.items()}
    if sum(1 for _ in zip(_simple(first, found), range(MOST_PATHS + 1), strict=False)) <= MOST_PATHS:
        return found
    return {
        stage: tuple(way for way in ends if not _goes_round(found, stage, way.end)) for stage, ends in found.items()
    }


def _goes_round(found: dict[str, tuple[Way, ...]], stage: str, end: str) -> bool:
    """Whether there is also a way to a stage by way of another, so that going straight there leaves it out."""
    others = [way for way in found[stage] if way.end != end]
    onward = [way for ends in found.values() for way in ends if way.start != stage]
    return any(end in reached(way.end, onward) for way in others)


def _simple(first: str, onward: dict[str, tuple[Way, ...]]) -> Iterator[tuple[Way, ...]]:
    """Every way from a stage that visits none twice and cannot be made longer."""
    going: list[tuple[Way, ...]] = [()]
    while going:
        taken = going.pop()
        been = {first, *(way.end for way in taken)}
        further = [way for way in onward.get(taken[-1].end if taken else first, ()) if way.end not in been]
        if not further:
            yield taken
        going += [(*taken, way) for way in reversed(further)]


def _longest_of(limits: Limits, every: tuple[Path, ...]) -> tuple[Path, ...]:
    """The paths less those that another outlasts whatever the instant: it goes through the same stages and more.

    That holds where every clock starts with the raising or with its own stage; where some clock looks at another
    stage, going through that stage may start it sooner, and every path is looked at.
    """
    if not limits.plain:
        return every
    found: list[Path] = []
    for path in sorted(every, key=lambda path: -len(path.stages)):
        holds = limits.holding(path.facts)
        if not any(limits.holding(longer.facts) == holds and _within(path.stages, longer.stages) for longer in found):
            found.append(path)
    return tuple(found)


def _within(some: tuple[str, ...], more: tuple[str, ...]) -> bool:
    """Whether these stages all come among those, in the same order, from the same first one."""
    rest = iter(more)
    return some[:1] == more[:1] and all(stage in rest for stage in some)


def _longest(calendar: Calendar, path: Path, found: Walk) -> Longest:
    return Longest(found, path, working_days(calendar, found.raised_at, found.ends.at))


def _alone(policy: Policy, calendar: Calendar, stage: Stage, from_at: datetime, until_at: datetime) -> StageWait:
    """A stage's own limit, from the instant of the year at which it runs longest."""
    own = next((duty for duty in policy.duties if duty.kind is DutyKind.RESOLVE and duty.stage == stage.id), None)
    caps = tuple(duty.id for duty in policy.duties if duty.kind is DutyKind.CAP and stage.id in duty.stages)
    amount = counted(own.time) if own else None
    if own is None or amount is None:
        why = (own.time.silent or own.silent if own and own.time else None) or stage.silent or ""
        return StageWait(stage.id, None, own.id if own else "", None, None, None, caps, why)

    def due(at: datetime) -> datetime:
        return due_after(amount, at, calendar, policy.reading)

    found = {at: due(at) for at in moments(amount, from_at, until_at, calendar, policy.reading)}
    worst = max(found, key=lambda at: found[at] - at)
    days = max(working_days(calendar, at, found[at]) for at in found)
    return StageWait(stage.id, amount, own.id, worst, found[worst], days, caps, "")
