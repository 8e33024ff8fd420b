"""The ways on from a stage, and that nothing can stop somebody with a reason."""

from dataclasses import replace

import pytest

from tests.core.cast import (
    CARE,
    CHAIR,
    CONSTABLE,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    RULES,
    STAGES,
    STRANGER,
    Case,
    at_leads,
    of_kind,
    only_if,
    raised,
    rules_with,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import conditions as when
from wayforward.core import events as ev
from wayforward.core.lifecycle import may, moves
from wayforward.core.lifecycle.ways import MoveChoice
from wayforward.core.policy.stages import Move, MoveKind, Need

WHY = "The child is not safe."


def choice(case: Case, stage: str, actor: ask.Actor = NURSE) -> MoveChoice:
    return next(c for c in moves(case.rules, case.state, actor, MONDAY) if c.stage.id == stage)


def entered(case: Case) -> ev.StageEntered:
    last = of_kind(case.events, ev.StageEntered)[-1]
    assert isinstance(last, ev.StageEntered)
    return last


def test_the_next_stage_is_open_from_the_first_second_once_a_talk_is_recorded() -> None:
    case = raised()
    case.do(ask.RecordDiscussion(by=NURSE, summary="We talked."))
    assert (choice(case, "leads").verdict.allowed, choice(case, "leads").verdict.clauses) == (True, ("T-2",))
    case.do(ask.Escalate(by=NURSE, to="leads"))
    assert (case.state.stage, entered(case).how, entered(case).override) == ("leads", "next", ())


def test_silence_is_enough_to_go_on() -> None:
    case = raised()
    case.do(ask.RecordAttempt(by=NURSE, whom="the constable"))
    assert case.do(ask.Escalate(by=NURSE, to="leads"))


def test_without_a_talk_the_refusal_says_what_to_do_and_a_reason_goes_past_it() -> None:
    case = raised()
    refused = case.refused(ask.Escalate(by=NURSE, to="leads"))
    assert "record a discussion" in refused.says
    assert refused.overridable
    assert [need.need for need in refused.needs] == [Need.DISCUSSION]
    assert refused.clauses == ("T-2",)
    case.refused(ask.Escalate(by=NURSE, to="leads", override=True))
    case.refused(ask.Escalate(by=NURSE, to="leads", reason=WHY))
    case.do(ask.Escalate(by=NURSE, to="leads", override=True, reason=WHY))
    assert entered(case).override == ("discussion",)
    assert entered(case).reason == WHY


def test_going_straight_to_the_last_stage_asks_for_a_reason() -> None:
    case = raised(facts=yes(significant="yes"))
    verdict = choice(case, "panel").verdict
    assert verdict.allowed
    assert [need.need for need in verdict.needs] == [Need.REASON]
    case.refused(ask.Escalate(by=NURSE, to="panel"))
    case.do(ask.Escalate(by=NURSE, to="panel", reason=WHY))
    assert (entered(case).how, entered(case).override) == ("last", ())


def test_a_condition_that_does_not_hold_is_said_in_words_and_can_be_overridden() -> None:
    case = raised()
    refused = case.refused(ask.Escalate(by=NURSE, to="panel", reason=WHY))
    assert "“Is the concern significant?” is answered yes" in refused.says
    assert not choice(case, "panel").verdict.allowed
    assert choice(case, "panel").verdict.overridable
    case.do(ask.Escalate(by=NURSE, to="panel", reason=WHY, override=True))
    assert entered(case).override == ("condition",)


def test_a_way_that_the_text_does_not_give_takes_a_reason_and_is_flagged() -> None:
    case = raised()
    refused = case.refused(ask.Escalate(by=NURSE, to="mediation"))
    assert "outside the text" in refused.says
    assert not choice(case, "mediation").verdict.allowed
    case.do(ask.Escalate(by=NURSE, to="mediation", reason=WHY))
    assert (entered(case).how, entered(case).override) == ("side", ("outside the text",))


def test_skipping_and_going_back_outside_the_text_are_called_what_they_are() -> None:
    bare = tuple(replace(stage, moves=()) for stage in STAGES)
    case = raised(rules=rules_with(stages=bare))
    case.do(ask.Escalate(by=NURSE, to="panel", reason=WHY))
    assert entered(case).how == "skip"
    case.do(ask.Escalate(by=NURSE, to="talk", reason=WHY))
    assert entered(case).how == "back"


def test_a_form_is_asked_for_until_its_required_questions_are_answered() -> None:
    case = at_leads()
    refused = case.refused(ask.Escalate(by=NURSE_LEAD, to="panel"))
    assert "Referral form" in refused.says
    assert choice(case, "panel", NURSE_LEAD).verdict.allowed
    case.do(ask.Escalate(by=NURSE_LEAD, to="panel", answers={"tried": "Everything."}))
    assert "tried" in case.state.answered


def test_a_question_that_another_answer_makes_needless_is_not_asked_for() -> None:
    case = at_leads(facts=yes(significant="yes"))
    case.refused(ask.Escalate(by=NURSE_LEAD, to="panel", answers={"why-not": "No time."}))
    assert case.do(ask.Escalate(by=NURSE_LEAD, to="panel", answers={"tried": "Everything."}))


def test_a_move_that_the_policy_gives_to_somebody_is_theirs_unless_a_reason_is_given() -> None:
    case = at_leads()
    done = {"tried": "Everything."}
    refused = case.refused(ask.Escalate(by=NURSE, to="panel", answers=done))
    assert "gives this move to" in refused.says
    case.do(ask.Escalate(by=NURSE, to="panel", answers=done, reason=WHY, override=True))
    assert entered(case).override == ("by",)
    at_leads().do(ask.Escalate(by=OFFICE, to="panel", answers=done))


def test_a_move_for_those_who_decide_is_open_to_them() -> None:
    move = Move(id="up", to="panel", kind=MoveKind.NEXT, by=("decider",))
    stages = tuple(replace(s, moves=(move,)) if s.id == "mediation" else s for s in STAGES)
    case = at_leads(rules=rules_with(stages=stages))
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    case.refused(ask.Escalate(by=NURSE, to="panel"))
    assert case.do(ask.Escalate(by=CHAIR, to="panel"))


def test_a_condition_is_told_in_full_with_its_alternatives_and_what_must_not_be() -> None:
    no_plan = when.Test("plan", frozenset({"none"}), negated=True)
    either = when.Condition((no_plan,), (only_if(urgent="yes"), only_if(significant="yes")))
    move = Move(id="up", to="panel", kind=MoveKind.NEXT, when=either)
    stages = tuple(replace(s, moves=(move,)) if s.id == "talk" else s for s in STAGES)
    case = raised(rules=rules_with(stages=stages), facts=yes(plan="none"))
    assert case.refused(ask.Escalate(by=NURSE, to="panel")).says == (
        "The policy gives this way only where “Is there a plan?” is not answered None, and “Is it urgent?” is answered"
        " yes or “Is the concern significant?” is answered yes. You can go on anyway if you give a reason."
    )


def test_where_only_a_reason_is_missing_the_refusal_asks_for_that_alone() -> None:
    case = raised(facts=yes(significant="yes"))
    assert case.refused(ask.Escalate(by=NURSE, to="panel")).says == "Give a reason."


def test_a_duty_that_has_to_be_done_first_can_be_done_or_overridden() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    assert "Ask the chair first." in case.refused(ask.Escalate(by=NURSE, to="panel")).says
    case.do(ask.Discharge(by=NURSE_LEAD, duty="ask-the-chair#1", attempted=True, note="Nobody answered."))
    case.do(ask.Escalate(by=NURSE, to="panel"))


def test_a_stage_that_the_policy_leaves_out_of_such_a_case_says_so_and_can_still_be_reached() -> None:
    case = raised(subjects=(), facts=yes(significant="yes"))
    refused = case.refused(ask.Escalate(by=NURSE, to="panel", reason=WHY))
    assert "leaves Stage Three out" in refused.says
    assert case.do(ask.Escalate(by=NURSE, to="panel", reason=WHY, override=True))


def test_an_unknown_stage_is_refused_with_the_stages_there_are() -> None:
    assert "talk, leads, mediation or panel" in raised().refused(ask.Escalate(by=NURSE, to="leeds")).says


def test_somebody_outside_cannot_move_it_whatever_their_reason() -> None:
    refused = raised().refused(ask.Escalate(by=STRANGER, to="leads", reason=WHY, override=True))
    assert "not part of this escalation" in refused.says
    assert not refused.overridable
    assert not any(c.verdict.allowed for c in moves(RULES, raised().state, STRANGER, MONDAY))


def test_the_challenged_agency_may_take_it_further_and_never_back_or_aside() -> None:
    case = at_leads()
    back = case.refused(ask.Escalate(by=CONSTABLE, to="talk", reason=WHY, override=True))
    assert "being challenged" in back.says
    assert case.do(ask.Escalate(by=CONSTABLE, to="mediation"))
    aside = raised()
    aside.refused(ask.Escalate(by=CONSTABLE, to="mediation", reason=WHY, override=True))
    aside.do(ask.Escalate(by=CONSTABLE, to="leads", reason=WHY, override=True))


def test_a_closed_escalation_does_not_move() -> None:
    case = raised()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    for option in moves(RULES, case.state, NURSE, MONDAY):
        assert not option.verdict.overridable
        assert "Reopen it" in option.verdict.says
    assert "closed (withdrawn)" in case.refused(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True)).says


