"""An act: one thing that can be done to an escalation from its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wayforward.core.lifecycle import AnyCommand
from wayforward.web.acts.desk import Desk

Asked = dict[str, Any]
Cleaned = Mapping[str, Any]


def _nothing_to_warn_of(desk: Desk, given: Cleaned) -> list[str]:
    return []


@dataclass(frozen=True)
class Act:
    """One thing that can be done. A `checked` act is shown before it is done, also where nobody would be told."""

    slug: str
    title: str
    button: str
    done: str  # what the page says once it is done
    questions: Callable[[Desk], Asked]
    command: Callable[[Desk, Cleaned], AnyCommand | None]  # None: nothing was changed
    group: str = ""  # under which heading of the page; empty: reached from what it is about
    checked: bool = True
    grave: bool = False
    marks_optional: bool = True
    warns: Callable[[Desk, Cleaned], list[str]] = _nothing_to_warn_of  # before somebody goes on


def text(given: Cleaned, name: str) -> str:
    return str(given.get(name) or "")
