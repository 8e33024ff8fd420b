"""The one write: what it takes, what it refuses, and what it leaves behind."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, OUTSIDE, RAISING, Cast, at
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.verdict import Refused
from wayforward.directory.models import Adoption
from wayforward.escalations import drafts, read, record
from wayforward.escalations.models import Conflict, Draft, Entry, Escalation, SealingKey
from wayforward.escalations.overtaking import Overtaken
from wayforward.notices.models import Notice
from wayforward.policies import shelf

TUESDAY = at("2026-11-17")


def statements(queries: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the words that open and close a transaction."""
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(words)]


def test_what_is_raised_is_open_at_the_first_stage_with_its_entries_numbered_from_one(cast: Cast) -> None:
    row = cast.raised()
    assert (row.state, row.stage) == ("open", cast.policy.stages[0].id)
    assert list(Entry.objects.filter(escalation=row).order_by("seq").values_list("seq", flat=True)) == list(
        range(1, row.seq + 1)
    )


def test_nothing_is_stored_when_the_rulebook_refuses(cast: Cast) -> None:
    outcome = record.begin(cast.adoption, cast.a_raise(responding=(RAISING,)), MONDAY)
    assert isinstance(outcome, Refused)
    assert (Escalation.objects.count(), Entry.objects.count(), SealingKey.objects.count()) == (0, 0, 0)


def test_an_agency_that_the_directory_does_not_list_is_refused_with_what_to_do(cast: Cast) -> None:
    outcome = record.begin(cast.adoption, cast.a_raise(responding=("schools:nowhere",)), MONDAY)
    assert isinstance(outcome, Refused)
    assert "schools:nowhere" in outcome.says
    assert not Escalation.objects.exists()


def test_somebody_from_another_partnership_cannot_be_brought_in(cast: Cast, neighbours: Cast) -> None:
    row = cast.raised()
    outcome = cast.asks(
        row, cast.raises, MONDAY, cmd.Join, agency=RAISING, side="supporting", person=str(neighbours.raises.pk)
    )
    assert isinstance(outcome, Refused)
    begun = record.begin(cast.adoption, cast.a_raise(supporter=str(neighbours.raises.pk)), MONDAY)
    assert isinstance(begun, Refused)
    assert not read.may(neighbours.raises, row, MONDAY).allowed


@pytest.mark.parametrize("nobody", ["somebody", "", "00000000-0000-4000-8000-000000000000"])
def test_a_supporter_who_is_nobody_is_refused_with_a_sentence(cast: Cast, nobody: str) -> None:
    row = cast.raised()
    asked = cast.asks(row, cast.raises, MONDAY, cmd.Join, agency=RAISING, side="supporting", person=nobody)
    assert isinstance(asked, Refused)


def test_a_reference_is_random_and_tells_neither_the_day_nor_the_place_nor_a_number(cast: Cast) -> None:
    found = [record.new_reference() for _ in range(2000)]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"WF-[A-Z2-9]{4}-[A-Z2-9]{4}", ref) for ref in found)
    letters = "".join(ref.replace("-", "")[2:] for ref in found)
    counted = Counter(letters)
    assert set(counted) == set(record.REFERENCE_LETTERS)
    assert max(counted.values()) < 1.5 * min(counted.values())
    assert [ref for ref in found if ref.startswith(found[0][:7])] == [found[0]]


def test_something_that_is_said_to_have_happened_in_the_future_is_refused(cast: Cast) -> None:
    row = cast.raised()
    refused = cast.asks(
        row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="x", occurred_at=MONDAY + timedelta(minutes=1)
    )
    assert isinstance(refused, Refused)


def test_the_record_keeps_its_own_time_beside_the_one_that_is_claimed(cast: Cast) -> None:
    row = cast.raised()
    claimed = MONDAY + timedelta(minutes=5)
    item = cast.does(row, cast.raises, TUESDAY, cmd.RecordDiscussion, summary="We talked.", occurred_at=claimed).added[
        0
    ]
    stored = read.entries(Escalation.objects.get(pk=row.pk))[item.seq - 1]
    assert (stored.recorded_at, stored.occurred_at) == (TUESDAY, claimed)


def test_a_duty_done_late_is_not_made_timely_by_the_time_that_is_claimed(cast: Cast) -> None:
    row = cast.raised()
    owed = row.duties.get(key="stage-1-limit#1")
    assert owed.due_at is not None
    late = owed.due_at + timedelta(days=1)
    record.tick(row.pk, late)
    claimed = owed.due_at - timedelta(hours=1)
    cast.does(row, cast.raises, late, cmd.Propose, outcome="They came the same day.", occurred_at=claimed)
    cast.does(row, cast.responds, late, cmd.Answer, agree=True, occurred_at=claimed)
    owed.refresh_from_db()
    assert (owed.passed_at, owed.done_at) == (late, late)


