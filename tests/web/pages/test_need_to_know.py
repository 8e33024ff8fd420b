"""A page of an escalation is there for those who need to know, and for everybody else it is not there at all."""

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast
from tests.web.visiting import evened, visiting
from wayforward.core import commands as cmd
from wayforward.escalations.models import Entry, Look
from wayforward.web.acts import ACTS

NO_SUCH = "WF-AAAA-AAAA"
TAILS = ["", "/record", *(f"/{slug}" for slug in ACTS)]
SIGNED_IN_ONLY = ["/my-work", "/raise", "/raise/5c5b7d2e-8f0b-4f7a-9c4f-0f6a2c1d3e4f", "/escalations/WF-AAAA-AAAA"]


def test_what_is_not_yours_is_the_same_answer_as_what_is_not_there(cast: Cast) -> None:
    ref = cast.raised().ref
    outsider = visiting(cast.outside)

    for tail in TAILS:
        theirs = outsider.get(f"/escalations/{ref}{tail}")
        nowhere = outsider.get(f"/escalations/{NO_SUCH}{tail}")

        assert theirs.status_code == nowhere.status_code == 404
        assert evened(theirs.content) == evened(nowhere.content)
        assert dict(theirs.headers) == dict(nowhere.headers)


def test_nobody_outside_can_act_and_nothing_is_recorded(cast: Cast) -> None:
    ref = cast.raised().ref
    before = Entry.objects.count()
    outsider = visiting(cast.outside)

    for slug in ACTS:
        typed = {"summary": "x", "whom": "x", "reason": "x"}
        theirs = outsider.post(f"/escalations/{ref}/{slug}", typed)
        nowhere = outsider.post(f"/escalations/{NO_SUCH}/{slug}", typed)

        assert theirs.status_code == 404
        assert evened(theirs.content) == evened(nowhere.content)
    assert Entry.objects.count() == before


def test_the_neighbouring_partnerships_office_is_an_outsider_too(cast: Cast, neighbours: Cast) -> None:
    ref = cast.raised().ref
    assert visiting(neighbours.manager).get(f"/escalations/{ref}").status_code == 404


@pytest.mark.parametrize("who", ["raises", "other_lead", "manager"])
def test_those_in_it_see_it_and_every_look_is_written_down(cast: Cast, who: str) -> None:
    row = cast.raised()
    person = getattr(cast, who)

    assert visiting(person).get(f"/escalations/{row.ref}").status_code == 200
    assert visiting(person).get(f"/escalations/{row.ref}/record").status_code == 200

    looks = Look.objects.filter(escalation=row, person=person, allowed=True)
    assert sorted(looks.values_list("what", flat=True)) == ["page", "record"]
    assert {look.at for look in looks} == {MONDAY}


def test_a_look_that_was_refused_is_written_down_too(cast: Cast) -> None:
    row = cast.raised()

    visiting(cast.outside).get(f"/escalations/{row.ref}")

    assert [look.allowed for look in Look.objects.filter(person=cast.outside)] == [False]


@pytest.mark.parametrize("address", SIGNED_IN_ONLY)
def test_signed_out_you_are_asked_to_sign_in_and_brought_back(cast: Cast, client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next={address}"

    signed_in = client.post(answer.headers["Location"], {"person": str(cast.raises.pk), "next": address})
    assert signed_in.headers["Location"] == address


def test_signing_in_never_leads_to_another_site(cast: Cast, client: Client) -> None:
    answer = client.post("/sign-in", {"person": str(cast.raises.pk), "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/my-work"


@pytest.mark.parametrize("key", ["", "nobody", "5c5b7d2e-8f0b-4f7a-9c4f-0f6a2c1d3e4f", "' OR 1=1 --"])
def test_choosing_somebody_who_is_not_there_offers_the_choice_again(cast: Cast, client: Client, key: str) -> None:
    answer = client.post("/sign-in", {"person": key})
    assert answer.status_code == 200
    assert "Choose who to be" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/contact", "/policies", "/my-work", "/help", "/nowhere"])
def test_no_page_for_somebody_signed_in_is_kept_by_the_browser(cast: Cast, address: str) -> None:
    assert visiting(cast.raises).get(address).headers["Cache-Control"] == "no-store"


def test_a_page_that_was_read_changes_nothing_but_the_look(cast: Cast) -> None:
    row = cast.raised()
    browser = visiting(cast.raises)
    before = Entry.objects.count()

    for slug in ACTS:
        browser.get(f"/escalations/{row.ref}/{slug}?to=stage-2&duty=nothing")

    assert Entry.objects.count() == before


def test_signing_out_takes_a_button_and_not_a_link(cast: Cast) -> None:
    browser = visiting(cast.raises)
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/my-work").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/my-work").status_code == 302


def test_somebody_with_a_conflict_of_interest_does_not_see_what_they_are_in(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom="Duty worker")
    row.conflicts.create(person=cast.other_lead, declared_at=MONDAY)
    assert visiting(cast.other_lead).get(f"/escalations/{row.ref}").status_code == 404
