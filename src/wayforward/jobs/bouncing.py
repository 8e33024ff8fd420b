"""What a mail server sent back, put down to the message of ours that it is about."""

from __future__ import annotations

from datetime import datetime

from wayforward.jobs.receipts import came_back, delivered
from wayforward.notices import bounces
from wayforward.notices.models import Delivery

NO_REPORT = "This is no report of a mail server, so nothing was changed."
NOT_OURS = "It is about no message that Wayforward sent, so nothing was changed."
UNDER_WAY = "It is still under way. Nothing was changed."
ARRIVED = "It arrived, and is marked as delivered."
CAME_BACK = "It came back, and is marked as failed. Whoever answers next is written to."
KNOWN = "It came back, and was marked as failed already."


def take(raw: bytes, at: datetime) -> tuple[bool, str]:
    """Read what came back, once or twice. Whether it was about a message of ours, and what was done, in a sentence."""
    report = bounces.read(raw)
    if report is None:
        return False, NO_REPORT
    one = Delivery.objects.filter(message_id__in=report.message_ids).first()
    one = one or Delivery.objects.filter(pk__in=report.keys).first()
    if one is None:
        return False, NOT_OURS
    match report.outcome:
        case "failed":
            return True, CAME_BACK if came_back(one, report.why, at) else KNOWN
        case "delivered":
            delivered(one, at)
            return True, ARRIVED
        case _:
            return True, UNDER_WAY
