"""Somebody was told by telephone or face to face: written down by name, it is their acknowledgement."""

import html
import re

import pytest

from tests.cast import MONDAY, RESPONDING, Cast
from tests.web.telling import SOON, challenge, failed, page
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations import drafts
from wayforward.escalations.models import Entry, Escalation
from wayforward.notices.models import Notice


def handed(cast: Cast, row: Escalation, **changes: str) -> dict[str, str]:
    seat = f"@{RESPONDING}"
    typed = {"seat": seat, "name": "Sam Tester, duty desk", "how": "By telephone.", "words": "She will ring back."}
    return typed | changes


def test_a_handover_by_telephone_counts_as_that_persons_acknowledgement(cast: Cast) -> None:
    row = cast.raised()
    failed(challenge(row))
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/spoken"
    with clock_at(SOON):
        answer = browser.post(address, filled(browser.get(address)) | handed(cast, row))
        assert answer["Location"] == f"/escalations/{row.ref}/told"
        told = read(browser.get(answer["Location"]))
    assert "Acknowledged by Sam Tester, duty desk" in told
    assert "Sam Tester, duty desk, Family Services, was told by Nurse Adeyemi on Monday 16 November 2026" in told
    assert "She will ring back." in told
    assert "has not got through" not in page(cast, row)
    assert Notice.objects.get(pk=challenge(row).pk).acknowledged_at == SOON


def test_the_form_comes_from_the_failure_with_its_post_chosen(cast: Cast) -> None:
    row = cast.raised()
    notice = challenge(row)
    failed(notice)
    shown = visiting(cast.raises).get(f"/escalations/{row.ref}").content.decode()
    assert f"/escalations/{row.ref}/spoken?message={notice.pk}" in shown


def test_from_one_message_the_handover_is_for_that_message_and_no_other(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Chase, agency=RESPONDING, words="Where do you stand?")
    notice = challenge(row)
    other = Notice.objects.filter(escalation_id=row.pk, agency__key=RESPONDING).exclude(pk=notice.pk)
    assert other.update(to=notice.to, post=notice.post)
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/spoken?message={notice.pk}"
    form = browser.get(address)
    chosen = re.search(r'value="([^"]+)" [^>]*checked', form.content.decode())
    assert chosen
    browser.post(address, filled(form) | handed(cast, row, seat=chosen[1]))
    assert Notice.objects.get(pk=notice.pk).acknowledged_at is not None
    assert not other.filter(acknowledged_at__isnull=False).exists()


def test_only_who_raised_it_or_the_office_records_whom_they_told_and_the_page_says_so(cast: Cast) -> None:
    row = cast.raised()
    assert "Record that you told somebody by telephone" not in page(cast, row, cast.other_lead)
    shown = visiting(cast.other_lead).get(f"/escalations/{row.ref}/spoken")
    assert "Only the agency that raised it, or the partnership's office" in html.unescape(read(shown))
    assert "<textarea" not in shown.content.decode()


@pytest.mark.parametrize(
    ("left_out", "says"),
    [("seat", "Select whom you told"), ("name", "Enter the name of whoever took it"), ("how", "Select how you told")],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(cast: Cast, left_out: str, says: str) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/spoken"
    before = Entry.objects.count()
    answer = browser.post(address, filled(browser.get(address)) | handed(cast, row, **{left_out: ""}))
    assert says in read(answer)
    assert "She will ring back." in answer.content.decode()
    assert Entry.objects.count() == before


def test_a_handover_that_was_typed_and_not_sent_is_on_my_work_and_kept(cast: Cast) -> None:
    row = cast.raised()
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/spoken"
    browser.post(address, filled(browser.get(address)) | handed(cast, row, name=""))
    assert f"Whom you told by telephone or face to face in {row.ref}" in read(browser.get("/my-work"))
    assert "She will ring back." in browser.get(address).content.decode()
    assert drafts.of(cast.raises)


def test_a_body_outside_the_partnership_is_offered_and_stands_with_who_told_it(cast: Cast) -> None:
    row = cast.raised(facts={"plan": ("looked-after",)})
    cast.does(row, cast.raises, MONDAY, cmd.Escalate, to="stage-2", reason="Now.", override=True)
    officer = Notice.objects.get(escalation_id=row.pk, to="independent-reviewing-officer")
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/spoken?message={officer.pk}"
    with clock_at(SOON):
        browser.post(address, filled(browser.get(address)) | handed(cast, row, seat=f"{officer.to}@"))
        told = read(browser.get(f"/escalations/{row.ref}/told"))
        history_ = read(browser.get(f"/escalations/{row.ref}"))
    assert "Sam Tester, duty desk, Independent Reviewing Officer (IRO), was told by Nurse Adeyemi" in told
    assert "As Independent Reviewing Officer (IRO)." in history_
