"""Days that change under open escalations of all five policies: what is rebased is what would have been counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayforward.core import commands as cmd
from wayforward.core.escalation import Escalation, Owed, evolve
from wayforward.core.lifecycle import decide
from wayforward.core.lifecycle.rebasing import IN_DANGER
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import Amount, Calendar, Unit, deadline
from wayforward.policies import shelf

LONDON = ZoneInfo("Europe/London")
ENGLAND = shelf.calendar("england")
CLOCK = cmd.Actor(person="clock", agency="")
IN_DAYS = (Unit.WORKING_DAYS, Unit.SAME_WORKING_DAY)
HOLIDAYS = sorted(day for day in ENGLAND.holidays if day.year == 2026)


@cache
def rules_of(policy: str) -> Rulebook:
    return rulebook(shelf.load(policy), ENGLAND, in_force=True)


def anybody(rules: Rulebook) -> tuple[cmd.Actor, str, str]:
    """Somebody who raises it and holds every post, their agency, and another one."""
    own, other = [agency.id for agency in rules.policy.agencies][:2]
    return cmd.Actor(person="p", agency=own, posts=frozenset(rules.posts), office=True), own, other


def gone_through(rules: Rulebook, start: datetime, steps: tuple[int, ...], danger: bool) -> Escalation:
    """An escalation that went on through some of its stages, a day and a few hours apart."""
    by, own, other = anybody(rules)
    facts = {fact: ("yes",) for fact in IN_DANGER if fact in rules.facts} if danger else {}
    state = acted(rules, Escalation(), start, cmd.Raise(
        by=by, ref="WF-1", raising=own, responding=(other,), subjects=(cmd.Subject(kind=rules.policy.subjects[0]),),
        facts=facts, override=True, reason="It will not wait.",
    ))  # fmt: skip
    at = start
    for step in steps:
        at += timedelta(hours=29)
        stage = rules.policy.stages[step % len(rules.policy.stages)].id
        state = acted(rules, state, at, cmd.Escalate(by=by, to=stage, reason="Go on.", override=True))
    return state


def acted(rules: Rulebook, state: Escalation, at: datetime, command: cmd.Command) -> Escalation:
    events = decide(rules, state, command, at)
    for event in () if isinstance(events, Refused) else events:
        state = evolve(state, event, at)
    return state


def amount_of(owed: Owed, duty: Duty) -> Amount | None:
    if duty.every and (duty.time is None or not owed.key.endswith("#1")):
        return duty.every
    return duty.time.within if duty.time else None


def changed(closed: frozenset[date], opened: frozenset[date]) -> Calendar:
    holidays = {day: name for day, name in ENGLAND.holidays.items() if day not in opened}
    off = {day: "Closed" for day in closed if day not in holidays}
    return Calendar.of("england", holidays, off, first=ENGLAND.first, last=ENGLAND.last)


@pytest.mark.parametrize("policy", shelf.names())
@settings(max_examples=25)
@given(
    start=st.datetimes(datetime(2026, 1, 5), datetime(2026, 11, 20)),
    steps=st.lists(st.integers(0, 6), max_size=3).map(tuple),
    closed=st.frozensets(st.integers(0, 25), max_size=5),
    opened=st.frozensets(st.sampled_from(HOLIDAYS), max_size=2),
    later=st.timedeltas(timedelta(hours=1), timedelta(days=9)),
    danger=st.booleans(),
)
def test_a_rebased_date_is_counted_from_its_own_start_and_nothing_else_moves(
    policy: str, start: datetime, steps: tuple[int, ...], closed: frozenset[int], opened: frozenset[date],
    later: timedelta, danger: bool,
) -> None:  # fmt: skip
    began = start.replace(tzinfo=LONDON)
    days = (began.date() + timedelta(days=n) for n in closed)
    calendar = changed(frozenset(day for day in days if day.weekday() < 5), opened)
    rules = rules_of(policy)
    after = replace(rules, calendar=calendar)
    before = gone_through(rules, began, steps, danger)
    in_danger = danger and any(fact in rules.facts for fact in IN_DANGER)
    now = max(began + timedelta(hours=29 * len(steps)) + later, before.last_at or began)
    before = acted(rules, before, now, cmd.Tick(by=CLOCK, reminders=False))
    moved = acted(after, before, now, cmd.Rebase(by=CLOCK, calendar=1, declared_at=now))
    for key, was in before.duties.items():
        owed, duty = moved.duties[key], rules.duties[was.duty]
        amount = amount_of(was, duty)
        if was.due_at is None or not was.open or amount is None or amount.unit not in IN_DAYS:
            assert (owed.due_at, owed.passed_at) == (was.due_at, was.passed_at)
            continue
        assert was.from_at is not None
        assert owed.due_at is not None
        fresh = deadline(was.from_at, amount, calendar, rules.policy.reading).due_at
        assert fresh is not None
        if was.passed_at or was.due_at < now:
            assert (owed.due_at, owed.passed_at) == (was.due_at, was.passed_at)
        elif fresh > was.due_at and in_danger:
            assert owed.due_at == was.due_at
        elif fresh < now:
            assert now <= owed.due_at <= was.due_at
        else:
            assert owed.due_at == fresh
    again = decide(after, moved, cmd.Rebase(by=CLOCK, calendar=1, declared_at=now), now)
    assert again == ()
    if not opened:
        back = acted(rules, moved, now, cmd.Rebase(by=CLOCK, calendar=2, declared_at=now))
        assert {k: d.due_at for k, d in back.duties.items()} == {k: d.due_at for k, d in before.duties.items()}
