"""A day off declared late, or taken back: which open dates move, which stay, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.cast import (
    CALENDAR,
    CLOCK,
    HEALTH,
    LONDON,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    OFFICE,
    POLICE,
    POLICY,
    RULES,
    SERGEANT,
    Case,
    at,
    at_leads,
    raised,
    rules_with,
    within,
)
from tests.core.versions import over, version, with_duty
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.working_time import Calendar

TUESDAY, WEDNESDAY = at("2025-07-08"), at("2025-07-09")
SPRING = frozenset({date(2025, 5, 26)})  # a bank holiday
WEDNESDAY_OFF = {date(2025, 7, 9): "Day of mourning"}
LIMIT = at("2025-07-14 23:59:59")  # five working days after Monday 7 July
SAYS = "Wednesday 9 July 2025 is a day off: “Day of mourning”."


def days(closed: Mapping[date, str] | None = None, works: frozenset[date] = frozenset()) -> Calendar:
    """The nation's days with these closed, and without these bank holidays."""
    holidays = {day: name for day, name in CALENDAR.holidays.items() if day not in works}
    return Calendar.of("england", holidays, closed or {}, first=CALENDAR.first, last=CALENDAR.last)


def rebase(
    case: Case, calendar: Calendar, when: datetime = TUESDAY, *, declared_at: datetime | None = None, number: int = 1
) -> tuple[ev.Event, ...]:
    case.rules = replace(case.rules, calendar=calendar)
    return case.do(command(declared_at or when, number), when)


def command(declared_at: datetime = TUESDAY, number: int = 1) -> ask.Rebase:
    says = {date(2025, 7, 9): SAYS}
    return ask.Rebase(by=CLOCK, calendar=number, declared_at=declared_at, days=says)


def timed(events: tuple[ev.Event, ...]) -> dict[str, ev.DutyTimed]:
    return {event.key: event for event in events if isinstance(event, ev.DutyTimed)}


def test_a_day_off_declared_late_moves_an_open_limit_with_both_dates_and_why() -> None:
    case = at_leads()
    moved = timed(rebase(case, days(WEDNESDAY_OFF)))["leads-limit#1"]
    assert (moved.how, moved.was_at, moved.due_at) == ("rebased", LIMIT, at("2025-07-15 23:59:59"))
    assert moved.calendar == 1
    assert moved.because[-2:] == (
        SAYS,
        "It was due by the end of Monday 14 July 2025, and is now due by the end of Tuesday 15 July 2025.",
    )
    assert case.owed("leads-limit").due_at == at("2025-07-15 23:59:59")


def test_the_aim_moves_with_the_limit() -> None:
    case = at_leads()
    assert case.owed("leads-limit").target_at == at("2025-07-10 23:59:59")
    rebase(case, days(WEDNESDAY_OFF))
    assert case.owed("leads-limit").target_at == at("2025-07-11 23:59:59")


def test_counting_again_by_the_same_calendar_moves_nothing() -> None:
    case = at_leads()
    rebase(case, days(WEDNESDAY_OFF))
    assert rebase(case, days(WEDNESDAY_OFF), WEDNESDAY) == ()


def test_taking_a_closure_back_gives_the_first_dates_back() -> None:
    case = at_leads()
    first = {key: owed.due_at for key, owed in case.state.duties.items()}
    assert rebase(case, days(WEDNESDAY_OFF))
    rebase(case, days(), number=2)
    assert {key: owed.due_at for key, owed in case.state.duties.items()} == first


def test_a_date_that_had_passed_stays_passed_whether_or_not_the_clock_had_seen_it() -> None:
    for ticked in (True, False):
        case = at_leads()
        late = at("2025-07-16")
        if ticked:
            case.do(ask.Tick(by=CLOCK), late)
        assert "leads-limit#1" not in timed(rebase(case, days(WEDNESDAY_OFF), late))
        assert case.owed("leads-limit").due_at == LIMIT
        assert case.owed("leads-limit").overdue(late)


