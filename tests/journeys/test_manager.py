"""Wednesday at 09:20: a manager sees what is to be answered, and hands it on without reading the story."""

from collections.abc import Callable

import pytest

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

TEACHER = ("Class teacher", "Marlstone Primary School")
MANAGER = ("Child protection manager", "Newham children's social care")
WORKER = ("Emergency duty worker", "Newham children's social care")


@pytest.mark.parametrize(("width", "scripts"), [(1100, True), (320, False)])
def test_a_manager_hands_it_over_unread(town: Town, visitor: Callable[..., Visitor], width: int, scripts: bool) -> None:
    town.it_is("2026-05-19 15:00")
    teacher = visitor()
    teacher.signs_in_as(*TEACHER)
    escalation = raise_it(teacher, "Newham children's social care")
    ref = escalation.rpartition("/")[2]

    town.it_is("2026-05-20 09:20")
    worker = visitor()
    worker.signs_in_as(*WORKER)
    assert ref not in worker.reads

    manager = visitor(width=width, scripts=scripts)
    manager.signs_in_as(*MANAGER)
    manager.follows("Today", within="header")
    item = manager.page.locator("li").filter(has_text=ref).first
    assert "Answer the challenge." in item.inner_text()
    assert "escalation" in item.inner_text().lower()
    assert item.get_by_role("link", name=ref, exact=True).count() == 0
    assert "Robin" not in manager.reads

    manager.presses_for(ref, "Hand it to somebody")
    manager.page.locator(".govuk-radios__item").filter(has_text="Emergency duty worker").get_by_role(
        "radio"
    ).first.check()
    manager.writes("Anything they should know?", "Please ring the school by noon.")
    manager.presses("Continue")
    assert "No date moves." in manager.reads
    manager.presses("Hand it over")
    assert f"has {ref} now, and can read it." in manager.reads
    manager.page.goto(escalation)
    assert "Page not found" in manager.page.title()

    worker.goes_to("/my-work")
    worker.follows(ref)
    assert "Robin" in worker.reads
    assert "Please ring the school by noon." in worker.reads
