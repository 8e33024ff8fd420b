"""Without an account: the card in a basement, the policy before a difficult call, and the dates before Christmas."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.visitor import WCAG, Town, Visitor

POLICIES = ("barnet-children", "barnet-multi-agency", "havering", "barnsley", "newham")


def tabs_to(page: Page, name: str, most: int = 120) -> None:
    """With the Tab key alone, to the link or button of that name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.textContent")).strip() == name:
            return
    raise AssertionError(f"The Tab key never came to “{name}” on {page.url}.")


def test_a_lead_reads_the_policy_and_its_dates_before_christmas(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-12-24 16:55")
    lead = visitor()
    lead.goes_to("/")
    lead.follows("read the policies")
    lead.follows("Newham")
    assert "Stage 1: The professionals meet" in lead.reads
    assert "Its review" in lead.reads or "The document gives no date." in lead.reads

    lead.follows("See the dates that it gives")
    assert "If it starts on Thursday 24 December 2026 at 4:55pm" in lead.reads
    assert "Friday 25 December 2026: Christmas Day" in lead.reads
    assert "By Thursday 31 December 2026" in lead.reads
    assert "A limit is the latest moment, never the target." in lead.reads
    assert "What has no date, and why" in lead.reads

    lead.dates("When does it start?", 31, 2, 2026, "10:00")
    lead.presses("Show the dates")
    assert "The start must be a real date" in lead.reads


def test_the_dates_of_another_start_are_in_the_address(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-11-20 10:00")
    lead = visitor(width=320, scripts=False)
    lead.goes_to("/policies/newham/dates")
    lead.dates("When does it start?", 24, 12, 2026, "4.55pm")
    lead.presses("Show the dates")
    other = visitor()
    other.goes_to(lead.page.url)
    assert "If it starts on Thursday 24 December 2026 at 4:55pm" in other.reads
    assert other.reads == lead.reads


def test_a_card_that_was_opened_once_is_there_without_a_network(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-11-20 10:00")
    somebody = visitor(width=320, scripts=False, looks_closely=False)
    somebody.goes_to("/")
    somebody.follows("keep or print a card")
    somebody.follows("Barnet (children)")
    somebody.follows("Barnet Family Services")
    online = somebody.page.locator("main").inner_text()
    assert "Not valid after Sunday 20 December 2026." in online
    assert "Emergency Duty Team" in online

    page = somebody.page.context.new_page()
    somebody.page.context.set_offline(True)
    page.goto(somebody.page.url)
    assert page.locator("main").inner_text() == online
    assert (page.locator("a.tel").first.get_attribute("href") or "") == "tel:999"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320
    somebody.page.context.set_offline(False)


def test_the_fullest_cards_of_the_demonstration_print_on_one_a5_page(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is("2026-11-20 10:00")
    somebody = visitor(looks_closely=False)
    for card in ("barnet-children/family-services", "barnet-multi-agency/family-services", "barnsley/health"):
        somebody.goes_to(f"/card/{card}")
        printed = somebody.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, card


def test_the_guide_of_every_policy_prints_on_one_side_of_a4_and_begins_with_999(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is("2026-11-20 10:00")
    somebody = visitor(width=320)
    somebody.goes_to("/policies/newham")
    somebody.follows("the guide on one page")
    for area in POLICIES:
        somebody.goes_to(f"/policies/{area}/guide")
        assert somebody.reads.index("999") < somebody.reads.index("Stage by stage")
        printed = somebody.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, area
        assert re.search(rb"/MediaBox\s*\[0 0 59\d\S* 84\d", printed), area


def test_every_number_on_a_card_is_a_target_for_a_thumb(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-11-20 10:00")
    somebody = visitor(width=320)
    somebody.goes_to("/card/barnsley/schools")
    boxes = [link.bounding_box() for link in somebody.page.locator("a.tel").all()]
    assert len(boxes) > 5
    assert all(box is not None and box["height"] >= 24 for box in boxes)


def test_every_card_policy_and_page_of_dates_opens_without_a_barrier(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    """With everything unfolded; folded, and wide, each policy is looked at in another journey."""
    town.it_is("2026-12-18 16:55")
    somebody = visitor(width=320, looks_closely=False)
    for area in POLICIES:
        somebody.goes_to(f"/card/{area}")
        card = somebody.page.locator("main li a").first.get_attribute("href") or ""
        for address in (f"/policies/{area}", f"/policies/{area}/dates", card):
            somebody.goes_to(address)
            somebody.opens_everything()
            found = Axe().run(somebody.page, options=WCAG)
            assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_help_and_the_other_standing_pages_open_without_a_barrier(town: Town, visitor: Callable[..., Visitor]) -> None:
    somebody = visitor(width=320)
    for page in ("/help", "/accessibility", "/privacy", "/cookies", "/card", "/policies", "/no-such-page"):
        somebody.goes_to(page)
        assert "999" in somebody.reads


def test_with_the_keyboard_alone_from_the_start_to_a_date_and_a_card(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is("2026-12-24 16:55")
    somebody = visitor(looks_closely=False)
    page = somebody.page
    somebody.goes_to("/policies")
    for link in ("Newham Safeguarding Children Partnership (demonstration)", "See the dates that it gives"):
        tabs_to(page, link)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    tabs_to(page, "Show the dates")
    page.keyboard.press("Enter")
    page.wait_for_url("**start-day=24**")
    assert "By Thursday 31 December 2026" in somebody.reads

    somebody.goes_to("/card/newham")
    tabs_to(page, "Police")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "Not valid after" in somebody.reads
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_the_drawing_is_seen_on_a_telephone_and_nothing_of_it_is_cut_off(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    somebody = visitor(width=320, looks_closely=False)
    for area in POLICIES:
        somebody.goes_to(f"/policies/{area}")
        picture = somebody.page.locator("img.wf-drawing")
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        somebody.page.goto(f"/policies/{area}/drawing.svg")
        too_wide = somebody.page.evaluate(
            """[...document.querySelectorAll("text")].filter(text =>
                text.getBBox().x + text.getBBox().width > document.documentElement.viewBox.baseVal.width
            ).map(text => text.textContent)"""
        )
        assert too_wide == []
