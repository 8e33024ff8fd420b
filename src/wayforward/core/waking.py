"""When time alone next brings something about, and what: deadlines that pass, and reminders of what is still owed.

Each thing has an instant and comes about at any instant after it. A deadline is always recorded, however late. Of the
reminders of one thing only the newest counts: after an outage nobody is told yesterday's news.
"""

from __future__ import annotations

from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.escalation import Escalation
from wayforward.core.limits import unrecorded
from wayforward.core.reminders import Chain, Point, chains
from wayforward.core.rulebook import Rulebook


def next_instant(rules: Rulebook, escalation: Escalation) -> datetime | None:
    """The instant after which a Tick records something, if nobody acts before; None where none would.

    It lies in the past where a clock is behind. `None` may also mean that no calendar reaches so far.
    """
    deadlines = (due_at for owed in escalation.duties.values() if (due_at := unrecorded(escalation, owed)) is not None)
    reminders = (point.at for chain in chains(rules, escalation) if (point := chain.after(chain.since)) is not None)
    return min((*deadlines, *reminders), default=None)


def passed(escalation: Escalation, at: datetime) -> ev.DeadlinePassed | None:
    """The oldest deadline that has passed by `at` and is not on record, or None."""
    found = [
        (due_at, owed.key, owed.duty)
        for owed in escalation.duties.values()
        if (due_at := unrecorded(escalation, owed)) is not None and due_at < at
    ]
    if not found:
        return None
    due_at, key, duty = min(found)
    return ev.DeadlinePassed(key=key, duty=duty, due_at=due_at)


def reminder(rules: Rulebook, escalation: Escalation, at: datetime) -> ev.Reminded | None:
    """The oldest of the reminders that are called for at `at`, the newest of each thing; None where none is."""
    found = [newest for chain in chains(rules, escalation) if (newest := _newest(chain, at)) is not None]
    point = min(found, key=lambda point: (point.at, point.key, point.what), default=None)
    return point.event(at) if point is not None else None


def _newest(chain: Chain, at: datetime) -> Point | None:
    """The last point before `at` of those that have not been told."""
    newest, point = None, chain.after(chain.since)
    while point is not None and point.at < at:
        newest, point = point, chain.after(point.at)
    return newest
