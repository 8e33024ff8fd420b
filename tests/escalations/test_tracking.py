"""The office's tracker: the same people as may see one, the same words in the database as in one row."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import FROM, MONDAY, OUTSIDE, RAISING, RESPONDING, Cast, at, found, person
from tests.escalations.wandering import wander
from tests.escalations.worlds import undone
from wayforward.core import commands as cmd
from wayforward.core.people import OFFICE
from wayforward.directory.models import Holder, Person
from wayforward.escalations import read, saved_views, tracking
from wayforward.escalations.models import Conflict, Escalation
from wayforward.escalations.rebuild import mended
from wayforward.escalations.tracking import Asked, Bounds, Sort, Wrong

LATER = at("2026-12-01")


def bounds(cast: Cast, when: datetime) -> Bounds:
    return tracking.bounds(cast.partnership, cast.rules, when)


def refs(cast: Cast, asked: Asked, when: datetime = MONDAY, who: Person | None = None) -> list[str]:
    everything = tracking.of_office(read.viewer(who or cast.manager, when), cast.partnership)
    shown = tracking.find(everything, asked, bounds(cast, when), cast.rules.rung, 1)
    return [item.row.ref for item in shown.rows]


def wrong(cast: Cast, row: Escalation, when: datetime) -> set[Wrong]:
    """What is wrong with one, asked both ways."""
    row = Escalation.objects.get(pk=row.pk)
    one_way = set(tracking.wrong_with(row, bounds(cast, when)))
    asked = {w for w in Wrong if row.ref in refs(cast, Asked(wrong=w, state="all"), when)}
    assert one_way == asked
    return one_way


# --- who sees it ------------------------------------------------------------------------------------------


def test_only_the_partnerships_own_office_tracks_and_it_tracks_everything(cast: Cast, neighbours: Cast) -> None:
    theirs, ours = neighbours.raised(), cast.raised()
    assert refs(cast, Asked()) == [ours.ref]
    for somebody in [*cast.workers.values(), *cast.leads.values(), cast.chair, neighbours.manager]:
        assert refs(cast, Asked(), who=somebody) == []
    assert refs(neighbours, Asked()) == [theirs.ref]


def test_a_conflict_of_interest_is_neither_in_the_list_nor_in_a_count(cast: Cast) -> None:
    row = cast.raised()
    Conflict.objects.create(escalation=row, person=cast.manager, declared_at=MONDAY)
    assert refs(cast, Asked()) == []
    everything = tracking.of_office(read.viewer(cast.manager, MONDAY), cast.partnership)
    assert set(tracking.counts(everything, bounds(cast, LATER)).values()) == {0}


def test_the_tracker_shows_exactly_what_the_office_may_see(cast: Cast, neighbours: Cast) -> None:
    rows = [cast.raised(), cast.raised(), neighbours.raised()]
    Conflict.objects.create(escalation=rows[1], person=cast.manager, declared_at=MONDAY)
    for somebody in [*cast.everybody, *neighbours.everybody]:
        who = tracking.office_worker(somebody, MONDAY)
        tracked = set(tracking.of_office(who, cast.partnership).values_list("ref", flat=True))
        office = str(cast.partnership.pk) in who.offices
        here = [row for row in rows if row.partnership_id == cast.partnership.pk]
        allowed = {row.ref for row in here if read.may(somebody, row, MONDAY).allowed}
        assert tracked == (allowed if office else set())


# --- what is wrong ----------------------------------------------------------------------------------------


def test_overdue_begins_the_instant_after_the_limit_without_any_clock(cast: Cast) -> None:
    row = cast.raised()
    due_at = Escalation.objects.get(pk=row.pk).due_at
    assert due_at is not None
    assert Wrong.OVERDUE not in wrong(cast, row, due_at)
    assert Wrong.OVERDUE in wrong(cast, row, due_at + timedelta(seconds=1))


def test_due_soon_is_within_the_days_that_were_asked_for(cast: Cast) -> None:
    row = cast.raised()
    due_at = Escalation.objects.get(pk=row.pk).due_at
    assert due_at is not None
    early = due_at - timedelta(days=3)
    assert refs(cast, Asked(wrong=Wrong.DUE, within=3), early) == [row.ref]
    assert refs(cast, Asked(wrong=Wrong.DUE, within=2), early) == []
    assert refs(cast, Asked(wrong=Wrong.DUE, within=2), due_at + timedelta(seconds=1)) == []


def test_silent_is_two_whole_working_days_without_a_word_of_the_challenged_side(cast: Cast) -> None:
    row = cast.raised()  # on Monday
    assert Wrong.SILENT not in wrong(cast, row, at("2026-11-18 23:00"))
    assert Wrong.SILENT in wrong(cast, row, at("2026-11-19 09:00"))
    cast.does(row, cast.raises, MONDAY, cmd.RecordAttempt, whom="The duty worker")
    assert Wrong.SILENT in wrong(cast, row, at("2026-11-19 09:00"))


@pytest.mark.parametrize(
    ("who", "command", "given"),
    [
        ("responds", cmd.Acknowledge, {}),
        ("other_lead", cmd.Respond, {"outcome": "upheld", "reasons": "We looked again."}),
        ("manager", cmd.Respond, {"outcome": "upheld", "reasons": "They told us by telephone."}),
        ("raises", cmd.RecordDiscussion, {"summary": "We talked."}),
    ],
)
def test_whatever_the_challenged_side_says_breaks_the_silence(
    cast: Cast, who: str, command: type[cmd.Command], given: dict[str, str]
) -> None:
    row = cast.raised()
    cast.does(row, getattr(cast, who), MONDAY + timedelta(hours=1), command, **given)
    assert Wrong.SILENT not in wrong(cast, row, at("2026-11-19 09:00"))


def test_the_next_stage_is_a_silence_of_its_own(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Respond, outcome="upheld", reasons="We looked again.")
    cast.does(row, cast.raises, MONDAY + timedelta(hours=1), cmd.Escalate, to="stage-2", reason="No.", override=True)
    assert Wrong.SILENT in wrong(cast, row, at("2026-11-19 09:00"))


def test_stuck_is_late_and_three_whole_working_days_in_which_nobody_did_anything(cast: Cast) -> None:
    row = cast.raised()
    due_at = Escalation.objects.get(pk=row.pk).due_at  # the Monday after
    assert due_at is not None
    acted = due_at - timedelta(hours=8)
    cast.does(row, cast.raises, acted, cmd.RecordAttempt, whom="The duty worker")
    assert Wrong.STUCK not in wrong(cast, row, at("2026-11-26 23:00"))
    assert Wrong.STUCK in wrong(cast, row, at("2026-11-27 09:00"))


def test_a_chase_neither_breaks_a_silence_nor_frees_what_is_stuck_and_is_remembered(cast: Cast) -> None:
    row = cast.raised()
    chased = at("2026-11-27 08:30")
    cast.does(row, cast.manager, chased, cmd.Chase, agency=RESPONDING, words="Please answer.")
    assert {Wrong.STUCK, Wrong.SILENT} <= wrong(cast, row, at("2026-11-27 09:00"))
    assert Escalation.objects.get(pk=row.pk).chased_at == chased


def test_saying_that_a_message_was_seen_frees_nothing_that_is_stuck(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.manager, at("2026-11-27 08:30"), cmd.Acknowledge)
    assert Wrong.STUCK in wrong(cast, row, at("2026-11-27 09:00"))


def test_a_record_nobody_made_is_missing_also_once_it_has_ended(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.other_lead, MONDAY, cmd.Propose, outcome="A visit.")
    cast.does(row, cast.raises, MONDAY, cmd.Answer, agree=True)
    assert Escalation.objects.get(pk=row.pk).state == "resolved"
    assert Wrong.MISSING not in wrong(cast, row, at("2026-11-20"))
    assert wrong(cast, row, LATER) == {Wrong.MISSING}


def test_a_post_that_nobody_holds_is_vacant_where_an_escalation_has_brought_it_in(cast: Cast) -> None:
    row = cast.raised()
    assert Wrong.VACANT not in wrong(cast, row, MONDAY)
    Holder.objects.filter(person=cast.other_lead).update(until_on=FROM)
    assert Wrong.VACANT in wrong(cast, row, MONDAY)


def test_what_has_ended_is_neither_late_nor_silent_nor_stuck(cast: Cast) -> None:
    row = cast.raised()
    cast.does(row, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Settled.", override=True)
    assert wrong(cast, row, LATER) & {Wrong.OVERDUE, Wrong.DUE, Wrong.STUCK, Wrong.SILENT, Wrong.VACANT} == set()


def test_where_no_calendar_reaches_nothing_is_counted_and_nothing_breaks(cast: Cast) -> None:
    cast.raised()
    beyond = at("2091-01-01")
    assert tracking.quiet_since(cast.rules.calendar, beyond, 2) is None
    assert refs(cast, Asked(wrong=Wrong.SILENT), beyond) == []
    assert refs(cast, Asked(wrong=Wrong.STUCK), beyond) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_the_database_calls_wrong_is_what_one_row_calls_wrong(db: None, sealing_key: object, seed: int) -> None:
    with undone():
        been = wander(found("havering"), seed, 25)
        chance = Random(seed)
        for _ in range(12):
            wrong(been.cast, been.row, been.at + timedelta(hours=chance.randrange(-200, 800)))
        assert mended(been.row) == ()


# --- narrowed and in order --------------------------------------------------------------------------------


def test_each_filter_narrows_to_its_own(cast: Cast) -> None:
    one = cast.raised()
    police = cmd.Actor(person=str(cast.outside.pk), agency=OUTSIDE)
    two = cast.raised(by=police, raising=OUTSIDE)
    cast.does(two, cast.outside, MONDAY, cmd.Escalate, to="stage-2", reason="No.", override=True)
    assert refs(cast, Asked(stage="stage-2")) == [two.ref]
    assert refs(cast, Asked(raising=RAISING)) == [one.ref]
    assert set(refs(cast, Asked(responding=RESPONDING))) == {one.ref, two.ref}
    assert refs(cast, Asked(responding=OUTSIDE)) == []
    assert refs(cast, Asked(ref=one.ref[3:7].lower())) == [one.ref]
    assert refs(cast, Asked(turn=RAISING)) == [one.ref]  # who owes the first talk
    assert refs(cast, Asked(turn="heal")) == []
    cast.does(one, cast.raises, MONDAY, cmd.Close, ending="withdrawn", reason="Settled.", override=True)
    assert refs(cast, Asked()) == [two.ref]
    assert refs(cast, Asked(state="ended")) == [one.ref]
    assert set(refs(cast, Asked(state="all"))) == {one.ref, two.ref}


@pytest.mark.parametrize("sort", Sort)
def test_it_is_ordered_by_any_column_either_way_and_what_has_none_comes_last(cast: Cast, sort: Sort) -> None:
    police = cmd.Actor(person=str(cast.outside.pk), agency=OUTSIDE)
    first = cast.raised()
    second = cast.raised(MONDAY + timedelta(days=1), by=police, raising=OUTSIDE)
    cast.does(second, cast.outside, MONDAY + timedelta(days=1), cmd.Escalate, to="stage-2", reason="No.", override=True)
    for row, hours in ((first, 48), (second, 72)):
        cast.does(row, cast.other_lead, MONDAY + timedelta(hours=hours), cmd.Respond, outcome="upheld", reasons="No.")
    never = cast.raised(MONDAY + timedelta(days=2))
    up = refs(cast, Asked(sort=sort), LATER)
    down = refs(cast, Asked(sort=sort, down=True), LATER)
    assert set(up) == set(down) == {first.ref, second.ref, never.ref}
    if sort is Sort.HEARD:
        assert (up[-1], down[-1]) == (never.ref, never.ref)
    if sort is Sort.REF:
        assert up == sorted(up)
        assert down == up[::-1]
    if sort in (Sort.SINCE, Sort.HEARD, Sort.STAGE, Sort.RAISING):
        assert up.index(first.ref) < up.index(second.ref)
        assert down.index(second.ref) < down.index(first.ref)


def test_a_page_holds_25_and_a_page_that_is_not_there_is_the_last(cast: Cast) -> None:
    for _ in range(27):
        cast.raised()
    everything = tracking.of_office(read.viewer(cast.manager, MONDAY), cast.partnership)
    by = bounds(cast, MONDAY)
    first, last, beyond = (tracking.find(everything, Asked(), by, cast.rules.rung, n) for n in (1, 2, 99))
    assert (len(first.rows), len(last.rows), first.count, first.pages) == (25, 2, 27, 2)
    assert [item.row.pk for item in beyond.rows] == [item.row.pk for item in last.rows]
    assert not {i.row.pk for i in first.rows} & {i.row.pk for i in last.rows}


def test_a_page_asks_as_many_questions_for_thirty_as_for_three(cast: Cast) -> None:
    def asked() -> int:
        everything = tracking.of_office(read.viewer(cast.manager, MONDAY), cast.partnership)
        by = bounds(cast, MONDAY)
        with CaptureQueriesContext(connection) as queries:
            tracking.counts(everything, by)
            tracking.find(everything, Asked(), by, cast.rules.rung, 1)
        return len(queries)

    for _ in range(3):
        cast.raised()
    few = asked()
    for _ in range(27):
        cast.raised()
    assert asked() == few


def test_nothing_sealed_is_opened_for_the_list(cast: Cast) -> None:
    cast.raised()
    everything = tracking.of_office(read.viewer(cast.manager, MONDAY), cast.partnership)
    with CaptureQueriesContext(connection) as queries:
        tracking.find(everything, Asked(), bounds(cast, MONDAY), cast.rules.rung, 1)
    assert not [q["sql"] for q in queries if "escalations_entry" in q["sql"] or "sealingkey" in q["sql"]]


def test_the_next_step_is_where_the_office_says_it_is(cast: Cast) -> None:
    row = cast.raised()
    for stage in ("stage-2", "stage-3", "stage-4"):
        cast.does(row, cast.raises, MONDAY, cmd.Escalate, to=stage, reason="No.", override=True)
    assert refs(cast, Asked(turn=OFFICE)) == [row.ref]  # the partnership's chair chooses the route


# --- kept views -------------------------------------------------------------------------------------------


def test_a_view_is_its_owners_alone_and_a_name_means_one_thing(cast: Cast, neighbours: Cast) -> None:
    mine, area = cast.manager, cast.partnership
    other = person(cast, "Deputy manager", cast.agencies[OFFICE])
    assert saved_views.keep(mine, area, "Late", "?wrong=overdue")
    assert saved_views.keep(mine, area, "Late", "?wrong=stuck")
    assert [(view.name, view.query) for view in saved_views.of(mine, area)] == [("Late", "?wrong=stuck")]
    assert saved_views.of(other, area) == []
    assert saved_views.of(mine, neighbours.partnership) == []
    key = saved_views.of(mine, area)[0].pk
    assert saved_views.throw_away(other, area, key) == ""
    assert saved_views.throw_away(mine, area, key) == "Late"
    assert saved_views.throw_away(mine, area, key) == ""


def test_there_is_room_for_so_many_views_and_an_old_name_can_still_change(cast: Cast) -> None:
    for number in range(saved_views.MOST):
        assert saved_views.keep(cast.manager, cast.partnership, f"View {number}", "?")
    assert not saved_views.keep(cast.manager, cast.partnership, "One more", "?")
    assert saved_views.keep(cast.manager, cast.partnership, "View 3", "?wrong=stuck")
