"""Somebody at a browser: what they press, type and read, and that no page they come to stands in their way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}


@dataclass
class Town:
    """Where the demonstration is served, and the file that its clock reads."""

    where: str
    clock: Path
    seen: set[str] = field(default_factory=set)  # the kinds of page that were looked at closely, once each

    def it_is(self, wall: str) -> None:
        """Move the clock: "2026-05-22 16:55" as it is on London's walls."""
        self.clock.write_text(datetime.fromisoformat(wall).isoformat(), "ascii")


@dataclass
class Visitor:
    """One person's browser. Every page they come to is looked at: for barriers, and for scrolling sideways."""

    page: Page
    town: Town
    looks_closely: bool = True

    # --- getting about ---------------------------------------------------------------------------------

    def goes_to(self, address: str) -> None:
        self.page.goto(address)
        self._look()

    def signs_in_as(self, job: str, agency: str) -> None:
        """Choose one of the invented people by what they do."""
        self.page.context.clear_cookies()
        self.page.goto("/sign-in")
        one = self.page.locator("li").filter(has_text=re.compile(rf"{re.escape(job)}, {re.escape(agency)}\s*$"))
        self._arrives_by(one.get_by_role("button").first)

    def follows(self, link: str, within: str = "main") -> None:
        place = self.page.locator(within)
        # The Design System's start button is a link that says that it is a button.
        self._arrives_by(place.get_by_role("link", name=link).or_(place.get_by_role("button", name=link)).first)

    def presses(self, button: str) -> None:
        self._arrives_by(self.page.get_by_role("button", name=button).first)

    def presses_for(self, about: str, link: str) -> None:
        """The link that belongs to one thing in a list."""
        self._arrives_by(self.page.locator("li").filter(has_text=about).get_by_role("link", name=link).first)

    def _arrives_by(self, press: Locator) -> None:
        with self.page.expect_navigation():
            press.click()
        self._look()

    def opens_everything(self) -> None:
        """Unfold whatever is folded away."""
        for folded in self.page.locator("details:not([open]) > summary").all()[::-1]:
            folded.click()

    # --- answering questions ---------------------------------------------------------------------------

    def writes(self, question: str, words: str) -> None:
        self.page.get_by_label(question).first.fill(words)

    def chooses(self, question: str, answer: str) -> None:
        self._group(question).get_by_label(answer, exact=True).check()

    def ticks(self, answer: str) -> None:
        self.page.get_by_label(answer).first.check()

    def dates(self, question: str, day: int, month: int, year: int, time: str = "") -> None:
        boxes = self._group(question)
        typed = {"Day": day, "Month": month, "Year": year, "Time": time}
        for box, value in typed.items():
            if value:
                boxes.get_by_label(box, exact=True).fill(str(value))

    def _group(self, question: str) -> Locator:
        return self.page.get_by_role("group", name=re.compile(f"^{re.escape(question)}")).first

    # --- reading ---------------------------------------------------------------------------------------

    @property
    def reads(self) -> str:
        """The words of the page, those that are folded away as well."""
        words = self.page.locator("main").evaluate("main => main.textContent")
        return " ".join(str(words).split())

    @property
    def address(self) -> str:
        return self.page.url.removeprefix(self.town.where).partition("?")[0]

    def _look(self) -> None:
        assert self.page.locator("h1").count() == 1, f"{self.page.url} has no heading: {self.page.title()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{self.page.url} is {wide} pixels wide"  # type: ignore[index]  # a page of ours always has a size
        kind = re.sub(r"WF-\w{4}-\w{4}|[0-9a-f-]{36}", "", f"{self.address} {self.page.title()}")
        if self.looks_closely and kind not in self.town.seen:
            self.town.seen.add(kind)
            found = Axe().run(self.page, options=WCAG)
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