def test_a_date_that_passed_while_no_clock_ran_moves_where_the_day_off_was_declared_before() -> None:
    case = at_leads()
    moved = timed(rebase(case, days(WEDNESDAY_OFF), at("2025-07-15"), declared_at=TUESDAY))
    assert moved["leads-limit#1"].due_at == at("2025-07-15 23:59:59")


def test_a_limit_that_is_late_by_a_protective_date_stays_where_it_is() -> None:
    case = at_leads()
    case.do(ask.SetDeadline(by=NURSE, due_at=TUESDAY, reason="She goes home on Tuesday."))
    case.do(ask.Tick(by=CLOCK), WEDNESDAY)
    moved = timed(rebase(case, days({date(2025, 7, 10): "Closed"}), WEDNESDAY))
    assert "leads-limit#1" not in moved
    assert case.owed("leads-limit").passed_at == WEDNESDAY


def test_a_date_in_hours_or_set_or_extended_by_a_person_stays() -> None:
    case = at_leads()
    case.do(ask.Escalate(by=NURSE_LEAD, to="mediation", reason="It is needed."))
    hours = case.owed("mediation-limit").due_at
    case.do(ask.Extend(by=OFFICE, duty="look-again#1", until_at=at("2025-07-16"), reason="Ill.", judged_safe_by="Dr A"))
    moved = timed(rebase(case, days(WEDNESDAY_OFF)))
    assert "mediation-limit#1" not in moved
    assert "look-again#1" not in moved
    assert (case.owed("mediation-limit").due_at, case.owed("look-again").due_at) == (hours, at("2025-07-16"))


def test_a_protective_date_stays_where_it_is() -> None:
    case = at_leads()
    case.do(ask.SetDeadline(by=NURSE, due_at=at("2025-07-11"), reason="He goes home on Friday."))
    rebase(case, days(WEDNESDAY_OFF))
    assert case.state.protective_at == at("2025-07-11")


def test_a_limit_in_working_hours_never_moves_later_and_may_move_earlier() -> None:
    duties = with_duty("look-again", time=within("16 working hours"))
    case = raised(rules_with(duties=duties))
    rebase(case, days(WEDNESDAY_OFF))
    assert case.owed("look-again").due_at == at("2025-07-09 10:00")
    case = raised(rules_with(duties=duties), at("2025-05-23"))
    assert case.owed("look-again").due_at == at("2025-05-28 10:00")
    rebase(case, days(works=SPRING), at("2025-05-24"))
    assert case.owed("look-again").due_at == at("2025-05-27 10:00")


def test_where_somebody_is_in_immediate_danger_no_date_moves_later() -> None:
    danger = Fact(id="immediate-danger", asks="Is anybody in danger now?", kind=FactKind.YES_NO)
    for answer, moves in (("yes", False), ("no", True)):
        case = raised(rules_with(facts=(*POLICY.facts, danger)), facts={"immediate-danger": (answer,)})
        assert bool(rebase(case, days(WEDNESDAY_OFF))) is moves


def test_a_correction_makes_nothing_late() -> None:
    """Friday 30 May by the corrected calendar, which is declared on Saturday 31 May: today is the end of it."""
    case = raised(when=at("2025-05-23"))
    assert case.owed("talk-limit").due_at == at("2025-06-02 23:59:59")
    moved = timed(rebase(case, days(works=SPRING), at("2025-05-31 09:00")))["talk-limit#1"]
    assert moved.due_at == at("2025-05-31 23:59:59")
    assert any("makes nothing late" in line for line in moved.because)
    assert not case.owed("talk-limit").overdue(at("2025-05-31 23:00"))


