"""What follows from what happens: duties that arise, their clocks, and who is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.core.cast import (
    CALENDAR,
    CARE,
    CLOCK,
    CONSTABLE,
    DUTIES,
    HEALTH,
    LONDON,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    POLICY,
    SERGEANT,
    Case,
    at,
    at_leads,
    at_panel,
    of_kind,
    only_if,
    raised,
    rules_with,
    within,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.duties import effective_deadline, limit, limit_of_stage, overdue
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import rulebook
from wayforward.core.policy import Duty, DutyKind, Move, MoveKind
from wayforward.core.working_time import Calendar, parse_amount

WHY = "The child is not safe."


def due_on(owed: Owed) -> date | None:
    return owed.due_at.astimezone(LONDON).date() if owed.due_at else None


def with_duty(duty: Duty, **changes: object) -> Case:
    return Case(rules=rules_with(duties=(*DUTIES, duty), **changes))


def resolve(case: Case) -> None:
    case.do(ask.Propose(by=CONSTABLE, outcome="Agreed.", answers={"agreed-actions": "A visit."}))
    case.do(ask.Answer(by=NURSE, agree=True))


# --- clocks ----------------------------------------------------------------------------------------------


def test_a_stage_begun_on_the_thursday_before_a_bank_holiday_runs_to_the_next_friday() -> None:
    case = at_leads(when=at("2025-08-21 14:10"))
    owed = limit(case.state)
    assert owed is not None
    assert (due_on(owed), owed.force) == (date(2025, 8, 29), "must")
    assert owed.target_at is not None
    assert owed.target_at.astimezone(LONDON).date() == date(2025, 8, 27)
    assert any("Summer bank holiday" in sentence for sentence in owed.because)


def test_the_clock_of_the_first_stage_starts_when_the_concern_was_first_raised() -> None:
    case = raised(when=at("2025-07-09"), concern_raised_at=MONDAY)
    assert due_on(case.owed("talk-limit")) == date(2025, 7, 14)


def test_a_clock_starts_when_something_happened_not_when_it_was_written_down() -> None:
    case = raised()
    case.do(ask.RecordDiscussion(by=NURSE, summary="s"))
    case.do(ask.Escalate(by=NURSE, to="leads", occurred_at=MONDAY), at("2025-07-09"))
    assert due_on(case.owed("leads-limit")) == date(2025, 7, 14)


def test_a_clock_that_has_not_started_says_what_it_waits_for_and_starts_then() -> None:
    case = at_leads()
    minutes = case.owed("minutes")
    assert minutes.due_at is None
    assert minutes.waiting_for == ("conference-held",)
    assert "conference-held" in minutes.because[0]
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"), at("2025-07-10"))
    assert due_on(case.owed("minutes")) == date(2025, 7, 14)
    assert case.owed("minutes").waiting_for == ()


def test_the_first_start_that_has_happened_starts_the_clock() -> None:
    followed = Duty(id="follow", kind=DutyKind.MEET, says="f", who=("raiser",), when=("leads begins",),
                    time=within("1 working day", "discussion at talk", "talk ends"))  # fmt: skip
    talked, silent = with_duty(followed), with_duty(followed)
    for case in (talked, silent):
        case.do(_raise(), MONDAY)
    talked.do(ask.RecordDiscussion(by=NURSE, summary="s"))
    for case in (talked, silent):
        case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True), at("2025-07-09"))
    assert due_on(talked.owed("follow")) == date(2025, 7, 8)
    assert due_on(silent.owed("follow")) == date(2025, 7, 10)


def test_a_time_that_the_policy_leaves_to_a_person_names_the_post() -> None:
    owed = at_panel().owed("panel-limit")
    assert owed.due_at is None
    assert "Independent Chair" in owed.because[0]


def test_where_the_policy_gives_no_time_nothing_is_ever_late() -> None:
    case = at_panel()
    owed = case.owed("file-record")
    assert owed.because == ("The policy gives no time for this.",)
    assert not overdue(case.state, owed, MONDAY + timedelta(days=4000))


def test_a_day_beyond_the_calendar_stops_nothing_and_the_duty_says_why_it_has_no_date() -> None:
    short = Calendar.of("england", {}, first=date(2025, 1, 1), last=date(2025, 7, 9))
    case = Case(rules=rulebook(POLICY, short))
    case.do(_raise(), MONDAY)
    owed = case.owed("talk-limit")
    assert owed.due_at is None
    assert owed.because != ("The policy gives no time for this.",)
    assert case.state.open


# --- arising and ending ----------------------------------------------------------------------------------


def test_a_duty_arises_only_where_its_condition_holds() -> None:
    assert not at_leads().all_owed("tell-reviewer")
    assert at_leads(facts=yes(plan="child-protection")).all_owed("tell-reviewer")


def test_a_plan_that_starts_later_still_gives_rise_to_it_and_it_arises_once() -> None:
    case = at_leads()
    case.do(ask.RecordFacts(by=NURSE, facts=yes(plan="child-protection")))
    case.do(ask.RecordFacts(by=NURSE, facts=yes(plan="none")))
    case.do(ask.RecordFacts(by=NURSE, facts=yes(plan="child-protection")))
    assert len(case.all_owed("tell-reviewer")) == 1


def test_each_agency_owes_its_own_and_an_agency_that_joins_owes_it_too() -> None:
    case = at_leads()
    assert {owed.agency for owed in case.all_owed("file-record")} == {HEALTH, POLICE}
    case.do(ask.Join(by=NURSE, agency=CARE, side="responding"))
    assert f"file-record@{CARE}#1" in case.state.duties
    case.do(ask.Join(by=NURSE, agency=CARE, side="responding", person="another"))
    assert len(case.all_owed("file-record")) == 3


def test_every_formal_stage_asks_for_its_own_notice() -> None:
    assert len(at_panel().all_owed("tell-manager")) == 2


def test_what_was_asked_for_discharges_a_duty() -> None:
    case = raised()
    case.do(ask.Respond(by=CONSTABLE, outcome="changed", reasons="We visited."))
    assert case.owed("look-again").done_at is not None


def test_a_stages_limit_is_met_when_it_is_settled_there_and_lapses_when_it_is_left() -> None:
    settled, left = at_leads(), at_leads()
    resolve(settled)
    left.do(ask.Escalate(by=NURSE, to="mediation"))
    assert settled.owed("leads-limit").done_at is not None
    assert left.owed("leads-limit").lapsed_at is not None
    assert left.owed("leads-limit").done_at is None
    assert limit(left.state) == left.owed("mediation-limit")


def test_a_cap_runs_over_its_stages_and_ends_with_them_but_not_for_a_stage_beside() -> None:
    case = at_leads()
    assert due_on(case.owed("whole-case")) == date(2025, 8, 4)
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    assert case.owed("whole-case").open
    case.do(ask.Escalate(by=NURSE, to="panel", reason=WHY, override=True))
    assert case.owed("whole-case").lapsed_at is not None


def test_written_confirmation_is_still_owed_after_it_was_resolved() -> None:
    case = at_leads(when=at("2025-08-25"))
    case.at = at("2025-08-27")
    resolve(case)
    assert not case.state.open
    assert (due_on(case.owed("confirm")), case.owed("confirm").agency) == (date(2025, 9, 3), POLICE)
    case.do(ask.Discharge(by=SERGEANT, duty="confirm#1"))
    assert case.owed("tell-raiser").open


def test_a_duty_can_end_undone() -> None:
    case = at_leads()
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    assert {owed.lapsed_at is not None for owed in case.all_owed("file-record")} == {True}


def test_opening_it_again_asks_for_the_stages_duties_again() -> None:
    case = at_leads()
    resolve(case)
    case.do(ask.Reopen(by=CONSTABLE, reason="It happened again."), at("2025-07-14"))
    again = limit(case.state)
    assert again is not None
    assert (again.key, due_on(again)) == ("leads-limit#2", date(2025, 7, 21))


# --- repeating -------------------------------------------------------------------------------------------


def test_an_update_is_due_five_working_days_after_the_last_or_after_a_step() -> None:
    case = at_leads()
    assert due_on(case.owed("update-manager")) == date(2025, 7, 14)
    case.do(ask.Escalate(by=NURSE, to="leads"), at("2025-07-09"))
    assert due_on(case.owed("update-manager")) == date(2025, 7, 16)
    assert [owed.open for owed in case.all_owed("update-manager")] == [False, True]


def test_with_no_step_updates_fall_due_week_by_week() -> None:
    case = at_leads()
    case.do(ask.Discharge(by=NURSE_LEAD, duty="update-manager#1"), at("2025-07-14"))
    assert due_on(case.owed("update-manager")) == date(2025, 7, 21)


def test_an_update_that_was_missed_stays_late_until_it_is_made() -> None:
    case = at_leads()
    case.do(ask.Tick(by=CLOCK), at("2025-07-29"))
    assert len(case.all_owed("update-manager")) == 1
    assert overdue(case.state, case.owed("update-manager"), at("2025-07-29"))


def test_what_repeats_ends_when_the_escalation_does_unless_the_policy_says_otherwise() -> None:
    case = at_leads()
    resolve(case)
    assert not case.owed("update-manager").open
    longer = replace(_duty("update-manager"), until=("confirm done",))
    case = Case(rules=rules_with(duties=tuple(longer if d.id == longer.id else d for d in DUTIES)))
    case.do(_raise(), MONDAY)
    case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True))
    resolve(case)
    assert case.owed("update-manager").open
    case.do(ask.Discharge(by=SERGEANT, duty="confirm#1"))
    assert not case.owed("update-manager").open


def test_a_last_update_made_by_the_closing_itself_asks_for_no_other() -> None:
    last = replace(_duty("update-manager"), done_by=("settled",))
    case = Case(rules=rules_with(duties=tuple(last if d.id == last.id else d for d in DUTIES)))
    case.do(_raise(), MONDAY)
    case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True))
    resolve(case)
    assert [owed.open for owed in case.all_owed("update-manager")] == [False]
    assert case.owed("update-manager").done_at is not None


def test_two_duties_that_discharge_each_other_and_repeat_come_to_an_end() -> None:
    one = Duty(id="ping", kind=DutyKind.UPDATE, says="p", who=("raiser",), when=("raised",), done_by=("pong done",),
               every=parse_amount("1 working day"))  # fmt: skip
    other = replace(one, id="pong", done_by=("ping done",))
    case = Case(rules=rules_with(duties=(*DUTIES, one, other)))
    case.do(_raise(), MONDAY)
    events = case.do(ask.Discharge(by=NURSE, duty="ping#1"))
    assert len(of_kind(events, ev.DutyDischarged)) == 2
    assert case.owed("ping").open
    assert case.owed("pong").open


def test_automatic_moves_that_lead_in_a_circle_come_to_an_end() -> None:
    stages = tuple(
        replace(
            stage,
            moves=(Move(id=f"{stage.id}-on", to=to, kind=MoveKind.NEXT, automatic="a stage begins"),),
        )
        for stage, to in zip(POLICY.stages, ("leads", "mediation", "panel", "talk"), strict=True)
    )
    case = raised(rules=rules_with(stages=stages))
    assert len(case.state.visits) == 5


# --- being late, and protective dates --------------------------------------------------------------------


def test_being_late_is_known_without_any_clock_and_recorded_once_by_it() -> None:
    case = at_leads()
    late = at("2025-07-15")
    owed = case.owed("leads-limit")
    assert not overdue(case.state, owed, at("2025-07-14 23:59"))
    assert overdue(case.state, owed, late)
    first = case.do(ask.Tick(by=CLOCK), late)
    assert {event.duty for event in of_kind(first, ev.DeadlinePassed)} >= {"leads-limit", "tell-manager"}  # type: ignore[attr-defined]  # DeadlinePassed only
    assert case.do(ask.Tick(by=CLOCK), late) == ()
    assert (case.state.stage, case.state.open) == ("leads", True)


def test_only_the_policys_own_move_moves_a_case_when_time_runs_out() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    case.do(ask.Tick(by=CLOCK), MONDAY + timedelta(hours=48))
    assert case.state.stage == "mediation"
    case.do(ask.Tick(by=CLOCK), MONDAY + timedelta(hours=48, seconds=1))
    assert case.state.stage == "panel"


def test_a_protective_date_counts_where_it_is_earlier_and_only_for_limits() -> None:
    case = at_leads(when=at("2026-01-05"))
    protective = at("2026-01-07 10:00")
    assert effective_deadline(case.state, case.owed("leads-limit")) == case.owed("leads-limit").due_at
    case.do(ask.SetDeadline(by=NURSE, due_at=protective, reason="Due to be born."))
    owed = case.owed("leads-limit")
    assert effective_deadline(case.state, owed) == protective
    assert due_on(owed) == date(2026, 1, 12)
    assert overdue(case.state, owed, at("2026-01-07 10:01"))
    assert effective_deadline(case.state, case.owed("tell-manager")) == case.owed("tell-manager").due_at
    case.do(ask.Tick(by=CLOCK), at("2026-01-07 10:01"))
    assert case.owed("leads-limit").passed_at is not None


def test_a_protective_date_later_than_the_policys_changes_nothing() -> None:
    case = at_leads()
    case.do(ask.SetDeadline(by=NURSE, due_at=at("2025-07-30"), reason="r"))
    assert effective_deadline(case.state, case.owed("leads-limit")) == case.owed("leads-limit").due_at


def test_where_the_policy_gives_no_time_a_protective_date_is_the_deadline() -> None:
    case = at_panel()
    protective = at("2025-07-09")
    case.do(ask.SetDeadline(by=NURSE, due_at=protective, reason="r"))
    assert effective_deadline(case.state, limit(case.state)) == protective
    assert effective_deadline(case.state, None) == protective


def test_a_protective_date_that_has_passed_does_not_make_the_next_stage_late_from_its_first_minute() -> None:
    case = at_leads()
    case.do(ask.SetDeadline(by=NURSE, due_at=at("2025-07-08"), reason="r"))
    case.do(ask.Escalate(by=NURSE, to="mediation"), at("2025-07-09"))
    owed = limit(case.state)
    assert owed is not None
    assert effective_deadline(case.state, owed) == owed.due_at


def test_a_stages_limit_is_found_by_its_stage() -> None:
    case = at_leads()
    assert limit_of_stage(case.rules, "leads") == "leads-limit"
    assert limit_of_stage(rulebook(replace(POLICY, duties=()), CALENDAR), "leads") is None


# --- notices ---------------------------------------------------------------------------------------------


def test_a_notice_goes_to_those_it_is_for_and_to_those_who_owe_something() -> None:
    case = at_leads()
    assert ("partnership-manager", "office", "notify") in case.told()
    assert ("lead", HEALTH, "duty") in case.told()
    assert ("each agency", POLICE, "duty") in case.told()


def test_nobody_is_told_of_what_they_have_just_done_themselves() -> None:
    case = raised()
    case.do(ask.RecordDiscussion(by=NURSE_LEAD, summary="s"))
    case.do(ask.Escalate(by=NURSE_LEAD, to="leads"))
    assert ("lead", HEALTH, "duty") not in case.told()
    assert ("lead", POLICE, "stage") in case.told()


def test_those_whom_a_stage_brings_in_are_told_that_it_began() -> None:
    case = at_panel()
    assert ("chair", "office", "stage") in case.told()
    assert ("counterpart", POLICE, "stage") in case.told()
    assert ("raiser", HEALTH, "stage") not in case.told()


def test_a_notice_that_cannot_be_sent_is_owed_all_the_same_and_says_why() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads", line="3"))
    blocked = [e for e in case.events if isinstance(e, ev.NoticeOwed) and e.blocked]
    assert [(e.to, e.blocked) for e in blocked] == [("chair", "The policy prints no address for the chair.")]


def test_an_update_is_told_when_it_is_made_and_not_when_a_step_makes_it_needless() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="leads"))
    assert ("partnership-manager", "office", "update") not in case.told()
    case.do(ask.Discharge(by=NURSE_LEAD, duty="update-manager#2"))
    assert ("partnership-manager", "office", "update") in case.told()


def test_the_worker_who_raised_it_hears_how_it_ended_whoever_ended_it() -> None:
    case = at_leads()
    case.do(ask.Close(by=NURSE_LEAD, ending="withdrawn", reason="Moved away."))
    assert ("raiser", HEALTH, "closed") in case.told()
    own = at_leads()
    own.do(ask.Close(by=NURSE, ending="withdrawn", reason="Moved away."))
    assert ("raiser", HEALTH, "closed") not in own.told()


def test_a_policy_that_tells_the_raiser_itself_is_enough() -> None:
    tells = Duty(id="outcome", kind=DutyKind.NOTIFY, says="o", who=("raising lead",), to=("raiser",), when=("closed",))
    case = with_duty(tells)
    case.do(_raise(), MONDAY)
    case.do(ask.Close(by=NURSE_LEAD, ending="withdrawn", reason="r"))
    assert [told for told in case.told() if told[0] == "raiser"] == [("raiser", HEALTH, "notify")]


def test_every_notice_has_a_name_of_its_own() -> None:
    case = at_panel(responding=(POLICE, CARE))
    case.do(ask.Close(by=NURSE, ending="withdrawn", reason="r"))
    case.do(ask.Reopen(by=NURSE, reason="r"))
    keys = [e.key for e in case.events if isinstance(e, ev.NoticeOwed)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("secret", ["Baby Smith", "We talked.", "Everything."])
def test_no_notice_and_no_duty_carries_what_people_wrote(secret: str) -> None:
    case = at_panel(subjects=(ask.Subject(kind="child", name="Baby Smith"),))
    told = of_kind(case.events, ev.NoticeOwed) + of_kind(case.events, ev.DutyArose)
    assert told
    assert secret not in repr(told)


def test_a_duty_whose_owner_nobody_knows_is_shown_and_left_to_the_office() -> None:
    gone = with_duty(Duty(id="odd", kind=DutyKind.NOTIFY, says="o", who=("nobody-known",), when=("raised",),
                          applies=only_if(urgent="no")))  # fmt: skip
    gone.do(_raise(), MONDAY)
    assert ("nobody-known", None, "duty") in gone.told()
    gone.refused(ask.Discharge(by=NURSE, duty="odd#1"))
    gone.do(ask.Discharge(by=OFFICE, duty="odd#1"))


def _duty(name: str) -> Duty:
    return next(duty for duty in DUTIES if duty.id == name)


def _raise() -> ask.Raise:
    return ask.Raise(by=NURSE, ref="WF-2", raising=HEALTH, responding=(POLICE,), subjects=(ask.Subject(kind="child"),))
