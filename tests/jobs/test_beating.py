"""A clock says that it is there; one that says nothing is missed, and one that is gone is forgotten."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from tests.cast import MONDAY
from wayforward.jobs import beating
from wayforward.jobs.beating import AUDITOR, CLOCK, OPERATOR
from wayforward.jobs.gate import Mark, Reading
from wayforward.jobs.models import Beat

pytestmark = pytest.mark.django_db
ROUND, DAY = timedelta(seconds=15), timedelta(days=1)
OURS = beating.name()
HOST = OURS.rpartition(":")[0]
DEAD = f"{HOST}:{2**22 + 1}"  # no process has such a number


def reading(after: timedelta, boot: str = "one") -> Reading:
    return Reading(MONDAY + after, MONDAY + after, boot, DAY + after)


def test_a_clock_is_named_after_its_machine_and_process() -> None:
    assert OURS.endswith(f":{os.getpid()}")


def test_a_clock_that_never_ran_is_silent_for_ever_and_one_that_spoke_just_now_is_not() -> None:
    assert beating.silent(MONDAY) == timedelta.max
    beating.beat(OURS, CLOCK, reading(ROUND))
    assert beating.silent(MONDAY + ROUND) is None
    assert beating.silent(MONDAY + 3 * ROUND) is None
    assert beating.silent(MONDAY + 4 * ROUND) == 3 * ROUND
    assert beating.silent(MONDAY + 4 * ROUND, AUDITOR) == timedelta.max


def test_a_clock_that_means_to_speak_seldom_is_missed_later() -> None:
    beating.beat(OURS, CLOCK, reading(ROUND), every=timedelta(minutes=1))
    assert beating.silent(MONDAY + 4 * ROUND) is None
    assert beating.silent(MONDAY + 4 * ROUND + timedelta(minutes=2)) is not None


def test_one_clock_of_several_is_enough() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)))
    beating.beat("elsewhere:7", CLOCK, reading(DAY, "two"))
    assert beating.silent(MONDAY + DAY) is None


def test_a_clock_in_a_long_round_is_not_silent() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)))
    beating.still(OURS, MONDAY + DAY)
    assert beating.silent(MONDAY + DAY) is None


def test_a_clock_that_was_stopped_is_missed_too() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)))
    beating.stopped(OURS, MONDAY + ROUND)
    assert Beat.objects.get().stopped_at == MONDAY + ROUND
    assert beating.silent(MONDAY + DAY) is not None


def test_of_two_clocks_of_which_one_was_stopped_the_other_is_the_one_to_ask() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)))
    beating.beat("elsewhere:7", CLOCK, reading(ROUND))
    beating.stopped("elsewhere:7", MONDAY + ROUND)
    assert beating.last(CLOCK) == Beat.objects.get(name=OURS)
    beating.stopped("elsewhere:7", MONDAY + DAY)
    assert beating.last(CLOCK) == Beat.objects.get(name="elsewhere:7")


def test_while_it_is_held_a_clock_keeps_the_time_that_was_last_right() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)))
    wrong = Reading(MONDAY + 365 * DAY, MONDAY + 365 * DAY, "one", DAY + ROUND)
    beating.beat(OURS, CLOCK, wrong, held="A jump.", by_uptime=MONDAY + ROUND)
    row = Beat.objects.get()
    assert (row.held, row.at, row.right_at) == ("A jump.", MONDAY + ROUND, MONDAY)
    assert beating.known(reading(2 * ROUND)).here == Mark(MONDAY, DAY)


def test_a_clock_begun_under_the_number_of_an_old_one_knows_the_time_that_the_old_one_knew() -> None:
    beating.beat(OURS, CLOCK, reading(timedelta(0)), done=9)
    beating.stopped(OURS, MONDAY)
    beating.begin(OURS, CLOCK, reading(DAY))
    row = Beat.objects.get()
    assert (row.stopped_at, row.done, row.right_at) == (None, 0, MONDAY)


def test_the_gate_goes_by_the_latest_of_all_clocks_of_this_start_of_the_machine() -> None:
    beating.beat("here:1", CLOCK, reading(timedelta(0)))
    beating.beat("here:2", CLOCK, reading(DAY))
    beating.beat("there:1", CLOCK, reading(2 * DAY, "two"))
    beating.beat("here:3", AUDITOR, reading(3 * DAY))
    known = beating.known(reading(3 * DAY))
    assert known.here == Mark(MONDAY + DAY, 2 * DAY)
    assert known.worked_at == MONDAY + 2 * DAY


def test_a_clock_that_died_is_known_for_it_and_one_that_was_stopped_is_not() -> None:
    beating.beat("elsewhere:1", CLOCK, reading(timedelta(0)))
    beating.beat(f"{HOST}:{os.getppid()}", CLOCK, reading(timedelta(0)))  # there, and somebody's
    assert not beating.died(OURS)
    beating.beat(DEAD, CLOCK, reading(timedelta(0)))
    assert beating.died(OURS)
    beating.stopped(DEAD, MONDAY)
    assert not beating.died(OURS)
    beating.beat(OURS, CLOCK, reading(timedelta(0)))  # in a container every clock has the same number
    assert beating.died(OURS)


def test_those_that_died_here_or_said_nothing_for_a_day_are_forgotten_and_nobody_else() -> None:
    for name, after in ((DEAD, 2 * DAY), ("elsewhere:1", DAY / 2), ("elsewhere:2", 3 * DAY / 2)):
        beating.beat(name, CLOCK, reading(after))
    beating.vouch(reading(timedelta(0)))
    beating.beat(OURS, CLOCK, reading(2 * DAY))
    beating.clear(OURS, MONDAY + 2 * DAY)
    assert set(Beat.objects.values_list("name", flat=True)) == {OURS, "elsewhere:2", f"operator@{HOST}"}
    assert beating.last(OPERATOR) is not None
