"""Volumes of the stages: what was passed in a year, what is open, how long they stayed, and who may count it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import MONDAY, Cast, at
from tests.escalations.wandering import Wandering
from wayforward.core import commands as cmd
from wayforward.core.working_time import Calendar, parse_amount
from wayforward.directory.models import Person
from wayforward.escalations import history, read, tracking, volumes
from wayforward.escalations.models import Conflict, Escalation
from wayforward.policies.volumes import ENDED, Volume

LATER = at("2026-12-01")
NOBODY = Volume()


def counted(cast: Cast, when: datetime = LATER, who: Person | None = None) -> dict[str, Volume]:
    everything = tracking.of_office(read.viewer(who or cast.manager, when), cast.partnership)
    return dict(volumes.volumes(everything, cast.policy, cast.rules.calendar, when))


def goes(cast: Cast, row: Escalation, when: datetime, to: str) -> None:
    cast.does(row, cast.raises, when, cmd.Escalate, to=to, reason="It cannot wait.", override=True)


def withdraws(cast: Cast, row: Escalation, when: datetime) -> None:
    cast.does(row, cast.raises, when, cmd.Close, ending="withdrawn", reason="No longer needed.")


def test_what_is_open_is_counted_where_it_is_and_has_not_left(cast: Cast) -> None:
    cast.raised()
    found = counted(cast)
    assert found["stage-1"] == Volume(here=1)
    assert set(found) == {stage.id for stage in cast.policy.stages}
    assert all(volume == NOBODY for stage, volume in found.items() if stage != "stage-1")


def test_a_stage_that_was_left_on_the_same_day_took_no_day_and_a_weekend_is_no_working_day(cast: Cast) -> None:
    friday = at("2026-11-20 16:00")
    goes(cast, cast.raised(friday), friday + timedelta(hours=1), "stage-2")
    assert counted(cast)["stage-1"].median == 0
    goes(cast, cast.raised(friday), at("2026-11-23 09:00"), "stage-2")
    goes(cast, cast.raised(friday), at("2026-11-25 09:00"), "stage-2")
    first = counted(cast)["stage-1"]
    assert (first.median, first.unit, first.passed, first.ways) == (1, "working days", 3, {"stage-2": 3})
    assert counted(cast)["stage-2"] == Volume(here=3)


def test_a_stage_that_was_come_back_to_is_another_visit(cast: Cast) -> None:
    row = cast.raised()
    goes(cast, row, MONDAY + timedelta(days=1), "stage-2")
    withdraws(cast, row, MONDAY + timedelta(days=2))
    cast.does(row, cast.raises, MONDAY + timedelta(days=3), cmd.Reopen, reason="It was not over.")
    withdraws(cast, row, MONDAY + timedelta(days=4))
    found = counted(cast)
    assert found["stage-1"].ways == {"stage-2": 1}
    assert found["stage-2"].ways == {ENDED: 2}
    assert found["stage-2"].passed == 2
    assert found["stage-2"].here == 0


def test_what_left_more_than_a_year_ago_or_after_the_instant_is_not_counted(cast: Cast) -> None:
    row = cast.raised()
    goes(cast, row, MONDAY + timedelta(days=1), "stage-2")
    assert counted(cast, MONDAY)["stage-1"] == Volume(here=1)
    assert counted(cast, at("2027-11-17 09:59"))["stage-1"].passed == 1
    long_after = counted(cast, at("2027-11-17 10:00"))
    assert long_after["stage-1"].passed == 0
    assert long_after["stage-2"].here == 1
    withdraws(cast, row, MONDAY + timedelta(days=2))
    assert counted(cast, at("2028-01-10"))["stage-2"] == NOBODY


def test_on_29_february_a_year_reaches_back_to_the_28th(cast: Cast) -> None:
    cast.raised()
    assert counted(cast, at("2028-02-29"))["stage-1"].here == 1


def test_the_office_counts_its_own_without_a_conflict_and_nobody_else_counts_any(cast: Cast, neighbours: Cast) -> None:
    rows = [cast.raised(), cast.raised(), neighbours.raised()]
    assert counted(cast)["stage-1"].here == 2
    Conflict.objects.create(escalation=rows[0], person=cast.manager, declared_at=MONDAY)
    assert counted(cast)["stage-1"].here == 1
    for somebody in (cast.raises, cast.lead, cast.chair, neighbours.manager):
        assert all(volume == NOBODY for volume in counted(cast, who=somebody).values())


def test_it_asks_the_database_as_often_for_many_as_for_one(cast: Cast) -> None:
    cast.raised()
    with CaptureQueriesContext(
        connection,
    ) as one:
        counted(cast)
    for _ in range(5):
        goes(cast, cast.raised(), MONDAY + timedelta(days=1), "stage-2")
    with CaptureQueriesContext(connection) as many:
        counted(cast)
    assert len(many) == len(one)


def test_whatever_people_do_the_counts_agree_with_the_visits_of_each_history(cast: Cast) -> None:
    rows, when = [], MONDAY
    for seed in range(4):
        wandering = Wandering(cast, Random(seed))
        wandering.begin()
        for _ in range(15):
            wandering.step()
        rows.append(wandering.row)
        when = max(when, wandering.at)
    found = counted(cast, when + timedelta(minutes=1))
    states = [history.fold(read.entries(row)) for row in rows]
    entered = [visit.stage for state in states for visit in _stages_of(state)]
    for stage, volume in found.items():
        assert volume.here + volume.passed >= entered.count(stage)
        assert volume.here == sum(state.open and state.stage == stage for state in states)
        assert sum(volume.ways.values()) == volume.passed


def _stages_of(state: history.State) -> list[history.Any]:
    kept: list[history.Any] = []
    for visit in state.visits:
        if not kept or kept[-1].stage != visit.stage:
            kept.append(visit)
    return kept


def test_where_the_calendar_does_not_reach_back_nights_and_weekends_count_and_are_called_days(cast: Cast) -> None:
    goes(cast, cast.raised(at("2026-11-20 16:00")), at("2026-11-23 09:00"), "stage-2")
    short = Calendar.of("england", {}, first=date(2026, 11, 23), last=date(2026, 12, 31))
    everything = tracking.of_office(read.viewer(cast.manager, LATER), cast.partnership)
    first = volumes.volumes(everything, cast.policy, short, LATER)["stage-1"]
    assert (first.median, first.unit) == (3, "days")


def test_a_limit_in_clock_hours_makes_the_stay_one_of_days(cast: Cast) -> None:
    goes(cast, cast.raised(at("2026-11-20 16:00")), at("2026-11-23 09:00"), "stage-2")
    limits = {d.id: d.time for d in cast.policy.duties if d.stage == "stage-1"}
    by_the_clock = tuple(
        replace(d, time=replace(d.time, within=parse_amount("48 hours"))) if d.id in limits and d.time else d
        for d in cast.policy.duties
    )
    everything = tracking.of_office(read.viewer(cast.manager, LATER), cast.partnership)
    policy = replace(cast.policy, duties=by_the_clock)
    first = volumes.volumes(everything, policy, cast.rules.calendar, LATER)["stage-1"]
    assert (first.median, first.unit) == (3, "days")
