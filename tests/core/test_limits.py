"""Limits, being late, and the dates that people set."""

from dataclasses import replace
from datetime import date, timedelta

from tests.core.cast import (
    CALENDAR,
    CLOCK,
    LONDON,
    MONDAY,
    NURSE,
    POLICY,
    at,
    at_leads,
    at_panel,
    of_kind,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import rulebook
from wayforward.core.limits import effective_deadline, limit, limit_of_stage, overdue


def due_on(owed: Owed) -> date | None:
    return owed.due_at.astimezone(LONDON).date() if owed.due_at else None


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
