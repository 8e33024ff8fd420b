"""The kinds of case that a policy tells apart: for every different outcome of its conditions, one set of facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations, product
from math import prod

from wayforward.core.conditions import Condition, Facts, Test
from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.whole import Policy

MOST = 4_000  # more combinations of facts than anybody meets; beyond it, those with few facts recorded
FEW = 3
NOBODY_SAID = frozenset({"no"})  # how a condition reads a fact that nobody recorded


def cases(
    policy: Policy, conditions: Iterable[Condition], known: Facts, free: Collection[str] = ()
) -> tuple[Facts, ...]:
    """Every combination of facts that some condition tells from the others, with what is known already.

    Of all the answers that the conditions do not tell apart, the first stands for the others. The first
    combination is the one in which nobody recorded anything. Facts that are `free` are left out. Above MOST
    combinations, only those in which at most FEW facts differ from the first.
    """
    return tuple({**known, **facts} for facts in _combined(_answered(policy, conditions, known, free)))


def too_many(policy: Policy, conditions: Iterable[Condition], known: Facts, free: Collection[str] = ()) -> bool:
    """Whether `cases` leaves some combinations out because there are more than MOST."""
    return prod(map(len, _answered(policy, conditions, known, free).values())) > MOST


def _answered(
    policy: Policy, conditions: Iterable[Condition], known: Facts, free: Collection[str]
) -> dict[str, tuple[frozenset[str], ...]]:
    """Every fact that the conditions look at, with the answers that they tell apart."""
    asked: dict[str, dict[Test, None]] = {}
    for condition in conditions:
        for test in _tests(condition):
            if test.fact not in known and test.fact not in free:
                asked.setdefault(test.fact, {})[test] = None
    return {fact: _told_apart(policy, fact, tuple(tests)) for fact, tests in asked.items()}


def _tests(condition: Condition) -> Iterator[Test]:
    yield from condition.tests
    for option in condition.any_of:
        yield from _tests(option)


def _combined(told: Mapping[str, tuple[frozenset[str], ...]]) -> Iterator[Facts]:
    if prod(map(len, told.values())) <= MOST:
        for chosen in product(*told.values()):
            yield dict(zip(told, chosen, strict=True))
        return
    plain = {fact: values[0] for fact, values in told.items()}
    for count in range(FEW + 1):
        for differing in combinations(told, count):
            for chosen in product(*(told[fact][1:] for fact in differing)):
                yield {**plain, **dict(zip(differing, chosen, strict=True))}


def _told_apart(policy: Policy, fact: str, tests: tuple[Test, ...]) -> tuple[frozenset[str], ...]:
    """One answer for each different outcome of the tests on a fact."""
    found: dict[tuple[bool, ...], frozenset[str]] = {}
    for values in _answers(policy, fact, tests):
        found.setdefault(tuple(test.holds({fact: values}) for test in tests), values)
    return tuple(found.values())


def _answers(policy: Policy, fact: str, tests: tuple[Test, ...]) -> Iterator[frozenset[str]]:
    """The answers that a fact can have, the plainest first. Of several at once, enough to tell the tests apart."""
    match fact:
        case "subject":
            yield from (frozenset({kind}) for kind in policy.subjects)
            people = [kind for kind in policy.subjects if kind != "none"]
            yield from _several(people, tests)
            return
        case "raising" | "responding":
            yield from (frozenset({agency.id}) for agency in policy.agencies)
            return
        case "stage":
            yield from (frozenset({stage.id}) for stage in policy.stages)
            return
        case "status":
            statuses = dict.fromkeys(status for agency in policy.agencies for status in agency.statuses)
            yield from (frozenset({status}) for status in statuses or ("",))
            return
        case _:
            yield NOBODY_SAID
    declared = next((each for each in policy.facts if each.id == fact), None)
    if declared is None or declared.kind is FactKind.YES_NO:
        yield from (frozenset({value}) for value in sorted({value for test in tests for value in test.values}))
    elif declared.kind is FactKind.CHOICE:
        yield from (frozenset({option.id}) for option in declared.options)
    else:
        yield from _several([option.id for option in declared.options], tests)


def _several(options: list[str], tests: tuple[Test, ...]) -> Iterator[frozenset[str]]:
    """Sets of options, grown one by one; a set that fails and holds the same tests as an earlier one is left out."""
    sets = {tuple(False for _ in tests): frozenset[str]()}
    for option in options:
        for values in list(sets.values()):
            more = values | {option}
            sets.setdefault(tuple(bool(more & test.values) for test in tests), more)
    for values in sorted(sets.values(), key=len):
        if values:
            yield values
