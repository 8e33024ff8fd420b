"""The readiness board: nobody in a post is said first, and the cost does not grow with what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import FROM, MONDAY, RAISING, Cast, person
from tests.directory.keepers import a_post
from wayforward.directory import readiness
from wayforward.directory.models import Agency, Holder, Post, Shift
from wayforward.directory.readiness import Board, Fault, Ready
from wayforward.policies import shelf

TODAY = date(2026, 11, 16)


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """An agency at which nothing is left to do."""
    agency = cast.agencies[RAISING]
    Agency.objects.filter(pk=agency.pk).update(last_resort="01632 960 000")
    Post.objects.filter(agency=agency).update(second_phone="01632 960 009", checked_on=TODAY)
    deputy = person(cast, "Deputy", agency)
    Holder.objects.bulk_create(
        Holder(post=post, person=deputy, deputy=True, from_on=FROM) for post in Post.objects.filter(agency=agency)
    )
    return cast


def board(cast: Cast) -> Board:
    return readiness.board([Agency.objects.get(pk=cast.agencies[RAISING].pk)], cast.policy, MONDAY)


def of(cast: Cast, key: str = "supervisor") -> Ready:
    return next(one for one in board(cast).posts if one.role.id == key)


def test_an_agency_with_everything_is_ready(ready: Cast) -> None:
    found = board(ready)
    assert found.posts
    assert found.ready == len(found.posts)
    assert found.lasting == ()


def test_nobody_in_a_post_comes_before_everything_else(ready: Cast) -> None:
    post = a_post(ready)
    post.holders.all().delete()
    Post.objects.filter(agency=post.agency).exclude(pk=post.pk).update(
        second_phone="", phone="", email="", checked_on=None
    )
    first, second = board(ready).posts[:2]
    assert (first.post, first.faults) == (post, {Fault.NOBODY: "Nobody holds it."})
    assert Fault.UNREACHABLE in second.faults
    assert board(ready).count(Fault.NOBODY) == 1


def test_a_post_that_the_policy_wants_and_nobody_listed_counts_as_nobody(ready: Cast) -> None:
    post = a_post(ready)
    post.holders.all().delete()
    post.delete()
    assert "Not in the directory" in of(ready).faults[Fault.NOBODY]


def test_a_holder_who_begins_later_is_said_and_whoever_is_on_shift_is_somebody(ready: Cast) -> None:
    post = a_post(ready)
    post.holders.all().delete()
    Holder.objects.create(post=post, person=ready.raises, from_on=TODAY + timedelta(days=3))
    assert of(ready).faults[Fault.NOBODY] == "Nobody holds it until 19 November 2026."
    Shift.objects.create(post=post, person=ready.raises, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=1))
    assert Fault.NOBODY not in of(ready).faults


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"second_phone": ""}, Fault.ONE_WAY),
        ({"second_phone": "01632 960001"}, Fault.ONE_WAY),
        ({"second_phone": "", "phone": ""}, Fault.UNREACHABLE),
        ({"checked_on": TODAY - timedelta(days=91)}, Fault.UNCHECKED),
        ({"checked_on": None}, Fault.UNCHECKED),
        ({"rota": True}, Fault.ROTA_GAP),
    ],
)
def test_each_thing_that_is_missing_is_found(ready: Cast, changes: dict[str, object], fault: Fault) -> None:
    Post.objects.filter(pk=a_post(ready).pk).update(**changes)
    assert list(of(ready).faults) == [fault]


def test_a_number_that_was_rung_90_days_ago_and_an_email_beside_it_are_enough(ready: Cast) -> None:
    Post.objects.filter(pk=a_post(ready).pk).update(
        second_phone="", email="a@example.org", checked_on=TODAY - timedelta(days=90)
    )
    assert not of(ready).faults


def test_a_week_with_nobody_on_is_a_gap_only_where_a_rota_is_needed(ready: Cast) -> None:
    post = a_post(ready)
    Shift.objects.create(post=post, person=ready.raises, starts_at=MONDAY, ends_at=MONDAY + timedelta(weeks=2))
    assert not of(ready).faults
    Post.objects.filter(pk=post.pk).update(rota=True)
    assert of(ready).faults[Fault.ROTA_GAP].endswith("hours from Monday 30 November 2026 at 10:00.")


def test_no_last_resort_is_said_of_every_post_and_once_of_the_agency(ready: Cast) -> None:
    Agency.objects.filter(pk=ready.agencies[RAISING].pk).update(last_resort="")
    found = board(ready)
    assert found.count(Fault.NO_LAST_RESORT) == len(found.posts)
    assert [agency.key for agency in found.lasting] == [RAISING]


@pytest.mark.parametrize("policy", ["havering", "barnsley", "newham", "barnet-children", "barnet-multi-agency"])
def test_every_post_that_a_route_leads_to_is_relied_on(policy: str) -> None:
    found = shelf.load(policy)
    assert {post for route in found.routes for post in route.posts} <= set(readiness.relied_on(found))


def test_a_line_that_belongs_to_a_stage_is_called_as_the_stage_is() -> None:
    for policy in ("havering", "barnsley", "newham", "barnet-children", "barnet-multi-agency"):
        found = shelf.load(policy)
        said = [what for whats in readiness.relied_on(found).values() for what in whats]
        for stage in found.stages:
            assert f"is rung on line {stage.line}" not in said
    barnet = readiness.relied_on(shelf.load("barnet-children"))
    assert "is rung at Stage One" in barnet["other-worker"]
    assert any("is rung on line 2" in whats for whats in barnet.values())


def test_the_board_of_a_whole_partnership_takes_as_many_queries_as_that_of_one_agency(ready: Cast) -> None:
    counted = []
    for agencies in ([ready.agencies[RAISING]], list(ready.agencies.values())):
        with CaptureQueriesContext(connection) as queries:
            readiness.board(agencies, ready.policy, MONDAY)
        counted.append(len(queries))
    assert counted == [3, 3]
