"""The words of the editor's questions: what each key of the language asks a person, where, and with which choices."""

from __future__ import annotations

from collections.abc import Mapping

from wayforward.policies.writing.wording.choices import SHOWN, TITLES, VALUES
from wayforward.policies.writing.wording.ladder import LADDER
from wayforward.policies.writing.wording.layout import GROUPS, HIDDEN, KINDS, LATER, NEEDED, ORDER, RESTS, SHORT
from wayforward.policies.writing.wording.papers import PAPERS
from wayforward.policies.writing.wording.people import PEOPLE

WORDS: Mapping[str, tuple[str, str]] = {**PAPERS, **LADDER, **PEOPLE}

__all__ = [
    "GROUPS",
    "HIDDEN",
    "KINDS",
    "LATER",
    "NEEDED",
    "ORDER",
    "RESTS",
    "SHORT",
    "SHOWN",
    "TITLES",
    "VALUES",
    "WORDS",
]
