"""What is no longer true, or not to be read, is not sent: looked at when it is queued, and again before each try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import MONDAY, RESPONDING, Cast
from tests.jobs.owed import a_post, holds, owed, quiet
from tests.notices.mailbox import Mailbox, a_mail_server, free_port, sent_to
from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.directory.models import Holder, Person, Work
from wayforward.escalations import read, talks
from wayforward.escalations.models import Duty, Escalation
from wayforward.jobs.delivering import deliver
from wayforward.jobs.staleness import ENDS_WITH_IT, SAID_ANEW_BY
from wayforward.notices.models import Delivery, Notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as box:
        yield box


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return quiet(cast)


def dropped(row: Escalation) -> list[tuple[str, str]]:
    return [(e.event.key, e.event.why) for e in read.entries(row) if isinstance(e.event, ev.NoticeDropped)]


def a_duty(row: Escalation, **given: Any) -> Duty:
    told = {"duty": "x", "who": [], "arose_at": MONDAY, "due_at": MONDAY, "force": "must", "because": []}
    key = f"x#{Duty.objects.count()}"
    return Duty.objects.create(escalation=row, partnership_id=row.partnership_id, key=key, **{**told, **given})


def ends(row: Escalation) -> None:
    Escalation.objects.filter(pk=row.pk).update(state="withdrawn")


# --- what may have happened meanwhile: what is owed, and what happens before it goes ----------------------

Before = Callable[[Cast, Escalation], Notice]
Meanwhile = Callable[[Cast, Escalation, Notice], object]


def of_a_duty(kind: str) -> Before:
    return lambda cast, row: owed(row, kind, about=a_duty(row).key)


def plain(kind: str, **given: Any) -> Before:
    return lambda cast, row: owed(row, kind, **given)


def duty_is(**stamp: Any) -> Meanwhile:
    return lambda cast, row, notice: Duty.objects.filter(escalation=row, key=notice.about).update(**stamp)


def seen(cast: Cast, row: Escalation, notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(acknowledged_at=MONDAY)


def said_anew(kind: str) -> Meanwhile:
    return lambda cast, row, notice: Notice.objects.filter(
        pk=owed(row, kind, MONDAY + MINUTE, about=notice.about).pk
    ).update(next_at=None)


def conflicted(cast: Cast, row: Escalation, notice: Notice) -> None:
    cast.does(row, cast.raises, MONDAY, cmd.DeclareConflict, person=str(cast.raises.pk), reason="A cousin.")
    Notice.objects.filter(escalation_id=row.pk).exclude(pk=notice.pk).update(next_at=None)


STALE: list[tuple[str, Before, Meanwhile, str]] = [
    *((f"{kind} done", of_a_duty(kind), duty_is(done_at=MONDAY), "done")
      for kind in ("duty", "chase", "half-way", "target", "due-today", "overdue", "late", "silent", "prompt")),
    ("duty lapsed", of_a_duty("duty"), duty_is(lapsed_at=MONDAY), "lapsed"),
    ("overdue lapsed", of_a_duty("overdue"), duty_is(lapsed_at=MONDAY), "lapsed"),
    *((f"{kind} ended", plain(kind, about="stage-1" if kind == "stage" else "x"),
       lambda cast, row, notice: ends(row), "closed") for kind in sorted(ENDS_WITH_IT)),
    ("stage moved on", plain("stage", about="stage-1"),
     lambda cast, row, notice: Escalation.objects.filter(pk=row.pk).update(stage="stage-2"), "moved-on"),
    *((f"{kind} seen", plain(kind), seen, "acknowledged") for kind in ("closed", "overdue", "update", "notify")),
    *((f"{kind} said anew by {later}", plain(kind), said_anew(later), "superseded")
      for kind, laters in SAID_ANEW_BY.items() for later in laters),
    ("conflict of interest", plain("closed"), conflicted, "no-access"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "meanwhile", "why"), [case[1:] for case in STALE], ids=[case[0] for case in STALE])
def test_nothing_that_is_no_longer_true_goes_out_and_the_history_says_that_it_did_not(
    cast: Cast, row: Escalation, box: Mailbox, before: Before, meanwhile: Meanwhile, why: str
) -> None:
    notice = before(cast, row)
    meanwhile(cast, row, notice)
    assert deliver(MONDAY, "here:1").dropped == 1
    assert box.taken == []
    notice.refresh_from_db()
    assert (notice.dropped_because, notice.dropped_at, notice.next_at) == (why, MONDAY, None)
    assert dropped(row) == [(notice.key, why)]
    assert notice.deliveries.count() == 0


ONE_OF_EACH = {why: case for *case, why in STALE}  # of each reason the last


@pytest.mark.parametrize(("name", "before", "meanwhile", "why"), [(*case, why) for why, case in ONE_OF_EACH.items()])
def test_what_ceases_to_be_true_while_the_mail_server_is_down_does_not_go_out_when_it_is_back(
    cast: Cast, row: Escalation, name: str, before: Before, meanwhile: Meanwhile, why: str
) -> None:
    notice = before(cast, row)
    with sent_to(free_port()):
        assert deliver(MONDAY, "here:1").waiting == 1
    meanwhile(cast, row, notice)
    with a_mail_server() as box:
        deliver(MONDAY + 10 * MINUTE, "here:1")
    assert box.taken == []
    notice.refresh_from_db()
    assert notice.dropped_because == why
    assert dropped(row) == [(notice.key, why)]
    assert deliver(MONDAY + 20 * MINUTE, "here:1").looked == 0


@pytest.mark.parametrize("kind", ["closed", "notify", "update", "confirm", "answered", "proposal-answer", "version"])
def test_how_it_ended_and_what_is_confirmed_still_goes_out_after_the_end(
    row: Escalation, box: Mailbox, kind: str
) -> None:
    notice = owed(row, kind)
    ends(row)
    assert deliver(MONDAY, "here:1").sent == 1
    notice.refresh_from_db()
    assert notice.handed_over_at == MONDAY


def test_what_is_still_owed_after_the_end_is_still_reminded_of(row: Escalation, box: Mailbox) -> None:
    owed(row, "overdue", about=a_duty(row).key)
    ends(row)
    assert deliver(MONDAY, "here:1").sent == 1


def test_a_breach_is_told_also_when_a_colleague_chases_after_it(row: Escalation, box: Mailbox) -> None:
    owed(row, "overdue", about="x")
    owed(row, "chase", MONDAY + MINUTE, about="x")
    assert deliver(MONDAY + MINUTE, "here:1").sent == 2


def test_a_question_that_was_answered_meanwhile_is_not_asked_again(cast: Cast, row: Escalation, box: Mailbox) -> None:
    cast.does(row, cast.responds, MONDAY, cmd.Propose, outcome="A plan.", override=True, reason="Now.")
    Notice.objects.filter(escalation_id=row.pk).exclude(kind="proposed").update(next_at=None)
    asked = Notice.objects.get(escalation_id=row.pk, kind="proposed")
    cast.does(row, cast.raises, MONDAY + MINUTE, cmd.Answer, agree=False)
    Notice.objects.filter(escalation_id=row.pk).exclude(pk=asked.pk).update(next_at=None)
    assert deliver(MONDAY + MINUTE, "here:1").dropped == 1
    asked.refresh_from_db()
    assert asked.dropped_because == "answered"


def test_somebody_who_no_longer_works_there_is_not_written_to_and_their_front_door_is(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    Work.objects.filter(person=cast.raises).update(until_on=MONDAY.date() - timedelta(days=1))
    owed(row, "closed")
    deliver(MONDAY, "here:1")
    assert cast.raises.email not in box.addresses
    assert cast.lead.email in box.addresses


def test_a_holder_with_a_conflict_of_interest_is_passed_over_for_the_deputy(
    cast: Cast, row: Escalation, box: Mailbox
) -> None:
    post = a_post(cast, row)
    holder, deputy = holds(post, "Holly"), holds(post, "Dee", deputy=True)
    cast.does(row, cast.manager, MONDAY, cmd.DeclareConflict, person=str(holder.pk), reason="A cousin.")
    Notice.objects.filter(escalation_id=row.pk).update(next_at=None)
    owed(row, "notify", post=post)
    deliver(MONDAY, "here:1")
    assert box.addresses == [deputy.email]


def test_a_holder_shut_out_between_queueing_and_sending_is_not_written_to(cast: Cast, row: Escalation) -> None:
    post = a_post(cast, row)
    holder, deputy = holds(post, "Holly"), holds(post, "Dee", deputy=True)
    owed(row, "notify", post=post)
    with sent_to(free_port()):
        deliver(MONDAY, "here:1")
    assert Delivery.objects.get().person == holder
    Holder.objects.filter(person=holder).update(until_on=MONDAY.date() - timedelta(days=1))
    Person.objects.filter(pk=holder.pk).update(is_active=True)
    with a_mail_server() as box:
        deliver(MONDAY + 5 * MINUTE, "here:1")
        deliver(MONDAY + 5 * MINUTE, "here:1")
    assert box.addresses == [deputy.email]


# --- talks ------------------------------------------------------------------------------------------------


def test_a_talk_is_delivered_by_the_same_rules_and_names_no_reference(cast: Cast, box: Mailbox) -> None:
    asked = cast.other_lead.holds.filter(post__agency__key=RESPONDING).first()
    assert asked is not None
    talk = talks.consult(cast.responds, asked.post, "What would you do?", MONDAY)
    assert deliver(MONDAY, "here:1").sent == 1
    (mail,) = box.mails
    assert mail["Subject"] == "A colleague at your own agency has written to you"
    assert f"https://wayforward.example.org/talks/{talk.pk}" in box.said[0]
    assert "What would you do" not in box.said[0]


def test_what_was_asked_in_a_talk_that_is_over_is_not_sent(cast: Cast, box: Mailbox) -> None:
    asked = cast.other_lead.holds.filter(post__agency__key=RESPONDING).first()
    assert asked is not None
    talk = talks.consult(cast.responds, asked.post, "What would you do?", MONDAY)
    talks.stands(talk, talks.DONE, MONDAY)
    assert deliver(MONDAY, "here:1").dropped == 1
    assert Notice.objects.get(talk_id=talk.pk).dropped_because == "done"
    assert box.taken == []


def test_what_was_asked_of_a_post_goes_to_nobody_who_does_not_hold_it(cast: Cast, box: Mailbox) -> None:
    asked = cast.other_lead.holds.filter(post__agency__key=RESPONDING).exclude(post__receives=True).first()
    assert asked is not None
    talk = talks.consult(cast.responds, asked.post, "What would you do?", MONDAY)
    Holder.objects.filter(post=asked.post).delete()
    deliver(MONDAY, "here:1")
    assert box.taken == []
    assert Notice.objects.get(talk_id=talk.pk).failed_at == MONDAY
