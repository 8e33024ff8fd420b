"""What a mail server puts off, drops or does not answer waits, for days if need be, and goes when it can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.cast import MONDAY, Cast
from tests.jobs.owed import a_post, facts, holds, owed, quiet, until_done
from tests.notices.mailbox import DROPS, HANGS, Mailbox, a_mail_server, free_port, sent_to
from wayforward.directory.models import Post, Shift
from wayforward.escalations.models import Escalation
from wayforward.jobs.delivering import deliver
from wayforward.jobs.models import Trouble
from wayforward.notices.models import Delivery, Notice
from wayforward.notices.standing import Fact, stands

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return quiet(cast)


# --- it is put off ----------------------------------------------------------------------------------------


def test_what_the_server_puts_off_is_tried_again_after_1_5_15_and_then_every_60_minutes(
    row: Escalation, box: Mailbox
) -> None:
    box.at_rcpt = lambda address: "451 try again later"
    notice = owed(row, "closed")
    tries = []
    for minute in range(205):
        before = Delivery.objects.filter(attempts__gt=0).values_list("attempts", flat=True).first() or 0
        deliver(MONDAY + minute * MINUTE, "here:1")
        if (Delivery.objects.get().attempts or 0) > before:
            tries.append(minute)
    assert tries == [0, 1, 6, 21, 81, 141, 201]
    assert facts(notice) == [Fact.QUEUED, Fact.TRYING]
    box.at_rcpt = lambda address: "250 OK"
    deliver(MONDAY + 300 * MINUTE, "here:1")
    (mail,) = box.mails
    assert mail["Message-ID"] == Delivery.objects.get().message_id


def test_what_is_put_off_for_long_never_stands_before_what_has_not_been_tried(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    box.at_rcpt = lambda address: "451 try again later" if address == cast.raises.email else "250 OK"
    for number in range(3):
        owed(row, "overdue", about=f"duty {number}")
    assert deliver(MONDAY, "here:1").waiting == 3, "so nothing more is tried for a minute"
    later = MONDAY + 2 * MINUTE
    new = owed(row, "overdue", later, person=cast.lead)
    assert deliver(later, "here:1").sent == 1
    new.refresh_from_db()
    assert new.handed_over_at == later


@pytest.mark.parametrize("how", [HANGS, DROPS])
def test_a_server_that_hangs_or_drops_one_message_holds_up_none_of_the_others(
    how: str, cast: Cast, row: Escalation, box: Mailbox
) -> None:
    bad, good = owed(row, "closed"), [owed(row, "closed", person=person) for person in (cast.lead, cast.manager)]
    box.at_data = lambda address: how if address == cast.raises.email else "250 OK"
    came = deliver(MONDAY, "here:1")
    assert (came.sent, came.waiting) == (2, 1)
    for notice in good:
        notice.refresh_from_db()
        assert notice.handed_over_at == MONDAY
    box.at_data = lambda address: "250 OK"
    deliver(MONDAY + 5 * MINUTE, "here:1")
    bad.refresh_from_db()
    assert bad.handed_over_at is not None


def test_a_message_that_was_taken_and_not_answered_is_sent_again_under_the_same_message_id(
    row: Escalation, box: Mailbox
) -> None:
    box.at_data, box.keeps_what_it_drops = (lambda address: DROPS), True
    owed(row, "closed")
    deliver(MONDAY, "here:1")
    box.at_data = lambda address: "250 OK"
    deliver(MONDAY + MINUTE, "here:1")
    assert [mail["Message-ID"] for mail in box.mails] == [Delivery.objects.get().message_id] * 2


# --- the server is down for a day -------------------------------------------------------------------------


def test_with_the_mail_server_down_for_a_day_nothing_is_lost_and_all_goes_when_it_is_back(
    cast: Cast, row: Escalation
) -> None:
    """60 messages in place of 5,000: what each costs does not depend on how many wait."""
    Notice.objects.bulk_create(
        Notice(
            partnership_id=row.partnership_id, escalation_id=row.pk, entry_seq=1, key=f"of the day {number}",
            to="raiser", agency=row.raising, person_id=row.raiser_id, about="x", kind="overdue", owed_at=MONDAY,
            next_at=MONDAY,
        )
        for number in range(60)
    )  # fmt: skip
    for notice in Notice.objects.filter(key__startswith="of the day"):
        Notice.objects.filter(pk=notice.pk).update(about=notice.key)  # each about something else
    with sent_to(free_port()):
        for hour in range(24):
            deliver(MONDAY + hour * HOUR, "here:1", most=300)
    assert Notice.objects.filter(handed_over_at__isnull=False).count() == 0
    trouble = Trouble.objects.get(what="mail-not-going")
    assert (trouble.since_at, trouble.cleared_at) == (MONDAY, None)
    assert Delivery.objects.filter(failed_at__isnull=False).count() == 0
    with a_mail_server() as box:
        for minute in range(30):
            deliver(MONDAY + DAY + minute * MINUTE, "here:1", most=300)
    assert len(box.taken) == len({mail["Message-ID"] for mail in box.mails}) == 60
    assert not Notice.objects.filter(handed_over_at=None, key__startswith="of the day").exists()
    trouble.refresh_from_db()
    assert trouble.cleared_at is not None


def test_while_the_server_is_down_one_message_is_tried_at_a_time_and_the_raiser_sees_since_when(
    row: Escalation,
) -> None:
    notices = [owed(row, "closed") for _ in range(5)]
    with sent_to(free_port()):
        assert deliver(MONDAY, "here:1").waiting == 1
        assert deliver(MONDAY, "here:1").waiting == 0, "it is not tried again in the same minute"
    tried = next(notice for notice in notices if notice.deliveries.get().attempts)
    step = stands(tried, tried.deliveries.all()).now
    assert (step.fact, step.at) == (Fact.TRYING, MONDAY)
    assert re.search("could not be reached", step.why)


def test_whoever_answers_when_the_server_is_back_has_it_and_not_whoever_did_on_friday(
    cast: Cast, row: Escalation
) -> None:
    post = a_post(cast, row)
    friday = holds(post, "Freda")
    owed(row, "notify", post=post)
    with sent_to(free_port()):
        deliver(MONDAY, "here:1")
    monday, back_at = holds(post, "Monty", deputy=True), MONDAY + 3 * DAY
    Shift.objects.create(post=post, person=monday, starts_at=back_at - HOUR, ends_at=back_at + HOUR)
    with a_mail_server() as box:
        until_done(MONDAY + 3 * DAY)
        until_done(MONDAY + 3 * DAY)
    assert monday.email in box.addresses
    assert friday.email not in box.addresses


def test_the_last_resort_and_the_mailbox_are_posts_and_never_a_colleague_of_another_agency(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    Post.objects.filter(pk=post.pk).update(email="advocates@agency.example.org")
    owed(row, "notify", post=post)
    until_done(MONDAY)
    one = Delivery.objects.get(post=post)
    assert (one.person, one.address) == (None, "advocates@agency.example.org")
    assert "Hello," in box.said[box.addresses.index(one.address)]
