"""The same journeys by keyboard alone, without scripts, and on a screen 320 pixels wide."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys import test_barnsley_midwife as midwife
from tests.journeys import test_havering_panel as panel
from tests.journeys.raising import begins
from tests.journeys.visitor import Town, Visitor

FOCUSED = """() => {
    const e = document.activeElement;
    const label = e.labels && e.labels[0] ? e.labels[0].textContent : "";
    return (label || e.textContent || e.value || "").replace(/\\s+/g, " ").trim();
}"""
FAR = 250  # as many as there are people to choose among, and more than any other page has


def tabs_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what these words name."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"The keyboard does not reach “{words}” on {page.url}.")


def enters(page: Page, words: str) -> None:
    """The link or button with these words, by Enter; then the next page."""
    tabs_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def types(page: Page, question: str, answer: str) -> None:
    tabs_to(page, question)
    page.keyboard.type(answer)


def test_a_disagreement_is_raised_by_keyboard_alone(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-05-22 16:55")
    who = visitor()
    page = who.page
    who.signs_in_as("Class teacher", "Marlstone Primary School")
    enters(page, "Raise a disagreement")
    enters(page, "Start now")
    tabs_to(page, "It is about somebody, or a decision, inside my own agency")
    page.keyboard.press("ArrowUp")  # round to the last of them: none of these
    enters(page, "Continue")
    tabs_to(page, "Yes")
    page.keyboard.press("ArrowDown")
    enters(page, "Continue")
    tabs_to(page, "Newham children's social care")
    page.keyboard.press("Space")
    enters(page, "Continue")
    tabs_to(page, "A child")
    page.keyboard.press("Space")
    types(page, "Their name", "Robin")
    enters(page, "Continue")
    types(page, "What is the disagreement?", "They closed the referral.")
    types(page, "Why does this not keep them safe", "He is frightened of going home.")
    types(page, "What would put it right", "A visit before the weekend.")
    tabs_to(page, "Yes. I will write it next")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    enters(page, "Continue")
    enters(page, "Continue")
    enters(page, "Raise it")
    assert "By Thursday 28 May 2026" in who.reads

    enters(page, "Record that nobody answered")
    types(page, "Whom did you try to reach?", "The duty social worker")
    enters(page, "Record it")
    assert "Tried: The duty social worker" in who.reads


def test_an_error_takes_the_keyboard_to_what_is_wrong(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-05-22 16:55")
    who = visitor()
    who.signs_in_as("Class teacher", "Marlstone Primary School")
    begins(who)
    who.presses("Continue")
    assert "There is a problem" in who.page.evaluate(FOCUSED)
    who.page.keyboard.press("Tab")
    who.page.keyboard.press("Enter")
    who.page.keyboard.press("Space")
    assert who.page.get_by_label("Yes", exact=True).is_checked()


def test_the_midwife_needs_no_scripts(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor(scripts=False)
    midwife.goes_formal(town, who)
    assert "By Sunday 24 August 2025 at 9am" in who.reads


def test_the_matron_reaches_the_chair_on_a_telephone(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor(width=320, looks_closely=False)
    panel.reaches_the_chair(town, who)
    assert "Stage Four" in who.page.locator("h1").inner_text()
