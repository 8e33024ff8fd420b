"""What became of the demonstration's messages before it begins: most arrived, one came back, one reached nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from wayforward.core import commands as cmd
from wayforward.directory.models import Partnership, Person
from wayforward.directory.seating import answering
from wayforward.escalations import acting, history, read, record
from wayforward.jobs.reporting import FAILED, NEXT, PASSED_ON
from wayforward.notices.addressing import Nobody, Reached, reach
from wayforward.notices.models import Delivery, Notice

HANDED_OVER, ARRIVED, CAME_BACK = timedelta(seconds=4), timedelta(seconds=9), timedelta(minutes=3)
SEEN_AFTER = timedelta(minutes=25)
SETTLED = timedelta(minutes=30)  # old enough for all of this to have happened
NAMES = UUID("6f0c6d2e-5a1e-4d6b-9a53-2f4f3c1b7a10")
SCHOOL, WITH_A_SCHOOL_IN_THE_DARK = "schools", "havering"
Chosen = Callable[[Notice], bool]


def posted(partnership: Partnership, at: datetime) -> None:
    """Everything that was owed before `at` went out at the time, so that a demonstration does not begin by sending it.

    One message to somebody who has a deputy came back, and the deputy has it. A school's mail server takes none.
    """
    told = list(_last_of_each(partnership, at))
    back = _first(told, lambda notice: notice.post is not None and len(answering(notice.post, notice.owed_at)) > 1)
    if back is not None:
        _came_back(back)
    school = told if partnership.key == WITH_A_SCHOOL_IN_THE_DARK else []
    gone = _first(school, lambda notice: notice != back and notice.agency is not None and notice.agency.kind == SCHOOL)
    if gone is not None:
        _nobody_has_it(gone)
    for notice in _waiting(partnership, at):
        _arrived(notice, notice.owed_at)
    _seen({one.escalation_id: one for one in told if one not in (back, gone)}.values())
    Notice.objects.filter(partnership=partnership, owed_at__lt=at).update(next_at=None)


def _seen(told: Iterable[Notice]) -> None:
    """Somebody has said of every other of these, one of each escalation, that they have seen it."""
    for notice in list(told)[::2]:
        row = read.still_open().get(pk=str(notice.escalation_id))
        reader = Delivery.objects.filter(notice=notice, person__isnull=False).select_related("person").first()
        seen_at = notice.owed_at + SEEN_AFTER
        if reader is None or reader.person is None or row.last_at >= seen_at:
            continue
        me = acting.actor(reader.person, row, history.fold(read.entries(row)), seen_at)
        record.submit(row.pk, cmd.Acknowledge(by=me, notice=notice.key), seen_at)


def _waiting(partnership: Partnership, at: datetime) -> list[Notice]:
    rows = Notice.objects.filter(partnership=partnership, blocked="", owed_at__lt=at, deliveries=None, failed_at=None)
    return list(rows.select_related("agency", "post__agency", "person").order_by("pk"))


def _last_of_each(partnership: Partnership, at: datetime) -> Iterator[Notice]:
    """The messages that the last entry of each open escalation caused, the latest first."""
    waiting = _waiting(partnership, at - SETTLED)
    for row in read.still_open().filter(partnership=partnership, last_at__lt=at - SETTLED).order_by("-last_at", "ref"):
        yield from (one for one in waiting if (one.escalation_id, one.owed_at) == (row.pk, row.last_at))


def _first(told: list[Notice], fits: Chosen) -> Notice | None:
    return next(filter(fits, told), None)


def _came_back(notice: Notice) -> None:
    first = _reached(notice, notice.owed_at)
    if not isinstance(first, Reached):
        return
    back_at = notice.owed_at + CAME_BACK
    _tried(notice, first, notice.owed_at, failed_at=back_at)
    record.report(notice, FAILED, f"bounced{NEXT}", back_at)
    Notice.objects.filter(pk=notice.pk).update(reported=PASSED_ON)
    _arrived(notice, back_at, tried=frozenset({first.address.lower()}))


def _nobody_has_it(notice: Notice) -> None:
    back_at, tried = notice.owed_at + CAME_BACK, frozenset[str]()
    while isinstance(found := _reached(notice, notice.owed_at, tried), Reached):
        _tried(notice, found, notice.owed_at, failed_at=back_at)
        tried |= {found.address.lower()}
    record.report(notice, FAILED, "refused", back_at)
    Notice.objects.filter(pk=notice.pk).update(reported=FAILED, failed_at=back_at, failed_because="refused")


def _arrived(notice: Notice, at: datetime, tried: frozenset[str] = frozenset()) -> None:
    found = _reached(notice, at, tried)
    if isinstance(found, Nobody):
        Notice.objects.filter(pk=notice.pk).update(failed_at=at, failed_because=found.why, reported=FAILED)
        return
    _tried(notice, found, at)
    Notice.objects.filter(pk=notice.pk).update(handed_over_at=at + HANDED_OVER, delivered_at=at + ARRIVED)


def _reached(notice: Notice, at: datetime, tried: frozenset[str] = frozenset()) -> Reached | Nobody:
    return reach(notice.post, notice.agency, notice.person, at, may=_anybody, tried=tried)


def _anybody(person: Person) -> bool:
    """Whoever has a conflict of interest was not written to in the first place: no story declares one afterwards."""
    return True


def _tried(notice: Notice, found: Reached, at: datetime, failed_at: datetime | None = None) -> None:
    key = uuid5(NAMES, f"{notice.pk} {found.address}")
    Delivery.objects.create(
        id=key, notice=notice, person=found.person, post=found.post, channel="notify", address=found.address,
        message_id=f"<{key}@demonstration.invalid>", queued_at=at, attempts=1, handed_over_at=at + HANDED_OVER,
        delivered_at=None if failed_at else at + ARRIVED, failed_at=failed_at, why="bounced" if failed_at else "",
    )  # fmt: skip
