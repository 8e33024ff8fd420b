"""A late bank holiday in a partnership with open escalations: each is counted anew, once, and nothing else moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, at
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.policy.duties import DutyKind
from wayforward.core.working_time import Unit
from wayforward.directory import days_off
from wayforward.directory.days_off import CLOSURE, HOLIDAY, Change
from wayforward.directory.models import CalendarChange
from wayforward.escalations import read, rebasing, record
from wayforward.escalations.models import Duty, Entry, Escalation
from wayforward.escalations.rebuild import rebuild
from wayforward.jobs.rebasing import rebase_now, wake
from wayforward.jobs.sweeping import sweep
from wayforward.policies import shelf

ENGLAND = shelf.calendar("england")
MONDAY, TUESDAY, FRIDAY = at("2026-11-16"), at("2026-11-17"), at("2026-11-20")
WEDNESDAY = date(2026, 11, 18)
DAYS = (Unit.WORKING_DAYS, Unit.SAME_WORKING_DAY)


def declare(cast: Cast, when: datetime = TUESDAY, day: date = WEDNESDAY, kind: str = HOLIDAY) -> CalendarChange:
    asked = Change(day, kind, "Day of mourning")
    outcome = days_off.declare(cast.partnership, asked, "Proclaimed this morning.", "operator", when, ENGLAND)
    assert isinstance(outcome, CalendarChange), outcome.says
    cast.adoption.refresh_from_db()
    return outcome


def timed(row: Escalation) -> list[ev.DutyTimed]:
    events = (item.event for item in read.entries(row))
    return [event for event in events if isinstance(event, ev.DutyTimed) and event.how == "rebased"]


def test_each_of_fifty_open_escalations_is_rebased_by_one_event_for_each_date_that_moves(cast: Cast) -> None:
    rows = [cast.raised(MONDAY + timedelta(minutes=n)) for n in range(50)]
    was = {(d.escalation_id, d.key): d.due_at for d in Duty.objects.all()}
    Escalation.objects.update(next_at=None)  # asleep, as far as time alone goes
    change = declare(cast)
    assert wake(TUESDAY) == 50
    assert sweep(TUESDAY, "here", 60).troubled == 0
    for row in rows:
        moved = timed(row)
        assert moved
        assert len({event.key for event in moved}) == len(moved)
        for event in moved:
            assert event.calendar == change.seq
            assert event.was_at == was[row.pk, event.key]
            assert days_off.said(change) in event.because
            assert event.because[-1].startswith("It was due by ")
        keys = {event.key for event in moved}
        for duty in row.duties.all():
            about = cast.rules.duties[duty.duty]
            amount = about.every or (about.time.within if about.time else None)
            if about.kind is DutyKind.PROMPT:
                continue  # a row of prompts goes on from its last
            if duty.key not in keys:
                assert duty.due_at == was[row.pk, duty.key]
            else:
                assert amount is not None
                assert amount.unit in DAYS
    entries = Entry.objects.count()
    assert wake(TUESDAY) == 0
    assert rebase_now(cast.partnership, TUESDAY).moved == {}
    assert Entry.objects.count() == entries


def test_a_recorded_breach_stays_recorded_and_late(cast: Cast) -> None:
    row = cast.raised(at("2026-11-09"))
    record.tick(row.pk, FRIDAY)
    late = {d.key: (d.due_at, d.passed_at) for d in row.duties.filter(passed_at__isnull=False)}
    assert late
    declare(cast, FRIDAY, date(2026, 11, 11))
    rebase_now(cast.partnership, FRIDAY)
    assert {d.key: (d.due_at, d.passed_at) for d in row.duties.filter(key__in=late)} == late


def test_a_row_of_prompts_goes_on_from_its_last(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    record.tick(row.pk, at("2026-11-19 10:00"))
    (prompt,) = row.duties.filter(duty="remind-talk")
    assert prompt.due_at > at("2026-11-19 10:00")
    declare(cast, at("2026-11-19 11:00"), date(2026, 11, 17))
    rebase_now(cast.partnership, at("2026-11-19 11:00"))
    assert row.duties.get(key=prompt.key).due_at == prompt.due_at


def test_somebody_who_acts_first_acts_on_the_dates_that_were_moved(cast: Cast) -> None:
    """No clock runs: the day off was declared on Tuesday, and on Thursday what was due on Wednesday is not late."""
    row = cast.raised(at("2026-11-11"))
    due_on = {d.key: d.due_at for d in row.duties.filter(due_at=at("2026-11-18 23:59:59"))}
    assert due_on
    declare(cast)
    cast.does(row, cast.raises, at("2026-11-19"), cmd.RecordDiscussion, summary="We talked.")
    moved = {event.key: event.due_at for event in timed(row)}
    assert {moved[key] for key in due_on} == {at("2026-11-19 23:59:59")}
    assert not row.duties.filter(passed_at__isnull=False).exists()


def test_a_page_that_is_opened_shows_the_dates_that_were_moved(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    declare(cast)
    opened = read.open_escalation(row.ref, cast.raises, TUESDAY, "page")
    assert opened is not None
    assert timed(opened.row)
    assert opened.row.calendar_seq == 1
    assert opened.rules.calendar.why_not(WEDNESDAY) == "Day of mourning"


def test_what_is_raised_after_the_declaration_is_counted_by_it_from_the_first(cast: Cast) -> None:
    declare(cast)
    row = cast.raised(TUESDAY)
    assert not rebasing.all_behind().exists()
    assert not timed(row)
    assert cast.rules.calendar.why_not(WEDNESDAY) == "Day of mourning"


def test_the_clock_asks_one_question_of_the_database_where_nothing_is_to_be_counted(cast: Cast) -> None:
    cast.raised(MONDAY)
    with CaptureQueriesContext(connection) as asked:
        wake(TUESDAY)
    assert len(asked) == 1


def test_a_closure_in_one_partnership_moves_nothing_in_another(cast: Cast, neighbours: Cast) -> None:
    row = cast.raised(MONDAY)
    declare(neighbours, kind=CLOSURE)
    assert wake(TUESDAY) == 0
    assert not timed(row)


def test_each_change_is_recorded_on_its_own_where_no_clock_ran_between_them(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    first = {d.key: d.due_at for d in row.duties.all()}
    declare(cast)
    outcome = days_off.undo(
        cast.partnership, WEDNESDAY, "It is next year.", "operator", at("2026-11-17 11:00"), ENGLAND
    )
    assert isinstance(outcome, CalendarChange)
    record.rebase(row.pk, at("2026-11-17 12:00"))
    assert {event.calendar for event in timed(row)} == {1, 2}
    assert {d.key: d.due_at for d in row.duties.all()} == first


def test_rebuilding_the_summary_of_one_that_was_rebased_changes_nothing(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    declare(cast)
    rebase_now(cast.partnership, TUESDAY)
    assert rebuild(row)


def test_an_escalation_that_ended_with_nothing_owed_is_not_looked_at(cast: Cast) -> None:
    row = cast.raised(MONDAY)
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Settled otherwise.")
    for key in row.duties.filter(done_at__isnull=True, lapsed_at__isnull=True).values_list("key", flat=True):
        cast.asks(row, cast.manager, MONDAY, cmd.Discharge, duty=key, note="Done.")
    assert not row.duties.filter(done_at__isnull=True, lapsed_at__isnull=True).exists()
    row.refresh_from_db()
    assert row.calendar_seq is None
    declare(cast)
    assert not rebasing.all_behind().exists()
