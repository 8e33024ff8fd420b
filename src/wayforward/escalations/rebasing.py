"""Which escalations are counted by a calendar that was changed since, and what each change moves in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from wayforward.core import events as ev
from wayforward.core.commands import Actor, Rebase
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide
from wayforward.core.verdict import Refused
from wayforward.directory import days_off
from wayforward.directory.models import Partnership
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Escalation
from wayforward.escalations.rulebooks import rules_for


def behind(row: Escalation) -> bool:
    """Whether its partnership's calendar was changed since its dates were counted."""
    return row.calendar_seq is not None and row.calendar_seq < row.adoption.partnership.calendar_seq


def all_behind(partnership: Partnership | None = None) -> QuerySet[Escalation]:
    """Those whose dates are still to be counted anew, here or anywhere.

    It asks first where anything was declared, and then of those places alone: the index of a place holds its open ones
    by their calendar, so what is stored and what is open cost nothing.
    """
    places = Partnership.objects.filter(calendar_seq__gt=0)
    if partnership is not None:
        places = places.filter(pk=partnership.pk)
    older: dict[int, list[UUID]] = {}
    for pk, seq in places.values_list("pk", "calendar_seq"):
        older.setdefault(seq, []).append(pk)
    if not older:
        return Escalation.objects.none()
    return Escalation.objects.filter(
        reduce(or_, (Q(partnership__in=here, calendar_seq__lt=seq) for seq, here in older.items()))
    )


def moves(
    row: Escalation, recorded: Sequence[Recorded], state: State, by: Actor, at: datetime
) -> Iterator[tuple[Rebase, tuple[ev.Event, ...]]]:
    """What each change of the calendar brings about here since its dates were last counted, in the order declared."""
    present = row.adoption.partnership.calendar_seq
    counted = present if row.calendar_seq is None else row.calendar_seq
    for batch in days_off.batches(row.partnership_id, counted, present):
        rules = rules_for(row.adoption, recorded, batch.seq)
        command = Rebase(by=by, calendar=batch.seq, declared_at=batch.at, days=batch.days)
        events = decide(rules, state, command, at)
        if isinstance(events, Refused):
            continue
        for event in events:
            state = evolve(state, event, at)
        yield command, events
