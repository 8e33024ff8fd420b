"""The tutorial, step by step, in the words it tells a newcomer to press."""

from collections.abc import Callable

from tests.journeys.visitor import Town, Visitor

RAISES = ("Health visitor", "Fernhill Community Health Trust")
ANSWERS = ("Team manager", "Barnsley children's social care")
OFFICE = ("Partnership manager", "Barnsley partnership office")
OUTSIDE = ("Police constable", "Police in Barnsley")


def test_a_newcomer_raises_answers_escalates_and_settles(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-05-21 10:00")  # a Thursday before a bank holiday
    who = visitor()
    address = raises(who)
    talks_and_goes_on(who)
    answers(who, address)
    agrees(who, address)
    leaves_it_to_be_read(who, address)


def raises(who: Visitor) -> str:
    who.goes_to("/")
    who.follows("Find who to ring")
    who.follows("Barnsley")
    who.follows("Children's social care")
    who.signs_in_as(*RAISES)
    who.goes_to("/raise")
    who.follows("Start now")
    who.chooses("Is it one of these?", "None of these. It is a disagreement with another agency")
    who.presses("Continue")
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    who.ticks("Barnsley children's social care")
    who.presses("Continue")
    who.chooses("Who is it about?", "A child")
    who.writes("Their name", "Rowan")
    who.presses("Continue")
    who.writes("What is the concern?", "The referral about Rowan was closed without a visit.")
    who.writes("Why is this not in the child's best interests?", "He has new bruises and nobody has seen him at home.")
    who.writes("What would put it right?", "A visit today.")
    who.ticks("No. They are too young, or not able to say")
    who.presses("Continue")
    who.ticks("A decision")
    who.ticks("How a referral or a request for a service was handled")
    who.presses("Continue")
    assert "What follows when you raise it" in who.reads
    who.presses("Raise it")
    assert "Raised. The reference is" in who.reads
    return who.address


def talks_and_goes_on(who: Visitor) -> None:
    who.follows("Record a discussion")
    who.writes("What was said, and what was agreed?", "They think that the school nurse will see him next week.")
    who.ticks("By telephone")
    who.presses("Record it")
    assert "The discussion is recorded." in who.reads
    who.follows("Go to Stage One: Safeguarding leads or managers")
    who.writes("Safeguarding lead or manager consulted and when", "My named nurse, this morning")
    who.presses("Continue")
    assert "It goes to Stage One" in who.reads
    who.presses("Escalate")
    assert "By Friday 29 May 2026" in who.reads
    assert "sooner if the child needs it" in who.reads


def answers(who: Visitor, address: str) -> None:
    who.signs_in_as(*ANSWERS)
    who.follows(address.rpartition("/")[2])
    who.follows("Answer the challenge")
    who.ticks("You are right in part: we change some of it")
    who.writes("Why?", "We looked at the new bruises. We will visit today.")
    who.presses("Continue")
    who.presses("Send the answer")
    who.follows("Propose a resolution")
    who.writes("What would settle it?", "A visit today, with the health visitor.")
    who.presses("Continue")
    who.presses("Propose it")
    assert "Your proposal is on the table." in who.reads


def agrees(who: Visitor, address: str) -> None:
    who.signs_in_as(*RAISES)
    who.follows(address.rpartition("/")[2])
    who.follows("Say whether the proposal settles it")
    who.page.get_by_label("Yes", exact=True).first.check()
    who.presses("Continue")
    who.presses("Send the answer")
    assert "Resolved" in who.reads
    who.follows("The whole record, to read or print")
    assert "We will visit today." in who.reads


def leaves_it_to_be_read(who: Visitor, address: str) -> None:
    who.signs_in_as(*OFFICE)
    assert address.rpartition("/")[2] in who.reads
    who.signs_in_as(*OUTSIDE)
    who.page.goto(address)
    assert "Page not found" in who.reads
