"""Somebody on duty: a one-time code, one screen, why them, and three things to do."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, RESPONDING, Cast
from tests.web.visiting import clock_at, filled, read, visiting
from wayforward.core import commands as cmd
from wayforward.directory.models import Person
from wayforward.escalations.models import Entry, Escalation, Pass
from wayforward.web.spelling import grouped, spelled

ANSWERS = {
    "decided": "Discharge tonight.",
    "disagree": "The parents have been drinking and nobody has seen the flat.",
    "want": "She stays on the ward until somebody has seen the flat.",
    "safe-now": "She is on the ward with her grandmother.",
}


@pytest.fixture
def row(cast: Cast) -> Escalation:
    return cast.raised(answers=ANSWERS)


def code_for(who: Person, row: Escalation, agency: str = "police", post: str = "") -> str:
    """The code of a page that reads it out, made by somebody in it."""
    page = visiting(who).post(f"/escalations/{row.ref}/pass", {"agency": agency, "post": post}).content.decode()
    found = re.search(r'wf-number">((?:[A-Z0-9]+ ?)+)</p>', page)
    assert found, page
    return found[1]


def uses(who: Person, code: str) -> Any:
    return visiting(who).post("/duty", {"code": code}, follow=True)


def test_a_code_read_over_the_telephone_lets_the_one_on_duty_in_once(cast: Cast, row: Escalation) -> None:
    assert visiting(cast.outside).get(f"/escalations/{row.ref}/duty").status_code == 404
    code = code_for(cast.raises, row)

    answer = uses(cast.outside, code.lower().replace(" ", "-"))

    assert answer.redirect_chain[-1][0] == f"/escalations/{row.ref}/duty"
    assert "Nurse Adeyemi called you in at 10am." in read(answer)
    again = read(uses(cast.leads["police"], code))
    assert "There is a problem" in again
    assert row.ref not in again


def test_a_code_is_for_the_agency_that_was_rung(cast: Cast, row: Escalation) -> None:
    code = code_for(cast.raises, row)
    elsewhere = next(person for agency, person in cast.workers.items() if agency not in ("police", "health"))
    refused, wrong = uses(elsewhere, code), uses(elsewhere, "AAAA BBBB CCCC")
    assert "There is a problem" in read(refused)
    assert read(refused) == read(wrong).replace("AAAA BBBB CCCC", code.strip())
    assert visiting(elsewhere).get(f"/escalations/{row.ref}/duty").status_code == 404


def test_guessing_is_cut_short(cast: Cast, row: Escalation) -> None:
    code = code_for(cast.raises, row)
    for number in range(10):
        assert "does not let you in" in read(uses(cast.outside, f"AAAAA-{number:05}"))
    assert "tried too many codes" in read(uses(cast.outside, code))


def test_a_code_that_ran_out_lets_nobody_in(cast: Cast, row: Escalation) -> None:
    code = code_for(cast.raises, row)
    until = Pass.objects.get().until_at
    with clock_at(until + timedelta(minutes=1)):
        assert "does not let you in" in read(uses(cast.outside, code))
        assert "without being used" in read(visiting(cast.raises).get(f"/escalations/{row.ref}/pass"))


def test_opening_the_link_uses_nothing_up_for_a_mail_scanner_opens_it_too(cast: Cast, row: Escalation) -> None:
    code = code_for(cast.raises, row).replace(" ", "")
    before = Entry.objects.count()
    asked = Client().get(f"/duty/{code}")
    assert asked.status_code == 302
    assert asked.headers["Location"] == f"/sign-in?next=/duty/{code}"
    for _ in range(2):
        page = visiting(cast.outside).get(f"/duty/{code}")
        assert "You are asked to look at a disagreement" in read(page)
        assert row.ref not in page.content.decode()
    assert Entry.objects.count() == before
    assert uses(cast.outside, code).redirect_chain[-1][0] == f"/escalations/{row.ref}/duty"


def test_what_is_read_out_names_nobody(cast: Cast, row: Escalation) -> None:
    page = read(visiting(cast.raises).post(f"/escalations/{row.ref}/pass", {"agency": "police", "post": ""}))
    assert "Health disagrees with Family Services. It is about a child." in page
    for secret in ("Child A", "drinking", "grandmother", "Adeyemi"):
        assert secret not in page


def test_the_screen_says_as_whom_somebody_was_called(cast: Cast, row: Escalation) -> None:
    post = next(post for post in cast.policy.posts if post.id == "equivalent-senior-manager")
    uses(cast.outside, code_for(cast.raises, row, "police", post.id))
    words = read(visiting(cast.outside).get(f"/escalations/{row.ref}/duty"))
    assert "Nurse Adeyemi called you in as equivalent senior manager at 10am." in words


def test_several_are_counted_and_not_named(cast: Cast) -> None:
    kinds = ("child", "child", "unborn")
    row = cast.raised(subjects=tuple(cmd.Subject(kind=kind, name="Robin") for kind in kinds))
    page = read(visiting(cast.raises).post(f"/escalations/{row.ref}/pass", {"agency": "police", "post": ""}))
    assert "It is about 2 children and an unborn child." in page


def test_who_is_in_it_for_no_side_asks_for_a_call_by_ringing(cast: Cast, row: Escalation) -> None:
    uses(cast.outside, code_for(cast.raises, row))
    page = visiting(cast.outside).get(f"/escalations/{row.ref}/duty")
    assert 'href="#line"' in page.content.decode()
    assert "ring one of the numbers on this page" in read(page)


def test_a_code_is_stored_nowhere_and_shown_once(cast: Cast, row: Escalation) -> None:
    code = code_for(cast.raises, row).replace(" ", "-")
    assert code not in str(Pass.objects.values())
    assert code not in visiting(cast.raises).get(f"/escalations/{row.ref}/pass").content.decode()


def test_loading_the_page_of_a_code_again_makes_no_second_one(cast: Cast, row: Escalation) -> None:
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/pass"
    typed = {**filled(browser.get(address)), "agency": "police", "post": ""}
    assert "Read this to them" in read(browser.post(address, typed))

    again = browser.post(address, typed)

    assert Pass.objects.count() == 1
    assert "No second code was made." in read(again)
    assert "Make another code" in read(again)
    assert "Read this to them" in read(browser.post(address, {**typed, **filled(again)}))
    assert Pass.objects.count() == 2


def test_a_code_that_somebody_else_made_meanwhile_is_no_reason_to_make_none(cast: Cast, row: Escalation) -> None:
    browser, address = visiting(cast.raises), f"/escalations/{row.ref}/pass"
    typed = {**filled(browser.get(address)), "agency": "police", "post": ""}
    code_for(cast.lead, row)
    assert "Read this to them" in read(browser.post(address, typed))


def test_whoever_rang_sees_that_it_was_used_and_rings_no_second_time(cast: Cast, row: Escalation) -> None:
    uses(cast.outside, code_for(cast.raises, row))
    page = read(visiting(cast.raises).get(f"/escalations/{row.ref}/pass"))
    assert "Used by Constable Chaudhry on Monday 16 November 2026 at 10am. You do not have to ring again." in page


@pytest.mark.parametrize("tail", ["duty", "pass"])
def test_for_an_outsider_neither_page_is_there(cast: Cast, row: Escalation, tail: str) -> None:
    for browser in (visiting(cast.outside), visiting(cast.leads["police"])):
        assert browser.get(f"/escalations/{row.ref}/{tail}").status_code == 404
        assert browser.post(f"/escalations/{row.ref}/{tail}", {"agency": "police"}).status_code == 404
    assert not Pass.objects.exists()


def test_one_screen_holds_all_that_tonight_needs(cast: Cast, row: Escalation) -> None:
    cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom="Emergency duty team", channel="telephone")
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="The plan is safe.")
    uses(cast.outside, code_for(cast.raises, row))
    words = read(visiting(cast.outside).get(f"/escalations/{row.ref}/duty"))

    assert "You are asked about Child A, a child" in words
    assert "She stays on the ward until somebody has seen the flat." in words
    assert "Nobody answered by telephone: Emergency duty team, 10am." in words
    assert "Health says The parents have been drinking" in words
    assert "Family Services says" in words
    assert "The plan is safe." in words
    assert "Safe until morning Health She is on the ward with her grandmother." in words
    assert "By Monday 23 November 2026" in words
    assert "01632 960002" in words
    assert "Discharge tonight." not in words  # what tonight does not need is a page away


def test_where_nobody_has_said_what_keeps_them_safe_it_says_that(cast: Cast) -> None:
    bare = cast.raised()
    assert "Nobody has said what keeps them safe meanwhile." in read(
        visiting(cast.other_lead).get(f"/escalations/{bare.ref}/duty")
    )


def test_the_three_choices_lead_to_the_acts(cast: Cast, row: Escalation) -> None:
    page = visiting(cast.other_lead).get(f"/escalations/{row.ref}/duty").content.decode()
    assert f'href="/escalations/{row.ref}/respond"' in page
    assert "Pass it up, with a reason" in page
    for href in re.findall(rf'href="(/escalations/{row.ref}/(?:respond|escalate|line|offer-time)[^"]*)"', page):
        assert visiting(cast.other_lead).get(href.replace("&amp;", "&")).status_code == 200


def test_what_was_seen_says_so_and_asks_no_more(cast: Cast, row: Escalation) -> None:
    address = f"/escalations/{row.ref}/duty"
    assert "I have seen this" in read(visiting(cast.other_lead).get(address))
    cast.does(row, cast.other_lead, MONDAY, cmd.Acknowledge)
    for colleague in (cast.other_lead,):
        words = read(visiting(colleague).get(address))
        assert "I have seen this" not in words
        assert "Nobody needs to ring you again about it." in words


def test_the_next_holder_of_the_post_finds_it_with_what_was_done(cast: Cast, row: Escalation) -> None:
    cast.does(row, cast.other_lead, MONDAY, cmd.RecordDiscussion, summary="Agreed by telephone at ten.")
    for held in cast.other_lead.holds.all():
        held.person = cast.responds
        held.save()
    assert row.ref in read(visiting(cast.responds).get("/my-work"))
    assert visiting(cast.responds).get(f"/escalations/{row.ref}/duty").status_code == 200
    assert "Agreed by telephone at ten." in read(visiting(cast.responds).get(f"/escalations/{row.ref}"))


def test_a_long_story_is_told_in_brief_with_the_rest_folded(cast: Cast) -> None:
    row = cast.raised(answers=ANSWERS | {"want": "word " * 200})
    page = read(visiting(cast.other_lead).get(f"/escalations/{row.ref}/duty"))
    assert "Read all of it" in page
    assert "word …" in page


def test_no_code_is_made_for_what_is_closed(cast: Cast, row: Escalation) -> None:
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="The letter had come.")
    assert visiting(cast.raises).get(f"/escalations/{row.ref}/pass").status_code == 404
    assert "It is closed" in read(visiting(cast.raises).get(f"/escalations/{row.ref}/duty"))


def test_a_code_for_an_agency_that_is_none_is_asked_again(cast: Cast, row: Escalation) -> None:
    page = read(visiting(cast.raises).post(f"/escalations/{row.ref}/pass", {"agency": "navy"}))
    assert "Select the agency you are ringing" in page
    assert not Pass.objects.exists()


def test_a_code_is_said_letter_by_letter() -> None:
    assert grouped("k7mp-2qxz") == "K7MP 2QXZ"
    assert [one.said for one in spelled("K7MP-2QXZ")] == ["Kilo, 7, Mike, Papa", "2, Quebec, X-ray, Zulu"]
    assert [one.letters for one in spelled("WF-K7MP-2QXZ")] == ["WF", "K7MP", "2QXZ"]


def test_the_responding_agency_is_one_like_any_other(cast: Cast, row: Escalation) -> None:
    uses(cast.responds, code_for(cast.raises, row, RESPONDING))
    assert visiting(cast.responds).get(f"/escalations/{row.ref}").status_code == 200
