"""Sends what is queued, one after the other: leased and counted before each try, marked after it, never lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from wayforward.jobs import digests, looking, reporting
from wayforward.jobs.models import Trouble
from wayforward.jobs.reporting import COULD_NOT_SEND
from wayforward.jobs.staleness import untrue
from wayforward.jobs.wrong import WRONG, raise_if_the_database_is_gone, where
from wayforward.notices.addressing import NO_ACCESS, Nobody
from wayforward.notices.channels import Carrier, Letter, Outcome, Said, carrier
from wayforward.notices.message import Words, written
from wayforward.notices.models import Delivery, Notice

MINUTE = timedelta(minutes=1)
BACK_OFF = (MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE)  # then each hour, for as long as it takes
LEASE = 5 * MINUTE  # longer than any try takes, and than two machines' clocks may differ
LEFT_ALONE = 15 * MINUTE  # queued for longer, it is asked anew who is to have it
IN_A_ROW = 3  # after so many that the carrier put off, no more are tried in this round
MOST_TRIES = 10  # of one that kills whoever tries it, or cannot be made into a message
FIRST_RECEIPT = MINUTE
NOT_GOING = "mail-not-going"
COULD_NOT_BE_MADE = "could-not-be-made"

log = logging.getLogger(__name__)


@dataclass
class Tally:
    sent: int = 0
    failed: int = 0
    dropped: int = 0
    put_off: int = 0
    more: bool = False


def send_due(at: datetime, name: str, most: int, going: Callable[[], bool]) -> Tally:
    """Send up to `most` that are due, the least tried first, until `going` is false or nothing goes out at all."""
    tally = Tally()
    if _held_back(at) or not _due(at).exists():
        return tally
    in_a_row, tried = 0, list[UUID]()
    with carrier() as van:
        for _ in range(most):
            key = _next(at, tried) if going() else None
            if key is None:
                break
            tried.append(key)
            leased = _leased(key, at, name)
            if leased is None:
                tally.dropped += 1
                continue
            said = _carried(van, leased, at)
            _mark(leased.delivery, said, at, name)
            match said.outcome:
                case Outcome.TOOK:
                    tally.sent, in_a_row = tally.sent + 1, 0
                    continue
                case Outcome.REFUSED:
                    tally.failed, in_a_row = tally.failed + 1, 0
                    continue
                case Outcome.NOT_NOW:
                    tally.put_off, in_a_row = tally.put_off + 1, in_a_row + 1
                case Outcome.AWAY:
                    tally.put_off, in_a_row = tally.put_off + 1, IN_A_ROW
            if in_a_row >= IN_A_ROW:
                _hold_back(said.why, at)
                break
        else:
            tally.more = True
    if tally.sent:
        _not_going().update(cleared_at=at)  # it goes again
    return tally


def _next(at: datetime, tried: Collection[UUID]) -> UUID | None:
    """The key of what was tried least, then of what is due longest, none of those that this round has tried.

    So what one server puts off for days never stands before what has not been tried.
    """
    waiting = _due(at).exclude(pk__in=tried).order_by("attempts", "next_at", "queued_at", "pk")
    return waiting.values_list("pk", flat=True).first()


def _due(at: datetime) -> QuerySet[Delivery]:
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    return Delivery.objects.filter(free, next_at__lte=at, handed_over_at=None, failed_at=None)


# --- one try ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leased:
    """A try that is this process's alone until the lease ends."""

    delivery: Delivery
    held: looking.InHand


def _leased(key: UUID, at: datetime, name: str) -> Leased | None:
    """Lease one. What cannot be looked at is put by, and the rest go on."""
    try:
        return _lease(key, at, name)
    except tuple(WRONG) as problem:
        raise_if_the_database_is_gone(problem)
        log.error("delivery=%s could not be looked at: %s", key, where(problem))
        one = Delivery.objects.select_related("notice").get(pk=key)
        attempts = _troubled(one, at)
        Delivery.objects.filter(pk=key).update(next_at=at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1])
        return None


