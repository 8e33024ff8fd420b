"""When a duty is due, from what has happened: the instant its clock starts at, and what is counted from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wayforward.core.escalation import Owed
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, Deadline, OutsideCalendar, deadline

NO_TIME = ("The policy gives no time for this.",)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A duty's date, and the reasons; with no date, what its clock still waits for, where it does."""

    due_at: datetime | None
    target_at: datetime | None
    because: tuple[str, ...]
    waiting_for: tuple[str, ...] = ()
    from_at: datetime | None = None  # when its clock started, where it has


def reckon(
    rules: Rulebook,
    happened: Mapping[str, datetime],
    duty: Duty,
    when: datetime,
    *,
    again: bool = False,
    anew: bool = False,
) -> Reckoned:
    """A duty's date where it arises at `when`: from the first of the policy's own starts that has happened, if any.

    `again`: it repeats, and counts from when it was last done. `anew`: it counts from `when`, whatever happened before.
    """
    time = duty.time
    if duty.every and (again or time is None):
        counted = _count(rules, when, duty.every)
        return Reckoned(counted.due_at, None, counted.because, from_at=when)
    if time is None:
        return Reckoned(None, None, NO_TIME)
    start: datetime | None = when
    if time.starts and not anew:
        start = next((happened[name] for name in time.starts if name in happened), None)
    if start is None:
        waits = f"The clock has not started. It starts on: {' or '.join(time.starts)}."
        return Reckoned(None, None, (waits,), time.starts)
    target_at = _count(rules, start, time.target).due_at if time.target else None
    if time.within is None:
        return Reckoned(None, target_at, _no_time(rules, time.set_by), from_at=start)
    counted = _count(rules, start, time.within)
    return Reckoned(counted.due_at, target_at, counted.because, from_at=start)


def reckon_again(
    rules: Rulebook, happened: Mapping[str, datetime], duty: Duty, owed: Owed, since: datetime | None = None
) -> Reckoned:
    """The date of a duty that is owed already, reckoned anew by these rules: from `since`, or as when it arose."""
    start = since or owed.began_at or owed.arose_at
    again = bool(duty.every) and not owed.key.endswith("#1")
    return reckon(rules, happened, duty, start, again=again, anew=since is not None)


def _no_time(rules: Rulebook, set_by: str | None) -> tuple[str, ...]:
    if set_by is None:
        return NO_TIME
    post = rules.posts.get(set_by)
    return (f"The policy leaves this time to be set by: {post.title if post else set_by}.",)


def _count(rules: Rulebook, start: datetime, amount: Amount) -> Deadline:
    """A deadline, or none with the reason where the calendar does not reach: a missing holiday stops nothing."""
    try:
        return deadline(start, amount, rules.calendar, rules.policy.reading)
    except OutsideCalendar as unknown:
        return Deadline(None, (str(unknown),))
