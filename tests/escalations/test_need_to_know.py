"""Who sees an escalation: the rule and the query say the same, to the row, and every look is written down first."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import FROM, MONDAY, RAISING, Cast, at, found, person
from tests.escalations.test_record import statements
from tests.escalations.worlds import TODAY, World, undone
from wayforward.core import commands as cmd
from wayforward.directory.models import Holder, Person, Post, Work
from wayforward.escalations import history, read
from wayforward.escalations.models import Conflict, Entry, Escalation, Look
from wayforward.notices.models import Notice

A_WORLD = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
seeds = st.integers(0, 2**32)


@A_WORLD
@given(seed=seeds)
def test_the_query_returns_what_the_rule_allows_not_one_row_more_or_less_and_in_order(
    cast: Cast, neighbours: Cast, seed: int
) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        for who in world.people:
            for when in (MONDAY, MONDAY + timedelta(days=1)):
                assert read.visible(read.viewer(who, when), most=100) == world.allowed(who, when)


@A_WORLD
@given(seed=seeds, most=st.integers(1, 5))
def test_page_after_page_gives_every_row_once_and_in_order(cast: Cast, neighbours: Cast, seed: int, most: int) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        for who in [*world.people, cast.manager]:
            viewer, turned, after = read.viewer(who, MONDAY), list[Escalation](), None
            while page := read.visible(viewer, most=most, after=after):
                assert len(page) <= most
                turned += page
                after = (page[-1].last_at, page[-1].pk)
            assert turned == world.allowed(who, MONDAY)


@A_WORLD
@given(seed=seeds)
def test_narrowing_the_list_only_leaves_rows_out(cast: Cast, neighbours: Cast, seed: int) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        for who in world.people:
            shut = read.visible(read.viewer(who, MONDAY), Escalation.objects.filter(state="withdrawn"), most=100)
            assert shut == [row for row in world.allowed(who, MONDAY) if row.state == "withdrawn"]


@A_WORLD
@given(seed=seeds)
def test_a_conflict_of_interest_denies_over_every_grant_and_office(cast: Cast, neighbours: Cast, seed: int) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        who = world.chance.choice([*world.people, cast.manager])
        already = Conflict.objects.filter(person=who).values_list("escalation_id", flat=True)
        missing = [row for row in world.rows if row.pk not in set(already)]
        Conflict.objects.bulk_create(Conflict(escalation=row, person=who, declared_at=MONDAY) for row in missing)
        assert read.visible(read.viewer(who, MONDAY), most=100) == []
        assert not any(read.may(who, row, MONDAY).allowed for row in world.rows)


@A_WORLD
@given(seed=seeds)
def test_nobody_sees_into_a_partnership_where_they_have_no_place(cast: Cast, neighbours: Cast, seed: int) -> None:
    with undone():
        world = World(Random(seed), [cast, neighbours])
        for who in world.people:
            viewer = read.viewer(who, MONDAY)
            assert all(str(row.partnership_id) in viewer.partnerships for row in read.visible(viewer, most=100))


# --- the fixed cast ----------------------------------------------------------------------------------------------


def test_those_in_it_see_it_and_those_outside_do_not(cast: Cast, neighbours: Cast) -> None:
    row = cast.raised()
    for who in (cast.raises, cast.lead, cast.other_lead, cast.manager):
        assert read.may(who, row, MONDAY).allowed, who.name
    for who in (cast.outside, cast.responds, *neighbours.everybody):
        assert not read.may(who, row, MONDAY).allowed, who.name


def test_a_holder_sees_it_on_their_last_day_and_not_on_the_next(cast: Cast) -> None:
    row = cast.raised()
    Holder.objects.filter(person=cast.other_lead).update(until_on=TODAY)
    late, next_day = at("2026-11-16 23:59"), at("2026-11-17 00:00")
    assert read.may(cast.other_lead, row, late).allowed
    assert not read.may(cast.other_lead, row, next_day).allowed
    assert read.visible(read.viewer(cast.other_lead, late)) == [row]
    assert read.visible(read.viewer(cast.other_lead, next_day)) == []


def test_the_last_day_ends_at_midnight_in_london_and_not_in_greenwich(cast: Cast) -> None:
    Holder.objects.filter(person=cast.other_lead).update(until_on=date(2026, 7, 15))
    row = cast.raised()
    assert read.may(cast.other_lead, row, datetime.fromisoformat("2026-07-15T22:59:00+00:00")).allowed
    assert not read.may(cast.other_lead, row, datetime.fromisoformat("2026-07-15T23:00:00+00:00")).allowed


def test_somebody_who_has_left_the_partnership_sees_nothing_of_what_they_raised(cast: Cast) -> None:
    row = cast.raised()
    Work.objects.filter(person=cast.raises).update(until_on=TODAY)
    assert read.may(cast.raises, row, MONDAY).allowed
    assert not read.may(cast.raises, row, MONDAY + timedelta(days=1)).allowed


def test_a_new_holder_sees_what_their_post_was_let_into_before_them(cast: Cast) -> None:
    row = cast.raised()
    post = Post.objects.get(agency=cast.agencies["family-services"], receives=True)
    new = person(cast, "New at the door", cast.agencies["family-services"])
    assert not read.may(new, row, MONDAY).allowed
    Holder.objects.create(post=post, person=new, from_on=FROM, deputy=True)
    assert read.may(new, row, MONDAY).allowed


@pytest.mark.parametrize("policy", ["havering", "barnsley", "newham", "barnet-children", "barnet-multi-agency"])
def test_whoever_is_told_of_an_escalation_may_look_at_it(db: None, sealing_key: Any, policy: str) -> None:
    cast = found(policy)
    row = cast.raised()
    for number, stage in enumerate(cast.policy.stages[1:], start=1):
        when = MONDAY + timedelta(days=number)
        cast.asks(row, cast.manager, when, cmd.Escalate, to=stage.id, reason="Go on.", override=True)
    told = Notice.objects.filter(escalation_id=row.pk).exclude(post=None, person=None)
    assert told.count() > 5
    posts = set(row.grants.values_list("post_id", flat=True))
    people = set(row.grants.values_list("person_id", flat=True))
    for notice in told:
        assert notice.post_id in posts if notice.post_id else notice.person_id in people, notice.key


# --- opening, and the log of looks -------------------------------------------------------------------------------


def test_opening_says_who_looked_before_anything_of_the_story_is_read(cast: Cast) -> None:
    row = cast.raised()
    with CaptureQueriesContext(connection) as queries:
        assert read.open_escalation(row.ref, cast.raises, MONDAY, "page") is not None
    asked = statements(queries)
    looked = next(n for n, sql in enumerate(asked) if 'INTO "escalations_look"' in sql)
    opened = next(n for n, sql in enumerate(asked) if 'FROM "escalations_entry"' in sql)
    assert looked < opened
    assert list(Look.objects.values_list("person", "what", "allowed", "at")) == [(cast.raises.pk, "page", True, MONDAY)]


def test_a_look_that_is_not_allowed_is_written_and_gives_nothing(cast: Cast) -> None:
    row = cast.raised()
    with CaptureQueriesContext(connection) as queries:
        assert read.open_escalation(row.ref, cast.outside, MONDAY, "page") is None
    assert not [sql for sql in statements(queries) if 'FROM "escalations_entry"' in sql]
    assert list(Look.objects.values_list("person", "allowed")) == [(cast.outside.pk, False)]


def test_a_look_that_cannot_be_written_gives_nothing(cast: Cast) -> None:
    row = cast.raised()
    refuse = {
        "sqlite": "CREATE TRIGGER no_log BEFORE INSERT ON escalations_look BEGIN SELECT RAISE(ABORT, 'full'); END",
        "postgresql": "ALTER TABLE escalations_look ADD CONSTRAINT no_log CHECK (false) NOT VALID",
    }
    connection.check_constraints()
    with undone():
        with connection.cursor() as cursor:
            cursor.execute(refuse[connection.vendor])
        with pytest.raises(Exception, match=r"full|no_log"), transaction.atomic():
            read.open_escalation(row.ref, cast.raises, MONDAY, "page")


def test_a_reference_that_stands_for_nothing_gives_nothing(cast: Cast) -> None:
    assert read.open_escalation("WF-AAAA-AAAA", cast.raises, MONDAY, "page") is None


def test_what_is_opened_is_the_fold_of_the_history_with_the_readers_own_part(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.")
    opened = read.open_escalation(row.ref, cast.lead, MONDAY, "page")
    assert opened is not None
    assert opened.state == history.fold(opened.history)
    assert opened.state.seq == opened.row.seq == Entry.objects.filter(escalation=row).count()
    assert (opened.me.agency, opened.me.office) == (RAISING, False)
    assert opened.people[str(cast.raises.pk)] == "Nurse Adeyemi"


# --- what it asks of the database --------------------------------------------------------------------------------


def test_opening_takes_at_most_seven_statements_however_long_the_history(cast: Cast) -> None:
    row = cast.raised()
    counted = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as queries:
            read.open_escalation(row.ref, cast.lead, MONDAY, "page")
        counted.append(len(statements(queries)))
        for _ in range(5):
            cast.does(row, cast.raises, MONDAY, cmd.RecordDiscussion, summary="We talked.")
    assert max(counted) <= 7
    assert len(set(counted)) == 1


def test_a_list_takes_as_many_statements_for_twenty_as_for_one(cast: Cast) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as queries:
            read.listed(read.viewer(cast.lead, MONDAY))
        return len(statements(queries))

    cast.raised()
    one = taken()
    for _ in range(19):
        cast.raised()
    assert len(read.listed(read.viewer(cast.lead, MONDAY))) == 20
    assert taken() == one <= 8


def test_a_list_opens_nothing_that_is_sealed_and_says_nothing_of_the_story(cast: Cast) -> None:
    cast.raised(subjects=(cmd.Subject(kind="child", name="Ada"),), reason="An urgent matter.")
    with CaptureQueriesContext(connection) as queries:
        listed = read.listed(read.viewer(cast.lead, MONDAY))
    assert not [sql for sql in statements(queries) if '"sealed"' in sql or "escalations_sealingkey" in sql]
    assert "Ada" not in repr(listed)
    assert "An urgent matter" not in repr(listed)
    assert listed[0].names == ["Health", "Family Services"]


def union_for(who: Person) -> tuple[str, list[str]]:
    """The query of a list, and how the database goes about it."""
    with CaptureQueriesContext(connection) as queries:
        read.visible(read.viewer(who, MONDAY))
    sql = next(s for s in statements(queries) if "UNION" in s or "AS b0" in s)
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF) "
    with connection.cursor() as cursor:
        cursor.execute(explain + sql)
        return sql, [" ".join(map(str, line)) for line in cursor.fetchall()]


def many(cast: Cast, number: int) -> None:
    """Escalations that are nobody's business, so that the database has reason to use its indexes."""
    world = (cast.partnership, cast.adoption, cast.agencies[RAISING], cast.raises)
    partnership, adoption, raising, raiser = world
    Escalation.objects.bulk_create(
        Escalation(
            partnership=partnership, adoption=adoption, ref=f"X-{n}", state="open", stage="stage-1", raising=raising,
            raiser=raiser, raised_at=MONDAY, last_at=MONDAY - timedelta(minutes=n), seq=1, head="",
        )
        for n in range(number)
    )  # fmt: skip


def test_the_list_is_a_union_of_ordered_branches_and_no_branch_reads_every_escalation(cast: Cast) -> None:
    many(cast, 3000)
    cast.raised()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for who in (cast.raises, cast.lead, cast.manager):
        sql, plan = union_for(who)
        assert not re.search(r"\bOR\b", sql), "an OR over reasons to know makes the database try every row"
        branches = sql.count("ORDER BY") - 1
        assert branches == 1 + len(read.viewer(who, MONDAY).posts) + len(read.viewer(who, MONDAY).offices)
        scans = [line for line in plan if re.search(r"SCAN escalations_escalation|Seq Scan on escalations_esc", line)]
        assert not scans, "\n".join(plan)
    assert any("escalations_latest_first" in line for line in union_for(cast.manager)[1])
