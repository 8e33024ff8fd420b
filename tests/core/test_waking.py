"""When time alone brings something about, and that what is told and what is recorded agree, whatever has happened."""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings

from tests.core.alive import CLOCK, MOMENT, Life, lives, raised
from tests.core.cast import MONDAY
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import decide
from wayforward.core.waking import next_instant

many = settings(max_examples=150, deadline=None)
AN_HOUR = timedelta(hours=1)
QUARTER = timedelta(days=90)


def twin(life: Life) -> Life:
    other = copy(life)
    other.events = list(life.events)
    return other


@many
@given(lives())
def test_nothing_comes_about_before_its_instant_and_something_does_right_after_it(life: Life) -> None:
    life.ticks(life.at)  # what has been missed
    due = next_instant(life.rules, life.state)
    if due is None:
        assert not twin(life).ticks(life.at + timedelta(days=300))
        return
    assert due >= life.at
    assert not twin(life).ticks(due)
    assert life.ticks(due + MOMENT)


@many
@given(lives())
def test_a_tick_leaves_nothing_for_a_second_at_the_same_instant(life: Life) -> None:
    at = life.at + timedelta(days=40)
    life.ticks(at)
    assert not life.ticks(at)
    due = next_instant(life.rules, life.state)
    assert due is None or due >= at


@many
@given(lives())
def test_one_late_tick_records_the_same_deadlines_as_a_punctual_clock(life: Life) -> None:
    late, until = twin(life), life.at + QUARTER
    known = set(life.state.duties)
    life.runs(until)
    late.ticks(until)
    assert {key for key in late.late() if key in known} == {key for key in life.late() if key in known}


@many
@given(lives())
def test_nobody_is_reminded_of_one_thing_twice_within_an_hour(life: Life) -> None:
    life.runs(life.at + QUARTER)
    told: dict[tuple[str, str], list[datetime]] = {}
    for at, event in life.events:
        if isinstance(event, ev.Reminded):
            last = told.setdefault((event.key, event.what), [])
            assert not last or at - last[-1] >= AN_HOUR
            last.append(at)


@many
@given(lives())
def test_after_an_outage_one_thing_is_told_once_and_deadlines_come_oldest_first(life: Life) -> None:
    found = life.ticks(life.at + QUARTER)
    told = [event.key for event in found if isinstance(event, ev.Reminded) and event.what != "silent"]
    assert len(told) == len(set(told))
    dates = [event.due_at for event in found if isinstance(event, ev.DeadlinePassed)]
    assert dates == sorted(dates)
    passed = [event.key for event in found if isinstance(event, ev.DeadlinePassed)]
    assert not {e.key for e in found if isinstance(e, ev.Reminded) and e.what == "late"} & set(passed)


@many
@given(lives())
def test_a_deadline_that_passed_is_told_to_somebody_with_the_date(life: Life) -> None:
    found = life.ticks(life.at + QUARTER)
    told = {(e.about, e.due_at) for e in found if isinstance(e, ev.NoticeOwed) and e.kind == "overdue"}
    assert {(e.key, e.due_at) for e in found if isinstance(e, ev.DeadlinePassed)} == told


@many
@given(lives())
def test_reminders_change_no_date_and_no_stage(life: Life) -> None:
    before = life.state
    found = decide(life.rules, life.state, ask.Tick(by=CLOCK), life.at + QUARTER)
    assert isinstance(found, tuple)
    if any(isinstance(event, ev.StageEntered) for event in found):
        return
    life.ticks(life.at + QUARTER)
    assert life.state.stage == before.stage
    for key, owed in before.duties.items():
        after = life.state.duties[key]
        assert owed.prompts_only or (after.due_at, after.open) == (owed.due_at, owed.open)


@pytest.mark.parametrize("reminders", [True, False])
def test_before_a_person_acts_deadlines_are_recorded_and_reminders_are_not(reminders: bool) -> None:
    life = raised("barnsley", MONDAY)
    found = life.asks(ask.Tick(by=CLOCK, reminders=reminders), MONDAY + timedelta(days=20))
    assert bool([event for event in found if isinstance(event, ev.Reminded)]) == reminders
