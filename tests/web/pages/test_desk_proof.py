"""The proof of a version on the desk: each claim answered, the longest wait told as a story, for any year."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import MONDAY, Cast
from tests.desk import papers
from tests.web.visiting import clock_at, read, visiting
from wayforward.desk.models import Version
from wayforward.policies import shelf


@pytest.fixture(autouse=True)
def the_hour() -> Any:
    with clock_at(MONDAY):
        yield


@pytest.fixture
def office(cast: Cast) -> Client:
    return visiting(cast.manager)


def address(version: Version, year: str = "") -> str:
    return f"/desk/{version.partnership.key}/{version.pk}/proof{f'?year={year}' if year else ''}"


def words(browser: Client, where: str) -> str:
    return " ".join(unescape(read(browser.get(where))).split())


def test_each_claim_is_answered_and_the_longest_wait_is_told_with_its_dates(cast: Cast, office: Client) -> None:
    said = words(office, address(papers.begun(cast), "2026"))
    assert "What can be proved for 2026" in said
    assert "From every stage there is a way to somebody who decides" in said
    assert "With 4 agencies in the dispute it cannot be formed" in said
    assert "5 working days, 13 days" in said
    assert "Raised on Wednesday 23 December 2026 at 00:00." in said
    assert "Stage One may last until the end of Monday 4 January 2027 (5 working days)." in said
    assert "A panel is formed of" in said  # the case that shows that four agencies cannot form it
    assert "Named, but no number printed" in said


def test_a_version_opens_for_the_present_year_and_leads_to_others(cast: Cast, office: Client) -> None:
    version = papers.begun(cast)
    said = words(office, address(version))
    assert f"What can be proved for {MONDAY.year}" in said
    assert f"?year={MONDAY.year + 1}" in office.get(address(version)).content.decode()
    assert f"What can be proved for {MONDAY.year + 1}" in words(office, address(version, str(MONDAY.year + 1)))


def test_holes_are_told_agency_by_agency_with_their_hours_and_a_case(cast: Cast, office: Client) -> None:
    said = words(office, address(papers.begun(cast, texts=shelf.texts("barnet-children")), "2026"))
    assert "Hours in which nobody is named" in said
    assert "Barnet Family Services, line 2: nobody is named Monday to Friday before 09:00 and from 17:00;" in said
    assert "That is 6,736 hours of 2026" in said
    assert "It is recorded: the status is" in said


def test_a_text_that_does_not_load_says_where_it_stops(cast: Cast, office: Client) -> None:
    version = papers.begun(cast)
    texts = {**version.texts, "policy.yaml": version.texts["policy.yaml"].replace("nation: england", "nation: utopia")}
    Version.objects.filter(pk=version.pk).update(texts=texts)
    said = words(office, address(version))
    assert "The text does not load, so nothing can be proved yet." in said
    assert "policy.yaml, line" in said


@pytest.mark.parametrize("year", ["2040", "2099"])
def test_a_year_without_a_calendar_is_told_with_the_way_back(cast: Cast, office: Client, year: str) -> None:
    said = words(office, address(papers.begun(cast), year))
    assert f"{year} cannot be proved." in said
    assert f"Prove {MONDAY.year}" in said


@pytest.mark.parametrize("year", ["twenty", "202", "٢٠٢٦", "20260"])
def test_what_is_no_year_has_no_page(cast: Cast, office: Client, year: str) -> None:
    assert office.get(address(papers.begun(cast), year)).status_code == 404


def test_a_year_that_is_none_is_not_there(cast: Cast, office: Client) -> None:
    assert office.get(address(papers.begun(cast), "0000")).status_code == 404
