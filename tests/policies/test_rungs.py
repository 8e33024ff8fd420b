"""A ladder told as a whole says at every instant what the router says, and its hours in words that people use."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import MONDAY, at
from wayforward.core.routing import RouteTable, routes
from wayforward.core.working_time import EVERY_DAY, WEEKDAYS_ONLY, BankHolidays, Span, Window
from wayforward.policies import hours, rungs, shelf
from wayforward.web import gaps
from wayforward.web.expiry import LONGEST

HERE = Path(__file__).parents[1] / "policies"
EVERY = (*shelf.names(), str(HERE / "sample"), str(HERE / "invented" / "saltmarsh"))
TABLES = {name: routes(policy, shelf.calendar(policy.nation)) for name in EVERY for policy in [shelf.load(name)]}
CHRISTMAS = at("2026-12-11")  # a month that has weekends, two bank holidays and the turn of a year


@given(
    st.sampled_from(EVERY),
    st.data(),
    st.datetimes(datetime(2026, 12, 11, 10), datetime(2026, 12, 11, 10) + LONGEST - timedelta(seconds=1)),
)
def test_at_any_instant_the_ladder_names_exactly_whom_the_router_names(
    name: str, data: st.DataObject, wall: datetime
) -> None:
    policy, table = shelf.load(name), TABLES[name]
    agency = data.draw(st.sampled_from(policy.agencies)).id
    moment = wall.replace(tzinfo=CHRISTMAS.tzinfo)
    ladder = rungs.rungs(table, policy, agency, CHRISTMAS, CHRISTMAS + LONGEST)
    for rung in ladder:
        for status, title in (table.statuses_of(agency) or {"": ""}).items():
            answer = table.answer(agency, rung.line, moment, status or None)
            now = hours.Kind(table.open_windows(agency, moment), moment)
            wanted = [c.post.id for c in answer.cards]
            fits = [
                entry
                for entry in rung.entries
                if (not entry.statuses or (title or status) in entry.statuses)
                and [c.post.id for c in entry.cards] == wanted
            ]
            assert fits, (agency, rung.line, status, wall)
            assert any(_covers(entry.hours, now, table, agency) for entry in fits)


def _covers(said: str, now: hours.Kind, table: RouteTable, agency: str) -> bool:
    """Whether the words are those of some set of kinds of hour with this one in it."""
    every = hours.kinds(table, agency, CHRISTMAS, CHRISTMAS + LONGEST)
    mine = next(kind for kind in every if kind.open_windows == now.open_windows)
    others = [kind for kind in every if kind is not mine]
    for chosen in range(2 ** len(others)):
        group = [mine, *(kind for n, kind in enumerate(others) if chosen >> n & 1)]
        if hours.of_kinds(sorted(group, key=every.index), every, table) == said:
            return True
    return False


@pytest.mark.parametrize("name", EVERY, ids=lambda name: Path(name).name)
def test_a_line_and_a_case_are_told_once_for_each_kind_of_hour(name: str) -> None:
    policy, table = shelf.load(name), TABLES[name]
    for agency in policy.agencies:
        for rung in rungs.rungs(table, policy, agency.id, MONDAY, MONDAY + LONGEST):
            told = [(status, entry.hours) for entry in rung.entries for status in entry.statuses or ("",)]
            assert len(told) == len(set(told))


def test_who_answers_instead_is_told_for_the_case_that_it_is_about() -> None:
    policy, table = shelf.load("barnet-children"), TABLES["barnet-children"]
    found = rungs.instead(table, policy, "police", MONDAY, MONDAY + LONGEST)
    assert [(one.asks, one.name) for one in found] == [
        ("Is the police team a specialist unit?", "Line 1"),
        ("Is the police team from outside Barnet?", "Line 1"),
    ]
    urgent = rungs.instead(table, policy, "schools", MONDAY, MONDAY + LONGEST)
    assert [one.name for one in urgent if one.asks == "Is it urgent?"] == ["Whatever the line"]


@pytest.mark.parametrize(
    ("span", "inside", "outside"),
    [
        (Span(WEEKDAYS_ONLY, time(9), time(17), BankHolidays.CLOSED),
         "Monday to Friday from 9am to 5pm, not on bank holidays",
         "outside Monday to Friday from 9am to 5pm, and on bank holidays"),
        (Span(EVERY_DAY, time(21), time(7)), "every day from 9pm to 7am", "outside every day from 9pm to 7am"),
        (Span(frozenset({5, 6}), time(9), time(12, 30), BankHolidays.OPEN),
         "Saturday and Sunday from 9am to 12:30pm and on bank holidays",
         "outside Saturday and Sunday from 9am to 12:30pm and on bank holidays"),
        (Span(EVERY_DAY, time(10), time(12), BankHolidays.ONLY),
         "bank holidays from 10am to midday", "outside bank holidays from 10am to midday"),
        (Span(frozenset({2}), time(0), time(0)), "Wednesday", "outside Wednesday"),
    ],
)  # fmt: skip
def test_hours_are_said_as_people_say_them(span: Span, inside: str, outside: str) -> None:
    window = Window("w", (span,))
    assert hours.of_window(window) == hours.outside(window.outside("v")) == inside
    assert hours.outside(window) == hours.of_window(window.outside("v")) == outside


def test_any_hour_is_any_hour() -> None:
    assert hours.of_window(Window("always", (Span(EVERY_DAY, time(0), time(0)),))) == "at any hour"


def test_only_an_agency_with_one_pair_of_hours_has_office_hours() -> None:
    table = TABLES["barnet-children"]
    office = hours.office(table, "family-services")
    assert office is not None
    assert office.id == "office"
    assert hours.office(table, "police") is None
    assert hours.office(TABLES["newham"], "police") is None


def test_an_area_without_a_hole_says_so_and_one_with_holes_lists_each() -> None:
    assert gaps.holes(TABLES["newham"], shelf.load("newham"), MONDAY, MONDAY + LONGEST) == []
    found = gaps.holes(TABLES["barnet-children"], shelf.load("barnet-children"), MONDAY, MONDAY + LONGEST)
    assert "family-services" in [one["id"] for one in found]
    assert "police" not in [one["id"] for one in found]


@pytest.mark.parametrize("name", EVERY, ids=lambda name: Path(name).name)
def test_every_silence_of_a_policy_is_told_once_with_what_it_is_about(name: str) -> None:
    policy = shelf.load(name)
    told = gaps.silences(policy)
    assert len({one["says"] for one in told}) == len(told)
    silent = {element.silent for _, element in policy.elements() if element.silent}
    assert silent <= {one["says"] for one in told}
    assert all(one["about"] for one in told)
