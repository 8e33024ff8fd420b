"""What became of a message that did not go where it should, stamped on it and recorded in the escalation's history."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from wayforward.core.verdict import Refused
from wayforward.escalations import record
from wayforward.jobs.models import Trouble
from wayforward.notices.models import Delivery, Notice

COULD_NOT_SEND = "could-not-send"
DROPPED, FAILED, PASSED_ON = "dropped", "failed", "passed-on"
NEXT = "-next"  # at the end of a word: whoever is next was written to instead
A_DAY = timedelta(days=1)
LOOK_AGAIN = timedelta(hours=1)  # somebody may have been named meanwhile

log = logging.getLogger(__name__)


def drop(notice: Notice, because: str, at: datetime) -> None:
    """It was to go, and is no longer true or not to be read: it does not, and the history says so."""
    _stop(notice, at)
    notice.dropped_at, notice.dropped_because, notice.next_at = at, because, None
    notice.save(update_fields=["dropped_at", "dropped_because", "next_at"])
    log.info("notice=%s dropped: %s", notice.pk, because)
    _record(notice, DROPPED, because, at)


def fail(notice: Notice, because: str, at: datetime, *, again: bool = True) -> None:
    """No address is left, or none may be used: whoever raised it is told, once. `again`: it is looked at later."""
    notice.failed_at = notice.failed_at or at
    notice.failed_because, notice.next_at = because, at + LOOK_AGAIN if again else None
    first = notice.reported != FAILED
    notice.reported = FAILED
    notice.save(update_fields=["failed_at", "failed_because", "next_at", "reported"])
    if first:
        log.warning("notice=%s has nobody to go to: %s", notice.pk, because)
        _record(notice, FAILED, because, at)


def passed_on(notice: Notice, because: str, at: datetime) -> None:
    """Whoever should have had it first could not be had, so the next is written to: told once a day of each post."""
    if notice.reported:
        return
    told = Notice.objects.filter(
        escalation_id=notice.escalation_id, agency=notice.agency, post=notice.post, person=notice.person,
        reported=PASSED_ON, owed_at__gt=at - A_DAY,
    ).exists()  # fmt: skip
    notice.reported = PASSED_ON
    notice.save(update_fields=["reported"])
    if not told:
        _record(notice, FAILED, f"{because}{NEXT}", at)


def no_trouble_any_more(deliveries: Iterable[UUID], at: datetime) -> None:
    """Whatever was noted while they were tried: there is nothing left of them to send."""
    standing = Trouble.objects.filter(what=COULD_NOT_SEND, cleared_at=None)
    standing.filter(row__in=[str(key) for key in deliveries]).update(cleared_at=at)


def _stop(notice: Notice, at: datetime) -> None:
    waiting = Delivery.objects.filter(notice=notice, handed_over_at=None, failed_at=None)
    no_trouble_any_more(waiting.values_list("pk", flat=True), at)
    waiting.update(next_at=None, leased_by="", leased_until=None)


def _record(notice: Notice, outcome: str, because: str, at: datetime) -> None:
    """A talk and a digest have no history: what is stamped on the message is all there is."""
    if notice.escalation_id is None:
        return
    if isinstance(record.report(notice, outcome, because, at), Refused):
        raise RuntimeError(f"The rulebook refused to record what became of notice {notice.pk}.")
