"""Breaks one kind of thing in a town, in as many copies as are asked for, and notes how it must be found."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from django.db.models import Min

from tests.cast import DOOR, MONDAY, RESPONDING
from tests.jobs.town import AGO, NOON, SOON, Town
from wayforward.core import events as ev
from wayforward.directory.models import Adoption, Agency, Holder, Partnership, Post
from wayforward.escalations import history
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Duty, Entry, Escalation, Party
from wayforward.jobs.auditing import What
from wayforward.jobs.auditing.fault import DIGESTED, HELD_BACK, LATE, QUIET, UNSENT
from wayforward.notices.models import Delivery, Notice


def plant(town: Town, what: What, number: int) -> None:
    """Break this in so many copies, and note by which rows it must be found."""
    town.planted.setdefault(what, set()).update(PLANTS[what](town, number))


def _open_duties(rows: list[Escalation]) -> list[Duty]:
    """The first dated duty that is still open in each."""
    first = {}
    for duty in Duty.objects.filter(
        escalation__in=rows, done_at=None, lapsed_at=None, passed_at=None, due_at__isnull=False
    ).order_by("-due_at"):
        first[duty.escalation_id] = duty
    return list(first.values())


def _not_fired(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[0], number)
    duties = _open_duties(rows)
    Duty.objects.filter(pk__in=[d.pk for d in duties]).update(due_at=NOON - LATE - timedelta(seconds=30))
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=NOON - LATE / 2)
    return {f"duty {duty.pk}" for duty in duties}


def _no_wake(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[0], number)
    half = [row.pk for row in rows[: number // 2]]
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=None)
    Escalation.objects.filter(pk__in=half).update(next_at=NOON + timedelta(days=400))
    return {f"escalation {row.ref}" for row in rows}


def _overslept(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[1], number)
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(next_at=NOON - AGO)
    return {f"escalation {row.ref}" for row in rows}


def _not_noticed(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[1], number)
    refs = {row.pk: row.ref for row in rows}
    firsts = Notice.objects.filter(escalation_id__in=refs).values("escalation_id").annotate(seq=Min("entry_seq"))
    named = set()
    for first in firsts:
        Notice.objects.filter(escalation_id=first["escalation_id"], entry_seq=first["seq"]).delete()
        named.add(f"entry {refs[first['escalation_id']]}/{first['seq']}")
    return named


def _nobody_told(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[5], number)
    for row in rows:
        passed = Recorded(
            seq=row.seq + 1, kind="deadline-passed", recorded_at=NOON - SOON, occurred_at=None, by="clock", agency="",
            event=ev.DeadlinePassed(key="stage-1-limit#1", duty="stage-1-limit", due_at=NOON - SOON),
        )  # fmt: skip
        Entry.objects.bulk_create(history.entries(row, secrets.token_bytes(32), [passed], {}))
    return {f"entry {row.ref}/{row.seq + 1}" for row in rows}


def _unsent(town: Town, number: int) -> set[str]:
    notices = _notices(town, number)
    every = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    every.update(handed_over_at=None, owed_at=NOON - UNSENT - SOON, next_at=None, ours=False)
    put_off = [notice.pk for notice in notices[::2]]  # for longer than anything is
    Notice.objects.filter(pk__in=put_off).update(owed_at=NOON - HELD_BACK - SOON, next_at=NOON + AGO)
    ours = [notice.pk for notice in notices[::4]]
    Notice.objects.filter(pk__in=ours).update(owed_at=NOON - DIGESTED - SOON, ours=True)
    return {f"notice {notice.pk}" for notice in notices}


def _lease(town: Town, number: int) -> set[str]:
    until = cycle([NOON - UNSENT - SOON, NOON + 3 * AGO])  # nobody came back, and longer than any sending lasts
    made = [
        _delivery(notice, leased_by="gone:1", leased_until=next(until), next_at=NOON)
        for notice in _notices(town, number)
    ]
    Delivery.objects.bulk_create(made)
    return {f"delivery {one.pk}" for one in made}


def _parked(town: Town, number: int) -> set[str]:
    notices = _notices(town, number)
    Notice.objects.filter(pk__in=[n.pk for n in notices]).update(handed_over_at=None, owed_at=NOON - SOON)
    made = [_delivery(notice, attempts=40) for notice in notices]
    Delivery.objects.bulk_create(made)
    return {f"delivery {one.pk}" for one in made}


def _notices(town: Town, number: int) -> list[Notice]:
    """One of each of so many copies. It is about no deadline, so that nothing else follows from what befalls it."""
    rows = town.copies(town.patterns[1], number)
    owed = Notice.objects.filter(escalation_id__in=[row.pk for row in rows], blocked="").order_by("-entry_seq")
    return list({notice.escalation_id: notice for notice in owed}.values())


def _delivery(notice: Notice, **changes: Any) -> Delivery:
    return Delivery(
        notice=notice, channel="email", address="a@example.org", message_id=f"<{uuid4()}@example.org>",
        queued_at=NOON - AGO, **changes,
    )  # fmt: skip


def _text(town: Town, number: int) -> set[str]:
    """Each under a policy of its own, kept half, changed, or not at all."""
    named = set()
    for n, row in enumerate(town.copies(town.patterns[1], number)):
        kept = [{}, {"policy.yaml": "policy: [", "x": ""}, {**town.cast.adoption.sources, "clauses.yaml": ""}, ["x"]]
        where = Partnership.objects.create(key=f"lost-{n}", name=f"Lost {n}", area=f"Lost {n}")
        lost = Adoption.objects.create(
            partnership=where, policy="havering", digest=town.cast.adoption.digest, sources=kept[n % len(kept)],
            in_force_at=MONDAY, decided_by="Board", decision="Adopted.",
        )  # fmt: skip
        Escalation.objects.filter(pk=row.pk).update(adoption=lost)
        named.add(f"adoption {lost.pk}")
    return named


def _nobody(town: Town, number: int) -> set[str]:
    return {f"post {door.pk}" for door, _ in _challenged(town, number, "01632 960003")}


def _last_resort(town: Town, number: int) -> set[str]:
    doors = _challenged(town, number, "")
    Holder.objects.bulk_create(
        Holder(post=door, person=town.cast.other_lead, from_on=MONDAY.date()) for door, _ in doors
    )
    return {f"agency {door.agency_id}" for door, _ in doors}


def _challenged(town: Town, number: int, last_resort: str) -> list[tuple[Post, Escalation]]:
    """So many escalations, each with an agency of its own in place of the one that is challenged."""
    made = []
    for row in town.copies(town.patterns[0], number):
        key = f"{RESPONDING}:{row.ref.lower()}"
        agency = Agency.objects.create(
            partnership=town.cast.partnership, key=key, name=f"Team {row.ref}", last_resort=last_resort
        )
        door = Post.objects.create(agency=agency, key=DOOR, title="Front door", receives=True)
        Party.objects.filter(escalation=row, side="responding").update(agency=agency)
        Duty.objects.filter(escalation=row, agency=RESPONDING).update(agency=key)
        made.append((door, row))
    return made


def _silent(town: Town, number: int) -> set[str]:
    rows = town.copies(town.patterns[0], number)
    long_ago = NOON - QUIET - AGO
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=None, acted_at=None, raised_at=long_ago)
    return {f"escalation {row.ref}" for row in rows}


PLANTS: dict[What, Callable[[Town, int], set[str]]] = {
    What.NOT_FIRED: _not_fired,
    What.NO_WAKE: _no_wake,
    What.OVERSLEPT: _overslept,
    What.NOT_NOTICED: _not_noticed,
    What.NOBODY_TOLD: _nobody_told,
    What.UNSENT: _unsent,
    What.LEASE: _lease,
    What.PARKED: _parked,
    What.TEXT: _text,
    What.NOBODY: _nobody,
    What.LAST_RESORT: _last_resort,
    What.SILENT: _silent,
}
