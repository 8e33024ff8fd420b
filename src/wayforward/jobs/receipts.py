"""What became of a message after a carrier took it, as GOV.UK Notify says when asked, or a mail server by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from wayforward.jobs.looking import hold
from wayforward.jobs.sending import try_the_next
from wayforward.notices.channels.notify import DELIVERED, Notify
from wayforward.notices.models import Delivery, Notice

ASK_AGAIN = ((timedelta(hours=1), timedelta(minutes=5)), (timedelta(days=1), timedelta(hours=1)))
ASK_AT_LAST = timedelta(hours=6)
GIVES_UP_AFTER = timedelta(days=7)  # Notify keeps what it sent for so long, and says no more of it after
BATCH = 100

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What the carrier said of what it had taken. `unknown` is under way, or was not answered."""

    delivered: int = 0
    failed: int = 0
    unknown: int = 0


def ask(at: datetime, name: str, most: int = BATCH, *, going: Callable[[], bool] = lambda: True) -> Asked:
    """Ask GOV.UK Notify about up to `most` messages that it took. Asking twice does no harm."""
    due = Delivery.objects.filter(
        channel="notify", next_at__lte=at, handed_over_at__isnull=False, delivered_at=None, failed_at=None
    )
    waiting = list(due.order_by("next_at")[:most]) if settings.WAYFORWARD_CHANNEL == "notify" else []
    if not waiting:
        return Asked()
    found = {"delivered": 0, "failed": 0, "unknown": 0}
    with Notify(
        settings.WAYFORWARD_NOTIFY_KEY, settings.WAYFORWARD_NOTIFY_TEMPLATE, settings.WAYFORWARD_NOTIFY_URL
    ) as van:
        for one in waiting:
            if not going():
                break
            became = van.became(one.provider_id) if _kept_there(one, at) else ""
            if became == DELIVERED:
                delivered(one, at)
                found["delivered"] += 1
            elif became:
                came_back(one, became, at)
                found["failed"] += 1
            else:
                found["unknown"] += 1
                _ask_later(one, at)
                if became is None:  # nobody answers, so the others would wait in vain
                    break
    log.info("clock=%s receipts: %s", name, found)
    return Asked(**found)


@transaction.atomic
def delivered(one: Delivery, at: datetime) -> None:
    """The carrier says that it is in the mailbox. Whether anybody reads it is another matter."""
    Delivery.objects.filter(pk=one.pk, delivered_at=None).update(delivered_at=at, next_at=None)
    these = Notice.objects.filter(Q(pk=one.notice_id) | Q(digest=one.notice_id, dropped_at=None, next_at=None))
    these.filter(delivered_at=None).update(delivered_at=at)


@transaction.atomic
def came_back(one: Delivery, why: str, at: datetime) -> bool:
    """It did not arrive: the next one is written to, and whoever raised it is told. False where that was known."""
    row = Delivery.objects.select_for_update(no_key=True).get(pk=one.pk)
    if row.failed_at is not None:
        return False
    held = hold(row.notice_id)
    row.failed_at, row.why, row.next_at = at, why, None
    row.save(update_fields=["failed_at", "why", "next_at"])
    log.warning("delivery=%s came back: %s", row.pk, why)
    if held is not None:
        try_the_next(held.notice, at)
    return True


def _kept_there(one: Delivery, at: datetime) -> bool:
    """Whether Notify still knows it. What it has thrown away it calls unknown, and that is no word of a failure."""
    return at - (one.handed_over_at or one.queued_at) < GIVES_UP_AFTER


def _ask_later(one: Delivery, at: datetime) -> None:
    handed_over_at = one.handed_over_at or one.queued_at
    age = at - handed_over_at
    gap = next((gap for until, gap in ASK_AGAIN if age < until), ASK_AT_LAST)
    Delivery.objects.filter(pk=one.pk).update(next_at=at + gap if age < GIVES_UP_AFTER else None)
