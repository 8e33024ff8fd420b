"""Whether messages go out: what waits longest, what last went and came back, and whether a channel is set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce

from wayforward.jobs.auditing.fault import UNSENT
from wayforward.jobs.health.light import Colour, Light, ago, length
from wayforward.notices.models import Delivery, Notice

SOON = UNSENT / 3  # a message that has waited for this is worth a look
FEW, DAYS = 0.05, timedelta(days=7)  # more of a week's messages than this do not arrive


def lights(at: datetime) -> Iterator[Light]:
    yield _waiting(at)
    yield _gone(at)
    yield _channel()


def _waiting(at: datetime) -> Light:
    """By the instant that it was to go: a reminder may wait for the morning. What waits too long is a trouble."""
    waiting = Notice.objects.filter(
        handed_over_at__isnull=True, dropped_at__isnull=True, acknowledged_at__isnull=True, digest__isnull=True,
        failed_at__isnull=True, blocked="",
    ).annotate(since_at=Coalesce("next_at", "owed_at"))  # fmt: skip
    oldest = waiting.filter(since_at__lte=at).order_by("since_at").values_list("since_at", flat=True).first()
    gap = at - oldest if oldest is not None else timedelta()
    colour = Colour.RED if gap > UNSENT else Colour.AMBER if gap > SOON else Colour.GREEN
    return Light(
        key="unsent", title="The oldest message that is not sent", colour=colour,
        says=f"It has waited {length(gap)}." if oldest is not None else "None waits.",
        means="Somebody has not been told. It is in their inbox here, and nobody may look there.",
        do="Look at the channel below. Ask the partnerships' offices to ring until it has gone.",
    )  # fmt: skip


def _gone(at: datetime) -> Light:
    lately = Delivery.objects.filter(queued_at__gt=at - DAYS)
    last = lately.aggregate(over=Max("handed_over_at"), there=Max("delivered_at"), back=Max("failed_at"))
    sent, failed = (lately.filter(**{f"{what}__isnull": False}).count() for what in ("handed_over_at", "failed_at"))
    colour = Colour.GREEN
    if failed and (failed > FEW * (sent + failed) or last["over"] is None or last["back"] > last["over"]):
        colour = Colour.AMBER
    words = (("over", "handed over"), ("there", "known to be delivered"), ("back", "failed or came back"))
    told = [f"Last {says} {ago(at - last[key])}." for key, says in words if last[key] is not None]
    counts = f" In 7 days {sent:,} were handed over, and {failed:,} failed." if told else ""
    return Light(
        key="sent", title="What was sent", colour=colour, says=(" ".join(told) or "Nothing in 7 days.") + counts,
        means="A message that came back reached nobody. Whoever raised the matter has been told so, and whom to ring.",
        do="Correct the addresses in the directory. If all come back, ask whoever runs your mail.",
    )  # fmt: skip


def _channel() -> Light:
    colour, says = _way_out()
    return Light(
        key="channel", title="The way out for messages", colour=colour, says=says,
        means="Without a way out, messages stay in the inbox here.",
        do="Set WAYFORWARD_CHANNEL and what belongs to it: see the reference of the settings.",
    )  # fmt: skip


def _way_out() -> tuple[Colour, str]:
    """Settings that are half set are refused at the start; these are whole, and may still lead nowhere."""
    if settings.WAYFORWARD_DEMO:
        return Colour.GREEN, "This is a demonstration: nothing leaves this machine."
    if settings.WAYFORWARD_CHANNEL == "notify":
        return Colour.GREEN, "GOV.UK Notify."
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return Colour.RED, "WAYFORWARD_EMAIL_FROM is not set, so mail servers will refuse what is sent."
    return Colour.GREEN, f"The mail server {settings.EMAIL_HOST}."
