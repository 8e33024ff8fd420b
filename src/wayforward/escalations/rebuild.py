"""The summary again, from nothing but the history; it must change nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from wayforward.directory.seating import Seating
from wayforward.escalations import history, sealing, summary
from wayforward.escalations.models import Duty, Entry, Escalation
from wayforward.escalations.rulebooks import rules_of


def snapshot(row: Escalation) -> dict[str, object]:
    """What the summary says, as plain values: for comparing before and after."""
    duties = Duty.objects.filter(escalation=row).order_by("key")
    return {
        "escalation": {name: getattr(row, name) for name in summary.COLUMNS},
        "duties": [{name: getattr(d, name) for name in ("key", *summary.DUTY_COLUMNS)} for d in duties],
        "parties": sorted(row.parties.values_list("agency__key", "side")),
    }


@transaction.atomic
def rebuild(row: Escalation, at: datetime) -> bool:
    """Write the summary anew from the entries. True when that changed nothing."""
    before = snapshot(row)
    key = sealing.unwrap(
        sealing.master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE)), bytes(row.key.wrapped), str(row.id)
    )
    recorded = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    Duty.objects.filter(escalation=row).delete()
    row.parties.all().delete()  # grants stay: who was let in, and when, is not derived
    last = Entry.objects.filter(escalation=row).order_by("seq").last()
    row.head = last.digest if last else history.first_link(str(row.id))
    summary.write(row, history.fold(recorded), rules_of(row.adoption), Seating(row.partnership_id), at)
    return snapshot(Escalation.objects.get(pk=row.pk)) == before
