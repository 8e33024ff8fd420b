"""How long one way through a policy may take if everybody uses each limit to the full, for any instant of raising."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from wayforward.core.conditions import Facts
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Calendar, Reading, Unit, deadline
from wayforward.policies.proving.ways import Way

A_MOMENT = timedelta(seconds=1)
HOURLY = (Unit.CLOCK_HOURS, Unit.WORKING_HOURS)
UNCOUNTED = (Unit.AS_SOON_AS_POSSIBLE, Unit.NONE, Unit.SET_BY_PERSON)
DEEPEST = 8  # duties whose clock waits for a duty whose clock waits ...


class When(NamedTuple):
    """An instant of a walk, and whether it slides second by second with the instant of raising."""

    at: datetime
    slides: bool


@dataclass(frozen=True, slots=True)
class Stay:
    """One stage of a walk. `due_at` is the last permitted instant, None where nothing limits the stay."""

    stage: str
    entered_at: datetime
    left_at: datetime
    clock_at: datetime | None  # when the clock of the limit started
    due_at: datetime | None
    bound: str  # the duty that limits it: the stage's own limit or a cap; empty where nothing does
    provoked: str = ""  # what somebody has to do at its last permitted instant for the clock to start so late


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through the stages for one instant of raising, each limit used to the full."""

    raised_at: datetime
    stays: tuple[Stay, ...]
    counts: tuple[tuple[Amount, When], ...]  # every deadline that was worked out: how much, from when
    ends: When  # the end of the last stage that has a limit

    @property
    def lasts(self) -> timedelta:
        return self.ends.at - self.raised_at


@dataclass(frozen=True)
class Path:
    """A way through the stages that the text permits in some kind of case, no stage twice."""

    facts: Facts
    stages: tuple[str, ...]
    ways: tuple[Way, ...]  # one fewer than the stages


def counted(time: Timescale | None) -> Amount | None:
    """The amount of a timescale that sets an instant; None where it gives none."""
    within = time.within if time else None
    return None if within is None or within.unit in UNCOUNTED else within


def due_after(amount: Amount, start: datetime, calendar: Calendar, reading: Reading) -> datetime:
    """The deadline of an amount that is counted. Raises OutsideCalendar."""
    due_at = deadline(start, amount, calendar, reading).due_at
    assert due_at is not None  # an amount that is counted sets an instant
    return due_at


class Limits:
    """The limits of a policy, by the stages that they are over."""

    def __init__(self, policy: Policy, calendar: Calendar) -> None:
        self.policy, self.calendar, self.reading = policy, calendar, policy.reading
        self.stages = {stage.id: stage for stage in policy.stages}
        self.own = {duty.stage: duty for duty in policy.duties if duty.kind is DutyKind.RESOLVE}
        self.caps = tuple(duty for duty in policy.duties if duty.kind is DutyKind.CAP)


def walk(limits: Limits, path: Path, raised_at: datetime) -> Walk:
    """Go a way, leaving each stage at the last instant that its limit and the caps over it permit.

    A stage that nothing limits takes no time here, whatever it may take in life. Raises OutsideCalendar.
    """
    return _Going(limits, path, raised_at).to_the_end()


class _Going:
    """A walk on its way: what has happened so far, and which caps are running."""

    def __init__(self, limits: Limits, path: Path, raised_at: datetime) -> None:
        self.limits, self.path = limits, path
        start = When(raised_at, True)
        self.now = start
        self.happened = {"raised": start, "concern raised": start}
        self.maybe: dict[str, When] = {}  # what may have happened by now, at the latest
        self.caps: dict[str, When] = {}
        self.provoked = ""
        self.counts: list[tuple[Amount, When]] = []
        self.stays: list[Stay] = []
        self.raised_at, self.last = raised_at, start

    def to_the_end(self) -> Walk:
        for number, name in enumerate(self.path.stages):
            self._stay(self.limits.stages[name])
            if number < len(self.path.ways) and _waits_for_overdue(self.path.ways[number], name):
                self.now = When(self.now.at + A_MOMENT, self.now.slides)
        return Walk(self.raised_at, tuple(self.stays), tuple(self.counts), self.last)

    def _stay(self, stage: Stage) -> None:
        entered, self.provoked = self.now, ""
        formal = ("a formal stage begins",) if stage.formal else ()
        for name in (f"{stage.id} begins", "a stage begins", *formal):
            self.happened[name] = entered
        self._run_caps(stage)
        own = self.limits.own.get(stage.id)
        due = self._due(own) if own is not None and own.applies.holds(self.path.facts) else None
        bounds = {own.id: due} if own is not None and due is not None else {}
        bounds |= {d.id: self.caps[d.id] for d in self.limits.caps if d.id in self.caps and stage.id in d.stages}
        bound = min(bounds, key=lambda name: bounds[name].at, default="")
        if bound:
            self.now = self.last = max(entered, bounds[bound], key=lambda when: when.at)
        clock = self.counts[-1][1].at if due is not None and own is not None and bound == own.id else None
        self.stays.append(
            Stay(stage.id, entered.at, self.now.at, clock, bounds[bound].at if bound else None, bound, self.provoked)
        )
        for name in (f"{stage.id} ends", "a stage ends"):
            self.happened[name] = self.now
        for name in (f"discussion at {stage.id}", f"no reply at {stage.id}", "discussion", "no reply"):
            self.maybe[name] = self.now

    def _run_caps(self, stage: Stage) -> None:
        for cap in self.limits.caps:
            if not cap.applies.holds(self.path.facts):
                continue
            if stage.id not in cap.stages:
                if not stage.beside:
                    self.caps.pop(cap.id, None)
            elif cap.id not in self.caps and (due := self._due(cap)) is not None:
                self.caps[cap.id] = due

    def _due(self, duty: Duty, deep: int = 0) -> When | None:
        """The last permitted instant of a duty that arises now; None where no time of it can run out."""
        amount = counted(duty.time)
        if duty.time is None or amount is None:
            return None
        clock = self._clock(duty.time.starts, deep)
        if clock is None:
            return None
        self.counts.append((amount, clock))
        due_at = due_after(amount, clock.at, self.limits.calendar, self.limits.reading)
        return When(due_at, clock.slides and amount.unit in HOURLY)

    def _clock(self, names: tuple[str, ...], deep: int) -> When | None:
        """When a clock starts: on the first of these that has happened; what may happen does so at its latest."""
        if not names:
            return self.now
        options: list[tuple[When, str]] = []
        for name in names:
            if name in self.happened:
                options.append((self.happened[name], ""))
                break
            if (maybe := self.maybe.get(name)) is not None:
                options.append((maybe, ""))
        else:
            found = [(when, name) for name in names if (when := self._awaited(name, deep)) is not None]
            options += [min(found)] if found and not options else []
        if not options:
            return None
        latest, provoked = max(options)
        self.provoked = provoked or self.provoked
        return latest

    def _awaited(self, name: str, deep: int) -> When | None:
        """The last permitted instant of something that has not happened, where a duty has to bring it about."""
        if deep > DEEPEST:
            return None
        for duty in self.limits.policy.duties:
            if name != f"{duty.id} done" and name not in duty.done_by:
                continue
            risen = [self.happened[each] for each in duty.when if each in self.happened]
            if risen and duty.applies.holds(self.path.facts):
                return self._due(duty, deep + 1)
        return None


def _waits_for_overdue(way: Way, stage: str) -> bool:
    """Whether only the passing of the stage's own limit makes the move."""
    return way.move.automatic == f"{stage}-limit overdue"
