"""Who has a message first, and who is next: by today's directory, and nobody who may not read what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.cast import DOOR, FROM, MONDAY, RESPONDING, Cast
from wayforward.directory.models import Agency, Holder, Person, Post, Shift, Work
from wayforward.notices.addressing import (
    DOMAIN,
    LEFT,
    NO_ACCESS,
    NOBODY_HOLDS,
    REFUSED,
    Nobody,
    Reached,
    reach,
    ring_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(cast: Cast) -> Agency:
    return cast.agencies[RESPONDING]


@pytest.fixture
def post(agency: Agency) -> Post:
    return Post.objects.create(agency=agency, key="advocate", title="Advocate", email="advocate@agency.example.org")


def holds(post: Post, name: str, *, deputy: bool = False, active: bool = True) -> Person:
    person = Person.objects.create(name=name, email=f"{name.lower()}@agency.example.org", is_active=active)
    Work.objects.create(person=person, agency=post.agency, from_on=FROM)
    Holder.objects.create(post=post, person=person, deputy=deputy, from_on=FROM)
    return person


def asked(post: Post | None, agency: Agency | None, person: Person | None = None, **given: object) -> Reached | Nobody:
    may: Callable[[Person], bool] = given.pop("may", lambda person: True)  # type: ignore[assignment]  # as given
    return reach(post, agency, person, MONDAY, may=may, tried=frozenset(given.pop("tried", ())))  # type: ignore[call-overload]  # as given


def address(found: Reached | Nobody) -> str:
    assert isinstance(found, Reached), found
    return found.address


def test_whoever_is_on_shift_has_it_before_the_holder_and_the_holder_before_the_deputy(
    post: Post, agency: Agency
) -> None:
    deputy, holder = holds(post, "Dee", deputy=True), holds(post, "Holly")
    assert address(asked(post, agency)) == holder.email
    on_shift = holds(post, "Shirin", deputy=True)
    Shift.objects.create(post=post, person=on_shift, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=8))
    found = asked(post, agency)
    assert isinstance(found, Reached)
    assert (found.person, found.passed) == (on_shift, ())
    tried = {on_shift.email, holder.email}
    found = asked(post, agency, tried=tried)
    assert isinstance(found, Reached)
    assert (found.person, found.passed) == (deputy, (REFUSED, REFUSED))


def test_a_closed_account_is_passed_over_at_once_and_said(post: Post, agency: Agency) -> None:
    holds(post, "Holly", active=False)
    deputy = holds(post, "Dee", deputy=True)
    found = asked(post, agency)
    assert isinstance(found, Reached)
    assert (found.person, found.passed) == (deputy, (LEFT,))


def test_a_post_that_nobody_holds_is_written_to_at_its_own_mailbox(post: Post, agency: Agency) -> None:
    found = asked(post, agency)
    assert isinstance(found, Reached)
    assert (found.address, found.person, found.post, found.passed) == (post.email, None, post, (NOBODY_HOLDS,))


def test_then_the_agencys_front_door_and_then_the_number_that_somebody_always_answers(
    cast: Cast, post: Post, agency: Agency
) -> None:
    lead = cast.leads[RESPONDING]
    assert address(asked(post, agency, tried={post.email})) == lead.email
    Agency.objects.filter(pk=agency.pk).update(last_resort="01632 960 001")
    agency.refresh_from_db()
    nobody = asked(post, agency, tried={post.email, lead.email})
    assert isinstance(nobody, Nobody)
    assert (nobody.ring, nobody.why) == ("01632 960 001", REFUSED)


def test_a_post_with_nobody_no_mailbox_and_no_front_door_has_nobody(post: Post, agency: Agency) -> None:
    Post.objects.filter(pk=post.pk).update(email="")
    Post.objects.filter(agency=agency, key=DOOR).update(receives=False)
    post.refresh_from_db()
    nobody = asked(post, agency)
    assert isinstance(nobody, Nobody)
    assert nobody.why == NOBODY_HOLDS


def test_nobody_who_may_not_read_it_is_written_to_nor_a_mailbox_that_only_they_read(
    cast: Cast, post: Post, agency: Agency
) -> None:
    shut_out = holds(post, "Holly")
    lead = cast.leads[RESPONDING]
    found = asked(post, agency, may=lambda person: person != shut_out)
    assert isinstance(found, Reached)
    assert (found.person, found.passed) == (lead, (NO_ACCESS,))
    nobody = asked(post, agency, may=lambda person: False)
    assert isinstance(nobody, Nobody)
    assert nobody.why == NO_ACCESS


@pytest.mark.parametrize(
    ("domains", "fits"),
    [("", True), ("agency.example.org", True), ("example.org", True), ("nhs.example, agency.example.org", True),
     ("other.example.org", False), ("ency.example.org", False), ("@Agency.Example.org", True)],
)  # fmt: skip
def test_mail_goes_only_where_the_agency_says_that_its_people_have_theirs(
    domains: str, fits: bool, post: Post, agency: Agency
) -> None:
    Agency.objects.filter(pk=agency.pk).update(mail_domains=domains)
    agency.refresh_from_db()
    post.agency = agency
    post.save()
    holder = holds(post, "Holly")
    found = asked(post, agency)
    if fits:
        assert address(found) == holder.email
    else:
        assert isinstance(found, Nobody)  # the front door's people have their mail elsewhere too
        assert found.why == DOMAIN


def test_what_is_for_somebody_by_name_goes_to_their_front_door_when_they_have_left(cast: Cast, agency: Agency) -> None:
    person = cast.responds
    assert address(asked(None, agency, person)) == person.email
    person.is_active = False
    found = asked(None, agency, person)
    assert isinstance(found, Reached)
    assert (found.person, found.passed) == (cast.leads[RESPONDING], (LEFT,))


def test_a_contact_that_nobody_has_confirmed_for_half_a_year_is_written_to_and_said(post: Post, agency: Agency) -> None:
    found = asked(post, agency)
    assert isinstance(found, Reached)
    assert found.stale
    Post.objects.filter(pk=post.pk).update(checked_on=date(2026, 5, 20))
    post.refresh_from_db()
    fresh = asked(post, agency)
    assert isinstance(fresh, Reached)
    assert not fresh.stale
    holder = holds(post, "Holly")
    Person.objects.filter(pk=holder.pk).update(last_login=MONDAY - timedelta(days=181))
    quiet = asked(post, agency)
    assert isinstance(quiet, Reached)
    assert (quiet.person, quiet.stale) == (holder, True)


def test_the_number_to_ring_is_the_posts_own_and_else_the_one_that_somebody_always_answers(
    post: Post, agency: Agency
) -> None:
    agency.last_resort, post.phone = "01632 960 001", "01632 960 002"
    assert ring_for(agency, post) == "01632 960 002"
    post.phone = ""
    assert ring_for(agency, post) == "01632 960 001"
    assert ring_for(None) == ""
