"""Every kind of page, in every state that the demonstration shows, visited by the people who would come to it.

Each person follows the links of the pages from the first one on. What nobody reaches by links is found too: a page
that nothing leads to is no use.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page

from tests.journeys.barriers import WIDE, barriers
from tests.journeys.raising import begins, raise_it
from tests.journeys.served import served
from tests.journeys.visitor import Town, Visitor
from tests.web.every_page import TABLE

AT = "2026-11-20T10:00"
MANY = {"escalation": 8, "policy": 5}  # pages of a route that one person looks into; of any other, two
NOT_PRESSED = {("sign-in", ""), ("throw-away", "")}  # somebody else would walk on, or nothing be left to walk to
VARIES = re.compile(r"WF-\w{4}-\w{4}|[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


@dataclass(frozen=True)
class Person:
    """Somebody of the demonstration by job and agency, and the routes that they come to by links."""

    job: str
    agency: str
    reaches: frozenset[str]


def comes(job: str, agency: str, *reaches: str) -> Person:
    return Person(job, agency, frozenset(reaches))


PUBLIC = {
    "start", "help", "privacy", "cookies", "accessibility", "sign-in", "contact-now", "contact-agencies", "contact",
    "policies", "policy", "dates", "guide", "compare", "compare-two", "card-areas", "card-agencies", "card",
    "demo-sent", "demo-clock",
}  # fmt: skip
OF_AN_ESCALATION = ("my-work", "escalation", "record", "record-copy", "act", "chase", "pass", "duty-page", "told")
OF_MESSAGES = ("inbox", "preferences", "my-calendar")
KEPT = {
    row.route for row in TABLE if row.is_page and row.route.startswith("directory") and "partnership" not in row.route
}
# A version has to be sent, signed or edited before there is a link to these: test_desk.py, and the tests of pages.
LATER_AT_THE_DESK = {
    "desk-decline", "desk-in-force", "desk-new-blank", "desk-remove", "desk-rename", "desk-send", "desk-sign",
}  # fmt: skip
DESK = {row.route for row in TABLE if row.is_page and row.route.startswith("desk-")} - LATER_AT_THE_DESK
PEOPLE = [
    comes(
        "Health visitor", "Fernhill Community Health Trust",
        *OF_AN_ESCALATION, *OF_MESSAGES, "spoken", "raise", "raise-scope", "advice", "consult", "log-challenge",
        "talk", "duty",
    ),
    comes("Designated safeguarding lead", "Heathmoor Primary School", "raise-area"),
    comes("Team manager", "Barnsley children's social care", *OF_AN_ESCALATION, "today", "hand-over", *KEPT),
    comes(
        "Partnership manager", "Barnsley partnership office",
        "tracker-area", "beside", "phone-log", "directory-partnership", "days-off", "days-off-declare", *DESK,
    ),
    comes("Independent chair", "Havering partnership office", "my-work", "escalation", "act", "blocked"),
    comes("Operator", "sees the service’s health and no escalation", "health"),
]  # fmt: skip
BY_A_BUTTON = {"raise-page", "raise-ring", "raise-people", "throw-away", "phone-log-call", "duty-link"}
ELSEWHERE = {"raise-people", "phone-log-call"}  # come to in tests/journeys/test_raising_fast.py and test_tracker.py


@dataclass
class Crawl:
    """One person's way through the pages. `looked` is shared: no kind of page is looked at twice."""

    page: Page
    where: str
    looked: set[tuple[str, str, str]]
    pressed: set[tuple[str, str]]
    signed_in: bool = False
    came: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def follow(self, first: str) -> None:
        """From an address on, breadth first."""
        queue, queued = deque([first]), {first}
        while queue:
            address = queue.popleft()
            route = route_of(address)
            known = self.signed_in and route is not None and route[0] in PUBLIC  # the same as before signing in
            if route is None or known or self.came[route] >= MANY.get(route[0], 2):
                continue
            self.came[route] += 1
            for link in self.visit(address, route):
                if link not in queued:
                    queued.add(link)
                    queue.append(link)

    def visit(self, address: str, route: tuple[str, str]) -> list[str]:
        """Look at a page, and give the links on it."""
        answer = self.page.request.head(address) if "." in address.rpartition("/")[2] else self.page.goto(address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            return []
        if answer.status != 200:
            self.wrong.append(f"{address} answers {answer.status}")
        if self.signed_in and "/sign-in" in self.page.url:
            self.wrong.append(f"{address} asks to sign in again")
        self.look(route)
        if route not in self.pressed:
            self.pressed.add(route)
            self.press()
        links = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        return [link.removeprefix(self.where).partition("#")[0] for link in links if link.startswith(self.where)]

    def press(self) -> None:
        """Send the form of the page with nothing typed in, and look at what comes: most often what is missing."""
        button = self.page.locator("main form[method=post] button:not(.wf-link-button)")
        if button.count() and route_of(self.page.url.removeprefix(self.where)) not in NOT_PRESSED:
            with self.page.expect_navigation():
                button.last.click()
            route = route_of(self.page.url.removeprefix(self.where))
            if route is not None:
                self.look(route)

    def look(self, route: tuple[str, str]) -> None:
        kind = (*route, VARIES.sub("", self.page.title().partition(" - ")[0]))
        if kind not in self.looked:
            new = not any(kind[:2] == other[:2] for other in self.looked)
            self.looked.add(kind)
            self.wrong += [f"{self.page.url} {found}" for found in barriers(self.page, also_by_keyboard=new)]


def route_of(address: str) -> tuple[str, str] | None:
    """The route that an address leads to, and which of its pages; None where it is none of ours."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    told = match.kwargs
    return str(match.url_name), str(told.get("slug") or told.get("page") or "")


@pytest.fixture(scope="module")
def town_of_today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A demonstration that no journey has changed, seeded as of the instant at which it stands still."""
    with served(tmp_path_factory.mktemp("today"), AT) as town:
        yield town


@pytest.fixture(scope="module")
def shared() -> tuple[set[tuple[str, str, str]], set[tuple[str, str]]]:
    """The kinds of page that were looked at, and those whose button was pressed, by anybody so far."""
    return set(), set()


@pytest.fixture
def crawl(town_of_today: Town, browser: Browser, shared: tuple[Any, Any]) -> Iterator[Callable[..., Crawl]]:
    context = browser.new_context(viewport=WIDE, base_url=town_of_today.where)  # type: ignore[arg-type]  # width and height
    context.set_default_timeout(8_000)
    page = context.new_page()

    def sent(person: Person | None) -> Crawl:
        if person is not None:
            Visitor(page, town_of_today, looks_closely=False).signs_in_as(person.job, person.agency)
        return Crawl(page, town_of_today.where, *shared, signed_in=person is not None)

    yield sent
    context.close()


@dataclass
class Walker(Visitor):
    """Somebody who looks for barriers on every page that they come to."""

    crawl: Crawl | None = None

    def _look(self) -> None:
        route = route_of(self.address)
        if self.crawl is not None and route is not None:
            self.crawl.look(route)


def test_nothing_stands_in_the_way_of_whoever_raises_a_disagreement(
    crawl: Callable[..., Crawl], town_of_today: Town
) -> None:
    walk = crawl(PEOPLE[0])
    who = Walker(walk.page, town_of_today, crawl=walk)
    raise_it(who, "Barnsley children's social care")
    begins(who)
    who.page.get_by_label("Yes", exact=True).check()
    who.presses("Continue")
    assert who.page.get_by_role("heading", level=1).inner_text().startswith("Ring")
    who.goes_to("/my-work")
    who.follows("Throw it away")
    who.goes_to("/duty/ABCDE-FGHJK")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert {route for route, _, _ in walk.looked} >= BY_A_BUTTON - ELSEWHERE


def test_every_page_is_come_to_by_somebody_who_follows_links() -> None:
    reached = set(PUBLIC).union(BY_A_BUTTON, LATER_AT_THE_DESK, *(person.reaches for person in PEOPLE))
    assert reached == {row.route for row in TABLE if row.is_page}


def test_nothing_stands_in_the_way_of_whoever_has_not_signed_in(crawl: Callable[..., Crawl]) -> None:
    walk = crawl(None)
    walk.follow("/")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert {route for route, _ in walk.came} >= PUBLIC


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: f"{person.job}, {person.agency}")
def test_nothing_stands_in_the_way_of(person: Person, crawl: Callable[..., Crawl]) -> None:
    walk = crawl(person)
    walk.follow("/my-work")
    assert not walk.wrong, "\n".join(walk.wrong)
    assert {route for route, _ in walk.came} >= person.reaches
