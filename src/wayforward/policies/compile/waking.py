"""When a policy has people reminded, from how it is written."""

from __future__ import annotations

from datetime import time

from wayforward.core.policy.reminders import AS_USUAL, Reminders
from wayforward.core.working_time import Amount, Unit
from wayforward.policies.compile.names import Names
from wayforward.policies.compile.times import every
from wayforward.policies.shape.papers import RemindersShape
from wayforward.policies.source import Place

NONE = "none"


def reminders(shape: RemindersShape | None, names: Names) -> Reminders:
    """What the file says of reminders; what it does not say is as usual."""
    if shape is None:
        return AS_USUAL
    place = shape.place
    return Reminders(
        half_way=shape.half_way,
        due_today=None if shape.due_today == NONE else time.fromisoformat(shape.due_today),
        late_daily=_days(shape.late_daily, place / "late-daily", names),
        late_then=_days(shape.late_then, place / "late-then", names),
        silent_after=_after(shape.silent_after, place / "silent-after", names),
        quiet_after=_after(shape.quiet_after, place / "quiet-after", names),
        **names.rests(shape),
    )


def _days(text: str, place: Place, names: Names) -> int:
    """A number of working days: people are told on the mornings of those, and at no hour between."""
    found = _after(text, place, names)
    if found is None:
        return 0
    if found.unit is not Unit.WORKING_DAYS:
        names.wrong(place, f"“{text}” is not counted in working days", "5 working days, or none")
    return found.number


def _after(text: str, place: Place, names: Names) -> Amount | None:
    return None if text == NONE else every(text, place, names)
