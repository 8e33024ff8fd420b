"""Monday, half past eight: a partnership manager sees what is late, chases one, and writes down a call."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.test_other_ways import enters, tabs_to
from tests.journeys.visitor import Town, Visitor

MONDAY = "2025-09-01 08:30"
OFFICE = ("Partnership manager", "Barnsley partnership office")


def opens_the_tracker(who: Visitor, town: Town) -> None:
    town.it_is(MONDAY)
    who.signs_in_as(*OFFICE)
    who.follows("Tracker", within="header")


def rows(page: Page) -> list[str]:
    """The references in the list, in order."""
    return page.locator(".wf-track__ref").all_inner_texts()


def counted(page: Page, what: str) -> int:
    link = page.locator(".wf-tally__link").filter(has_text=re.compile(rf"{what}\s*$"))
    return int(link.locator(".wf-tally__count").inner_text())


def test_the_manager_sees_what_is_late_and_keeps_the_view(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    assert len(rows(who.page)) == counted(who.page, "Open") > 0

    who._arrives_by(who.page.locator(".wf-tally__link").filter(has_text="Overdue"))
    late = rows(who.page)
    assert len(late) == counted(who.page, "Overdue") > 0
    assert "wrong=overdue" in who.page.url
    assert who.reads.count("Overdue by") == len(late)

    who.follows("Stage", within="thead")
    assert "sort=stage" in who.page.url
    assert who.page.locator('th[aria-sort="ascending"]').inner_text().startswith("Stage")
    who.follows("Stage", within="thead")
    assert who.page.locator('th[aria-sort="descending"]').inner_text().startswith("Stage")
    assert sorted(rows(who.page)) == sorted(late)

    who.opens_everything()
    who.writes("Name of this view", "Late, by stage")
    who.presses("Keep this view")
    assert "These filters are kept as “Late, by stage”." in who.reads
    who.follows("Clear all filters")
    who.follows("Late, by stage")
    assert who.page.url.endswith("?wrong=overdue&sort=-stage")
    who.presses("Delete the view Late, by stage")
    assert "is deleted" in who.reads


def test_the_manager_narrows_it_by_whom_it_lies_with(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    who.opens_everything()
    who.page.get_by_label("Next step with").select_option(index=1)
    who.chooses("How it stands", "Open and ended")
    who.presses("Apply filters")
    assert "turn=" in who.page.url
    assert who.page.locator(".moj-filter__tag").count() == 2
    who._arrives_by(who.page.locator(".moj-filter__tag").filter(has_text="Next step with"))
    assert "turn=" not in who.page.url
    reference = rows(who.page)[0]
    who.opens_everything()
    who.writes("Reference", reference[3:7].lower())
    who.presses("Apply filters")
    assert rows(who.page) == [reference]


def test_the_manager_chases_in_one_act_with_the_clause(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    who._arrives_by(who.page.locator(".wf-tally__link").filter(has_text="Overdue"))
    reference = rows(who.page)[0]
    who.follows(f"Chase {reference}")
    words = who.page.get_by_label("What to say").input_value()
    assert reference in words
    assert "Clause BY-" in words
    assert "was due by" in words
    assert "If it cannot wait, ring them as well." in who.reads
    assert "Ring 0" in who.reads
    who.presses("Record this chase")
    assert f"The chase of {reference} is recorded." in who.reads
    assert "wrong=overdue" in who.page.url
    row = who.page.locator("tr").filter(has_text=reference)
    assert "Chased Mon 1 Sep" in row.inner_text()


def a_call(who: Visitor) -> None:
    """A health visitor rings the office: she has talked to the social worker, and they do not agree."""
    who.follows("Log for a worker who telephoned")
    who.page.get_by_label("Which agency does the worker who telephoned work for?").select_option(
        label="Fernhill Community Health Trust"
    )
    who.presses("Continue")
    who.page.get_by_label("Who telephoned?").select_option(index=1)
    who.chooses("Is anybody in immediate danger?", "No")
    who.chooses("Which agency do they disagree with?", "Barnsley children's social care")
    who.chooses("Who is it about?", "A child")
    who.writes("Their name", "Wren")
    for box in who.page.locator("textarea").all():
        box.fill("He was sent home and nobody has visited.")
    who.chooses("Have the two workers talked about it already?", "Yes")
    who.dates("When did they talk?", 28, 8, 2025, "15:30")
    who.presses("Continue")


def test_the_office_logs_it_for_a_worker_who_telephoned(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    a_call(who)
    assert "Check before you raise it" in who.reads
    assert "It begins at" in who.reads
    assert "It stays open until both sides have said that it is settled" in who.reads
    who.presses("Raise it for them")
    assert "Raised. Tell the worker that the reference is WF-" in who.reads
    assert "Thursday 28 August 2025 at 3:30pm" in who.reads
    reference = who.address.rpartition("/")[2]
    who.follows("Tracker", within="header")
    assert reference in rows(who.page)


def test_a_worker_who_is_not_listed_is_told_what_to_do(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    who.follows("Log for a worker who telephoned")
    who.page.get_by_label("Which agency does the worker who telephoned work for?").select_option(index=1)
    who.presses("Continue")
    who.page.get_by_label("Who telephoned?").select_option(label="A worker who is not listed")
    who.presses("Continue")
    assert "That worker is not listed yet" in who.reads
    who.follows("find who to ring now")


def test_it_is_sorted_and_filtered_by_keyboard_alone(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor()
    opens_the_tracker(who, town)
    page = who.page
    enters(page, "Overdue")
    assert "wrong=overdue" in page.url
    enters(page, "Next step with: sort")
    assert "sort=next-step" in page.url
    tabs_to(page, "Filter or find a reference")
    page.keyboard.press("Enter")
    tabs_to(page, "Overdue")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    enters(page, "Apply filters")
    assert "wrong=stuck" in page.url
    assert "sort=next-step" in page.url
    enters(page, "Clear all filters")
    assert page.url.endswith("?")


def test_it_needs_no_scripts_and_fits_on_a_telephone(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor(width=320, scripts=False)
    opens_the_tracker(who, town)
    page = who.page
    before = rows(page)
    assert before
    for column in ("Reference", "Agencies", "Stage", "There since", "Next step with", "Due", "Last heard"):
        who.follows(column, within="thead")
        assert sorted(rows(page)) == sorted(before)
    assert page.locator(".wf-track__label").first.is_visible()
    who.follows(f"Chase {before[0]}")
    assert "Who is told" in page.locator("main").inner_text()
    who.goes_to("/tracker/barnsley")
    a_call(who)
    assert "Check before you raise it" in page.locator("main").inner_text()


def test_it_looks_the_same_to_axe_on_a_telephone(town: Town, visitor: Callable[..., Visitor]) -> None:
    who = visitor(width=320)
    town.seen = {kind for kind in town.seen if "tracker" not in kind and "chase" not in kind}
    opens_the_tracker(who, town)
    who.opens_everything()
    who._look()
    who.follows(f"Chase {rows(who.page)[0]}")
    who.goes_to("/tracker/barnsley/phone")
    who.presses("Continue")
    assert "There is a problem" in who.reads
