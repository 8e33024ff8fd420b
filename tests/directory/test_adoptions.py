"""Which policy is in force: asked at an instant, also where the day of the next one is set already."""

from datetime import datetime, timedelta

import pytest

from tests.cast import MONDAY, Cast, at
from tests.escalations.test_append_only import is_refused
from tests.web.visiting import clock_at, visiting
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption

NEW_YEAR = at("2027-01-01 00:00")


def followed(cast: Cast, begins: datetime = NEW_YEAR) -> Adoption:
    """The same policy again, in force from an instant at which the first one ends."""
    Adoption.objects.filter(pk=cast.adoption.pk).update(retired_at=begins)
    return Adoption.objects.create(
        partnership=cast.partnership, policy=cast.adoption.policy, digest=cast.adoption.digest,
        sources=cast.adoption.sources, in_force_at=begins, decided_by="Board", decision="Followed.",
    )  # fmt: skip


def test_before_its_day_the_old_policy_is_in_force_and_from_its_first_instant_the_new_one(cast: Cast) -> None:
    new = followed(cast)
    just_before = NEW_YEAR - timedelta(microseconds=1)
    assert adoptions.in_force(cast.partnership, just_before) == cast.adoption
    assert adoptions.in_force(cast.partnership, NEW_YEAR) == new
    assert adoptions.at_work(NEW_YEAR).filter(partnership=cast.partnership).count() == 1


def test_a_partnership_whose_first_policy_is_still_to_come_has_none(cast: Cast) -> None:
    before = cast.adoption.in_force_at - timedelta(seconds=1)
    assert adoptions.in_force(cast.partnership, before) is None
    assert cast.partnership not in adoptions.partnerships(before)
    assert cast.partnership in adoptions.partnerships(MONDAY)


def test_one_that_was_retired_with_none_to_follow_leaves_none(cast: Cast) -> None:
    Adoption.objects.update(retired_at=NEW_YEAR)
    assert adoptions.in_force(cast.partnership, NEW_YEAR) is None


@pytest.mark.parametrize("page", ["/policies", "/contact", "/card"])
def test_the_public_lists_name_who_has_a_policy_in_force_now(cast: Cast, page: str) -> None:
    for when, there in ((MONDAY, True), (MONDAY - timedelta(days=1), False)):
        with clock_at(when):
            assert ("/havering" in visiting(None).get(page).content.decode()) is there


def test_a_first_policy_to_come_is_made_ready_for_in_the_directory(cast: Cast) -> None:
    before = cast.adoption.in_force_at - timedelta(days=1)
    assert adoptions.to_come(cast.partnership, before) == cast.adoption
    assert adoptions.to_come(cast.partnership, MONDAY) is None
    health = cast.agencies["health"]
    with clock_at(before):
        page = visiting(cast.manager).get(f"/directory/{health.pk}/posts").content.decode()
    assert next(post.title for post in health.posts.all()) in page


def test_a_day_that_was_taken_back_is_not_to_come(cast: Cast) -> None:
    new = followed(cast)
    assert adoptions.to_come(cast.partnership, MONDAY) == new
    Adoption.objects.filter(pk=new.pk).update(retired_at=NEW_YEAR)
    assert adoptions.to_come(cast.partnership, MONDAY) is None


def test_a_policy_stays_in_force_when_the_one_to_follow_is_withdrawn_before_its_day(cast: Cast) -> None:
    """In this order alone: the new one ends where it would have begun, then the old one goes on."""
    new = followed(cast)
    old, table = Adoption.objects.filter(pk=cast.adoption.pk), "directory_adoption"
    assert is_refused(lambda: old.update(retired_at=None), table)
    Adoption.objects.filter(pk=new.pk).update(retired_at=NEW_YEAR)
    old.update(retired_at=None)
    assert is_refused(lambda: Adoption.objects.filter(pk=new.pk).update(retired_at=None), table)
