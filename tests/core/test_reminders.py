"""Who is reminded of what and when: before a date, when it has passed, after an acknowledgement, and by prompts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.core.alive import OFFICE, begun, days, raised, told
from tests.core.cast import (
    CONSTABLE,
    HEALTH,
    MONDAY,
    NURSE,
    NURSE_LEAD,
    POLICE,
    at,
)
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.lifecycle import may

SERGEANT = ask.Actor(person="sergeant", agency="police")


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


def test_of_two_that_were_missed_the_newer_is_told() -> None:
    life = begun()
    life.ticks(at("2025-07-14 10:00"))
    assert (len(life.reminded("due-today")), life.reminded("half-way")) == (1, [])


def test_half_way_over_a_weekend_that_ends_on_the_day_itself_is_left_to_the_day() -> None:
    life = begun(when=at("2025-07-11"))
    life.does(ask.SetDeadline(by=NURSE, due_at=at("2025-07-14 17:00"), reason="Discharge is on Monday."))
    life.runs(at("2025-07-14 16:00"))
    assert (len(life.reminded("due-today")), life.reminded("half-way")) == (1, [])


def test_a_date_set_today_for_today_needs_no_word_that_it_is_today() -> None:
    life = begun()
    today = at("2025-07-08 16:00")
    life.does(ask.SetDeadline(by=NURSE, due_at=today, reason="Discharge is today."), at("2025-07-08"))
    life.runs(today)
    assert not life.reminded("due-today")


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
    assert not life.reminded("late")
    assert not life.reminded("half-way")
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
        ("raiser", HEALTH), ("all involved", POLICE),
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
