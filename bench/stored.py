"""Two databases alike but for what is stored in them, filled by the database itself, for the benchmark of the sweep.

What is stored are copies of one real escalation: the summary row, its first entry, a duty, and a notice that
has been handed over. One in nine stays open and is due some day; nothing of it is due on the day of the benchmark.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.management import call_command
from django.db import connection, transaction

OPEN, DUE = "i % 9 = 0", "escalations_escalation"
ENTRIES = 1


def move_to(name: str) -> None:
    """Work on another database of the same kind from here on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def made(name: str) -> None:
    """An empty database with its tables, and work on it."""
    if connection.vendor == "postgresql":
        move_to("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    move_to(name)
    call_command("migrate", verbosity=0)


def fill(template: str, size: int, far: datetime) -> float:
    """Copy one escalation `size` times; its own duties are none's but its own. Gives the seconds it took."""
    began = time.perf_counter()
    with _guards_aside(), connection.cursor() as cursor:
        for table, changed, where in _tables(template, far):
            kept = [name for name in _columns(cursor, table) if name not in changed]
            names = ", ".join(f'"{name}"' for name in [*changed, *kept])
            values = ", ".join([*changed.values(), *(f't."{name}"' for name in kept)])
            cursor.execute(
                f"{_counting(size)} INSERT INTO {table} ({names}) SELECT {values} FROM n CROSS JOIN "
                f"(SELECT * FROM {table} WHERE {where}) t"
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return time.perf_counter() - began


def _tables(template: str, far: datetime) -> Iterator[tuple[str, dict[str, str], str]]:
    """Each table with what differs from the template's own rows, and which of those are copied."""
    own = f"escalation_id = '{template}'"
    later = f"CASE WHEN {OPEN} THEN {_after(far)} END"
    yield (
        "escalations_escalation",
        {
            "id": _key(), "ref": "'ST-' || i", "state": f"CASE WHEN {OPEN} THEN 'open' ELSE 'resolved' END",
            "next_at": later, "due_at": later, "calendar_seq": f"CASE WHEN {OPEN} THEN t.calendar_seq END",
        },
        f"id = '{template}'",
    )  # fmt: skip
    number = f"i * {ENTRIES} + t.seq + 1000000"
    yield "escalations_entry", {"id": number, "escalation_id": _key()}, f"{own} AND seq <= {ENTRIES}"
    settled = f"CASE WHEN {OPEN} THEN NULL ELSE t.arose_at END"
    duty = f"id = (SELECT min(id) FROM escalations_duty WHERE {own} AND due_at IS NOT NULL)"
    changed = {"id": "i + 1000000", "escalation_id": _key(), "due_at": _after(far), "done_at": settled}
    yield "escalations_duty", changed, duty
    notice = f"id = (SELECT min(id) FROM notices_notice WHERE {own})"
    told = {"id": "i + 1000000", "escalation_id": _key(), "next_at": "NULL", "handed_over_at": "t.owed_at"}
    yield "notices_notice", told, notice


def _key() -> str:
    if connection.vendor == "postgresql":
        return "('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid"
    return "printf('0000000000004000800%013x', i)"


def _after(far: datetime) -> str:
    """Instants after `far`, spread over months."""
    if connection.vendor == "postgresql":
        return f"('{far.isoformat()}'::timestamptz + (i % 9000000) * interval '1 second')"
    return f"strftime('%Y-%m-%d %H:%M:%S', '{far:%Y-%m-%d %H:%M:%S}', '+' || (i % 9000000) || ' seconds')"


def _counting(size: int) -> str:
    if connection.vendor == "postgresql":
        return f"WITH n AS (SELECT generate_series(1, {size}) AS i)"
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})"


def _columns(cursor: object, table: str) -> list[str]:
    return [column.name for column in connection.introspection.get_table_description(cursor, table)]


@contextmanager
def _guards_aside() -> Iterator[None]:
    """Copies have no chain of their own, which the history's guards refuse: they are laid aside meanwhile."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        yield
        for _, text in triggers:
            cursor.execute(text)
        cursor.execute("PRAGMA foreign_keys = ON")
    connection.close()  # what else was set goes with it


# --- the same by hand -------------------------------------------------------------------------------------------


def floor_tables(size: int) -> None:
    from stored import _counting

    key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE floor_case (id {key}, stage text, next_at integer, seq integer, head text)")
        cursor.execute(f"CREATE TABLE floor_event (id {key}, of_case bigint, seq integer, body text, digest text)")
        cursor.execute(f"CREATE TABLE floor_notice (id {key}, of_case bigint, who text, next_at integer)")
        cursor.execute(
            f"{_counting(size)} INSERT INTO floor_case (stage, next_at, seq, head) SELECT 'one', i, 1, 'x' FROM n"
        )
        cursor.execute("CREATE INDEX floor_due ON floor_case (next_at) WHERE next_at IS NOT NULL")
        cursor.execute("CREATE UNIQUE INDEX floor_chain ON floor_event (of_case, seq)")
        cursor.execute("CREATE INDEX floor_owed ON floor_notice (next_at) WHERE next_at IS NOT NULL")


def floor(due_at_once: int) -> None:
    """So many that are due, each in a transaction of its own, by hand."""
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE SKIP LOCKED"
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM floor_case WHERE next_at IS NOT NULL ORDER BY next_at LIMIT %s", [due_at_once])
        due = [row[0] for row in cursor.fetchall()]
        for key in due:
            with transaction.atomic():
                cursor.execute(f"SELECT seq, head FROM floor_case WHERE id = %s{lock}", [key])
                seq, head = cursor.fetchone()
                body = json.dumps({"kind": "deadline-passed", "case": key, "seq": seq + 1})
                digest = hashlib.sha256(f"{head}{body}".encode()).hexdigest()
                event = "INSERT INTO floor_event (of_case, seq, body, digest) VALUES (%s, %s, %s, %s)"
                cursor.execute(event, [key, seq + 1, body, digest])
                step = "UPDATE floor_case SET stage = 'two', next_at = NULL, seq = %s, head = %s WHERE id = %s"
                cursor.execute(step, [seq + 1, digest, key])
                owed = "INSERT INTO floor_notice (of_case, who, next_at) VALUES (%s, %s, 1), (%s, %s, 1)"
                cursor.execute(owed, [key, "lead", key, "raiser"])
    assert len(due) == due_at_once
