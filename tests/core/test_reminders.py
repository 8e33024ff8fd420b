"""Who is reminded of what and when: before a date, when it has passed, after an acknowledgement, and by prompts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from tests.core.alive import MOMENT, OFFICE, RAISER, Life, raised
from tests.core.cast import (
    CHAIR,
    CLOCK,
    CONSTABLE,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    POLICE,
    RULES,
    a_raise,
    at,
    rules_with,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import Rulebook, may
from wayforward.core.policy.reminders import Reminders
from wayforward.core.waking import next_instant
from wayforward.core.working_time import Amount, Unit

SERGEANT = ask.Actor(person="sergeant", agency="police")


def begun(rules: Rulebook = RULES, when: datetime = MONDAY) -> Life:
    """Raised with a talk and an answer, so that only the limit of the talk and the cap are dated."""
    life = Life(rules, when)
    life.does(a_raise())
    life.does(ask.Respond(by=CONSTABLE, outcome="upheld", reasons="Looked at again."))
    return life


def told(life: Life, kind: str) -> list[tuple[datetime, str, str | None]]:
    """When which kind of notice was owed to whom."""
    return [(when, e.to, e.agency) for when, e in life.events if isinstance(e, ev.NoticeOwed) and e.kind == kind]


def days(instants: list[datetime]) -> list[str]:
    """As a wall calendar and a clock in England show them."""
    return [f"{instant.astimezone(MONDAY.tzinfo):%a %d %b %H:%M}" for instant in instants]


# --- before a date ------------------------------------------------------------------------------------------------


def test_half_way_is_told_on_a_working_morning_and_the_day_itself_at_nine() -> None:
    life = begun()
    life.runs(at("2025-07-14 20:00"))
    assert days(life.reminded("half-way")) == ["Fri 11 Jul 09:00"]
    assert days(life.reminded("due-today")) == ["Mon 14 Jul 09:00"]


def test_a_short_time_has_no_half_way() -> None:
    life = begun()
    life.does(ask.SetDeadline(by=NURSE, due_at=at("2025-07-09 09:59"), reason="The child is at home again."))
    life.runs(at("2025-07-09 09:30"))
    assert not life.reminded("half-way")
    assert days(life.reminded("due-today")) == ["Wed 09 Jul 09:00"]


@pytest.mark.parametrize("due", ["2025-07-09 08:30", "2025-07-07 16:00"])
def test_the_day_is_not_told_where_the_hour_comes_too_late_or_the_date_arose_after_it(due: str) -> None:
    life = begun()
    life.does(ask.SetDeadline(by=NURSE, due_at=at(due), reason="The child is at home again."))
    life.runs(at(due) + timedelta(hours=6))
    assert not life.reminded("due-today")
    assert "talk-limit#1" in life.late()


def test_the_earlier_preferred_date_is_told_on_its_day_and_is_never_late() -> None:
    life = begun()
    life.does(ask.RecordDiscussion(by=NURSE, summary="Talked."))
    life.does(ask.Escalate(by=NURSE, to="leads"))
    life.runs(at("2025-07-14 08:00"))
    assert "Thu 10 Jul 09:00" in days(life.reminded("target"))
    assert "leads-limit#1" not in life.late()


# --- late ---------------------------------------------------------------------------------------------------------


def test_a_passed_deadline_is_told_to_who_owes_it_to_the_raiser_and_to_nobody_twice() -> None:
    life = begun()
    life.runs(at("2025-07-15 08:00"))
    found = [(to, agency) for _, to, agency in told(life, "overdue")]
    assert sorted(found, key=str) == [("all involved", HEALTH), ("all involved", POLICE)]
    notice = next(e for _, e in life.events if isinstance(e, ev.NoticeOwed) and e.kind == "overdue")
    assert (notice.about, notice.due_at, notice.ours) == (
        "talk-limit#1",
        life.state.duties["talk-limit#1"].due_at,
        False,
    )


def test_it_is_told_again_each_working_day_and_later_every_fifth() -> None:
    life = begun()
    life.runs(at("2025-08-05 08:00"))
    assert days(life.reminded("late")) == [
        "Tue 15 Jul 09:00", "Wed 16 Jul 09:00", "Thu 17 Jul 09:00", "Fri 18 Jul 09:00", "Mon 21 Jul 09:00",
        "Mon 28 Jul 09:00", "Mon 04 Aug 09:00",
    ]  # fmt: skip


def test_after_an_outage_only_the_newest_is_told_and_not_what_came_before_the_breach() -> None:
    life = begun()
    life.ticks(at("2025-07-17 12:00"))
    assert life.late() == ["talk-limit#1"]
    assert not life.reminded("late") and not life.reminded("half-way")
    life.ticks(at("2025-07-22 12:00"))
    assert len(life.reminded("late")) == 1


def test_a_date_that_was_put_back_may_pass_again_and_one_that_was_brought_forward_does_not() -> None:
    life = begun()
    life.runs(at("2025-07-15 08:00"))
    assert life.late() == ["talk-limit#1"]
    life.does(
        ask.Extend(by=NURSE, duty="talk-limit#1", until_at=at("2025-07-21 17:00"), reason="Away.", judged_safe_by="A"),
        at("2025-07-15 09:30"),
    )
    life.runs(at("2025-07-22 08:00"))
    assert life.late() == ["talk-limit#1", "talk-limit#1"]
    assert days(life.reminded("due-today"))[-1] == "Mon 21 Jul 09:00"


def test_a_cap_that_ends_with_the_limit_is_recorded_and_not_told_to_everybody_again() -> None:
    life = raised("barnet-children", MONDAY)
    life.runs(at("2025-07-16"))
    assert life.late() == ["stage-1-limit#1", "whole-case#1"]
    of_cap = [
        e.to for _, e in life.events
        if isinstance(e, ev.NoticeOwed) and e.about == "whole-case#1" and e.kind in ("overdue", "late", "due-today")
    ]  # fmt: skip
    assert of_cap == ["raiser"]


def test_the_marker_of_the_whole_case_is_told_where_the_stage_has_no_time_of_its_own() -> None:
    life = raised("barnet-children", MONDAY)
    life.does(ask.Escalate(by=OFFICE, to="stage-2", reason="No reply.", override=True), at("2025-07-08"))
    life.runs(at("2025-07-16"))
    assert "whole-case#1" in life.late()
    assert {e.key for _, e in life.events if isinstance(e, ev.Reminded) and e.what == "late"} == {"whole-case#1"}


# --- acknowledged, and then ---------------------------------------------------------------------------------------


def test_an_acknowledgement_ends_the_chase_and_starts_a_clock_of_its_own() -> None:
    life = begun()
    life.runs(at("2025-07-16 10:00"))
    life.does(ask.Acknowledge(by=CONSTABLE, duty="talk-limit#1"), at("2025-07-16 10:00"))
    life.runs(at("2025-07-31"))
    assert days(life.reminded("late")) == ["Tue 15 Jul 09:00", "Wed 16 Jul 09:00"]
    assert days(life.reminded("silent")) == ["Wed 23 Jul 09:00", "Wed 30 Jul 09:00"]
    assert {(to, agency) for _, to, agency in told(life, "silent")} == {
        ("raiser", HEALTH), ("whoever acknowledged it", POLICE),
    }  # fmt: skip


def test_seeing_it_before_it_is_late_does_not_hide_that_it_became_late() -> None:
    life = begun()
    life.does(ask.Acknowledge(by=CONSTABLE, duty="talk-limit#1"), at("2025-07-08"))
    life.runs(at("2025-07-16"))
    assert life.late() == ["talk-limit#1"]
    assert not life.reminded("half-way")
    assert days(life.reminded("late")) == ["Tue 15 Jul 09:00", "Wed 16 Jul 09:00"]


def test_those_whom_it_is_owed_to_may_say_they_have_seen_it_and_end_no_chase() -> None:
    life = begun()
    life.does(ask.RecordDiscussion(by=NURSE, summary="Talked."))
    life.does(ask.Escalate(by=NURSE, to="leads"))
    manager = ask.Actor(person="manager", agency="office", posts=frozenset({"partnership-manager"}), office=True)
    life.does(ask.Acknowledge(by=manager, duty="tell-manager#1"))
    owed = life.state.duties["tell-manager#1"]
    assert (owed.acknowledged_at, owed.seen_at) == (life.at, None)


def test_without_a_duty_everything_that_is_addressed_to_them_is_seen_and_no_more() -> None:
    life = begun()
    life.does(ask.RecordDiscussion(by=NURSE, summary="Talked."))
    life.does(ask.Escalate(by=NURSE, to="leads"))
    (seen,) = life.does(ask.Acknowledge(by=NURSE_LEAD))
    assert isinstance(seen, ev.Acknowledged)
    assert (seen.agency, seen.person) == (HEALTH, NURSE_LEAD.person)
    assert set(seen.covers) >= {"tell-manager#1", "update-manager#1"}
    assert not set(seen.covers) & {"look-again#1", f"file-record@{POLICE}#1"}


def test_what_was_said_by_telephone_counts_for_those_who_were_told() -> None:
    life = begun()
    life.runs(at("2025-07-15 10:00"))
    when = at("2025-07-15 09:40")
    spoken = ask.Acknowledge(
        by=NURSE, duty="talk-limit#1", spoken=True, agency=POLICE, name="PC Field", occurred_at=when
    )  # fmt: skip
    (seen,) = life.does(spoken, at("2025-07-15 10:00"))
    assert isinstance(seen, ev.Acknowledged)
    assert (seen.spoken, seen.agency, seen.name, seen.covers, seen.person) == (
        True, POLICE, "PC Field", ("talk-limit#1",), None,
    )  # fmt: skip
    life.runs(at("2025-07-18"))
    assert days(life.reminded("late")) == ["Tue 15 Jul 09:00"]


@pytest.mark.parametrize(
    ("by", "changes", "says"),
    [
        (CONSTABLE, {}, "Only the agency that raised it"),
        (NURSE, {"name": " "}, "Say who was told"),
        (NURSE, {"agency": ""}, "Say who was told"),
        (NURSE, {"duty": "gone#1"}, "no duty"),
    ],
)
def test_a_spoken_handover_says_who_was_told_and_comes_from_those_who_told_them(
    by: ask.Actor, changes: dict[str, str], says: str
) -> None:
    life = begun()
    given: dict[str, object] = {"by": by, "spoken": True, "agency": POLICE, "name": "PC Field", **changes}
    verdict = may(life.rules, life.state, ask.Acknowledge(**given), life.at)  # type: ignore[arg-type]  # by name
    assert not verdict.allowed
    assert says in verdict.says


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
    assert [(b - a).days for a, b in zip(came[18:], came[19:], strict=False)][:4] == [1, 7, 7, 7]


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
    assert owed.due_at is not None and days([owed.due_at])[0][:10] == "Wed 16 Jul"


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
