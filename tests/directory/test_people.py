"""People come, change and leave. What one agency learns says nothing of another; every change is written down."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.cast import FROM, MONDAY, RAISING, RESPONDING, Cast, person
from tests.directory.keepers import a_post, keeper, said
from wayforward.core.verdict import Refused
from wayforward.directory import keeping, people
from wayforward.directory.models import DirectoryChange, Holder, Person, Shift, Work
from wayforward.directory.people import Described
from wayforward.directory.seating import holders

TODAY = date(2026, 11, 16)
ANN = Described(name="Ann Ash", job="Duty worker")


def added(cast: Cast, email: str = "Ann.Ash@Example.org", told: Described = ANN) -> Work:
    work = people.add(cast.agencies[RAISING], cast.manager, MONDAY, email, told, TODAY)
    assert isinstance(work, Work), work.says
    return work


def test_somebody_who_is_added_works_here_from_their_first_day_and_cannot_sign_in_without_being_invited(
    cast: Cast,
) -> None:
    work = added(cast)
    assert (work.person.email, work.from_on, work.until_on) == ("ann.ash@example.org", TODAY, None)
    assert not work.person.has_usable_password()
    assert said(cast.agencies[RAISING]) == [("Ann Ash", "", "Ann Ash, Duty worker. From 16 November 2026.")]


def test_an_address_that_is_known_elsewhere_is_added_like_any_other_and_shows_no_other_name(
    cast: Cast, neighbours: Cast
) -> None:
    known = neighbours.raises
    work = added(cast, known.email.upper())
    assert work.person == known
    assert people.name_of(work) == "Ann Ash"
    assert Person.objects.get(pk=known.pk).name == "Nurse Adeyemi"
    assert known.name not in str(said(cast.agencies[RAISING]))


def test_somebody_who_works_here_already_is_not_added_twice(cast: Cast) -> None:
    added(cast)
    again = people.add(cast.agencies[RAISING], cast.manager, MONDAY, "ANN.ASH@example.org ", ANN, TODAY)
    assert isinstance(again, Refused)
    assert Person.objects.filter(email__iexact="ann.ash@example.org").count() == 1


def test_a_name_is_mended_everywhere_by_the_only_agency_that_knows_its_owner(cast: Cast, neighbours: Cast) -> None:
    own, shared = added(cast), added(cast, neighbours.raises.email)
    for work in (own, shared):
        people.describe(work, cast.manager, MONDAY, Described(name="Ann Birch", job="Nurse"))
    own.person.refresh_from_db()
    shared.person.refresh_from_db()
    assert (own.person.name, shared.person.name) == ("Ann Birch", "Nurse Adeyemi")


def test_who_holds_a_post_elsewhere_and_works_for_nobody_keeps_their_name(cast: Cast) -> None:
    name, work = cast.chair.name, added(cast, cast.chair.email)
    people.describe(work, keeper(cast), MONDAY, Described(name="Ann Birch", job="Worker"))
    cast.chair.refresh_from_db()
    assert cast.chair.name == name


def test_the_last_keeper_is_taken_away_only_with_a_reason(cast: Cast) -> None:
    work = Work.objects.get(person=keeper(cast))
    told = Described(name="K", job="Worker")
    refused = people.describe(work, cast.manager, MONDAY, told)
    assert isinstance(refused, Refused)
    assert refused.overridable
    assert Work.objects.get(pk=work.pk).keeps

    assert not isinstance(people.describe(work, cast.manager, MONDAY, told, "The office keeps it."), Refused)
    assert not Work.objects.get(pk=work.pk).keeps
    assert said(cast.agencies[RAISING])[-1][2].endswith("Why: The office keeps it.")


def test_one_of_two_keepers_needs_no_reason(cast: Cast) -> None:
    work = Work.objects.get(person=keeper(cast))
    Work.objects.filter(person=cast.raises).update(keeps=True)
    assert not isinstance(people.describe(work, cast.manager, MONDAY, Described(name="K", job="W")), Refused)


def test_nobody_makes_themselves_a_manager_and_the_office_may(cast: Cast) -> None:
    who = keeper(cast)
    work = Work.objects.get(person=who)
    told = Described(name="K", job="W", manages=True, keeps=True)
    assert isinstance(people.describe(work, who, MONDAY, told), Refused)
    assert not isinstance(people.describe(work, cast.manager, MONDAY, told), Refused)


def test_whoever_records_a_leaving_takes_no_post_over_that_was_not_theirs(cast: Cast) -> None:
    who, work, post = keeper(cast), added(cast), a_post(cast)
    held = Holder.objects.create(post=post, person=work.person, from_on=FROM)
    refused = people.leave(work, TODAY, who, MONDAY, {held.pk: who})
    assert isinstance(refused, Refused)
    assert "You cannot give yourself a post" in refused.says
    assert Work.objects.get(pk=work.pk).until_on is None
    Holder.objects.create(post=post, person=who, from_on=FROM, deputy=True)
    assert isinstance(people.leave(work, TODAY, who, MONDAY, {held.pk: who}), Work)
    assert who in holders(post, TODAY + timedelta(days=1))


def test_a_leavers_work_and_posts_end_that_day_and_whoever_takes_over_begins_the_next(cast: Cast) -> None:
    work, post = added(cast), a_post(cast)
    held = Holder.objects.create(post=post, person=work.person, from_on=FROM)
    Holder.objects.filter(post=post).exclude(pk=held.pk).delete()
    people.leave(work, TODAY, cast.manager, MONDAY, {held.pk: cast.raises})
    assert holders(post, TODAY) == [work.person]
    assert holders(post, TODAY + timedelta(days=1)) == [cast.raises]
    assert Work.objects.get(pk=work.pk).until_on == TODAY
    assert said(cast.agencies[RAISING])[-2][2] == "Ann Ash until 16 November 2026, then Nurse Adeyemi as holder"


def test_a_post_that_nobody_takes_over_is_left_empty_and_said_so(cast: Cast) -> None:
    work, post = added(cast), a_post(cast)
    held = Holder.objects.create(post=post, person=work.person, from_on=TODAY + timedelta(days=9))
    people.leave(work, TODAY, cast.manager, MONDAY, {})
    assert not Holder.objects.filter(pk=held.pk).exists()
    assert said(cast.agencies[RAISING])[-2][2].endswith("Nobody after that.")


def test_leaving_takes_later_shifts_out_and_keeps_those_of_the_last_day(cast: Cast) -> None:
    work, post = added(cast), a_post(cast)
    for days in (0, 1, 2):
        begins = MONDAY + timedelta(days=days)
        Shift.objects.create(post=post, person=work.person, starts_at=begins, ends_at=begins + timedelta(hours=1))
    assert people.leaving(work, TODAY).shifts == 2
    people.leave(work, TODAY, cast.manager, MONDAY, {})
    assert [shift.starts_at for shift in Shift.objects.all()] == [MONDAY]


def test_leaving_one_agency_touches_nothing_at_another(cast: Cast, neighbours: Cast) -> None:
    who = neighbours.other_lead
    work = added(cast, who.email)
    before = set(Holder.objects.filter(person=who).values_list("pk", "until_on"))
    people.leave(work, TODAY, cast.manager, MONDAY, {})
    assert set(Holder.objects.filter(person=who).values_list("pk", "until_on")) == before
    assert not keeping.has_left(who, MONDAY + timedelta(days=1))


def test_nobody_leaves_before_they_came(cast: Cast) -> None:
    refused = people.leave(added(cast), TODAY - timedelta(days=1), cast.manager, MONDAY, {})
    assert isinstance(refused, Refused)


def test_somebody_has_left_when_all_they_did_has_ended_and_not_before(cast: Cast) -> None:
    work = added(cast)
    assert not keeping.has_left(work.person, MONDAY)
    people.leave(work, TODAY, cast.manager, MONDAY, {})
    assert not keeping.has_left(work.person, MONDAY)
    assert keeping.has_left(work.person, MONDAY + timedelta(days=1))
    assert not keeping.has_left(person(cast, "Never placed"), MONDAY)


def test_a_keeper_keeps_their_own_agency_and_the_office_every_one_of_its_partnership(
    cast: Cast, neighbours: Cast
) -> None:
    assert list(keeping.kept_by(keeper(cast), MONDAY)) == [cast.agencies[RAISING]]
    assert set(keeping.kept_by(cast.manager, MONDAY)) == set(cast.agencies.values())
    for who in (cast.raises, cast.lead, cast.chair, cast.outside):
        assert not keeping.keeps_something(who, MONDAY), who.name


def test_a_keeper_who_has_left_keeps_nothing(cast: Cast) -> None:
    who = keeper(cast, RESPONDING)
    Work.objects.filter(person=who).update(until_on=TODAY)
    assert keeping.keeps_something(who, MONDAY)
    assert not keeping.keeps_something(who, MONDAY + timedelta(days=1))


def test_what_was_changed_is_never_changed_or_removed(cast: Cast) -> None:
    added(cast)
    row = DirectoryChange.objects.get()
    for attempt in (
        lambda: DirectoryChange.objects.update(after="Nothing"),
        lambda: DirectoryChange.objects.all().delete(),
        lambda: row.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert DirectoryChange.objects.get().after == row.after
