"""Nothing that somebody typed is lost: kept for them alone, restored when they come back, thrown away when they say."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast
from tests.web.visiting import filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.escalations.models import Draft
from wayforward.escalations.read import entries
from wayforward.web import hold

WORDS = "He is frightened of going home, and nobody has asked him why."


def kinds(row: Any) -> list[str]:
    return [item.kind for item in entries(row)]


def opened(cast: Cast, tail: str = "respond") -> tuple[Any, Client, str, dict[str, str]]:
    """An escalation, the browser of who is challenged, the page's address and what its form carries."""
    row = cast.raised()
    browser, address = visiting(cast.other_lead), f"/escalations/{row.ref}/{tail}"
    return row, browser, address, filled(browser.get(address))


def test_what_was_typed_is_there_after_the_browser_was_closed_on_the_check_page(cast: Cast) -> None:
    _, browser, address, form = opened(cast)
    browser.post(address, {**form, "outcome": "partly", "reasons": WORDS})

    again = visiting(cast.other_lead).get(address)

    assert WORDS in again.content.decode()
    assert 'value="partly" checked' in again.content.decode()
    assert "What you typed here before is kept below. It has not been sent." in read(again)
    assert "There is a problem" not in read(again)


def test_a_session_that_ends_while_somebody_types_loses_nothing(cast: Cast) -> None:
    row, browser, address, form = opened(cast)
    Session.objects.all().delete()

    away = browser.post(address, {**form, "outcome": "upheld", "reasons": WORDS})
    assert away.status_code == 302
    assert away["Location"] == f"/sign-in?next={address}"
    assert "responded" not in kinds(row)

    browser.force_login(cast.other_lead)
    assert WORDS in browser.get(address).content.decode()


def test_nobody_else_who_signs_in_reads_what_was_typed(cast: Cast) -> None:
    row, browser, address, form = opened(cast, "discuss")
    Session.objects.all().delete()
    browser.post(address, {**form, "summary": WORDS})

    for person in (cast.raises, cast.responds, cast.manager):
        browser.force_login(person)
        assert WORDS not in browser.get(address).content.decode()
        assert f"{row.ref}/discuss" not in browser.get("/my-work").content.decode()


def test_what_is_kept_is_sealed_and_no_address_carries_it(cast: Cast) -> None:
    _, browser, address, form = opened(cast)
    Session.objects.all().delete()
    away = browser.post(address, {**form, "reasons": WORDS})

    kept = Draft.objects.get()
    assert WORDS.encode() not in bytes(kept.sealed)
    assert "frightened" not in str(away.headers) + kept.purpose + str(browser.cookies)


def test_a_page_of_one_person_sent_by_another_at_the_same_screen_does_nothing(cast: Cast) -> None:
    row, browser, address, form = opened(cast, "discuss")
    browser.force_login(cast.raises)

    answer = browser.post(address, {**form, "summary": WORDS})

    assert answer.status_code == 403
    assert "kept for the person who typed it" in read(answer)
    assert WORDS not in answer.content.decode()
    assert "discussion-recorded" not in kinds(row)
    assert WORDS in visiting(cast.other_lead).get(address).content.decode()


def test_a_page_from_before_signing_in_again_is_refused_and_what_was_typed_is_kept(cast: Cast) -> None:
    row = cast.raised()
    browser, address = Client(enforce_csrf_checks=True), f"/escalations/{row.ref}/discuss"
    browser.force_login(cast.raises)
    form = filled(browser.get(address))

    answer = browser.post(address, {**form, "summary": WORDS, "csrfmiddlewaretoken": "from-before"})

    assert answer.status_code == 403
    assert "discussion-recorded" not in kinds(row)
    assert f'<a class="govuk-link" href="{address}">Open the page again and send it</a>' in answer.content.decode()
    assert WORDS in browser.get(address).content.decode()


