"""The frame of every page, and the parts that say by when, who to ring, and where the policy names nobody."""

import re
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import path

from tests.web.kitchen_sink import CARD, DUE, FILLED, HOLE, WHY, Everything, page
from wayforward.directory.models import Person
from wayforward.web.furniture import furniture


def part(name: str, **context: Any) -> str:
    drawn: str = engines["django"].get_template(f"parts/{name}.html").render(context)
    return drawn


def said(drawn: str) -> str:
    """The words alone, as they are read out."""
    return " ".join(re.sub(r"<[^>]+>", " ", drawn).split())


def test_the_999_line_comes_before_everything_else_that_a_page_says() -> None:
    main = page().partition('id="main">')[2]

    assert said(main).startswith("If a child or adult is in immediate danger, ring 999 now.")
    assert 'href="tel:999"' in main


def test_the_title_says_first_that_there_is_an_error() -> None:
    assert "<title>Everything at once - " in page()
    assert "<title>Everything at once - " in page(form=Everything(FILLED))
    assert "<title>Error: Everything at once - " in page(form=Everything({}))
    assert "<title>Error: Everything at once - " in page(refusal="You cannot do that.")


def test_a_demonstration_says_so_before_anything_else_and_a_live_service_does_not() -> None:
    assert "The people, the children and the telephone numbers are invented." in page()
    assert "invented" not in page(demonstration=False)


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_banner_follows_the_setting(demonstration: bool) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    with override_settings(WAYFORWARD_DEMO=demonstration):
        assert furniture(request)["demonstration"] is demonstration


class Routes:
    """The addresses of a service that has every page but its list of policies."""

    urlpatterns: ClassVar = [
        path(name, lambda request: HttpResponse(), name=name)
        for name in ("my-work", "raise", "contact-now", "sign-in", "sign-out", "help")
    ]


@override_settings(ROOT_URLCONF=Routes)
def test_the_navigation_is_what_this_person_can_open_with_the_open_page_marked(db: None) -> None:
    request = RequestFactory().get("/contact-now")
    request.user = AnonymousUser()
    stranger = furniture(request)
    request.user = Person()
    worker = furniture(request)

    assert [link["text"] for link in stranger["navigation"]] == [
        "Raise a disagreement",
        "Who do I contact now?",
        "Sign in",
    ]
    assert [link["text"] for link in worker["navigation"]] == [
        "My work",
        "Raise a disagreement",
        "Who do I contact now?",
    ]
    assert [link["text"] for link in worker["navigation"] if link["current"]] == ["Who do I contact now?"]
    assert (stranger["sign_out_url"], worker["sign_out_url"]) == ("", "/sign-out")
    assert worker["footer_links"] == [{"text": "Help", "href": "/help"}]


def test_a_page_has_no_script_and_loads_nothing_from_elsewhere() -> None:
    drawn = page()

    assert "<script" not in drawn
    assert " style=" not in drawn
    assert all(
        address.startswith(settings.STATIC_URL)
        for address in re.findall(r'(?:src|rel="stylesheet" href)="([^"]+)"', drawn)
    )


def test_signing_out_is_a_button_that_posts_with_a_token() -> None:
    drawn = page()

    assert re.search(
        r'<form action="/sign-out" method="post" novalidate><input type="hidden" name="csrfmiddlewaretoken"',
        drawn,
    )
    assert "Sign out" not in page(sign_out_url="")


def test_a_deadline_is_the_latest_moment_with_its_weekday_and_sooner_if_needed() -> None:
    drawn = said(part("deadline", deadline={"due_at": DUE, "why": WHY}))

    assert drawn.startswith("By Friday 29 August 2025 at 4:55pm Sooner if the child needs it Why this date")
    assert "Monday 25 August 2025 is a bank holiday." in drawn
    assert "Clause BY-51: First stage, five working days" in drawn
    assert "Assumption, not the policy’s words: A day ends at midnight." in drawn


def test_a_deadline_that_ends_a_day_shows_no_time_and_may_concern_an_adult() -> None:
    drawn = said(part("deadline", deadline={"due_at": DUE, "whole_day": True, "for_whom": "the adult"}))

    assert drawn == "By Friday 29 August 2025 Sooner if the adult needs it"


def test_a_deadline_that_has_passed_says_when_it_was_due() -> None:
    drawn = part("deadline", deadline={"due_at": DUE, "late": True})

    assert said(drawn) == "Was due by Friday 29 August 2025 at 4:55pm Act now"
    assert "wf-deadline--late" in drawn


def test_a_contact_card_says_who_which_number_until_when_why_and_what_if_nobody_answers() -> None:
    drawn = part("contact_card", card=CARD)

    assert 'href="tel:02079460123"' in drawn
    words = said(drawn)
    for sentence in (
        "Ring the Duty Head of Service",
        "This is right until Friday 29 August 2025 at 4:55pm.",
        "If nobody answers Ring the Head of Service, on the next line up.",
        "Why this person It is Saturday, so the office is closed.",
    ):
        assert sentence in words


def test_a_hole_says_that_the_policy_names_nobody_and_marks_a_suggestion_as_ours() -> None:
    words = said(part("hole", hole=HOLE))

    assert words.startswith("This policy names no contact here")
    assert "System suggestion, not policy Ask the duty Head of Service" in words
    assert "This does not stop you." in words
    assert "System suggestion" not in said(part("hole", hole={"asked": "Health"}))


TYPED = "<i>"
SHOWS = {
    "deadline": {"deadline": {"due_at": DUE, "what": TYPED, "left": TYPED, "force": TYPED, "for_whom": TYPED}},
    "why": {"why": {"summary": TYPED, "sentences": [TYPED], "assumption": TYPED, "clauses": [{"id": TYPED}]}},
    "clauses": {"clauses": [{"id": TYPED, "text": TYPED, "href": TYPED}]},
    "contact_card": {"card": CARD | {"post": TYPED, "holder": TYPED, "because": [TYPED], "otherwise": [TYPED]}},
    "hole": {"hole": {"asked": TYPED, "sentence": TYPED, "suggestions": [{"sentence": TYPED, "number": TYPED}]}},
    "timeline": {"entries": [{"title": TYPED, "by": TYPED, "at": DUE, "words": TYPED, "lines": [TYPED]}]},
    "tag": {"tag": {"text": TYPED, "colour": TYPED}},
    "identity": {"identity": {"reference": TYPED, "facts": [TYPED]}},
    "alert": {"alert": {"kind": "error", "heading": TYPED, "sentences": [TYPED]}},
    "header": {"partnership_name": TYPED},
}


@pytest.mark.parametrize("name", SHOWS)
def test_no_part_of_a_page_lets_text_become_markup(name: str) -> None:
    drawn = part(name, **SHOWS[name])

    assert "<i>" not in drawn
    assert "&lt;i&gt;" in drawn
