"""What waits for one message with others: reminders until the morning, and more than anybody can read in an hour."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from wayforward.core.working_time import Calendar, OutsideCalendar
from wayforward.core.working_time.london import instant, on_the_wall
from wayforward.directory.models import Person
from wayforward.notices.models import Delivery, Notice, Preference

DIGEST = "digest"
MORNING = time(8, 30)  # in London, on working days
HOUR = timedelta(hours=1)
MOST_TO_A_PERSON, MOST_FROM_ONE = 20, 40  # messages in an hour; deadlines are never held back
OF_A_DEADLINE = frozenset({
    "duty", "half-way", "target", "due-today", "overdue", "late", "passed", "silent", "prompt", "quiet", "moved",
    "undelivered",  # somebody has to be rung instead, within minutes
})  # fmt: skip
NEVER_LATER = frozenset({"overdue", "late", "passed", "undelivered", DIGEST})  # of no use the morning after


def waits_until(notice: Notice, person: Person, calendar: Calendar, at: datetime) -> datetime | None:
    """The morning for which a reminder of ours waits, where its reader asked for that; None: it goes now.

    What speaks of an instant before that morning goes now.
    """
    if not notice.ours or notice.kind in NEVER_LATER:
        return None
    morning = next_morning(calendar, at)
    if notice.due_at is not None and notice.due_at <= morning:
        return None
    return morning if Preference.objects.filter(person=person, digest=True).exists() else None


def next_morning(calendar: Calendar, at: datetime) -> datetime:
    """The next 8:30 of a working day at or after `at`; of any day past the end of the calendar."""
    wall = on_the_wall(at)
    day = wall.date() if wall.time() <= MORNING else wall.date() + timedelta(days=1)
    with suppress(OutsideCalendar):
        day = day if calendar.is_working_day(day) else calendar.next_working_day(day)
    return instant(day, MORNING)


def too_many(notice: Notice, person: Person | None, at: datetime) -> bool:
    """Whether a reader, or one escalation, has had as many messages within the hour as anybody can take."""
    if notice.kind in OF_A_DEADLINE or notice.kind == DIGEST:
        return False
    lately = Delivery.objects.filter(queued_at__gt=at - HOUR).exclude(notice__kind__in=[*OF_A_DEADLINE, DIGEST])
    if person is not None and lately.filter(person=person).count() >= MOST_TO_A_PERSON:
        return True
    of_it = lately.filter(notice__escalation_id=notice.escalation_id)
    return notice.escalation_id is not None and of_it.count() >= MOST_FROM_ONE


def next_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR


def gather(notice: Notice, person: Person, goes_at: datetime, at: datetime) -> None:
    """Put a message into the one that goes to its reader then. Held by the reader's row: one digest, not two."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    notice.digest = _digest(notice.partnership_id, person, goes_at, at)
    notice.next_at = None
    notice.save(update_fields=["digest", "next_at"])


def _digest(partnership: UUID, person: Person, goes_at: datetime, at: datetime) -> Notice:
    key = f"{DIGEST} {goes_at.astimezone(UTC):%Y-%m-%dT%H:%M}"
    free = Notice.objects.select_for_update(skip_locked=True, no_key=True)  # not one that is being sent or dropped
    waiting = free.filter(
        partnership_id=partnership, person=person, kind=DIGEST, key=key, next_at__isnull=False, dropped_at=None
    )
    return waiting.first() or Notice.objects.create(
        partnership_id=partnership, person=person, kind=DIGEST, key=key, to=DIGEST, about=DIGEST, ours=True,
        owed_at=at, next_at=goes_at,
    )  # fmt: skip


def release(digest: Notice, at: datetime) -> None:
    """What it gathered goes each on its own way: the one message could not go."""
    Notice.objects.filter(digest=digest, dropped_at=None, acknowledged_at=None).update(next_at=at)
