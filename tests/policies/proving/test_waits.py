"""The longest wait that a policy permits is the longest of all, whichever minute it is raised at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policies.proving.invented import ladder, policy
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import OutsideCalendar, deadline, instant, on_the_wall, parse_amount
from wayforward.policies import shelf
from wayforward.policies.proving.clocks import Limits, walking
from wayforward.policies.proving.waits import paths, waits, waits_between

ENGLAND = shelf.calendar("england")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
CHRISTMAS = date(2026, 12, 10), date(2027, 1, 8)
EASTER = date(2026, 3, 23), date(2026, 4, 14)


def minutes(first: date, last: date, step: timedelta = MINUTE) -> Iterator[datetime]:
    at, end = instant(first, time()), instant(last, time())
    while at < end:
        yield at
        at += step


def one_after_another(it: Policy, amounts: tuple[str, ...], raised_at: datetime) -> datetime:
    """The end of a ladder, each limit used to the full: the deadlines chained, and nothing else."""
    at = raised_at
    for amount in amounts:
        found = deadline(at, parse_amount(amount), ENGLAND, it.reading).due_at
        assert found is not None
        at = found
    return at


def days(start: datetime, end: datetime) -> int:
    return ENGLAND.working_days_between(on_the_wall(start).date(), on_the_wall(end).date())


@pytest.mark.parametrize("weeks", [CHRISTMAS, EASTER], ids=["Christmas", "Easter"])
@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("newham", ("3 working days", "1 working day", "1 working day", "3 working days")),
        ("barnsley", ("5 working days", "5 working days", "5 working days")),
        ("barnet-children", ("5 working days",)),
    ],
)
def test_no_minute_around_a_holiday_gives_a_longer_wait_than_the_longest(
    name: str, amounts: tuple[str, ...], weeks: tuple[date, date]
) -> None:
    it = shelf.load(name)
    found = waits_between(it, ENGLAND, instant(weeks[0], time()), instant(weeks[1], time()))
    ends = {at: one_after_another(it, amounts, at) for at in minutes(*weeks)}
    assert found.longest is not None
    assert found.most_days is not None
    assert found.longest.lasts == max(end - at for at, end in ends.items())
    assert found.most_days.working_days == max(days(at, end) for at, end in ends.items())


@pytest.mark.parametrize("name", ["newham", "barnsley", "barnet-children"])
def test_the_longest_wait_of_each_stage_is_the_longest_over_every_minute_of_the_weeks(name: str) -> None:
    it = shelf.load(name)
    found = waits_between(it, ENGLAND, *(instant(day, time()) for day in CHRISTMAS))
    for stage in found.stages:
        if stage.within is not None:
            ends = {at: one_after_another(it, (str(stage.within),), at) for at in minutes(*CHRISTMAS)}
            assert stage.lasts == max(end - at for at, end in ends.items())
            assert stage.working_days == max(days(at, end) for at, end in ends.items())


AMOUNTS = st.sampled_from(
    ["1 working day", "3 working days", "48 hours", "7 working hours", "4 working hours", "2 calendar days",
     "same working day", "30 hours", "1 month"]
)  # fmt: skip
READINGS = st.sampled_from([
    "",
    'readings: {day-ends: {at: "17:30:00"}}',
    'readings: {day-ends: {at: "17:00:00"}, late-start: {at: "15:00"}}',
    "readings: {start-day: {counts: true}}",
    'readings: {working-hours: {from: "08:15", until: "16:40"}}',
])  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=3).map(tuple), READINGS)
def test_whatever_the_units_and_readings_no_instant_gives_a_longer_wait(
    amounts: tuple[str, ...], readings: str
) -> None:
    it = ladder(*amounts, readings=readings)
    first, last = date(2026, 3, 26), date(2026, 4, 9)
    found = waits_between(it, ENGLAND, instant(first, time()), instant(last, time()))
    assert found.longest is not None
    assert found.most_days is not None
    raised_at = found.longest.walk.raised_at
    near = [raised_at + n * SECOND for n in range(-3, 4)]
    tried = [*minutes(first, last, 7 * MINUTE), *(at for at in near if instant(first, time()) <= at)]
    ends = {at: one_after_another(it, amounts, at) for at in tried}
    assert max(end - at for at, end in ends.items()) <= found.longest.lasts
    assert max(days(at, end) for at, end in ends.items()) <= found.most_days.working_days
    assert found.longest.walk.ends.at == one_after_another(it, amounts, raised_at)


def test_working_hours_run_longest_from_the_second_that_misses_closing_time() -> None:
    it = ladder("4 working hours")
    found = waits_between(it, ENGLAND, datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 6, tzinfo=UTC))
    assert found.longest is not None
    assert on_the_wall(found.longest.walk.raised_at).time() == time(13, 0, 1)
    assert found.longest.lasts == timedelta(hours=68)  # over the weekend


def test_hours_by_the_clock_after_working_hours_are_counted_from_their_last_permitted_end() -> None:
    it = ladder("4 working hours", "10 hours", "1 working day")
    first, last = date(2026, 6, 1), date(2026, 6, 8)
    found = waits_between(it, ENGLAND, instant(first, time()), instant(last, time()))
    amounts = ("4 working hours", "10 hours", "1 working day")
    tried = (at for minute in minutes(first, last) for at in (minute, minute + SECOND))
    assert found.longest is not None
    assert found.longest.lasts == max(one_after_another(it, amounts, at) - at for at in tried)


def test_a_stage_that_only_the_clock_leaves_is_left_a_moment_after_its_limit() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 1 working day},
     moves: [{to: b, kind: next, automatic: a-limit overdue}]}
  - {id: b, label: B, title: B, says: B., time: {within: 48 hours}}
""")
    found = waits(it, ENGLAND, 2026)
    assert found.longest is not None
    left, entered = found.longest.walk.stays[0].left_at, found.longest.walk.stays[1].entered_at
    assert entered - left == SECOND
    assert found.longest.walk.ends.at == entered + timedelta(hours=48)


