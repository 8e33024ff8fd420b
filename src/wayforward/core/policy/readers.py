"""What readers of a policy have left beside it: what they noted, what they accepted, what was dropped on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wayforward.core.policy.elements import Element


@dataclass(frozen=True, kw_only=True)
class Noted(Element):
    """What only a reader of the text can see, to be told among the findings."""

    rule: str  # CHK-01 to CHK-40
    severity: str  # high, medium, low
    what: str
    why: str
    question: str
    elements: tuple[str, ...] = ()  # what it is about, as "stage stage-2"


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Something of the policy that this one replaces, left out on purpose."""

    what: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that somebody has looked at and accepted. It lapses when what it rests on changes."""

    finding: str  # its key: the rule and its elements
    mark: str  # of what the finding rested on when it was accepted
    by: str
    on: date
    because: str
