"""How the longest wait that a policy permits becomes longer or shorter, and each stage's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar
from wayforward.policies.comparing.sentences import Effect
from wayforward.policies.proving.waits import Waits, waits
from wayforward.policies.proving.words import lasting, working_days


@dataclass(frozen=True)
class Wait:
    """A longest wait: in calendar time, and in working days after the day it begins."""

    lasts: timedelta
    working_days: int


@dataclass(frozen=True)
class Waiting:
    """The longest waits of two policies in one year. None: the policy times nothing."""

    before: Wait | None
    after: Wait | None
    unlimited_before: tuple[str, ...]  # labels of stages that nothing limits
    unlimited_after: tuple[str, ...]
    effect: Effect | None
    says: str


def waiting(before: Policy, after: Policy, calendar: Calendar, year: int) -> Waiting:
    """What becomes of the longest wait. Raises OutsideCalendar for a year the calendar does not know."""
    one, other = waits(before, calendar, year), waits(after, calendar, year)
    was, now = _longest(one), _longest(other)
    effect = _effect(was, now)
    labels = _labels(before, one), _labels(after, other)
    return Waiting(was, now, *labels, effect, _said(was, now, effect, year))


def _longest(found: Waits) -> Wait | None:
    if found.longest is None:
        return None
    most = found.most_days or found.longest
    return Wait(found.longest.lasts, most.working_days)


def _labels(policy: Policy, found: Waits) -> tuple[str, ...]:
    labels = {stage.id: stage.label for stage in policy.stages}
    return tuple(dict.fromkeys(labels[stage] for stage in found.unlimited))


def _effect(before: Wait | None, after: Wait | None) -> Effect | None:
    if before is None or after is None:
        return None if before is after else Effect.FIRMER if before is None else Effect.LOOSER
    if before == after:
        return None
    one, other = (before.lasts, before.working_days), (after.lasts, after.working_days)
    return Effect.LONGER if other > one else Effect.SHORTER


def _said(before: Wait | None, after: Wait | None, effect: Effect | None, year: int) -> str:
    if effect is None:
        return f"The longest wait in {year} stays {_words(after)}." if after else f"Neither sets any limit in {year}."
    if after is None:
        return f"Nothing limits the wait any more (the longest in {year} was {_words(before)})."
    return f"The longest wait in {year} is now {_words(after)} (was {_words(before)}): {effect}."


def _words(wait: Wait | None) -> str:
    if wait is None:
        return "without a limit"
    days = working_days(wait.working_days)
    return f"{lasting(wait.lasts)}, {days}"
