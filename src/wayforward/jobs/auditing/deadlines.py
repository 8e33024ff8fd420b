"""What fell due and was not recorded, and escalations that the clock would come to too late."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet

from wayforward.core.limits import CLOCKS
from wayforward.core.working_time.london import moment
from wayforward.escalations.models import Duty, Entry, Escalation
from wayforward.jobs.auditing.fault import LATE, Fault, What

T = TypeVar("T")
OPEN = Q(done_at__isnull=True, lapsed_at__isnull=True)
UNFIRED = OPEN & Q(passed_at__isnull=True)
AGAIN = OPEN & Q(passed_at__lt=F("due_at"))  # recorded, and its date has been moved on since
PROTECTED = [str(kind) for kind in CLOCKS]  # the kinds of duty that a person's own earlier date bears on


def faults(at: datetime) -> Iterator[Fault]:
    yield from _not_fired(at)
    yield from _by_the_history(at)
    yield from _no_wake()
    yield from _overslept(at)


def _not_fired(at: datetime) -> Iterator[Fault]:
    """Past its own date, and never recorded: also what only prompts, whose date moves on each time that it is told."""
    late = Duty.objects.filter(UNFIRED, due_at__lt=at - LATE)
    for pk, duty, due_at, ref, partnership in _told(late, "due_at"):
        yield _unrecorded(pk, duty, due_at, ref, partnership)


def _by_the_history(at: datetime) -> Iterator[Fault]:
    """Limits that are late by a protective date, which stands in the history alone; and what is late a second time.

    A protective date bears on limits that arose before it (A-08), and the last one set counts.
    """
    dates = _protective()
    early = [escalation for escalation, due_at in dates.items() if due_at < at - LATE]
    for keys in _by_hundreds(early):
        waiting = Duty.objects.filter(UNFIRED, Q(due_at__isnull=True) | Q(due_at__gte=at - LATE), escalation__in=keys)
        yield from _late_by(dates, list(waiting.select_related("escalation")), at)
    moved = Duty.objects.filter(AGAIN, due_at__lt=at - LATE).select_related("escalation")
    for some in _by_hundreds(list(moved)):
        yield from _late_by(dates, some, at)


def _late_by(dates: Mapping[UUID, datetime], duties: list[Duty], at: datetime) -> Iterator[Fault]:
    kinds = _kinds([duty.escalation_id for duty in duties])
    for duty in duties:
        protective, due_at = dates.get(duty.escalation_id), duty.due_at
        bears = kinds.get((duty.escalation_id, duty.key)) in PROTECTED
        if protective is not None and bears and protective > duty.arose_at:
            due_at = protective if due_at is None else min(due_at, protective)
        recorded = duty.passed_at is not None and due_at is not None and duty.passed_at > due_at
        if due_at is not None and due_at < at - LATE and not recorded:
            yield _unrecorded(duty.pk, duty.duty, due_at, duty.escalation.ref, duty.partnership_id)


def _protective() -> dict[UUID, datetime]:
    dates: dict[UUID, datetime] = {}
    for escalation, plain in _in_order(Entry.objects.filter(kind="protective-deadline-set")):
        event = told(plain)
        if event["what"] == "protective":
            dates[escalation] = datetime.fromisoformat(event["due_at"])
    return dates


def _kinds(escalations: list[UUID]) -> dict[tuple[UUID, str], str]:
    """What kind each duty is, as the history last said it."""
    if not escalations:
        return {}
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
    says = f"{ref}: the time of “{duty}” came {moment(due_at)}, and it is not recorded."
    return Fault(what=What.NOT_FIRED, row=f"duty {pk}", says=says, partnership=partnership)


def _told(duties: QuerySet[Duty], instant: str) -> Iterator[Any]:
    yield from duties.values_list("pk", "duty", instant, "escalation__ref", "partnership_id").iterator()


def _in_order(entries: QuerySet[Entry]) -> Iterator[tuple[UUID, bytes | memoryview]]:
    yield from entries.order_by("escalation", "seq").values_list("escalation_id", "plain").iterator()


def told(plain: bytes | memoryview) -> dict[str, Any]:
    """The open fields of an entry. What is sealed is nothing to the auditor: it has no key."""
    event: dict[str, Any] = json.loads(bytes(plain))["event"]
    return event


def _by_hundreds(found: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(found), 500):
        yield found[start : start + 500]