@transaction.atomic
def _lease(key: UUID, at: datetime, name: str) -> Leased | None:
    """Take one, look once more whether it is still to go, and count the try before it is made.

    None: somebody else has it in hand, or it is not to go to this reader any more.
    """
    rows = _due(at).select_for_update(of=("self",), no_key=True, skip_locked=True)
    one = rows.select_related("person", "post__agency").filter(pk=key).first()
    held = looking.hold(one.notice_id) if one is not None else None
    if one is None or held is None or not _still_goes(held, one, at):
        return None
    vanished = bool(one.leased_by)  # whoever had it last never said what became of it
    one.attempts += 1
    one.next_at = at + BACK_OFF[min(one.attempts, len(BACK_OFF)) - 1]
    one.leased_by, one.leased_until = name[:100], at + LEASE
    one.save(update_fields=["attempts", "next_at", "leased_by", "leased_until"])
    if vanished and _troubled(one, at) >= MOST_TRIES:
        _refused(one, held.notice, COULD_NOT_BE_MADE, at)
        return None
    return Leased(one, held)


def _still_goes(held: looking.InHand, one: Delivery, at: datetime) -> bool:
    """Whether it is still true, and this reader still the one to have it. If not, what follows is done."""
    notice = held.notice
    because = untrue(notice, held.row)
    if not because and notice.kind == digests.DIGEST and not looking.something_left(notice, at):
        because = looking.NOTHING_LEFT
    if not because and held.shut_out():
        because = NO_ACCESS
    if because:
        reporting.drop(notice, because, at)
        return False
    shut_out = one.person is not None and not (one.person.is_active and held.may(at)(one.person))
    if shut_out or (at - one.queued_at > LEFT_ALONE and _somebody_else(held, one, at)):
        one.failed_at, one.why, one.next_at = at, looking.REPLACED, None
        one.leased_by, one.leased_until = "", None
        one.save(update_fields=["failed_at", "why", "next_at", "leased_by", "leased_until"])
        reporting.no_trouble_any_more([one.pk], at)
        notice.next_at = at
        notice.save(update_fields=["next_at"])
        return False
    return True


def _somebody_else(held: looking.InHand, one: Delivery, at: datetime) -> bool:
    """Whether whoever answers there now is another than when it was queued. Nobody at all is not another."""
    found = held.reached(at)
    return not isinstance(found, Nobody) and found.address.lower() != one.address.lower()


def _letter(one: Delivery, held: looking.InHand) -> Letter:
    """What is sent: made of the reference, the instant, the link and the reader's name, and of nothing else."""
    notice, row = held.notice, held.row
    words = Words(
        reference=row.ref if row is not None else "",
        due_at=notice.due_at,
        link=f"{settings.WAYFORWARD_ADDRESS}{_page(held)}",
        name=one.person.name if one.person is not None else "",
    )
    return Letter(
        id=str(one.pk), message_id=one.message_id, address=one.address, words=words,
        message=written(notice.kind, notice.ours, words), again=one.attempts > 1,
    )  # fmt: skip


def _page(held: looking.InHand) -> str:
    if held.row is not None:
        return f"/escalations/{held.row.ref}"
    return f"/talks/{held.notice.talk_id}" if held.notice.talk_id else "/messages"


def _carried(van: Carrier, leased: Leased, at: datetime) -> Said:
    """What the carrier said. A message that cannot be made is put by, and none of the others waits for it."""
    one = leased.delivery
    try:
        return van.carry(_letter(one, leased.held))
    except tuple(WRONG) as problem:
        raise_if_the_database_is_gone(problem)
        log.error("delivery=%s could not be made into a message: %s", one.pk, where(problem))
        tried = _troubled(one, at)
        return Said(Outcome.REFUSED if tried >= MOST_TRIES else Outcome.NOT_NOW, COULD_NOT_BE_MADE)


# --- what became of it ------------------------------------------------------------------------------------


