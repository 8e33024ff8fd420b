"""What time alone brings about is recorded once, in order, whatever is wrong with one, and whoever sweeps beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from tests.cast import MONDAY, Cast, at, found
from tests.escalations.processes import Node
from wayforward.escalations import read, record
from wayforward.escalations.models import Escalation, SealingKey
from wayforward.escalations.sealing import MasterKeyMissing
from wayforward.jobs import beating, rounds
from wayforward.jobs.gate import Reading
from wayforward.jobs.models import Beat, Trouble
from wayforward.jobs.sweeping import AGAIN_AT_ONCE, COULD_NOT_TICK, DIED, Swept, sweep

BEFORE = MONDAY + timedelta(minutes=5)
AFTER = at("2026-11-24 10:00")  # everything that was raised on the Monday before is past its first limit
MINUTE = timedelta(minutes=1)


def passed(row: Escalation) -> Counter[str]:
    return Counter(item.event.duty for item in read.entries(row) if item.kind == "deadline-passed")  # type: ignore[attr-defined]  # that kind has one


def standing() -> dict[str, Trouble]:
    return {each.row: each for each in Trouble.objects.filter(what=COULD_NOT_TICK, cleared_at=None)}


@pytest.fixture
def rows(cast: Cast) -> list[Escalation]:
    return [cast.raised(MONDAY + number * MINUTE) for number in range(3)]


# --- what is due -----------------------------------------------------------------------------------------


def test_what_has_passed_is_recorded_once_and_what_is_to_come_is_waited_for(rows: list[Escalation]) -> None:
    assert sweep(BEFORE, "here:1").recorded == 0
    came = sweep(AFTER, "here:1")
    assert came.looked == 3
    assert came.recorded >= 3
    assert not came.more
    assert sweep(AFTER, "here:1") == Swept()
    for row in rows:
        assert passed(row)
        assert set(passed(row).values()) == {1}
        row.refresh_from_db()
        assert row.next_at is None or row.next_at >= AFTER


def test_the_longest_due_is_recorded_first_and_the_rest_in_the_next_round(rows: list[Escalation]) -> None:
    for number, row in enumerate(reversed(rows)):
        Escalation.objects.filter(pk=row.pk).update(next_at=MONDAY + number * MINUTE)
    first = sweep(AFTER, "here:1", most=1)
    assert (first.looked, first.more) == (1, True)
    assert [bool(passed(row)) for row in rows] == [False, False, True]
    assert sweep(AFTER, "here:1", most=2) == Swept(looked=2, recorded=first.recorded * 2)


def test_a_sweep_that_is_told_to_stop_finishes_the_one_under_way_and_says_that_there_is_more(
    rows: list[Escalation],
) -> None:
    answers = iter([True, False])
    came = sweep(AFTER, "here:1", going=lambda: next(answers))
    assert (came.looked, came.more) == (1, True)
    assert sum(bool(passed(row)) for row in rows) == 1


def test_a_sweep_costs_nothing_for_what_is_merely_stored(cast: Cast, rows: list[Escalation]) -> None:
    sweep(AFTER, "here:1")
    for number in range(5):
        cast.raised(AFTER + number * MINUTE)
    sweep(AFTER + 9 * MINUTE, "here:1")
    with CaptureQueriesContext(connection) as asked:
        assert sweep(AFTER + 10 * MINUTE, "here:1") == Swept()
    assert len(asked) <= 3


# --- what is wrong with one ------------------------------------------------------------------------------


def test_trouble_with_one_does_not_stop_the_rest_and_is_tried_again_later_each_time(rows: list[Escalation]) -> None:
    first, *others = rows
    key = SealingKey.objects.get(pk=first.pk)
    whole = bytes(key.wrapped)
    SealingKey.objects.filter(pk=first.pk).update(wrapped=whole[:-1] + bytes([whole[-1] ^ 1]))
    came = sweep(AFTER, "here:1")
    assert (came.looked, came.troubled) == (2, 1)
    assert all(passed(row) for row in others)
    at, trouble = AFTER, standing()[first.ref]
    assert trouble.says == "Its history cannot be opened with the sealing key."
    assert trouble.partnership == first.partnership_id
    for attempts, wait in enumerate((1, 5, 30, 60, 60), start=1):
        trouble = standing()[first.ref]
        assert (trouble.attempts, trouble.next_at, trouble.since_at) == (attempts, at + wait * MINUTE, AFTER)
        assert sweep(at + wait * MINUTE - timedelta(seconds=1), "here:1") == Swept()
        at += wait * MINUTE
        assert sweep(at, "here:1") == Swept(troubled=1)
    SealingKey.objects.filter(pk=first.pk).update(wrapped=whole)
    assert sweep(at + 60 * MINUTE, "here:1").looked == 1
    assert passed(first)
    assert not standing()
    assert Trouble.objects.get().cleared_at == at + 60 * MINUTE


@pytest.mark.parametrize("wrong", ["a value", "nothing at all"])
def test_what_goes_wrong_is_told_without_a_word_of_what_stands_in_it(
    rows: list[Escalation], wrong: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def planted(escalation_id: object, at: datetime) -> tuple[()]:
        raise {"a value": ValueError, "nothing at all": AssertionError}[wrong]("Child A said that")

    monkeypatch.setattr(record, "tick", planted)
    assert sweep(AFTER, "here:1") == Swept(troubled=3)
    assert {each.says for each in standing().values()} == {"The rulebook could not work out what is due."}
    assert "Child A" not in caplog.text
    assert str(rows[0].pk) in caplog.text
    assert "Error at test_sweeping.py:" in caplog.text or "Error at sweeping.py:" in caplog.text


def test_a_rulebook_that_asks_to_be_asked_again_at_once_for_nothing_does_not_keep_the_clock_busy(
    rows: list[Escalation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "tick", lambda escalation_id, at: ())
    assert sweep(AFTER, "here:1") == Swept(looked=3, troubled=3)
    assert sweep(AFTER, "here:1") == Swept()
    assert {each.says for each in standing().values()} == {AGAIN_AT_ONCE}


def test_a_sealing_key_that_is_away_holds_the_clock_and_puts_nothing_by(rows: list[Escalation], tmp_path: Path) -> None:
    reading = Reading(AFTER, AFTER, "one", timedelta(days=1))
    with override_settings(WAYFORWARD_SEALING_KEY_FILE=tmp_path / "away"):
        with pytest.raises(MasterKeyMissing):
            sweep(AFTER, "here:1")
        assert "There is no sealing key at" in rounds.work("here:1", reading).held
        assert "There is no sealing key at" in Beat.objects.get().held
    assert not standing()
    assert not rounds.work("here:1", reading).held
    assert all(passed(row) for row in rows)
    assert beating.silent(AFTER) is None


def test_a_careful_sweep_leaves_nothing_behind_where_nothing_is_wrong(rows: list[Escalation]) -> None:
    assert sweep(AFTER, "here:1", careful=True).looked == 3
    assert not Trouble.objects.exists()


# --- several at once, in processes of their own ----------------------------------------------------------


@pytest.fixture
def town(sealing_key: Path) -> Cast:
    return found("havering")


@pytest.fixture
def nodes(town: Cast) -> Iterator[list[Node]]:
    both = [Node(), Node()]
    yield both
    for node in both:
        node.stop()


def both_sweep(nodes: list[Node]) -> tuple[int, int]:
    """Until nothing is due, each; how many were looked at and how many were in trouble."""
    for node in nodes:
        node.order(do="sweep", at=AFTER.isoformat())
    came = [node.answer() for node in nodes]
    return sum(each["looked"] for each in came), sum(each["troubled"] for each in came)


@pytest.mark.django_db(transaction=True)
def test_of_two_clocks_on_the_same_minute_each_duty_is_fired_by_one(town: Cast, nodes: list[Node]) -> None:
    rows = [town.raised(MONDAY + number * MINUTE) for number in range(6)]
    assert both_sweep(nodes) == (6, 0)
    for row in rows:
        assert passed(row)
        assert set(passed(row).values()) == {1}
    assert not Trouble.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_clocks_meet_over_the_same_duty(town: Cast) -> None:
    nodes = [Node(locks=False), Node(locks=False)]
    try:
        for number in range(6):
            town.raised(MONDAY + number * MINUTE)
        looked, troubled = both_sweep(nodes)
    finally:
        for node in nodes:
            node.stop()
    assert troubled > 0, looked


@pytest.mark.django_db(transaction=True)
def test_one_that_kills_the_clock_is_passed_by_once_a_clock_has_died_of_it(town: Cast) -> None:
    rows = [town.raised(MONDAY + number * MINUTE) for number in range(3)]
    Escalation.objects.filter(pk=rows[0].pk).update(next_at=MONDAY)  # the first to be looked at
    order = {"do": "sweep", "at": AFTER.isoformat(), "fatal": str(rows[0].pk)}
    for careful in (False, True):
        dying = Node()
        dying.order(**order, careful=careful)
        dying.stop()
        assert dying.process.returncode == -9
    assert [bool(passed(row)) for row in rows] == [False, False, False]
    third = Node()
    third.order(**order, careful=True)
    assert third.answer() == {"looked": 2, "troubled": 0}
    third.stop()
    assert [bool(passed(row)) for row in rows] == [False, True, True]
    assert {ref: each.says for ref, each in standing().items()} == {rows[0].ref: DIED}
