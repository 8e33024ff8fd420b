"""The one write for the clock: what time brings about, stored with its summary and its notices once, however late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import MONDAY, RAISING, RESPONDING, Cast, at
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.verdict import Refused
from wayforward.escalations import read, rebuild, record
from wayforward.escalations.models import Entry, Escalation
from wayforward.notices.models import Notice

SOON = timedelta(seconds=1)


def reminded(row: Escalation) -> list[ev.Reminded]:
    return [item.event for item in read.entries(row) if isinstance(item.event, ev.Reminded)]


def at_stage_two(cast: Cast) -> Escalation:
    """Both sides have been told something, and nobody has said that they have seen it."""
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", reason="Not settled.", override=True)
    assert not Notice.objects.filter(escalation_id=row.pk, acknowledged_at__isnull=False).exists()
    return row


def notices(row: Escalation, *kinds: str) -> list[Notice]:
    return list(Notice.objects.filter(escalation_id=row.pk, kind__in=kinds).order_by("pk"))


def test_the_row_says_when_the_clock_is_to_come_next_and_a_tick_before_that_records_nothing(cast: Cast) -> None:
    row = cast.raised()
    assert row.next_at is not None
    assert row.next_at > MONDAY
    seq = row.seq
    assert record.tick(row.pk, row.next_at) == ()
    recorded = record.tick(row.pk, row.next_at + SOON)
    row.refresh_from_db()
    assert row.seq == seq + len(recorded) > seq
    assert {item.by for item in recorded} == {"clock"}
    assert row.next_at is not None
    assert row.next_at > recorded[-1].recorded_at
    assert record.tick(row.pk, recorded[-1].recorded_at) == ()


def test_a_tick_puts_a_wrong_instant_right_also_where_nothing_is_due(cast: Cast) -> None:
    row = cast.raised()
    right = row.next_at
    Escalation.objects.filter(pk=row.pk).update(next_at=None)
    assert record.tick(row.pk, MONDAY + SOON) == ()
    row.refresh_from_db()
    assert row.next_at == right


def test_the_summary_built_anew_says_the_same_instant_after_any_number_of_ticks(cast: Cast) -> None:
    row = cast.raised()
    for days in (1, 3, 8, 20, 21):
        record.tick(row.pk, MONDAY + timedelta(days=days))
        row.refresh_from_db()
        assert rebuild.rebuild(row)
        row.refresh_from_db()
        assert row.next_at is not None
        assert row.next_at > MONDAY + timedelta(days=days)


def test_a_reminder_is_a_notice_of_our_own_with_the_date_it_speaks_of_and_waits_to_be_looked_at(cast: Cast) -> None:
    row = cast.raised()
    late = row.duties.get(key="stage-1-limit#1").due_at
    assert late is not None
    record.tick(row.pk, late - timedelta(hours=10))
    due_today = notices(row, "due-today")
    assert due_today
    for notice in due_today:
        assert (notice.ours, notice.due_at, notice.about) == (True, late, "stage-1-limit#1")
        assert notice.next_at == notice.owed_at
    record.tick(row.pk, late + SOON)
    overdue = notices(row, "overdue")
    assert {(notice.ours, notice.due_at) for notice in overdue if notice.about == "stage-1-limit#1"} == {(False, late)}


def test_before_somebody_acts_deadlines_are_recorded_and_reminders_wait_for_the_clock(cast: Cast) -> None:
    row = cast.raised()
    late = MONDAY + timedelta(days=20)
    cast.does(row, cast.raises, late, cmd.RecordFacts, facts={}, reason="Nothing new.")
    assert not reminded(row)
    assert {item.kind for item in read.entries(row)} >= {"deadline-passed"}
    row.refresh_from_db()
    assert row.next_at is not None
    assert row.next_at < late  # the prompt that nobody has had yet
    record.tick(row.pk, late)
    assert {event.what for event in reminded(row)} == {"prompt"}


def test_what_the_act_met_is_not_asked_for_any_more(cast: Cast) -> None:
    row = cast.raised()
    later = MONDAY + timedelta(days=2)
    cast.does(row, cast.raises, later, cmd.RecordDiscussion, summary="We talked.")
    record.tick(row.pk, later)
    assert "prompt" not in {event.what for event in reminded(row)}


def test_a_stale_page_is_not_overtaken_by_a_reminder(cast: Cast) -> None:
    row = cast.raised()
    seen = row.seq
    record.tick(row.pk, at("2026-11-18"))
    row.refresh_from_db()
    assert row.seq > seen
    cast.does(row, cast.raises, at("2026-11-18"), cmd.RecordDiscussion, seen=seen, summary="We talked.")


# --- who has seen it ----------------------------------------------------------------------------------------------


def test_whoever_says_they_have_seen_everything_has_seen_what_was_addressed_to_them_alone(cast: Cast) -> None:
    row = at_stage_two(cast)
    cast.does(row, cast.other_lead, MONDAY, cmd.Acknowledge)
    seen = Notice.objects.filter(escalation_id=row.pk, acknowledged_at__isnull=False)
    assert seen.exists()
    assert {notice.agency.key for notice in seen.select_related("agency") if notice.agency} == {RESPONDING}
    assert {notice.acknowledged_by for notice in seen} == {cast.other_lead.pk}
    assert Notice.objects.filter(escalation_id=row.pk, acknowledged_at__isnull=True, agency__key=RAISING).exists()


def test_one_message_is_seen_alone_and_quiets_what_it_is_about(cast: Cast) -> None:
    row = at_stage_two(cast)
    mine = Notice.objects.filter(escalation_id=row.pk, agency__key=RAISING, kind="duty").order_by("pk").first()
    assert mine is not None
    found = cast.does(row, cast.lead, MONDAY, cmd.Acknowledge, notice=mine.key).added[-1].event
    assert isinstance(found, ev.Acknowledged)
    assert (found.duty, found.covers, found.notice) == (mine.about, (mine.about,), mine.key)
    assert [n.key for n in Notice.objects.filter(escalation_id=row.pk, acknowledged_at__isnull=False)] == [mine.key]


def test_nobody_says_that_they_have_seen_a_message_of_somebody_elses(cast: Cast) -> None:
    row = cast.raised()
    theirs = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING).order_by("pk").first()
    assert theirs is not None
    assert isinstance(cast.asks(row, cast.raises, MONDAY, cmd.Acknowledge, notice=theirs.key), Refused)
    assert isinstance(cast.asks(row, cast.raises, MONDAY, cmd.Acknowledge, notice="no such"), Refused)
    theirs.refresh_from_db()
    assert theirs.acknowledged_at is None


def test_what_was_handed_over_by_telephone_is_seen_as_of_when_it_was_said_and_the_name_is_sealed(cast: Cast) -> None:
    row = cast.raised()
    rang, wrote = MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=3)
    cast.does(
        row, cast.raises, wrote, cmd.Acknowledge, spoken=True, agency=RESPONDING, name="Sergeant Canary",
        occurred_at=rang,
    )  # fmt: skip
    seen = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING)
    assert {(notice.acknowledged_at, notice.acknowledged_by) for notice in seen} == {(rang, None)}
    entry = Entry.objects.get(escalation=row, kind="acknowledged")
    assert b"Canary" not in bytes(entry.plain) + bytes(entry.sealed)
    assert isinstance(
        cast.asks(row, cast.raises, wrote, cmd.Acknowledge, spoken=True, agency="nowhere", name="Somebody"), Refused
    )


# --- what became of a notice --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("outcome", "told"), [("failed", True), ("dropped", False)])
def test_what_became_of_a_notice_stands_in_the_history_and_a_failure_is_told_to_the_raiser(
    cast: Cast, outcome: str, told: bool
) -> None:
    row = cast.raised()
    notice = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING).order_by("pk").first()
    assert notice is not None
    taken = record.report(notice, outcome, "refused", MONDAY + SOON)
    assert isinstance(taken, record.Accepted)
    event = taken.added[0].event
    assert isinstance(event, ev.NoticeFailed | ev.NoticeDropped)
    assert (event.key, event.agency, event.why, event.kind) == (notice.key, RESPONDING, "refused", notice.kind)
    assert (cast.raises.pk in {found.person_id for found in notices(row, "undelivered")}) == told
    for undelivered in notices(row, "undelivered"):
        record.report(undelivered, "failed", "refused", MONDAY + SOON)
    assert len(notices(row, "undelivered")) == (2 if told else 0)


def test_a_notice_of_a_talk_has_no_history_to_stand_in(cast: Cast) -> None:
    with pytest.raises(ValueError, match="talk"):
        record.report(Notice(key="k"), "failed", "refused", MONDAY)
