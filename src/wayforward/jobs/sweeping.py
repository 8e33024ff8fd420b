"""Records what time alone has brought about: each escalation whose instant has come, one at a time, in order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from wayforward.escalations import record
from wayforward.escalations.models import Escalation
from wayforward.jobs.models import Trouble
from wayforward.jobs.wrong import WRONG, raise_if_the_database_is_gone, says, where

COULD_NOT_TICK = "could-not-tick"
AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1))
BATCH = 50

AGAIN_AT_ONCE = "The rulebook had nothing to record, and asked to be asked again at once."
DIED = "The clock died while it looked at this."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Swept:
    """How many escalations were looked at, the entries recorded, those that could not be, and whether more are due."""

    looked: int = 0
    recorded: int = 0
    troubled: int = 0
    more: bool = False


def sweep(
    at: datetime,
    name: str,
    most: int = BATCH,
    *,
    going: Callable[[], bool] = lambda: True,
    careful: bool = False,
) -> Swept:
    """Look at up to `most` escalations whose instant came before `at`, the longest due first, until `going` is false.

    Each is a transaction of its own, so a kill loses at most the one under way, which the next round looks at again.
    Several sweepers pass by what another has in hand. What cannot be looked at is noted as a Trouble and tried again
    later; the rest go on. `careful` notes each before it is looked at: one that kills the process is then passed by.
    Raises OperationalError where the database is gone, and MasterKeyMissing.
    """
    due = list(_due(at)[: most + 1])
    standing = set(_troubles().filter(row__in=[row.ref for row in due]).values_list("row", flat=True)) if due else set()
    swept = Swept(more=len(due) > most)
    for row in due[:most]:
        if not going():
            return replace(swept, more=True)
        came = _tried(row, at, name, before=row.ref in standing, careful=careful)
        swept = Swept(
            swept.looked + came.looked, swept.recorded + came.recorded, swept.troubled + came.troubled,
            swept.more or came.more,
        )  # fmt: skip
    return swept


def _due(at: datetime) -> QuerySet[Escalation]:
    """What has waited longest first, but for what is troubled and not to be tried yet."""
    waiting = _troubles().filter(row=OuterRef("ref"), next_at__gt=at)
    rows = Escalation.objects.filter(~Exists(waiting), next_at__lt=at)
    return rows.only("pk", "ref", "partnership_id").order_by("next_at", "pk")


def _troubles() -> QuerySet[Trouble]:
    return Trouble.objects.filter(what=COULD_NOT_TICK, cleared_at__isnull=True)


def _tried(row: Escalation, at: datetime, name: str, *, before: bool, careful: bool) -> Swept:
    """Look at one, and note or clear its trouble. `before`: it is in trouble already."""
    noted = before or careful
    if noted:
        _note(row, at, DIED)
    try:
        with transaction.atomic():  # a clock that dies after it has looked leaves no word that it died before
            came = _looked_at(row, at)
            if before and not came.troubled:
                _troubles().filter(row=row.ref).update(cleared_at=at)
            elif noted and not came.troubled:  # nothing was ever wrong with it
                _troubles().filter(row=row.ref).delete()
    except tuple(WRONG) as problem:
        raise_if_the_database_is_gone(problem)
        log.error("clock=%s escalation=%s could not be looked at: %s", name, row.pk, where(problem))
        _note(row, at, says(problem), again=noted)
        return Swept(troubled=1)
    if came.troubled:
        log.error("clock=%s escalation=%s asks to be looked at again, with nothing to record", name, row.pk)
        _note(row, at, AGAIN_AT_ONCE, again=noted)
    return came


def _looked_at(row: Escalation, at: datetime) -> Swept:
    """In the transaction of whoever asks: claimed, unless somebody else has it or did it; what is due; what is next."""
    claimed = Escalation.objects.filter(pk=row.pk, next_at__lt=at).select_for_update(skip_locked=True, no_key=True)
    if claimed.only("pk").first() is None:
        return Swept()
    added = len(record.tick(row.pk, at))
    due = Escalation.objects.filter(pk=row.pk, next_at__lt=at).exists()
    return Swept(looked=1, recorded=added, troubled=int(due and not added), more=due and added > 0)


def _note(row: Escalation, at: datetime, told: str, *, again: bool = False) -> None:
    """It is in trouble, and is tried again later each time. `again`: this attempt has been counted already."""
    standing = _troubles().filter(row=row.ref)
    if again and standing.update(says=told, seen_at=at):
        return
    attempts = standing.values_list("attempts", flat=True).first() or 0
    later = at + AGAIN_AFTER[min(attempts, len(AGAIN_AFTER) - 1)]
    if attempts:
        standing.update(says=told, seen_at=at, next_at=later, attempts=F("attempts") + 1)
        return
    new = {"partnership": row.partnership_id, "since_at": at, "says": told, "seen_at": at, "next_at": later}
    Trouble.objects.get_or_create(what=COULD_NOT_TICK, row=row.ref, cleared_at=None, defaults=new)