def test_a_limit_over_stages_ends_outside_them_and_runs_anew_when_they_are_come_to_again() -> None:
    cap = "caps: [{id: c, says: C., stages: [s1, s3], within: 5 working days, from: a stage begins}]\n"
    found = waits(ladder("3 working days", "3 working days", "none", caps=cap), ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 11


def test_clock_hours_last_as_long_as_they_say_when_the_clocks_go_back() -> None:
    found = waits(ladder("48 hours"), ENGLAND, 2026)
    assert found.longest is not None
    assert found.longest.lasts == timedelta(hours=48)


def test_a_cap_over_stages_bounds_what_they_add_up_to() -> None:
    cap = "caps: [{id: whole, says: In ten days., stages: [s1, s2, s3], within: 10 working days, from: raised}]\n"
    free, capped = (waits(ladder(*("5 working days",) * 3, caps=each), ENGLAND, 2026) for each in ("", cap))
    assert free.most_days is not None
    assert capped.most_days is not None
    assert (free.most_days.working_days, capped.most_days.working_days) == (15, 10)


def test_a_cap_gives_a_limit_to_a_stage_that_has_none_and_not_to_the_next_one() -> None:
    cap = "caps: [{id: first-two, says: In ten days., stages: [s1, s2], within: 10 working days, from: raised}]\n"
    found = waits(ladder("none", "none", "3 working days", caps=cap), ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 13
    assert found.unlimited == ("s4",)


def test_a_stage_without_a_time_is_named_and_the_timed_part_is_given() -> None:
    found = waits(shelf.load("newham"), ENGLAND, 2026)
    assert found.unlimited == ("stage-4", "stage-6")
    assert not found.limited
    assert found.most_days is not None
    assert found.most_days.working_days == 8


def test_a_policy_that_times_nothing_has_no_longest_wait() -> None:
    found = waits(ladder("none", "none"), ENGLAND, 2026)
    assert found.longest is None
    assert found.unlimited == ("s1", "s2", "s3")


def test_a_stage_that_may_be_left_out_counts_and_going_back_does_not() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days},
     moves: [{to: b, kind: next}, {to: c, kind: skip}]}
  - {id: b, label: B, title: B, says: B., optional: "if both agree", time: {within: 3 working days},
     moves: [{to: c, kind: next}, {to: a, kind: back}]}
  - {id: c, label: C, title: C, says: C., time: {within: 1 working day}, moves: [{to: b, kind: back}]}
