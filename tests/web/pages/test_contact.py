"""Who do I contact now? Answered without signing in, for any hour, and honest where the policy names nobody."""

import re

import pytest
from django.test import Client

from tests.cast import Cast, at, found
from tests.web.visiting import clock_at, read
from wayforward.directory.models import Holder, Post
from wayforward.policies import shelf

SERVICES = "/contact/barnet-children/family-services"
POLICIES = ["barnet-children", "barnet-multi-agency", "havering", "barnsley", "newham"]


@pytest.fixture(autouse=True)
def barnet(db: None) -> None:
    found("barnet-children", adopted_at=at("2020-01-01"))


def asked(client: Client, status: str, line: str, day: str, time: str) -> str:
    year, month, date = day.split("-")
    typed = {"asked": "yes", "status": status, "line": line, "at-day": date, "at-month": month, "at-year": year}
    return read(client.get(SERVICES, {**typed, "at-time": time}))


def test_the_card_changes_at_five_on_a_friday(client: Client) -> None:
    before = asked(client, "new-referral", "1", "2026-05-22", "16:59")
    after = asked(client, "new-referral", "1", "2026-05-22", "17:00")

    assert "You asked about Friday 22 May 2026 at 4:59pm" in before
    assert "Ring the MASH Team Manager" in before
    assert "This answer is right until Friday 22 May 2026 at 5pm" in before
    assert "Ring the MASH Team Manager" not in after


def test_now_is_now_unless_another_time_is_asked_for(client: Client) -> None:
    with clock_at(at("2026-05-22 16:55")):
        assert "It is Friday 22 May 2026 at 4:55pm" in read(client.get(f"{SERVICES}?asked=yes&status=open"))


def test_a_hole_is_declared_and_the_suggestion_is_marked_as_ours(client: Client) -> None:
    words = asked(client, "open", "2", "2025-08-23", "11:00")

    assert "This policy names no contact here" in words
    assert "System suggestion, not policy" in words
    assert "This does not stop you." in words


def test_where_the_case_decides_who_answers_the_case_is_asked_first(client: Client) -> None:
    words = read(client.get(SERVICES))

    assert "Who answers depends on how the case stands with them." in words
    assert "new-referral" not in words
    assert "Ring the" not in words


def test_the_answer_can_be_kept_because_all_of_it_is_in_the_address(client: Client) -> None:
    address = f"{SERVICES}?asked=yes&status=open&line=1&at-day=23&at-month=8&at-year=2025&at-time=11:00"
    assert read(client.get(address)) == read(Client().get(address))


@pytest.mark.parametrize("day", ["31", "x", "<b>"])
def test_a_day_that_is_none_is_told_and_the_rest_is_kept(client: Client, day: str) -> None:
    answer = client.get(SERVICES, {"asked": "yes", "status": "open", "at-day": day, "at-month": "2", "at-year": "2026"})
    assert "There is a problem" in read(answer)
    assert 'value="open" checked' in answer.content.decode()


@pytest.mark.parametrize("year", ["1850", "1900", "2011", "2041", "2100", "9999", "2" * 5000])
def test_a_year_that_no_calendar_knows_is_told_and_the_rest_is_kept(client: Client, year: str) -> None:
    typed = {"asked": "yes", "status": "open", "at-day": "3", "at-month": "3", "at-year": year, "at-time": "11:00"}
    answer = client.get(SERVICES, typed)

    assert answer.status_code == 200
    assert "There is a problem The day and time must " in read(answer)
    assert "It is Monday 16 November 2026" in read(answer)
    assert f'value="{year}"' in answer.content.decode()
    assert 'value="open" checked' in answer.content.decode()


def test_a_clock_beyond_the_calendar_still_has_the_page(client: Client) -> None:
    with clock_at(at("2041-05-22 16:55")):
        words = read(client.get(f"{SERVICES}?asked=yes&status=open"))
    assert "Choose another day below." in words
    assert "999" in words


@pytest.mark.parametrize("address", ["/contact/nowhere", "/contact/barnet-children/nobody", "/policies/nowhere"])
def test_an_area_or_an_agency_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Find who to ring now" in answer.content.decode()


@pytest.mark.parametrize("policy", POLICIES)
def test_every_agency_and_line_of_every_policy_has_a_page_that_answers(client: Client, policy: str) -> None:
    if policy != "barnet-children":
        found(policy)
    assert client.get(f"/policies/{policy}").status_code == 200
    for agency in shelf.load(policy).agencies:
        for status in agency.statuses or ("",):
            answer = client.get(f"/contact/{policy}/{agency.id}", {"asked": "yes", "status": status})
            assert answer.status_code == 200
            assert "999" in read(answer)


def test_nobody_in_your_own_agency_is_given_the_other_agencys_number(client: Client) -> None:
    found("barnsley")
    words = read(client.get("/contact/barnsley/police?line=2"))

    assert "Ring your next tier of management In your own agency If nobody answers" in words


def test_each_clause_of_a_card_and_of_a_hole_is_a_link_to_its_words_in_the_policy(client: Client) -> None:
    policy = client.get("/policies/barnet-children").content.decode()
    for line in ("1", "2"):
        typed = {"asked": "yes", "status": "open", "line": line, "at-day": "23", "at-month": "8", "at-year": "2025"}
        html = client.get(SERVICES, {**typed, "at-time": "11:00"}).content.decode()
        links = re.findall(r'href="/policies/barnet-children#([^"]+)"', html)
        assert links
        assert all(f'<li id="{clause}">' in policy for clause in links)


def emptied(town: Cast, agency: str) -> None:
    Holder.objects.filter(post__agency=town.agencies[agency]).delete()
    Post.objects.filter(agency=town.agencies[agency]).delete()


def test_a_family_that_is_told_nothing_is_nobody_to_ring_and_has_no_card(client: Client) -> None:
    town = found("newham")
    emptied(town, "family")
    for address in ("/contact/newham", "/card/newham", "/policies/newham"):
        page = client.get(address).content.decode()
        assert "newham/health" in page
        assert 'newham/family"' not in page
    for address in ("/contact/newham/family", "/card/newham/family"):
        assert client.get(address).status_code == 404


def test_an_agency_that_the_directory_does_not_know_is_given_no_other_agencys_number(client: Client) -> None:
    town = found("newham")
    emptied(town, "police")
    Post.objects.filter(agency=town.agencies["health"]).update(phone="01632 960 077")
    assert "01632 960 077" in read(client.get("/contact/newham/health?line=2"))
    words = read(client.get("/contact/newham/police?line=2"))
    assert "01632" not in words
    assert "Ring the" in words
