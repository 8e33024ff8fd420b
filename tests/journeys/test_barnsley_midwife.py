"""Barnsley's own example: a midwife without a reply, an unborn baby, birth within the week; a letter still owed."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

MIDWIFE = ("Named midwife", "Wharfside Hospital Trust")
MANAGER = ("Team manager", "Barnsley children's social care")
PARTNERSHIP = ("Partnership manager", "Barnsley partnership office")


def tries(who: Visitor, whom: str) -> None:
    who.follows("Record that nobody answered")
    who.writes("Whom did you try to reach?", whom)
    who.presses("Record it")


def goes_formal(town: Town, midwife: Visitor) -> str:
    """No reply, a date that protects the baby, and Stage One; gives the escalation's address."""
    town.it_is("2025-08-18 10:00")
    midwife.signs_in_as(*MIDWIFE)
    escalation = raise_it(
        midwife, "Barnsley children's social care", subject="An unborn child", name="Baby Lark", due=(25, 8, 2025),
        facts={"Is it urgent?": "Yes"},
    )  # fmt: skip
    tries(midwife, "The social worker")
    town.it_is("2025-08-21 13:50")
    midwife.goes_to(escalation)
    tries(midwife, "The social worker, by telephone")

    midwife.follows("Set an earlier date that protects them")
    midwife.dates("By when must this be settled to keep them safe?", 24, 8, 2025, "09:00")
    midwife.writes("Why then?", "The baby is due within the week.")
    midwife.presses("Continue")
    midwife.presses("Set the date")

    town.it_is("2025-08-21 14:10")
    midwife.goes_to(escalation)
    midwife.follows("Go to Stage One")
    midwife.page.get_by_label("lead or manager", exact=False).first.fill("The head of midwifery, at two o'clock")
    midwife.writes("Why now?", "No reply for days and the birth is near.")
    midwife.presses("Continue")
    assert "These are told: " in midwife.reads
    midwife.presses("Escalate")
    return escalation


def test_the_date_of_birth_protects_and_two_senior_people_are_offered(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    midwife = visitor()
    goes_formal(town, midwife)

    # Bank holiday Monday is not counted: the policy's five working days end on Friday. The baby's date comes first.
    assert "By Sunday 24 August 2025 at 9am" in midwife.reads
    assert "A person set an earlier date to protect them. The earlier one counts." in midwife.reads
    assert "sooner if the unborn child needs it" in midwife.reads
    assert "Service Manager" in midwife.reads
    assert "Head of Safeguarding" in midwife.reads
    assert "Tell the Safeguarding Partnership Manager" in midwife.reads


def test_after_it_is_resolved_the_letter_is_still_owed(town: Town, visitor: Callable[..., Visitor]) -> None:
    midwife, manager, partnership = visitor(), visitor(), visitor()
    escalation = goes_formal(town, midwife)

    partnership.signs_in_as(*PARTNERSHIP)
    assert escalation.rsplit("/", 1)[1] in partnership.reads

    town.it_is("2025-08-22 09:20")
    manager.signs_in_as(*MANAGER)
    manager.goes_to(escalation)
    assert manager.reads.index("What they ask of you") < manager.reads.index("What to do now")
    manager.follows("Answer the challenge")
    manager.chooses("You have looked again", "You are right: we change it")
    manager.writes("Why?", "The birth plan was not read.")
    manager.presses("Continue")
    manager.presses("Send the answer")
    manager.follows("Propose a resolution")
    manager.writes("What would settle it?", "A planning meeting today at two.")
    manager.writes("Who will do what", "The team manager calls it.")
    manager.presses("Continue")
    manager.presses("Propose it")

    midwife.goes_to(escalation)
    assert "A resolution is on the table" in midwife.reads
    midwife.follows("Say whether the proposal settles it")
    midwife.chooses("Does this settle it for your agency?", "Yes")
    midwife.presses("Continue")
    assert "The escalation closes." in midwife.reads
    midwife.presses("Send the answer")
    assert "Resolved" in midwife.reads

    manager.goes_to(escalation)
    manager.presses_for("writing", "Record that this is done")
    manager.writes("How was it done?", "A letter went to the hospital.")
    manager.presses("Record it")
    assert "A letter went to the hospital." in manager.reads
