"""Who is told where there is no deadline: quiet stages, prompts, what the policies ask, and notices that failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import pairwise

import pytest

from tests.core.alive import MOMENT, OFFICE, RAISER, Life, begun, days, raised, told
from tests.core.cast import (
    CHAIR,
    CLOCK,
    HEALTH,
    MONDAY,
    NURSE,
    POLICE,
    at,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.reminders import Reminders
from wayforward.core.waking import next_instant
from wayforward.core.working_time import Amount, Unit

SERGEANT = ask.Actor(person="sergeant", agency="police")


# --- stages without a time ----------------------------------------------------------------------------------------


def at_panel() -> Life:
    """At a stage whose time the policy leaves to the chair, with what is dated done."""
    life = begun()
    life.does(ask.Escalate(by=ask.Actor(person="m", agency="office", office=True), to="panel", reason="Now.",
                           override=True))  # fmt: skip
    return life


def test_a_stage_with_neither_time_nor_target_is_told_of_while_nobody_acts() -> None:
    life = at_panel()
    life.runs(at("2025-07-22"))
    assert days(life.reminded("quiet")) == ["Mon 14 Jul 09:00", "Mon 21 Jul 09:00"]
    assert {(to, agency) for _, to, agency in told(life, "quiet")} == {("raiser", HEALTH)}
    life.does(ask.RecordDiscussion(by=NURSE, summary="The chair rang."), at("2025-07-24 10:00"))
    life.runs(at("2025-08-01"))
    assert days(life.reminded("quiet"))[2:] == ["Thu 31 Jul 09:00"]


@pytest.mark.parametrize("what", ["target", "protective"])
def test_a_date_that_a_person_set_is_told_on_its_day_and_when_it_has_passed(what: str) -> None:
    life = at_panel()
    life.does(ask.SetDeadline(by=NURSE, due_at=at("2025-07-17 15:00"), reason="Court is on Friday.", what=what))
    life.runs(at("2025-07-23"))
    key = what if what == "target" else "panel-limit#1"
    assert days([when for when, e in life.events if isinstance(e, ev.Reminded) and (e.what, e.key) == (
        "due-today", key)]) == ["Thu 17 Jul 09:00"]  # fmt: skip
    assert key in {e.key for _, e in life.events if isinstance(e, ev.Reminded) and e.what == "passed"} | {*life.late()}
    assert not life.reminded("quiet")


def test_the_chairs_own_date_is_a_date_like_any_other() -> None:
    life = at_panel()
    life.does(ask.SetDeadline(by=CHAIR, due_at=at("2025-07-18 17:00"), reason="By then.", what="panel-limit#1"))
    life.runs(at("2025-07-22"))
    assert "panel-limit#1" in life.late()
    told_of = [when for when, e in life.events if isinstance(e, ev.Reminded) and e.key == "panel-limit#1"]
    assert "Fri 18 Jul 09:00" in days(told_of)


# --- prompts, and what the five policies ask of time ---------------------------------------------------------------


def test_barnet_is_asked_each_morning_until_a_talk_is_logged() -> None:
    life = raised("barnet-children", at("2025-07-07 10:00"))
    life.runs(at("2025-07-10 12:00"))
    assert days(life.reminded("prompt")) == ["Tue 08 Jul 09:00", "Wed 09 Jul 09:00", "Thu 10 Jul 09:00"]
    life.does(ask.RecordDiscussion(by=RAISER, summary="Talked."), at("2025-07-10 12:00"))
    life.runs(at("2025-07-20"))
    assert len(life.reminded("prompt")) == 3
    prompts = [e for _, e in life.events if isinstance(e, ev.NoticeOwed) and e.kind == "prompt"]
    assert all(e.ours and e.to == "raiser" for e in prompts)


def test_a_prompt_is_never_late() -> None:
    life = raised("barnet-children", at("2025-07-07 10:00"))
    life.ticks(at("2025-12-01"))
    assert not any(key.startswith("daily-prompt") for key in life.late())
    assert not life.state.duties["daily-prompt#1"].overdue(at("2026-12-01"))


def test_haverings_hourly_word_comes_more_seldom_after_the_third_and_a_day_apart_at_most() -> None:
    life = raised("havering", at("2025-07-07 10:00"), facts={"immediate-danger": ("yes",)})
    life.runs(at("2025-07-10 12:00"))
    came = [e for when, e in life.events if isinstance(e, ev.Reminded) and e.key.startswith("remind-tell-own-lead")]
    waits = [e.again_at - e.due_at for e in came if e.again_at and e.due_at]
    assert [wait / timedelta(hours=1) for wait in waits] == [1, 1, 2, 4, 8, 16, 24, 24]
    assert [e.times for e in came] == list(range(1, 9))


def test_a_prompt_that_nobody_heeds_for_weeks_comes_weekly() -> None:
    life = raised("barnet-children", at("2025-07-07 10:00"))
    life.runs(at("2025-09-01"))
    came = life.reminded("prompt")
    assert [(b - a).days for a, b in pairwise(came[18:])][:4] == [1, 7, 7, 7]


def test_barnsleys_manager_is_never_more_than_five_working_days_behind() -> None:
    """A step counts as an update and starts the five days anew; otherwise each starts with the last (A-51)."""
    life = raised("barnsley", at("2025-07-07 10:00"))
    life.does(ask.Escalate(by=OFFICE, to="stage-1", reason="Not settled.", override=True))

    def due() -> str:
        (owed,) = [d for d in life.state.owed() if d.duty == "update-partnership-manager"]
        assert owed.due_at is not None
        return days([owed.due_at])[0][:10]

    assert due() == "Mon 14 Jul"
    first = next(d.key for d in life.state.owed() if d.duty == "update-partnership-manager")
    life.runs(at("2025-07-14 10:00"))
    life.does(ask.Discharge(by=OFFICE, duty=first), at("2025-07-14 10:00"))
    assert due() == "Mon 21 Jul"
    life.runs(at("2025-07-22 08:00"))
    assert any(key.startswith("update-partnership-manager") for key in life.late())


def test_a_step_on_wednesday_makes_barnsleys_next_update_due_the_wednesday_after() -> None:
    life = raised("barnsley", at("2025-07-07 10:00"))
    life.does(ask.Escalate(by=OFFICE, to="stage-1", reason="Not settled.", override=True))
    life.does(ask.Escalate(by=OFFICE, to="stage-2", reason="Not settled.", override=True), at("2025-07-09 10:00"))
    (owed,) = [d for d in life.state.owed() if d.duty == "update-partnership-manager"]
    assert owed.due_at is not None
    assert days([owed.due_at])[0][:10] == "Wed 16 Jul"


def test_newhams_chair_is_asked_each_week_until_there_is_a_date() -> None:
    life = raised("newham", at("2025-07-09 10:00"))
    life.does(ask.Escalate(by=OFFICE, to="stage-6", reason="Nothing else is left.", override=True))
    life.does(ask.Discharge(by=OFFICE, duty="forward-to-chair#1"))
    life.runs(at("2025-07-24"))
    asked = [when for when, to, _ in told(life, "prompt") if to == "independent-chair"]
    assert days(asked) == ["Wed 16 Jul 09:00", "Wed 23 Jul 09:00"]
    life.does(ask.Discharge(by=OFFICE, duty="set-response-time#1"), at("2025-07-24"))
    life.runs(at("2025-09-01"))
    assert len([to for _, to, _ in told(life, "prompt") if to == "independent-chair"]) == 2


# --- the policy's own words, and Wayforward's ----------------------------------------------------------------------


def test_reminders_are_wayforwards_own_unless_the_policy_names_a_clause_for_them() -> None:
    for clauses, ours in (((), True), (("T-1",), False)):
        life = begun(rules_with(reminders=Reminders(clauses=clauses)))
        life.runs(at("2025-07-16"))
        labels = {e.ours for _, e in life.events if isinstance(e, ev.Reminded)}
        notices = {e.ours for _, e in life.events if isinstance(e, ev.NoticeOwed) and e.kind in ("late", "due-today")}
        assert labels == notices == {ours}


def test_turned_off_they_change_no_deadline() -> None:
    none = Reminders(half_way=False, due_today=None, late_daily=0, late_then=0)
    loud, quiet = begun(), begun(rules_with(reminders=none))
    for life in (loud, quiet):
        life.runs(at("2025-08-01"))
    assert [e for _, e in quiet.events if isinstance(e, ev.Reminded)] == []
    assert quiet.late() == loud.late() == ["talk-limit#1"]
    assert {k: d.due_at for k, d in quiet.state.duties.items()} == {k: d.due_at for k, d in loud.state.duties.items()}


def test_a_policy_may_say_its_own_hours_and_days() -> None:
    own = Reminders(due_today=time(8), late_daily=1, late_then=10, silent_after=Amount(4, Unit.CLOCK_HOURS))
    life = begun(rules_with(reminders=own))
    life.runs(at("2025-07-30"))
    assert days(life.reminded("due-today")) == ["Mon 14 Jul 08:00"]
    assert days(life.reminded("late")) == ["Tue 15 Jul 08:00", "Tue 29 Jul 08:00"]


def test_a_family_is_never_sent_a_reminder() -> None:
    life = raised("newham", MONDAY, responding=("family",))
    life.runs(MONDAY + timedelta(days=30))
    assert life.reminded("late")
    assert not [e for _, e in life.events if isinstance(e, ev.NoticeOwed) and (e.agency or "").startswith("family")]


def test_where_no_calendar_reaches_nothing_stops() -> None:
    life = begun()
    life.ticks(at("2025-07-15"))
    far = datetime.fromisoformat("2060-01-01T00:00+00:00")
    life.ticks(far)
    assert next_instant(life.rules, life.state) is None or not life.ticks(far + MOMENT)


# --- what became of a notice --------------------------------------------------------------------------------------


def test_a_failure_is_told_to_the_raiser_and_the_office_and_its_own_failure_to_nobody() -> None:
    life = begun()
    failed = ask.ReportNotice(
        by=CLOCK, key="k", outcome="failed", why="nobody-there", to="counterpart", agency=POLICE, kind="duty", about="x"
    )  # fmt: skip
    found = life.does(failed)
    assert isinstance(found[0], ev.NoticeFailed)
    assert [(e.to, e.agency, e.kind, e.about) for e in found[1:] if isinstance(e, ev.NoticeOwed)] == [
        ("raiser", HEALTH, "undelivered", "k"), ("partnership office", "office", "undelivered", "k"),
    ]  # fmt: skip
    assert len(life.does(replace(failed, kind="undelivered"))) == 1
    assert len(life.does(replace(failed, outcome="dropped"))) == 1
    assert not life.asks(replace(failed, outcome="lost"))
    assert not life.asks(replace(failed, by=NURSE))
