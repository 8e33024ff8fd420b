"""Settling it: agreement, closing and opening again."""

from dataclasses import replace

import pytest

from tests.core.cast import (
    CARE,
    CHAIR,
    CONSTABLE,
    HEALTH,
    NURSE,
    OFFICE,
    POLICE,
    SCHOOL,
    SERGEANT,
    STAGES,
    Case,
    at_leads,
    at_panel,
    of_kind,
    raised,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import Rulebook

ACTIONS = {"agreed-actions": "A visit on Friday."}
MEMBERS = {HEALTH: "a", POLICE: "b", CARE: "c"}
ALL_AGREE = {HEALTH: True, POLICE: True, CARE: True}


def propose(by: ask.Actor) -> ask.Propose:
    return ask.Propose(by=by, outcome="A visit.", answers=ACTIONS)


def agree(by: ask.Actor) -> ask.Answer:
    return ask.Answer(by=by, agree=True)


def convened() -> Case:
    case = at_panel()
    case.do(ask.ConvenePanel(by=CHAIR, members=MEMBERS))
    return case


def stage_with(name: str, **changes: object) -> Rulebook:
    return rules_with(stages=tuple(replace(s, **changes) if s.id == name else s for s in STAGES))  # type: ignore[arg-type]


# --- agreement -------------------------------------------------------------------------------------------


def test_the_challenged_agencys_word_alone_settles_nothing() -> None:
    case = raised()
    case.do(propose(CONSTABLE))
    case.do(agree(CONSTABLE))
    case.do(agree(SERGEANT))
    assert case.state.open


def test_it_is_resolved_when_the_agency_that_raised_it_agrees() -> None:
    case = raised()
    case.do(propose(CONSTABLE))
    case.do(agree(NURSE))
    assert case.state.state == "resolved"


def test_what_the_raising_agency_proposes_is_a_proposal_until_somebody_agrees() -> None:
    case = raised()
    case.do(propose(NURSE))
    assert case.state.open
    case.do(agree(CONSTABLE))
    assert case.state.state == "resolved"


def test_where_the_raising_agency_settles_a_stage_it_can_confirm_its_own_proposal() -> None:
    case = raised()
    case.do(propose(NURSE))
    case.do(agree(NURSE))
    assert case.state.state == "resolved"


def test_where_both_settle_it_every_agency_in_it_has_to_agree() -> None:
    case = at_leads(responding=(POLICE, CARE))
    case.do(propose(NURSE))
    case.do(agree(NURSE))
    case.do(agree(CONSTABLE))
    assert case.state.open
    case.do(agree(ask.Actor(person="x", agency=CARE)))
    assert case.state.state == "resolved"


def test_where_a_decider_settles_it_agreement_alone_does_not() -> None:
    case = at_panel()
    case.do(propose(NURSE))
    case.do(agree(CONSTABLE))
    case.do(agree(NURSE))
    assert case.state.open


def test_where_the_named_decider_has_no_power_to_decide_both_sides_can_still_agree() -> None:
    case = raised(rules=stage_with("talk", settled_by="decider", decision=None))
    case.do(propose(NURSE))
    case.do(agree(CONSTABLE))
    assert case.state.state == "resolved"


def test_a_refusal_takes_the_proposal_off_the_table() -> None:
    case = raised()
    case.do(propose(CONSTABLE))
    case.do(ask.Answer(by=NURSE, agree=False))
    assert "no resolution on the table" in case.refused(agree(NURSE)).says


def test_only_the_agencies_in_it_agree_not_the_office_and_not_the_chair() -> None:
    case = raised()
    case.do(propose(OFFICE))
    for actor in (OFFICE, CHAIR):
        assert "Only the agencies" in case.refused(agree(actor)).says


def test_somebody_called_in_may_propose_and_speaks_for_neither_side() -> None:
    case = at_panel()
    case.do(propose(CHAIR))
    assert case.state.proposal is not None
    assert (case.state.proposal.side, case.state.proposal.agreed) == ("decider", frozenset())


def test_a_resolution_contains_what_the_stage_asks_for_unless_somebody_says_why_not() -> None:
    case = at_leads()
    refused = case.refused(ask.Propose(by=NURSE, outcome="o"))
    assert "Write down what was agreed." in refused.says
    assert (refused.clauses, refused.overridable) == (("T-5",), True)
    case.refused(ask.Propose(by=NURSE, outcome="o", override=True))
    case.do(ask.Propose(by=NURSE, outcome="o", override=True, reason="Nothing is left to do."))
    (proposed,) = of_kind(case.events, ev.ResolutionProposed)
    assert isinstance(proposed, ev.ResolutionProposed)
    assert proposed.override == ("answer agreed-actions",)


# --- closing ---------------------------------------------------------------------------------------------


def test_withdrawing_is_for_the_agency_that_raised_it_and_takes_a_reason() -> None:
    case = raised()
    assert "reason" in case.refused(ask.Close(by=NURSE, ending="withdrawn", reason=" ")).says
    stranger = ask.Actor(person="x", agency=SCHOOL)
    assert "not part of" in case.refused(ask.Close(by=stranger, ending="withdrawn", reason="r")).says
    assert "agency that raised it" in case.refused(ask.Close(by=OFFICE, ending="withdrawn", reason="r")).says
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    assert case.state.state == "withdrawn"


@pytest.mark.parametrize("ending", ["withdrawn", "no-further-route", "referred-on", "advised"])
def test_the_challenged_agency_closes_nothing(ending: str) -> None:
    case = at_panel()
    for actor in (CONSTABLE, SERGEANT):
        refused = case.refused(ask.Close(by=actor, ending=ending, reason="r", override=True))
        assert "being challenged" in refused.says
        assert not refused.overridable


def test_an_ending_is_for_those_to_whom_the_policy_gives_it() -> None:
    at_panel().refused(ask.Close(by=NURSE, ending="no-further-route", reason="r"))
    at_panel().do(ask.Close(by=OFFICE, ending="no-further-route", reason="r"))
    at_panel().refused(ask.Close(by=NURSE, ending="advised", reason="r"))
    at_panel().do(ask.Close(by=CHAIR, ending="advised", reason="r"))
    at_panel().refused(ask.Close(by=CHAIR, ending="referred-on", reason="r"))
    at_panel().do(ask.Close(by=OFFICE, ending="referred-on", reason="r"))


def test_what_an_ending_needs_can_be_overridden_with_the_reason() -> None:
    case = raised()
    assert "What was tried" in case.refused(ask.Close(by=NURSE, ending="referred-on", reason="r")).says
    case.do(ask.Close(by=NURSE, ending="referred-on", reason="r", override=True))
    (closed,) = of_kind(case.events, ev.Closed)
    assert isinstance(closed, ev.Closed)
    assert closed.override == ("answer tried",)


@pytest.mark.parametrize("ending", ["resolved", "decided"])
def test_nobody_closes_it_as_resolved_or_decided_by_asking(ending: str) -> None:
    assert "Propose, or decide" in raised().refused(ask.Close(by=NURSE, ending=ending, reason="r")).says


def test_an_unknown_ending_is_refused_with_those_there_are() -> None:
    assert "withdrawn, no-further-route" in raised().refused(ask.Close(by=NURSE, ending="done", reason="r")).says


# --- opening again ---------------------------------------------------------------------------------------


def test_anybody_in_it_opens_it_again_with_a_reason() -> None:
    case = raised()
    assert "open already" in case.refused(ask.Reopen(by=NURSE, reason="r")).says
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    assert "reason" in case.refused(ask.Reopen(by=NURSE, reason="")).says
    case.refused(ask.Reopen(by=ask.Actor(person="x", agency=SCHOOL), reason="r"))
    case.do(ask.Reopen(by=CONSTABLE, reason="We looked again."))
    assert (case.state.state, case.state.stage) == ("open", "talk")
