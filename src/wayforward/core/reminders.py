"""The reminders that time owes: for each thing that is open, the instants at which somebody is to be told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.limits import CLOCKS, effective_deadline, limit, limit_of_stage, repeats
from wayforward.core.mornings import (
    HOURS,
    ends,
    morning_of,
    nth_working_morning,
    working_days_since,
    working_morning,
)
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, Unit

LONG_ENOUGH = timedelta(days=2)  # for half of it to be worth a word
THREE, TWENTY = 3, 20  # prompts at the policy's pace, before Wayforward's own come more seldom
A_DAY, A_WEEK = timedelta(days=1), Amount(7, Unit.CALENDAR_DAYS)
PROTECTIVE, TARGET, STAGE = "protective", "target", "stage"  # what is reminded of where no duty is meant


@dataclass(frozen=True, slots=True)
class Point:
    """A reminder and its instant: it is told at any instant after it."""

    at: datetime
    key: str
    duty: str
    what: str
    due_at: datetime | None
    ours: bool
    again: Callable[[datetime], datetime | None] | None = None  # when a prompt told at an instant comes again
    times: int = 0

    def event(self, at: datetime) -> ev.Reminded:
        return ev.Reminded(
            key=self.key, duty=self.duty, what=self.what, due_at=self.due_at, ours=self.ours,
            again_at=self.again(at) if self.again else None, times=self.times,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chain:
    """The reminders of one thing: `after` gives the first after an instant. Nobody was told of those since `since`."""

    since: datetime
    after: Callable[[datetime], Point | None]


def chains(rules: Rulebook, escalation: Escalation) -> Iterator[Chain]:
    """Everything of which somebody may have to be reminded as the escalation stands."""
    for owed in escalation.duties.values():
        if not owed.open:
            continue
        duty = rules.duties.get(owed.duty)
        if duty is None:
            continue
        if owed.prompts_only:
            yield from _prompts(rules, owed, duty)
            continue
        if not repeats(escalation, owed, effective_deadline(escalation, owed)):
            yield _of_duty(rules, escalation, owed)
        yield from _silence(rules, escalation, owed)
    if escalation.open and escalation.visits:
        yield from _of_stage(rules, escalation)


def _of_duty(rules: Rulebook, escalation: Escalation, owed: Owed) -> Chain:
    """Half-way, the day on which it is due, and then late, again and again until somebody has seen it."""
    due_at = effective_deadline(escalation, owed)
    since = _known_since(escalation, owed, due_at)
    blank = Point(since, owed.key, owed.duty, "", due_at, rules.policy.reminders.ours)
    ahead = [*_target(rules, owed, due_at, blank), *_ahead(rules, owed, due_at, since, blank)]

    def after(instant: datetime) -> Point | None:
        found = min((p for p in ahead if p.at > instant), key=lambda p: p.at, default=None)
        return found or _late(rules, owed, due_at, instant, blank)

    return Chain(max(since, owed.reminded_at or since), after)


def _known_since(escalation: Escalation, owed: Owed, due_at: datetime | None) -> datetime:
    """Since when the date that stands has been known: a reminder before that would remind of nothing."""
    since = max(owed.arose_at, owed.timed_at or owed.arose_at)
    if owed.kind in CLOCKS and due_at is not None and due_at != owed.due_at and escalation.protective_set_at:
        return max(since, escalation.protective_set_at)
    return since


def _target(rules: Rulebook, owed: Owed, due_at: datetime | None, blank: Point) -> Iterator[Point]:
    """The morning of the earlier date that the policy prefers: amber, never late."""
    target_at = owed.target_at
    if target_at is None or rules.policy.reminders.due_today is None:
        return
    told_at = morning_of(rules, target_at)
    if told_at < target_at and (due_at is None or told_at < morning_of(rules, due_at)):
        yield replace(blank, at=told_at, what="target", due_at=target_at)


def _ahead(rules: Rulebook, owed: Owed, due_at: datetime | None, since: datetime, blank: Point) -> Iterator[Point]:
    """What is told before the deadline (A-04). Half-way on a working morning, and not to who has seen it already."""
    if due_at is None:
        return
    told_at = morning_of(rules, due_at)
    if rules.policy.reminders.due_today is not None and told_at < due_at:
        yield replace(blank, at=told_at, what="due-today")
    if rules.policy.reminders.half_way and owed.seen_at is None and due_at - since >= LONG_ENOUGH:
        half = working_morning(rules, since + (due_at - since) / 2)
        if half is not None and half < min(told_at, due_at):
            yield replace(blank, at=half, what="half-way")


def _late(rules: Rulebook, owed: Owed, due_at: datetime | None, instant: datetime, blank: Point) -> Point | None:
    """The first reminder after `instant` that it is late, while nobody has said since that they have seen it."""
    told = rules.policy.reminders
    if due_at is None or (owed.seen_at is not None and owed.seen_at > due_at):
        return None
    days = max(working_days_since(rules, due_at, max(instant, due_at)), 0)
    for n in _late_days(told.late_daily, told.late_then, days):
        at = nth_working_morning(rules, due_at, n)
        if at is None:
            return None
        if at > instant:
            return replace(blank, at=at, what="late")
    return None


def _late_days(daily: int, then: int, days: int) -> Iterator[int]:
    """The working days after a deadline on which it is told again, from those `days` after it on."""
    yield from (n for n in range(1, daily + 1) if n >= days)
    if then:
        n = daily + then * max((days - daily) // then, 1)
        yield from (n, n + then)


def _silence(rules: Rulebook, escalation: Escalation, owed: Owed) -> Iterator[Chain]:
    """Acknowledged, and then nothing: the stage's own time counted anew from there, or else Wayforward's."""
    seen_at, due_at = owed.seen_at, effective_deadline(escalation, owed)
    passed = owed.passed_due_at is not None and due_at is not None and owed.passed_due_at >= due_at
    usual = rules.policy.reminders.silent_after
    if seen_at is None or usual is None or (passed and due_at is not None and seen_at <= due_at):
        return  # it is late, and nobody has seen that: that is told already
    since = max(seen_at, owed.silent_at or seen_at)
    at = ends(rules, since, _time_of(rules, owed.stage) or usual) or ends(rules, since, usual)
    if at is not None:
        point = Point(at, owed.key, owed.duty, "silent", due_at, rules.policy.reminders.ours)
        yield Chain(since, _only(point))


def _time_of(rules: Rulebook, stage: str | None) -> Amount | None:
    """How long a stage may take, where its text gives it a time that can be counted."""
    name = limit_of_stage(rules, stage) if stage else None
    time = rules.duties[name].time if name else None
    return time.within if time else None


def _prompts(rules: Rulebook, owed: Owed, duty: Duty) -> Iterator[Chain]:
    """The next prompt of its row. One of days comes in the morning of its day."""
    if owed.due_at is None:
        return
    at, since = owed.due_at, max(owed.arose_at, owed.reminded_at or owed.arose_at)
    if duty.every is None or duty.every.unit not in HOURS:
        told_at = morning_of(rules, at)
        at = told_at if told_at > since else at
    times = owed.prompts + 1

    def again(told_at: datetime) -> datetime | None:
        on_time = _again(rules, duty, times, at)  # not from when it was told: a clock's seconds do not add up
        return on_time if on_time is not None and on_time > told_at else _again(rules, duty, times, told_at)

    yield Chain(since, _only(Point(at, owed.key, duty.id, "prompt", at, duty.system, again, times)))


def _again(rules: Rulebook, duty: Duty, times: int, told_at: datetime) -> datetime | None:
    """When the prompt after the nth comes.

    The policy's own keep the pace that the text gives. Wayforward's own do not fill a history for ever: after the
    third, one of hours waits twice as long each time, to a day at most; after the twentieth any comes weekly.
    """
    at = ends(rules, told_at, duty.every) if duty.every else None
    if at is None or at <= told_at:
        return None
    if not duty.system or times < THREE:
        return at
    if times >= TWENTY:
        return max(at, ends(rules, told_at, A_WEEK) or at)
    if duty.every is None or duty.every.unit not in HOURS or at - told_at >= A_DAY:
        return at
    return told_at + min((at - told_at) * (1 << (times - THREE + 1)), A_DAY)


def _of_stage(rules: Rulebook, escalation: Escalation) -> Iterator[Chain]:
    """The dates that people set where the policy gives none, and the stage that has neither time nor target (A-10)."""
    told, here = escalation.reminded, escalation.visits[-1].at
    limited = effective_deadline(escalation, limit(escalation)) if limit(escalation) else None
    pending = limited is not None
    for key, date_at, set_at in (
        (PROTECTIVE, None if limited else escalation.protective_at, escalation.protective_set_at),
        (TARGET, escalation.target_at, escalation.target_set_at),
    ):
        if date_at is None or set_at is None or date_at <= here:
            continue
        since = max(filter(None, (set_at, here, told.get(key))))
        yield Chain(since, _first(_date(rules, key, date_at)))
        pending = pending or since <= date_at
    if pending or any(owed.prompts_only and owed.due_at and "raiser" in owed.who for owed in escalation.owed()):
        return  # somebody is told already
    since = max(filter(None, (escalation.acted_at, here, *told.values())))
    quiet_after = rules.policy.reminders.quiet_after
    at = ends(rules, since, quiet_after) if quiet_after else None
    if at is not None:
        yield Chain(since, _only(Point(at, STAGE, "", "quiet", None, rules.policy.reminders.ours)))


def _date(rules: Rulebook, key: str, date_at: datetime) -> Iterable[Point]:
    """The day of a date that a person set, and that it has passed."""
    ours, told_at = rules.policy.reminders.ours, morning_of(rules, date_at)
    if rules.policy.reminders.due_today is not None and told_at < date_at:
        yield Point(told_at, key, "", "due-today", date_at, ours)
    yield Point(date_at, key, "", "passed", date_at, ours)


def _first(points: Iterable[Point]) -> Callable[[datetime], Point | None]:
    """The first of these, in order, after an instant."""
    kept = tuple(points)
    return lambda instant: next((point for point in kept if point.at > instant), None)


def _only(point: Point) -> Callable[[datetime], Point | None]:
    return _first((point,))
