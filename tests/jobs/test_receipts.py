"""What became of a message after it was taken: asked of GOV.UK Notify, or read from what a mail server sent back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from tests.cast import MONDAY, Cast
from tests.jobs.owed import a_post, holds, owed, quiet
from tests.notices.mailbox import Mailbox, a_mail_server, sent_to
from tests.notices.notify_stub import LOST, Office, a_notify_office
from wayforward.core import events as ev
from wayforward.escalations import read
from wayforward.escalations.models import Escalation
from wayforward.jobs import bouncing, receipts
from wayforward.jobs.delivering import deliver
from wayforward.jobs.models import Trouble
from wayforward.notices.models import Delivery, Notice
from wayforward.notices.standing import Fact, stands

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def office() -> Iterator[Office]:
    with a_notify_office() as office:
        yield office


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return quiet(cast)


def why_failed(row: Escalation) -> list[str]:
    return [item.event.why for item in read.entries(row) if isinstance(item.event, ev.NoticeFailed)]


# --- GOV.UK Notify ----------------------------------------------------------------------------------------


def test_notify_is_given_four_fields_and_the_reference_of_the_try(row: Escalation, office: Office) -> None:
    owed(row, "closed")
    assert deliver(MONDAY, "here:1").sent == 1
    (sent,) = office.sent
    one = Delivery.objects.get()
    assert sent["reference"] == str(one.pk)
    assert set(sent["personalisation"]) == {"reference", "due", "link", "name"}
    assert (one.channel, one.provider_id, one.delivered_at) == ("notify", sent["id"], None)
    assert one.next_at == MONDAY + MINUTE, "a receipt is asked for"


def test_what_notify_says_it_delivered_is_delivered_and_nothing_is_before(row: Escalation, office: Office) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    assert receipts.ask(MONDAY, "here:1") == receipts.Asked(), "it is too early to ask"
    assert receipts.ask(MONDAY + MINUTE, "here:1").unknown == 1
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.HANDED_OVER
    office.statuses[office.sent[0]["id"]] = "delivered"
    assert receipts.ask(MONDAY + 6 * MINUTE, "here:1").delivered == 1
    notice.refresh_from_db()
    assert notice.delivered_at == MONDAY + 6 * MINUTE
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.DELIVERED
    assert receipts.ask(MONDAY + DAY, "here:1") == receipts.Asked()


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
def test_what_notify_could_not_deliver_goes_to_the_next_and_the_raiser_is_told(
    cast: Cast, row: Escalation, office: Office, status: str
) -> None:
    post = a_post(cast, row)
    holds(post, "Holly")
    deputy = holds(post, "Dee", deputy=True)
    owed(row, "notify", post=post)
    deliver(MONDAY, "here:1")
    office.statuses[office.sent[0]["id"]] = status
    assert receipts.ask(MONDAY + MINUTE, "here:1").failed == 1
    deliver(MONDAY + MINUTE, "here:1")
    deliver(MONDAY + MINUTE, "here:1")
    assert deputy.email in [sent["email_address"] for sent in office.sent]
    assert cast.raises.email in [sent["email_address"] for sent in office.sent]
    assert len(why_failed(row)) == 1


def test_an_address_that_notify_calls_none_is_given_up_at_once(cast: Cast, row: Escalation, office: Office) -> None:
    office.says = "email_address Not a valid email address"
    office.at_send = lambda address: 400 if address == cast.raises.email else 201
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    assert notice.deliveries.get().why == "no-address"


@pytest.mark.parametrize(
    ("status", "says"),
    [(403, "Invalid token"), (429, "Exceeded"), (400, "Missing personalisation: due"), (500, "Oh no")],
)
def test_what_is_wrong_with_the_service_is_held_against_no_address(
    row: Escalation, office: Office, status: int, says: str
) -> None:
    office.says, office.at_send = says, lambda address: status
    for _ in range(3):
        owed(row, "closed")
    assert deliver(MONDAY, "here:1").failed == 0
    assert not Delivery.objects.filter(failed_at__isnull=False).exists()
    assert Trouble.objects.filter(what="mail-not-going", row="notify", cleared_at=None).exists()
    office.at_send = lambda address: 201
    for minute in range(1, 20):
        deliver(MONDAY + minute * MINUTE, "here:1")
    assert len(office.sent) == len(set(office.references())) == 3


def test_with_three_in_ten_replies_lost_nothing_goes_twice_and_all_of_it_goes(row: Escalation, office: Office) -> None:
    luck = Random(5)
    office.at_send = lambda address: LOST if luck.random() < 0.3 else 201
    for number in range(40):
        owed(row, "overdue", about=f"duty {number}")
    for minute in range(90):
        deliver(MONDAY + minute * MINUTE, "here:1")
        if not Notice.objects.filter(handed_over_at=None, kind="overdue").exists():
            break
    assert sorted(office.references()) == sorted({str(key) for key in Delivery.objects.values_list("pk", flat=True)})
    assert len(office.sent) == 40
    assert Delivery.objects.filter(attempts__gt=1).exists(), "some replies were lost"


@pytest.mark.parametrize("answer", [{}, [], None, "sent", {"id": None, "status": None}, {"id": [], "status": {}}])
def test_an_answer_in_another_language_is_no_answer_and_stops_no_clock(
    row: Escalation, office: Office, answer: object
) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    office.answers = [answer]
    assert receipts.ask(MONDAY + MINUTE, "here:1") == receipts.Asked(unknown=1)
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.HANDED_OVER
    other = owed(row, "closed")
    assert deliver(MONDAY + MINUTE, "here:1").sent == 0
    assert other.deliveries.get().why == "no-answer"


def test_what_notify_has_thrown_away_after_a_week_is_not_called_failed(row: Escalation, office: Office) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    office.sent.clear()
    assert receipts.ask(MONDAY + 8 * DAY, "here:1") == receipts.Asked(unknown=1)
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.HANDED_OVER
    assert Delivery.objects.get().next_at is None, "nobody asks again"


# --- what a mail server sends back ------------------------------------------------------------------------


def report(one: Delivery, *, action: str = "failed", status: str = "5.1.1", quotes: str = "message") -> bytes:
    """A delivery status notification (RFC 3464) as mail servers write them."""
    to = f"bounces+{one.pk}@wayforward.example.org" if quotes == "envelope" else "bounces@example.org"
    told = f"Final-Recipient: rfc822; {one.address}\nAction: {action}\nStatus: {status}\n\n"
    told = f"Reporting-MTA: dns; mx.example.org\n\n{told}"
    raw = f"Content-Type: message/delivery-status\n\n{told}"
    original = f"Message-ID: {one.message_id}\nSubject: x\n\n"
    parts = [raw]
    if quotes == "message":
        parts.append(f"Content-Type: message/rfc822\n\n{original}body\n")
    if quotes == "headers":
        parts.append(f"Content-Type: text/rfc822-headers\n\n{original}")
    body = "".join(f"--B\n{part}\n" for part in parts) + "--B--\n"
    heads = f"From: MAILER-DAEMON@mx.example.org\nTo: {to}\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
    return f'{heads}Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n{body}'.encode()


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.mark.parametrize("quotes", ["message", "headers", "envelope"])
@pytest.mark.parametrize(("status", "why"), [("5.1.1", "bounced"), ("5.2.2", "mailbox-full"), ("5.7.1", "rejected"),
                                             ("4.4.7", "gave-up")])  # fmt: skip
def test_what_comes_back_is_marked_failed_and_the_next_one_is_written_to(
    cast: Cast, row: Escalation, box: Mailbox, quotes: str, status: str, why: str
) -> None:
    post = a_post(cast, row)
    holds(post, "Holly")
    deputy = holds(post, "Dee", deputy=True)
    notice = owed(row, "notify", post=post)
    deliver(MONDAY, "here:1")
    one = notice.deliveries.get()
    assert bouncing.take(report(one, status=status, quotes=quotes), MONDAY + MINUTE) == (True, bouncing.CAME_BACK)
    assert bouncing.take(report(one, status=status, quotes=quotes), MONDAY + MINUTE) == (True, bouncing.KNOWN)
    deliver(MONDAY + MINUTE, "here:1")
    one.refresh_from_db()
    assert (one.why, one.handed_over_at, one.failed_at) == (why, MONDAY, MONDAY + MINUTE)
    assert deputy.email in box.addresses
    assert why_failed(row) == ["refused-next"]


def test_what_somebody_has_acknowledged_is_not_sent_on_when_it_comes_back(row: Escalation, box: Mailbox) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    Notice.objects.filter(pk=notice.pk).update(acknowledged_at=MONDAY)
    bouncing.take(report(notice.deliveries.get()), MONDAY + MINUTE)
    notice.refresh_from_db()
    assert notice.next_at is None
    assert stands(notice, notice.deliveries.all()).now.fact is Fact.ACKNOWLEDGED


def test_a_delay_changes_nothing_and_a_receipt_marks_it_delivered(row: Escalation, box: Mailbox) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    one = notice.deliveries.get()
    assert bouncing.take(report(one, action="delayed", status="4.4.1"), MONDAY) == (True, bouncing.UNDER_WAY)
    assert bouncing.take(report(one, action="relayed", status="2.0.0"), MONDAY) == (True, bouncing.UNDER_WAY)
    notice.refresh_from_db()
    assert notice.delivered_at is None
    assert bouncing.take(report(one, action="delivered", status="2.0.0"), MONDAY) == (True, bouncing.ARRIVED)
    notice.refresh_from_db()
    assert notice.delivered_at == MONDAY


def test_an_answer_by_hand_and_a_report_about_somebody_elses_message_change_nothing(
    row: Escalation, box: Mailbox
) -> None:
    notice = owed(row, "closed")
    deliver(MONDAY, "here:1")
    away = b"From: a@example.org\nAuto-Submitted: auto-replied\nSubject: Out of office\n\nI am away."
    assert bouncing.take(away, MONDAY) == (False, bouncing.NO_REPORT)
    strange = Delivery(
        pk="00000000-0000-4000-8000-000000000000", message_id="<a@b.example.org>", address="a@example.org"
    )
    assert bouncing.take(report(strange), MONDAY) == (False, bouncing.NOT_OURS)
    for broken in (
        b"",
        b"\xff\x00\n\n",
        b"Content-Type: multipart/report; boundary=B\n\n--B\nContent-Type: message/delivery-status\n\n",
    ):
        assert bouncing.take(broken, MONDAY)[0] is False
    notice.refresh_from_db()
    assert notice.next_at is None
    assert notice.deliveries.get().failed_at is None


def test_a_terminal_is_told_what_the_command_reads() -> None:
    with sent_to(1):
        came = subprocess.run(
            [sys.executable, "-m", "wayforward.cli", "bounced"], input=b"Subject: hello\n\nno report",
            capture_output=True,
        )  # fmt: skip
    assert (came.returncode, came.stdout.decode().strip()) == (1, bouncing.NO_REPORT)