# --- lines -----------------------------------------------------------------------------------------------


def test_a_stage_with_lines_begins_at_the_first_that_the_challenged_agency_has() -> None:
    assert at_leads().state.line == "1"
    assert at_leads(responding=(CARE,)).state.line == "2"
    assert at_leads(responding=("schools",)).state.line == "1"  # no ladder at all: the router says so


def test_the_next_line_is_the_next_that_the_agency_has() -> None:
    case = at_leads()
    assert choice(case, "leads").line == "3"
    assert choice(case, "leads").verdict.allowed
    case.do(ask.Escalate(by=NURSE, to="leads"))
    assert case.state.line == "3"


def test_the_same_line_again_is_a_retry_and_every_attempt_is_kept() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="1"))
    case.do(ask.Escalate(by=NURSE, to="leads", line="1"))
    assert [visit.line for visit in case.state.visits] == [None, "1", "1", "1"]


def test_passing_over_a_line_takes_a_reason_and_so_does_going_back_one() -> None:
    case = at_leads()
    assert "reason" in case.refused(ask.Escalate(by=NURSE, to="leads", line="2")).says
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    case.refused(ask.Escalate(by=NURSE, to="leads", line="1"))
    case.refused(ask.Escalate(by=CONSTABLE, to="leads", line="1", reason=WHY, override=True))
    case.do(ask.Escalate(by=NURSE, to="leads", line="1", reason=WHY))
    assert case.state.line == "1"


