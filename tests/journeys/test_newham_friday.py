"""A school raises under Newham's policy at 16:55 before half term, and goes up stage by stage to the Chair."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.visitor import Town, Visitor

TEACHER = ("Class teacher", "Marlstone Primary School")
CHAIR = ("Independent chair", "Newham partnership office")


def goes_up(who: Visitor, stage: str, why: str) -> None:
    """One stage up with a reason of one line."""
    who.follows(f"Go to {stage}")
    who.page.get_by_label("Why").first.fill(why)
    who.presses("Continue")
    assert f"It goes to {stage}" in who.reads
    who.presses("Escalate")
    assert who.page.locator("h1").inner_text().startswith(stage)


def reaches_the_chair(town: Town, teacher: Visitor) -> str:
    """From Friday at 16:55 to Stage 6; gives the escalation's address."""
    town.it_is("2026-05-22 16:55")
    teacher.signs_in_as(*TEACHER)
    escalation = raise_it(teacher, "Newham children's social care")
    # Monday is a bank holiday, and schools are shut all week: the office counts three working days all the same.
    assert "Thursday 28 May 2026" in teacher.reads
    assert "Sooner if the child needs it" in teacher.reads
    assert "Saturday 23, Sunday 24 and Monday 25 May (Spring bank holiday) are not working days." in teacher.reads
    teacher.follows("Record that nobody answered")
    teacher.writes("Whom did you try to reach?", "The duty social worker")
    teacher.presses("Record it")

    town.it_is("2026-05-26 09:10")
    teacher.goes_to(escalation)
    goes_up(teacher, "Stage 2", "Nobody has rung back.")
    goes_up(teacher, "Stage 3", "The head backs me.")
    goes_up(teacher, "Stage 4", "The managers still differ.")
    goes_up(teacher, "Stage 5", "There is no conference.")
    refers_to_the_chair(teacher)
    return escalation


def refers_to_the_chair(who: Visitor) -> None:
    """The last step asks for the policy's referral form, and says what is missing from it."""
    who.follows("Go to Stage 6")
    who.presses("Continue")
    assert "There is a problem" in who.reads
    for box in who.page.locator("main textarea, main input.govuk-input:not(.govuk-date-input__input)").all():
        box.fill("Known to both of us.")
    for dates in who.page.locator(".govuk-date-input").all():
        for part, value in (("day", "22"), ("month", "5"), ("year", "2026")):
            dates.locator(f"input[name$=-{part}]").fill(value)
    for group in who.page.locator("fieldset").filter(has=who.page.locator("input[type=radio]")).all():
        group.get_by_role("radio").first.check()
    who.presses("Continue")
    assert "It goes to Stage 6" in who.reads
    who.presses("Escalate")
    assert who.page.locator("h1").inner_text().startswith("Stage 6")


def test_the_chair_is_reached_and_sets_the_date(town: Town, visitor: Callable[..., Visitor]) -> None:
    teacher = visitor()
    escalation = reaches_the_chair(town, teacher)
    assert "The policy leaves this time to be set by: Independent Chair of the NSCP." in teacher.reads
    assert "Send the referral form" in teacher.reads

    town.it_is("2026-05-27 10:00")
    chair = visitor()
    chair.signs_in_as(*CHAIR)
    assert escalation.rsplit("/", 1)[1] in chair.reads
    chair.goes_to(escalation)
    chair.follows("Set a date")
    chair.dates("By when?", 3, 6, 2026, "16:00")
    chair.writes("Why then?", "Both sides can be heard before then.")
    chair.presses("Continue")
    chair.presses("Set the date")
    assert "Wednesday 3 June 2026 at 4pm" in chair.reads

    teacher.goes_to(escalation)
    assert "Wednesday 3 June 2026 at 4pm" in teacher.reads
    teacher.follows("The whole record, to read or print")
    assert "Nobody has rung back." in teacher.reads
