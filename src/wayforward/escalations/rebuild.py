"""The summary again, from nothing but the history; it must change nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from wayforward.directory.models import Adoption
from wayforward.directory.seating import Seating
from wayforward.escalations import history, keys, summary
from wayforward.escalations.models import Conflict, Duty, Entry, Escalation, Party
from wayforward.escalations.record import locked
from wayforward.escalations.rulebooks import rules_for


def rebuild_each(ref: str | None = None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Rebuild one escalation, or all: for each its reference, and the parts of its summary that had been wrong."""
    rows = Escalation.objects.order_by("ref")
    for row in rows if ref is None else rows.filter(ref=ref):
        yield row.ref, mended(row)


def rebuild(row: Escalation) -> bool:
    """Write the summary of an escalation anew from its entries. True when that changed nothing."""
    return not mended(row)


@transaction.atomic
def mended(row: Escalation) -> tuple[str, ...]:
    """Write the summary of an escalation anew from its entries, and say which parts of it had been wrong.

    Grants and notices stay: who was let in and who was owed a word, and when, are not derived again. A conflict of
    interest that is missing comes back; none is taken away.
    """
    stored = locked(row.pk)
    before = snapshot(stored)
    key = keys.key_of(stored)
    kept = list(Entry.objects.filter(escalation=stored).order_by("seq"))
    Duty.objects.filter(escalation=stored).delete()
    Party.objects.filter(escalation=stored).delete()
    stored.head = kept[-1].digest if kept else history.first_link(str(stored.pk))
    recorded = [history.opened(entry, key) for entry in kept]
    state = history.fold(recorded)
    _pin(stored, state.digest)
    summary.write(stored, state, rules_for(stored.adoption, recorded), Seating(stored.partnership_id), recorded)
    after = snapshot(Escalation.objects.get(pk=row.pk))
    return tuple(part for part in before if before[part] != after[part])


def _pin(stored: Escalation, digest: str) -> None:
    """To the version that its history last went on under."""
    if stored.adoption.digest == digest:
        return
    rows = Adoption.objects.filter(partnership=stored.partnership_id, digest=digest).defer("sources")
    found = rows.order_by("-in_force_at").first()
    if found is not None:
        stored.adoption = found
        stored.save(update_fields=["adoption"])


def snapshot(row: Escalation) -> dict[str, object]:
    """What the summary says, as plain values: for comparing before and after."""
    duties = Duty.objects.filter(escalation=row).order_by("key")
    return {
        "version": row.adoption_id,
        "escalation": {name: getattr(row, name) for name in summary.COLUMNS},
        "duties": [{name: getattr(d, name) for name in ("key", *summary.DUTY_COLUMNS)} for d in duties],
        "conflicts": sorted(
            (str(person), at)
            for person, at in Conflict.objects.filter(escalation=row).values_list("person_id", "declared_at")
        ),
        "parties": sorted(Party.objects.filter(escalation=row).values_list("agency__key", "side")),
    }
