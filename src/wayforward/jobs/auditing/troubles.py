"""What the auditor found, kept as rows that stand until they are mended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from wayforward.jobs.auditing.fault import Fault, What
from wayforward.jobs.models import Trouble

AT_ONCE = 500


def standing() -> QuerySet[Trouble]:
    """Everything that stands: what the auditor found, and what the clock could not do."""
    return Trouble.objects.filter(cleared_at__isnull=True)


@transaction.atomic
def keep(found: Iterable[Fault], at: datetime) -> None:
    """Write down what stands now: new rows for what is new, and an end to what is mended. Safe beside itself."""
    now = {(fault.what.value, fault.row[:120]): fault for fault in found}
    stood = {(row.what, row.row): row for row in standing().filter(what__in=[what.value for what in What])}
    Trouble.objects.bulk_create(
        [
            Trouble(
                what=what, row=row, says=now[what, row].says[:300], partnership=now[what, row].partnership,
                since_at=at, seen_at=at,
            )
            for what, row in now.keys() - stood.keys()
        ],
        batch_size=AT_ONCE,
        ignore_conflicts=True,  # another auditor may have found the same at the same time
    )  # fmt: skip
    still = [stood[key].pk for key in now.keys() & stood.keys()]
    gone = [stood[key].pk for key in stood.keys() - now.keys()]
    for some in _some(still):
        Trouble.objects.filter(pk__in=some).update(seen_at=at, attempts=F("attempts") + 1)
    for some in _some(gone):
        Trouble.objects.filter(pk__in=some).update(cleared_at=at)


def _some(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
