"""Two people at one desk at once: one day is set, nobody signs twice, nobody saves over what they have not seen."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import MONDAY, RAISING, Cast, at, found
from tests.desk import papers
from wayforward.core.verdict import Refused
from wayforward.desk import drafts, life, signing
from wayforward.desk.drafts import Overtaken, Saved
from wayforward.desk.models import Version
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = 0.1  # seconds before each write, so that two who act at once really do
WRITES = ("INSERT", "UPDATE")


@pytest.fixture
def town(sealing_key: Path) -> Cast:
    return found("havering")


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What came of each, done at once in threads of their own; an error of the database is an answer too."""
    came: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def dawdle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES):
            time.sleep(MOMENT)
        return execute(sql, params, many, context)

    def run(number: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            with connection.execute_wrapper(dawdle):
                came[number] = act()
        except DatabaseError as problem:
            came[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def dated(version: Version, cast: Cast, day: date) -> Any:
    return life.put_in_force(version, day, "Board", "Adopted.", cast.manager, MONDAY)


def test_of_two_who_set_a_day_at_once_both_are_answered_and_no_two_policies_are_in_force(town: Cast) -> None:
    first, second = papers.signed(town), papers.signed(town)
    day, later = date(2026, 12, 3), date(2027, 1, 4)
    came = together(lambda: dated(first, town, day), lambda: dated(second, town, later))
    assert not [one for one in came if isinstance(one, DatabaseError)], came
    for when in ("2026-12-01", "2026-12-03", "2027-01-03 23:59", "2027-01-04", "2028-06-01"):
        assert adoptions.at_work(at(when)).filter(partnership=town.partnership).count() == 1, when


def test_of_two_who_set_the_same_day_at_once_one_is_refused_in_a_sentence(town: Cast) -> None:
    versions = papers.signed(town), papers.signed(town)
    day = date(2026, 12, 3)
    came = together(*(lambda version=version: dated(version, town, day) for version in versions))  # type: ignore[misc]
    assert sorted(type(one).__name__ for one in came) == ["Adoption", "Refused"], came


def test_one_version_put_in_force_twice_at_once_has_one_day(town: Cast) -> None:
    version = papers.signed(town)
    came = together(*[lambda: dated(version, town, date(2026, 12, 3))] * 2)
    assert sorted(type(one).__name__ for one in came) == ["Adoption", "Refused"], came


def test_an_officer_who_presses_twice_signs_once(town: Cast) -> None:
    people = papers.named(town)
    version, agency = papers.sent(town), town.agencies[RAISING]
    came = together(*[lambda: signing.sign(version, agency, people[agency], MONDAY, version.digest)] * 2)
    assert sorted(type(one).__name__ for one in came) == ["Refused", "Signature"], came


def test_of_two_who_save_a_draft_at_once_one_is_told(town: Cast) -> None:
    version = papers.begun(town)

    def saves(word: str) -> Saved | Refused | Overtaken:
        texts = version.texts | {"clauses.yaml": version.texts["clauses.yaml"] + f"# {word}\n"}
        return drafts.save(version, texts, town.manager, MONDAY, seen=0)

    came = together(lambda: saves("one"), lambda: saves("two"))
    assert sorted(type(one).__name__ for one in came) == ["Overtaken", "Saved"], came


def test_the_database_alone_refuses_two_policies_written_at_once(town: Cast) -> None:
    """Whoever writes without the desk, and without its locks, is refused by the tables themselves."""
    Adoption.objects.filter(pk=town.adoption.pk).update(retired_at=at("2026-12-01 00:00"))

    def adopts(begins: str, ends: str) -> Adoption:
        with transaction.atomic():
            return Adoption.objects.create(
                partnership=town.partnership, policy="havering", digest=town.adoption.digest,
                sources=town.adoption.sources, in_force_at=at(begins), retired_at=at(ends), decided_by="A",
                decision="B",
            )  # fmt: skip

    came = together(lambda: adopts("2027-01-01", "2027-03-01"), lambda: adopts("2027-02-01", "2027-04-01"))
    assert sorted(isinstance(one, Adoption) for one in came) == [False, True], came
