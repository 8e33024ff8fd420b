"""What people write down as it goes, and who may."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.core.cast import (
    CARE,
    CHAIR,
    CONSTABLE,
    DUTIES,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    STRANGER,
    Case,
    at,
    at_leads,
    at_panel,
    raised,
    rules_with,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev

LATER = at("2025-07-11")


def withdrawn() -> Case:
    case = at_leads()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    return case


@pytest.mark.parametrize(
    "command",
    [
        ask.RecordDiscussion(by=STRANGER, summary="s"),
        ask.RecordAttempt(by=STRANGER, whom="them"),
        ask.RecordFacts(by=STRANGER, facts=yes(urgent="yes")),
        ask.RecordEvent(by=STRANGER, event="conference-held"),
        ask.Respond(by=STRANGER, outcome="upheld", reasons="r"),
        ask.Join(by=STRANGER, agency=CARE, side="responding"),
        ask.Acknowledge(by=STRANGER),
        ask.SetDeadline(by=STRANGER, due_at=LATER, reason="r"),
        ask.Extend(
            by=STRANGER, duty="talk-limit#1", until_at=LATER + timedelta(days=9), reason="r", judged_safe_by="s"
        ),
        ask.Discharge(by=STRANGER, duty="look-again#1"),
        ask.Escalate(by=STRANGER, to="leads", reason="r", override=True),
        ask.Propose(by=STRANGER, outcome="o"),
        ask.ConvenePanel(by=STRANGER, members={}, exception="e"),
        ask.Decide(by=STRANGER, decision="d", positions={}),
        ask.Close(by=STRANGER, ending="withdrawn", reason="r"),
    ],
)
def test_somebody_who_is_no_part_of_it_can_do_nothing(command: ask.Command) -> None:
    raised().refused(command)


@pytest.mark.parametrize(
    "command",
    [
        ask.RecordDiscussion(by=NURSE, summary="s"),
        ask.Respond(by=CONSTABLE, outcome="upheld", reasons="r"),
        ask.Join(by=NURSE, agency=CARE, side="responding"),
        ask.SetDeadline(by=NURSE, due_at=LATER, reason="r"),
        ask.Propose(by=NURSE, outcome="o"),
        ask.Answer(by=NURSE, agree=True),
        ask.ConvenePanel(by=OFFICE, members={}, exception="e"),
        ask.Decide(by=OFFICE, decision="d", positions={}),
        ask.Close(by=NURSE, ending="withdrawn", reason="r"),
    ],
)
def test_what_has_ended_is_opened_again_before_it_goes_on(command: ask.Command) -> None:
    assert "Reopen it" in withdrawn().refused(command).says


def test_forms_and_duties_are_still_completed_after_the_end() -> None:
    case = withdrawn()
    case.do(ask.RecordFacts(by=NURSE, answers={"tried": "Everything."}))
    case.do(ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"))
    case.do(ask.Acknowledge(by=OFFICE, duty="tell-manager#1"))


def test_nothing_is_recorded_as_having_happened_in_the_future() -> None:
    tomorrow = MONDAY + timedelta(days=1)
    case = raised()
    assert "future" in case.refused(ask.RecordDiscussion(by=NURSE, summary="s", occurred_at=tomorrow)).says
    assert case.do(ask.RecordDiscussion(by=NURSE, summary="s", occurred_at=MONDAY))


def test_a_person_whom_the_stage_brings_in_may_write_down_what_happened() -> None:
    raised().refused(ask.RecordDiscussion(by=CHAIR, summary="s"))
    assert at_panel().do(ask.RecordDiscussion(by=CHAIR, summary="s"))


def test_the_challenged_agency_answers_with_reasons_and_the_office_may_write_it_down() -> None:
    case = raised()
    assert "agency being challenged" in case.refused(ask.Respond(by=NURSE, outcome="upheld", reasons="r")).says
    assert "upheld, changed or partly" in case.refused(ask.Respond(by=CONSTABLE, outcome="no", reasons="r")).says
    assert "looked at again" in case.refused(ask.Respond(by=CONSTABLE, outcome="upheld", reasons=" ")).says
    (answered, *_) = case.do(ask.Respond(by=OFFICE, outcome="partly", reasons="r"))
    assert isinstance(answered, ev.Responded)
    assert answered.agency == POLICE


def test_each_challenged_agency_answers_for_itself() -> None:
    case = raised(responding=(POLICE, CARE))
    (answered, *_) = case.do(ask.Respond(by=ask.Actor(person="x", agency=CARE), outcome="upheld", reasons="r"))
    assert isinstance(answered, ev.Responded)
    assert answered.agency == CARE


def test_only_what_the_policy_names_can_be_recorded_as_an_event() -> None:
    assert "conference-held" in raised().refused(ask.RecordEvent(by=NURSE, event="conference")).says


# --- bringing people in ----------------------------------------------------------------------------------


def test_the_challenged_agency_cannot_bring_anybody_in_on_the_side_that_challenges_it() -> None:
    case = raised()
    for side in ("raising", "supporting"):
        assert "own side only" in case.refused(ask.Join(by=CONSTABLE, agency=CARE, side=side)).says
    assert case.do(ask.Join(by=CONSTABLE, agency=POLICE, side="responding", person="sergeant"))


def test_an_agency_is_on_one_side_only() -> None:
    case = raised()
    assert "other side" in case.refused(ask.Join(by=NURSE, agency=POLICE, side="raising")).says
    assert "other side" in case.refused(ask.Join(by=NURSE, agency=HEALTH, side="responding")).says
    assert "which side" in case.refused(ask.Join(by=NURSE, agency=CARE, side="watching")).says
    assert case.do(ask.Join(by=NURSE, agency=HEALTH, side="supporting", person="a friend"))


# --- duties done -----------------------------------------------------------------------------------------


def test_a_duty_is_done_on_the_word_of_those_who_owe_it_or_of_the_office() -> None:
    case = raised()
    assert "Only those who owe this" in case.refused(ask.Discharge(by=NURSE, duty="look-again#1")).says
    assert case.do(ask.Discharge(by=CONSTABLE, duty="look-again#1"))
    assert "not owed any more" in case.refused(ask.Discharge(by=CONSTABLE, duty="look-again#1")).says
    assert raised().do(ask.Discharge(by=OFFICE, duty="look-again#1"))


def test_one_agency_cannot_tick_off_what_another_owes() -> None:
    case = at_leads()
    case.refused(ask.Discharge(by=CONSTABLE, duty=f"file-record@{HEALTH}#1"))
    assert case.do(ask.Discharge(by=CONSTABLE, duty=f"file-record@{POLICE}#1"))


def test_a_limit_is_met_by_settling_and_not_by_ticking_it_off() -> None:
    for actor in (NURSE, CONSTABLE, OFFICE):
        assert "settling" in at_leads().refused(ask.Discharge(by=actor, duty="leads-limit#1")).says


def test_something_tried_in_vain_counts_with_a_word_on_what_was_tried() -> None:
    case = raised()
    tried = ask.Discharge(by=CONSTABLE, duty="look-again#1", attempted=True)
    assert "what was tried" in case.refused(tried).says
    case.do(ask.Discharge(by=CONSTABLE, duty="look-again#1", attempted=True, note="Nobody was there."))
    assert case.owed("look-again").attempted


def test_a_duty_that_never_arose_is_not_there_to_be_done() -> None:
    for command in (
        ask.Discharge(by=NURSE, duty="gone#1"),
        ask.Acknowledge(by=NURSE, duty="gone#1"),
        ask.Extend(by=NURSE, duty="gone#1", until_at=LATER, reason="r", judged_safe_by="s"),
        ask.SetDeadline(by=NURSE, due_at=LATER, reason="r", what="gone#1"),
    ):
        assert "no duty" in raised().refused(command).says


def test_only_somebody_it_is_addressed_to_acknowledges_it() -> None:
    case = at_leads()
    assert "not addressed to you" in case.refused(ask.Acknowledge(by=CONSTABLE, duty="tell-manager#1")).says
    case.do(ask.Acknowledge(by=OFFICE, duty="tell-manager#1"))
    assert case.owed("tell-manager").acknowledged_at == MONDAY
    assert case.owed("tell-manager").open


def test_somebody_who_has_a_copy_may_acknowledge_it_too() -> None:
    duties = tuple(replace(d, copies=("responding lead",)) if d.id == "tell-manager" else d for d in DUTIES)
    case = at_leads(rules=rules_with(duties=duties))
    assert case.do(ask.Acknowledge(by=CONSTABLE, duty="tell-manager#1"))


def test_somebody_to_whom_a_notice_goes_is_part_of_it_for_as_long_as_it_is_owed() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    assert case.do(ask.Acknowledge(by=CHAIR, duty="tell-chair#1"))


def test_a_line_is_tried_again_with_somebody_else_and_everybody_who_was_tried_is_kept() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="1", whom="The sergeant"))
    case.do(ask.Escalate(by=NURSE, to="leads", line="1", whom="The inspector"))
    tried = [(e.line, e.whom) for e in case.events if isinstance(e, ev.LineEntered)]
    assert tried == [("1", "The sergeant"), ("1", "The inspector")]
    case.do(ask.Escalate(by=NURSE, to="panel", reason="r", override=True, whom="The chair"))
    assert [e.whom for e in case.events if isinstance(e, ev.StageEntered)][-1] == "The chair"
