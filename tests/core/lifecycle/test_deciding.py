"""Panels, and the decisions of those with power."""

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
    raised,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import Rulebook
from wayforward.core.policy.stages import Decision, Power

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
    [{HEALTH: True, POLICE: True, CARE: False}, {HEALTH: True, POLICE: True}, {POLICE: True}],
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


def test_a_decision_that_names_nobodys_position_is_refused_with_whose_it_needs() -> None:
    refused = convened().refused(ask.Decide(by=CHAIR, decision="d", positions={}))
    assert refused.says.startswith("Say who agrees")


def test_somebody_who_does_not_sit_on_the_panel_has_no_position_on_it() -> None:
    refused = convened().refused(ask.Decide(by=CHAIR, decision="d", positions={**ALL_AGREE, "housing": True}))
    assert "not for housing to decide" in refused.says


def test_a_member_from_the_third_agency_may_record_what_the_panel_decided() -> None:
    case = convened()
    case.do(ask.Decide(by=ask.Actor(person="tess", agency=CARE), decision="A plan.", positions=ALL_AGREE))
    assert case.state.state == "decided"


def test_a_decision_the_policy_gives_to_the_challenged_agencys_own_post_alone_is_its_to_make() -> None:
    decision = Decision(power=Power.DECIDES, by=("responding line-manager",), rule="any")
    chair = ask.Actor(person="sergeant", agency=POLICE, posts=frozenset({"line-manager"}))
    case = raised(rules=stage_with("talk", decision=decision))
    assert "not for" in case.refused(ask.Decide(by=chair, decision="d", positions={HEALTH: True})).says
    case.do(ask.Decide(by=chair, decision="d", positions={"line-manager": True}))
    assert case.state.state == "decided"


def test_a_panel_belongs_to_the_stage_it_was_formed_at() -> None:
    case = convened()
    case.do(ask.Escalate(by=NURSE, to="mediation", reason="r"))
    assert not case.state.panel
