"""The rotas of an agency: weeks with nobody on, overlaps, and what becomes of a calendar that is read in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.cast import FROM, MONDAY, RAISING, Cast, at, person
from tests.directory.keepers import a_post, keeper, said
from wayforward.core.verdict import Refused
from wayforward.directory import rotas, taking
from wayforward.directory.calendars import Happening
from wayforward.directory.models import Person, Post, Shift, Work

WEEK = timedelta(weeks=1)
NIGHT = timedelta(hours=16)


def shift(starts: str | datetime, lasts: timedelta = WEEK, **more: object) -> Shift:
    begins = at(starts) if isinstance(starts, str) else starts
    return Shift(starts_at=begins, ends_at=begins + lasts, **more)


def happening(says: str, starts: str = "2026-11-20 17:00", lasts: timedelta = NIGHT, who: str = "") -> Happening:
    begins = at(starts)
    return Happening(uid="1", says=says, addresses=(who,) if who else (), starts_at=begins, ends_at=begins + lasts)


# --- looking ahead -----------------------------------------------------------------------------------------------


def test_a_week_with_nobody_on_is_named_by_its_monday() -> None:
    weeks = rotas.look_ahead([shift("2026-11-16 00:00"), shift("2026-11-30 00:00", 6 * WEEK)], MONDAY)
    assert len(weeks) == 8
    assert [week.begins_on for week in weeks if week.nobody] == [date(2026, 11, 23)]
    gap = rotas.longest_gap(weeks)
    assert gap is not None
    assert (gap.starts_at, gap.ends_at, gap.hours) == (at("2026-11-23 00:00"), at("2026-11-30 00:00"), 168)


def test_a_gap_from_monday_at_nine_to_monday_at_nine_is_one_gap_over_two_weeks() -> None:
    weeks = rotas.look_ahead([shift("2026-11-16 09:00"), shift("2026-11-30 09:00", 8 * WEEK)], MONDAY)
    gap = rotas.longest_gap(weeks)
    assert gap is not None
    assert (gap.starts_at, gap.hours) == (at("2026-11-23 09:00"), 168)
    assert [week.hardly for week in weeks][:3] == [False, True, False]


def test_hours_that_no_week_covers_are_no_gap() -> None:
    nights = [shift(at("2026-11-16 17:00") + timedelta(days=n), NIGHT) for n in range(60)]
    weeks = rotas.look_ahead(nights, MONDAY)
    assert rotas.longest_gap(weeks) is None
    assert all(week.gaps for week in weeks)


def test_the_week_of_the_change_of_the_clocks_is_an_hour_shorter_and_no_gap() -> None:
    when = at("2027-03-15")
    weeks = rotas.look_ahead([shift("2027-03-15 00:00", 9 * WEEK)], when)
    assert [week.of for week in weeks][1:3] == [167, 168]
    assert rotas.longest_gap(weeks) is None


def test_without_any_shift_every_week_has_nobody_on() -> None:
    weeks = rotas.look_ahead([], MONDAY)
    assert all(week.nobody for week in weeks)
    gap = rotas.longest_gap(weeks)
    assert gap is not None
    assert gap.starts_at == MONDAY


minutes = st.integers(-3 * 24 * 60, 60 * 24 * 60)


@given(st.lists(st.tuples(minutes, st.integers(1, 5000)), max_size=12))
def test_each_minute_ahead_is_covered_or_in_a_gap_and_never_both(times: list[tuple[int, int]]) -> None:
    shifts = [shift(MONDAY + timedelta(minutes=m), timedelta(minutes=n)) for m, n in times]
    weeks = rotas.look_ahead(shifts, MONDAY)
    gaps = [gap for week in weeks for gap in week.gaps]
    for minute in range(0, 55 * 24 * 60, 397):
        when = MONDAY + timedelta(minutes=minute)
        covered = any(s.starts_at <= when < s.ends_at for s in shifts)
        assert covered != any(gap.starts_at <= when < gap.ends_at for gap in gaps)


def test_two_people_on_at_once_are_shown_and_a_handover_to_the_minute_is_not() -> None:
    first, second, third = shift("2026-11-16 09:00"), shift("2026-11-23 09:00"), shift("2026-11-24 09:00")
    assert rotas.overlaps([third, first, second]) == [(second, third)]


# --- by hand -----------------------------------------------------------------------------------------------------


def put(cast: Cast, post: Post, who: Person, by: Person, lasts: timedelta = NIGHT) -> Shift | Refused:
    return rotas.add(post, who, by, MONDAY, at("2026-11-20 17:00"), at("2026-11-20 17:00") + lasts)


def test_a_shift_by_hand_is_on_the_rota_and_written_down(cast: Cast) -> None:
    post = a_post(cast)
    added = put(cast, post, cast.raises, cast.manager)
    assert isinstance(added, Shift)
    assert rotas.coming([post], MONDAY)[post] == [added]
    rotas.remove(added, cast.manager, MONDAY)
    assert rotas.coming([post], MONDAY)[post] == []
    says = "Nurse Adeyemi, Friday 20 November 2026 at 17:00 to Saturday 21 November 2026 at 09:00"
    assert [line[1:] for line in said(post.agency)] == [("", f"Added: {says}"), (says, "Taken out of the rota")]


def test_a_shift_that_cannot_be_is_refused(cast: Cast) -> None:
    post, stranger = a_post(cast), person(cast, "Stranger")
    assert isinstance(put(cast, post, cast.raises, cast.manager, timedelta()), Refused)
    assert isinstance(put(cast, post, cast.raises, cast.manager, timedelta(days=32)), Refused)
    assert isinstance(put(cast, post, stranger, cast.manager), Refused)


def test_nobody_puts_themselves_on_a_rota_of_a_post_that_is_not_theirs(cast: Cast) -> None:
    who, post = keeper(cast), a_post(cast)
    assert isinstance(put(cast, post, who, who), Refused)
    taken = taking.take(post, "Rota", [happening("", who=who.email)], who, MONDAY)
    assert "You cannot give yourself" in taken.left_out[0].why
    post.holders.create(person=who, from_on=FROM)
    assert isinstance(put(cast, post, who, who), Shift)


# --- read in -----------------------------------------------------------------------------------------------------


def test_somebody_is_found_by_address_or_by_name_and_whatever_is_not_taken_is_given_back(cast: Cast) -> None:
    post = a_post(cast)
    taken = taking.take(post, "Rota", [
        happening("Late shift", who="nurse.adeyemi@havering.example.org"),
        happening("NURSE ADEYEMI (on call)", "2026-11-21 17:00"),
        happening("Locum", "2026-11-22 17:00"),
        happening("Nurse Adeyemiah", "2026-11-23 17:00"),
        happening("Nurse Adeyemi and health lead", "2026-11-24 17:00"),
        happening("Nurse Adeyemi", "2026-11-25 17:00", timedelta(days=40)),
        happening("Constable Chaudhry", "2026-11-26 17:00"),
    ], cast.manager, MONDAY)  # fmt: skip
    assert (taken.taken, taken.replaced) == (2, 0)
    assert [(one.happening.says, one.why) for one in taken.left_out] == [
        ("Locum", "It names nobody who works for Health."),
        ("Nurse Adeyemiah", "It names nobody who works for Health."),
        ("Nurse Adeyemi and health lead", "It names more than one person, so it does not say who is on."),
        ("Nurse Adeyemi", "A shift must be 31 days or shorter."),
        ("Constable Chaudhry", "It names nobody who works for Health."),
    ]


def test_reading_it_in_again_takes_the_place_of_what_that_rota_still_had_to_come_and_of_nothing_else(
    cast: Cast,
) -> None:
    post = a_post(cast)
    over = Shift.objects.create(post=post, person=cast.raises, starts_at=FROM_LONG, ends_at=MONDAY, source="Rota")
    hand = put(cast, post, cast.raises, cast.manager)
    taking.take(
        post, "Rota", [happening("Nurse Adeyemi", f"2026-12-0{n} 09:00") for n in (1, 2, 3)], cast.manager, MONDAY
    )
    taking.take(post, "Other", [happening("Nurse Adeyemi", "2026-12-04 09:00")], cast.manager, MONDAY)
    taken = taking.take(post, "Rota", [happening("Nurse Adeyemi", "2026-12-05 09:00")], cast.manager, MONDAY)
    assert (taken.taken, taken.replaced) == (1, 3)
    left = set(Shift.objects.filter(post=post))
    assert {over, hand} < left
    assert sorted(s.source for s in left) == ["", "Other", "Rota", "Rota"]
    assert rotas.sources(post, MONDAY) == ["Other", "Rota"]


FROM_LONG = at("2026-11-09 09:00")


def test_a_calendar_of_which_nothing_can_be_taken_changes_nothing(cast: Cast) -> None:
    post = a_post(cast)
    taking.take(post, "Rota", [happening("Nurse Adeyemi")], cast.manager, MONDAY)
    taken = taking.take(post, "Rota", [happening("Locum")], cast.manager, MONDAY)
    assert (taken.taken, taken.replaced, len(taken.left_out)) == (0, 0, 1)
    assert Shift.objects.filter(post=post).count() == 1


def test_the_same_shift_twice_in_a_file_is_one(cast: Cast) -> None:
    twice = [happening("Nurse Adeyemi")] * 2
    assert taking.take(a_post(cast), "Rota", twice, cast.manager, MONDAY).taken == 1


def test_somebody_whose_work_ends_before_the_shift_is_left_out_of_it(cast: Cast) -> None:
    Work.objects.filter(person=cast.raises).update(until_on=date(2026, 11, 18))
    taken = taking.take(a_post(cast), "Rota", [happening("Nurse Adeyemi")], cast.manager, MONDAY)
    assert taken.left_out[0].why == "Nurse Adeyemi does not work for Health on that day."


def test_ones_own_shifts_are_of_every_agency(cast: Cast, neighbours: Cast) -> None:
    put(cast, a_post(cast), cast.raises, cast.manager)
    elsewhere = Post.objects.filter(agency=neighbours.agencies[RAISING])[0]
    Shift.objects.create(post=elsewhere, person=cast.raises, starts_at=MONDAY, ends_at=MONDAY + NIGHT)
    assert rotas.of_person(cast.raises, MONDAY).count() == 2
