"""Raising a disagreement."""

from dataclasses import replace

import pytest

from tests.core.cast import (
    CALENDAR,
    CARE,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    POLICY,
    RULES,
    Case,
    a_raise,
    at,
    only_if,
    raised,
    rules_with,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import may, rulebook
from wayforward.core.policy.papers import Scope


def test_a_worker_of_any_grade_raises_it_and_it_begins_at_the_first_stage() -> None:
    case = raised()
    assert (case.state.state, case.state.stage, case.state.raiser) == ("open", "talk", "nurse")
    assert not any(getattr(event, "override", ()) for event in case.events)


def test_it_begins_where_the_facts_say_it_begins() -> None:
    case = raised(facts=yes(urgent="yes"))
    assert (case.state.stage, case.state.line) == ("leads", "1")


def test_it_may_begin_higher_up_with_a_reason() -> None:
    refused = Case().refused(a_raise(at_stage="panel"))
    assert "reason" in refused.says
    assert refused.overridable
    case = raised(at_stage="panel", reason="A senior officer already refused.")
    assert case.state.stage == "panel"
    assert any(getattr(event, "override", ()) == ("start",) for event in case.events)


def test_a_stage_that_does_not_exist_is_refused_with_those_that_do() -> None:
    refused = Case().refused(a_raise(at_stage="stage-9", reason="r"))
    assert "talk, leads, mediation or panel" in refused.says


def test_inside_one_agency_the_refusal_names_where_to_go_instead() -> None:
    refused = Case().refused(a_raise(responding=(HEALTH,)))
    assert "your own agency's policy" in refused.says
    assert refused.clauses == ("T-9",)


def test_two_agencies_of_one_kind_can_disagree() -> None:
    assert raised(responding=("health:community",)).state.open


def test_a_policy_can_choose_to_serve_one_agency_too() -> None:
    inside = Scope(id="inside", says="Also inside one agency.", applies=True, when=only_if(same_agency="yes"))
    rules = rules_with(scope=(inside,))
    assert raised(rules=rules, responding=(HEALTH,)).state.open


def test_a_kind_of_person_the_policy_does_not_cover_is_refused_with_its_scope() -> None:
    refused = Case().refused(a_raise(subjects=(ask.Subject(kind="adult"),)))
    assert "covers a child, an unborn child and a dispute about no one person" in refused.says
    assert "It does not cover an adult at risk" in refused.says
    assert "the adults board" in refused.says
    unnamed = Case(rules=rules_with(scope=())).refused(a_raise(subjects=(ask.Subject(kind="adult"),)))
    assert unnamed.says.endswith("an adult at risk.")


def test_a_mixed_household_is_refused_where_one_of_them_is_not_covered() -> None:
    Case().refused(a_raise(subjects=(ask.Subject(kind="child"), ask.Subject(kind="adult"))))


def test_a_dispute_about_nobody_in_particular_needs_a_policy_that_takes_it() -> None:
    assert raised(subjects=()).state.facts["subject"] == {"none"}
    refused = Case(rules=rules_with(subjects=("child",))).refused(a_raise(subjects=()))
    assert "a dispute about no one person" in refused.says


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_nothing_new_begins_under_a_policy_that_is_not_in_force(status: str) -> None:
    policy = replace(POLICY, document=replace(POLICY.document, status=status))
    refused = Case(rules=rulebook(policy, CALENDAR)).refused(a_raise())
    assert status in refused.says
    assert refused.clauses == ("T-0",)
    assert Case(rules=rulebook(policy, CALENDAR, in_force=True)).do(a_raise())


def test_somebody_raises_for_their_own_agency_and_the_office_for_any() -> None:
    elsewhere = ask.Actor(person="x", agency=CARE)
    assert "your own agency only" in Case().refused(a_raise(by=elsewhere)).says
    assert Case().do(a_raise(by=OFFICE))


def test_it_needs_an_agency_to_disagree_with() -> None:
    assert "Say which agency" in Case().refused(a_raise(responding=())).says


def test_it_is_raised_once() -> None:
    assert "already" in raised().refused(a_raise()).says


def test_the_concern_cannot_have_been_raised_in_the_future() -> None:
    tomorrow = at("2025-07-08")
    assert "in the future" in Case().refused(a_raise(concern_raised_at=tomorrow)).says
    assert "in the future" in Case().refused(a_raise(occurred_at=tomorrow)).says


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"colour": ("red",)}, "not a fact that this policy asks for"),
        ({"stage": ("panel",)}, "follows from the record"),
        ({"urgent": ("maybe",)}, "no or yes"),
        ({"plan": ("none", "child-protection")}, "has one answer"),
    ],
)
def test_a_fact_that_would_steer_nothing_is_refused(facts: dict[str, tuple[str, ...]], says: str) -> None:
    assert says in Case().refused(a_raise(facts=facts)).says
    assert says in raised().refused(ask.RecordFacts(by=NURSE, facts=facts)).says


def test_the_case_status_is_asked_whether_or_not_a_policy_declares_it() -> None:
    case = raised(facts=yes(status="open"))
    assert RULES.status(case.state) == "open"
    assert RULES.status(raised().state) is None


def test_a_supporter_joins_beside_the_worker_who_raises_it() -> None:
    case = raised(supporter="a friend")
    assert [(p.agency, p.person) for p in case.state.parties if p.side == "supporting"] == [(HEALTH, "a friend")]
    assert case.state.side(HEALTH) == "raising"
    assert not [p for p in raised().state.parties if p.side == "supporting"]


def test_nothing_else_can_be_asked_of_an_escalation_that_was_never_raised() -> None:
    assert "no escalation" in Case().refused(ask.Escalate(by=NURSE, to="leads")).says


def test_asking_whether_it_may_be_raised_gives_the_answer_that_raising_it_would() -> None:
    assert may(RULES, Case().state, a_raise(), MONDAY).allowed
    verdict = may(RULES, Case().state, a_raise(by=NURSE_LEAD, responding=()), MONDAY)
    assert not verdict.allowed
    assert "Say which agency" in verdict.says


def test_several_agencies_can_be_challenged_at_once() -> None:
    case = raised(responding=(POLICE, CARE, POLICE))
    assert case.state.responding == (POLICE, CARE)


def test_the_office_types_it_in_for_a_worker_who_telephoned_and_the_worker_is_told() -> None:
    case = raised(by=OFFICE, for_person="a colleague", received_from="Redbridge")
    first = case.events[0]
    assert isinstance(first, ev.Raised)
    assert (first.raiser, first.received_from, case.state.raiser) == ("a colleague", "Redbridge", "a colleague")
    assert ("raiser", HEALTH, "raised") in case.told()


def test_nobody_but_the_office_raises_it_for_somebody_else() -> None:
    assert "Only the partnership's office" in Case().refused(a_raise(for_person="a colleague")).says


def test_whoever_raises_it_themselves_is_not_told_that_they_did() -> None:
    assert "raised" not in [kind for _, _, kind in raised().told()]
