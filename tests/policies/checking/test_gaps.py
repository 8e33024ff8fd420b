"""Hours at which a line names nobody are found from the data, and agree with asking the router minute by minute."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policies.checking.edits import added, dropped
from tests.policies.checking.mutants import ON, SOUND, found, mutated
from wayforward.policies import shelf
from wayforward.policies.checking.cases import cases
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.gaps import Gap, holes

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
BY_DAY_OF_THE_WEEK = [
    {"days": WEEKDAYS, "from": "17:00", "until": "00:00"},
    {"days": WEEKDAYS, "from": "00:00", "until": "09:00"},
    {"days": ["sat", "sun"]},
]

AT_NIGHT = dropped("routes", {"line": "2", "hours": "out-of-hours"})
IN_HEALTH = dropped("routes", {"agency": "health", "line": "2", "hours": "out-of-hours"})
OTHER_HOURS = dropped("windows", {"id": "out-of-hours"})
NIGHT = {"id": "out-of-hours", "days": "every day", "from": "17:00", "until": "07:00"}
BETWEEN = (OTHER_HOURS, added("windows", NIGHT))
HOLIDAYS = (OTHER_HOURS, added("windows", {"id": "out-of-hours", "spans": BY_DAY_OF_THE_WEEK}))


def test_holes_with_one_cause_are_one_finding_that_names_every_agency() -> None:
    (finding,) = found(mutated(SOUND, AT_NIGHT), "CHK-06a")
    assert finding.what.startswith("Every agency, line 2: nobody is named outside Monday to Friday")
    assert finding.elements == ("route social-care-2-1", "route health-2-1")


def test_the_example_of_a_hole_is_an_hour_at_which_the_router_names_nobody() -> None:
    policy = mutated(SOUND, IN_HEALTH)
    (finding,) = found(policy, "CHK-06a")
    assert "On Saturday 28 November 2026 at 02:10" in finding.example
    table = Desk(policy, shelf.calendar("england"), ON).table
    hole = table.answer("health", "2", datetime(2026, 11, 28, 2, 10, tzinfo=UTC)).hole
    assert hole is not None
    assert hole.rule == "CHK-06a"
    assert "Monday 30 November 2026 at 09:00" in finding.example


def test_a_hole_on_bank_holidays_alone_is_shown_on_a_bank_holiday() -> None:
    findings = found(mutated(SOUND, *HOLIDAYS), "CHK-06a")
    assert findings
    assert all("bank holidays" in finding.what for finding in findings)
    assert all("(Christmas Day)" in finding.example for finding in findings)


# The same answer, worked out twice: from the patterns of the days, and by asking the router at an instant.

HOLED = {
    "barnet-children": shelf.load("barnet-children"),
    "barnet-multi-agency": shelf.load("barnet-multi-agency"),
    "between windows": mutated(SOUND, *BETWEEN),
    "bank holidays": mutated(SOUND, *HOLIDAYS),
}
MINUTES = st.integers(0, 366 * 24 * 60 - 1)


def by_router(desk: Desk, at: datetime) -> set[tuple[str, str]]:
    """The agencies and lines with a hole at this instant, in any kind of case, as the router answers."""
    holed = set()
    for agency in desk.table.kinds:
        for line in desk.table.rows.lines(agency):
            for case in cases(desk.policy, desk.table, agency, line):
                hole = desk.table.answer(agency, line, at, case.status, case.facts).hole
                if hole is not None and hole.rule == "CHK-06a":
                    holed.add((agency, line))
    return holed


@cache
def worked_out(name: str) -> tuple[Desk, tuple[Gap, ...]]:
    policy = HOLED[name]
    desk = Desk(policy, shelf.calendar(policy.nation), ON)
    return desk, holes(desk)


def by_check(name: str, at: datetime) -> set[tuple[str, str]]:
    desk, gaps = worked_out(name)
    i, second = desk.calendar.on_the_dial(at)
    kind = desk.calendar.table.kind[i]
    return {
        (agency, gap.line)
        for gap in gaps
        for agency, stretch in gap.asked
        if stretch.kind == kind and stretch.begins <= second < stretch.until
    }


@pytest.mark.parametrize("name", HOLED)
@given(minute=MINUTES)
def test_the_check_and_the_router_agree_at_any_minute_of_a_year(name: str, minute: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    assert by_check(name, at) == by_router(worked_out(name)[0], at)


@pytest.mark.parametrize("name", HOLED)
def test_they_agree_every_quarter_of_an_hour_around_the_clock_changes_and_christmas(name: str) -> None:
    for day, hour in ((date(2026, 3, 28), 20), (date(2026, 10, 24), 20), (date(2026, 12, 24), 16)):
        for quarter in range(60):
            at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(minutes=15 * quarter)
            assert by_check(name, at) == by_router(worked_out(name)[0], at), at
