"""What was recorded and told nobody, what was owed and not sent, and what is stuck on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from wayforward.core.working_time.london import moment
from wayforward.escalations.models import Escalation
from wayforward.jobs.auditing.deadlines import told
from wayforward.jobs.auditing.fault import DIGESTED, HELD_BACK, UNSENT, Fault, What
from wayforward.notices.models import Delivery, Notice

NOT_GATHERED = Q(digest__isnull=True) | Q(digest__dropped_at__isnull=False, next_at__isnull=True)
"""It goes by itself; or the message that gathered it was dropped, and did not let it go its own way."""

# Written out, with its words in it: an index on some of the entries serves only a question that names the same ones.
WITHOUT_NOTICE = """
    SELECT entry.escalation_id, entry.seq
    FROM escalations_entry entry
    LEFT JOIN notices_notice notice ON notice.escalation_id = entry.escalation_id AND notice.entry_seq = entry.seq
    WHERE entry.kind = 'notice-owed' AND notice.id IS NULL
"""
PASSED = """
    SELECT entry.escalation_id, entry.seq, entry.recorded_at, entry.plain
    FROM escalations_entry entry
    WHERE entry.kind IN ('deadline-passed', 'protective-deadline-set', 'version-adopted')
        AND entry.kind = 'deadline-passed'
"""
TOLD_OF_IT = """
    SELECT DISTINCT notice.escalation_id, notice.about, notice.owed_at
    FROM escalations_entry entry
    JOIN notices_notice notice ON notice.escalation_id = entry.escalation_id AND notice.entry_seq > entry.seq
    WHERE entry.kind IN ('deadline-passed', 'protective-deadline-set', 'version-adopted')
        AND entry.kind = 'deadline-passed'
        AND notice.owed_at = entry.recorded_at
"""


def faults(at: datetime) -> Iterator[Fault]:
    yield from _without_notice()
    yield from _passed_in_silence()
    yield from _unsent(at)
    yield from _stuck(at)
    yield from _parked()


def _without_notice() -> Iterator[Fault]:
    found = _asked(WITHOUT_NOTICE)
    known = _references({_key(escalation) for escalation, _ in found})
    for escalation, seq in found:
        ref, partnership = known[_key(escalation)]
        says = f"{ref}: entry {seq} says that somebody must be told, and there is no notice."
        yield Fault(what=What.NOT_NOTICED, row=f"entry {ref}/{seq}", says=says, partnership=partnership)


def _passed_in_silence() -> Iterator[Fault]:
    """A deadline's passing is told in the same breath to somebody, or it is said why nobody can be."""
    told_of = {(_key(escalation), about, str(owed_at)) for escalation, about, owed_at in _asked(TOLD_OF_IT)}
    silent = [
        (_key(escalation), seq, event["duty"])
        for escalation, seq, recorded_at, plain in _asked(PASSED)
        if (_key(escalation), (event := told(plain))["key"], str(recorded_at)) not in told_of
    ]
    known = _references({escalation for escalation, _, _ in silent})
    for escalation, seq, duty in silent:
        ref, partnership = known[escalation]
        says = f"{ref}: the deadline of “{duty}” passed, and nobody was told (entry {seq})."
        yield Fault(what=What.NOBODY_TOLD, row=f"entry {ref}/{seq}", says=says, partnership=partnership)


def _unsent(at: datetime) -> Iterator[Fault]:
    """What has failed for good is told to whoever raised the matter, and is no longer waiting."""
    wanted = Q(next_at__isnull=True) | Q(next_at__lt=at - UNSENT)  # it was not put off, or that is over too
    too_long = Q(ours=False, owed_at__lt=at - HELD_BACK) | Q(owed_at__lt=at - DIGESTED)  # whatever put it off
    waiting = Notice.objects.filter(
        wanted | too_long, owed_at__lt=at - UNSENT, handed_over_at__isnull=True, dropped_at__isnull=True,
        acknowledged_at__isnull=True, failed_at__isnull=True,
    ).filter(NOT_GATHERED, Q(blocked="") | Q(next_at__lt=at - UNSENT))  # fmt: skip
    for pk, owed_at, partnership in waiting.values_list("pk", "owed_at", "partnership_id").iterator():
        says = f"Notice {pk} has been owed since {moment(owed_at)}, and nothing has been sent."
        yield Fault(what=What.UNSENT, row=f"notice {pk}", says=says, partnership=partnership)


def _stuck(at: datetime) -> Iterator[Fault]:
    """Taken to be sent by a process that did not come back, and by no other since; or taken for hours ahead."""
    under_way = Delivery.objects.filter(handed_over_at__isnull=True, failed_at__isnull=True).exclude(leased_by="")
    for pk, until, partnership in _of(under_way.filter(leased_until__lt=at - UNSENT), "leased_until"):
        yield _lease(pk, f"was taken to be sent until {moment(until)}, and nobody came back to it", partnership)
    for pk, until, partnership in _of(under_way.filter(leased_until__gt=at + UNSENT * 4), "leased_until"):
        yield _lease(pk, f"is taken until {moment(until)}, which is longer than any sending lasts", partnership)


def _parked() -> Iterator[Fault]:
    """Nothing is left to be tried, and it was neither handed over nor given up: it was put aside."""
    aside = Delivery.objects.filter(
        next_at__isnull=True, handed_over_at__isnull=True, failed_at__isnull=True, notice__dropped_at__isnull=True,
        notice__acknowledged_at__isnull=True, notice__handed_over_at__isnull=True,
    )  # fmt: skip
    for pk, attempts, partnership in _of(aside, "attempts"):
        says = f"Delivery {pk} was put aside after {attempts} tries."
        yield Fault(what=What.PARKED, row=f"delivery {pk}", says=says, partnership=partnership)


def _lease(pk: UUID, what: str, partnership: UUID) -> Fault:
    return Fault(what=What.LEASE, row=f"delivery {pk}", says=f"Delivery {pk} {what}.", partnership=partnership)


def _of(deliveries: QuerySet[Delivery], column: str) -> Iterator[tuple[UUID, Any, UUID]]:
    yield from deliveries.values_list("pk", column, "notice__partnership_id").iterator()


def _asked(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _key(stored: UUID | str) -> UUID:
    """SQLite stores a key as its 32 characters."""
    return stored if isinstance(stored, UUID) else UUID(stored)


def _references(escalations: set[UUID]) -> dict[UUID, tuple[str, UUID]]:
    keys, found = list(escalations), {}
    for start in range(0, len(keys), 500):
        rows = Escalation.objects.filter(pk__in=keys[start : start + 500])
        found.update({pk: (ref, where) for pk, ref, where in rows.values_list("pk", "ref", "partnership_id")})
    return found
