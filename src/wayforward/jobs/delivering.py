"""Delivers what is owed: each message looked at when its instant has come, queued for its reader, and sent."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from wayforward.jobs.looking import Came, look
from wayforward.jobs.models import Trouble
from wayforward.jobs.sending import send_due
from wayforward.jobs.wrong import WRONG, raise_if_the_database_is_gone, says, where
from wayforward.notices.models import Notice

COULD_NOT_LOOK, TROUBLED = "could-not-address", "troubled"
AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
BATCH = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivered:
    """What one round of delivery came to. `sent` is what a carrier took: whether it arrives is another matter.

    `troubled` could not be looked at; `waiting` were put off by the carrier; `more`: there is something left to do now.
    """

    looked: int = 0
    dropped: int = 0
    gathered: int = 0
    queued: int = 0
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    troubled: int = 0
    more: bool = False


def deliver(
    at: datetime,
    name: str,
    most: int = BATCH,
    *,
    going: Callable[[], bool] = lambda: True,
    careful: bool = False,
) -> Delivered:
    """Look at up to `most` messages whose instant has come, then send up to `most` that are queued.

    Each is a transaction of its own, and several deliverers beside one another pass by what another has in hand.
    `going` is asked before each; once it is false, it returns. `careful` puts each by before it is looked at, so that
    one that kills the process is passed by when the next begins. Raises OperationalError where the database is gone.
    """
    came: Counter[str] = Counter()
    due = list(_due(at, most + 1))
    for notice in due[:most]:
        if not going():
            break
        came[_looked(notice, at, name, careful=careful)] += 1
    sent = send_due(at, name, most, going)
    caused = came[Came.NOBODY] + sent.failed + sent.dropped  # whoever is next, and whoever has to know, is owed it now
    return Delivered(
        looked=came.total(), dropped=came[Came.DROPPED] + sent.dropped, gathered=came[Came.GATHERED],
        queued=came[Came.QUEUED], sent=sent.sent, failed=came[Came.NOBODY] + sent.failed, waiting=sent.put_off,
        troubled=came[TROUBLED], more=len(due) > most or sent.more or caused > 0,
    )  # fmt: skip


def _due(at: datetime, most: int) -> list[Notice]:
    rows = Notice.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    return list(rows.only("pk", "partnership_id", "next_at")[:most])


def _looked(notice: Notice, at: datetime, name: str, *, careful: bool) -> str:
    """Look at one. What cannot be looked at is put by and noted, and the rest go on."""
    if careful:
        _put_by(notice, at, "The clock died while it looked at this.")
    try:
        with transaction.atomic():  # a clock that dies after it has looked leaves no word that it died before
            came = look(notice.pk, at, put_by=careful)
            if careful:
                _troubles(notice).delete()
            elif came is not Came.NOTHING:
                _troubles(notice).update(cleared_at=at)
    except tuple(WRONG) as problem:
        raise_if_the_database_is_gone(problem)
        log.error("clock=%s notice=%s could not be looked at: %s", name, notice.pk, where(problem))
        _put_by(notice, at, says(problem), again=careful)
        return TROUBLED
    return came


def _put_by(notice: Notice, at: datetime, told: str, *, again: bool = False) -> None:
    """It is looked at again later, each time later. `again`: this attempt has been counted already."""
    if again:
        _troubles(notice).update(says=told, seen_at=at)
        return
    row, made = Trouble.objects.get_or_create(
        what=COULD_NOT_LOOK, row=f"notice:{notice.pk}", cleared_at=None,
        defaults={"says": told, "partnership": notice.partnership_id, "since_at": at, "seen_at": at},
    )  # fmt: skip
    if not made:
        _troubles(notice).update(says=told, seen_at=at, attempts=F("attempts") + 1)
    later = at + AGAIN_AFTER[min(row.attempts - made, len(AGAIN_AFTER) - 1)]
    Notice.objects.filter(pk=notice.pk, next_at__isnull=False).update(next_at=later)


def _troubles(notice: Notice) -> QuerySet[Trouble]:
    return Trouble.objects.filter(what=COULD_NOT_LOOK, row=f"notice:{notice.pk}", cleared_at=None)
