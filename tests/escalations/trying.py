"""Tries what a database has to refuse, and sees whether it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, models, transaction

Attempt = Callable[[], Any]


def sql(statement: str) -> Attempt:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def everything_in(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in cursor.fetchall()]


def is_refused(attempt: Attempt, table: str) -> bool:
    """Whether the database refused, at once or when the transaction ends, and the table says what it said before."""
    before = everything_in(table)
    connection.check_constraints()  # nothing that the test itself left for later may refuse in the guard's place
    try:
        with transaction.atomic():
            attempt()
            connection.check_constraints()
    except (DatabaseError, models.ProtectedError):
        return everything_in(table) == before
    return False


def changed(row: models.Model, **changes: Any) -> models.Model:
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def copy(row: models.Model, **changes: Any) -> models.Model:
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return type(row)(**{**fields, **changes})


def attempts(common: dict[str, Any], on: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {**common, **on[connection.vendor]}
