"""What the checker and the worked examples say of some texts, worked out once for each text and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from wayforward.core.policy.whole import Policy
from wayforward.core.routing import routes
from wayforward.core.rulebook import rulebook
from wayforward.desk.drafts import read
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, Severity, check
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.rehearse import Result, rehearse

Texts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Checked:
    """A policy that loads: what the checker finds in it, and which of its worked examples come out."""

    policy: Policy
    findings: tuple[Finding, ...]
    examples: tuple[Result, ...]
    mistakes: PolicyErrors | None = None  # in the worked examples

    @property
    def open(self) -> tuple[Finding, ...]:
        """What nobody has accepted, or what has changed since somebody did."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def in_the_way(self) -> tuple[Finding, ...]:
        """What keeps it from being signed: a grave finding has to be mended, or accepted by name."""
        return tuple(finding for finding in self.open if finding.severity is Severity.HIGH)

    @property
    def failed(self) -> tuple[Result, ...]:
        return tuple(result for result in self.examples if not result.passed)

    def count(self, severity: Severity) -> int:
        """How many of this severity nobody has accepted."""
        return sum(finding.severity is severity for finding in self.open)


def checked(texts: Mapping[str, str], on: date) -> Checked | PolicyErrors:
    """Everything that is known of these texts on a day, or the mistakes that keep them from being read."""
    return _checked(tuple(sorted(texts.items())), on)


def findings(texts: Mapping[str, str], on: date) -> tuple[Finding, ...] | PolicyErrors:
    """What the checker finds on a day, without telling the worked examples: as soon as somebody has typed."""
    return _findings(tuple(sorted(texts.items())), on)


@lru_cache(maxsize=32)
def _checked(texts: Texts, on: date) -> Checked | PolicyErrors:
    policy, found = read(dict(texts)), _findings(texts, on)
    if isinstance(policy, PolicyErrors):
        return policy
    if isinstance(found, PolicyErrors):
        return found
    calendar = shelf.calendar(policy.nation)
    try:
        examples = shelf.examples_text(dict(texts))
    except PolicyErrors as wrong:
        return Checked(policy, found, (), wrong)
    rules, table = rulebook(policy, calendar, in_force=True), routes(policy, calendar)
    return Checked(policy, found, tuple(rehearse(example, rules, table, calendar) for example in examples))


@lru_cache(maxsize=64)
def _findings(texts: Texts, on: date) -> tuple[Finding, ...] | PolicyErrors:
    policy = read(dict(texts))
    if isinstance(policy, PolicyErrors):
        return policy
    return check(policy, shelf.calendar(policy.nation), on, _before(policy))


def _before(policy: Policy) -> Policy | None:
    """The policy that it says it replaces, where that one comes with Wayforward."""
    return shelf.load(policy.replaces) if policy.replaces in shelf.names() else None
