"""What follows from what happens: duties that arise, their clocks, and who is told."""

from dataclasses import replace
from datetime import date, timedelta

from tests.core.cast import (
    CARE,
    CLOCK,
    CONSTABLE,
    DUTIES,
    HEALTH,
    LONDON,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    POLICE,
    POLICY,
    SERGEANT,
    Case,
    a_raise,
    at,
    at_leads,
    at_panel,
    of_kind,
    raised,
    rules_with,
    within,
    yes,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import rulebook
from wayforward.core.limits import limit, overdue
from wayforward.core.policy.duties import Duty, DutyKind, Timescale
from wayforward.core.policy.stages import Move, MoveKind
from wayforward.core.working_time import Calendar, parse_amount

WHY = "The child is not safe."


def due_on(owed: Owed) -> date | None:
    return owed.due_at.astimezone(LONDON).date() if owed.due_at else None


def with_duty(duty: Duty) -> Case:
    return Case(rules=rules_with(duties=(*DUTIES, duty)))


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
        case.do(a_raise(), MONDAY)
    talked.do(ask.RecordDiscussion(by=NURSE, summary="s"))
    for case in (talked, silent):
        case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True), at("2025-07-09"))
    assert due_on(talked.owed("follow")) == date(2025, 7, 8)
    assert due_on(silent.owed("follow")) == date(2025, 7, 10)


def test_a_time_that_the_policy_leaves_to_a_person_names_the_post() -> None:
    owed = at_panel().owed("panel-limit")
    assert owed.due_at is None
    assert "Independent Chair" in owed.because[0]


def test_a_time_that_the_policy_neither_gives_nor_leaves_to_anybody_is_no_time() -> None:
    untimed = Duty(id="untimed", kind=DutyKind.MEET, says="u", who=("raiser",), when=("raised",),
                   time=Timescale(within=None, silent="No time is given."))  # fmt: skip
    case = with_duty(untimed)
    case.do(a_raise())
    assert case.owed("untimed").because == ("The policy gives no time for this.",)


def test_where_the_policy_gives_no_time_nothing_is_ever_late() -> None:
    case = at_panel()
    owed = case.owed("file-record")
    assert owed.because == ("The policy gives no time for this.",)
    assert not overdue(case.state, owed, MONDAY + timedelta(days=4000))


def test_a_day_beyond_the_calendar_stops_nothing_and_the_duty_says_why_it_has_no_date() -> None:
    short = Calendar.of("england", {}, first=date(2025, 1, 1), last=date(2025, 7, 9))
    case = Case(rules=rulebook(POLICY, short))
    case.do(a_raise(), MONDAY)
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


def test_an_agency_that_only_supports_does_not_owe_what_the_parties_owe() -> None:
    case = at_leads()
    case.do(ask.Join(by=NURSE, agency=CARE, side="supporting"))
    assert len(case.all_owed("file-record")) == 2


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
    case.do(a_raise(), MONDAY)
    case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True))
    resolve(case)
    assert case.owed("update-manager").open
    case.do(ask.Discharge(by=SERGEANT, duty="confirm#1"))
    assert not case.owed("update-manager").open


def test_a_last_update_made_by_the_closing_itself_asks_for_no_other() -> None:
    last = replace(_duty("update-manager"), done_by=("settled",))
    case = Case(rules=rules_with(duties=tuple(last if d.id == last.id else d for d in DUTIES)))
    case.do(a_raise(), MONDAY)
    case.do(ask.Escalate(by=NURSE, to="leads", reason=WHY, override=True))
    resolve(case)
    assert [owed.open for owed in case.all_owed("update-manager")] == [False]
    assert case.owed("update-manager").done_at is not None


def test_two_duties_that_discharge_each_other_and_repeat_come_to_an_end() -> None:
    one = Duty(id="ping", kind=DutyKind.UPDATE, says="p", who=("raiser",), when=("raised",), done_by=("pong done",),
               every=parse_amount("1 working day"))  # fmt: skip
    other = replace(one, id="pong", done_by=("ping done",))
    case = Case(rules=rules_with(duties=(*DUTIES, one, other)))
    case.do(a_raise(), MONDAY)
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


def _duty(name: str) -> Duty:
    return next(duty for duty in DUTIES if duty.id == name)
