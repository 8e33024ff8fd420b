"""Every page, by the table: who may come to it, what anybody else is told, what it weighs and what it asks."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver

from tests.cast import MONDAY
from tests.web.every_page import TABLE, NotYet, Row
from tests.web.setting import SECRET, Setting, built, grow
from tests.web.visiting import clock_at, evened, read, visiting
from wayforward.escalations.models import Entry
from wayforward.web.acts import ACTS
from wayforward.web.urls import urlpatterns

pytestmark = pytest.mark.django_db  # so that the table is built when this file runs alone
PAGE_BYTES, CARD_BYTES = 100_000, 20_000  # compressed, with style and pictures
OTHER_METHODS = ("put", "patch", "delete", "options", "trace")

rows = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
pages = pytest.mark.parametrize("row", [r for r in TABLE if r.is_page], ids=lambda row: row.name)
narrow = pytest.mark.parametrize("row", [r for r in TABLE if not r.public], ids=lambda row: row.name)


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any, sealing_key: Path) -> Iterator[Setting]:
    """Built once for the module, and rolled back after it."""
    with django_db_blocker.unblock(), clock_at(MONDAY), transaction.atomic():
        yield built()
        transaction.set_rollback(True)


@pytest.fixture
def setting(whole: Setting) -> Setting:
    """What a test does to it is undone after the test."""
    return whole


def come(setting: Setting, who: str, address: str) -> Any:
    """The page as somebody sees it; drawn once, however many tests look at it."""
    if (who, address) not in setting.drawn:
        setting.drawn[who, address] = setting.browser(who).get(setting.address(address))
    return setting.drawn[who, address]


# --- the table itself --------------------------------------------------------------------------------------


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns)
        else:
            yield str(pattern.name)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert {row.route for row in TABLE} == set(routes(urlpatterns))


def test_every_act_has_a_row() -> None:
    assert {row.variant for row in TABLE if row.route == "act"} == set(ACTS)


def test_every_page_says_who_may_not_come_to_it() -> None:
    anybodys = {
        "my-work",
        "inbox",
        "preferences",
        "my-calendar",
        "my-shifts",
        "raise",
        "raise-area",
        "today",
        "duty",
        "duty-link",
    }  # where everybody sees their own
    assert {row.route for row in TABLE if not row.public and not row.not_theirs} <= anybodys


# --- who may come ------------------------------------------------------------------------------------------


@rows
def test_who_may_comes_to_it(setting: Setting, row: Row) -> None:
    for who in row.may:
        answer = come(setting, who, row.address)
        assert answer.status_code == row.gives, who
        if row.is_page:
            stands_as_every_page_does(answer, setting, row, who)


def stands_as_every_page_does(answer: Any, setting: Setting, row: Row, who: str) -> None:
    text = answer.content.decode()
    assert text.count("<h1") == 1
    assert '<html lang="en-GB"' in text
    assert 'class="govuk-skip-link"' in text or row.route == "card"  # where nothing stands before the answer
    assert 'id="main"' in text
    assert title_of(answer).startswith(setting.address(row.title))
    assert ("ring 999 now" in read(answer)) == row.first_says_999
    assert answer.headers["Cache-Control"] == "no-store" or row.route == "card"  # the same for all: tests of the card
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    own_style = "|<style" if row.route != "card" else ""  # the card carries its own, named by its hash
    assert not re.search(rf"<script{own_style}|\son\w+=|\sstyle=", text)


def title_of(answer: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(
    ("row", "one"), [(r, n) for r in TABLE for n in r.not_yet], ids=lambda x: x.name if isinstance(x, Row) else x.who
)
def test_who_may_not_yet_reads_why_and_nothing_is_done(setting: Setting, row: Row, one: NotYet) -> None:
    before = Entry.objects.count()
    address = setting.address(one.at or row.address)
    browser = setting.browser(one.who)
    answer = browser.get(address) if one.sends is None else browser.post(address, one.sends)
    assert answer.status_code == 200
    assert one.says in html.unescape(read(answer))
    assert Entry.objects.count() == before


@narrow
def test_for_anybody_else_it_is_not_there(setting: Setting, row: Row) -> None:
    before = Entry.objects.count()
    for who in row.not_theirs:
        browser, address = setting.browser(who), setting.address(row.address)
        nowhere = come(setting, who, "/no-such-page")
        for theirs in (browser.get(address), browser.post(address, {"reason": "x", "confirm": "yes"})):
            assert theirs.status_code == 404, who
            assert evened(theirs.content) == evened(nowhere.content)
            assert dict(theirs.headers) == dict(nowhere.headers)
    assert Entry.objects.count() == before


@narrow
def test_who_has_not_signed_in_is_asked_to_and_brought_back(setting: Setting, row: Row) -> None:
    if row.gives == 405:
        return
    browser, address = visiting(None), setting.address(row.address)
    for answer in (browser.get(address), browser.post(address)):
        assert answer.status_code == 302
        where = answer.headers["Location"]
        assert where.startswith("/sign-in?next=/")
        signed_in = browser.post(where, {"person": str(setting.people[row.may[0]].pk)})  # type: ignore[union-attr]  # one who may has signed in
        assert signed_in.headers["Location"] == address
        browser.post("/sign-out")


@pages
def test_nothing_of_an_escalation_stands_on_a_page_for_somebody_outside_it(setting: Setting, row: Row) -> None:
    for who in ("nobody", "outside", "conflicted", "neighbour"):
        if who in row.may and "{ref}" not in row.address:
            text = come(setting, who, row.address).content.decode()
            assert SECRET not in text
            assert setting.named["ref"] not in text


def test_no_two_pages_have_one_title(setting: Setting) -> None:
    seen: dict[str, str] = {}
    for row in TABLE:
        if row.is_page:
            title = title_of(come(setting, row.may[-1], row.address))
            assert title not in seen, f"{row.name} and {seen.get(title)} are both called {title}"
            seen[title] = row.name


def test_only_reading_and_sending_is_answered(setting: Setting) -> None:
    for row in TABLE:
        browser = setting.browser(row.may[0])
        for method in OTHER_METHODS:
            answer = getattr(browser, method)(setting.address(row.address))
            assert answer.status_code == 405, f"{method} {row.name}"
            assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_asking_for_the_head_alone_gives_what_reading_gives(setting: Setting) -> None:
    for row in TABLE:
        answer = setting.browser(row.may[0]).head(setting.address(row.address))
        assert answer.status_code == row.gives, row.name
        assert answer.content == b""


# --- what it costs -----------------------------------------------------------------------------------------


@pages
def test_a_page_weighs_less_than_its_budget(setting: Setting, row: Row) -> None:
    for who in row.may:
        heavy = weight(come(setting, who, row.address).content)
        assert heavy < (CARD_BYTES if row.route == "card" else PAGE_BYTES), f"{heavy} bytes for {who}"


def weight(page: bytes) -> int:
    """The bytes of a first visit without scripts and fonts: the page, its styles and every picture it may show."""
    html_text = page.decode()
    linked = re.findall(r'<link [^>]*?href="([^"]+)"', html_text) + re.findall(r'<img [^>]*?src="([^"]+)"', html_text)
    files = {name for name in linked if name.startswith("/static/")}
    styles = [static(name) for name in files if name.endswith(".css")]
    for style in styles:
        files |= set(pictures(style))
    return packed(page) + sum(packed(static(name)) for name in files)


def pictures(style: bytes) -> Iterator[str]:
    for name in re.findall(r"url\(\"?'?([^)\"']+)", style.decode()):
        if not name.startswith("data:"):
            yield name if name.startswith("/static/") else f"/static/wayforward/{name}"


def static(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), f"{address} is not there"
    return Path(found).read_bytes()


def packed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6))


def test_no_page_asks_the_database_more_when_more_is_stored(setting: Setting) -> None:
    few = {row.name: asked(setting, row) for row in TABLE}
    grow(setting)
    many = {row.name: asked(setting, row) for row in TABLE}
    assert many == few
    assert not {name: count for name, count in few.items() if count > MOST_QUERIES}


MOST_QUERIES = 30


def asked(setting: Setting, row: Row) -> int:
    browser, address = visiting(setting.people[row.may[-1]]), setting.address(row.address)
    browser.get(address)  # a policy is read once in each process
    with CaptureQueriesContext(connection) as queries:
        browser.get(address)
    return len(queries)
