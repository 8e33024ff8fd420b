"""Dates that people set: protective ones, targets, the times a policy leaves to them, and extensions."""

from dataclasses import replace

from tests.core.cast import (
    CHAIR,
    CLOCK,
    CONSTABLE,
    DUTIES,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    SERGEANT,
    at,
    at_leads,
    at_panel,
    raised,
    rules_with,
    within,
)
from wayforward.core import commands as ask


def protect(by: ask.Actor, day: str, **changes: str) -> ask.SetDeadline:
    return ask.SetDeadline(
        by=by, due_at=at(day), reason=changes.get("reason", "r"), what=changes.get("what", "protective")
    )


def test_anybody_in_it_may_bring_a_protective_date_forward_and_only_its_setter_may_put_it_back() -> None:
    case = at_leads()
    case.do(protect(NURSE, "2025-07-10"))
    assert "put it back" in case.refused(protect(CONSTABLE, "2025-07-11")).says
    assert case.state.protective_at == at("2025-07-10")
    case.do(protect(NURSE_LEAD, "2025-07-11"))
    case.do(protect(CONSTABLE, "2025-07-09"))
    case.refused(protect(NURSE, "2025-07-12"))
    case.do(protect(OFFICE, "2025-07-12"))
    assert case.state.protective_at == at("2025-07-12")


def test_a_date_needs_a_reason_and_lies_ahead() -> None:
    assert "reason" in at_leads().refused(protect(NURSE, "2025-07-10", reason=" ")).says
    assert "in the future" in at_leads().refused(protect(NURSE, "2025-07-07")).says


def test_a_target_is_set_in_the_same_way_and_ends_with_its_stage() -> None:
    case = at_panel()
    case.do(protect(NURSE, "2025-07-10", what="target"))
    case.refused(protect(CONSTABLE, "2025-07-11", what="target"))
    case.do(protect(OFFICE, "2025-07-30"))
    case.refused(protect(CONSTABLE, "2025-07-11", what="target"))
    assert (case.state.target_at, case.state.protective_at) == (at("2025-07-10"), at("2025-07-30"))


def test_a_time_that_the_policy_leaves_to_a_post_is_set_by_its_holder() -> None:
    case = at_panel()
    assert "Independent Chair" in case.refused(protect(NURSE, "2025-07-21", what="panel-limit#1")).says
    case.do(protect(CHAIR, "2025-07-21", what="panel-limit#1"))
    assert case.owed("panel-limit").due_at == at("2025-07-21")


def test_a_time_that_the_policy_sets_is_not_set_by_anybody() -> None:
    assert "The policy sets this time" in at_leads().refused(protect(OFFICE, "2025-07-21", what="leads-limit#1")).says


def extension(by: ask.Actor, duty: str = "leads-limit#1", **changes: object) -> ask.Extend:
    given = {"until_at": at("2025-07-21"), "reason": "The family is away.", "judged_safe_by": "nurse lead"}
    return ask.Extend(by=by, duty=duty, **{**given, **changes})  # type: ignore[arg-type]  # any part of it


def test_staying_past_a_limit_takes_a_reason_and_the_name_of_who_judged_it_safe() -> None:
    case = at_leads()
    case.refused(extension(NURSE, reason=""))
    case.refused(extension(NURSE, judged_safe_by=" "))
    case.do(extension(NURSE))
    owed = case.owed("leads-limit")
    assert owed.due_at == at("2025-07-21")
    assert owed.because[-1] == "Extended for a recorded reason."
    assert "nurse lead" not in repr(owed)


def test_an_extension_is_later_than_the_deadline_it_extends() -> None:
    assert "has to be later" in at_leads().refused(extension(NURSE, until_at=at("2025-07-10"))).says


def test_the_challenged_agency_cannot_give_itself_longer_to_settle() -> None:
    assert "cannot give itself longer" in at_leads().refused(extension(CONSTABLE, agreed=True)).says
    assert "cannot give itself longer" in at_leads().refused(extension(CONSTABLE, "tell-manager#1")).says


def test_what_the_challenged_agency_owes_it_may_extend_with_a_reason() -> None:
    assert raised().do(extension(CONSTABLE, "look-again#1"))


def test_a_limit_that_the_policy_extends_only_by_agreement_needs_both_sides() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE, to="mediation"))
    assert "both sides agree" in case.refused(extension(NURSE, "mediation-limit#1")).says
    case.do(extension(NURSE, "mediation-limit#1", agreed=True))
    assert case.owed("mediation-limit").because[-1] == "Extended by agreement between both sides."


def test_the_challenged_agency_does_not_speak_for_the_agreement_of_both() -> None:
    by_agreement = within("2 working days", extends="by agreement")
    duties = tuple(replace(d, time=by_agreement) if d.id == "look-again" else d for d in DUTIES)
    case = raised(rules=rules_with(duties=duties))
    assert "record that it agrees" in case.refused(extension(CONSTABLE, "look-again#1", agreed=True)).says
    assert case.do(extension(OFFICE, "look-again#1", agreed=True))


def test_a_limit_that_may_not_be_extended_is_late_and_stops_nothing() -> None:
    case = at_leads()
    refused = case.refused(extension(NURSE, "whole-case#1", until_at=at("2025-09-01")))
    assert "Nothing stops when it passes" in refused.says
    case.do(ask.Escalate(by=NURSE, to="leads"), at("2025-09-01"))


def test_a_breach_that_was_recorded_stays_recorded_when_the_limit_is_extended() -> None:
    case = at_leads()
    case.do(ask.Tick(by=CLOCK), at("2025-07-15"))
    case.do(extension(NURSE))
    assert case.owed("leads-limit").passed_at == at("2025-07-15")


def test_what_is_not_owed_any_more_is_neither_extended_nor_set() -> None:
    case = at_leads()
    assert "not owed any more" in case.refused(extension(NURSE, "talk-limit#1")).says
    assert "not owed any more" in case.refused(protect(OFFICE, "2025-07-21", what="talk-limit#1")).says


def test_somebody_called_in_extends_only_what_they_owe() -> None:
    case = at_panel()
    case.refused(extension(CHAIR, "tell-manager#2"))
    assert case.do(extension(SERGEANT, f"file-record@{POLICE}#1"))


def test_a_date_beyond_the_calendar_is_taken_for_the_slip_that_it_is() -> None:
    far = at("2062-01-01")
    assert "Check the year" in raised().refused(ask.SetDeadline(by=NURSE, due_at=far, reason="r")).says
    longer = ask.Extend(by=NURSE, duty="talk-limit#1", until_at=far, reason="r", judged_safe_by="A manager")
    assert "Check the year" in raised().refused(longer).says
