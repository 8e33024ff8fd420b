"""Where a seat of a policy is in the directory, and in whose name somebody acts."""

from __future__ import annotations

from tests.cast import FROM, MONDAY, OUTSIDE, RAISING, RESPONDING, Cast
from wayforward.core.people import OFFICE, Seat
from wayforward.directory.models import Agency, Holder, Post, Work
from wayforward.directory.seating import Seating


def test_a_post_that_an_agency_does_not_list_is_answered_for_by_its_front_door(cast: Cast) -> None:
    seating = Seating(cast.partnership.pk)
    chair = seating.at(Seat(agency=RAISING, post="no-such-post"))
    assert chair.post is not None
    assert chair.post.receives


def test_the_policys_stand_in_answers_before_the_front_door_does(cast: Cast) -> None:
    trustee = Post.objects.create(agency=cast.agencies[RAISING], key="trustee", title="Trustee")
    seat = Seat(agency=RAISING, post="no-such-post", stand_ins=("nor-this-one", "trustee"))
    assert Seating(cast.partnership.pk).at(seat).post == trustee


def test_an_agency_with_no_front_door_is_a_vacancy_in_a_sentence(cast: Cast) -> None:
    Post.objects.filter(agency=cast.agencies[RAISING], receives=True).update(receives=False)
    chair = Seating(cast.partnership.pk).at(Seat(agency=RAISING, post="no-such-post"))
    assert (chair.post, chair.vacant) == (None, "Health lists nobody who receives what is raised with it.")


def test_a_body_outside_the_partnership_has_no_place_in_the_directory(cast: Cast) -> None:
    assert Seating(cast.partnership.pk).at(Seat(post="ofsted")).vacant


def test_which_of_several_schools_is_meant_is_never_guessed(cast: Cast) -> None:
    Agency.objects.filter(pk=cast.agencies["schools"].pk).update(key="schools:hill")
    assert Seating(cast.partnership.pk).agency("schools") == cast.agencies["schools"]
    Agency.objects.create(partnership=cast.partnership, key="schools:dale", name="Dale School")
    seating = Seating(cast.partnership.pk)
    assert seating.agency("schools") is None
    assert "Dale School" in seating.at(Seat(agency="schools", post="head")).vacant


def test_somebody_who_works_for_both_sides_acts_for_the_side_that_raised_it(cast: Cast) -> None:
    row = cast.raised()
    Work.objects.create(person=cast.responds, agency=cast.agencies[RAISING], from_on=FROM)
    assert cast.actor(cast.responds, row).agency == RAISING


def test_a_post_is_held_where_it_stands(cast: Cast) -> None:
    """The lead of the police, who also works for health, is not the lead of health."""
    row = cast.raised()
    Work.objects.create(person=cast.leads[OUTSIDE], agency=cast.agencies[RAISING], from_on=FROM)
    actor = cast.actor(cast.leads[OUTSIDE], row)
    assert (actor.agency, actor.posts) == (RAISING, frozenset())


def test_who_works_for_a_party_does_not_also_act_as_the_office(cast: Cast) -> None:
    row = cast.raised()
    assert cast.actor(cast.manager, row).office
    Work.objects.create(person=cast.manager, agency=cast.agencies[RESPONDING], from_on=FROM)
    actor = cast.actor(cast.manager, row, MONDAY)
    assert (actor.agency, actor.office) == (RESPONDING, False)


def test_who_only_holds_a_post_of_the_partnership_is_not_its_office(cast: Cast) -> None:
    row = cast.raised()
    actor = cast.actor(cast.chair, row)
    assert (actor.agency, actor.office) == (OFFICE, False)
    assert actor.posts
    door = Post.objects.get(agency=cast.agencies[OFFICE], receives=True)
    assert not Holder.objects.filter(person=cast.chair, post=door).exists()
