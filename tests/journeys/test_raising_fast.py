"""A school raises on Friday at 16:55 before half term, with siblings, by keyboard, and nothing typed is lost."""

from collections.abc import Callable

from tests.journeys.raising import begins, says_why
from tests.journeys.test_other_ways import enters, tabs_to, types
from tests.journeys.visitor import Town, Visitor

FRIDAY = "2026-05-22 16:55"  # the last day before half term; Monday is a bank holiday
LEAD = ("Designated safeguarding lead", "Bramblewood Primary School")
TEACHER = ("Class teacher", "Bramblewood Primary School")
SOCIAL_CARE = "Havering children's social care"
MOST_TYPED = 6


def session_ends(who: Visitor) -> None:
    """The session is over on our side, as after a quarter of an hour without use; the page stays open."""
    who.page.context.clear_cookies(name="sessionid")


def test_a_lead_raises_on_a_telephone_before_half_term_and_loses_nothing(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is(FRIDAY)
    who = visitor(width=320, scripts=False)
    who.signs_in_as(*LEAD)
    begins(who)
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    who.ticks(SOCIAL_CARE)
    who.presses("Continue")
    who.chooses("Who is it about?", "A child")
    who.writes("Their name", "Robin Larkspur")
    who.presses("Continue")

    typed = 1 + says_why(who)
    session_ends(who)
    who.presses("Continue")
    assert "Sign in" in who.page.title() or "Choose who to be" in who.reads
    signs_in_here(who, *LEAD)

    assert "What you disagree about" in who.reads
    assert who.page.get_by_label("What is the concern?").input_value() == "They closed the referral."
    who.presses("Continue")
    who.presses("Continue")
    assert "Robin Larkspur" in who.reads
    assert "By Monday 1 June 2026, sooner if they need it." in who.reads
    who.presses("Raise it")

    assert typed < MOST_TYPED
    assert "Raised. The reference is" in who.reads
    assert "They closed the referral." in who.reads


def signs_in_here(who: Visitor, job: str, agency: str) -> None:
    """As the page asks, without leaving it: it leads back to where the session ended."""
    one = who.page.locator("li").filter(has_text=f"{job}, {agency}")
    with who.page.expect_navigation():
        one.get_by_role("button").first.click()


def test_a_teacher_says_that_harm_is_immediate_and_is_told_whom_to_ring(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is(FRIDAY)
    who = visitor()
    who.signs_in_as(*TEACHER)
    begins(who)
    who.page.get_by_label("Yes", exact=True).check()
    who.presses("Continue")
    assert "Ring your Designated Safeguarding Lead" in who.reads
    assert "It is recorded that they must be told at once. It is not sent yet: ring them." in who.reads

    lead = visitor()
    lead.signs_in_as(*LEAD)
    lead.follows("Immediate harm")
    assert "Ring them now." in lead.reads
    lead.presses("I have seen this")

    who.page.reload()
    assert "They have seen it" in who.reads
    who.follows("Go on and raise it")
    assert "Which agency do you disagree with?" in who.reads


def test_siblings_and_a_baby_to_come_are_raised_together(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is(FRIDAY)
    who = visitor()
    who.signs_in_as(*TEACHER)
    begins(who)
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    who.ticks(SOCIAL_CARE)
    who.presses("Continue")
    for name in ("Robin", "Sam"):
        who.chooses("Who is it about?", "A child")
        who.writes("Their name", name)
        who.presses("Continue and add another person")
        assert "Error" not in who.page.title()
    who.chooses("Who is it about?", "An unborn child")
    who.presses("Continue")
    who.dates("When is the baby expected?", 14, 8, 2026)
    who.presses("Continue")
    assert all(name in who.reads for name in ("Robin, a child", "Sam, a child", "An unborn child"))
    who.presses("Remove Sam, a child")
    assert "Sam" not in who.reads
    who.presses("Continue")
    says_why(who)
    who.presses("Continue")
    who.presses("Continue")
    assert "Sam" not in who.reads
    assert "Friday 14 August 2026" in who.reads
    who.follows("Add a colleague who stands beside you")
    who.page.get_by_label("Who stands beside you?").select_option(index=1)
    who.presses("Continue")
    who.presses("Raise it")
    assert "Raised. The reference is" in who.reads


def test_advice_is_all_that_somebody_wants(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is(FRIDAY)
    who = visitor(width=320)
    who.signs_in_as(*TEACHER)
    drafts = who.page.get_by_role("link", name="Throw it away").count()
    who.goes_to("/raise")
    who.follows("Get advice only")
    who.ticks(SOCIAL_CARE)
    who.presses("Show the advice")
    assert "Nothing on this page is kept." in who.reads
    assert "By Monday 1 June 2026, sooner if they need it." in who.reads
    who.goes_to("/my-work")
    assert who.page.get_by_role("link", name="Throw it away").count() == drafts

    who.page.go_back()
    who.presses("Raise it after all")
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    assert "Who is it about?" in who.reads  # the agency is known already
    who.goes_to(f"{who.address.rpartition('/')[0]}/other")
    assert who.page.get_by_label(SOCIAL_CARE).is_checked()


def test_whoever_strays_in_is_shown_where_to_go_and_can_still_raise_a_part(
    town: Town, visitor: Callable[..., Visitor]
) -> None:
    town.it_is(FRIDAY)
    who = visitor()
    who.signs_in_as(*TEACHER)
    who.goes_to("/my-work")
    began = who.reads
    who.goes_to("/raise")
    who.follows("Start now")
    who.presses("Continue")
    assert "There is a problem" in who.reads
    who.ticks("It is wrongdoing at work")
    who.presses("Continue")
    assert "whistleblowing" in who.reads
    who.goes_to("/my-work")
    assert who.reads == began


def test_it_is_raised_by_keyboard_alone_under_haverings_policy(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is(FRIDAY)
    who = visitor(looks_closely=False)
    page = who.page
    who.signs_in_as(*TEACHER)
    who.goes_to("/raise")
    enters(page, "Start now")
    tabs_to(page, "It is about somebody, or a decision, inside my own agency")
    page.keyboard.press("ArrowUp")
    enters(page, "Continue")
    tabs_to(page, "Yes")
    page.keyboard.press("ArrowDown")
    enters(page, "Continue")
    tabs_to(page, SOCIAL_CARE)
    page.keyboard.press("Space")
    enters(page, "Continue")
    tabs_to(page, "A child")
    page.keyboard.press("Space")
    enters(page, "Continue")
    types(page, "What is the concern?", "They closed the referral.")
    types(page, "Where does it come from?", "What he told us today.")
    types(page, "What would put it right?", "A visit before the weekend.")
    tabs_to(page, "Yes. I will write it next")
    page.keyboard.press("Space")
    enters(page, "Continue")
    types(page, "What do they say or want?", "He does not want to go home.")
    enters(page, "Continue")
    enters(page, "Continue")
    enters(page, "Raise it")
    assert "He does not want to go home." in who.reads
