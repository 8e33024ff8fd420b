"""The tutorial of the clock, step by step, with a clock that works beside the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SEEDED_AT
from tests.journeys.served import served
from tests.journeys.visitor import Town, Visitor

RECORDED = re.compile(r"[1-9]\d* deadlines? passed without being met")
PATIENCE_S = 90


@pytest.fixture(scope="module")
def town_with_a_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with served(tmp_path_factory.mktemp("clock"), SEEDED_AT, clock=True) as town:
        town.it_is(SEEDED_AT)
        yield town


def test_a_newcomer_moves_the_clock_and_reads_what_was_sent(town_with_a_clock: Town, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1100, "height": 900}, base_url=town_with_a_clock.where)
    context.set_default_timeout(8_000)
    who = Visitor(context.new_page(), town_with_a_clock)
    who.goes_to("/")
    who.follows("Move its clock", within="body")
    who.ticks("Just after the next deadline")
    who.presses("Move the clock")
    said = who.page.locator("main")
    for _ in range(PATIENCE_S):
        if RECORDED.search(who.reads):
            break
        who.page.wait_for_timeout(1_000)
        who.follows("read this page again")
    expect(said).to_contain_text(RECORDED)
    who.follows("the messages that were sent")
    for _ in range(PATIENCE_S):
        if "WF-" in who.reads:
            break
        who.page.wait_for_timeout(1_000)
        who.page.reload()
    expect(said).to_contain_text(re.compile(r"To \S+@\S+"))
    expect(said).to_contain_text("WF-")
    who.signs_in_as("Partnership manager", "Barnsley partnership office")
    who.follows("Messages", within="header")
    context.close()
