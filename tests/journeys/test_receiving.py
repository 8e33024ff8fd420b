"""Wednesday, 09:20: a team manager is challenged, and answers in five minutes without feeling accused."""

from collections.abc import Callable

from tests.journeys.raising import raise_it
from tests.journeys.test_other_ways import enters, tabs_to, types
from tests.journeys.visitor import Town, Visitor

AGENCY = "Havering children's social care"
LEAD = ("Designated safeguarding lead", "Bramblewood Primary School")
MANAGER = ("Team manager", AGENCY)
COLLEAGUE = "Principal social worker"


def is_challenged(town: Town, who: Visitor) -> str:
    """A school raises it the day before; gives its address, with the manager signed in on Wednesday morning."""
    town.it_is("2026-05-19 15:10")
    who.signs_in_as(*LEAD)
    escalation = raise_it(who, AGENCY)
    states(who, agreed="That he was collected late on Friday.", evidence="The school’s log of five Fridays.")
    town.it_is("2026-05-20 09:20")
    who.signs_in_as(*MANAGER)
    who.goes_to(escalation)
    return escalation


def states(who: Visitor, **said: str) -> None:
    questions = {
        "agreed": "What do you agree with?", "disputed": "What do you dispute", "evidence": "What is your evidence?",
        "risk": "What is the risk if we are wrong?", "meanwhile": "What keeps them safe meanwhile?",
    }  # fmt: skip
    who.follows("Set out your position")
    for part, words in said.items():
        who.writes(questions[part], words)
    who.presses("Record it")
    assert "Your position is recorded." in who.reads


def goes_on(who: Visitor, button: str) -> None:
    """Past the page that says who will be told, if anybody."""
    who.presses("Continue")
    assert "What follows" in who.reads
    who.presses(button)


def test_a_team_manager_answers_hands_on_and_gets_more_time(town: Town, visitor: Callable[..., Visitor]) -> None:
    manager = visitor()
    escalation = is_challenged(town, manager)
    reads_what_is_agreed_first(manager)
    manager.presses("I have seen this")
    assert "Acknowledged by " in manager.reads
    assert manager.page.get_by_role("button", name="I have seen this", exact=True).count() == 0

    offers_a_time(manager)
    hands_it_on(manager)
    asks_for_more_time(manager)
    says_that_they_are_right_in_part(manager)

    lead = manager
    lead.signs_in_as(*LEAD)
    lead.goes_to(escalation)
    assert "Agreed until then." not in lead.reads
    lead.follows("Say whether the time suits")
    lead.page.get_by_label("Yes", exact=True).check()
    goes_on(lead, "Send the answer")
    assert "Both sides agreed to this time." in lead.reads
    lead.follows("Say whether they can have more time")
    lead.page.get_by_label("Yes", exact=True).check()
    lead.writes("Who judges that it is safe to wait until then?", "Head teacher")
    goes_on(lead, "Send the answer")
    assert "By Friday 29 May 2026 at 4pm" in lead.reads
    both_positions_are_side_by_side(lead)
    lead.follows("A short copy for your own file")
    assert "You are right about Friday." in lead.reads


def reads_what_is_agreed_first(who: Visitor) -> None:
    order = ["What is agreed", "That he was collected late on Friday.", "What they ask of you", "I have seen this",
             "What to do now"]  # fmt: skip
    places = [who.reads.index(words) for words in order]
    assert places == sorted(places)


def offers_a_time(who: Visitor) -> None:
    who.follows("Offer a time to talk")
    who.dates("When can you talk?", 30, 6, 2026, "14:00")
    who.ticks("Family will be there")
    who.presses("Continue")
    assert "This is after the limit" in who.reads
    assert "take the disagreement outside the meeting" in who.reads
    assert "These are told: " in who.reads
    who.follows("Change what you typed")
    who.dates("When can you talk?", 20, 5, 2026, "14:00")
    who.page.get_by_label("Family will be there").uncheck()
    goes_on(who, "Offer it")
    assert "The other side has not answered yet." in who.reads


def hands_it_on(who: Visitor) -> None:
    who.follows("Hand it to a deputy or a colleague")
    choice = who.page.get_by_label("Who takes it on?")
    one = choice.locator("option").filter(has_text=COLLEAGUE).first
    choice.select_option(value=one.get_attribute("value"))
    who.writes("Why, and what do they need to know?", "She knows the family.")
    goes_on(who, "Hand it on")
    assert "They are in it now." in who.reads


def asks_for_more_time(who: Visitor) -> None:
    who.follows("Ask for more time")
    who.dates("Until when do you need?", 29, 5, 2026, "16:00")
    who.writes("Why, and what keeps them safe until then?", "The doctor is back that day. He stays with his gran.")
    goes_on(who, "Ask for it")
    assert "The date has not moved." in who.reads


def says_that_they_are_right_in_part(who: Visitor) -> None:
    who.follows("Answer the challenge")
    who.ticks("You are right in part: we change some of it")
    who.writes("Why?", "You are right about Friday.")
    goes_on(who, "Send the answer")
    assert "have partly changed their decision" in who.reads
    states(who, disputed="That it was neglect.", risk="He is alone again.", meanwhile="He stays with his gran.")


def both_positions_are_side_by_side(who: Visitor) -> None:
    for part in who.page.locator(".wf-sides").all():
        one, other = [box for side in part.locator("> div").all() if (box := side.bounding_box())]
        wide = (who.page.viewport_size or {"width": 0})["width"] > 640
        assert (one["x"] < other["x"]) if wide else (one["y"] < other["y"])


def test_nothing_typed_is_lost_by_whoever_is_called_away(town: Town, visitor: Callable[..., Visitor]) -> None:
    manager = visitor()
    escalation = is_challenged(town, manager)
    manager.follows("Answer the challenge")
    manager.writes("Why?", "You are right about Friday.")
    manager.page.context.clear_cookies(name="sessionid")  # as when a session ends while somebody is on the telephone
    manager.presses("Continue")
    assert manager.address == "/sign-in"

    one = manager.page.locator("li").filter(has_text=f"{MANAGER[0]}, {MANAGER[1]}")
    manager._arrives_by(one.get_by_role("button").first)
    assert manager.address == f"{escalation}/respond"
    assert manager.page.get_by_label("Why?").input_value() == "You are right about Friday."


def test_a_team_manager_needs_no_mouse(town: Town, visitor: Callable[..., Visitor]) -> None:
    manager = visitor()
    is_challenged(town, manager)
    page = manager.page
    enters(page, "I have seen this")
    assert "Acknowledged by " in manager.reads
    enters(page, "You are right: we change it")
    types(page, "Why?", "You are right about Friday.")
    enters(page, "Continue")
    enters(page, "Send the answer")
    assert "have changed their decision" in manager.reads
    enters(page, "Hand it to a deputy or a colleague")
    tabs_to(page, "Who takes it on?")
    page.keyboard.type(page.get_by_label("Who takes it on?").locator("option").nth(1).inner_text()[:6])
    types(page, "Why, and what do they need to know?", "She knows the family.")
    enters(page, "Continue")
    enters(page, "Hand it on")
    assert "They are in it now." in manager.reads


def test_a_telephone_without_scripts_is_enough(town: Town, visitor: Callable[..., Visitor]) -> None:
    manager = visitor(width=320, scripts=False)
    is_challenged(town, manager)
    manager.presses("I have seen this")
    offers_a_time(manager)
    hands_it_on(manager)
    says_that_they_are_right_in_part(manager)
    both_positions_are_side_by_side(manager)