@transaction.atomic
def _mark(one: Delivery, said: Said, at: datetime, name: str) -> None:
    """Write down what the carrier said. Where the lease ended meanwhile, only that it went is still written."""
    Delivery.objects.select_for_update(no_key=True).get(pk=one.pk)
    held = looking.hold(one.notice_id)
    mine = Delivery.objects.filter(pk=one.pk, leased_by=name[:100], attempts=one.attempts)
    free = {"leased_by": "", "leased_until": None}
    match said.outcome:
        case Outcome.TOOK:
            receipt = at + FIRST_RECEIPT if said.id else None
            took = Delivery.objects.filter(pk=one.pk, handed_over_at=None)
            took.update(handed_over_at=at, next_at=receipt, provider_id=said.id, why="", **free)
            handed_over(one.notice_id, at)
            reporting.no_trouble_any_more([one.pk], at)
        case Outcome.REFUSED if held is not None:
            one.refresh_from_db()
            _refused(one, held.notice, said.why, at)
        case Outcome.AWAY:
            mine.update(why=said.why, next_at=at + MINUTE, **free)
        case _:
            mine.update(why=said.why, **free)


def handed_over(notice: int, at: datetime) -> None:
    """A carrier took a message: stamped on it, and on those that it gathers."""
    these = Notice.objects.filter(Q(pk=notice) | Q(digest=notice, dropped_at=None, next_at=None))
    these.filter(handed_over_at=None).update(handed_over_at=at)
    these.update(failed_at=None, failed_because="")


def _refused(one: Delivery, notice: Notice, why: str, at: datetime) -> None:
    """An address is given up for this message: the next is looked for, unless somebody has said that they saw it."""
    one.failed_at, one.why, one.next_at = at, why, None
    one.leased_by, one.leased_until = "", None
    one.save(update_fields=["failed_at", "why", "next_at", "leased_by", "leased_until"])
    log.warning("delivery=%s refused: %s", one.pk, why)
    reporting.no_trouble_any_more([one.pk] if why != COULD_NOT_BE_MADE else [], at)
    try_the_next(notice, at)


def try_the_next(notice: Notice, at: datetime) -> None:
    """Look at once who else is to have it. What a digest gathered goes on its own way."""
    if notice.acknowledged_at is not None or notice.dropped_at is not None:
        return
    if notice.kind == digests.DIGEST:
        digests.release(notice, at)
        return
    notice.next_at = at
    notice.save(update_fields=["next_at"])


def _troubled(one: Delivery, at: datetime) -> int:
    """Count what nobody could make into a message, or what killed whoever tried. How often by now."""
    told = {
        "says": "A message cannot be made, or ends the process that sends it.", "since_at": at, "seen_at": at,
        "partnership": one.notice.partnership_id, "attempts": 0,
    }  # fmt: skip
    row, _ = Trouble.objects.get_or_create(what=COULD_NOT_SEND, row=str(one.pk), cleared_at=None, defaults=told)
    row.attempts += 1
    row.seen_at = at
    row.save(update_fields=["attempts", "seen_at"])
    return row.attempts


# --- a carrier that takes nothing -------------------------------------------------------------------------


def _held_back(at: datetime) -> bool:
    """Whether nothing went out a moment ago, so that it is not tried again yet. One that goes shows that all may."""
    return _not_going().filter(next_at__gt=at).exists()


def _hold_back(why: str, at: datetime) -> None:
    standing = _not_going().first()
    attempts = standing.attempts if standing is not None else 0
    told = {"seen_at": at, "next_at": at + min(attempts + 1, 5) * MINUTE}
    if standing is None:
        log.error("channel=%s takes no messages: %s", settings.WAYFORWARD_CHANNEL, why)
        says = "No message has gone out since then. They wait, and go when it takes them again."
        Trouble.objects.get_or_create(
            what=NOT_GOING, row=settings.WAYFORWARD_CHANNEL, cleared_at=None,
            defaults={"says": says, "since_at": at, **told},
        )  # fmt: skip
        return
    _not_going().update(attempts=F("attempts") + 1, **told)


def _not_going() -> QuerySet[Trouble]:
    return Trouble.objects.filter(what=NOT_GOING, row=settings.WAYFORWARD_CHANNEL, cleared_at=None)
