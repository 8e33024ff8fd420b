"""Open escalations without a limit of any kind in which nobody has done anything for long: nothing would ever stir."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models.functions import Coalesce

from wayforward.core.working_time.london import moment
from wayforward.escalations.models import Escalation
from wayforward.jobs.auditing.fault import QUIET, Fault, What


def faults(at: datetime) -> Iterator[Fault]:
    touched = Coalesce("acted_at", "raised_at")
    silent = Escalation.objects.filter(state="open", due_at__isnull=True).annotate(touched_at=touched)
    rows = silent.filter(touched_at__lt=at - QUIET).values_list("ref", "touched_at", "partnership_id")
    for ref, touched_at, partnership in rows.iterator():
        says = f"{ref}: it has no limit, and nobody has done anything in it since {moment(touched_at)}."
        yield Fault(what=What.SILENT, row=f"escalation {ref}", says=says, partnership=partnership)
