"""A clock starts at the latest instant that the policy permits for what starts it."""

from tests.policies.proving.invented import policy
from wayforward.policies import shelf
from wayforward.policies.proving.waits import waits

ENGLAND = shelf.calendar("england")


def test_a_clock_that_starts_when_another_stage_ended_starts_at_its_latest_permitted_instant() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days}, moves: [{to: b, kind: next}]}
  - {id: b, label: B, title: B, says: B., time: {within: none, silent: No time.}, moves: [{to: c, kind: next}]}
  - {id: c, label: C, title: C, says: C., time: {within: 3 working days, from: [discussion at a, a ends]}}
""")
    found = waits(it, ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 5


def test_a_clock_that_waits_for_a_duty_starts_when_that_duty_has_to_be_done() -> None:
    it = policy("""
duties:
  - {id: read, kind: meet, says: Read it., who: lead, when: [a begins], time: {within: 3 working days}}
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days, from: read done}}
""")
    found = waits(it, ENGLAND, 2026)
    assert found.most_days is not None
    assert found.most_days.working_days == 5


def test_a_clock_that_nothing_ever_has_to_start_is_no_limit() -> None:
    it = policy("""
stages:
  - {id: a, label: A, title: A, says: A., time: {within: 2 working days, from: discussion at a}}
""")
    assert waits(it, ENGLAND, 2026).unlimited == ("a",)
