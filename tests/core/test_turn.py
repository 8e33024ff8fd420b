"""With whom the next step lies, and from when on a record is missing."""

from dataclasses import replace
from datetime import timedelta

from tests.core.cast import (
    CONSTABLE,
    DUTIES,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    POLICE,
    STAGES,
    at,
    at_leads,
    at_panel,
    raised,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core.people import OFFICE
from wayforward.core.policy.duties import DutyKind
from wayforward.core.rulebook import Rulebook
from wayforward.core.turn import OUTSIDE, entered_at, record_missing_at, turn

WITHOUT_A_DATE = [duty for duty in DUTIES if duty.id != "look-again"]
NOTHING_OWED = rules_with(duties=())


def owing(**changes: object) -> Rulebook:
    """The policy with its duty to look again written in another way."""
    changed = [replace(duty, **changes) if duty.id == "look-again" else duty for duty in DUTIES]  # type: ignore[arg-type]  # any part of a duty
    return rules_with(duties=tuple(changed))


def test_it_is_the_turn_of_whoever_owes_what_the_stage_waits_for() -> None:
    case = raised()
    assert turn(case.rules, case.state) == (POLICE,)
    case = raised(owing(who=("raiser",)))
    assert turn(case.rules, case.state) == (HEALTH,)


def test_what_another_stage_waited_for_is_nobodys_turn_any_more() -> None:
    case = at_leads(rules=owing(who=("raiser",), when=("talk begins",), done_by=()))
    assert case.owed("look-again").open
    assert turn(case.rules, case.state) == (POLICE,)


def test_telling_and_keeping_records_wait_behind_an_unanswered_challenge() -> None:
    case = at_leads(rules=rules_with(duties=tuple(WITHOUT_A_DATE)))
    assert case.owed("tell-manager").due_at is not None
    assert turn(case.rules, case.state) == (POLICE,)
    case.do(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="We looked again."))
    assert turn(case.rules, case.state) == (HEALTH,)


def test_a_dated_answer_between_the_two_is_a_turn_and_an_undated_one_is_not() -> None:
    case = raised(owing(kind=DutyKind.CONFIRM, who=("raiser",)))
    assert turn(case.rules, case.state) == (HEALTH,)
    case = raised(owing(kind=DutyKind.CONFIRM, who=("raiser",), time=None))
    assert turn(case.rules, case.state) == (POLICE,)


def test_a_proposal_waits_for_those_who_have_not_agreed() -> None:
    case = raised()
    case.do(ask.Propose(by=CONSTABLE, outcome="A visit."))
    assert turn(case.rules, case.state) == (HEALTH,)


def test_where_somebody_decides_it_is_their_turn_wherever_they_are() -> None:
    case = at_panel()
    assert turn(case.rules, case.state) == (OFFICE, HEALTH, POLICE)


def test_a_body_outside_the_partnership_is_named_as_such() -> None:
    case = raised(owing(who=("reviewer",)))
    assert turn(case.rules, case.state) == (OUTSIDE,)


def test_with_nothing_owed_it_is_the_challenged_sides_turn_and_then_the_raisers() -> None:
    case = raised(NOTHING_OWED)
    assert turn(case.rules, case.state) == (POLICE,)
    case.do(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="We looked again."))
    assert turn(case.rules, case.state) == (HEALTH,)


def test_once_it_has_ended_it_is_the_turn_of_whoever_still_owes_something() -> None:
    case = raised()
    case.do(ask.Propose(by=CONSTABLE, outcome="A visit."))
    case.do(ask.Answer(by=NURSE, agree=True))
    assert turn(case.rules, case.state) == (POLICE,)
    case = raised(NOTHING_OWED)
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Settled by telephone."))
    assert turn(case.rules, case.state) == ()


def test_a_reminder_of_ours_is_nobodys_turn() -> None:
    case = raised(owing(who=("raiser",), system=True))
    assert turn(case.rules, case.state) == (POLICE,)


def test_another_line_does_not_begin_the_stage_anew() -> None:
    case = at_leads()
    later = MONDAY + timedelta(days=2)
    case.do(ask.Escalate(by=NURSE_LEAD, to="leads", line="3"), later)
    assert case.state.visits[-1].at == later
    assert entered_at(case.state) == MONDAY
    assert entered_at(replace(case.state, visits=())) is None


def test_a_record_without_a_date_is_missing_five_working_days_after_it_was_owed() -> None:
    case = raised()
    assert record_missing_at(case.rules, case.state) is None
    case = at_leads()
    due = record_missing_at(case.rules, case.state)
    assert due is not None
    assert due > at("2025-07-14 23:59")
    assert due < at("2025-07-15 00:00")


def test_a_record_with_a_date_of_the_policys_own_is_missing_from_then_on() -> None:
    case = at_leads()
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"))
    assert record_missing_at(case.rules, case.state) == case.owed("minutes").due_at


def test_a_record_that_is_made_is_not_missing() -> None:
    duties = tuple(duty for duty in DUTIES if duty.id != "minutes")
    case = at_leads(rules=rules_with(duties=duties, stages=STAGES))
    for owed in case.all_owed("file-record"):
        by = {HEALTH: NURSE_LEAD, POLICE: CONSTABLE}[owed.agency or ""]
        case.do(ask.Discharge(by=by, duty=owed.key))
    assert record_missing_at(case.rules, case.state) is None
