"""A telephone number as somebody in Britain types it, and a kind sentence where it is none."""

from __future__ import annotations

import re

SHORT = ("101", "105", "111", "112", "116123", "119", "18000", "999")
LIKE = "like 01632 960 001, 07700 900 982 or +44 808 157 0192"
_NUMBER = re.compile(
    r"(?P<number>\+?[0-9 ().-]+?)(?:\s*(?:extension|ext\.?|x)\s*(?P<extension>\d{1,6}))?", re.IGNORECASE
)


def telephone(typed: str) -> str | None:
    """The number with its spaces evened out, or None where nobody could ring it.

    From 9 to 15 digits, a short number that everybody knows, and perhaps an extension. Spaces stay where they
    were typed: people read numbers aloud in the groups that they know.
    """
    said = " ".join(typed.replace("\u00a0", " ").split())
    found = _NUMBER.fullmatch(said)
    if found is None:
        return None
    number = found["number"].strip()
    digits = re.sub(r"\D", "", number)
    if digits not in SHORT and not 9 <= len(digits) <= 15:
        return None
    if len(digits) >= 9 and not number.startswith(("0", "+", "(0")):
        return None  # without its area code it rings only in the next street
    return f"{number} ext {found['extension']}" if found["extension"] else number
