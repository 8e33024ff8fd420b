"""Raising a disagreement, page by page, as every journey begins."""

from collections.abc import Mapping

from tests.journeys.visitor import Visitor

WANT = "A visit before the weekend."


def raise_it(
    who: Visitor, against: str, *, area: str = "", subject: str = "A child", name: str = "Robin",
    due: tuple[int, int, int] | None = None, facts: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """From the start button to the escalation's own page; gives its address. `area` for who works in several."""
    begins(who, area)
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    who.ticks(against)
    who.presses("Continue")
    who.chooses("Who is it about?", subject)
    who.writes("Their name", name)
    who.presses("Continue")
    if subject == "An unborn child":
        if due is not None:
            who.dates("When is the baby expected?", *due)
        who.presses("Continue")
    says_why(who)
    who.presses("Continue")
    for question, answer in (facts or {}).items():
        who.chooses(question, answer)
    who.presses("Continue")
    assert "What follows when you raise it" in who.reads
    who.presses("Raise it")
    return who.address


def begins(who: Visitor, area: str = "") -> None:
    """From what they need to the first page of a draft: nothing that the policy sends elsewhere applies."""
    who.goes_to("/raise")
    who.follows("Start now")
    if area:
        who.follows(area)
    who.ticks("None of these")
    who.presses("Continue")


def says_why(who: Visitor) -> int:
    """The policy's own questions and ours, those that have to be answered. Gives how many were typed."""
    said = iter(["They closed the referral.", *["He is frightened of going home."] * 3])
    typed = 0
    for box in who.page.locator("main textarea").all():
        name = str(box.get_attribute("name"))
        if name != "answer_safe-now":
            box.fill(WANT if name == "answer_want" else next(said))
            typed += 1
    if who.page.get_by_role("group", name="Do you know what they say or want?").count():
        who.chooses("Do you know what they say or want?", "No. Nobody has been able to ask them yet")
    return typed
