"""How long one way through a policy may take if everybody uses each limit to the full, for any instant of raising."""

from __future__ import annotations

from collections.abc import Callable
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


class Count(NamedTuple):
    """A deadline that was worked out on a walk."""

    amount: Amount
    clock: When  # when it starts
    stay: int  # at which stay, counted from 0


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
    counts: tuple[Count, ...]  # in the order in which they were worked out
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

    def up_to(self, holds: tuple[bool, ...], stay: int) -> object:
        """What names this path up to a stay, for other paths that begin in the same way."""
        return holds, self.stages[: stay + 1], tuple(way.move.automatic for way in self.ways[:stay])


def counted(time: Timescale | None) -> Amount | None:
    """The amount of a timescale that sets an instant; None where it gives none."""
    within = time.within if time else None
    return None if within is None or within.unit in UNCOUNTED else within


def due_after(amount: Amount, start: datetime, calendar: Calendar, reading: Reading) -> datetime:
    """The deadline of an amount that is counted. Raises OutsideCalendar."""
    due_at = deadline(start, amount, calendar, reading).due_at
    assert due_at is not None  # an amount that is counted sets an instant
    return due_at


@dataclass(frozen=True, slots=True)
class _Leg:
    """One stage of a path made ready: the limits that bear on it there, and the names of what happens at it."""

    stage: str
    own: Duty | None
    begun: tuple[Duty, ...]  # caps that may start to run here
    left: tuple[str, ...]  # caps that end here
    over: tuple[str, ...]  # caps that are over it
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    talks: tuple[str, ...]  # what may happen while it lasts, and at the latest as it ends
    late: bool  # only the passing of its own limit leads on


class Limits:
    """The limits of a policy, by the stages that they are over."""

    def __init__(self, policy: Policy, calendar: Calendar) -> None:
        self.policy, self.calendar, self.reading = policy, calendar, policy.reading
        self.stages = {stage.id: stage for stage in policy.stages}
        self.own = {duty.stage: duty for duty in policy.duties if duty.kind is DutyKind.RESOLVE and counted(duty.time)}
        self.caps = tuple(duty for duty in policy.duties if duty.kind is DutyKind.CAP and counted(duty.time))
        timed = [duty for duty in policy.duties if counted(duty.time)]
        starts = {name for duty in timed if duty.time for name in duty.time.starts}
        self.asked = starts.union(*(duty.when for duty in timed))  # the only occurrences that a clock can look at

    def holding(self, facts: Facts) -> tuple[bool, ...]:
        """Which of the limits apply in a kind of case."""
        return tuple(duty.applies.holds(facts) for duty in (*self.own.values(), *self.caps))

    @property
    def plain(self) -> bool:
        """Whether every clock starts with the raising, with its own stage, or with what no stage brings about."""
        free = {"raised", "concern raised", *(event.id for event in self.policy.events)}
        own = all(set(duty.time.starts) <= {*free, f"{stage} begins"} for stage, duty in self.own.items() if duty.time)
        return own and all(set(cap.time.starts) <= free for cap in self.caps if cap.time)

    def legs(self, path: Path) -> tuple[_Leg, ...]:
        """A path made ready to be walked again and again."""
        caps = tuple(cap for cap in self.caps if cap.applies.holds(path.facts))
        return tuple(self._leg(path, number, self.stages[name], caps) for number, name in enumerate(path.stages))

    def _leg(self, path: Path, number: int, stage: Stage, caps: tuple[Duty, ...]) -> _Leg:
        own = self.own.get(stage.id)
        formal = ("a formal stage begins",) if stage.formal else ()
        way = path.ways[number] if number < len(path.ways) else None
        return _Leg(
            stage=stage.id,
            own=own if own is not None and own.applies.holds(path.facts) else None,
            begun=tuple(cap for cap in caps if stage.id in cap.stages),
            left=() if stage.beside else tuple(cap.id for cap in caps if stage.id not in cap.stages),
            over=tuple(cap.id for cap in caps if stage.id in cap.stages),
            begins=self._only((f"{stage.id} begins", "a stage begins", *formal)),
            ends=self._only((f"{stage.id} ends", "a stage ends")),
            talks=self._only((f"discussion at {stage.id}", f"no reply at {stage.id}", "discussion", "no reply")),
            late=way is not None and way.move.automatic == f"{stage.id}-limit overdue",
        )

    def _only(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name in self.asked)


def walking(limits: Limits, path: Path) -> Callable[[datetime], Walk]:
    """Go a way from any instant of raising, leaving each stage at the last instant that its limits permit.

    A stage that nothing limits takes no time here, whatever it may take in life. Raises OutsideCalendar.
    """
    legs = limits.legs(path)
    return lambda raised_at: _Going(limits, path.facts, raised_at).through(legs)


class _Going:
    """A walk on its way: what has happened so far, and which caps are running."""

    def __init__(self, limits: Limits, facts: Facts, raised_at: datetime) -> None:
        self.limits, self.facts, self.raised_at = limits, facts, raised_at
        self.now = self.last = When(raised_at, True)
        self.happened = {"raised": self.now, "concern raised": self.now}
        self.maybe: dict[str, When] = {}  # what may have happened by now, at the latest
        self.caps: dict[str, When] = {}
        self.provoked = ""
        self.counts: list[Count] = []
        self.stays: list[Stay] = []

    def through(self, legs: tuple[_Leg, ...]) -> Walk:
        for leg in legs:
            self._stay(leg)
            if leg.late:
                self.now = When(self.now.at + A_MOMENT, self.now.slides)
        return Walk(self.raised_at, tuple(self.stays), tuple(self.counts), self.last)

    def _stay(self, leg: _Leg) -> None:
        entered, self.provoked = self.now, ""
        for name in leg.begins:
            self.happened[name] = entered
        for name in leg.left:
            self.caps.pop(name, None)
        for cap in leg.begun:
            if cap.id not in self.caps and (due := self._due(cap)) is not None:
                self.caps[cap.id] = due
        bounds = {name: self.caps[name] for name in leg.over if name in self.caps}
        clock, due = None, self._due(leg.own) if leg.own is not None else None
        if leg.own is not None and due is not None:
            bounds, clock = {leg.own.id: due, **bounds}, self.counts[-1].clock.at
        bound = min(bounds, key=lambda name: bounds[name].at, default="")
        if bound:
            self.now = self.last = max(entered, bounds[bound], key=lambda when: when.at)
        mine = leg.own is not None and bound == leg.own.id
        due_at = bounds[bound].at if bound else None
        provoked = self.provoked if mine else ""
        self.stays.append(Stay(leg.stage, entered.at, self.now.at, clock if mine else None, due_at, bound, provoked))
        for name in leg.ends:
            self.happened[name] = self.now
        for name in leg.talks:
            self.maybe[name] = self.now

    def _due(self, duty: Duty, deep: int = 0) -> When | None:
        """The last permitted instant of a duty that arises now; None where no time of it can run out."""
        amount = counted(duty.time)
        if duty.time is None or amount is None:
            return None
        clock = self._clock(duty.time.starts, deep)
        if clock is None:
            return None
        self.counts.append(Count(amount, clock, len(self.stays)))
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
                options.append((maybe, name))
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
            if risen and duty.applies.holds(self.facts):
                return self._due(duty, deep + 1)
        return None
