"""The database itself refuses to change what was signed, decided and named, and the text of a version once sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import MONDAY, Cast
from tests.desk import papers
from tests.escalations.test_append_only import guards, sql
from wayforward.desk.models import Decision, Officer, Signature, State, Version
from wayforward.directory.models import Agency, Partnership
from wayforward.policies.sources import POLICY

TABLES = ("desk_version", "desk_officer", "desk_signature", "desk_decision")


def signs(version: Version, agency: Agency, digest: str) -> Signature:
    return Signature.objects.create(
        version=version, agency=agency, person=version.begun_by, digest=digest, at=MONDAY
    )  # fmt: skip


def office(version: Version) -> Agency:
    """An agency that has signed nothing."""
    return Agency.objects.get(partnership=version.partnership, office=True)


def drafted(version: Version) -> Version:
    return Version.objects.get(partnership=version.partnership, state=State.DRAFT)


CHANGES: dict[str, Callable[[Version], Any]] = {
    "other words under a signature": lambda v: Signature.objects.update(digest="0" * 64),
    "taking a signature away": lambda v: Signature.objects.order_by("pk")[0].delete(),
    "rewording what was decided": lambda v: Decision.objects.update(words="Never."),
    "taking away what was decided": lambda v: Decision.objects.filter(what="signed").delete(),
    "another text": lambda v: Version.objects.filter(pk=v.pk).update(texts={POLICY: ""}),
    "another digest": lambda v: Version.objects.filter(pk=v.pk).update(digest="0" * 64),
    "another title": lambda v: Version.objects.filter(pk=v.pk).update(title="Another"),
    "back to a draft": lambda v: Version.objects.filter(pk=v.pk).update(state=State.DRAFT),
    "another beginning of a draft": lambda v: Version.objects.filter(pk=drafted(v).pk).update(note="Nobody knows"),
    "signed without having been sent": lambda v: Version.objects.filter(pk=drafted(v).pk).update(state=State.SIGNED),
    "no version at all": lambda v: sql("DELETE FROM desk_version WHERE note = 'Alone'")(),
    "another officer in the place of one": lambda v: Officer.objects.update(person=v.begun_by),
    "an officer who ends twice": lambda v: [Officer.objects.update(ended_at=MONDAY) for _ in range(2)],
    "no officer at all": lambda v: Officer.objects.all().delete(),
    "a signature over another text": lambda v: signs(v, office(v), "0" * 64),
    "a signature under a draft": lambda v: signs(drafted(v), office(v), drafted(v).digest),
    "a second signature of one agency": lambda v: signs(v, v.signatures.order_by("pk")[0].agency, v.digest),
}  # fmt: skip
CHANGES_ON: dict[str, dict[str, Callable[[Version], Any]]] = {
    "sqlite": {
        f"replacing what stands in {table}": lambda v, table=table: sql(  # type: ignore[misc]
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        )()
        for table in TABLES
    },
    "postgresql": {
        f"emptying {table}": lambda v, table=table: sql(f"TRUNCATE {table} CASCADE")()  # type: ignore[misc]
        for table in TABLES
    },
}


def changes() -> dict[str, Callable[[Version], Any]]:
    return CHANGES | CHANGES_ON[connection.vendor]


@pytest.fixture
def version(cast: Cast) -> Version:
    """Signed by every agency, with a draft beside it, and one that nothing rests on."""
    version = papers.signed(cast)
    papers.begun(cast)
    nowhere = Partnership.objects.create(key="nowhere", name="Nowhere", area="Nowhere")
    bare = {field.attname: getattr(version, field.attname) for field in Version._meta.concrete_fields}
    del bare["id"]
    Version.objects.create(**bare | {"state": State.DRAFT, "note": "Alone", "partnership_id": nowhere.pk})
    return version


def is_refused(version: Version, how: str) -> bool:
    connection.check_constraints()
    try:
        with transaction.atomic():
            changes()[how](Version.objects.get(pk=version.pk))
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("how", [*CHANGES, *CHANGES_ON["sqlite"], *CHANGES_ON["postgresql"]])
def test_the_database_refuses(version: Version, how: str) -> None:
    assert how not in changes() or is_refused(version, how)


def noticed(version: Version) -> Iterator[str]:
    for how in changes():
        with transaction.atomic():
            refused = is_refused(version, how)
            transaction.set_rollback(True)
        if not refused:
            yield how


def test_taking_any_guard_out_is_noticed_by_these_tests(version: Version) -> None:
    assert list(noticed(version)) == []
    for name, removal in guards("desk_").items():
        with transaction.atomic():
            sql(removal)()
            assert next(noticed(version), None), f"{name} is out, and every attempt is still refused"
            transaction.set_rollback(True)
