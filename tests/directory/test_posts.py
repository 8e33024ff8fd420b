"""The posts of an agency: their numbers, when these were rung, who holds them, places, and what the agency says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import DOOR, FROM, MONDAY, RAISING, RESPONDING, Cast, person
from tests.directory.keepers import a_post, keeper, said
from wayforward.core.verdict import Refused
from wayforward.directory import facts, posts
from wayforward.directory.models import Agency, Holder, Person, Post, ServiceArea, Shift
from wayforward.directory.numbers import telephone
from wayforward.directory.posts import Described
from wayforward.policies import shelf

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("01632 960 001", "01632 960 001"), ("  07700  900982 ", "07700 900982"), ("01632-960-001", "01632-960-001"),
        ("+44 808 157 0192", "+44 808 157 0192"), ("(020) 7946 0018", "(020) 7946 0018"),
        ("01632 960001 EXT. 12", "01632 960001 ext 12"),
        ("999", "999"), ("101", "101"), ("020\u00a07946\u00a00018", "020 7946 0018"),
        ("960001", None), ("ring me", None), ("0163296000a", None), ("1632 960001", None), ("0" * 16, None), ("", None),
        ("٠١٦٣٢٩٦٠٠٠١", None), ("01632 960001, 01632 960002", None), ("+", None),
    ],
)  # fmt: skip
def test_a_number_is_taken_as_people_write_it_or_not_at_all(typed: str, number: str | None) -> None:
    assert telephone(typed) == number


def test_the_posts_that_the_policy_wants_and_the_agency_lacks_are_known_and_can_be_listed(cast: Cast) -> None:
    agency = cast.agencies[RAISING]
    here = Post.objects.filter(agency=agency)
    assert posts.lacking(cast.policy, agency, here.all()) == []
    Holder.objects.filter(post__agency=agency, post__key="supervisor").delete()
    here.filter(key="supervisor").delete()
    (role,) = posts.lacking(cast.policy, agency, here.all())
    post = posts.add(agency, cast.manager, MONDAY, role)
    assert posts.add(agency, cast.manager, MONDAY, role) == post
    assert said(agency) == [(post.title, "", "Added to the directory")]


def test_a_family_has_no_posts_to_keep() -> None:
    assert posts.roles_of(shelf.load("newham"), Agency(key="family", name="Family")) == []


def test_a_number_that_was_changed_has_not_been_rung_and_a_title_leaves_it_rung(cast: Cast) -> None:
    post = a_post(cast)
    posts.rang(post, cast.manager, MONDAY)
    assert (post.checked_on, post.checked_by) == (TODAY, cast.manager)
    posts.describe(post, cast.manager, MONDAY, Described(title="Supervisor on duty", phone=post.phone))
    assert post.checked_on == TODAY
    posts.describe(post, cast.manager, MONDAY, Described(title=post.title, phone="01632 960 099"))
    assert (post.checked_on, post.checked_by) == (None, None)
    assert said(post.agency)[-1][1:] == ("number: 01632 960001", "number: 01632 960 099")


def test_a_post_without_a_number_cannot_have_been_rung(cast: Cast) -> None:
    post = a_post(cast)
    Post.objects.filter(pk=post.pk).update(phone="")
    post.refresh_from_db()
    assert isinstance(posts.rang(post, cast.manager, MONDAY), Refused)


def test_an_agency_always_has_one_front_door(cast: Cast) -> None:
    door, other = a_post(cast, DOOR), a_post(cast)
    assert isinstance(posts.describe(door, cast.manager, MONDAY, Described(title=door.title)), Refused)
    posts.describe(other, cast.manager, MONDAY, Described(title=other.title, phone=other.phone, receives=True))
    assert list(Post.objects.filter(agency=door.agency, receives=True)) == [other]


def test_saying_what_stands_already_changes_and_records_nothing(cast: Cast) -> None:
    post = a_post(cast)
    posts.describe(post, cast.manager, MONDAY, posts.described(post))
    facts.say(post.agency, cast.manager, MONDAY, facts.facts_of(post.agency))
    assert said(post.agency) == []


def test_somebody_is_put_in_a_post_once_for_the_same_days(cast: Cast) -> None:
    post, who = a_post(cast), cast.raises
    first = posts.seat(post, who, cast.manager, MONDAY, deputy=True, from_on=TODAY, until_on=TODAY + timedelta(days=7))
    assert isinstance(first, Holder)
    again = posts.seat(post, who, cast.manager, MONDAY, deputy=False, from_on=TODAY + timedelta(days=7))
    assert isinstance(again, Refused)
    later = posts.seat(post, who, cast.manager, MONDAY, deputy=False, from_on=TODAY + timedelta(days=8))
    assert isinstance(later, Holder)
    assert said(post.agency)[0][2] == "Nurse Adeyemi, deputy from 16 November 2026 until 23 November 2026"


def test_nobody_puts_themselves_in_a_post_and_the_office_in_its_own_alone(cast: Cast) -> None:
    post, who = a_post(cast), keeper(cast)
    refused = posts.seat(post, who, who, MONDAY, deputy=True, from_on=TODAY)
    assert isinstance(refused, Refused)
    assert "You cannot give yourself a post" in refused.says
    assert isinstance(posts.seat(post, cast.manager, cast.manager, MONDAY, deputy=True, from_on=TODAY), Refused)
    own = Post.objects.select_related("agency").filter(agency__office=True, receives=False)[0]
    assert isinstance(posts.seat(own, cast.manager, cast.manager, MONDAY, deputy=True, from_on=TODAY), Holder)


def test_nobody_makes_their_own_post_the_front_door(cast: Cast) -> None:
    post, who = a_post(cast), keeper(cast)
    told = Described(title="Supervisor", receives=True)
    held = Holder.objects.create(post=post, person=who, from_on=FROM)
    assert isinstance(posts.describe(post, who, MONDAY, told), Refused)
    held.delete()
    shift = Shift.objects.create(post=post, person=who, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=8))
    assert isinstance(posts.describe(post, who, MONDAY, told), Refused)
    shift.delete()
    assert isinstance(posts.describe(post, who, MONDAY, told), Post)


def test_nobody_makes_their_own_time_in_a_post_longer(cast: Cast) -> None:
    post, who = a_post(cast), keeper(cast)
    yesterday = TODAY - timedelta(days=1)
    held = Holder.objects.create(post=post, person=who, from_on=FROM, until_on=yesterday)
    assert isinstance(posts.unseat(held, TODAY, who, MONDAY), Refused)
    assert Holder.objects.get(pk=held.pk).until_on == yesterday
    assert isinstance(posts.unseat(held, yesterday - timedelta(days=1), who, MONDAY), Holder)
    assert isinstance(posts.unseat(held, TODAY, cast.manager, MONDAY), Holder)


def test_a_last_day_lies_not_before_the_first(cast: Cast) -> None:
    post = a_post(cast)
    held = Holder.objects.select_related("person", "post__agency").get(post=post)
    assert isinstance(posts.unseat(held, FROM - timedelta(days=1), cast.manager, MONDAY), Refused)
    assert isinstance(posts.unseat(held, TODAY, cast.manager, MONDAY), Holder)
    assert posts.is_held(post, TODAY)
    assert not posts.is_held(post, TODAY + timedelta(days=1))
    bad = posts.seat(post, cast.raises, cast.manager, MONDAY, deputy=True, from_on=TODAY, until_on=FROM)
    assert isinstance(bad, Refused)


# --- what an agency says of itself, and places -------------------------------------------------------------------


def test_what_a_school_says_of_itself_is_kept_with_before_and_after(cast: Cast) -> None:
    school = cast.agencies["schools"]
    facts.say(school, cast.manager, MONDAY, facts.Facts(head_is_lead=True, governors="The chair"))
    school.refresh_from_db()
    assert school.head_is_lead
    assert said(school)[0][1:] == (
        "the head is the designated safeguarding lead: not said, governors: none",
        "the head is the designated safeguarding lead: yes, governors: The chair",
    )


def place(cast: Cast, name: str = "Hill Hospital", who: Person | None = None, phone: str = "01632 960 050") -> object:
    return facts.put_area(a_post(cast), cast.manager, MONDAY, facts.Place(name=name, person=who, phone=phone))


def test_a_place_says_who_answers_there_or_which_number_is_rung(cast: Cast) -> None:
    assert isinstance(place(cast), ServiceArea)
    assert isinstance(place(cast, "HILL hospital"), Refused)
    assert isinstance(place(cast, "Dale Hospital", phone=""), Refused)
    assert isinstance(place(cast, "Dale Hospital", cast.raises, ""), ServiceArea)
    assert said(cast.agencies[RAISING])[-1][2] == "Dale Hospital: Nurse Adeyemi"


def test_a_place_is_changed_and_taken_out_with_a_line_for_each(cast: Cast) -> None:
    area = place(cast)
    assert isinstance(area, ServiceArea)
    told = facts.Place(name="Hill Hospital", phone="01632 960 051")
    facts.put_area(a_post(cast), cast.manager, MONDAY, told, area)
    facts.drop_area(area, cast.manager, MONDAY)
    assert [line[1:] for line in said(cast.agencies[RAISING])] == [
        ("", "Hill Hospital: 01632 960 050"),
        ("Hill Hospital: 01632 960 050", "Hill Hospital: 01632 960 051"),
        ("Hill Hospital: 01632 960 051", "Taken out of the directory"),
    ]
    assert not ServiceArea.objects.exists()


def test_the_name_that_another_agency_uses_is_not_shown(cast: Cast) -> None:
    shared = person(cast, "Known Elsewhere", cast.agencies[RESPONDING])
    shared.work.create(agency=cast.agencies[RAISING], known_as="Ann Ash", from_on=FROM)
    posts.seat(a_post(cast), shared, cast.manager, MONDAY, deputy=True, from_on=TODAY)
    assert said(cast.agencies[RAISING])[-1][2].startswith("Ann Ash, deputy")
