"""Where a policy begins and ends: its scope, its first day, its conditions, and whom it leaves alone."""

from dataclasses import replace
from datetime import date

from tests.core.cast import (
    CARE,
    HEALTH,
    MONDAY,
    NURSE,
    POLICE,
    POLICY,
    STAGES,
    Case,
    a_raise,
    at,
    only_if,
    raised,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core.lifecycle import moves
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Field, Form, Scope
from wayforward.core.policy.people import Agency, Equivalent, Post
from wayforward.core.policy.stages import Move, MoveKind, Need, Needed

COMPLAINT = Scope(
    id="complaints", says="A complaint is not a disagreement.", applies=False, when=only_if(urgent="yes"),
    send_to="the complaints team", clauses=("T-11",),
)  # fmt: skip


def duty(name: str, *who: str, **changes: object) -> Duty:
    given: dict[str, object] = {
        "id": name, "kind": DutyKind.RECORD, "says": "Do it.", "who": who, "when": ("talk begins",),
    }  # fmt: skip
    return Duty(**{**given, **changes})  # type: ignore[arg-type]  # any part of a duty


def stage_one(**changes: object) -> tuple[object, ...]:
    return (replace(STAGES[0], **changes), *STAGES[1:])  # type: ignore[arg-type]  # any part of a stage


def test_what_the_scope_sends_elsewhere_is_refused_with_where_to_go_and_a_reason_goes_past_it() -> None:
    rules = rules_with(scope=(*POLICY.scope, COMPLAINT))
    complaint = a_raise(facts={"urgent": ("yes",)})
    refused = Case(rules=rules).refused(complaint)
    assert "the complaints team" in refused.says
    assert refused.clauses == ("T-11",)
    assert refused.overridable
    Case(rules=rules).refused(replace(complaint, override=True))
    Case(rules=rules).do(replace(complaint, override=True, reason="It is about the child, not about the service."))


def test_nothing_is_raised_before_the_policys_first_day_and_everything_from_its_first_minute() -> None:
    rules = rules_with(document=replace(POLICY.document, in_force_from=date(2025, 7, 7)))
    assert "in force from 07 July 2025" in Case(rules=rules, at=at("2025-07-06 23:59")).refused(a_raise()).says
    Case(rules=rules, at=at("2025-07-07 00:00")).do(a_raise())


def test_a_need_with_a_condition_is_asked_only_where_the_condition_holds() -> None:
    need = Needed(need=Need.ANSWER, name="tried", when=only_if(plan="child-protection"))
    rules = rules_with(stages=stage_one(moves=(Move(id="up", to="leads", kind=MoveKind.NEXT, needs=(need,)),)))
    case = raised(rules=rules)
    case.do(ask.RecordFacts(by=NURSE, facts={"plan": ("child-protection",)}))
    case.refused(ask.Escalate(by=NURSE, to="leads"))
    raised(rules=rules).do(ask.Escalate(by=NURSE, to="leads"))


def test_what_each_agency_owes_is_done_only_once_every_agency_has_done_it() -> None:
    up = Move(id="up", to="leads", kind=MoveKind.NEXT, needs=(Needed(need=Need.DONE, name="engage"),))
    engage = duty("engage", "each agency", each=True)
    case = raised(rules=rules_with(stages=stage_one(moves=(up,)), duties=(engage,)))
    case.do(ask.Discharge(by=NURSE, duty=f"engage@{HEALTH}#1"))
    case.refused(ask.Escalate(by=NURSE, to="leads"))
    case.do(ask.Discharge(by=ask.Actor(person="sam", agency=POLICE), duty=f"engage@{POLICE}#1"))
    case.do(ask.Escalate(by=NURSE, to="leads"))


def test_a_date_on_a_form_is_known_once_the_thing_it_dates_has_happened() -> None:
    met_on = Field(id="met-on", label="When they met", required=True, source="date discussion at talk")
    form = Form(id="minutes", title="Minutes", fields=(met_on,))
    up = Move(id="up", to="leads", kind=MoveKind.NEXT, needs=(Needed(need=Need.FORM, name="minutes"),))
    case = raised(rules=rules_with(stages=stage_one(moves=(up,)), forms=(form,)))
    case.refused(ask.Escalate(by=NURSE, to="leads"))
    case.do(ask.RecordDiscussion(by=NURSE, summary="We met."))
    case.do(ask.Escalate(by=NURSE, to="leads"))


def test_an_answer_counts_at_the_stage_where_it_was_given_and_not_at_the_next() -> None:
    constable = ask.Actor(person="constable", agency=POLICE)
    silence = only_if(answered="no")
    assert silence.holds(raised().state.facts)
    case = raised()
    case.do(ask.Respond(by=constable, outcome="upheld", reasons="We looked again."))
    assert not silence.holds(case.state.facts)
    case.do(ask.Escalate(by=NURSE, to="leads", override=True, reason="It cannot wait."))
    assert silence.holds(case.state.facts)


def test_more_time_for_a_duty_is_something_that_other_duties_can_follow() -> None:
    follow_up = duty("tell-why", "raiser", when=("talk-limit extended",))
    rules = rules_with(duties=(*POLICY.duties, follow_up))
    case = raised(rules=rules)
    longer = ask.Extend(
        by=NURSE, duty="talk-limit#1", until_at=at("2025-07-21"), reason="They are safe.", judged_safe_by="A manager"
    )
    assert "tell-why" not in {owed.duty for owed in case.state.owed()}
    case.do(longer)
    assert "tell-why" in {owed.duty for owed in case.state.owed()}


def test_an_agency_that_borrows_an_officer_can_say_that_its_own_duty_is_done_and_so_can_the_lender() -> None:
    lead = Post(
        id="lead", title="Lead", of="each", equivalents={"health": Equivalent(title="Officer", of="social-care")}
    )
    rules = rules_with(posts=(lead, *POLICY.posts[1:]), duties=(duty("reply", "raising lead"),))
    lender = ask.Actor(person="liz", agency=CARE, posts=frozenset({"lead"}))
    for who in (NURSE, lender):
        case = raised(rules=rules)
        case.do(ask.Discharge(by=who, duty="reply#1"))
        assert case.owed("reply").done_at == MONDAY
    passer_by = ask.Actor(person="pat", agency=CARE)
    raised(rules=rules).refused(ask.Discharge(by=passer_by, duty="reply#1"))


def test_a_family_is_never_sent_anything_by_the_system() -> None:
    kinds = (*POLICY.agencies, Agency(id="family", title="A family", told=False))
    case = raised(rules=rules_with(agencies=kinds), responding=("family", POLICE))
    assert {agency for _, agency, _ in case.told()} == {POLICE}


def test_closing_can_bring_the_answers_that_an_ending_asks_for() -> None:
    closing = ask.Close(by=NURSE, ending="referred-on", reason="Another area's child.")
    raised().refused(closing)
    case = raised()
    case.do(replace(closing, answers={"tried": "We rang their front door."}))
    assert case.state.state == "referred-on"
    assert "tried" in case.state.answered


def test_every_way_on_names_what_it_still_asks_for() -> None:
    case = raised()
    asked = {need.need for choice in moves(case.rules, case.state, NURSE, MONDAY) for need in choice.verdict.needs}
    assert Need.DISCUSSION in asked
