"""Settling it: agreement, panels, decisions, closing and opening again."""

from dataclasses import replace

import pytest

from tests.core.cast import (
    CARE,
    CHAIR,
    CONSTABLE,
    HEALTH,
    NURSE,
    NURSE_LEAD,
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
from wayforward.core.policy import Decision, Power

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


# --- panels ----------------------------------------------------------------------------------------------


def test_a_panel_is_formed_by_whoever_the_policy_says_or_recorded_by_the_office() -> None:
    case = at_panel()
    assert "Independent Chair" in case.refused(ask.ConvenePanel(by=NURSE_LEAD, members=MEMBERS)).says
    assert case.do(ask.ConvenePanel(by=OFFICE, members=MEMBERS))
    assert "no panel" in at_leads().refused(ask.ConvenePanel(by=OFFICE, members=MEMBERS)).says


@pytest.mark.parametrize(
    ("members", "board", "says"),
    [
        ({HEALTH: "a", POLICE: "b"}, frozenset(), "asks for 3 members"),
        ({HEALTH: "a", POLICE: "b", CARE: "c", SCHOOL: "d"}, frozenset(), "asks for 3 members"),
        ({HEALTH: "a", SCHOOL: "b", CARE: "c"}, frozenset(), "nobody from police"),
        (MEMBERS, frozenset({HEALTH, POLICE}), "not a full member"),
    ],
)
def test_a_panel_composed_otherwise_is_an_exception_with_a_reason(
    members: dict[str, str], board: frozenset[str], says: str
) -> None:
    case = at_panel()
    refused = case.refused(ask.ConvenePanel(by=CHAIR, members=members, full_board=board))
    assert says in refused.says
    assert (refused.clauses, refused.overridable) == (("T-8",), True)
    case.do(ask.ConvenePanel(by=CHAIR, members=members, full_board=board, exception="Nobody else could sit."))
    assert case.state.panel == members


def test_a_panel_of_the_right_composition_is_convened() -> None:
    case = at_panel()
    assert case.do(ask.ConvenePanel(by=CHAIR, members=MEMBERS, full_board=frozenset(MEMBERS)))


# --- decisions -------------------------------------------------------------------------------------------


def test_a_panel_is_formed_before_it_decides() -> None:
    decision = ask.Decide(by=CHAIR, decision="A plan.", positions=ALL_AGREE)
    assert "Convene the panel first" in at_panel().refused(decision).says


def test_a_panel_that_agrees_decides_and_that_closes_it() -> None:
    case = convened()
    case.do(ask.Decide(by=CHAIR, decision="A plan.", positions=ALL_AGREE))
    assert case.state.state == "decided"


@pytest.mark.parametrize(
    "positions",
    [{HEALTH: True, POLICE: True, CARE: False}, {HEALTH: True, POLICE: True}, {POLICE: True}, {}],
)
def test_a_panel_that_does_not_all_agree_has_decided_nothing(positions: dict[str, bool]) -> None:
    case = convened()
    (recorded, *_) = case.do(ask.Decide(by=CHAIR, decision="A plan.", positions=positions))
    assert isinstance(recorded, ev.DecisionRecorded)
    assert not recorded.made
    assert case.state.open
    assert "not decided" in case.state.happened


def test_only_those_with_power_decide_and_the_office_writes_it_down() -> None:
    decision = ask.Decide(by=NURSE, decision="d", positions=ALL_AGREE)
    refused = convened().refused(decision)
    assert "Independent Chair or Executive" in refused.says
    assert refused.clauses == ("T-7",)
    convened().do(replace(decision, by=OFFICE))


def test_the_challenged_agency_does_not_record_the_decision_about_itself() -> None:
    decision = ask.Decide(by=SERGEANT, decision="d", positions=ALL_AGREE)
    assert "cannot record the decision" in convened().refused(decision).says


def test_where_nobody_has_power_to_decide_the_refusal_says_so() -> None:
    assert "nobody the power" in raised().refused(ask.Decide(by=OFFICE, decision="d", positions={})).says
    powerless = stage_with("talk", decision=Decision(power=Power.NONE, by=("chair",)))
    raised(rules=powerless).refused(ask.Decide(by=CHAIR, decision="d", positions={}))


def test_a_mediator_offers_a_proposal_and_never_closes_it() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    case.do(ask.Decide(by=CHAIR, decision="Meet on Monday.", positions={"chair": True}))
    assert case.state.open
    assert case.state.proposal is not None
    assert case.state.proposal.agreed == frozenset()
    case.do(agree(CONSTABLE))
    assert case.state.open
    case.do(agree(NURSE))
    assert case.state.state == "resolved"


@pytest.mark.parametrize(
    ("rule", "by", "positions", "made"),
    [
        ("any", ("chair",), {}, True),
        ("any", ("chair",), {"chair": True}, True),
        ("any", ("chair",), {"chair": False}, False),
        ("any", ("executive",), {}, False),
        ("any", ("executive",), {HEALTH: True, POLICE: False}, True),
        ("majority", ("executive",), {HEALTH: True}, False),
        ("majority", ("executive",), {HEALTH: True, POLICE: True}, True),
        ("majority", ("executive",), {HEALTH: True, POLICE: True, CARE: False}, True),
        ("majority", ("executive",), {HEALTH: True, POLICE: False}, False),
        ("all", ("executive",), {HEALTH: True}, False),
        ("all", ("executive",), {HEALTH: True, POLICE: True}, True),
        ("all", ("executive",), {HEALTH: True, POLICE: True, CARE: False}, False),
        ("all", ("chair",), {"chair": True}, True),
        ("all", ("chair",), {"chair": False}, False),
    ],
)
def test_whose_agreement_makes_a_decision_is_the_policys_to_say(
    rule: str, by: tuple[str, ...], positions: dict[str, bool], made: bool
) -> None:
    decision = Decision(power=Power.DECIDES, by=by, rule=rule)
    case = raised(rules=stage_with("talk", decision=decision))
    case.do(ask.Decide(by=OFFICE, decision="d", positions=positions))
    assert (case.state.state == "decided") is made


def test_a_panel_belongs_to_the_stage_it_was_formed_at() -> None:
    case = convened()
    case.do(ask.Escalate(by=NURSE, to="mediation", reason="r"))
    assert not case.state.panel


# --- closing ---------------------------------------------------------------------------------------------


def test_withdrawing_is_for_the_agency_that_raised_it_and_takes_a_reason() -> None:
    case = raised()
    assert "reason" in case.refused(ask.Close(by=NURSE, ending="withdrawn", reason=" ")).says
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
