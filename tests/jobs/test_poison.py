"""One message that cannot be made, looked at or survived never stops the others: it is put by, counted and told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.cast import MONDAY, RAISING, Cast
from tests.jobs.owed import no_door, owed, quiet
from tests.notices.mailbox import Mailbox, a_mail_server, free_port, sent_to
from wayforward.escalations.models import Escalation, SealingKey
from wayforward.jobs.delivering import COULD_NOT_LOOK, deliver
from wayforward.jobs.models import Trouble
from wayforward.jobs.sending import COULD_NOT_BE_MADE, COULD_NOT_SEND, LEASE, MOST_TRIES
from wayforward.notices.models import Delivery, Notice

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEVER = datetime(1, 1, 1, tzinfo=UTC)  # London's clocks cannot show it


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return quiet(cast)


def others(row: Escalation, number: int = 9) -> list[Notice]:
    return [owed(row, "overdue", about=f"duty {each}", next_at=MONDAY + MINUTE) for each in range(number)]


def all_went(notices: list[Notice]) -> bool:
    return not Notice.objects.filter(pk__in=[one.pk for one in notices], handed_over_at=None).exists()


def test_a_message_that_cannot_be_made_is_given_up_at_last_and_the_rest_go_at_once(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    poison, rest = owed(row, "overdue", due_at=NEVER), others(row)
    assert deliver(MONDAY + 5 * MINUTE, "here:1").sent == len(rest)
    assert all_went(rest)
    trouble = Trouble.objects.get(what=COULD_NOT_SEND)
    assert (trouble.row, trouble.attempts) == (str(Delivery.objects.get(notice=poison).pk), 1)
    for hour in range(1, 20):
        deliver(MONDAY + hour * HOUR, "here:1")
    one = Delivery.objects.filter(notice=poison).order_by("queued_at").first()
    assert one is not None
    assert (one.why, one.attempts, one.next_at) == (COULD_NOT_BE_MADE, MOST_TRIES, None)
    assert Notice.objects.filter(kind="undelivered", person=cast.raises, handed_over_at__isnull=False).exists()


def test_one_whose_history_cannot_be_opened_is_put_by_and_the_rest_go(
    row: Escalation, box: Mailbox, cast: Cast
) -> None:
    broken = quiet(cast)
    poison = owed(broken, "stage", about="another stage", next_at=MONDAY - HOUR)  # has to be dropped, on record
    SealingKey.objects.filter(escalation=broken).update(wrapped=b"nothing that opens")
    rest = others(row)
    came = deliver(MONDAY + 5 * MINUTE, "here:1")
    assert (came.troubled, came.sent) == (1, len(rest))
    trouble = Trouble.objects.get(what=COULD_NOT_LOOK)
    assert (trouble.row, trouble.cleared_at) == (f"notice:{poison.pk}", None)
    poison.refresh_from_db()
    assert poison.next_at == MONDAY + 6 * MINUTE
    assert poison.dropped_at is None
    deliver(MONDAY + DAY, "here:1")
    trouble.refresh_from_db()
    assert trouble.attempts == 2


def test_one_that_breaks_between_queueing_and_sending_is_put_by_and_the_rest_go(cast: Cast, row: Escalation) -> None:
    broken = quiet(cast)
    poison, rest = owed(broken, "overdue", next_at=MONDAY - HOUR), others(row)
    with sent_to(free_port()):
        deliver(MONDAY + MINUTE, "here:1")
    Escalation.objects.filter(pk=broken.pk).update(state="withdrawn")
    SealingKey.objects.filter(escalation=broken).update(wrapped=b"nothing that opens")
    with a_mail_server():
        for minute in range(10, 15):
            deliver(MONDAY + minute * MINUTE, "here:1")
    assert all_went(rest)
    poison.refresh_from_db()
    assert (poison.handed_over_at, poison.dropped_at) == (None, None)
    assert Trouble.objects.filter(what=COULD_NOT_SEND, cleared_at=None).exists()


def test_one_that_kills_whoever_sends_it_is_counted_and_given_up_at_last(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    """What a process leaves that is killed while it sends is its lease, and a try that was counted."""
    no_door(cast.agencies[RAISING])
    poison = owed(row, "overdue")
    box.at_rcpt = lambda address: "451 later" if address == cast.raises.email else "250 OK"
    at = MONDAY
    for number in range(MOST_TRIES + 1):
        deliver(at, f"here:{number}")
        at += 2 * HOUR
        left = Delivery.objects.filter(notice=poison, failed_at=None)
        left.update(leased_by=f"here:{number}", leased_until=at - HOUR)
    one = poison.deliveries.get()
    assert (one.why, one.next_at, one.attempts) == (COULD_NOT_BE_MADE, None, MOST_TRIES + 1)
    deliver(at, "here:99")
    poison.refresh_from_db()
    assert poison.failed_because == "refused"


def test_a_lease_that_nobody_gave_back_ends_and_the_message_goes_under_the_same_message_id(
    row: Escalation, box: Mailbox
) -> None:
    owed(row, "overdue")
    with sent_to(free_port()):
        deliver(MONDAY, "here:1")
    Delivery.objects.update(leased_by="gone:1", leased_until=MONDAY + LEASE, next_at=MONDAY)
    assert deliver(MONDAY + 4 * MINUTE, "here:2").sent == 0
    assert deliver(MONDAY + LEASE, "here:2").sent == 1
    assert box.mails[0]["Message-ID"] == Delivery.objects.get().message_id


def test_what_died_once_and_need_not_go_any_more_is_no_trouble_any_more(row: Escalation, box: Mailbox) -> None:
    one = owed(row, "overdue", next_at=MONDAY + MINUTE)
    box.at_data = lambda address: "451 Not now"
    deliver(MONDAY + MINUTE, "here:1")
    gone = {"leased_by": "gone:1", "leased_until": MONDAY + LEASE, "next_at": MONDAY}
    Delivery.objects.filter(notice=one).update(**gone)
    deliver(MONDAY + LEASE, "here:2")
    assert Trouble.objects.filter(what=COULD_NOT_SEND, cleared_at=None).exists()
    Notice.objects.filter(pk=one.pk).update(acknowledged_at=MONDAY + HOUR)
    deliver(MONDAY + 2 * HOUR, "here:2")
    assert Notice.objects.get(pk=one.pk).dropped_at is not None
    assert not Trouble.objects.filter(what=COULD_NOT_SEND, cleared_at=None).exists()


def test_a_careful_round_puts_each_by_before_it_looks_and_sends_the_same(row: Escalation, box: Mailbox) -> None:
    rest = others(row, 3)
    assert deliver(MONDAY + MINUTE, "here:1", careful=True).sent == 3
    assert all_went(rest)
    assert not Trouble.objects.filter(what=COULD_NOT_LOOK).exists()
