"""Prints what a command found: as JSON for a program, or as short lines for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wayforward.core.policy.people import Contact

EMERGENCY = "If anybody is in immediate danger, ring 999 first."


def as_json(found: Any) -> None:
    import json

    print(json.dumps(found, indent=2, ensure_ascii=False))


def lines(texts: Iterable[str], indent: str = "") -> None:
    """Paragraphs, folded to the width of a terminal."""
    for text in texts:
        hanging = indent + "  " if indent else ""
        print(
            textwrap.fill(text, 100, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False)
        )


def how(contact: Contact | None) -> str | None:
    """How a post is reached, in one string; None where the policy prints nothing."""
    if contact is None:
        return None
    ways = " or ".join(filter(None, (contact.phone, contact.email)))
    marked = f"marked {contact.marked}" if contact.marked else ""
    secure = "by secure e-mail or with a password" if contact.secure else ""
    return ", ".join(filter(None, (ways, marked, secure, contact.says))) or None
