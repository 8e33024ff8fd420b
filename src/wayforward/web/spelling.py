"""Letters and figures read over a telephone: in groups, and each as a word that sounds like no other."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = """
    Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike
    November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu
"""
SAID = {word[0]: word for word in WORDS.split()}  # as radio operators spell


@dataclass(frozen=True)
class Spelled:
    """Some letters that are read in one breath, and how they are said."""

    letters: str
    said: str


def grouped(code: str) -> str:
    """As it is shown: "K7MPD 2QXZA"."""
    return " ".join(code.upper().split("-"))


def spelled(code: str) -> list[Spelled]:
    """Group by group, as its dashes part it: "K7MP-2QXZ" is "Kilo, 7, Mike, Papa" and "2, Quebec, X-ray, Zulu"."""
    groups = code.upper().split("-")
    return [Spelled(group, ", ".join(SAID.get(letter, letter) for letter in group)) for group in groups]
