"""Thursday, 16:10: a lead rings a team and writes down who took it, and a manager says that she has seen hers."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

AGENCY = "Havering children's social care"
LEAD = ("Designated safeguarding lead", "Bramblewood Primary School")
MANAGER = ("Team manager", AGENCY)


def test_who_was_told_is_seen_said_and_written_down(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-06-11 16:10")
    lead = visitor()
    lead.signs_in_as(*LEAD)
    escalation = raise_it(lead, AGENCY)
    nothing_is_claimed(lead, escalation)
    rings_and_writes_it_down(lead, escalation)

    manager = visitor(width=320)
    town.it_is("2026-06-11 16:30")
    manager.signs_in_as(*MANAGER)
    says_that_it_is_seen(manager)

    lead.goes_to(escalation)
    assert "nothing since" in lead.reads
    has_it_in_a_calendar(lead)


def nothing_is_claimed(lead: Visitor, escalation: str) -> None:
    lead.goes_to(escalation)
    lead.follows("See everybody who was told")
    listed = lead.reads.partition("the newest first")[2]
    assert "Queued" in listed
    assert "Acknowledged" not in listed


def rings_and_writes_it_down(lead: Visitor, escalation: str) -> None:
    lead.follows("Record that you told somebody by telephone")
    lead.presses("Record it")
    assert "Select whom you told" in lead.reads
    lead.page.get_by_role("group", name="Whom did you tell?").get_by_role("radio").first.check()
    lead.writes("Who took it?", "Sam, on the duty desk")
    lead.chooses("How?", "By telephone")
    lead.writes("Anything to add?", "Rings back by five.")
    lead.presses("Record it")
    assert "It is recorded that you told them." in lead.reads
    assert "Sam, on the duty desk" in lead.reads
    assert "Rings back by five." in lead.reads


def says_that_it_is_seen(manager: Visitor) -> None:
    manager.follows("Messages", within="nav")
    before = manager.page.get_by_role("button", name="I have seen this").count()
    assert before
    manager.presses("I have seen this")
    assert "It is recorded, with your name" in manager.reads
    assert manager.page.get_by_role("button", name="I have seen this").count() < before


def has_it_in_a_calendar(lead: Visitor) -> None:
    lead.follows("Messages", within="nav")
    lead.follows("Choose how you want")
    lead.chooses("How do you want", "Together, in one message each working morning")
    lead.presses("Keep this")
    assert "It is kept, and holds from now on." in lead.reads
    lead.goes_to("/my-calendar")
    lead.presses("Make an address")
    address = lead.page.locator(".govuk-inset-text").inner_text().strip()
    answer = lead.page.context.request.get(address)
    assert answer.ok
    assert "BEGIN:VCALENDAR" in answer.text()
    lead.presses("Stop the address")
    assert lead.page.context.request.get(address).status == 404
