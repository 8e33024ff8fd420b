"""Raising a disagreement, page by page, as every journey begins."""

from collections.abc import Mapping

from tests.journeys.visitor import Visitor


def raise_it(
    who: Visitor, against: str, *, area: str = "", subject: str = "A child", name: str = "Robin",
    due: tuple[int, int, int] | None = None, facts: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """From the start button to the escalation's own page; gives its address. `area` for who works in several."""
    who.goes_to("/raise")
    if area:
        who.ticks(area)
    who.presses("Start now")
    who.page.get_by_label("No", exact=True).check()
    who.presses("Continue")
    who.ticks(against)
    who.presses("Continue")
    who.chooses("Who is it about?", subject)
    who.writes("Their name", name)
    if due is not None:
        who.dates("Date of birth, or the expected date", *due)
    who.presses("Continue")
    typed = {
        "What was decided": "They closed the referral.",
        "Why does this not keep them safe": "He is frightened of going home.",
        "What would put it right": "A visit before the weekend.",
    }
    for question, answer in typed.items():
        who.writes(question, answer)
    who.presses("Continue")
    for question, answer in (facts or {}).items():
        who.chooses(question, answer)
    who.presses("Continue")
    assert "What follows when you raise it" in who.reads
    who.presses("Raise it")
    return who.address
