"""Has open dates counted anew once a day off was declared or taken back: here and now, or by the next sweep."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from wayforward.core import events as ev
from wayforward.directory.models import Partnership
from wayforward.escalations import rebasing, record
from wayforward.jobs.wrong import WRONG, raise_if_the_database_is_gone, where

AT_ONCE = 100  # in one request; the clock does the rest
JUST_BEFORE = timedelta(microseconds=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rebased:
    """What was done of it: for each escalation looked at what moved, and how many are left to the clock."""

    moved: dict[str, tuple[ev.DutyTimed, ...]] = field(default_factory=dict)  # by reference; empty: nothing moved
    left: int = 0


def wake(at: datetime) -> int:
    """Make due now whatever is counted by a calendar that was changed since: looking at it rebases it.

    One query where no day was ever declared, two where one was. Safe twice, and beside other clocks.
    """
    asleep = Q(next_at__isnull=True) | Q(next_at__gte=at)
    return rebasing.all_behind().filter(asleep).update(next_at=at - JUST_BEFORE)


def rebase_now(partnership: Partnership, at: datetime, most: int = AT_ONCE) -> Rebased:
    """Count anew in one partnership, each escalation in a transaction of its own.

    What cannot be counted stops no other: it is left, like those after the first `most`, to the clock, which notes it.
    Raises OperationalError where the database is gone.
    """
    behind = rebasing.all_behind(partnership).order_by("due_at", "pk")
    moved: dict[str, tuple[ev.DutyTimed, ...]] = {}
    for row in behind.only("pk", "ref")[:most]:
        try:
            added = record.rebase(row.pk, at)
        except tuple(WRONG) as problem:
            raise_if_the_database_is_gone(problem)
            log.error("escalation=%s could not be counted anew: %s", row.pk, where(problem))
            continue
        moved[row.ref] = tuple(item.event for item in added if isinstance(item.event, ev.DutyTimed))
    return Rebased(moved, rebasing.all_behind(partnership).count())
