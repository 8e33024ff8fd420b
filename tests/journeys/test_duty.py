"""Saturday at 22:10: a duty inspector is rung, is read a code, sees one screen and passes it up in four minutes."""

import re
from collections.abc import Callable

import pytest

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

TEACHER = ("Class teacher", "Millrace Primary School")
INSPECTOR = ("Duty inspector", "Police in Barnsley")
MOST_PAGES = 7  # from the sign-in page to the decision


def rings_the_inspector(town: Town, teacher: Visitor) -> tuple[str, str]:
    """The disagreement is raised, nobody answers, a code is made. Gives the address and the code as it is read out."""
    town.it_is("2026-05-16 22:02")
    teacher.signs_in_as(*TEACHER)
    escalation = raise_it(teacher, "Barnsley children's social care")
    teacher.follows("Record that nobody answered")
    teacher.writes("Whom did you try to reach?", "The emergency duty team")
    teacher.chooses("How?", "By telephone")
    teacher.presses("Record it")
    town.it_is("2026-05-16 22:10")
    teacher.goes_to(escalation)
    teacher.follows("Make a one-time code for them")
    teacher.page.get_by_label("Which agency are you ringing?").select_option(label="Police in Barnsley")
    teacher.presses("Make the code")
    says = teacher.reads
    assert "Millrace Primary School disagrees with Barnsley children's social care. It is about a child." in says
    assert "Robin" not in says
    code = teacher.page.locator("p.wf-number.govuk-heading-l").inner_text()
    assert re.search(rf"{code.split()[0]}: [A-Z0-9][a-z-]*, ", says), says
    return escalation, code


@pytest.mark.parametrize(("width", "scripts"), [(1100, True), (320, False)])
def test_the_inspector_passes_it_up_from_one_screen(
    town: Town, visitor: Callable[..., Visitor], width: int, scripts: bool
) -> None:
    teacher = visitor()
    escalation, code = rings_the_inspector(town, teacher)
    inspector = visitor(width=width, scripts=scripts)
    pages: list[str] = []
    inspector.page.on("framenavigated", lambda frame: pages.append(frame.url))
    inspector.page.goto("/duty")
    assert inspector.page.url.endswith("/sign-in?next=/duty")
    one = inspector.page.locator("li").filter(has_text=re.compile(rf"{', '.join(INSPECTOR)}\s*$"))
    with inspector.page.expect_navigation():
        one.get_by_role("button").first.click()
    inspector.writes("Code", code.lower())
    inspector.presses("Go on")

    assert inspector.address == f"{escalation}/duty"
    screen = inspector.reads
    assert "called you in at 10:10pm." in screen
    assert "Nobody answered by telephone: The emergency duty team, 10:02pm." in screen
    assert "A visit before the weekend." in screen
    assert "Barnsley children's social care says" in screen
    assert "Robin" in screen
    assert "Robin" not in inspector.page.title()

    inspector.follows("Pass it up, with a reason")
    inspector.page.get_by_label("Why").first.fill("The hospital and the duty team both need a manager tonight.")
    for box in inspector.page.get_by_label("Go on although something is missing").all():
        box.check()
    inspector.presses("Continue")
    assert "Check before you go on" in inspector.page.locator("h1").inner_text()
    inspector.presses("Escalate")
    assert "It has moved on to another stage." in inspector.reads
    assert len(pages) <= MOST_PAGES + 3, pages  # pages that are left at once count too

    teacher.goes_to(escalation)
    assert "both need a manager tonight" in teacher.reads
    teacher.goes_to(f"{escalation}/pass")
    assert "You do not have to ring again." in teacher.reads


def test_a_link_is_not_used_up_by_opening_it(town: Town, visitor: Callable[..., Visitor]) -> None:
    teacher = visitor()
    escalation, code = rings_the_inspector(town, teacher)
    link = f"/duty/{code.replace(' ', '-')}"
    inspector = visitor()
    inspector.signs_in_as(*INSPECTOR)
    inspector.goes_to(link)
    inspector.goes_to(link)
    assert "You are asked to look at a disagreement" in inspector.reads
    inspector.presses("Go on")
    assert inspector.address == f"{escalation}/duty"
    inspector.presses("I have seen this")
    inspector.goes_to(f"{escalation}/duty")
    assert "Nobody needs to ring you again about it." in inspector.reads