""")
    found = waits(it, ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 6
    assert [path.stages for path in paths(it)] == [("a", "b", "c"), ("a", "c")]


def test_a_condition_on_a_way_keeps_a_path_to_the_cases_it_is_for() -> None:
    it = policy("""
facts: [{id: urgent, asks: Urgent?, kind: yes-no}]
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days},
     moves: [{to: b, kind: next, if: {urgent: yes}}]}
  - {id: b, label: B, title: B, says: B., time: {within: 3 working days},
     moves: [{to: c, kind: next, if: {not: {urgent: yes}}}]}
  - {id: c, label: C, title: C, says: C., time: {within: 10 working days}}
""")
    assert {path.stages for path in paths(it)} == {("a",), ("a", "b")}


def test_many_stages_that_may_all_be_passed_over_are_still_proved_quickly() -> None:
    stages = "".join(
        f"  - {{id: s{n}, label: S{n}, title: T, says: S., time: {{within: 1 working day}}, moves: ["
        + ", ".join(f"{{to: s{m}, kind: skip}}" for m in range(n + 1, 15))
        + "]}\n"
        for n in range(15)
    )
    found = waits(policy(f"stages:\n{stages}"), ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 15


def test_a_wait_that_runs_past_the_calendar_is_refused_in_a_sentence() -> None:
    with pytest.raises(OutsideCalendar, match="outside the calendar for england"):
        waits(shelf.load("barnsley"), ENGLAND, 2040)


STAGES = st.lists(
    st.sampled_from(["none", "1 working day", "3 working days", "30 hours", "6 working hours"]), min_size=3, max_size=5
)


@settings(max_examples=15, deadline=None)
@given(STAGES, st.data())
def test_leaving_out_the_paths_that_another_outlasts_changes_no_answer(within: list[str], data: st.DataObject) -> None:
    """A ladder on which stages can be passed over, with a limit over some of them."""
    stages = []
    for n, amount in enumerate(within):
        onward = data.draw(st.sets(st.integers(n + 1, len(within) - 1))) if n < len(within) - 1 else set()
        moves = ", ".join(f"{{to: s{m}, kind: skip}}" for m in sorted(onward))
        silent = ", silent: No time." if amount == "none" else ""
        stages.append(
            f"  - {{id: s{n}, label: S{n}, title: T, says: S., time: {{within: {amount}{silent}}}, moves: [{moves}]}}\n"
        )
    capped = sorted(data.draw(st.sets(st.integers(0, len(within) - 1), min_size=1)))
    over = ", ".join(f"s{n}" for n in capped)
    cap = f"caps: [{{id: c, says: C., stages: [{over}], within: 4 working days, from: raised}}]\n"
    it = policy("stages:\n" + "".join(stages) + cap)
    span = instant(date(2026, 3, 30), time()), instant(date(2026, 4, 8), time())
    found, limits = waits_between(it, ENGLAND, *span), Limits(it, ENGLAND)
    assert limits.plain
    tried = [
        walking(limits, path)(at)
        for path in paths(it)
        for at in minutes(date(2026, 3, 30), date(2026, 4, 8), 31 * MINUTE)
    ]
    longest = max(walk.lasts for walk in tried)
    assert longest <= (found.longest.lasts if found.longest else timedelta())
    most = max(days(walk.raised_at, walk.ends.at) for walk in tried)
    assert most <= (found.most_days.working_days if found.most_days else 0)


def test_a_clock_that_looks_at_another_stage_keeps_every_path() -> None:
    """Going through a stage may start a clock sooner: then leaving it out is the longer way."""
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 1 working day},
     moves: [{to: b, kind: next}, {to: c, kind: skip}]}
  - {id: b, label: B, title: B, says: B., time: {within: none, silent: No time.}, moves: [{to: c, kind: next}]}
  - {id: c, label: C, title: C, says: C., time: {within: 2 working days}, moves: [{to: d, kind: next}]}
  - {id: d, label: D, title: D, says: D., time: {within: 3 working days, from: [b ends, d begins]}}
""")
    found = waits(it, ENGLAND, 2026)
    assert not Limits(it, ENGLAND).plain
    assert found.most_days is not None
    assert found.most_days.path.stages == ("a", "c", "d")
    assert found.most_days.working_days == 6
