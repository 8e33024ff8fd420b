"""Conditions over the facts of a case: all of these, any of those, none of that; nothing cleverer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Facts = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Test:
    """One fact has one of these values. A fact nobody recorded counts as "no"."""

    fact: str
    values: frozenset[str]
    negated: bool = False

    def holds(self, facts: Facts) -> bool:
        known = facts.get(self.fact) or _NOT_RECORDED
        return bool(known & self.values) is not self.negated


@dataclass(frozen=True)
class Condition:
    """Holds when every test holds and, where alternatives are given, at least one of them does."""

    tests: tuple[Test, ...] = ()
    any_of: tuple[Condition, ...] = ()

    def holds(self, facts: Facts) -> bool:
        for test in self.tests:
            if not test.holds(facts):
                return False
        return not self.any_of or any(option.holds(facts) for option in self.any_of)

    def facts(self) -> frozenset[str]:
        """The names of every fact the condition looks at."""
        mine = frozenset(test.fact for test in self.tests)
        return mine.union(*(option.facts() for option in self.any_of))


ALWAYS = Condition()
_NOT_RECORDED = frozenset({"no"})
