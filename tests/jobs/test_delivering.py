"""What is owed is delivered, or said not to be: with a real mail server that takes, refuses, hangs or is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.cast import DOOR, MONDAY, RAISING, RESPONDING, Cast
from tests.jobs.owed import a_post, facts, happened, holds, no_door, owed, quiet, until_done
from tests.notices.mailbox import Mailbox, a_mail_server
from wayforward.core import events as ev
from wayforward.directory.models import Agency, Person, Post
from wayforward.escalations.models import Escalation
from wayforward.jobs.delivering import Delivered, deliver
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


# --- it goes ----------------------------------------------------------------------------------------------


def test_what_is_owed_goes_to_whoever_answers_today_and_is_marked_handed_over_and_no_more(
    cast: Cast, box: Mailbox
) -> None:
    row = cast.raised()
    came = deliver(MONDAY, "here:1")
    assert (came.queued, came.sent, came.more) == (1, 1, False)
    (mail,) = box.mails
    assert mail["To"] == cast.other_lead.email
    assert mail["Subject"].startswith(row.ref)
    assert mail["Auto-Submitted"] == "auto-generated"
    one = Delivery.objects.get()
    assert mail["Message-ID"] == one.message_id
    assert box.taken[0].mail_from == f"bounces+{one.pk}@wayforward.example.org"
    assert (one.handed_over_at, one.delivered_at, one.attempts, one.next_at, one.leased_by) == (
        MONDAY,
        None,
        1,
        None,
        "",
    )
    notice = Notice.objects.get()
    assert (notice.handed_over_at, notice.delivered_at, notice.acknowledged_at, notice.next_at) == (
        MONDAY,
        None,
        None,
        None,
    )
    assert facts(notice) == [Fact.QUEUED, Fact.HANDED_OVER]
    assert deliver(MONDAY + DAY, "here:1") == Delivered()
    assert len(box.taken) == 1


def test_a_batch_goes_over_one_connection(row: Escalation, box: Mailbox) -> None:
    for _ in range(5):
        owed(row, "closed")
    assert deliver(MONDAY, "here:1").sent == 5
    assert box.connections == 1


def test_a_message_waits_for_its_instant(row: Escalation, box: Mailbox) -> None:
    owed(row, "closed", next_at=MONDAY + MINUTE)
    assert deliver(MONDAY, "here:1") == Delivered()
    assert deliver(MONDAY + MINUTE, "here:1").sent == 1


def test_no_more_than_asked_is_done_at_once_and_the_longest_due_goes_first(row: Escalation, box: Mailbox) -> None:
    late, early = owed(row, "closed", MONDAY + MINUTE), owed(row, "update", MONDAY)
    came = deliver(MONDAY + HOUR, "here:1", most=1)
    assert (came.looked, came.sent, came.more) == (1, 1, True)
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.handed_over_at is not None
    assert late.handed_over_at is None


def test_when_it_is_told_to_stop_it_stops_and_nothing_stays_leased(row: Escalation, box: Mailbox) -> None:
    for _ in range(3):
        owed(row, "closed")
    deliver(MONDAY, "here:1", most=1)
    deliver(MONDAY, "here:1", going=lambda: len(box.taken) < 2)
    assert len(box.taken) == 2
    assert not Delivery.objects.exclude(leased_by="").exists()
    until_done(MONDAY)
    assert len(box.taken) == 3


def test_the_link_leads_to_the_page_of_the_reference_on_the_public_address(row: Escalation, box: Mailbox) -> None:
    owed(row, "closed")
    deliver(MONDAY, "here:1")
    assert f"https://wayforward.example.org/escalations/{row.ref}\r\n" in box.said[0]


# --- it is refused ----------------------------------------------------------------------------------------


def test_an_address_that_is_refused_goes_to_the_deputy_and_the_raiser_is_told_at_once(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    holder, deputy = holds(post, "Holly"), holds(post, "Dee", deputy=True)
    box.at_rcpt = lambda address: "550 no such user" if address == holder.email else "250 OK"
    notice = owed(row, "notify", post=post)
    until_done(MONDAY)
    until_done(MONDAY)
    assert deputy.email in box.addresses
    refused, took = notice.deliveries.order_by("pk").filter(person=holder).get(), notice.deliveries.get(person=deputy)
    assert (refused.failed_at, refused.why) == (MONDAY, "refused")
    assert took.handed_over_at == MONDAY
    (failed,) = happened(row, ev.NoticeFailed)
    assert getattr(failed, "why", "") == "refused-next"
    told = Notice.objects.filter(kind="undelivered", person=cast.raises)
    assert told.get().handed_over_at == MONDAY
    assert cast.raises.email in box.addresses
    assert Fact.FAILED in facts(notice)
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.HANDED_OVER


def test_when_every_address_refuses_it_nobody_has_it_and_that_is_told_once(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    holds(post, "Holly")
    no_door(post.agency)
    told = [cast.raises.email, cast.manager.email]
    box.at_rcpt = lambda address: "250 OK" if address in told else "550 no"
    notice = owed(row, "notify", post=post)
    for hour in range(5):
        until_done(MONDAY + hour * HOUR)
    notice.refresh_from_db()
    assert (notice.failed_because, notice.failed_at) == ("refused", MONDAY)
    assert stands(notice, notice.deliveries.all()).needs_ringing
    assert len(happened(row, ev.NoticeFailed)) == 1
    assert sorted(box.addresses) == sorted(told), "the raiser and the partnership's office"


def test_an_address_that_is_none_is_given_up_without_asking_the_server(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    Person.objects.filter(pk=cast.raises.pk).update(email="not an address")
    no_door(cast.agencies[RAISING])
    notice = owed(row, "closed")
    until_done(MONDAY)
    assert notice.deliveries.get().why == "no-address"
    assert box.addresses == [cast.manager.email], "the office is told"


def test_a_post_that_nobody_holds_is_told_at_once_and_tried_again_until_somebody_does(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    no_door(post.agency)
    Agency.objects.filter(pk=post.agency.pk).update(last_resort="01632 960 001")
    notice = owed(row, "notify", post=post)
    until_done(MONDAY)
    notice.refresh_from_db()
    assert (notice.failed_because, notice.handed_over_at) == ("nobody-holds", None)
    assert Notice.objects.get(kind="undelivered", person=cast.raises).handed_over_at == MONDAY
    holder = holds(post, "Holly")
    assert until_done(MONDAY + HOUR / 2).sent == 0
    until_done(MONDAY + HOUR)
    assert holder.email in box.addresses
    notice.refresh_from_db()
    assert (notice.failed_at, notice.failed_because, notice.handed_over_at) == (None, "", MONDAY + HOUR)


def test_an_empty_rung_is_skipped_at_once_and_reported(cast: Cast, row: Escalation, box: Mailbox) -> None:
    post = a_post(cast, row)
    notice = owed(row, "notify", post=post)
    until_done(MONDAY)
    assert cast.other_lead.email in box.addresses, "the front door has it"
    assert [getattr(failed, "why", "") for failed in happened(row, ev.NoticeFailed)] == ["nobody-holds-next"]
    assert notice.deliveries.get().person == cast.other_lead


def test_a_message_to_an_empty_seat_is_reported_at_once_and_goes_when_somebody_sits_there(
    cast: Cast, box: Mailbox
) -> None:
    there = Post.objects.filter(agency=cast.agencies[RESPONDING])
    for post in there:
        Post.objects.filter(pk=post.pk).update(key=f"away-{post.key}", receives=False)
    row = cast.raised()
    notice = Notice.objects.get(escalation_id=row.pk, kind="stage")
    assert notice.blocked
    until_done(MONDAY)
    assert [getattr(failed, "why", "") for failed in happened(row, ev.NoticeFailed)] == ["nobody-holds"]
    assert cast.raises.email in box.addresses, "who raised it is told"
    Post.objects.filter(key=f"away-{DOOR}", agency=cast.agencies[RESPONDING]).update(key=DOOR, receives=True)
    until_done(MONDAY + HOUR)
    notice.refresh_from_db()
    assert (notice.blocked, notice.handed_over_at) == ("", MONDAY + HOUR)
    assert cast.other_lead.email in box.addresses
    assert facts(notice)[-1] == Fact.HANDED_OVER


def test_a_message_that_cannot_be_sent_is_reported_and_never_tried(cast: Cast, row: Escalation, box: Mailbox) -> None:
    notice = owed(row, "stage", about="stage-1", blocked="The policy gives no address.")
    until_done(MONDAY)
    assert notice.deliveries.count() == 0
    assert [getattr(failed, "why", "") for failed in happened(row, ev.NoticeFailed)] == ["cannot-be-sent"]
    assert facts(notice)[:2] == [Fact.QUEUED, Fact.CANNOT_BE_SENT]


def test_that_somebody_could_not_be_told_of_a_failure_is_not_told_again_for_ever(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    box.at_rcpt = lambda address: "550 no"
    owed(row, "closed")
    for hour in range(6):
        until_done(MONDAY + hour * HOUR)
    assert Notice.objects.filter(escalation_id=row.pk, kind="undelivered").count() <= 4
