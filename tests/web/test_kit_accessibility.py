"""Every part of the kit in a real browser: no barrier that axe can find, nothing wider than a telephone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

from tests.web.kitchen_sink import FILLED, STATIC, Everything
from tests.web.kitchen_sink import page as drawn

WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SITE = "http://wayforward.test"
WRONG = FILLED | {
    "email": "nobody",
    "met_on-month": "",
    "rang_at-time": "25:00",
    "agency": "",
    "story": "x" * 2001,
}

PAGES: dict[str, Callable[[], str]] = {
    "everything": drawn,
    "with errors": lambda: drawn(
        form=Everything(WRONG), refusal="You cannot close an escalation that you did not raise."
    ),
    "filled in": lambda: drawn(form=Everything(FILLED)),
}


def opened(browser_page: Page, html: str, width: int) -> Page:
    """Serves the page and our own style sheets to the browser; anything else it asks for is refused."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif path.startswith("/static/"):
            # The hash in a collected file's name is not part of where the file lies.
            name = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", path.removeprefix("/static/"))
            route.fulfill(path=STATIC / name)
        else:
            route.abort()

    browser_page.route("**/*", answer)
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto(f"{SITE}/")
    return browser_page


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", PAGES)
def test_no_part_of_the_kit_is_a_barrier_and_nothing_scrolls_sideways(page: Page, name: str, width: int) -> None:
    shown = opened(page, PAGES[name](), width)

    found = Axe().run(shown, options=WCAG)

    assert found.violations_count == 0, found.generate_report()
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_a_barrier_that_is_there_is_found(page: Page) -> None:
    shown = opened(page, drawn().replace('<label class="govuk-label', '<span class="govuk-label'), 1280)

    assert Axe().run(shown, options=WCAG).violations_count > 0


def test_the_keyboard_reaches_the_skip_link_then_the_words_of_the_page(page: Page) -> None:
    shown = opened(page, drawn(), 1280)

    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.getAttribute('href')") == "tel:999"


def test_the_focus_goes_to_the_error_summary_without_any_script(page: Page) -> None:
    shown = opened(page, drawn(form=Everything(WRONG)), 1280)

    assert shown.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert shown.evaluate("document.scripts.length") == 0


def test_each_error_in_the_summary_leads_to_its_own_input(page: Page) -> None:
    shown = opened(page, drawn(form=Everything(WRONG)), 1280)

    for link in shown.locator(".govuk-error-summary a").all():
        link.click()
        target = shown.evaluate("location.hash.slice(1)")
        assert shown.evaluate("['INPUT', 'SELECT', 'TEXTAREA'].includes(document.querySelector(':target').tagName)"), (
            target
        )


def test_the_record_prints_without_the_website_round_it(page: Page) -> None:
    shown = opened(page, drawn(), 1280)
    shown.emulate_media(media="print")

    assert not shown.locator(".govuk-service-navigation").is_visible()
    assert not shown.locator("button").first.is_visible()
    assert shown.locator(".moj-timeline").is_visible()
    after = "getComputedStyle(document.querySelector('.moj-timeline a'), '::after').content"
    assert shown.evaluate(after) in ('""', "none")


def test_focus_and_edges_are_seen_when_the_person_chooses_the_colours(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    shown = opened(page, drawn(), 1280)

    edges = ".wf-danger", ".wf-hole", ".wf-card", ".wf-deadline"
    width = "e => getComputedStyle(e).borderLeftWidth"
    assert all(shown.locator(edge).first.evaluate(width) != "0px" for edge in edges)
    shown.locator(".moj-filter button").focus()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert shown.evaluate(outline) == "solid"