def test_a_line_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert "Choose line 1, 2 or 3" in at_leads().refused(ask.Escalate(by=NURSE, to="leads", line="7")).says
    assert "has no lines" in raised().refused(ask.Escalate(by=NURSE, to="talk", line="1")).says
    assert (
        "has no line 9"
        in raised().refused(ask.Escalate(by=NURSE, to="leads", line="9", reason=WHY, override=True)).says
    )
    back = at_leads().refused(ask.Escalate(by=NURSE, to="talk", line="1", reason=WHY, override=True))
    assert "Stage One has no lines" in back.says
    assert "already at Stage One" in raised().refused(ask.Escalate(by=NURSE, to="talk")).says


def test_an_open_climb_counts_up_without_an_end() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    for tier in ("2", "3", "4", "5"):
        case.do(ask.Escalate(by=NURSE, to="mediation"))
        assert case.state.line == tier
    case.refused(ask.Escalate(by=NURSE, to="mediation", line="7"))
    case.refused(ask.Escalate(by=CONSTABLE, to="mediation", line="2", reason=WHY, override=True))
    case.refused(ask.Escalate(by=STRANGER, to="mediation", line="6", reason=WHY, override=True))
    assert "whole number" in case.refused(ask.Escalate(by=NURSE, to="mediation", line="top")).says


def test_a_stage_can_be_entered_at_a_chosen_line() -> None:
    case = raised()
    case.do(ask.RecordDiscussion(by=NURSE, summary="s"))
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    assert case.state.line == "3"


# --- the policy's own moves ------------------------------------------------------------------------------


def test_reaching_a_line_that_belongs_to_the_next_stage_opens_it_at_once() -> None:
    case = at_leads(facts=yes(significant="yes"))
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    assert (case.state.stage, entered(case).how) == ("panel", "automatic")


def test_an_automatic_move_waits_for_its_condition() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    assert case.state.stage == "leads"


@pytest.mark.parametrize("actor", [NURSE, NURSE_LEAD, OFFICE, CHAIR])
def test_the_button_and_the_guard_give_one_answer(actor: ask.Actor) -> None:
    for case in (raised(), raised(facts=yes(significant="yes")), at_leads()):
        for option in moves(case.rules, case.state, actor, MONDAY):
            command = ask.Escalate(
                by=actor, to=option.stage.id, line=option.line, reason=WHY, answers={"tried": "Everything."}
            )
            taken = may(case.rules, case.state, command, MONDAY)
            if option.verdict.allowed:
                assert taken.allowed, taken.says
            overridden = may(case.rules, case.state, replace(command, override=True), MONDAY)
            assert overridden.allowed is (option.verdict.allowed or option.verdict.overridable)
