"""The database itself refuses to change what was recorded: through the ORM, in bulk, by hand or by a cascade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from tests.cast import MONDAY, Cast
from tests.escalations.trying import attempts, changed, copy, is_refused, sql
from wayforward.core import commands as cmd
from wayforward.directory.models import Adoption, CalendarChange, DirectoryChange
from wayforward.escalations import read
from wayforward.escalations.models import Entry, Escalation, Look


@pytest.fixture
def stored(cast: Cast, neighbours: Cast) -> Escalation:
    """An escalation of some entries, which somebody has looked at. The neighbours have raised nothing."""
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.")
    read.open_escalation(row.ref, cast.raises, MONDAY, "page")
    DirectoryChange.objects.create(
        agency=cast.agencies["health"], at=MONDAY, by=cast.manager, kind="agency", row=cast.agencies["health"].pk,
        about="The number", before="01632 960001", after="01632 960002",
    )  # fmt: skip
    CalendarChange.objects.create(
        partnership=cast.partnership, seq=1, day=MONDAY.date(), kind="closure", name="Flood", because="x", at=MONDAY,
        by="operator",
    )  # fmt: skip
    return Escalation.objects.get(pk=row.pk)


ENTRY = {
    "update in a queryset": lambda e: Entry.objects.filter(pk=e.pk).update(kind="closed"),
    "update of all": lambda e: Entry.objects.update(recorded_at=MONDAY),
    "update of the bytes": lambda e: Entry.objects.filter(pk=e.pk).update(plain=b"{}"),
    "update of the seal": lambda e: Entry.objects.filter(pk=e.pk).update(sealed=b"{}"),
    "update by expression": lambda e: Entry.objects.filter(pk=e.pk).update(seq=models.F("seq") + 100),
    "save": lambda e: changed(e, kind="closed").save(),
    "save of one field": lambda e: changed(e, recorded_at=MONDAY).save(update_fields=["recorded_at"]),
    "bulk update": lambda e: Entry.objects.bulk_update([changed(e, kind="closed")], ["kind"]),
    "update or create": lambda e: Entry.objects.update_or_create(pk=e.pk, defaults={"kind": "closed"}),
    "bulk create that updates": lambda e: Entry.objects.bulk_create(
        [copy(e, kind="closed")], update_conflicts=True, unique_fields=["escalation", "seq"], update_fields=["kind"]
    ),
    "delete": lambda e: e.delete(),
    "delete in a queryset": lambda e: Entry.objects.filter(pk=e.pk).delete(),
    "delete of all": lambda e: Entry.objects.all().delete(),
    "delete without asking": lambda e: Entry.objects.all()._raw_delete("default"),
    "cascade from the escalation": lambda e: e.escalation.delete(),
    "cascade from the partnership": lambda e: e.partnership.delete(),
    "raw update": lambda e: sql("UPDATE escalations_entry SET kind = 'closed'")(),
    "raw update of the digest": lambda e: sql("UPDATE escalations_entry SET digest = previous")(),
    "raw delete": lambda e: sql("DELETE FROM escalations_entry")(),
    "raw delete of the tail": lambda e: sql("DELETE FROM escalations_entry WHERE seq > 3")(),
    "raw delete of what it hangs on": lambda e: sql("DELETE FROM escalations_escalation")(),
    "a second entry at its place": lambda e: copy(e, pk=None, id=None).save(force_insert=True),
    "an entry ahead of its turn": lambda e: copy(e, id=None, seq=1000).save(force_insert=True),
    "an entry before the first": lambda e: copy(e, id=None, seq=0).save(force_insert=True),
    "an entry that follows another": lambda e: _next(e, previous="0" * 64).save(force_insert=True),
}
SAME = "partnership_id, escalation_id, recorded_at, plain, sealed"
ENTRY_ON = {
    "sqlite": {
        "replace": lambda e: sql(
            f"INSERT OR REPLACE INTO escalations_entry SELECT * FROM escalations_entry WHERE id = {e.pk}"
        )(),
        "replace under the same place": lambda e: sql(
            f"INSERT OR REPLACE INTO escalations_entry (id, kind, {SAME}, seq, previous, digest) "
            f"SELECT id + 900, 'closed', {SAME}, seq, previous, digest FROM escalations_entry WHERE id = {e.pk}"
        )(),
        "replace by an entry that follows the last": lambda e: sql(
            f"INSERT OR REPLACE INTO escalations_entry (id, kind, {SAME}, seq, previous, digest) "
            f"SELECT {e.pk}, kind, {SAME}, seq + 1, digest, previous FROM escalations_entry ORDER BY seq DESC LIMIT 1"
        )(),
        "update or replace": lambda e: sql("UPDATE OR REPLACE escalations_entry SET seq = 1")(),
    },
    "postgresql": {
        "truncate": lambda e: sql("TRUNCATE escalations_entry")(),
        "truncate by cascade": lambda e: sql("TRUNCATE directory_partnership CASCADE")(),
        "merge": lambda e: sql(
            "MERGE INTO escalations_entry AS t USING escalations_entry AS s ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET kind = 'closed'"
        )(),
    },
}


def _next(entry: Entry, **changes: Any) -> Entry:
    last = Entry.objects.filter(escalation=entry.escalation_id).latest("seq")
    copied = copy(entry, id=None, seq=last.seq + 1, previous=last.digest)
    return changed(copied, **changes)  # type: ignore[return-value]  # an Entry went in


@pytest.mark.parametrize("how", attempts(ENTRY, ENTRY_ON))
def test_an_entry_is_never_changed_removed_or_put_out_of_order(stored: Escalation, how: str) -> None:
    entry = Entry.objects.filter(escalation=stored, seq=2).get()
    assert is_refused(lambda: attempts(ENTRY, ENTRY_ON)[how](entry), "escalations_entry")


def test_an_entry_that_follows_the_last_is_taken(stored: Escalation) -> None:
    """The control: what the tests above write is refused for what it does, not for how it is written."""
    first = Entry.objects.get(escalation=stored, seq=1)
    assert not is_refused(lambda: _next(first).save(force_insert=True), "escalations_entry")


LOOK = {
    "update in a queryset": lambda k: Look.objects.update(allowed=True),
    "save": lambda k: changed(k, allowed=False).save(),
    "bulk update": lambda k: Look.objects.bulk_update([changed(k, what="nothing")], ["what"]),
    "delete": lambda k: k.delete(),
    "delete in a queryset": lambda k: Look.objects.all().delete(),
    "cascade from the person": lambda k: k.person.delete(),
    "raw update": lambda k: sql("UPDATE escalations_look SET what = 'nothing'")(),
    "raw delete": lambda k: sql("DELETE FROM escalations_look")(),
    "raw delete of who looked": lambda k: sql("DELETE FROM directory_person")(),
}
LOOK_ON = {
    "sqlite": {
        "replace": lambda k: sql("INSERT OR REPLACE INTO escalations_look SELECT * FROM escalations_look")(),
    },
    "postgresql": {"truncate": lambda k: sql("TRUNCATE escalations_look")()},
}


@pytest.mark.parametrize("how", attempts(LOOK, LOOK_ON))
def test_who_looked_is_never_changed_or_removed(stored: Escalation, how: str) -> None:
    look = Look.objects.get(escalation=stored)
    assert is_refused(lambda: attempts(LOOK, LOOK_ON)[how](look), "escalations_look")


def _adopted(adoption: Adoption, from_year: int, until: datetime | None) -> Adoption:
    """The same policy put in force at another time, until another."""
    begins = MONDAY.replace(year=from_year)
    again = changed(copy(adoption, id=None, pk=None), in_force_at=begins, retired_at=until)
    again.save(force_insert=True)
    return again  # type: ignore[return-value]  # an Adoption went in


def _bring_back(adoption: Adoption) -> None:
    """Take a retirement back under another that is in force, with a follower that was withdrawn as the excuse."""
    early = MONDAY.replace(year=2021)
    Adoption.objects.filter(pk=adoption.pk).update(retired_at=MONDAY.replace(year=2031))
    old = _adopted(adoption, 2020, early)
    _adopted(adoption, 2021, early)
    Adoption.objects.filter(pk=old.pk).update(retired_at=None)


ADOPTION = {
    "another beside it": lambda a: _adopted(a, 2020, MONDAY.replace(year=2030)),
    "another that ends before it begins": lambda a: _adopted(a, 2020, MONDAY.replace(year=2019)),
    "bringing back one that another has followed": _bring_back,
    "update of the text": lambda a: Adoption.objects.update(sources={}),
    "update of the digest": lambda a: Adoption.objects.update(digest="0" * 64),
    "save": lambda a: changed(a, sources={"policy.yaml": "another"}).save(),
    "moving it to another policy": lambda a: Adoption.objects.update(policy="another"),
    "re-dating it": lambda a: Adoption.objects.update(in_force_at=MONDAY.replace(year=2001)),
    "rewording the decision": lambda a: changed(a, decision="We never said so.").save(update_fields=["decision"]),
    "delete": lambda a: a.delete(),
    "raw update": lambda a: sql("UPDATE directory_adoption SET sources = '{}'")(),
    "raw delete": lambda a: sql("DELETE FROM directory_adoption")(),
    "raw delete of one that nothing rests on": lambda a: sql(
        "DELETE FROM directory_adoption WHERE policy = 'barnsley'"
    )(),
}
ADOPTION_ON = {
    "sqlite": {
        "replace": lambda a: sql("INSERT OR REPLACE INTO directory_adoption SELECT * FROM directory_adoption")(),
    },
    "postgresql": {
        "truncate": lambda a: sql("TRUNCATE directory_adoption CASCADE")(),
    },
}


@pytest.mark.parametrize("how", attempts(ADOPTION, ADOPTION_ON))
def test_a_policy_in_force_is_never_edited_or_removed(stored: Escalation, how: str) -> None:
    assert is_refused(lambda: attempts(ADOPTION, ADOPTION_ON)[how](stored.adoption), "directory_adoption")


def test_a_policy_is_retired_once_and_does_not_come_back(cast: Cast) -> None:
    cast.adoption.retired_at = MONDAY
    cast.adoption.save()
    for again in (None, MONDAY.replace(year=2027)):
        assert is_refused(lambda again=again: Adoption.objects.update(retired_at=again), "directory_adoption")  # type: ignore[misc]


def test_a_partnership_has_one_policy_in_force(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy(cast.adoption, id=None, pk=None).save(force_insert=True)


CHANGE = {
    "update in a queryset": lambda c: DirectoryChange.objects.update(after="01632 960003"),
    "save": lambda c: changed(c, before="").save(),
    "delete": lambda c: c.delete(),
    "raw update": lambda c: sql("UPDATE directory_directorychange SET about = 'nothing'")(),
    "raw delete": lambda c: sql("DELETE FROM directory_directorychange")(),
}
CHANGE_ON = {
    "sqlite": {
        "replace": lambda c: sql(
            "INSERT OR REPLACE INTO directory_directorychange SELECT * FROM directory_directorychange"
        )(),
    },
    "postgresql": {"truncate": lambda c: sql("TRUNCATE directory_directorychange")()},
}


@pytest.mark.parametrize("how", attempts(CHANGE, CHANGE_ON))
def test_what_was_changed_in_the_directory_is_never_changed_or_removed(stored: Escalation, how: str) -> None:
    change = DirectoryChange.objects.get(about="The number")
    assert is_refused(lambda: attempts(CHANGE, CHANGE_ON)[how](change), "directory_directorychange")


DAY = {
    "update in a queryset": lambda c: CalendarChange.objects.update(kind="working"),
    "save": lambda c: changed(c, name="").save(),
    "delete": lambda c: c.delete(),
    "raw update": lambda c: sql("UPDATE directory_calendarchange SET because = 'nothing'")(),
    "raw delete": lambda c: sql("DELETE FROM directory_calendarchange")(),
}
DAY_COLUMNS = "seq, day, kind, name, because, at, by, partnership_id"
DAY_ON = {
    "sqlite": {
        "replace": lambda c: sql(
            "INSERT OR REPLACE INTO directory_calendarchange SELECT * FROM directory_calendarchange"
        )(),
        "replace at its place": lambda c: sql(
            f"INSERT OR REPLACE INTO directory_calendarchange ({DAY_COLUMNS}) SELECT {DAY_COLUMNS}"
            " FROM directory_calendarchange"
        )(),
    },
    "postgresql": {"truncate": lambda c: sql("TRUNCATE directory_calendarchange")()},
}


@pytest.mark.parametrize("how", attempts(DAY, DAY_ON))
def test_what_was_declared_of_a_day_is_never_changed_or_removed(stored: Escalation, how: str) -> None:
    change = CalendarChange.objects.get(name="Flood")
    assert is_refused(lambda: attempts(DAY, DAY_ON)[how](change), "directory_calendarchange")


def guards(of: str) -> dict[str, str]:
    """Each trigger on the tables whose names begin like this, with what takes it out."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            drop = {name: (table, f"DROP TRIGGER {name} ON {table}") for name, table in cursor.fetchall()}
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
            drop = {name: (table, f"DROP TRIGGER {name}") for name, table in cursor.fetchall()}
    return {name: removal for name, (table, removal) in drop.items() if table.startswith(of)}


