"""What becomes of each duty under another version: its date then and now, and no wait that grows unsaid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.cast import (
    DUTIES,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    RULES,
    Case,
    at,
    at_leads,
    at_panel,
    of_kind,
    only_if,
    raised,
    within,
    yes,
)
from tests.core.versions import MONTH_LATER, TUESDAY, WEDNESDAY, decision, how, over, version, with_duty, without
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.times import Timescale
from wayforward.core.working_time import parse_amount


def test_an_earlier_limit_takes_effect() -> None:
    case = at_leads()
    events = over(case, version(duties=with_duty("leads-limit", time=within("3 working days", "leads begins"))))
    assert how(events) == {"leads-limit#1": "earlier"}
    assert case.owed("leads-limit").due_at == at("2025-07-10 23:59:59")


def test_a_later_limit_leaves_the_earlier_date_where_it_is() -> None:
    case = at_leads()
    was = case.owed("leads-limit").due_at
    longer = version(duties=with_duty("leads-limit", time=within("9 working days", "leads begins")))
    (carried,) = of_kind(over(case, longer), ev.DutyCarried)
    assert isinstance(carried, ev.DutyCarried)
    assert (carried.how, carried.due_at, carried.policy_at) == ("held", was, at("2025-07-18 23:59:59"))
    assert case.owed("leads-limit").due_at == was
    assert any("gives nobody longer" in line for line in carried.because)


def test_a_later_limit_takes_effect_where_the_decision_says_why_and_who_judged_it_safe() -> None:
    longer = version(duties=with_duty("leads-limit", time=within("9 working days", "leads begins")))
    case = at_leads()
    case.rules = longer.after(RULES)
    assert "judged that waiting longer is safe" in case.refused(decision(lengthen="They asked.")).says
    events = case.do(decision(lengthen="They asked.", judged_safe_by="The lead"))
    assert how(events) == {"leads-limit#1": "later"}
    assert case.owed("leads-limit").due_at == at("2025-07-18 23:59:59")
    (adopted,) = of_kind(events, ev.VersionAdopted)
    assert isinstance(adopted, ev.VersionAdopted)
    assert (adopted.longer, adopted.lengthen, adopted.judged_safe_by) == (True, "They asked.", "The lead")


def test_a_limit_that_the_version_gives_no_time_keeps_its_date() -> None:
    case = at_leads()
    was = case.owed("leads-limit").due_at
    over(case, version(duties=with_duty("leads-limit", time=Timescale(within=None))))
    assert case.owed("leads-limit").due_at == was


def test_a_kept_date_is_not_moved_by_what_the_version_waits_for() -> None:
    case = at_leads()
    rules = version(duties=with_duty("leads-limit", time=within("9 working days", "conference-held")))
    over(case, rules)
    was = case.owed("leads-limit").due_at
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"), WEDNESDAY)
    assert case.owed("leads-limit").due_at == was


def test_a_date_that_has_passed_by_the_version_is_counted_from_the_decision() -> None:
    case = at_leads()
    rules = version(duties=with_duty("leads-limit", time=within("1 working day", "leads begins")))
    events = over(case, rules, WEDNESDAY)
    assert how(events) == {"leads-limit#1": "anew"}
    assert case.owed("leads-limit").due_at == at("2025-07-10 23:59:59")


def test_a_date_that_has_passed_takes_effect_where_the_decision_says_so() -> None:
    case = at_leads()
    rules = version(duties=with_duty("leads-limit", time=within("1 working day", "leads begins")))
    over(case, rules, WEDNESDAY, backdate=True)
    assert case.owed("leads-limit").due_at == at("2025-07-08 23:59:59")


def test_what_is_counted_from_the_decision_never_falls_later_than_before() -> None:
    case = at_leads()
    was = case.owed("leads-limit").due_at
    rules = version(duties=with_duty("leads-limit", time=within("2 working days", "leads begins")))
    events = over(case, rules, at("2025-07-11 12:00"))
    assert how(events) == {"leads-limit#1": "held"}
    assert case.owed("leads-limit").due_at == was


def test_what_is_late_stays_late() -> None:
    case = at_leads()
    case.do(ask.Tick(by=ask.Actor(person="clock", agency="")), MONTH_LATER)
    late = case.owed("leads-limit")
    assert late.passed_at is not None
    for amount in ("1 working day", "9 working days"):
        again = Case(rules=case.rules, state=case.state, at=case.at)
        over(again, version(duties=with_duty("leads-limit", time=within(amount, "leads begins"))), MONTH_LATER)
        kept = again.owed("leads-limit")
        assert (kept.due_at, kept.passed_at) == (late.due_at, late.passed_at)


def test_a_limit_where_there_was_none_takes_effect() -> None:
    case = at_panel()
    rules = version(duties=with_duty("panel-limit", time=within("4 working days", "panel begins")))
    events = over(case, rules)
    assert how(events)["panel-limit#1"] == "earlier"
    assert case.owed("panel-limit").due_at == at("2025-07-11 23:59:59")


def test_a_date_that_a_person_agreed_to_stays() -> None:
    case = at_leads()
    until = at("2025-07-21 12:00")
    case.do(ask.Extend(by=NURSE, duty="leads-limit#1", until_at=until, reason="A meeting.", judged_safe_by="Lead"))
    events = over(case, version(duties=with_duty("leads-limit", time=within("3 working days", "leads begins"))))
    assert how(events) == {"leads-limit#1": "set"}
    assert case.owed("leads-limit").due_at == until


def test_a_duty_goes_on_with_those_who_owe_it_now() -> None:
    case = at_leads()
    over(case, version(duties=with_duty("update-manager", who=("responding lead",), to=("chair",))))
    owed = case.owed("update-manager")
    assert (owed.who, owed.to) == (("responding lead",), ("chair",))


def test_a_repeating_duty_counts_its_next_day_from_when_it_was_last_done() -> None:
    case = at_leads()
    case.do(ask.Discharge(by=NURSE_LEAD, duty="update-manager#1"), TUESDAY)
    over(case, version(duties=with_duty("update-manager", every=parse_amount("3 working days"))), WEDNESDAY)
    assert case.owed("update-manager").due_at == at("2025-07-11 23:59:59")


def test_a_duty_that_the_version_does_not_have_falls_away() -> None:
    case = at_leads()
    events = over(case, version(duties=without("file-record")))
    lapsed = {e.key: e.because for e in events if isinstance(e, ev.DutyLapsed)}
    assert set(lapsed) == {"file-record@health:acute#1", "file-record@police#1"}
    assert set(lapsed.values()) == {"version adopted"}
    assert not any(duty.open for duty in case.all_owed("file-record"))


def test_a_duty_that_the_version_asks_of_other_cases_only_falls_away() -> None:
    case = at_leads()
    over(case, version(duties=with_duty("file-record", applies=only_if(urgent="yes"))))
    assert not any(duty.open for duty in case.all_owed("file-record"))


def test_a_duty_whose_condition_is_the_same_stays_although_it_would_not_arise_now() -> None:
    case = at_leads(facts=yes(plan="child-protection"))
    assert case.owed("tell-reviewer").open
    case.do(ask.RecordFacts(by=NURSE, facts=yes(plan="none")))
    over(case, version())
    assert case.owed("tell-reviewer").open


def test_a_duty_that_the_version_ends_by_what_has_happened_falls_away() -> None:
    case = at_leads()
    case.do(ask.RecordDiscussion(by=NURSE, summary="We talked again."), TUESDAY)
    events = over(case, version(duties=with_duty("file-record", until=("discussion",))), WEDNESDAY)
    assert {e.because for e in events if isinstance(e, ev.DutyLapsed)} == {"discussion"}


def test_a_limit_that_falls_away_leaves_its_date_as_one_that_protects() -> None:
    case = at_leads()
    due = case.owed("leads-limit").due_at
    over(case, version(duties=without("leads-limit", "whole-case")))
    assert case.state.protective_at == due
    assert case.state.protective_by == OFFICE.agency


def test_a_limit_that_falls_away_leaves_no_date_where_another_is_as_early() -> None:
    case = at_leads()
    over(case, version(duties=without("whole-case")))
    assert case.state.protective_at is None


def test_a_limit_that_falls_away_leaves_no_date_where_the_decision_gives_longer() -> None:
    case = at_leads()
    rules = version(duties=without("leads-limit", "whole-case"))
    over(case, rules, lengthen="No limit is needed.", judged_safe_by="The lead")
    assert case.state.protective_at is None


NEW = Duty(
    id="write-it-down", kind=DutyKind.RECORD, says="Write it down.", who=("raising lead",), when=("leads begins",),
    until=("leads ends",), time=within("3 working days", "leads begins"),
)  # fmt: skip


def test_what_the_version_newly_asks_for_arises() -> None:
    case = at_leads()
    events = over(case, version(duties=(*DUTIES, NEW)))
    (adopted,) = of_kind(events, ev.VersionAdopted)
    assert isinstance(adopted, ev.VersionAdopted)
    assert adopted.arises == ("write-it-down",)
    assert case.owed("write-it-down").due_at == at("2025-07-10 23:59:59")


def test_what_the_version_newly_asks_for_does_not_begin_late() -> None:
    case = at_leads()
    over(case, version(duties=(*DUTIES, NEW)), MONTH_LATER)
    assert case.owed("write-it-down").due_at == at("2025-08-14 23:59:59")
    assert any("the version was adopted" in line for line in case.owed("write-it-down").because)


def test_what_the_version_newly_asks_for_begins_late_where_the_decision_says_so() -> None:
    case = at_leads()
    over(case, version(duties=(*DUTIES, NEW)), MONTH_LATER, backdate=True)
    assert case.owed("write-it-down").due_at == at("2025-07-10 23:59:59")


def test_what_would_be_over_by_now_does_not_arise() -> None:
    case = at_panel()
    over(case, version(duties=(*DUTIES, NEW)))
    assert case.all_owed("write-it-down") == []


def test_what_was_done_before_is_not_asked_for_again() -> None:
    case = at_leads()
    case.do(ask.Discharge(by=NURSE_LEAD, duty="tell-manager#1"))
    over(case, version(duties=with_duty("tell-manager", when=("raised", "a formal stage begins"))))
    assert len(case.all_owed("tell-manager")) == 1


def test_what_did_not_arise_for_a_reason_that_still_holds_does_not_arise() -> None:
    case = at_leads()
    over(case, version())
    assert case.all_owed("tell-reviewer") == []


AMOUNTS = st.sampled_from(["1 working day", "3 working days", "5 working days", "9 working days", "48 hours"])
LIMITS = st.dictionaries(
    st.sampled_from([d.id for d in DUTIES if d.time is not None or d.every is not None]), AMOUNTS, max_size=5
)
STARTS: tuple[Callable[[], Case], ...] = (raised, at_leads, at_panel)


@given(
    limits=LIMITS, gone=st.sets(st.sampled_from([d.id for d in DUTIES])), begin=st.sampled_from(STARTS),
    hours=st.integers(0, 400), backdate=st.booleans(),
)  # fmt: skip
def test_no_wait_grows_unless_the_decision_says_so(
    limits: dict[str, str], gone: set[str], begin: Callable[[], Case], hours: int, backdate: bool
) -> None:
    def timed(duty: Duty) -> Duty:
        amount = limits.get(duty.id)
        if amount is None:
            return duty
        time = replace(duty.time, within=parse_amount(amount)) if duty.time else None
        return replace(duty, time=time, every=parse_amount(amount) if duty.every else None)

    case = begin()
    when = MONDAY + timedelta(hours=hours)
    case.do(ask.Tick(by=ask.Actor(person="clock", agency="")), when)
    before = case.state
    over(case, version(duties=tuple(timed(d) for d in DUTIES if d.id not in gone)), when, backdate=backdate)
    for owed in before.owed():
        after = case.state.duties[owed.key]
        assert owed.due_at is None or not after.open or (after.due_at is not None and after.due_at <= owed.due_at)
        if after.open and not backdate and after.due_at is not None and after.due_at != owed.due_at:
            assert after.due_at > when
    if not backdate and (still := _soonest(before, when)) is not None:
        now = _soonest(case.state, when)
        assert now is not None
        assert now <= still


def _soonest(state: Escalation, when: datetime) -> datetime | None:
    """The next instant at which a limit or a cap is late."""
    clocks = [owed for owed in state.owed() if owed.kind in CLOCKS]
    dates = [state.protective_at, *(effective_deadline(state, owed) for owed in clocks)]
    return min((due for due in dates if due is not None and due > when), default=None)
