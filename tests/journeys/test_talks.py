"""A teacher asks the school's own lead first and then raises it; a challenge is noted and raised the week after."""

from collections.abc import Callable

from tests.journeys.raising import says_why
from tests.journeys.visitor import Town, Visitor

LEAD = ("Designated safeguarding lead", "Bramblewood Primary School")
TEACHER = ("Class teacher", "Bramblewood Primary School")
SOCIAL_WORKER = ("Social worker", "Havering children's social care")
SOCIAL_CARE = "Havering children's social care"


def goes_on_to_the_end(who: Visitor, agency_known: bool = True) -> None:
    """From the first page of a draft that knows something already, to the escalation."""
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    if not agency_known:
        who.ticks(SOCIAL_CARE)
        who.presses("Continue")
    who.chooses("Who is it about?", "A child")
    who.presses("Continue")
    says_why(who)
    who.presses("Continue")
    who.presses("Continue")
    who.presses("Raise it")
    assert "Raised. The reference is" in who.reads


def test_the_lead_advises_in_private_and_the_teacher_raises_it(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-03-04 15:40")
    teacher = visitor(width=320)
    teacher.signs_in_as(*TEACHER)
    teacher.goes_to("/raise")
    teacher.follows("Ask your own lead")
    teacher.page.get_by_role("radio").first.check()
    teacher.writes("What do you want to ask?", "Is it enough to raise it?")
    teacher.page.get_by_label("Which agency is it about?").select_option(label=SOCIAL_CARE)
    teacher.presses("Ask")
    assert "No other agency sees it" in teacher.reads
    talk = teacher.address

    lead = visitor()
    lead.signs_in_as(*LEAD)
    lead.follows("asks for your advice")
    lead.writes("Your advice", "Yes. Do it today.")
    lead.presses("Send your advice")

    other = visitor(looks_closely=False)
    other.signs_in_as(*SOCIAL_WORKER)
    other.goes_to(talk)
    assert "Page not found" in other.page.title()

    teacher.goes_to("/my-work")
    teacher.follows("has an answer")
    assert "Yes. Do it today." in teacher.reads
    teacher.presses("Raise it as a disagreement")
    goes_on_to_the_end(teacher)
    assert "Yes. Do it today." not in teacher.reads


def test_a_challenge_is_noted_in_half_a_minute_and_raised_the_week_after(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is("2026-03-04 15:40")
    teacher = visitor()
    teacher.signs_in_as(*TEACHER)
    teacher.goes_to("/raise")
    teacher.follows("Note a challenge")
    teacher.page.get_by_label("Which agency did you challenge?").select_option(label=SOCIAL_CARE)
    teacher.writes("What was it about, in one line?", "The visit that did not happen.")
    teacher.chooses("How does it stand?", "I am waiting for them")
    teacher.presses("Note it")
    assert "Only you can read it." in teacher.reads

    town.it_is("2026-03-11 09:00")
    teacher.goes_to("/my-work")
    teacher.follows("A challenge to Havering")
    teacher.presses("Raise it as a disagreement")
    goes_on_to_the_end(teacher)
    assert "Wednesday 4 March 2026" in teacher.reads