@pytest.mark.parametrize(
    "ticket", ["", "made-up", signing.dumps({"person": "x"}, salt="another")], ids=["none", "made up", "of another use"]
)
def test_a_ticket_that_we_did_not_sign_keeps_nothing(cast: Cast, ticket: str) -> None:
    row = cast.raised()
    answer = Client().post(f"/escalations/{row.ref}/discuss", {"ticket": ticket, "summary": WORDS})

    assert answer.status_code == 302
    assert Draft.objects.count() == 0


def test_a_ticket_writes_to_its_own_place_alone_however_often_it_is_used(cast: Cast) -> None:
    row, _, _, form = opened(cast, "discuss")
    for number in range(5):
        Client().post(f"/escalations/{row.ref}/respond", {**form, "summary": f"{WORDS} {number}"})

    kept = Draft.objects.get()
    assert kept.person == cast.other_lead
    assert kept.purpose == f"act:{row.ref}:discuss"


def test_what_is_longer_than_any_page_is_not_kept(cast: Cast) -> None:
    row, _, _, form = opened(cast, "discuss")
    Client().post(f"/escalations/{row.ref}/discuss", {**form, "summary": "x" * (hold.MOST + 1)})
    assert Draft.objects.count() == 0


def test_what_is_sent_is_kept_no_longer(cast: Cast) -> None:
    row, browser, address, form = opened(cast, "discuss")
    browser.post(address, {**form, "summary": ""})
    browser.post(address, {**form, "summary": WORDS})

    assert "discussion-recorded" in kinds(row)
    assert Draft.objects.count() == 0
    assert WORDS not in browser.get(address).content.decode()


def test_what_happened_meanwhile_stands_above_what_was_kept(cast: Cast) -> None:
    row, browser, address, form = opened(cast)
    browser.post(address, {**form, "reasons": WORDS})
    cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom="The duty social worker")

    again = browser.get(address)

    assert "What happened meanwhile" in read(again)
    assert "Tried: The duty social worker" in read(again)
    assert WORDS in again.content.decode()


def test_what_i_did_meanwhile_myself_does_not_stand_in_my_way(cast: Cast) -> None:
    row, browser, address, form = opened(cast)
    browser.post(address, {**form, "reasons": WORDS})
    cast.does(row, cast.other_lead, MONDAY, cmd.RecordAttempt, whom="The nurse")

    again = browser.get(address)

    assert "What happened meanwhile" not in read(again)
    check = browser.post(address, {**filled(again), "outcome": "upheld", "reasons": WORDS})
    assert "Check before you go on" in read(check)


def test_what_was_begun_is_not_shown_once_its_escalation_may_no_longer_be_seen(cast: Cast) -> None:
    row, browser, address, form = opened(cast)
    browser.post(address, {**form, "reasons": WORDS})
    with CaptureQueriesContext(connection) as one:
        assert row.ref in read(browser.get("/my-work"))
    other = cast.raised()
    browser.post(f"/escalations/{other.ref}/respond", {**form, "reasons": WORDS})

    other.conflicts.create(person=cast.other_lead, declared_at=MONDAY)

    with CaptureQueriesContext(connection) as two:
        page = browser.get("/my-work").content.decode()
    assert Draft.objects.count() == 2
    assert row.ref in page
    assert other.ref not in page
    assert len(two) == len(one)


def test_my_work_shows_what_was_begun_and_it_can_be_thrown_away(cast: Cast) -> None:
    row, browser, address, form = opened(cast)
    browser.post(address, {**form, "reasons": WORDS})

    work = read(browser.get("/my-work"))
    assert f"Answer the challenge in {row.ref} , started on Monday 16 November 2026 at 10am and not sent." in work

    key = Draft.objects.get().pk
    assert visiting(cast.raises).get(f"/drafts/{key}").status_code == 404
    assert "Throw away what you typed?" in read(browser.get(f"/drafts/{key}"))
    assert browser.post(f"/drafts/{key}").status_code == 302
    assert Draft.objects.count() == 0
    assert WORDS not in browser.get(address).content.decode()
