"""Conditions over the facts of a case."""

from tests.core.cast import only_if
from wayforward.core import conditions as when

CHILD_PLAN = {"plan": frozenset({"child-protection"})}


def test_a_condition_with_nothing_in_it_always_holds() -> None:
    assert when.ALWAYS.holds({})


def test_any_of_the_values_is_enough() -> None:
    assert only_if(plan="child-protection|looked-after").holds(CHILD_PLAN)
    assert not only_if(plan="looked-after").holds(CHILD_PLAN)


def test_every_test_has_to_hold() -> None:
    both = only_if(plan="child-protection", urgent="yes")
    assert not both.holds(CHILD_PLAN)
    assert both.holds({**CHILD_PLAN, "urgent": frozenset({"yes"})})


def test_a_fact_that_nobody_recorded_counts_as_no() -> None:
    assert only_if(urgent="no").holds({})
    assert not only_if(urgent="yes").holds({})


def test_a_negated_test_holds_where_the_value_is_absent() -> None:
    no_subject = when.Condition((when.Test("subject", frozenset({"none"}), negated=True),))
    assert no_subject.holds({"subject": frozenset({"child"})})
    assert not no_subject.holds({"subject": frozenset({"none"})})


def test_where_alternatives_are_given_one_has_to_hold() -> None:
    either = when.Condition(any_of=(only_if(urgent="yes"), only_if(plan="child-protection")))
    assert either.holds(CHILD_PLAN)
    assert not either.holds({})


def test_a_condition_names_every_fact_it_looks_at() -> None:
    condition = when.Condition(only_if(urgent="yes").tests, (only_if(plan="none"), only_if(stage="talk")))
    assert condition.facts() == {"urgent", "plan", "stage"}
