"""Friday, a minute to five and five o'clock: anybody finds whom to ring, without an account and without scripts."""

from collections.abc import Callable

from tests.journeys.visitor import Town, Visitor


def finds(who: Visitor) -> str:
    """From the start page to the card for a case that was newly referred."""
    who.goes_to("/")
    who.follows("Find who to ring")
    who.follows("Barnet (children)")
    who.follows("Barnet Family Services")
    who.ticks("Newly referred, without a worker yet")
    who.presses("Show who to ring")
    return who.reads


def test_the_answer_at_five_is_another_than_a_minute_before(town: Town, visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    town.it_is("2026-05-22 16:59")
    before = finds(somebody)
    assert "It is Friday 22 May 2026 at 4:59pm" in before
    assert "Ring the MASH social worker" in before
    assert "This answer is right until Friday 22 May 2026 at 5pm" in before

    town.it_is("2026-05-22 17:00")
    after = finds(somebody)
    assert "It is Friday 22 May 2026 at 5pm" in after
    assert "Ring the MASH social worker" not in after
    assert "Ring the Emergency Duty Team" in after


def test_it_needs_no_scripts(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-05-22 16:59")
    assert "Ring the MASH social worker" in finds(visitor(scripts=False))


def test_it_fits_on_a_telephone(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2026-05-22 16:59")
    somebody = visitor(width=320)
    assert "Ring the MASH social worker" in finds(somebody)
    number = somebody.page.locator(".wf-card__ring").first
    assert (number.get_attribute("href") or "").startswith("tel:0")


def test_every_area_and_agency_opens_without_a_barrier(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2025-08-23 22:10")
    somebody = visitor()
    for area in ("Barnet (children)", "Barnsley", "Havering", "Newham"):
        somebody.goes_to("/contact")
        somebody.follows(area)
        somebody.follows("Police")
        assert "999" in somebody.reads


def test_every_policy_is_read_without_a_barrier(town: Town, visitor: Callable[..., Visitor]) -> None:
    town.it_is("2025-08-23 22:10")
    somebody = visitor()
    for area in ("barnet-children", "barnet-multi-agency", "havering", "barnsley", "newham"):
        somebody.goes_to(f"/policies/{area}")
        assert "The stages" in somebody.reads
