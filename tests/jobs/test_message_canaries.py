"""No word that anybody wrote leaves in a message: canaries wherever somebody types, and every byte that left."""

from __future__ import annotations

import base64
import logging
import quopri
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import MONDAY, Cast
from tests.escalations.test_canaries import CANARY
from tests.jobs.owed import a_post, holds
from tests.notices.mailbox import a_mail_server
from tests.notices.notify_stub import a_notify_office
from wayforward.core import commands as cmd
from wayforward.directory.models import Post
from wayforward.escalations import record, talks
from wayforward.escalations.models import Escalation
from wayforward.jobs.delivering import deliver
from wayforward.notices.message import SORTS
from wayforward.notices.models import Delivery, Notice, Preference

pytestmark = pytest.mark.django_db
WORDS: dict[str, Any] = {"reason": f"{CANARY}Reason", "override": True}


def sung(cast: Cast) -> Escalation:
    """An escalation with a canary in everything that anybody typed, in what its messages are about, and in its post."""
    subject = cmd.Subject(kind="child", name=f"{CANARY}Name", born_on=f"{CANARY}Born", location=f"{CANARY}Place")
    row = cast.raised(subjects=(subject,), reason=f"{CANARY}Why", answers={"decided": f"{CANARY}Answer"})
    cast.does(
        row, cast.raises, MONDAY, cmd.RecordDiscussion, summary=f"{CANARY}Summary", people=f"{CANARY}People",
        actions=f"{CANARY}Actions",
    )  # fmt: skip
    cast.does(row, cast.lead, MONDAY, cmd.Escalate, to="stage-2", **WORDS)
    for kind in [*SORTS, "closed", "notify", "conflict"]:
        if kind not in ("digest", "talk"):
            one_of(row, kind)
    return row


def one_of(row: Escalation, kind: str) -> None:
    """A message whose own columns sing: nothing of it but the reference, the instant and the reader's name may go."""
    for ours in (False, True):
        Notice.objects.create(
            partnership_id=row.partnership_id, escalation_id=row.pk, entry_seq=1, key=f"{CANARY} {kind} {ours}",
            to=f"{CANARY}To", agency=row.raising, person_id=row.raiser_id, about=f"{CANARY}About {kind} {ours}",
            kind=kind, ours=ours, due_at=MONDAY + timedelta(days=9), owed_at=MONDAY, next_at=MONDAY,
        )  # fmt: skip


def everything_owed(cast: Cast) -> int:
    """Messages of every kind, with canaries beside them wherever somebody could have typed."""
    row = sung(cast)
    post = a_post(cast, row)
    holds(post, "Holly")
    Post.objects.filter(pk=post.pk).update(title=f"{CANARY}Post")
    talks.consult(cast.raises, cast.lead.holds.first().post, f"{CANARY}Talk", MONDAY)  # type: ignore[union-attr]  # held
    Preference.objects.create(person=cast.manager, digest=True)
    cast.partnership.name = f"{CANARY}Partnership"
    cast.partnership.save()
    return Notice.objects.filter(next_at__isnull=False).count()


def everything_goes() -> None:
    for day in (0, 1, 2, 3):
        for _ in range(3):
            deliver(MONDAY + timedelta(days=day), "here:1")
    assert Delivery.objects.filter(handed_over_at__isnull=False).count() > 25


def assert_no_canary(said: bytes, log: str) -> None:
    for word in (CANARY, CANARY.lower(), CANARY.upper()):
        for spelt in (word.encode(), base64.b64encode(word.encode())[:8], quopri.encodestring(word.encode())):
            assert spelt not in said
        assert word not in log


def test_no_word_that_anybody_wrote_is_in_any_message_header_envelope_or_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    everything_owed(cast)
    with a_mail_server() as box:
        everything_goes()
    assert b"Nurse Adeyemi" in box.everything, "the search looks where names are"
    assert_no_canary(box.everything, caplog.text)


def test_no_word_that_anybody_wrote_is_in_anything_that_notify_is_told(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    everything_owed(cast)
    with a_notify_office() as office:
        everything_goes()
    said = "\n".join(office.asked)
    assert "Nurse Adeyemi" in said
    assert_no_canary(said.encode(), caplog.text)


def test_what_is_refused_or_breaks_writes_no_word_of_it_into_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = cast.raised(reason=f"{CANARY}Why", answers={"decided": f"{CANARY}Answer"})
    one_of(row, "overdue")
    with a_mail_server(at_rcpt=lambda address: f"550 {CANARY[:3]} no") as box:
        for _ in range(4):
            deliver(MONDAY, "here:1")
    assert box.taken == []
    assert "refused" in caplog.text
    assert CANARY not in caplog.text
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name.startswith("wayforward"))
    assert ours
    assert cast.raises.email not in ours, "nor where anybody has their mail"


def test_a_reference_is_new_at_random_and_tells_nothing() -> None:
    assert len({record.new_reference() for _ in range(200)}) == 200
