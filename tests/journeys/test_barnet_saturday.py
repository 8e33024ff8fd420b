"""Barnet on the Saturday before a bank holiday: line 2 names nobody, says so, and stops nobody from going on."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

LEAD = ("Designated safeguarding lead", "Heathmoor Primary School")


def goes_up(who: Visitor, title: str, button: str) -> None:
    who.follows(f"Go to {title}")
    who.page.get_by_label("Why").first.fill("It cannot wait until Tuesday.")
    who.presses("Continue")
    who.presses(button)


def test_a_hole_is_declared_and_the_way_on_is_open(town: Town, visitor: Callable[..., Visitor]) -> None:
    lead = visitor()
    town.it_is("2025-08-23 11:00")
    lead.signs_in_as(*LEAD)
    raise_it(
        lead, "Barnet Family Services", area="Barnet (children)",
        facts={"How is the case with them?": "Open to an allocated worker or lead professional"},
    )  # fmt: skip
    lead.follows("Record that nobody answered")
    lead.writes("Whom did you try to reach?", "The allocated social worker")
    lead.presses("Record it")
    goes_up(lead, "Stage Two", "Escalate")
    while "line 2" not in lead.page.locator("h1").inner_text():
        goes_up(lead, "Line", "Go on")

    assert "This policy names no contact here" in lead.reads
    assert "System suggestion, not policy" in lead.reads
    assert "Tuesday 26 August 2025" in lead.reads
    assert "This does not stop you." in lead.reads

    goes_up(lead, "Line 3", "Go on")
    assert "line 3" in lead.page.locator("h1").inner_text()
    lead.follows("Go to Stage Three")
    lead.page.get_by_label("Why").first.fill("Nobody can be rung before Tuesday.")
    lead.presses("Continue")
    assert "A message to the safeguarding chair cannot be sent." in lead.reads
    lead.presses("Escalate")
    assert lead.page.locator("h1").inner_text().startswith("Stage Three")
    assert "This cannot be sent. The policy ends at “via:” and gives no address for the chair." in lead.reads
