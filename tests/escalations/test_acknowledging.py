"""Who has seen which messages: never before there was a message, and never twice."""

from datetime import timedelta

import pytest

from tests.cast import MONDAY, RESPONDING, Cast
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.verdict import Refused
from wayforward.escalations import history, read
from wayforward.escalations.models import Entry, Escalation
from wayforward.notices.models import Notice

LATER = MONDAY + timedelta(hours=4)
WITHIN_ITS_MINUTE = MONDAY + timedelta(seconds=40)


def handed_over(cast: Cast, row: Escalation, **given: object) -> object:
    told = {"agency": RESPONDING, "name": "Sam Tester", **given}
    return cast.asks(row, cast.raises, LATER, cmd.Acknowledge, spoken=True, **told)


@pytest.mark.parametrize("alone", [True, False])
def test_nobody_was_told_of_a_message_before_it_was_owed(cast: Cast, alone: bool) -> None:
    row = cast.raised()
    waits = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING)
    key = waits[0].key if alone else None
    early = handed_over(cast, row, occurred_at=MONDAY - timedelta(days=300), notice=key)
    assert isinstance(early, Refused)
    assert early.says.startswith("Nothing was to be told to them yet at that time.")
    assert not waits.exclude(acknowledged_at=None).exists()


def test_a_handover_counts_for_what_was_owed_by_then_to_the_minute_and_for_nothing_later(cast: Cast) -> None:
    row = cast.raised(WITHIN_ITS_MINUTE)
    first = Notice.objects.get(escalation_id=row.pk, agency__key=RESPONDING)
    cast.does(row, cast.raises, MONDAY + timedelta(hours=2), cmd.Chase, agency=RESPONDING, words="Where are we?")
    assert not isinstance(handed_over(cast, row, occurred_at=MONDAY), Refused)
    waits = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING)
    assert [one.pk for one in waits.exclude(acknowledged_at=None)] == [first.pk]
    assert waits.filter(acknowledged_at=None).exists()


def test_a_handover_quiets_nothing_that_arose_after_it(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY + timedelta(hours=2), cmd.Escalate, to="stage-2", reason="Now.", override=True)
    handed_over(cast, row, occurred_at=MONDAY + timedelta(minutes=1))
    seen = [item.event for item in read.entries(row) if isinstance(item.event, ev.Acknowledged)]
    duties = history.fold(read.entries(row)).duties
    arisen = {key for event in seen for key in event.covers}
    assert all(duties[key].arose_at == MONDAY for key in arisen)
    assert any(owed.arose_at > MONDAY and owed.seen_at is None for owed in duties.values())


def test_what_has_been_seen_is_not_said_to_be_seen_again(cast: Cast) -> None:
    row = cast.raised()
    key = Notice.objects.get(escalation_id=row.pk, agency__key=RESPONDING).key
    cast.does(row, cast.other_lead, MONDAY, cmd.Acknowledge)
    assert isinstance(cast.asks(row, cast.other_lead, LATER, cmd.Acknowledge, notice=key), Refused)
    assert Entry.objects.filter(escalation=row, kind="acknowledged").count() == 1


def test_a_body_outside_the_partnership_that_was_told_by_telephone_has_been_told(cast: Cast) -> None:
    row = cast.raised(facts={"plan": ("looked-after",)})
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", reason="Now.", override=True)
    officer = Notice.objects.get(escalation_id=row.pk, to="independent-reviewing-officer")
    assert officer.agency is None
    told = handed_over(cast, row, agency="", post=officer.to, notice=officer.key, occurred_at=LATER)
    assert not isinstance(told, Refused)
    officer.refresh_from_db()
    assert officer.acknowledged_at == LATER
    assert isinstance(handed_over(cast, row, agency="", post="nobody-of-the-policy"), Refused)