def test_a_correction_that_a_late_clock_comes_to_gives_nobody_longer() -> None:
    case = raised(when=at("2025-05-23"))
    rebase(case, days(works=SPRING), at("2025-06-03"), declared_at=at("2025-05-31"))
    assert case.owed("talk-limit").due_at == at("2025-06-02 23:59:59")


def test_a_date_is_counted_from_the_start_of_its_own_clock_whatever_has_happened_since() -> None:
    """The minutes are due two working days after the conference: the first, although another was held since."""
    case = at_leads()
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"), TUESDAY)
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"), WEDNESDAY)
    assert case.owed("minutes").due_at == at("2025-07-10 23:59:59")
    rebase(case, days({date(2025, 7, 10): "Closed"}), WEDNESDAY)
    assert case.owed("minutes").due_at == at("2025-07-11 23:59:59")


def test_a_date_that_was_kept_under_another_version_stays() -> None:
    case = at_leads()
    over(case, version(duties=with_duty("leads-limit", time=within("9 working days", "leads begins"))))
    assert case.owed("leads-limit").timed == "held"
    assert "leads-limit#1" not in timed(rebase(case, days(WEDNESDAY_OFF)))


def test_what_is_still_owed_after_the_end_moves_too() -> None:
    case = at_leads()
    case.do(ask.Propose(by=NURSE, outcome="They agree.", answers={"agreed-actions": "A visit."}))
    case.do(ask.Answer(by=SERGEANT, agree=True))
    assert not case.state.open
    assert "confirm#1" in timed(rebase(case, days(WEDNESDAY_OFF)))


def test_those_who_owe_it_and_whoever_raised_it_hear_once_that_dates_moved() -> None:
    case = at_leads()
    told = [(e.to, e.agency) for e in rebase(case, days(WEDNESDAY_OFF)) if isinstance(e, ev.NoticeOwed)]
    assert len(told) == len(set(told))
    assert ("raiser", HEALTH) in told
    assert ("lead", HEALTH) in told
    assert ("front door", POLICE) in told


def test_every_instant_that_a_clock_started_at_is_kept() -> None:
    case = at_leads()
    assert {owed.from_at for owed in case.state.owed() if owed.due_at} == {MONDAY}
    case.do(ask.RecordEvent(by=NURSE, event="conference-held"), WEDNESDAY)
    assert case.owed("minutes").from_at == WEDNESDAY


@settings(max_examples=60)
@given(
    begun=st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 1)),
    closed=st.frozensets(st.dates(date(2025, 1, 1), date(2026, 1, 20)), max_size=6),
    opened=st.frozensets(st.sampled_from(sorted(d for d in CALENDAR.holidays if d.year in (2025, 2026))), max_size=3),
    later=st.timedeltas(timedelta(minutes=1), timedelta(days=9)),
)
def test_a_rebased_date_is_what_the_calendar_would_have_given_from_the_first(
    begun: datetime, closed: frozenset[date], opened: frozenset[date], later: timedelta
) -> None:
    start, then = begun.replace(tzinfo=LONDON), begun.replace(tzinfo=LONDON) + later
    calendar = days({day: "Closed" for day in closed if day.weekday() < 5}, opened)
    fresh = at_leads(rules=replace(RULES, calendar=calendar), when=start)
    case, first = at_leads(when=start), at_leads(when=start)
    rebase(case, calendar, then)
    for owed in case.state.owed():
        was, now, due = first.state.duties[owed.key].due_at, owed.due_at, fresh.state.duties[owed.key].due_at
        if was is None or now is None or due is None:
            assert (was, now) == (due, was)
        elif was < then:
            assert now == was
        elif due < then:
            assert then <= now <= was
        else:
            assert now == due
    stood = dict(case.state.duties)
    assert rebase(case, calendar, then) == ()
    assert case.state.duties == stood
    if not opened:
        rebase(case, days(), then, number=2)
        assert {k: o.due_at for k, o in case.state.duties.items()} == {
            k: o.due_at for k, o in first.state.duties.items()
        }
