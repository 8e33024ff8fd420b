"""Prints what a command found: as JSON for a program, or as short lines for a person."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wayforward.core.policy.people import Contact

WIDEST = 100  # a longer line is hard to read
EMERGENCY = "If anybody is in immediate danger, ring 999 first."


def as_json(found: Any) -> None:
    import json

    print(json.dumps(found, indent=2, ensure_ascii=False))


def lines(texts: Iterable[str], indent: str = "") -> None:
    """Paragraphs, folded to the width of the terminal, or to 100 letters where that is less or there is none."""
    width = max(40, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))
    hanging = indent + "  " if indent else ""
    for text in texts:
        print(textwrap.fill(text, width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False))


def how(contact: Contact | None) -> str | None:
    """How a post is reached, in one string; None where the policy prints nothing."""
    if contact is None:
        return None
    ways = " or ".join(filter(None, (contact.phone, contact.email)))
    marked = f"marked {contact.marked}" if contact.marked else ""
    secure = "by secure e-mail or with a password" if contact.secure else ""
    return ", ".join(filter(None, (ways, marked, secure, contact.says))) or None


def resting_on(clauses: Iterable[str]) -> str:
    """ " [B0-30, B0-31]", or nothing where no clause is named."""
    named = ", ".join(clauses)
    return f" [{named}]" if named else ""


def of_a_policy(ask: Any, name: str = "policy", metavar: str = "POLICY") -> None:
    """A command about one policy takes its name; one about two takes each under a name of its own."""
    says = "the id of a policy that comes with Wayforward, a folder, or a file"
    ask.add_argument(name, metavar=metavar, help=says)


def in_either_form(ask: Any) -> None:
    """A command that answers people and programs takes `--json`."""
    ask.add_argument("--json", action="store_true", help="answer as JSON, for a program")
