"""What goes with others in one message: reminders each morning, and more than anybody can read in an hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.cast import MONDAY, Cast, at, found
from tests.jobs.owed import a_post, owed, quiet
from tests.notices.mailbox import Mailbox, a_mail_server
from wayforward.core import commands as cmd
from wayforward.directory.models import Person, Post
from wayforward.escalations.models import Escalation
from wayforward.jobs.delivering import deliver
from wayforward.jobs.digests import MOST_FROM_ONE, MOST_TO_A_PERSON, OF_A_DEADLINE, next_morning
from wayforward.notices.models import Notice, Preference
from wayforward.notices.standing import Fact, stands
from wayforward.policies import shelf

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TUESDAY_MORNING = at("2026-11-17 08:30")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return quiet(cast)


def in_one_message(person: Person) -> None:
    Preference.objects.create(person=person, digest=True)


@pytest.mark.parametrize(
    ("when", "morning"),
    [("2026-11-16 07:00", "2026-11-16 08:30"), ("2026-11-16 08:30", "2026-11-16 08:30"),
     ("2026-11-16 08:31", "2026-11-17 08:30"), ("2026-11-20 17:00", "2026-11-23 08:30"),
     ("2026-11-21 07:00", "2026-11-23 08:30"), ("2026-12-24 12:00", "2026-12-29 08:30"),
     ("2026-10-23 12:00", "2026-10-26 08:30")],
)  # fmt: skip
def test_a_morning_is_half_past_eight_of_a_working_day_in_london(when: str, morning: str) -> None:
    assert next_morning(shelf.calendar("england"), at(when)) == at(morning)


def test_our_own_reminders_wait_for_the_morning_and_go_in_one_message(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    in_one_message(cast.raises)
    gathered = [owed(row, "closed", ours=True), owed(row, "half-way", ours=True, about="x")]
    assert deliver(MONDAY, "here:1").gathered == 2
    assert deliver(TUESDAY_MORNING - HOUR, "here:1").sent == 0
    assert deliver(TUESDAY_MORNING, "here:1").sent == 1
    (mail,) = box.mails
    assert (mail["Subject"], mail["To"]) == ("Several things wait for you", cast.raises.email)
    assert "https://wayforward.example.org/messages" in box.said[0]
    for notice in gathered:
        notice.refresh_from_db()
        assert notice.handed_over_at == TUESDAY_MORNING
        assert stands(notice, ()).now.fact is Fact.HANDED_OVER


@pytest.mark.parametrize("kind", ["closed", "half-way", "overdue", "duty", "chase"])
def test_what_the_policy_asks_never_waits_for_a_digest(cast: Cast, row: Escalation, box: Mailbox, kind: str) -> None:
    in_one_message(cast.raises)
    owed(row, kind, ours=False)
    assert deliver(MONDAY, "here:1").sent == 1


@pytest.mark.parametrize("kind", ["overdue", "late", "passed", "undelivered"])
def test_that_a_date_has_passed_or_somebody_was_not_reached_never_waits(
    cast: Cast, row: Escalation, box: Mailbox, kind: str
) -> None:
    in_one_message(cast.raises)
    owed(row, kind, ours=True)
    assert deliver(MONDAY, "here:1").sent == 1


def test_a_reminder_that_the_morning_would_be_too_late_for_goes_now(cast: Cast, row: Escalation, box: Mailbox) -> None:
    in_one_message(cast.raises)
    owed(row, "due-today", ours=True, due_at=at("2026-11-16 23:59"))
    assert deliver(MONDAY, "here:1").sent == 1


def test_without_that_wish_our_own_reminders_go_at_once(row: Escalation, box: Mailbox) -> None:
    owed(row, "half-way", ours=True)
    assert deliver(MONDAY, "here:1").sent == 1


def test_what_was_settled_overnight_is_not_in_the_morning_message_and_an_empty_one_is_not_sent(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    in_one_message(cast.raises)
    notice = owed(row, "half-way", ours=True, about="x")
    deliver(MONDAY, "here:1")
    Escalation.objects.filter(pk=row.pk).update(state="withdrawn")
    assert deliver(TUESDAY_MORNING, "here:1").sent == 0
    notice.refresh_from_db()
    assert notice.dropped_because == "closed"
    assert Notice.objects.get(kind="digest").dropped_because == "nothing-left"
    assert box.taken == []


def test_what_its_reader_may_no_longer_see_leaves_the_morning_message(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    in_one_message(cast.raises)
    other = quiet(cast)
    shut, open_ = owed(row, "half-way", ours=True, about="x"), owed(other, "half-way", ours=True, about="x")
    deliver(MONDAY, "here:1")
    cast.does(row, cast.raises, MONDAY, cmd.DeclareConflict, person=str(cast.raises.pk), reason="A cousin.")
    Notice.objects.filter(escalation_id=row.pk).exclude(pk=shut.pk).update(next_at=None)
    deliver(TUESDAY_MORNING, "here:1")
    deliver(TUESDAY_MORNING, "here:1")
    shut.refresh_from_db()
    open_.refresh_from_db()
    assert (shut.handed_over_at, shut.dropped_because) == (None, "no-access")
    assert open_.handed_over_at == TUESDAY_MORNING
    assert len(box.taken) == 1


def test_when_the_morning_message_is_refused_each_goes_on_its_own_way_to_somebody_else(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    in_one_message(cast.raises)
    notice = owed(row, "half-way", ours=True, about="x")
    deliver(MONDAY, "here:1")
    box.at_rcpt = lambda address: "550 no" if address == cast.raises.email else "250 OK"
    for _ in range(3):
        deliver(TUESDAY_MORNING, "here:1")
    notice.refresh_from_db()
    assert notice.handed_over_at == TUESDAY_MORNING
    assert cast.lead.email in box.addresses, "the front door of the raiser's agency"


# --- limits -----------------------------------------------------------------------------------------------


def flood(row: Escalation, kind: str, number: int, when: datetime = MONDAY, **given: object) -> None:
    for each in range(number):
        owed(row, kind, when, about=f"{kind} {each}", **given)


def test_nobody_gets_more_than_twenty_in_an_hour_and_the_rest_comes_in_one_with_nothing_lost(
    row: Escalation, box: Mailbox
) -> None:
    flood(row, "chase", MOST_TO_A_PERSON + 3)
    came = deliver(MONDAY, "here:1")
    assert (came.sent, came.gathered) == (MOST_TO_A_PERSON, 3)
    assert deliver(MONDAY + HOUR, "here:1").sent == 1
    assert len(box.taken) == MOST_TO_A_PERSON + 1
    assert not Notice.objects.filter(kind="chase", handed_over_at=None).exists()


@pytest.mark.parametrize("kind", sorted(OF_A_DEADLINE))
def test_a_deadline_is_never_buried_under_other_messages(row: Escalation, box: Mailbox, kind: str) -> None:
    flood(row, "chase", MOST_TO_A_PERSON + 5)
    deliver(MONDAY, "here:1")
    deadline = owed(row, kind, about="a duty")
    assert deliver(MONDAY, "here:1").sent == 1
    deadline.refresh_from_db()
    assert deadline.handed_over_at == MONDAY


def test_one_escalation_does_not_send_more_than_forty_in_an_hour_to_whomever(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    for person in (cast.raises, cast.lead, cast.manager):
        flood(row, "chase", 15, person=person, agency=None)
    came = deliver(MONDAY, "here:1")
    assert (came.sent, came.gathered) == (MOST_FROM_ONE, 5)
    elsewhere = quiet(cast)
    owed(elsewhere, "chase", person=cast.other_lead)
    assert deliver(MONDAY, "here:1").sent == 1, "another escalation is not held up"


def test_a_mailbox_waits_for_the_next_hour_where_one_escalation_sends_too_much(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    Post.objects.filter(pk=post.pk).update(email="advocates@agency.example.org")
    flood(row, "chase", MOST_FROM_ONE + 1, post=post)
    deliver(MONDAY, "here:1")
    assert box.addresses.count("advocates@agency.example.org") == MOST_FROM_ONE
    deliver(MONDAY + HOUR, "here:1")
    assert box.addresses.count("advocates@agency.example.org") == MOST_FROM_ONE + 1


def test_two_partnerships_have_each_their_own_morning_message(cast: Cast, row: Escalation, box: Mailbox) -> None:
    person = cast.raises
    in_one_message(person)
    other = found("newham")
    elsewhere = quiet(other)
    owed(row, "half-way", ours=True, about="x")
    owed(elsewhere, "half-way", ours=True, about="x")
    in_one_message(other.raises)
    assert deliver(MONDAY, "here:1").gathered == 2
    assert Notice.objects.filter(kind="digest").count() == 2
    assert deliver(TUESDAY_MORNING, "here:1").sent == 2
