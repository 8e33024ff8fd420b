"""How the tests of messages make one that went, or did not go, and read what a page says of it."""

from datetime import datetime, timedelta
from typing import Any

from tests.cast import MONDAY, RESPONDING, Cast
from tests.web.visiting import read, visiting
from wayforward.escalations.models import Escalation
from wayforward.notices.models import Delivery, Notice

SOON = MONDAY + timedelta(minutes=2)
REFUSED = "The mail server there refused the address."


def challenge(row: Escalation) -> Notice:
    """The first message to the agency that is challenged."""
    return Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING).order_by("pk")[0]


def tried(notice: Notice, **happened: Any) -> Delivery:
    """One try to reach whoever holds the post, with what became of it."""
    return Delivery.objects.create(
        notice=notice, post=notice.post, channel="email", address=f"{notice.pk}@example.org",
        message_id=f"<{notice.pk}-{Delivery.objects.count()}@example.org>", queued_at=MONDAY, attempts=1, **happened,
    )  # fmt: skip


def failed(notice: Notice, at: datetime = SOON) -> None:
    tried(notice, failed_at=at, why="refused")
    Notice.objects.filter(pk=notice.pk).update(failed_at=at, failed_because="refused")


def page(cast: Cast, row: Escalation, who: Any = None, below: str = "") -> str:
    return read(visiting(who or cast.raises).get(f"/escalations/{row.ref}{below}"))
