"""What was owed over the whole of an escalation, for the printed record: each duty once, with what became of it."""

from __future__ import annotations

from typing import Any

from wayforward.core.escalation import Owed
from wayforward.core.limits import CLOCKS, overdue
from wayforward.core.policy.duties import Duty
from wayforward.web import words
from wayforward.web.owing import Reader, whole_day
from wayforward.web.templatetags.wayforward import weekday, weekday_instant


def kept(reader: Reader) -> list[dict[str, Any]]:
    """In the order in which they first arose. Our own reminders are left out: nobody files what was never asked."""
    found: dict[str, list[Owed]] = {}
    for duty in reader.state.duties.values():
        if not reader.rules.duty(duty.duty).system:
            found.setdefault(duty.duty, []).append(duty)
    return [_item(several, reader) for several in found.values()]


def _item(several: list[Owed], reader: Reader) -> dict[str, Any]:
    about = reader.rules.duty(several[0].duty)
    return {
        "says": about.says,
        "who": words.people(several[0].who, reader.rules.posts, reader.sides),
        "blocked": about.blocked,
        "lines": [_line(duty, about, reader) for duty in several],
        "because": next((duty.because for duty in several if duty.due_at), ()),
        "clauses": [{"id": clause} for clause in about.clauses],
    }


def _line(duty: Owed, about: Duty, reader: Reader) -> str:
    """ "Stage One, Heathmoor School: done on Friday 8 May 2026 at 3:30pm. It was due by Thursday 23 April 2026."."""
    stage = reader.rules.stages.get(duty.stage or "")
    where = [stage.label if stage else "", reader.agencies.get(duty.agency or "", "")]
    place = ", ".join(word for word in where if word)
    became = _became(duty, about)
    told = f"{place}: {became}" if place else f"{became[:1].upper()}{became[1:]}"
    if duty.due_at is None:
        return f"{told}."
    due = weekday(duty.due_at) if whole_day(duty.due_at, reader.rules) else weekday_instant(duty.due_at)
    late = overdue(reader.state, duty, reader.at) or (duty.done_at is not None and duty.done_at > duty.due_at)
    return f"{told}. Due by {due}{', so late' if late else ''}."


def _became(duty: Owed, about: Duty) -> str:
    if duty.done_at is not None:
        verb = "settled" if about.kind in CLOCKS else "tried" if duty.attempted else "done"
        return f"{verb} on {weekday_instant(duty.done_at)}"
    if duty.lapsed_at is None:
        return "still owed"
    return "not settled here" if about.kind in CLOCKS else "no longer owed"
