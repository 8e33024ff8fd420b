"""Comparing policies on pages: partnerships side by side, two of them in sentences, and a version on the desk."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast, found
from tests.desk import papers
from tests.web.visiting import clock_at, read, visiting
from wayforward.desk.models import Version
from wayforward.policies import shelf


@pytest.fixture(autouse=True)
def the_hour() -> Any:
    with clock_at(MONDAY):
        yield


@pytest.fixture
def towns(db: None) -> dict[str, Cast]:
    return {key: found(key) for key in ("barnsley", "havering", "newham")}


@pytest.fixture
def office(cast: Cast) -> Client:
    return visiting(cast.manager)


def words(browser: Client, where: str) -> str:
    return " ".join(unescape(read(browser.get(where))).split())


def test_every_partnership_answers_every_question_side_by_side(client: Client, towns: dict[str, Cast]) -> None:
    html = unescape(client.get("/policies/compare").content.decode())
    assert html.count('class="wf-across__one"') == 3 * html.count('class="wf-across"')
    said = words(client, "/policies/compare")
    assert "Stage One: Safeguarding leads or managers. 5 working days as a guide." in said
    assert "Stage 2: Your own manager or safeguarding lead. 1 working day as a guide." in said
    assert "Stage Four (panel): 3 people, called by the HSCP Chair." in said
    assert "Due Wednesday 30 November 2022." in said
    assert "Not in this policy." in said


def test_the_areas_to_see_are_chosen_in_the_address(client: Client, towns: dict[str, Cast]) -> None:
    html = client.get("/policies/compare?area=newham&area=havering&area=nowhere").content.decode()
    heads = [part.partition("</h3>")[0] for part in html.split('<div class="wf-across__one">')[1:3]]
    assert ["Newham" in heads[0], "Havering" in heads[1]] == [True, True]
    assert "Barnsley" not in html.partition('<div class="wf-across">')[2]
    assert "/policies/compare/newham/havering" in html


def test_more_than_six_areas_are_not_shown_at_once(client: Client, db: None) -> None:
    for number in range(8):
        found("havering", key=f"town-{number}")
    html = client.get("/policies/compare").content.decode()
    assert html.partition('<div class="wf-across">')[2].partition("<h2")[0].count("wf-across__one") == 6
    assert "6 are shown. Choose others to see 2 more." in html


def test_the_page_asks_the_database_no_more_for_more_areas(
    client: Client, towns: dict[str, Cast], django_assert_num_queries: Any
) -> None:
    client.get("/policies/compare")  # the texts are read once
    with django_assert_num_queries(1):
        client.get("/policies/compare")


def test_two_policies_are_compared_in_sentences_from_the_first_to_the_second(
    client: Client, towns: dict[str, Cast]
) -> None:
    said = words(client, "/policies/compare/barnsley/newham")
    assert "Stage Two: the time is now 1 working day (was 5 working days): shorter." in said
    assert "Turn it round" in said
    assert "shorter" in words(client, "/policies/compare/barnsley/newham")
    assert "longer" in words(client, "/policies/compare/newham/barnsley")
    assert f"Hours of {MONDAY.year} with other people to contact" in said


@pytest.mark.parametrize("where", ["barnsley/barnsley", "barnsley/nowhere"])
def test_a_policy_is_compared_with_another_that_is_in_force(client: Client, towns: dict[str, Cast], where: str) -> None:
    assert client.get(f"/policies/compare/{where}").status_code == 404


def shorter(texts: dict[str, str]) -> dict[str, str]:
    return texts | {
        "policy.yaml": texts["policy.yaml"].replace("within: one working week", "within: 3 working days", 1)
    }


def address(version: Version, beside: str = "") -> str:
    return f"/desk/{version.partnership.key}/{version.pk}/compare{f'?from={beside}' if beside else ''}"


def test_a_draft_is_compared_with_what_is_in_force(cast: Cast, office: Client) -> None:
    said = words(office, address(papers.begun(cast, texts=shorter(shelf.texts("havering")))))
    assert "From what is in force now to this version." in said
    assert "1 difference: 1 changed." in said
    assert "Stage One: the time is now 3 working days (was 5 working days): shorter." in said
    assert "What it would move for each escalation that is open now" in said


def test_a_draft_is_compared_with_another_version_by_choice(cast: Cast, office: Client) -> None:
    first = papers.begun(cast, texts=shorter(shelf.texts("havering")))
    second = papers.begun(cast, texts=shelf.texts("havering"))
    assert f"?from={first.pk}" in office.get(address(second)).content.decode()
    said = words(office, address(second, str(first.pk)))
    assert "Stage One: the time is now 5 working days (was 3 working days): longer." in said


@pytest.mark.parametrize("beside", ["nonsense", "00000000-0000-4000-8000-000000000000"])
def test_what_a_draft_is_compared_with_has_to_be_on_the_same_desk(cast: Cast, office: Client, beside: str) -> None:
    assert office.get(address(papers.begun(cast), beside)).status_code == 404


def test_another_partnerships_version_cannot_be_read_by_comparing(cast: Cast, neighbours: Cast, office: Client) -> None:
    theirs, own = papers.begun(neighbours), papers.begun(cast)
    assert office.get(address(own, str(theirs.pk))).status_code == 404


def test_a_text_that_does_not_load_says_where_it_stops(cast: Cast, office: Client) -> None:
    version = papers.begun(cast)
    texts = {**version.texts, "policy.yaml": version.texts["policy.yaml"].replace("nation: england", "nation: utopia")}
    Version.objects.filter(pk=version.pk).update(texts=texts)
    said = words(office, address(version))
    assert "One of the two texts does not load, so they cannot be compared yet." in said
    assert "policy.yaml, line" in said