def test_somebody_whose_page_is_stale_is_shown_what_happened_and_nothing_is_done(cast: Cast) -> None:
    row = cast.raised()
    seen = row.seq
    cast.does(row, cast.responds, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    before = Entry.objects.count()
    outcome = cast.asks(row, cast.raises, MONDAY, cmd.Close, seen=seen, ending="withdrawn", reason="No need.")
    assert isinstance(outcome, Overtaken)
    assert outcome.since[0].kind == "responded"
    assert "Somebody else" in outcome.says
    assert Entry.objects.count() == before


def test_somebody_who_sends_the_same_page_twice_is_told_that_it_was_them(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, seen=row.seq, summary="Once.")
    outcome = cast.asks(row, cast.raises, MONDAY, cmd.RecordDiscussion, seen=row.seq, summary="Once.")
    assert isinstance(outcome, Overtaken)
    assert outcome.says.startswith("You have already")


def test_what_the_clock_noted_meanwhile_stops_nobody_from_acting(cast: Cast) -> None:
    row = cast.raised()
    seen, later = row.seq, MONDAY + timedelta(days=40)
    outcome = record.submit(row.pk, cmd.Tick(by=record.CLOCK), later)
    assert isinstance(outcome, record.Accepted)
    assert "deadline-passed" in {item.kind for item in outcome.added}
    cast.does(row, cast.raises, later, cmd.RecordDiscussion, seen=seen, summary="We talked at last.")


def test_the_clock_looking_twice_records_once(cast: Cast) -> None:
    row = cast.raised()
    later = MONDAY + timedelta(days=40)
    record.submit(row.pk, cmd.Tick(by=record.CLOCK), later)
    before = Escalation.objects.get(pk=row.pk)
    again = record.submit(row.pk, cmd.Tick(by=record.CLOCK), later)
    after = Escalation.objects.get(pk=row.pk)
    assert isinstance(again, record.Accepted)
    assert again.added == ()
    assert (before.seq, before.head, before.last_at) == (after.seq, after.head, after.last_at)


def test_a_conflict_of_interest_stops_the_hand_as_well_as_the_eye(cast: Cast) -> None:
    row = cast.raised()
    command = cmd.Close(by=cast.actor(cast.raises, row), ending="withdrawn", reason="From a tab left open.")
    Conflict.objects.create(escalation=row, person=cast.raises, declared_at=MONDAY)
    outcome = record.submit(row.pk, command, MONDAY)
    assert isinstance(outcome, Refused)
    assert "conflict of interest" in outcome.says


# --- one draft, one escalation -----------------------------------------------------------------------------


def test_a_draft_sent_twice_raises_one_escalation_and_the_second_time_gives_it_back(cast: Cast) -> None:
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    first = record.begin(cast.adoption, cast.a_raise(), MONDAY, draft)
    second = record.begin(cast.adoption, cast.a_raise(), MONDAY, draft)
    assert isinstance(first, record.Accepted)
    assert isinstance(second, record.Accepted)
    assert second.escalation == first.escalation
    assert second.added == ()
    assert Escalation.objects.count() == 1
    assert not Draft.objects.exists()
    assert read.raised_from(draft.pk, cast.raises) == first.escalation.ref
    assert read.raised_from(draft.pk, cast.lead) is None


def test_a_draft_outlives_a_refusal(cast: Cast) -> None:
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    assert isinstance(record.begin(cast.adoption, cast.a_raise(responding=()), MONDAY, draft), Refused)
    assert drafts.find(cast.raises, draft.pk) is not None


def test_a_draft_thrown_away_in_another_tab_raises_nothing(cast: Cast) -> None:
    draft = drafts.start(cast.raises, cast.partnership, "raise", MONDAY)
    drafts.drop(draft)
    outcome = record.begin(cast.adoption, cast.a_raise(), MONDAY, draft)
    assert isinstance(outcome, Refused)
    assert not Escalation.objects.exists()


# --- how much it asks of the database ------------------------------------------------------------------------


def test_an_act_takes_at_most_fourteen_statements(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.")
    command = cmd.Escalate(by=cast.actor(cast.lead, row), to="stage-2", reason="Not settled.", override=True)
    with CaptureQueriesContext(connection) as queries:
        outcome = record.submit(row.pk, command, MONDAY)
    assert isinstance(outcome, record.Accepted), outcome.says
    assert {"stage-entered", "duty-arose", "notice-owed"} <= {item.kind for item in outcome.added}
    assert len(statements(queries)) <= 14, "\n".join(statements(queries))


def test_raising_takes_at_most_fourteen_statements(cast: Cast) -> None:
    assert cast.rules
    with CaptureQueriesContext(connection) as queries:
        cast.raised()
    assert len(statements(queries)) <= 14, "\n".join(statements(queries))


def test_nobody_outside_can_act(cast: Cast) -> None:
    row = cast.raised()
    outcome = cast.asks(row, cast.outside, MONDAY, cmd.RecordDiscussion, summary="Let me in.")
    assert isinstance(outcome, Refused)
    assert cast.actor(cast.outside, row).agency == OUTSIDE


def test_every_notice_that_an_entry_owes_is_a_row_and_no_other(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.")
    cast.does(row, cast.lead, MONDAY, cmd.Escalate, to="stage-2", reason="Not settled.", override=True)
    owed = {item.seq: item.event for item in read.entries(row) if isinstance(item.event, ev.NoticeOwed)}
    rows = Notice.objects.filter(escalation_id=row.pk)
    assert {row.entry_seq for row in rows} == set(owed)
    for notice in rows:
        event = owed[notice.entry_seq]
        assert notice.key.startswith(event.key)
        assert (notice.to, notice.about, notice.kind) == (event.to, event.about, event.kind)
        assert notice.post or notice.person or notice.blocked


def test_nobody_is_told_of_what_they_did_themselves(cast: Cast) -> None:
    row = cast.raised()
    told = Notice.objects.filter(escalation_id=row.pk, person=cast.raises)
    assert not told.exists()
    cast.does(row, cast.lead, MONDAY, cmd.Escalate, to="stage-2", reason="Not settled.", override=True)
    assert told.exists()


# --- the clock is caught up before anybody acts --------------------------------------------------------------------


def test_what_fell_due_is_recorded_by_the_clock_before_what_somebody_does_then(cast: Cast) -> None:
    row = cast.raised()
    late = MONDAY + timedelta(days=40)
    added = cast.does(row, cast.raises, late, cmd.RecordDiscussion, summary="We talked at last.").added
    kinds = [item.kind for item in added]
    assert kinds.index("deadline-passed") < kinds.index("discussion-recorded")
    assert {item.by for item in added if item.kind == "deadline-passed"} == {"clock"}
    assert {item.by for item in added if item.kind == "discussion-recorded"} == {str(cast.raises.pk)}
    assert [item.seq for item in added] == list(range(added[0].seq, added[0].seq + len(added)))
    assert row.duties.get(key="stage-1-limit#1").passed_at == late


def test_what_fell_due_stays_recorded_when_what_somebody_asks_is_refused(cast: Cast) -> None:
    row = cast.raised()
    late = MONDAY + timedelta(days=40)
    assert isinstance(cast.asks(row, cast.outside, late, cmd.RecordDiscussion, summary="Let me in."), Refused)
    assert "deadline-passed" in {item.kind for item in read.entries(row)}


def test_a_command_is_decided_on_where_the_policy_has_moved_and_a_stale_page_is_told(cast: Cast) -> None:
    """A stage whose end the policy itself brings about when its time is over, as some policies have it."""
    text = dict(cast.adoption.sources)
    text["policy.yaml"], changed = re.subn(
        r"(\n  - id: stage-1\n(?:    .*\n)*?    moves:\n)",
        r"\1      - {id: of-itself, to: stage-2, automatic: one-working-week overdue}\n",
        text["policy.yaml"], count=1,
    )  # fmt: skip
    assert changed
    cast.adoption.retired_at = MONDAY
    cast.adoption.save()
    cast.adoption = Adoption.objects.create(
        partnership=cast.partnership, policy="havering", digest=shelf.load_text(text).digest, sources=text,
        in_force_at=MONDAY, decided_by="Executive board", decision="Adopted.",
    )  # fmt: skip
    row = cast.raised()
    late = MONDAY + timedelta(days=40)
    seen = row.seq
    outcome = cast.asks(row, cast.raises, late, cmd.RecordDiscussion, seen=seen, summary="We talked.")
    assert isinstance(outcome, Overtaken)
    assert "the policy moved on" in outcome.says
    row.refresh_from_db()
    assert row.stage == "stage-2"
    said = cast.does(row, cast.raises, late, cmd.RecordDiscussion, seen=row.seq, summary="We talked.").added[0].event
    assert isinstance(said, ev.DiscussionRecorded)
    assert said.stage == "stage-2"
