"""What the router answers: contact cards, or a declared hole with suggestions, and until when that holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the classes of a policy take longer to import than a question takes to answer
    from wayforward.core.policy.people import Contact, Post


@dataclass(frozen=True)
class Card:
    """One post to ring, with what the policy prints about reaching it; empty where it prints nothing."""

    post: Post
    title: str  # the post's title, or its equivalent's in this kind of agency
    choice: str  # all, either, option, fallback
    how: Contact
    via: str | None  # the title of the post through whom it is reached
    note: str
    clauses: tuple[str, ...]
    hours_stated: bool  # False: the policy gives no hours, and the post may not be there
    row: str  # the id of the row of the routing table
    statuses: tuple[str, ...] = ()  # the case statuses the row is for; empty: any
    warning: str = ""  # why to think before ringing: this post has already been challenged


@dataclass(frozen=True)
class Hole:
    """The policy names nobody here. It never stops a move to the next line or stage."""

    rule: str  # CHK-06a, CHK-08, CHK-09 or CHK-25
    says: str
    clauses: tuple[str, ...] = ()  # what the nearest rows rest on


@dataclass(frozen=True)
class Suggestion:
    """What Wayforward offers at a hole. Always shown as "system suggestion, not policy"."""

    post: str
    why: str
    how: Contact | None = None
    opens_at: datetime | None = None  # None: can be tried now


@dataclass(frozen=True)
class Later:
    """What comes after this answer: a contact at another hour, the next line, somebody not yet challenged."""

    says: str
    line: str
    cards: tuple[Card, ...]
    opens_at: datetime | None = None  # None: can be tried now


@dataclass(frozen=True)
class Answer:
    """Whom to ring for one agency and line at one instant. `until_at` (UTC) is when it may first change."""

    at: datetime
    agency: str
    line: str  # the line that answered: the one asked, or the side line that the facts lead to
    cards: tuple[Card, ...]
    hole: Hole | None
    suggestions: tuple[Suggestion, ...]
    until_at: datetime
    later: tuple[Later, ...] = ()


class BadQuestion(ValueError):
    """The question uses a word that the policy does not. The message lists the words it does use."""


@dataclass
class StatusNeeded(BadQuestion):
    """The answer depends on the status of the case, and none was given. `statuses`: ids and words."""

    says: str
    statuses: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.says
