"""Havering: up the tiers, members engaged, the Chair convenes three agencies, and a panel that first does not agree."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

MATRON = ("Paediatric matron", "Marshgate Hospital Trust")
CHAIR = ("Independent chair", "Havering partnership office")
SERVICE_MANAGER = ("Service manager", "Havering children's social care")
OFFICER = ("Chief nurse", "Marshgate Hospital Trust")
SEATS = {
    "Marshgate Hospital Trust": "Chief nurse",
    "Havering children's social care": "Service manager",
    "Police in Havering": "Detective inspector",
}


def talks(who: Visitor, summary: str) -> None:
    who.follows("Record a discussion")
    who.writes("What was said, and what was agreed?", summary)
    who.presses("Record it")


def goes_to(who: Visitor, stage: str) -> None:
    who.follows(f"Go to {stage}")
    for box in who.page.locator("main textarea, main input[type=text]").all():
        box.fill("Not settled.")
    for group in who.page.locator("fieldset").filter(has=who.page.locator("input[type=radio]")).all():
        group.get_by_role("radio").first.check()
    who.presses("Continue")
    who.presses("Escalate")
    assert who.page.locator("h1").inner_text().startswith(stage)


def reaches_the_chair(town: Town, matron: Visitor) -> str:
    town.it_is("2026-01-05 10:00")
    matron.signs_in_as(*MATRON)
    escalation = raise_it(matron, "Havering children's social care")
    talks(matron, "We differ on what the visits show.")
    goes_to(matron, "Stage Two")
    talks(matron, "The managers differ as well.")
    goes_to(matron, "Stage Three")
    matron.follows("Go to Line 2 of Stage Three")
    matron.presses("Continue")
    matron.presses("Go on")
    assert "tier 2" in matron.page.locator("h1").inner_text()
    talks(matron, "The senior managers want somebody else to look at it.")
    brings_in_the_member(matron, "She was told on the telephone.")
    # Each agency brings in its own, and says so itself.
    matron.signs_in_as(*SERVICE_MANAGER)
    matron.goes_to(escalation)
    brings_in_the_member(matron, "He did not answer twice.", attempted=True)
    matron.signs_in_as(*MATRON)
    matron.goes_to(escalation)
    goes_to(matron, "Stage Four")
    return escalation


def brings_in_the_member(who: Visitor, how: str, attempted: bool = False) -> None:
    who.opens_everything()
    who.presses_for("HSCP member", "Record that this is done")
    who.writes("How was it done?", how)
    if attempted:
        who.ticks("It was tried, but could not be finished")
    who.presses("Record it")


def convenes(chair: Visitor, seats: dict[str, str]) -> None:
    chair.follows("Convene the panel")
    for agency, officer in seats.items():
        chair.writes(f"Who sits for {agency}?", officer)
    chair.presses("Continue")


def decides(officer: Visitor, decision: str, positions: dict[str, str]) -> None:
    officer.follows("Record the decision")
    officer.writes("What is decided?", decision)
    for agency, answer in positions.items():
        officer.chooses(f"Does {agency} agree?", answer)
    officer.presses("Continue")
    officer.presses("Record the decision")


def test_three_agencies_decide_together_or_not_at_all(town: Town, visitor: Callable[..., Visitor]) -> None:
    matron, chair, officer = visitor(), visitor(), visitor()
    escalation = reaches_the_chair(town, matron)
    assert "E-mail the details" in matron.reads

    town.it_is("2026-01-08 09:00")
    chair.signs_in_as(*CHAIR)
    chair.goes_to(escalation)
    goes_to(chair, "Stage Four (panel)")
    two = dict(list(SEATS.items())[:2])
    convenes(chair, two)
    assert "The policy asks for 3 members from 3 agencies, and this has 2." in chair.reads
    convenes_again = {"Police in Havering": SEATS["Police in Havering"]}
    for agency, person in convenes_again.items():
        chair.writes(f"Who sits for {agency}?", person)
    chair.presses("Continue")
    chair.presses("Convene it")
    assert "Detective inspector for Police in Havering" in chair.reads

    town.it_is("2026-01-12 16:00")
    officer.signs_in_as(*OFFICER)
    officer.goes_to(escalation)
    decides(officer, "An assessment starts.", {name: "No" if "Police" in name else "Yes" for name in SEATS})
    assert "Put to those who decide, and not agreed" in officer.reads
    assert "Police in Havering does not agree" in officer.reads

    town.it_is("2026-01-13 11:00")
    officer.goes_to(escalation)
    decides(officer, "An assessment starts, with a review in four weeks.", dict.fromkeys(SEATS, "Yes"))
    assert "It was decided" in officer.reads
    matron.goes_to(escalation)
    assert "Decided" in matron.reads
    assert "with a review in four weeks" in matron.reads
