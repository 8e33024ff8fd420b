"""Choosing whom to be in a demonstration: who is good to begin with, every partnership, and where it leads."""

from pathlib import Path

import pytest
from django.test import Client

from tests.cast import Cast, person
from tests.web.visiting import read
from wayforward.web.pages.signing import FIRST

README = Path(__file__).parents[3] / "README.md"


def test_the_people_that_the_readme_names_come_first(client: Client, cast: Cast) -> None:
    for name in reversed(FIRST):
        person(cast, name, cast.agencies["police"])

    words = read(client.get("/sign-in")).partition("Good ones to begin with")[2]

    places = [words.index(name) for name in (*FIRST, "Nurse Adeyemi")]
    assert places == sorted(places)
    text = README.read_text("utf-8")
    assert [text.index(f"| {name}") for name in FIRST] == sorted(text.index(f"| {name}") for name in FIRST)


def test_each_partnership_is_a_link_at_the_top(client: Client, cast: Cast, neighbours: Cast) -> None:
    page = client.get("/sign-in").content.decode()
    for key in (cast.partnership.key, neighbours.partnership.key):
        assert page.index(f'href="#{key}"') < page.index("<h2") < page.index(f'id="{key}"')


@pytest.mark.parametrize(
    "way_out", ["/sign-out", "/sign-out?x", "/sign-out/", "/sign-in", "https://elsewhere.example/"]
)
def test_nobody_signs_in_only_to_be_sent_out_again(client: Client, cast: Cast, way_out: str) -> None:
    answer = client.post("/sign-in", {"person": str(cast.raises.pk), "next": way_out})
    assert answer.headers["Location"] == "/my-work"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, cast: Cast) -> None:
    answer = client.post("/sign-in", {"person": str(cast.raises.pk), "next": "/raise"})
    assert answer.headers["Location"] == "/raise"
