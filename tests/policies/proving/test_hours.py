"""Who answers is proved for every second of a year from the instants at which windows change, and from no others."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.policies.proving.invented import ODD_HOURS, policy
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import routes
from wayforward.core.working_time import OutsideCalendar
from wayforward.policies import shelf
from wayforward.policies.proving.hours import Hours, hours
from wayforward.policies.proving.proof import prove

A_SECOND = timedelta(seconds=1)
QUARTER = timedelta(minutes=15)


def instants(found: tuple[Hours, ...]) -> list[datetime]:
    """Every quarter of an hour of the year, and a second on either side of every boundary."""
    year = found[0].year
    edges = {each.from_at for one in found for each in one.stretches} - {year.from_at}
    quarters = int((year.until_at - year.from_at) / QUARTER)
    near = {at for edge in edges for at in (edge - A_SECOND, edge, edge + A_SECOND)}
    return sorted({year.from_at + n * QUARTER for n in range(quarters)} | near)


def runs(found: tuple[Hours, ...], kind: str) -> Iterator[tuple[datetime, datetime, frozenset[str]]]:
    """Which windows hold, asked at every one of those instants: the first and last instant of each run alike."""
    table = found[0].year.table
    asked = ((at, table.open_windows(kind, at)) for at in instants(found))
    for windows, alike in groupby(asked, key=lambda each: each[1]):
        run = [at for at, _ in alike]
        yield run[0], run[-1], windows


def disagreements(it: Policy, found: tuple[Hours, ...]) -> list[str]:
    """Every instant at which the router, asked then, says something else than the year worked out beforehand."""
    table = found[0].year.table
    wrong = []
    for kind in {one.agency for one in found}:
        tried = list(runs(found, kind))
        for one in (each for each in found if each.agency == kind):
            begins = [stretch.from_at for stretch in one.stretches]
            for first, last, windows in tried:
                answer = table.rows.decide(kind, one.line, one.status, windows, one.cases[-1])
                posts = tuple(post for row in answer.rows for post in table.rows.routes[row].posts)
                stretch = one.stretches[bisect_right(begins, first) - 1]
                said = (stretch.posts, stretch.rule, stretch.line)
                if said != (posts, answer.rule, answer.line) or stretch.until_at <= last:
                    wrong.append(f"{kind} {one.line} {one.status} {first}")
    return wrong


@pytest.mark.parametrize("name", ["barnet-children", "barnet-multi-agency"])
def test_the_year_of_a_policy_is_what_the_router_says_at_every_quarter_and_beside_every_boundary(name: str) -> None:
    it = shelf.load(name)
    assert disagreements(it, hours(it, routes(it, shelf.calendar(it.nation)), 2026)) == []


def test_odd_windows_are_cut_to_the_second_on_holidays_and_when_the_clocks_change() -> None:
    it = policy(ODD_HOURS)
    found = hours(it, routes(it, shelf.calendar("england")), 2026)
    assert disagreements(it, found) == []


TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
SPANS = st.tuples(st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1), TIMES, TIMES)


@settings(max_examples=15, deadline=None)
@given(SPANS, SPANS, st.sampled_from(["closed", "as any day"]))
def test_any_windows_are_cut_where_the_router_changes_its_answer(
    first: tuple[set[str], time, time], second: tuple[set[str], time, time], holidays: str
) -> None:
    assume(all(begins != until for _, begins, until in (first, second)))
    windows = "".join(
        f'  - {{id: w{n}, days: [{", ".join(sorted(days))}], from: "{begins:%H:%M}", until: "{until:%H:%M}",'
        f" bank-holidays: {holidays}}}\n"
        for n, (days, begins, until) in enumerate((first, second))
    )
    it = policy(
        "windows:\n" + windows + "stages:\n  - {id: one, label: One, title: Talk, says: They talk., line: '1'}\n"
        "routes:\n  - {agency: police, line: '1', hours: w0, post: lead}\n"
        "  - {agency: police, line: '1', hours: w1, post: deputy}\n"
    )
    assert disagreements(it, hours(it, routes(it, shelf.calendar("england")), 2026)) == []


def test_the_stretches_of_a_year_leave_no_gap_and_never_overlap() -> None:
    it = shelf.load("barnet-children")
    for one in hours(it, routes(it, shelf.calendar("england")), 2026):
        assert one.stretches[0].from_at == datetime(2026, 1, 1, tzinfo=UTC)
        assert one.stretches[-1].until_at == datetime(2027, 1, 1, tzinfo=UTC)
        assert all(a.until_at == b.from_at for a, b in zip(one.stretches, one.stretches[1:], strict=False))


def test_neighbouring_stretches_always_differ_so_that_a_change_is_a_change() -> None:
    it = shelf.load("barnet-children")
    for one in hours(it, routes(it, shelf.calendar("england")), 2026):
        told = [(each.posts, each.rule, each.line) for each in one.stretches]
        assert all(a != b for a, b in pairwise(told))


def test_an_agency_that_no_stage_asks_is_there_to_be_rung_and_is_not_challenged() -> None:
    it = shelf.load("barnet-children")
    asked = {one.agency for one in hours(it, routes(it, shelf.calendar("england")), 2026)}
    assert "emergency" in {agency.id for agency in it.agencies}
    assert "emergency" not in asked


def test_a_state_that_no_way_leads_to_is_not_proved() -> None:
    it = shelf.load("barnet-multi-agency")
    found = hours(it, routes(it, shelf.calendar("england")), 2026)
    board = [one for one in found if one.line == "S3B"]
    assert board, "the Chair's meeting asks its own line"
    assert {facts["strategic-matter"] for one in board for facts in one.cases} == {frozenset({"yes"})}


def test_a_year_past_the_calendar_is_refused_in_a_sentence() -> None:
    it = shelf.load("newham")
    with pytest.raises(OutsideCalendar, match="Add the bank holidays of other years"):
        hours(it, routes(it, shelf.calendar("england")), 2041)


def test_the_last_year_of_the_calendar_is_proved_to_its_last_minute() -> None:
    it = policy(ODD_HOURS)
    found = hours(it, routes(it, shelf.calendar("england")), 2040)
    assert {one.stretches[-1].until_at for one in found} == {datetime(2041, 1, 1, tzinfo=UTC)}


def test_a_policy_without_any_route_has_no_hours_to_prove() -> None:
    it = policy("stages:\n  - {id: one, label: One, title: Talk, says: They talk.}\n")
    assert hours(it, routes(it, shelf.calendar("england")), 2026) == ()


def test_a_stage_that_the_policy_leaves_out_of_a_case_is_no_state_of_that_case() -> None:
    text = """
