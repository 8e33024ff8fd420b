"""A finding: what is the matter with a policy, why it matters to somebody at risk, and whether it was accepted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Any

from wayforward.core.policy.readers import Accepted
from wayforward.policies.checking.desk import Desk

MARK = 10  # characters of the hash: enough that no two states of one element meet by chance


class Severity(StrEnum):
    """How much a finding matters to a child or an adult at risk."""

    HIGH = "high"  # somebody can be left without help, an answer or a date
    MEDIUM = "medium"  # somebody has to guess, and may guess wrong
    LOW = "low"  # it reads badly or ages badly

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is the matter. `elements` are named with their kind: "stage stage-2", "route police-2-1"."""

    rule: str
    severity: Severity
    elements: tuple[str, ...]
    clauses: tuple[str, ...]
    what: str  # one sentence, which begins with what it is about
    why: str  # why it matters to the person at risk
    example: str  # a day and an hour on which it shows
    question: str  # for the author
    about: str = ""  # tells apart two findings of one rule on the same elements
    accepted: Accepted | None = None
    lapsed: Accepted | None = None  # it was accepted once, and what it rests on has changed since
    mark: str = ""

    @property
    def key(self) -> str:
        """The name of this finding, the same for as long as it is about the same elements."""
        about = f"({self.about})" if self.about else ""
        return " ".join(filter(None, (self.rule, ", ".join(self.elements), about)))


def marked(finding: Finding, desk: Desk) -> Finding:
    """The finding with the mark of what it rests on, and with its acceptance where that still holds."""
    mark = _mark(finding, desk)
    accepted = next((one for one in desk.policy.accepted if one.finding == finding.key), None)
    holds = accepted is not None and accepted.mark == mark
    return replace(finding, mark=mark, accepted=accepted if holds else None, lapsed=None if holds else accepted)


def _mark(finding: Finding, desk: Desk) -> str:
    """A short hash of the elements; of the sentence where a finding is about something that is not there."""
    rests_on = [desk.elements[name] for name in finding.elements if name in desk.elements] or [finding.what]
    text = repr((finding.rule, finding.severity.value, plain(rests_on), finding.clauses))
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def plain(value: Any) -> Any:
    """The value in lists, tuples and texts that are written the same way by every Python on every day.

    What stands at its default is left out: a key that the language gets later changes no mark.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__name__, [
            (field.name, plain(getattr(value, field.name)))
            for field in fields(value)
            if field.init and not _is_default(field, getattr(value, field.name))
        ]
    match value:
        case Enum():
            return str(value.value)
        case Mapping():
            return sorted((str(key), plain(item)) for key, item in value.items())
        case frozenset() | set():
            return sorted(map(str, value))
        case str():
            return value
        case Iterable():
            return [plain(item) for item in value]
        case _:
            return str(value)


def _is_default(field: Any, value: Any) -> bool:
    if field.default is not MISSING:
        return bool(value == field.default)
    return field.default_factory is not MISSING and bool(value == field.default_factory())
