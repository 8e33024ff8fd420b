"""Every rule fires where its fault was put into a sound policy, and is silent where what was put in is no fault."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.policies.checking.edits import Seed, seeds
from tests.policies.checking.mutants import ON, found, mutated
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, check

SEEDS = tuple(seeds())
RULES = sorted({seed.rule for seed in SEEDS})
ENOUGH = 3


@cache
def before(base: str | Path) -> tuple[Finding, ...]:
    policy = shelf.load(base)
    return check(policy, shelf.calendar(policy.nation), ON)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed.fires], ids=str)
def test_a_fault_that_was_put_in_is_found(seed: Seed) -> None:
    assert not [one.key for one in before(seed.base) if one.rule == seed.rule and seed.about in one.elements]
    findings = found(mutated(seed.base, *seed.edits), seed.rule)
    about = [one for one in findings if seed.about is None or seed.about in one.elements]
    assert len(about) == 1, [(one.key, one.what) for one in findings]
    assert about[0].severity == seed.severity
    assert set(seed.clauses) <= set(about[0].clauses)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if not seed.fires], ids=str)
def test_what_is_no_fault_is_left_alone(seed: Seed) -> None:
    assert [one.what for one in found(mutated(seed.base, *seed.edits), seed.rule)] == []


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_three_faults_to_find_and_three_things_to_leave_alone(rule: str) -> None:
    count = Counter(seed.fires for seed in SEEDS if seed.rule == rule)
    assert count[True] >= ENOUGH
    assert count[False] >= ENOUGH
