"""The card: one small file for one agency, the same for everybody, that says until when it can be trusted."""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser, Page

from tests.cast import MONDAY, Cast, at, found, person
from tests.web.visiting import clock_at, read, visiting
from wayforward.core.routing import routes
from wayforward.directory.models import Agency, Holder, Post
from wayforward.policies import rungs, shelf
from wayforward.web.expiry import LONGEST
from wayforward.web.words import bare_title

INVENTED = str(Path(__file__).parents[2] / "policies" / "invented" / "saltmarsh")
Drawn = tuple[Cast, dict[str, Any]]


@pytest.fixture(params=[*shelf.names(), INVENTED], ids=lambda name: Path(name).name)
def drawn(request: pytest.FixtureRequest, client: Client, db: None) -> Drawn:
    """One policy's partnership, and the card of each of its agencies."""
    key = Path(request.param).name
    town = found(request.param, key=key)
    return town, {agency.id: client.get(f"/card/{key}/{agency.id}") for agency in town.policy.agencies}


def text(answer: Any) -> str:
    return read(answer).replace("&#x27;", "'").replace("&amp;", "&")


def test_the_first_load_is_under_twenty_kilobytes_and_nothing_else_is_fetched(drawn: Drawn) -> None:
    for answer in drawn[1].values():
        assert answer.status_code == 200
        assert len(answer.content) < 20_000  # all of it, not even compressed
        assert len(gzip.compress(answer.content)) < 6_000
        html = answer.content.decode()
        assert not re.findall(r"<(?:link|script|img|iframe|object|embed)\b|\bsrc=|url\(|@import", html)


def test_danger_comes_first_then_until_when_it_is_valid(drawn: Drawn) -> None:
    for answer in drawn[1].values():
        words = text(answer)
        assert words.startswith("If a child or adult is in immediate danger, ring 999 now.")
        assert "Made on Monday 16 November 2026. Not valid after Wednesday 16 December 2026." in words
        assert "check that it is in date" in words


def test_every_line_kind_of_hour_and_case_has_its_posts_or_says_that_nobody_is_named(drawn: Drawn) -> None:
    town, answers = drawn
    table = routes(town.policy, shelf.calendar(town.policy.nation))
    for agency, answer in answers.items():
        words = text(answer)
        ladder = rungs.rungs(table, town.policy, agency, MONDAY, MONDAY + LONGEST)
        assert ladder
        for rung in ladder:
            about = words.partition(f"{rung.name} ")[2]
            for entry in rung.entries:
                assert all(bare_title(each.title) in about for each in entry.cards)
                assert entry.cards or (entry.hole and "The policy names nobody for:" in about)


def test_only_posts_are_named_and_nobody_who_holds_one(drawn: Drawn) -> None:
    town, answers = drawn
    for answer in answers.values():
        assert not [one.name for one in town.everybody if one.name in text(answer)]


