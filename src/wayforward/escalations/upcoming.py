"""What time brings to all escalations together, counted: when the next limit passes, and what passed lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min

from wayforward.escalations.models import Entry, Escalation

LATELY = timedelta(hours=1)
BY_THE_CLOCK = {"deadline-passed": 0, "reminded": 0}


def next_deadline(at: datetime) -> datetime | None:
    """The first limit after `at` among all that are open; None where nothing open has one to come."""
    found: datetime | None = Escalation.objects.filter(state="open", due_at__gt=at).aggregate(first=Min("due_at"))[
        "first"
    ]
    return found


def lately_by_the_clock(at: datetime) -> dict[str, int]:
    """How many deadlines were recorded as passed, and how many reminders, in the hour up to `at`."""
    lately = Entry.objects.filter(kind__in=BY_THE_CLOCK, recorded_at__gt=at - LATELY, recorded_at__lte=at)
    return BY_THE_CLOCK | dict(lately.values_list("kind").annotate(Count("id")))