facts: [{id: urgent, asks: Urgent?, kind: yes-no}]
stages:
  - {id: one, label: One, title: Talk, says: They talk.%s, line: "1"}
routes: [{agency: any, line: "1", if: {not: {urgent: yes}}, post: lead}]
"""
    everybody, some = (
        hours(it, routes(it, shelf.calendar("england")), 2026)
        for it in (policy(text % ""), policy(text % ", skipped-when: {urgent: yes}"))
    )
    assert any(each.rule for one in everybody for each in one.stretches)
    assert not any(each.rule for one in some for each in one.stretches)


def test_more_facts_than_can_be_combined_are_looked_at_a_few_at_a_time_and_that_is_said() -> None:
    facts = ", ".join(f"{{id: f{n}, asks: F{n}?, kind: yes-no}}" for n in range(16))
    rows = "".join(f'  - {{agency: any, line: "1", if: {{f{n}: yes}}, post: lead}}\n' for n in range(16))
    it = policy(f"facts: [{facts}]\nstages: [{{id: one, label: One, title: T, says: S., line: '1'}}]\nroutes:\n{rows}")
    found = hours(it, routes(it, shelf.calendar("england")), 2026)
    assert not any(one.whole for one in found)
    assert {len(one.cases) for one in found if one.agency == "police" and not one.stretches[0].posts} == {1}
    said = next(iter(prove(it, shelf.calendar("england"), 2026).claims)).what
    assert "For 3 lines only the cases with at most 3 of its facts recorded were looked at." in said