def noticed(stored: Escalation) -> Iterator[str]:
    """What is no longer refused, of everything that these tests try."""
    everything = (
        ("escalations_entry", Entry.objects.get(escalation=stored, seq=2), attempts(ENTRY, ENTRY_ON)),
        ("escalations_look", Look.objects.get(escalation=stored), attempts(LOOK, LOOK_ON)),
        ("directory_adoption", stored.adoption, attempts(ADOPTION, ADOPTION_ON)),
        ("directory_directorychange", DirectoryChange.objects.get(about="The number"), attempts(CHANGE, CHANGE_ON)),
        ("directory_calendarchange", CalendarChange.objects.get(name="Flood"), attempts(DAY, DAY_ON)),
    )
    for table, row, tries in everything:
        for how, attempt in tries.items():
            with transaction.atomic():
                fresh = type(row).objects.get(pk=row.pk)
                refused = is_refused(partial(attempt, fresh), table)
                transaction.set_rollback(True)
            if not refused:
                yield f"{table}: {how}"


def test_taking_any_guard_out_is_noticed_by_these_tests(stored: Escalation) -> None:
    assert list(noticed(stored)) == []
    for name, removal in (guards("escalations_") | guards("directory_")).items():
        with transaction.atomic():
            sql(removal)()
            assert next(noticed(stored), None), f"{name} is out, and every attempt is still refused"
            transaction.set_rollback(True)
