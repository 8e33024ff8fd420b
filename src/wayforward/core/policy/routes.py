"""The rows of the routing table."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.elements import Element
from wayforward.core.policy.people import Contact


@dataclass(frozen=True, kw_only=True)
class Route(Element):
    """A row of the routing table: for this agency, line, status, facts and hours, ring this post."""

    agency: str  # an agency id, or "any"
    line: str
    posts: tuple[str, ...]
    status: tuple[str, ...] = ()  # empty: any
    when: Condition = ALWAYS
    hours: str | None = None  # a window id; None: the text states no hours
    choice: str = "all"  # all, either, option, fallback
    choose: str = ""  # how the text says that one of several is chosen
    takes_over: Condition | None = None  # a side line: asked of any line while this holds
    via: str | None = None
    how: Contact | None = None
    note: str = ""
