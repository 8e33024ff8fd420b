"""Processes are killed at any instant and at named points: nothing acknowledged is lost, nothing owed is forgotten.

WAYFORWARD_KILLS says how many writers and how many clocks are killed on each database, WAYFORWARD_KILLS_SEED with which
chance: the one that a run printed chooses the same acts and points again.
"""

from __future__ import annotations

import os
import secrets
import time

import pytest

from tests.kills.guards import TOLD
from tests.kills.harness import harness
from tests.kills.places import ENGINES, place
from tests.kills.points import OF_CLOCKS, OF_WRITERS

KILLS = int(os.environ.get("WAYFORWARD_KILLS", "100"))
SEED = int(os.environ.get("WAYFORWARD_KILLS_SEED", "0")) or secrets.randbelow(2**32)
FEW = 6
ENOUGH = 100  # kills, for every point to be one of them


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_is_killed_nothing_is_lost_forgotten_or_done_twice(engine: str) -> None:
    print(f"WAYFORWARD_KILLS_SEED={SEED}")
    with place(engine, founded=False) as here, harness(here, SEED) as running:
        began = time.monotonic()
        for _ in range(KILLS):
            running.kill()
        if KILLS >= ENOUGH:
            running.come_to((*OF_WRITERS, *OF_CLOCKS))
        killed_s = time.monotonic() - began
        came = running.finish()
        print(f"{engine}: {running.killed.total()} killed in {killed_s:.0f} s; then {running.took}")
        print(came, dict(running.killed))
    assert came["wrong"] == {}
    assert came["acknowledged"] > KILLS / 2
    assert came["passed"] > 0
    assert came["arrived"] > KILLS / 2
    assert came["twice"] <= running.killed.total() / 2
    if KILLS >= ENOUGH:
        assert set(OF_WRITERS) | set(OF_CLOCKS) <= set(running.killed), "a point was never reached"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clock_that_dies_after_it_has_looked_leaves_no_word_that_something_killed_it(engine: str) -> None:
    points = ("after the commit of sweeping._tried", "after the commit of delivering._looked")
    with place(engine, founded=False) as here, harness(here, SEED) as running:
        running.careful = running.surely = True
        for number in range(FEW):  # the sweep comes first in each round
            running.kill(points[:1] if number < FEW / 2 else points[1:])
        came = running.finish()
    assert set(points) <= set(running.killed)
    assert came["wrong"] == {}


CONTROLS = {
    "the mark comes after the send": ("never arrived", ("between lease and send", "before DATA")),
    "a notice is owed in the transaction of its cause": ("unsound", ("after the commit of record.begin",)),
    "a message keeps its id": ("not known by its id", ("between send and mark",)),
    TOLD: ("lost", ("before the commit of nobody",)),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("guard", CONTROLS)
def test_with_a_guard_taken_out_the_same_reckoning_finds_it(engine: str, guard: str) -> None:
    kind, points = CONTROLS[guard]
    with place(engine, founded=False) as here, harness(here, SEED, without=guard) as running:
        for _ in range(FEW):
            running.kill(points)
        came = running.finish()
    assert kind in came["wrong"], came
