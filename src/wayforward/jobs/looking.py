"""Looks at a message that is owed: is it still true, may it be read, who has it first; then it is queued for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from wayforward.directory.models import Person
from wayforward.escalations import read, record, talks
from wayforward.escalations.models import Conflict, Escalation
from wayforward.escalations.reseating import seat_anew
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import digests, reporting
from wayforward.jobs.staleness import untrue
from wayforward.jobs.unconfirmed import confirmed, unconfirmed
from wayforward.notices.addressing import NO_ACCESS, NOBODY_HOLDS, May, Nobody, Reached, reach
from wayforward.notices.models import Delivery, Notice

NOTHING_LEFT, CANNOT_BE_SENT, REPLACED = "nothing-left", "cannot-be-sent", "replaced"


class Came(StrEnum):
    """What became of looking at one."""

    NOTHING = "nothing"  # somebody else has it in hand, or has done it
    DROPPED = "dropped"
    GATHERED = "gathered"
    QUEUED = "queued"
    NOBODY = "nobody"


@dataclass(frozen=True)
class InHand:
    """A notice with nobody else at it until the transaction ends, and the escalation that it is about, if any."""

    notice: Notice
    row: Escalation | None

    def may(self, at: datetime) -> May:
        """Who may read it: the one rule of escalations, or of talks."""
        notice, row = self.notice, self.row
        if row is not None:
            return lambda person: read.may(person, row, at).allowed
        if notice.talk_id is not None:
            talk = notice.talk_id
            return lambda person: talks.find(person, talk, at) is not None
        return lambda person: person.pk == notice.person_id

    def shut_out(self) -> bool:
        """Whether the very person that it is for has declared a conflict of interest."""
        if self.row is None or self.notice.person_id is None:
            return False
        return Conflict.objects.filter(escalation=self.row, person=self.notice.person_id).exists()

    def reached(self, at: datetime) -> Reached | Nobody:
        """Who is to have it now. Addresses that refused it, or the digest it was in, are not tried again."""
        notice = self.notice
        tries = Delivery.objects.filter(notice__in=filter(None, (notice.pk, notice.digest_id)), failed_at__isnull=False)
        tried = frozenset(one.lower() for one in tries.exclude(why=REPLACED).values_list("address", flat=True))
        return reach(notice.post, notice.agency, notice.person, at, may=self.may(at), tried=tried)


def hold(key: int) -> InHand | None:
    """The notice with this key, held. Locks are always taken in one order: the escalation first, then the notice."""
    found = Notice.objects.filter(pk=key).values_list("escalation_id", flat=True).first()
    row = record.locked(found) if found is not None else None
    rows = Notice.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    joined = rows.select_related("agency", "post__agency", "person", "digest")
    notice = joined.filter(pk=key, dropped_at=None).first()
    return InHand(notice, row) if notice is not None else None


@transaction.atomic
def look(key: int, at: datetime, *, put_by: bool = False) -> Came:
    """Look at one notice that is due: drop it, gather it, queue it for whoever has it first, or say that nobody has.

    `put_by`: whoever asks has put it off until later already, so that it is due although it does not say so.
    """
    held = hold(key)
    if held is None or held.notice.next_at is None or (held.notice.next_at > at and not put_by):
        return Came.NOTHING
    notice = held.notice
    if because := untrue(notice, held.row):
        reporting.drop(notice, because, at)
        return Came.DROPPED
    if notice.blocked and not _seated(held, at):
        return Came.NOBODY
    if notice.kind == digests.DIGEST and not something_left(notice, at):
        reporting.drop(notice, NOTHING_LEFT, at)
        return Came.DROPPED
    if held.shut_out():
        reporting.drop(notice, NO_ACCESS, at)
        return Came.DROPPED
    return _addressed(held, at)


def _seated(held: InHand, at: datetime) -> bool:
    """Whether what could not be sent can be now: its seat was empty, and is no more. If not, that is told, once."""
    notice = held.notice
    if held.row is None or notice.post is not None or notice.person is not None:
        reporting.fail(notice, CANNOT_BE_SENT, at, again=False)
        return False
    chair = seat_anew(notice, held.row, at)
    if chair.vacant:
        reporting.fail(notice, NOBODY_HOLDS, at)
        return False
    notice.agency, notice.post, notice.blocked = chair.agency, chair.post, ""
    notice.save(update_fields=["agency", "post", "blocked"])
    return True


def _addressed(held: InHand, at: datetime) -> Came:
    notice, found = held.notice, held.reached(at)
    if isinstance(found, Nobody):
        if notice.kind == digests.DIGEST:
            digests.release(notice, at)
            reporting.drop(notice, found.why, at)
            return Came.DROPPED
        if found.why == NO_ACCESS and notice.person_id is not None:
            reporting.drop(notice, NO_ACCESS, at)
            return Came.DROPPED
        reporting.fail(notice, found.why, at)
        return Came.NOBODY
    if (goes_at := _waits(held, found, at)) is not None:
        if found.person is not None:
            digests.gather(notice, found.person, goes_at, at)
            return Came.GATHERED
        notice.next_at = goes_at
        notice.save(update_fields=["next_at"])
        return Came.NOTHING
    _queue(notice, found, at)
    if told := [why for why in found.passed if why != NO_ACCESS]:
        reporting.passed_on(notice, told[0], at)
    return Came.QUEUED


def _waits(held: InHand, found: Reached, at: datetime) -> datetime | None:
    """Until when it waits for one message with others; None: it goes now. What has failed once waits no more."""
    notice = held.notice
    if notice.kind == digests.DIGEST or notice.digest_id is not None or notice.reported:
        return None
    if digests.too_many(notice, found.person, at):
        return digests.next_hour(at)
    if found.person is None or held.row is None:
        return None
    return digests.waits_until(notice, found.person, rules_of(held.row.adoption).calendar, at)


def something_left(digest: Notice, at: datetime) -> bool:
    """Look once more at each that a digest gathered. What its reader may no longer see goes on its own way."""
    left = False
    gathered = Notice.objects.filter(digest=digest, dropped_at=None, next_at=None, handed_over_at=None)
    for key in gathered.order_by("escalation_id", "pk").values_list("pk", flat=True):
        held = hold(key)
        if held is None:
            continue
        if because := untrue(held.notice, held.row):
            reporting.drop(held.notice, because, at)
        elif digest.person is None or not _readable(held, digest.person, at):
            held.notice.next_at = at
            held.notice.save(update_fields=["next_at"])
        else:
            left = True
    return left


def _readable(held: InHand, person: Person, at: datetime) -> bool:
    return person.is_active and held.may(at)(person)


def _queue(notice: Notice, found: Reached, at: datetime) -> None:
    """A try at this address, or the one that stands there anew: what may have gone before keeps its message id."""
    key = uuid4()
    one, made = Delivery.objects.get_or_create(
        notice=notice, channel=settings.WAYFORWARD_CHANNEL, address=found.address,
        defaults={
            "id": key, "person": found.person, "post": found.post, "message_id": f"<{key}@{_domain()}>",
            "queued_at": at, "next_at": at,
        },
    )  # fmt: skip
    if not made and one.handed_over_at is None:
        one.failed_at, one.why, one.next_at = None, "", at
        one.save(update_fields=["failed_at", "why", "next_at"])
    notice.next_at = None
    notice.save(update_fields=["next_at"])
    if found.stale:
        unconfirmed(found, notice.partnership_id, at)
    else:
        confirmed(found, at)


def _domain() -> str:
    return urlsplit(settings.WAYFORWARD_ADDRESS).hostname or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
