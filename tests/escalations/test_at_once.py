"""Two people at once, and processes that die while they write: one wins, the other is told, nothing is half done."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations_with_replacement
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cast import MONDAY, RAISING, RESPONDING, Cast, found
from tests.escalations.processes import Node
from tests.escalations.test_any_history import assert_chained
from wayforward.core import commands as cmd
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide
from wayforward.escalations import history, read, record
from wayforward.escalations.models import Escalation
from wayforward.escalations.rebuild import mended
from wayforward.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = ("escalate", "agree", "close", "decide", "protect")
CYCLE = ("discuss", "protect", "escalate", "discuss", "back")
SEEN = "Somebody else acted while you had this page open."
RACED = re.compile("locked|an entry must follow|an_escalation_has_one_entry_at_each_place")
KILLS = 30


def command(name: str, people: dict[str, str]) -> cmd.Command:
    """One of the things that two people may do at once. Each is possible where the other has done nothing."""
    raising = cmd.Actor(person=people["raises"], agency=RAISING)
    responding = cmd.Actor(person=people["responds"], agency=RESPONDING)
    office = cmd.Actor(person=people["office"], agency="office", office=True)
    anyway: dict[str, Any] = {"reason": "A reason.", "override": True}
    match name:
        case "escalate":
            return cmd.Escalate(by=raising, to="stage-2", **anyway)
        case "back":
            return cmd.Escalate(by=raising, to="stage-1", **anyway)
        case "agree":
            return cmd.Answer(by=raising, agree=True)
        case "propose":
            return cmd.Propose(by=responding, outcome="A plan.", **anyway)
        case "close":
            return cmd.Close(by=raising, ending="withdrawn", reason="No need.", override=True)
        case "decide":
            return cmd.Decide(by=office, decision="So be it.", positions={RAISING: True, RESPONDING: True})
        case "discuss":
            return cmd.RecordDiscussion(by=responding, summary="We talked.")
        case _:
            return cmd.SetDeadline(by=office, due_at=MONDAY + timedelta(days=300), reason="For safety.")


def people(cast: Cast) -> dict[str, str]:
    return {"raises": str(cast.raises.pk), "responds": str(cast.responds.pk), "office": str(cast.manager.pk)}


@pytest.fixture
def town(sealing_key: Path) -> Cast:
    return found("havering")


@pytest.fixture
def nodes(town: Cast) -> Iterator[tuple[Node, Node]]:
    both = Node(), Node()
    yield both
    for node in both:
        node.stop()


def proposed(cast: Cast) -> Escalation:
    """At the last stage, where somebody decides, with a resolution on the table."""
    last = next(stage for stage in cast.policy.stages if stage.decision)
    row = cast.raised()
    for asked in (
        cmd.Escalate(by=cast.actor(cast.manager, row), to=last.id, reason="Go on.", override=True),
        command("propose", people(cast)),
    ):
        outcome = record.submit(row.pk, asked, MONDAY)
        assert isinstance(outcome, record.Accepted), outcome.says
    return Escalation.objects.get(pk=row.pk)


def both_act(cast: Cast, nodes: tuple[Node, Node], acts: tuple[str, str], seen: bool) -> tuple[Escalation, list[Any]]:
    row = proposed(cast)
    for node, act in zip(nodes, acts, strict=True):
        node.order(
            do="act", act=act, by=people(cast), row=str(row.pk), at=MONDAY.isoformat(), seen=row.seq if seen else None
        )
    return row, [node.answer() for node in nodes]


def test_of_two_who_act_at_once_on_what_they_saw_one_wins_and_the_other_is_told(
    town: Cast, nodes: tuple[Node, Node]
) -> None:
    for pair in combinations_with_replacement(ACTS, 2):
        row, came = both_act(town, nodes, pair, seen=True)
        became = sorted(answer["became"] for answer in came)
        assert "error" not in became, (pair, came)
        assert became.count("Accepted") <= 1, (pair, came)
        if became == ["Accepted", "Overtaken"]:
            assert any(answer["says"].startswith((SEEN, "You have already")) for answer in came)
        else:  # one of the two was not possible to begin with
            assert "Refused" in became, (pair, came)
        assert_sound(row)


def test_of_two_who_act_at_once_the_second_is_decided_on_what_the_first_left(
    town: Cast, nodes: tuple[Node, Node]
) -> None:
    for pair in combinations_with_replacement(ACTS, 2):
        row, came = both_act(town, nodes, pair, seen=False)
        assert {answer["became"] for answer in came} <= {"Accepted", "Refused"}, (pair, came)
        closes = [item for item in read.entries(row) if item.kind == "closed"]
        assert len(closes) <= 1, (pair, came)
        assert_sound(row)


def test_without_the_lock_the_race_is_seen(town: Cast) -> None:
    nodes = Node(locks=False), Node(locks=False)
    try:
        seen = [both_act(town, nodes, ("protect", "protect"), seen=True)[1] for _ in range(5)]
    finally:
        for node in nodes:
            node.stop()
    assert any(RACED.search(answer["says"]) for came in seen for answer in came), seen


def test_a_process_killed_while_it_writes_leaves_whole_commands_and_loses_none_that_it_was_told_of(
    town: Cast, tmp_path: Path
) -> None:
    row, node, chance = town.raised(), Node(), Random(5)
    told, done = tmp_path / "told", 0
    try:
        for _ in range(KILLS):
            before = told.read_text().count("\n") if told.exists() else 0
            node.order(
                do="write", row=str(row.pk), by=people(town), told=str(told), at=MONDAY.isoformat(), **{"from": done}
            )
            child = node.answer()
            _until_told_of_one(told, before, child)
            time.sleep(chance.uniform(0, 0.1))
            os.kill(child, signal.SIGKILL)
            while not _gone(child):
                time.sleep(0.002)
            acknowledged = (told.read_text().count("\n") if told.exists() else 0) - before
            done = whole_commands(town, row, done, acknowledged)
    finally:
        node.stop()
    assert done > KILLS / 2, "too few commands were under way when their process died"
    assert_sound(row)


def _until_told_of_one(told: Path, before: int, child: int) -> None:
    """Let the first command through, however busy the machine is, so that a later one is under way at the kill."""
    while not told.exists() or told.read_text().count("\n") == before:
        assert not _gone(child), "it died by itself"
        time.sleep(0.005)


def _gone(child: int) -> bool:
    """Whether it has died. Its parent does not wait for it, so that it may be left as a name in the kernel's table."""
    stat = Path(f"/proc/{child}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def whole_commands(cast: Cast, row: Escalation, done: int, acknowledged: int) -> int:
    """How many commands are stored by now: every one that was told, at most one more, and each of them whole."""
    stored = read.entries(row)
    expected, number = tuple(stored[: first_seq(stored)]), 0
    state = history.fold(expected)
    while state.seq < len(stored):
        at = MONDAY + timedelta(minutes=number)
        events = decide(cast.rules, state, command(CYCLE[number % len(CYCLE)], people(cast)), at)
        assert isinstance(events, tuple)
        recorded = stored[state.seq : state.seq + len(events)]
        assert [item.event for item in recorded] == list(events), f"command {number} is not stored whole"
        for item in recorded:
            state = evolve(state, item.event, item.recorded_at, item.occurred_at)
        number += 1
    assert done + acknowledged <= number <= done + acknowledged + 1
    fresh = Escalation.objects.get(pk=row.pk)
    assert (fresh.seq, fresh.stage) == (state.seq, state.stage)
    return number


def first_seq(stored: tuple[history.Recorded, ...]) -> int:
    """How many entries the raising itself left: all those before the first discussion."""
    return next((n for n, item in enumerate(stored) if item.kind == "discussion-recorded"), len(stored))


def assert_sound(row: Escalation) -> None:
    fresh = Escalation.objects.get(pk=row.pk)
    recorded = read.entries(fresh)
    assert_chained(fresh)
    assert mended(fresh) == ()
    owed = {item.seq for item in recorded if item.kind == "notice-owed"}
    assert set(Notice.objects.filter(escalation_id=fresh.pk).values_list("entry_seq", flat=True)) == owed
