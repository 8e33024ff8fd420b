"""A town of many escalations: a few made the real way, whole with their histories, and copies of those in bulk.

Nothing is wrong in it at `NOON`. `plant` then breaks one kind of thing in as many copies as are asked for.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Min, Model

from tests.cast import DOOR, MONDAY, RESPONDING, Cast, at, found
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.directory.models import Adoption, Agency, Holder, Partnership, Post
from wayforward.escalations import history, record
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Duty, Entry, Escalation, Party
from wayforward.jobs.auditing import What
from wayforward.jobs.auditing.fault import DIGESTED, HELD_BACK, LATE, QUIET, UNSENT
from wayforward.notices.models import Delivery, Notice

NOON = at("2026-11-26 12:00")
SENT = timedelta(seconds=4)
COPIED: tuple[type[Model], ...] = (Escalation, Party, Entry, Duty, Notice)
ROUND = timedelta(seconds=15)
SOON, AGO = timedelta(minutes=5), timedelta(hours=1)


@dataclass
class Town:
    cast: Cast
    patterns: list[Escalation] = field(default_factory=list)
    planted: dict[What, set[str]] = field(default_factory=dict)  # which rows the auditor has to name

    def copies(self, pattern: Escalation, number: int) -> list[Escalation]:
        """So many escalations with the same history under other references."""
        pairs = [(pattern.pk, uuid4(), record.new_reference()) for _ in range(number)]
        copy(pairs)
        return list(Escalation.objects.filter(pk__in=[new for _, new, _ in pairs]))


def built(clean: int) -> Town:
    """A town with so many clean escalations, of every pattern about as many."""
    town = Town(found("havering"))
    Agency.objects.filter(partnership=town.cast.partnership).update(last_resort="01632 960003")
    town.patterns = [pattern(town.cast) for pattern in PATTERNS]
    for row in town.patterns:
        came_round(row, NOON)
    Notice.objects.filter(blocked="").update(handed_over_at=F("owed_at") + SENT)
    rest = clean - len(town.patterns)
    chosen = list(islice(cycle(town.patterns), rest))
    copy([(row.pk, uuid4(), record.new_reference()) for row in chosen])
    return town


# --- the real way ------------------------------------------------------------------------------------------------


def fresh(cast: Cast) -> Escalation:
    """Raised this morning: nothing is due yet."""
    return cast.raised(NOON - AGO)


def answered(cast: Cast) -> Escalation:
    row = cast.raised(NOON - timedelta(days=1))
    cast.does(row, cast.responds, NOON - AGO, cmd.Respond, outcome="upheld", reasons="We looked again.")
    return row


def late(cast: Cast) -> Escalation:
    """Its limit has passed, and the clock came in time."""
    return cast.raised(MONDAY)


def climbed(cast: Cast) -> Escalation:
    row = cast.raised(MONDAY)
    came_round(row, NOON - AGO)
    cast.does(row, cast.raises, NOON - AGO, cmd.Escalate, to="stage-2", reason="It cannot wait.", override=True)
    return row


def protected(cast: Cast) -> Escalation:
    """With an earlier date that a person set, which has not come."""
    row = cast.raised(NOON - timedelta(days=1))
    cast.does(row, cast.raises, NOON - AGO, cmd.SetDeadline, due_at=NOON + AGO, reason="It is urgent.")
    return row


def withdrawn(cast: Cast) -> Escalation:
    row = cast.raised(NOON - timedelta(days=1))
    cast.does(row, cast.raises, NOON - AGO, cmd.Close, ending="withdrawn", reason="We agree now.")
    return row


PATTERNS: Sequence[Callable[[Cast], Escalation]] = (fresh, answered, late, climbed, protected, withdrawn)


def came_round(row: Escalation, until: datetime) -> None:
    """The clock came to it at each instant that it had asked for."""
    while True:
        next_at = Escalation.objects.values_list("next_at", flat=True).get(pk=row.pk)
        if next_at is None or next_at + ROUND >= until:
            return
        record.tick(row.pk, next_at + ROUND)


# --- in bulk -----------------------------------------------------------------------------------------------------


def copy(pairs: Iterable[tuple[UUID, UUID, str]]) -> None:
    """Copy escalations whole, in a few statements however many they are."""
    kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
    told = [(_stored(old), _stored(new), ref) for old, new, ref in pairs]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copies (old {kind}, new {kind}, ref varchar(20))")
        cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s)", told)
        for model in COPIED:
            cursor.execute(_statement(model))
        cursor.execute("DROP TABLE copies")


def _statement(model: type[Model]) -> str:
    table, of = model._meta.db_table, "id" if model is Escalation else "escalation_id"
    columns = [f.column for f in model._meta.concrete_fields if model is Escalation or not f.primary_key]
    quoted = ", ".join(f'"{column}"' for column in columns)
    taken = ", ".join(_taken(column, of, model) for column in columns)
    in_order = " ORDER BY copies.new, old.seq" if model is Entry else ""  # each entry must follow the one before it
    told = f"SELECT {taken} FROM copies JOIN {table} old ON old.{of} = copies.old{in_order}"
    return f"INSERT INTO {table} ({quoted}) {told}"


def _taken(column: str, of: str, model: type[Model]) -> str:
    if column == of:
        return "copies.new"
    return "copies.ref" if model is Escalation and column == "ref" else f'old."{column}"'


def _stored(key: UUID) -> Any:
    return key if connection.vendor == "postgresql" else key.hex


# --- faults ------------------------------------------------------------------------------------------------------


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
