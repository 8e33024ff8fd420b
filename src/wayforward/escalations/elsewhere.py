"""How often raising sent somebody elsewhere: a count of the month, and nothing of who, when or about whom."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Sum

from wayforward.core.working_time.london import on_the_wall
from wayforward.directory.models import Partnership
from wayforward.escalations.models import SentElsewhere


@transaction.atomic
def count(partnership: Partnership, to: str, at: datetime) -> None:
    """One more was sent to `to` in the month of `at`, in London. Nothing else is written."""
    row, _ = SentElsewhere.objects.get_or_create(partnership=partnership, month=_month(at), to=to)
    SentElsewhere.objects.filter(pk=row.pk).update(count=F("count") + 1)


def counts(partnership: Partnership, since: date, until: date) -> dict[str, int]:
    """How many were sent where, from the month of `since` to that of `until`, both included."""
    months = SentElsewhere.objects.filter(partnership=partnership, month__gte=since.replace(day=1), month__lte=until)
    return dict(months.values_list("to").annotate(Sum("count")).order_by("to"))


def _month(at: datetime) -> date:
    return on_the_wall(at).date().replace(day=1)
