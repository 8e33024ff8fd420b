"""Which database holds the record, and how carefully it is written."""

import os
import sqlite3
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection

from wayforward.project.database import database_settings, patience_of_pages, shared_disk, sqlite_journal

MOUNTS = """\
/dev/vda / ext4 rw 0 0
fileserver:/cases /srv/cases nfs4 rw 0 0
/dev/vdb /srv/cases/local\\040disk ext4 rw 0 0
"""


def test_sqlite_takes_its_turn_before_it_reads_and_waits_twenty_seconds(tmp_path: Path) -> None:
    options = database_settings(f"sqlite:///{tmp_path}/record.sqlite3", (3, 40, 1))["OPTIONS"]
    assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 20)


def test_a_page_waits_four_seconds_and_keeps_what_else_was_asked_of_the_database(tmp_path: Path) -> None:
    file = database_settings(f"sqlite:///{tmp_path}/record.sqlite3", (3, 40, 1))
    server = database_settings("postgresql://ann@db.example/wayforward?options=-c%20work_mem%3D8MB", (3, 40, 1))
    for each in (file, server):
        patience_of_pages(each)
    assert (file["OPTIONS"]["timeout"], file["OPTIONS"]["transaction_mode"]) == (4, "IMMEDIATE")
    assert server["OPTIONS"]["connect_timeout"] < 4
    assert "-c statement_timeout=4000" in server["OPTIONS"]["options"]
    assert "-c work_mem=8MB" in server["OPTIONS"]["options"]


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2)])
def test_an_sqlite_that_can_damage_a_write_ahead_log_does_not_get_one(version: tuple[int, ...]) -> None:
    assert sqlite_journal(version) == "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=EXTRA;"


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_a_sound_sqlite_keeps_a_write_ahead_log(version: tuple[int, ...]) -> None:
    assert sqlite_journal(version).startswith("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")


def test_postgresql_leaves_transactions_to_the_one_place_that_writes() -> None:
    found = database_settings("postgresql://ann:secret@db.example/wayforward", (3, 40, 1))
    assert (found["ENGINE"], found["ATOMIC_REQUESTS"]) == ("django.db.backends.postgresql", False)


@pytest.mark.parametrize("url", ["mysql://db.example/wayforward", "wayforward.sqlite3"])
def test_another_database_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Write sqlite:///path/to/file or postgresql://"):
        database_settings(url, (3, 40, 1))


def test_a_folder_on_a_file_server_is_known_for_what_it_is() -> None:
    assert shared_disk(Path("/srv/cases/2026"), MOUNTS) == "nfs4"


def test_a_local_disk_mounted_inside_a_file_server_is_local() -> None:
    assert shared_disk(Path("/srv/cases/local disk/data"), MOUNTS) is None
    assert shared_disk(Path("/srv/other"), MOUNTS) is None


@pytest.mark.django_db
def test_these_tests_run_on_the_database_they_were_asked_to_run_on() -> None:
    asked = {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ["WAYFORWARD_TEST_CHOSEN"]]
    assert connection.vendor == asked


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_at_nothing_is_refused() -> None:
    group = Group.objects.create(name="leads")
    with pytest.raises(IntegrityError):
        Group.permissions.through.objects.create(group_id=group.pk, permission_id=987_654_321)


@pytest.mark.django_db(transaction=True)
def test_an_sqlite_record_is_written_with_the_journal_its_version_can_bear() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            careful = cursor.execute("PRAGMA synchronous").fetchone()[0]
        expected = {"truncate": 3, "wal": 2}[journal]
        assert careful == expected
        assert f"journal_mode={journal.upper()};" in sqlite_journal(sqlite3.sqlite_version_info)


def guards() -> list[str]:
    """The triggers that stand in the database and are switched on."""
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' ORDER BY 1",
    }
    with connection.cursor() as cursor:
        cursor.execute(listed[connection.vendor])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_emptying_the_tables_between_tests_leaves_every_guard_of_the_history_standing() -> None:
    before = guards()
    assert before
    call_command("flush", interactive=False, verbosity=0)
    assert guards() == before
