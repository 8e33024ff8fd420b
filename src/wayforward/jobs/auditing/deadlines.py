"""What fell due and was not recorded, and escalations that the clock would come to too late."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wayforward.core.limits import CLOCKS
from wayforward.core.working_time.london import moment
from wayforward.escalations.models import Duty, Entry, Escalation
from wayforward.jobs.auditing.fault import LATE, Fault, What

UNFIRED = Q(done_at__isnull=True, lapsed_at__isnull=True, passed_at__isnull=True)
PROTECTED = [str(kind) for kind in CLOCKS]  # the kinds of duty that a person's own earlier date bears on


def faults(at: datetime) -> Iterator[Fault]:
    yield from _not_fired(at)
    yield from _protective(at)
    yield from _no_wake()
    yield from _overslept(at)


def _not_fired(at: datetime) -> Iterator[Fault]:
    late = Duty.objects.filter(UNFIRED, due_at__lt=at - LATE)
    for pk, duty, due_at, ref, partnership in _told(late, "due_at"):
        yield _unrecorded(pk, duty, due_at, ref, partnership)


def _protective(at: datetime) -> Iterator[Fault]:
    """Limits that are late by a protective date which a person set. It stands in the history alone.

    It bears on what arose before it (A-08), and the last one set counts.
    """
    dates: dict[UUID, datetime] = {}
    set_by_people = Entry.objects.filter(kind="protective-deadline-set").order_by("escalation", "seq")
    for escalation, plain in set_by_people.values_list("escalation_id", "plain").iterator():
        event = told(plain)
        if event["what"] == "protective":
            dates[escalation] = datetime.fromisoformat(event["due_at"])
    passed = {escalation: due_at for escalation, due_at in dates.items() if due_at < at - LATE}
    for some in _by_hundreds(list(passed)):
        owed = Duty.objects.filter(UNFIRED, Q(due_at__isnull=True) | Q(due_at__gte=at - LATE), escalation__in=some)
        kinds = _kinds(some) if owed.exists() else {}
        for pk, duty, arose_at, ref, partnership, escalation, key in owed.values_list(
            "pk", "duty", "arose_at", "escalation__ref", "partnership_id", "escalation_id", "key"
        ):
            if kinds.get((escalation, key)) in PROTECTED and passed[escalation] > arose_at:
                yield _unrecorded(pk, duty, passed[escalation], ref, partnership)


def _kinds(escalations: list[UUID]) -> dict[tuple[UUID, str], str]:
    """What kind each duty is, as the history last said it."""
    said = Entry.objects.filter(escalation__in=escalations, kind__in=["duty-arose", "duty-carried"])
    events = ((escalation, told(plain)) for escalation, plain in _in_order(said))
    return {(escalation, event["key"]): event["kind"] for escalation, event in events}


def _no_wake() -> Iterator[Fault]:
    """The clock is to come to it after its first deadline, or never."""
    asleep = Duty.objects.filter(
        Q(escalation__next_at__isnull=True) | Q(escalation__next_at__gt=F("due_at") + LATE), UNFIRED,
        due_at__isnull=False,
    ).order_by("escalation", "due_at")  # fmt: skip
    seen = set()
    for _, duty, due_at, ref, partnership in _told(asleep, "due_at"):
        if ref not in seen:
            seen.add(ref)
            says = f"{ref}: the clock would not come to it when “{duty}” falls due, {moment(due_at)}."
            yield Fault(what=What.NO_WAKE, row=f"escalation {ref}", says=says, partnership=partnership)


def _overslept(at: datetime) -> Iterator[Fault]:
    late = Escalation.objects.filter(next_at__lt=at - LATE)
    rows: Any = late.values_list("ref", "next_at", "partnership_id")
    for ref, next_at, partnership in rows.iterator():
        says = f"{ref}: the clock was to look at it {moment(next_at)}, and has not."
        yield Fault(what=What.OVERSLEPT, row=f"escalation {ref}", says=says, partnership=partnership)


def _unrecorded(pk: int, duty: str, due_at: datetime, ref: str, partnership: UUID) -> Fault:
    says = f"{ref}: the deadline of “{duty}” passed {moment(due_at)}, and it is not recorded."
    return Fault(what=What.NOT_FIRED, row=f"duty {pk}", says=says, partnership=partnership)


def _told(duties: QuerySet[Duty], instant: str) -> Iterator[Any]:
    yield from duties.values_list("pk", "duty", instant, "escalation__ref", "partnership_id").iterator()


def _in_order(entries: QuerySet[Entry]) -> Iterator[tuple[UUID, bytes | memoryview]]:
    yield from entries.order_by("escalation", "seq").values_list("escalation_id", "plain").iterator()


def told(plain: bytes | memoryview) -> dict[str, Any]:
    """The open fields of an entry. What is sealed is nothing to the auditor: it has no key."""
    event: dict[str, Any] = json.loads(bytes(plain))["event"]
    return event


def _by_hundreds(keys: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]
