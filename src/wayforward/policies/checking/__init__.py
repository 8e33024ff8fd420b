"""Checking a policy: every hole, contradiction and loose end that can be found by reasoning over its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar
from wayforward.policies.checking import times
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity, marked

Rule = Callable[[Desk], Iterator[Finding]]

RULES: tuple[tuple[str, Rule], ...] = (*times.RULES,)


def check(policy: Policy, calendar: Calendar, on: date, before: Policy | None = None) -> tuple[Finding, ...]:
    """What a careful analyst would find in this policy on this day, the gravest first.

    `before` is the policy that this one replaces: without it nothing is said about what was lost. A finding that was
    accepted is among them, and says so. The same policy on the same day has the same findings in the same order.
    """
    desk = Desk(policy, calendar, on, before)
    found = [marked(finding, desk) for _, rule in RULES for finding in rule(desk)]
    return tuple(sorted(found, key=lambda finding: (finding.severity.rank, finding.rule)))


__all__ = ["RULES", "Desk", "Finding", "Severity", "check"]
