"""Whoever is on shift for a post answers for it, and sees what it is let into, for as long as they are on."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import DOOR, FROM, MONDAY, RESPONDING, Cast, person
from tests.escalations.worlds import World, undone
from wayforward.directory.models import Person, Post, Shift, Work
from wayforward.directory.seating import answering, on, posts_of
from wayforward.escalations import read

NIGHT = timedelta(hours=12)
A_WORLD = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def door(cast: Cast) -> Post:
    return Post.objects.get(agency=cast.agencies[RESPONDING], key=DOOR)


def on_duty(cast: Cast, post: Post, name: str = "Duty worker") -> Person:
    """Somebody of the post's agency who is on from now for twelve hours."""
    who = person(cast, name, post.agency)
    Shift.objects.create(post=post, person=who, starts_at=MONDAY, ends_at=MONDAY + NIGHT)
    return who


def test_whoever_is_on_shift_is_rung_before_the_holder(cast: Cast) -> None:
    who = on_duty(cast, door(cast))
    assert answering(door(cast), MONDAY) == [who, cast.other_lead]
    assert answering(door(cast), MONDAY + NIGHT) == [cast.other_lead]


def test_a_shift_lets_in_from_its_first_instant_until_its_last_and_not_after(cast: Cast) -> None:
    row, who = cast.raised(), on_duty(cast, door(cast))
    second = timedelta(seconds=1)
    assert not read.may(who, row, MONDAY - second).allowed
    assert read.may(who, row, MONDAY).allowed
    assert read.may(who, row, MONDAY + NIGHT - second).allowed
    assert not read.may(who, row, MONDAY + NIGHT).allowed


def test_the_shift_of_somebody_who_no_longer_works_there_lets_nobody_in(cast: Cast) -> None:
    row, who = cast.raised(), on_duty(cast, door(cast))
    Work.objects.filter(person=who).update(until_on=on(MONDAY) - timedelta(days=1))
    assert posts_of(who, MONDAY) == []
    assert not read.may(who, row, MONDAY).allowed
    assert who not in answering(door(cast), MONDAY)


def test_a_shift_at_another_agency_than_ones_own_lets_nobody_in(cast: Cast) -> None:
    stranger = person(cast, "Somebody of the police", cast.agencies["police"])
    Shift.objects.create(post=door(cast), person=stranger, starts_at=MONDAY, ends_at=MONDAY + NIGHT)
    assert posts_of(stranger, MONDAY) == []


def test_who_holds_a_post_and_is_on_for_it_has_it_once(cast: Cast) -> None:
    Shift.objects.create(post=door(cast), person=cast.other_lead, starts_at=MONDAY, ends_at=MONDAY + NIGHT)
    assert answering(door(cast), MONDAY) == [cast.other_lead]
    assert posts_of(cast.other_lead, MONDAY).count(door(cast)) == 1


def test_a_shift_that_ends_before_it_begins_is_refused_by_the_database(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.create(post=door(cast), person=cast.lead, starts_at=MONDAY, ends_at=MONDAY)


@A_WORLD
@given(seed=st.integers(0, 2**32))
def test_with_people_on_shift_the_query_and_the_rule_of_need_to_know_agree(
    cast: Cast, neighbours: Cast, seed: int
) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        chance = Random(seed)
        posts = list(Post.objects.select_related("agency"))
        for _ in range(8):
            who, post = chance.choice(world.people), chance.choice(posts)
            Work.objects.create(person=who, agency=post.agency, job="Duty", from_on=FROM)
            starts = MONDAY + timedelta(hours=chance.randint(-36, 36))
            Shift.objects.create(post=post, person=who, starts_at=starts, ends_at=starts + NIGHT)
        for who in world.people:
            for hours in (-1, 0, 7, 24):
                at = MONDAY + timedelta(hours=hours)
                assert read.visible(read.viewer(who, at), most=100) == world.allowed(who, at)
