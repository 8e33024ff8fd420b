"""Only what the text of a policy permits, in cases that it is for, is a state of it."""

import pytest

from tests.policies.proving.invented import policy
from wayforward.core.routing import routes
from wayforward.policies import shelf
from wayforward.policies.proving.ends import ends
from wayforward.policies.proving.hours import hours
from wayforward.policies.proving.waits import paths
from wayforward.policies.proving.ways import reached, start, ways

YES, NO = {"urgent": frozenset({"yes"})}, {"urgent": frozenset({"no"})}

LEFT_OUT = """
facts: [{id: urgent, asks: Urgent?, kind: yes-no}]
stages:
  - {id: a, label: A, title: A, says: A., moves: [{to: b, kind: next}, {to: c, kind: skip}]}
  - {id: b, label: B, title: B, says: B., skipped-when: {urgent: yes}, moves: [{to: c, kind: next}]}
  - {id: c, label: C, title: C, says: C.}
"""


def test_a_stage_that_a_case_leaves_out_is_on_no_way_of_that_case() -> None:
    it = policy(LEFT_OUT)
    assert reached("a", ways(it, YES)) == ("a", "c")
    assert reached("a", ways(it, NO)) == ("a", "b", "c")
    assert {path.stages for path in paths(it)} == {("a", "b", "c"), ("a", "c")}


def test_a_case_that_the_scope_sends_elsewhere_is_none_of_the_policy_s() -> None:
    text = """
facts: [{id: inside, asks: Is it inside one agency?, kind: yes-no}]
stages:
  - {id: a, label: A, title: A, says: A., line: "1", moves: [{to: b, kind: next, if: {inside: yes}}]}
  - {id: b, label: B, title: B, says: B.}
routes: [{agency: any, line: "1", if: {not: {inside: yes}}, post: lead}]
%s
"""
    scope = "scope: [{id: within, says: Not for that., applies: false, if: {inside: yes}, send-to: your manager}]"
    calendar = shelf.calendar("england")
    every, some = policy(text % ""), policy(text % scope)
    assert any(stretch.rule for one in hours(every, routes(every, calendar), 2026) for stretch in one.stretches)
    assert not any(stretch.rule for one in hours(some, routes(some, calendar), 2026) for stretch in one.stretches)
    assert [end.stage for end in ends(every)] == ["a", "b"]
    assert [end.stage for end in ends(some)] == ["a"]


@pytest.mark.parametrize(("urgent", "first"), [(YES, "b"), (NO, "a")])
def test_a_case_begins_at_the_first_start_that_holds(urgent: dict[str, frozenset[str]], first: str) -> None:
    it = policy(LEFT_OUT + "starts: [{at: b, if: {urgent: yes}}, {at: a}]\n")
    assert start(it, urgent) == first
