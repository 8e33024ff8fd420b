"""A town of many escalations: a few made the real way, whole with their histories, and copies of those in bulk.

Nothing is wrong in it at `NOON`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Model

from tests.cast import MONDAY, Cast, at, found
from wayforward.core import commands as cmd
from wayforward.directory.models import Agency
from wayforward.escalations import record
from wayforward.escalations.models import Duty, Entry, Escalation, Party
from wayforward.jobs.auditing import What
from wayforward.notices.models import Notice

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
