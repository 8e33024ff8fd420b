"""What an escalation's history adds up to."""

from dataclasses import FrozenInstanceError
from datetime import timedelta

import pytest

from tests.core.cast import HEALTH, MONDAY, NURSE, POLICE, a_raise, at, at_leads, raised
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation, evolve

LATER = MONDAY + timedelta(days=1)


def test_the_fold_takes_any_event_at_any_time_because_what_is_recorded_has_happened() -> None:
    for event in (
        ev.DutyDischarged(key="nobody#1", duty="nobody"),
        ev.DutyTimed(key="nobody#1", due_at=None, target_at=None, how="set", because=()),
        ev.ResolutionAnswered(agency=POLICE, agree=True),
        ev.Acknowledged(duty="nobody#1"),
        ev.LineEntered(stage="gone", line="9"),
        ev.Closed(ending="resolved", stage="gone"),
    ):
        assert evolve(Escalation(), event, MONDAY).seq == 1


def test_an_escalation_cannot_be_changed_in_place() -> None:
    state = raised().state
    with pytest.raises(FrozenInstanceError):
        state.stage = "panel"  # type: ignore[misc]  # the very mistake this guards against


def test_an_event_leaves_the_escalation_before_it_as_it_was() -> None:
    before = raised().state
    known = dict(before.happened), dict(before.duties), before.stage
    evolve(before, ev.StageEntered(stage="leads", formal=True, how="next"), LATER)
    assert (dict(before.happened), dict(before.duties), before.stage) == known


def test_something_written_down_later_happened_when_they_say_and_was_recorded_when_we_say() -> None:
    state = evolve(raised().state, ev.EventRecorded(event="conference-held"), LATER, occurred_at=MONDAY)
    assert state.happened["conference-held"] == MONDAY
    assert state.last_at == LATER


def test_a_duty_is_met_only_at_the_instant_it_was_recorded() -> None:
    case = raised()
    case.do(
        ask.Respond(by=ask.Actor(person="p", agency=POLICE), outcome="upheld", reasons="r", occurred_at=MONDAY),
        at("2025-07-11"),
    )
    assert case.owed("look-again").done_at == at("2025-07-11")


def test_the_concern_was_first_raised_when_they_say_it_was() -> None:
    friday = at("2025-07-04")
    assert raised(concern_raised_at=friday).state.happened["concern raised"] == friday
    assert raised().state.happened["concern raised"] == MONDAY


def test_a_proposal_a_panel_and_a_target_belong_to_the_stage_they_were_made_at() -> None:
    case = at_leads()
    case.do(ask.Propose(by=NURSE, outcome="o", answers={"agreed-actions": "a"}))
    case.do(ask.SetDeadline(by=NURSE, due_at=LATER, reason="r", what="target"))
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    assert case.state.proposal is None
    assert case.state.target_at is None


def test_which_side_an_agency_is_on_follows_from_the_escalation() -> None:
    state = raised(supporter="a colleague").state
    assert state.side(HEALTH) == "raising"
    assert state.side(POLICE) == "responding"
    assert state.side("schools") is None


def test_only_that_an_answer_was_given_is_kept_never_what_it_was() -> None:
    state = raised(answers={"tried": "We rang.", "blank": "  "}).state
    assert state.answered == {"tried"}
    assert "We rang." not in repr(state)


def test_late_begins_the_instant_after_the_deadline() -> None:
    owed = raised().owed("look-again")
    assert owed.due_at is not None
    assert not owed.overdue(owed.due_at)
    assert owed.overdue(owed.due_at + timedelta(seconds=1))


def test_replaying_what_was_recorded_gives_the_same_escalation() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    state = Escalation()
    for event, recorded_at, occurred_at in case.recorded:
        state = evolve(state, event, recorded_at, occurred_at)
    assert state == case.state


def test_the_order_of_entries_is_counted_from_one() -> None:
    case = raised()
    assert case.state.seq == len(case.events)
    assert isinstance(case.events[0], ev.Raised)
    assert a_raise().ref == case.state.ref
