"""One duty's deadline for a clock that starts at a given instant, outside any escalation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wayforward.core.working_time import Calendar, Reading, deadline

if TYPE_CHECKING:
    from wayforward.core.policy.duties import Duty


@dataclass(frozen=True, kw_only=True)
class Due:
    """When something is due, and why. `due_at` None: the policy gives no time, and `because` says so."""

    due_at: datetime | None
    target_at: datetime | None
    force: str
    printed: str
    because: tuple[str, ...]
    clauses: tuple[str, ...]


def due_under(duty: Duty, calendar: Calendar, reading: Reading, start_at: datetime) -> Due:
    """The deadline of a duty whose clock starts at `start_at`, whatever the policy's own start would be.

    For a duty that repeats, the first time it falls due. Raises OutsideCalendar past the calendar's horizon.
    """
    time = duty.time
    if time is None and duty.every is not None:
        first = deadline(start_at, duty.every, calendar, reading)
        return Due(
            due_at=first.due_at, target_at=None, force="none", printed=str(duty.every), because=first.because,
            clauses=duty.clauses,
        )  # fmt: skip
    if time is None:
        says = duty.silent or "The policy gives no time for this."
        return Due(due_at=None, target_at=None, force="none", printed="", because=(says,), clauses=duty.clauses)
    clauses = time.clauses or duty.clauses
    starts = (f"The policy starts this clock at: {' or, failing that, '.join(time.starts)}.",) if time.starts else ()
    target = deadline(start_at, time.target, calendar, reading) if time.target else None
    if time.within is None:
        says = time.silent or (
            f"The time is set by the {time.set_by}." if time.set_by else "The policy gives no time for this."
        )
        because: tuple[str, ...] = (says,)
        due_at = None
    else:
        found = deadline(start_at, time.within, calendar, reading)
        because, due_at = (*starts, *found.because), found.due_at
    return Due(
        due_at=due_at, target_at=target.due_at if target else None, force=str(time.force), printed=time.printed,
        because=because, clauses=clauses,
    )  # fmt: skip
