"""Checking a policy: every hole, contradiction and loose end that can be found by reasoning over its data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar
from wayforward.policies.checking import (
    branches,
    choosing,
    contacts,
    deciding,
    duties,
    expected,
    gaps,
    hours,
    ladders,
    moving,
    outside,
    papers,
    printed,
    records,
    reports,
    rungs,
    statuses,
    subjects,
    times,
    versions,
    wording,
)
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity, marked
from wayforward.policies.checking.naming import first_up

Rule = Callable[[Desk], Iterator[Finding]]

RULES: tuple[tuple[str, Rule], ...] = (
    *times.RULES,
    *printed.RULES,
    *wording.RULES,
    *papers.RULES,
    *reports.RULES,
    *outside.RULES,
    *versions.RULES,
    *gaps.RULES,
    *hours.RULES,
    *statuses.RULES,
    *ladders.RULES,
    *contacts.RULES,
    *choosing.RULES,
    *duties.RULES,
    *expected.RULES,
    *deciding.RULES,
    *rungs.RULES,
    *records.RULES,
    *subjects.RULES,
    *moving.RULES,
    *branches.RULES,
)


def check(policy: Policy, calendar: Calendar, on: date, before: Policy | None = None) -> tuple[Finding, ...]:
    """What a careful analyst would find in this policy on this day, the gravest first.

    `before` is the policy that this one replaces: without it nothing is said about what was lost. A finding that was
    accepted is among them, and says so. The same policy on the same day has the same findings in the same order.
    """
    desk = Desk(policy, calendar, on, before)
    found = [finding for _, rule in RULES for finding in rule(desk)]
    kept = [marked(finding, desk) for finding in found if not _is_noted_already(finding, policy)]
    kept = [replace(finding, what=first_up(finding.what)) for finding in kept]  # after the mark, which a title keeps
    return tuple(sorted(kept, key=lambda finding: (finding.severity.rank, finding.rule)))


def _is_noted_already(finding: Finding, policy: Policy) -> bool:
    """Whether a reader has noted the same under the same rule: a reader's words win, and it is told once."""
    own = set(finding.clauses)
    return any(
        noted.rule == finding.rule
        and f"noted {noted.id}" not in finding.elements
        and 2 * len(own & set(noted.clauses)) >= len(own) > 0
        for noted in policy.noted
    )


__all__ = ["RULES", "Desk", "Finding", "Severity", "check"]
