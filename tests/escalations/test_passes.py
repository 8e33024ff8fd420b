"""A code read over the telephone lets one person in, once, under their own name, and tells nobody else anything."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings

from tests.cast import MONDAY, OUTSIDE, RAISING, RESPONDING, Cast, found, person
from wayforward.core import commands as cmd
from wayforward.core.verdict import Refused
from wayforward.directory.models import Person, Work
from wayforward.escalations import passes, read
from wayforward.escalations.models import Conflict, Escalation, Pass, WrongCode

SOON = MONDAY + timedelta(minutes=10)


def made(cast: Cast, row: Escalation, agency: str = RESPONDING, by: Person | None = None) -> str:
    outcome = passes.make(row, by or cast.raises, agency, "", MONDAY)
    assert not isinstance(outcome, Refused), outcome.says
    return outcome[0]


def test_somebody_on_duty_comes_in_by_a_code_under_their_own_name(cast: Cast) -> None:
    row = cast.raised()
    assert not read.may(cast.responds, row, SOON).allowed
    assert passes.use(made(cast, row), cast.responds, SOON) == row.ref
    assert read.may(cast.responds, row, SOON).allowed
    joined = read.entries(row)[-1].event
    assert (joined.side, joined.person, joined.invited_by) == (
        "responding", str(cast.responds.pk), str(cast.raises.pk),
    )  # type: ignore[attr-defined]  # the last thing that happened is that they joined  # fmt: skip
    cast.does(row, cast.responds, SOON, cmd.Respond, outcome="upheld", reasons="We looked again.")


def test_somebody_of_an_agency_that_has_no_part_in_it_comes_in_to_support(cast: Cast) -> None:
    row = cast.raised()
    assert passes.use(made(cast, row, OUTSIDE), cast.outside, SOON) == row.ref
    assert cast.actor(cast.outside, row).agency == OUTSIDE
    cast.does(row, cast.outside, SOON, cmd.RecordDiscussion, summary="I was rung.")
    assert isinstance(cast.asks(row, cast.outside, SOON, cmd.Respond, outcome="upheld", reasons="r"), Refused)


def test_a_code_is_told_once_and_only_its_hash_is_kept(cast: Cast) -> None:
    row = cast.raised()
    code = made(cast, row)
    (kept,) = passes.of(row)
    assert len(code) == 11
    assert code.replace("-", "") not in repr(Pass.objects.values_list())
    assert (kept.made_by, kept.used_by, kept.until_at) == (cast.raises, None, MONDAY + passes.LASTS)
    passes.use(code, cast.responds, SOON)
    assert (passes.of(row)[0].used_by, passes.of(row)[0].used_at) == (cast.responds, SOON)


def test_a_copy_of_the_database_alone_does_not_tell_whether_a_code_was_guessed(cast: Cast) -> None:
    row = cast.raised()
    code = made(cast, row)
    with override_settings(SECRET_KEY="somebody else's"):
        assert passes.use(code, cast.responds, SOON) == passes.WRONG
    assert passes.use(code, cast.responds, SOON) == row.ref


@pytest.mark.parametrize("typed", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c[:3]} {c[3:]}. "])
def test_a_code_works_however_it_is_typed(cast: Cast, typed: object) -> None:
    row = cast.raised()
    assert callable(typed)
    assert passes.use(typed(made(cast, row)), cast.responds, SOON) == row.ref


def test_one_and_the_same_sentence_refuses_every_code_that_does_not_let_somebody_in(cast: Cast) -> None:
    row, shut = cast.raised(), cast.raised()
    colleague = person(cast, "A colleague", cast.agencies[RESPONDING])
    used, late, other, closed, kept_out = (made(cast, r) for r in (row, row, row, shut, row))
    passes.use(used, cast.responds, SOON)
    cast.does(shut, cast.raises, SOON, cmd.Close, ending="withdrawn", reason="Moved away.")
    Conflict.objects.create(escalation=row, person=cast.workers["schools"], declared_at=MONDAY)
    assert [
        passes.use("AAAAA-AAAAA", colleague, SOON),
        passes.use(used, colleague, SOON),
        passes.use(late, colleague, MONDAY + passes.LASTS),
        passes.use(other, cast.outside, SOON),
        passes.use(closed, colleague, SOON),
        passes.use("", colleague, SOON),
    ] == [passes.WRONG] * 6
    assert not read.may(colleague, row, SOON).allowed
    assert passes.use(kept_out, colleague, SOON) == row.ref, "what did not let one person in still lets in another"


def test_nobody_with_a_conflict_of_interest_comes_in_by_a_code(cast: Cast) -> None:
    row = cast.raised()
    Conflict.objects.create(escalation=row, person=cast.responds, declared_at=MONDAY)
    code = made(cast, row)
    assert passes.use(code, cast.responds, SOON) == passes.WRONG
    assert Pass.objects.get().used_at is None


def test_a_code_holds_good_no_longer_than_whoever_made_it_may_be_in_it(cast: Cast) -> None:
    row = cast.raised()
    by_lead, by_nurse = made(cast, row, OUTSIDE, cast.lead), made(cast, row, OUTSIDE)
    cast.does(row, cast.manager, MONDAY, cmd.DeclareConflict, person=str(cast.lead.pk), reason="A relative.")
    assert passes.use(by_lead, cast.outside, SOON) == passes.WRONG
    Work.objects.filter(person=cast.raises).update(until_on=MONDAY.date() - timedelta(days=1))
    assert passes.use(by_nurse, cast.outside, SOON) == passes.WRONG
    Work.objects.filter(person=cast.raises).update(until_on=None)
    assert passes.use(by_nurse, cast.outside, SOON) == row.ref


def test_somebody_who_is_in_it_already_spends_nothing(cast: Cast) -> None:
    row = cast.raised()
    first, second = made(cast, row), made(cast, row)
    assert passes.use(first, cast.responds, SOON) == row.ref
    assert passes.use(second, cast.responds, SOON) == row.ref
    assert [kept.used_at for kept in passes.of(row)].count(None) == 1
    assert len([p for p in cast_state(row).parties if p.person == str(cast.responds.pk)]) == 1


def cast_state(row: Escalation) -> passes.history.State:
    return passes.history.fold(read.entries(row))


def test_after_ten_wrong_codes_in_an_hour_no_code_is_listened_to_for_a_while(cast: Cast) -> None:
    row = cast.raised()
    code = made(cast, row)
    for _ in range(passes.WRONG_CODES):
        assert passes.use("AAAAA-AAAAA", cast.responds, SOON) == passes.WRONG
    assert passes.use(code, cast.responds, SOON) == passes.ENOUGH
    other = person(cast, "A colleague", cast.agencies[RESPONDING])
    assert passes.use("BBBBB-BBBBB", other, SOON) == passes.WRONG, "one person's guesses are not another's"
    assert passes.use(code, cast.responds, SOON + passes.WITHIN) == row.ref
    assert not WrongCode.objects.filter(person=cast.responds).exists()


def test_a_right_code_is_not_counted_as_a_try(cast: Cast) -> None:
    for _ in range(passes.WRONG_CODES + 2):
        row = cast.raised()
        assert passes.use(made(cast, row), cast.responds, SOON) == row.ref


def test_only_those_who_may_bring_somebody_in_make_a_code(cast: Cast) -> None:
    row = cast.raised()
    for who, agency in (
        (cast.outside, RESPONDING),
        (cast.responds, RESPONDING),  # of the agency, and not let in
        (cast.other_lead, RAISING),
        (cast.other_lead, OUTSIDE),
        (cast.raises, "nowhere"),
    ):
        assert isinstance(passes.make(row, who, agency, "", MONDAY), Refused), (who.name, agency)
    assert isinstance(passes.make(row, cast.raises, RESPONDING, "no-such-post", MONDAY), Refused)
    assert made(cast, row, RESPONDING, by=cast.other_lead)
    assert made(cast, row, OUTSIDE, by=cast.manager)
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Moved away.")
    assert isinstance(passes.make(row, cast.raises, RESPONDING, "", MONDAY), Refused)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_use_one_code_at_once_one_gets_in(sealing_key: object) -> None:
    cast = found("havering")
    row = cast.raised()
    code, both = made(cast, row), Barrier(2)
    people = [cast.responds, person(cast, "A colleague", cast.agencies[RESPONDING])]
    came: list[str | Refused] = []

    def tries(who: Person) -> None:
        both.wait()
        try:
            came.append(passes.use(code, who, SOON))
        finally:
            connection.close()

    threads = [Thread(target=tries, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, came)) == sorted([row.ref, str(passes.WRONG)])
    assert [read.may(who, row, SOON).allowed for who in people].count(True) == 1
