"""Empties the database between tests that commit, which the record itself refuses to let anybody do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations


def let_tests_empty(connection: BaseDatabaseWrapper) -> None:
    """Lay the guards of the history aside while Django empties the tables, and only then.

    For every connection of this kind of database: a thread, or a test that dropped its own, has a connection anew.
    """
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def emptied(self: BaseDatabaseOperations, statements: Sequence[str]) -> None:
        with transaction.atomic(using=self.connection.alias), _guards_aside(self.connection):
            empty(self, statements)

    operations.execute_sql_flush = emptied  # type: ignore[method-assign]  # in tests only


@contextmanager
def _guards_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [row[0] for row in cursor.fetchall()]
            aside = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables]
            back = [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            aside = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
            back = [sql for _, sql in triggers]
        for statement in aside:
            cursor.execute(statement)
        yield
        for statement in back:
            cursor.execute(statement)
