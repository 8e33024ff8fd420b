"""The week of a policy: who answers in each band of each day, with the gaps the same as the router finds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wayforward.core.routing import routes
from wayforward.core.working_time import is_open
from wayforward.policies import shelf
from wayforward.policies.writing.beginning import Begun, blank
from wayforward.policies.writing.week import DAYS, LONDON, Grid, gaps, week

ON = date(2026, 11, 16)
ONE = Begun(policy="one", title="One", partnership="P", agencies=["Police"], stages=[("Stage 1", "1 working day")])


def grid(policy: str, agency: str, line: str) -> Grid:
    found = shelf.load(policy)
    grids = week(found, shelf.calendar(found.nation), ON)
    return next(one for one in grids if (one.agency, one.line) == (agency, line))


def test_a_row_for_office_hours_leaves_every_other_hour_a_gap() -> None:
    texts = blank(ONE)
    text = texts["policy.yaml"].replace("post: manager}", "post: manager, hours: office-hours}")
    policy = shelf.load_text(texts | {"policy.yaml": text})
    (one,) = week(policy, shelf.calendar("england"), ON)
    assert [(band.begins, band.until) for band in one.bands] == [
        ("00:00", "09:00"), ("09:00", "17:00"), ("17:00", "24:00"),
    ]  # fmt: skip
    assert [cell.gap for cell in one.bands[1].cells] == [False] * 5 + [True] * 3
    assert gaps(policy, shelf.calendar("england"), ON) == 1


def test_a_row_without_hours_answers_at_every_hour() -> None:
    policy = shelf.load_text(blank(ONE))
    (one,) = week(policy, shelf.calendar("england"), ON)
    assert (one.gaps, len(one.bands), len(one.bands[0].cells)) == ((), 1, len(DAYS))


def test_a_row_for_some_cases_says_so() -> None:
    first = grid("barnet-multi-agency", "family-services", "1")
    assert any(cell.sometimes for band in first.bands for cell in band.cells)


@pytest.mark.parametrize("name", shelf.names())
def test_a_cell_names_the_rows_whose_hours_hold_at_every_quarter_of_it(name: str) -> None:
    policy = shelf.load(name)
    calendar = shelf.calendar(policy.nation)
    table = routes(policy, calendar)
    monday = date(2027, 2, 1)  # a plain week
    for one in week(policy, calendar, date(2027, 1, 28)):
        for band in one.bands:
            for day in range(7):
                at = datetime.combine(monday + timedelta(days=day), datetime.min.time(), ZoneInfo(str(LONDON)))
                hour, minute = map(int, band.begins.split(":"))
                at = at.replace(hour=hour, minute=minute)
                now = tuple(
                    i for i in table.rows.of(one.agency)
                    if policy.routes[i].line == one.line and (
                        policy.routes[i].hours is None
                        or is_open(table.windows[policy.routes[i].hours or ""], at, calendar)
                    )
                )  # fmt: skip
                assert band.cells[day].rows == now