def test_the_browser_may_use_this_style_and_no_other(drawn: Drawn) -> None:
    for answer in drawn[1].values():
        style = answer.content.decode().partition("<style>")[2].partition("</style>")[0]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = dict(rule.partition(" ")[::2] for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["style-src"].split() == ["'self'", f"'sha256-{digest}'"]
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert 'style="' not in answer.content.decode()


@pytest.mark.django_db
def test_a_line_names_the_office_the_night_and_where_nobody_answers(client: Client) -> None:
    found("barnet-children")
    words = text(client.get("/card/barnet-children/family-services"))
    line_1 = words.partition(" Line 1 ")[2].partition(" Line 2 ")[0]
    assert "Office hours: Monday to Friday from 9am to 5pm, not on bank holidays." in words
    assert "Newly referred, without a worker yet: office hours MASH Team Manager" in line_1
    assert "Outside office hours Head of Service on duty" in line_1
    line_2 = words.partition(" Line 2 ")[2].partition(" Line 3 ")[0]
    assert "The policy names nobody for: open to an allocated worker or lead professional or newly referred" in line_2


@pytest.mark.django_db
def test_hours_that_are_no_office_hours_are_written_out(client: Client) -> None:
    found("barnet-children")
    words = text(client.get("/card/barnet-children/police"))
    assert "Every day from 9pm to 7am Night Duty Superintendent" in words
    assert "Every day from 7am to 9pm, outside Monday to Friday from 9am to 5pm, and on bank holidays" in words
    assert "Is the police team a specialist unit? If yes:" in words


# --- until when --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_post_that_changes_hands_ends_the_card(client: Client) -> None:
    town = found("havering")
    post = Post.objects.filter(agency__partnership=town.partnership, key="hscp-chair").get()
    Holder.objects.filter(post=post).update(until_on=date(2026, 11, 25))
    words = text(client.get("/card/havering/police"))
    assert "Not valid after Wednesday 25 November 2026. Somebody else takes over a post on it after that." in words


@pytest.mark.django_db
def test_somebody_who_starts_ends_the_card_the_day_before(client: Client) -> None:
    town = found("havering")
    post = Post.objects.filter(agency__partnership=town.partnership, key="hscp-chair").get()
    newcomer = person(town, "Newcomer", post.agency)
    Holder.objects.create(post=post, person=newcomer, from_on=date(2026, 11, 30))
    assert "Not valid after Sunday 29 November 2026." in text(client.get("/card/havering/police"))


@pytest.mark.django_db
def test_the_day_that_another_policy_comes_into_force_ends_the_card(client: Client) -> None:
    havering = found("havering")
    havering.adoption.retired_at = at("2026-12-01 00:00")
    havering.adoption.save(update_fields=["retired_at"])
    with clock_at(MONDAY):
        words = text(client.get("/card/havering/police"))
    assert "Not valid after Monday 30 November 2026. Another policy is in force then." in words


@pytest.mark.django_db
def test_a_review_to_come_ends_the_card_and_one_long_past_does_not(client: Client) -> None:
    found(INVENTED, key="saltmarsh")
    found("barnsley")
    with clock_at(at("2028-03-15")):
        words = text(client.get("/card/saltmarsh/police"))
        assert "Not valid after Friday 31 March 2028. The policy is to be reviewed then." in words
        assert "Not valid after Friday 14 April 2028." in text(client.get("/card/barnsley/police"))


@pytest.mark.django_db
def test_the_end_of_the_calendar_ends_the_card_and_beyond_it_none_is_made(client: Client) -> None:
    found("havering")
    with clock_at(at("2040-12-20")):
        assert "The bank holidays after that are not known." in text(client.get("/card/havering/police"))
    with clock_at(at("2041-05-22")):
        answer = client.get("/card/havering/police")
    assert answer.status_code == 200
    assert "No card can be made" in text(answer)
    assert "999" in text(answer)


@pytest.mark.django_db
def test_the_bank_holidays_while_it_is_in_date_are_named(client: Client) -> None:
    found("havering")
    with clock_at(at("2026-12-01")):
        words = text(client.get("/card/havering/police"))
    assert "Bank holidays while this is in date: Friday 25 December 2026; Monday 28 December 2026." in words


# --- kept by browsers --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_browser_may_keep_it_for_an_hour_and_show_it_while_it_is_in_date(client: Client) -> None:
    found("havering")
    rules = client.get("/card/havering/police").headers["Cache-Control"].split(", ")
    assert rules[:2] == ["public", "max-age=3600"]
    seconds = {rule.partition("=")[0]: int(rule.partition("=")[2]) for rule in rules[1:]}
    assert seconds["stale-while-revalidate"] == seconds["stale-if-error"]
    assert 29 * 86_400 < seconds["stale-if-error"] + 3600 <= 31 * 86_400


@pytest.mark.django_db
def test_who_has_the_card_already_is_sent_nothing(client: Client) -> None:
    found("havering")
    first = client.get("/card/havering/police")
    with clock_at(at("2026-11-16 18:00")):
        again = client.get("/card/havering/police", headers={"If-None-Match": first.headers["ETag"]})
    with clock_at(at("2026-11-17")):
        tomorrow = client.get("/card/havering/police", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"].startswith("public, ")
    assert tomorrow.status_code == 200


@pytest.mark.django_db
def test_a_number_that_changes_is_another_card(client: Client) -> None:
    town = found("havering")
    before = client.get("/card/havering/police")
    Post.objects.filter(agency__partnership=town.partnership).update(phone="020 7946 0999")
    after = client.get("/card/havering/police", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "020 7946 0999" in text(after)


def test_it_is_the_same_card_signed_in_and_holds_nothing_of_theirs(cast: Cast) -> None:
    theirs, everybodys = (visiting(who).get("/card/havering/police") for who in (cast.raises, None))
    assert theirs.content == everybodys.content
    assert theirs.headers["ETag"] == everybodys.headers["ETag"]
    assert "Vary" not in theirs.headers
    assert theirs.cookies or theirs.headers["Cache-Control"].startswith("public")
    assert not theirs.cookies or theirs.headers["Cache-Control"].startswith("private")


@pytest.mark.django_db
def test_it_asks_the_database_as_often_for_a_hundred_schools_and_prints_none_of_their_numbers(client: Client) -> None:
    town = found("barnsley")
    client.get("/card/barnsley/schools")
    with CaptureQueriesContext(connection) as few:
        client.get("/card/barnsley/schools")
    for number in range(100):
        school = Agency.objects.create(partnership=town.partnership, key=f"schools:{number}", name=f"School {number}")
        Post.objects.create(agency=school, key="responding-lead", title="Lead", phone=f"01226 {number:06}")
    with CaptureQueriesContext(connection) as many:
        answer = client.get("/card/barnsley/schools")
    assert len(many) == len(few)
    assert len(answer.content) < 20_000
    assert "School 50" not in text(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/card/nowhere", "/card/nowhere/police", "/card/havering/nobody"])
def test_an_area_or_an_agency_that_is_not_there_has_no_card(client: Client, address: str) -> None:
    found("havering")
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_it_is_found_from_the_policy_the_contacts_and_the_list(client: Client) -> None:
    found("havering")
    for address in ("/policies/havering", "/contact/havering/police", "/card/havering"):
        assert 'href="/card/havering/police"' in client.get(address).content.decode()
    assert 'href="/card/havering"' in client.get("/card").content.decode()


# --- on paper ----------------------------------------------------------------------------------------------


@pytest.fixture
def paper(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


def test_it_prints_on_one_a5_page(drawn: Drawn, paper: Page) -> None:
    for agency, answer in drawn[1].items():
        paper.set_content(answer.content.decode())
        printed = paper.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, agency
        boxes = [tuple(float(n) for n in box.split()) for box in re.findall(rb"/MediaBox\s*\[([^\]]+)\]", printed)]
        assert all(abs(width - 420) <= 1 and abs(height - 595) <= 1 for _, _, width, height in boxes)
        assert paper.evaluate("document.documentElement.scrollWidth") <= 320
