"""The clock does nothing while the machine's time cannot be right, and goes on by itself when it is again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import MONDAY, Cast
from wayforward.escalations import read
from wayforward.escalations.models import Escalation
from wayforward.jobs import beating, rounds
from wayforward.jobs.gate import CORRECTION, KEPT_FOR, NEAR, Go, Held, Last, Mark, Reading, gate

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)
JUMPS = (HOUR, -HOUR, DAY, -DAY, YEAR, -YEAR)
ROUND = timedelta(seconds=15)
NAME = "here:1"


def reading(after: timedelta, *, jump: timedelta = timedelta(0), boot: str = "one", **more: object) -> Reading:
    """So long after Monday at ten, by a machine that was started a day before, and whose time was set by `jump`."""
    at = MONDAY + after + jump
    told = {"apart": None, "told": False} | more
    return Reading(at, at, boot, DAY + after, told["apart"], bool(told["told"]))  # type: ignore[arg-type]  # a test's


def last(**more: object) -> Last:
    """A clock worked on Monday at ten."""
    return Last(**({"here": Mark(MONDAY, DAY), "worked_at": MONDAY} | more))  # type: ignore[arg-type]  # a test's


def elsewhere(**more: object) -> Last:
    """The same, but the machine has been started again since."""
    return last(**({"here": None} | more))


# --- while the machine runs ------------------------------------------------------------------------------


@given(
    st.timedeltas(timedelta(0), timedelta(days=400)), st.timedeltas(-2 * YEAR, 2 * YEAR),
)  # fmt: skip
def test_while_a_machine_runs_its_time_moves_as_much_as_it_ran_or_the_clock_is_held(
    ran: timedelta, jump: timedelta
) -> None:
    verdict = gate(reading(ran, jump=jump), last())
    kept = abs(jump) <= CORRECTION and ran >= KEPT_FOR
    assert isinstance(verdict, Go) == (abs(jump) <= NEAR or kept)
    if isinstance(verdict, Held):
        assert verdict.by_uptime == MONDAY + ran


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.parametrize("after", [ROUND, HOUR, timedelta(days=30)])
def test_a_wild_jump_holds_the_clock_for_as_long_as_it_stands(after: timedelta, jump: timedelta) -> None:
    assert isinstance(gate(reading(after, jump=jump), last()), Held)
    assert isinstance(gate(reading(after), last()), Go)


def test_a_laptop_that_slept_for_a_week_has_moved_as_much_as_its_time() -> None:
    assert gate(reading(timedelta(days=9)), last()) == Go(timedelta(days=9))


def test_what_holds_the_clock_is_said_in_plain_words_with_what_to_do() -> None:
    forward, back = (gate(reading(ROUND, jump=jump), last()) for jump in (HOUR, -HOUR))
    assert isinstance(forward, Held)
    assert isinstance(back, Held)
    assert forward.why == (
        "The machine's time was set forward by 3,600 seconds while it ran. Set it right."
        " If the time is right now, write: wayforward clock --the-time-is-right"
    )
    assert "set back by 3,600 seconds" in back.why


def test_a_small_correction_holds_the_clock_for_minutes_and_then_no_longer() -> None:
    small = timedelta(seconds=40)
    assert isinstance(gate(reading(ROUND, jump=small), last()), Held)
    assert isinstance(gate(reading(KEPT_FOR, jump=small), last()), Go)
    assert isinstance(gate(reading(KEPT_FOR, jump=CORRECTION + ROUND), last()), Held)


# --- the database's own time -----------------------------------------------------------------------------


@pytest.mark.parametrize("known", [last(), elsewhere(), Last()])
@pytest.mark.parametrize("apart", [timedelta(seconds=2.5), -timedelta(seconds=2.5), *JUMPS])
def test_a_machine_and_a_database_that_disagree_hold_the_clock(known: Last, apart: timedelta) -> None:
    verdict = gate(reading(ROUND, apart=apart), known)
    assert isinstance(verdict, Held)
    assert "The machine's time and the database's are" in verdict.why


def test_a_machine_and_a_database_that_nearly_agree_do_not() -> None:
    assert isinstance(gate(reading(ROUND, apart=timedelta(seconds=1.5)), last()), Go)


# --- when it was started again ---------------------------------------------------------------------------


@given(st.timedeltas(-2 * YEAR, 2 * YEAR))
def test_across_a_start_the_time_goes_neither_back_nor_a_week_on(gap: timedelta) -> None:
    verdict = gate(reading(gap, boot="two"), elsewhere())
    assert isinstance(verdict, Go) == (-NEAR <= gap <= timedelta(days=7))


@pytest.mark.parametrize("gap", [YEAR, -YEAR, -HOUR, -DAY, timedelta(days=8)])
def test_what_anybody_recorded_last_tells_as_well_as_a_clock(gap: timedelta) -> None:
    assert isinstance(gate(reading(gap), Last(recorded_at=MONDAY)), Held)
    later = elsewhere(worked_at=MONDAY - timedelta(days=60), recorded_at=MONDAY)
    assert isinstance(gate(reading(gap), later), Held)


def test_an_outage_of_days_is_told_and_the_clock_goes_on() -> None:
    assert gate(reading(timedelta(days=6)), elsewhere()) == Go(timedelta(days=6))


def test_a_first_clock_in_an_empty_record_goes_on() -> None:
    assert gate(reading(timedelta(0)), Last()) == Go()


def test_an_operator_who_has_seen_what_was_recorded_later_is_believed_until_something_newer_is() -> None:
    later = MONDAY + YEAR
    assert isinstance(gate(reading(ROUND), elsewhere(recorded_at=later)), Held)
    assert isinstance(gate(reading(ROUND), elsewhere(recorded_at=later, despite_at=later)), Go)
    assert isinstance(gate(reading(ROUND), elsewhere(recorded_at=later + HOUR, despite_at=later)), Held)


@pytest.mark.parametrize("gap", JUMPS)
def test_a_demonstration_that_is_told_its_time_is_not_held_for_it(gap: timedelta) -> None:
    assert gate(reading(gap, told=True), last()) == Go()
    assert isinstance(gate(reading(timedelta(days=90), boot="two"), elsewhere(), longest=None), Go)


# --- on a real record: nothing expires wrongly -------------------------------------------------------------


@pytest.fixture
def open_row(cast: Cast, settings: Any) -> Escalation:
    """With a deadline days ahead, in a live service, after a round at ten on Monday."""
    settings.WAYFORWARD_DEMO = False
    row = cast.raised()
    beating.begin(NAME, beating.CLOCK, reading(timedelta(0)))
    assert not rounds.work(NAME, reading(ROUND)).held
    row.refresh_from_db()
    assert row.next_at is not None
    assert row.next_at > MONDAY + HOUR
    return row


def passed(row: Escalation) -> int:
    return sum(item.kind == "deadline-passed" for item in read.entries(row))


@pytest.mark.parametrize("jump", JUMPS)
def test_nothing_expires_in_a_jump_and_the_clock_goes_on_by_itself_when_the_time_is_right(
    open_row: Escalation, jump: timedelta
) -> None:
    before = read.entries(open_row)
    held = [rounds.work(NAME, reading(after, jump=jump)) for after in (2 * ROUND, 3 * ROUND, HOUR)]
    assert all(each.held for each in held)
    assert read.entries(open_row) == before
    spoke = beating.last(beating.CLOCK)
    assert spoke is not None
    assert spoke.held == held[-1].held
    assert spoke.at == MONDAY + HOUR  # by uptime: it is not thought silent, nor ahead of everybody
    assert not rounds.work(NAME, reading(HOUR + ROUND)).held


@pytest.mark.parametrize("jump", JUMPS)
def test_nothing_expires_in_a_jump_across_which_a_clock_was_started_again(
    open_row: Escalation, jump: timedelta
) -> None:
    before = read.entries(open_row)
    beating.stopped(NAME, MONDAY + ROUND)
    beating.begin("here:2", beating.CLOCK, reading(2 * ROUND, jump=jump))
    assert rounds.work("here:2", reading(2 * ROUND, jump=jump)).held
    assert read.entries(open_row) == before
    assert not rounds.work("here:2", reading(HOUR)).held


@pytest.mark.parametrize("jump", [YEAR, -YEAR, -DAY, -HOUR])
def test_nothing_expires_where_the_machine_was_started_again_with_a_wrong_time(
    open_row: Escalation, jump: timedelta
) -> None:
    before = read.entries(open_row)
    assert rounds.work(NAME, reading(2 * ROUND, jump=jump, boot="two")).held
    assert read.entries(open_row) == before
    assert not rounds.work(NAME, reading(3 * ROUND, boot="two")).held


def test_a_deadline_that_really_passed_is_recorded_when_the_machine_comes_back(open_row: Escalation) -> None:
    rounds.work(NAME, reading(timedelta(days=2), boot="two"))
    came = rounds.work(NAME, reading(timedelta(days=8), boot="three"))
    assert came.idle == timedelta(days=6)
    assert not came.held
    assert passed(open_row) > 0


def test_an_operator_says_that_the_time_is_right_and_every_clock_goes_on(open_row: Escalation) -> None:
    much_later = reading(30 * DAY, boot="two")
    assert rounds.work(NAME, much_later).held
    beating.vouch(much_later)
    assert not rounds.work(NAME, reading(30 * DAY + ROUND, boot="two")).held
    assert not rounds.work("elsewhere:1", reading(30 * DAY + ROUND, boot="three")).held
    word = beating.last(beating.OPERATOR)
    assert word is not None
    assert word.right_at == much_later.at


def test_an_operator_can_say_so_also_where_something_was_recorded_in_a_year_to_come(
    open_row: Escalation, cast: Cast
) -> None:
    cast.raised(MONDAY + YEAR)
    assert rounds.work(NAME, reading(HOUR, boot="two")).held
    beating.vouch(reading(HOUR, boot="two"))
    assert not rounds.work(NAME, reading(HOUR + ROUND, boot="two")).held
    assert not rounds.work(NAME, reading(2 * HOUR, boot="three")).held


def test_what_a_clock_once_took_for_right_goes_with_an_operators_word(open_row: Escalation) -> None:
    beating.beat("elsewhere:9", beating.CLOCK, reading(YEAR, boot="wrong"))
    assert rounds.work(NAME, reading(HOUR, boot="two")).held
    beating.vouch(reading(HOUR, boot="two"))
    assert not rounds.work(NAME, reading(2 * HOUR, boot="three")).held
