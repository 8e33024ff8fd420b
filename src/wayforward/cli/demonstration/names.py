"""Names that nobody has, and telephone numbers that ring nowhere: Ofcom keeps these ranges for drama."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random


@dataclass
class Names:
    """Invented people and numbers, each given once. The same chance gives the same ones in the same order."""

    chance: Random
    first: Sequence[str]
    last: Sequence[str]
    given: set[str] = field(default_factory=set)
    numbers: int = 0

    def person(self) -> str:
        """A first and a last name that nobody here has had."""
        while True:
            name = f"{self.chance.choice(self.first)} {self.chance.choice(self.last)}"
            if name not in self.given:
                self.given.add(name)
                return name

    def telephone(self, where: str) -> str:
        """The next number of the range: "london", "mobile", or anywhere else. 1,000 in each."""
        self.numbers += 1
        if self.numbers > 999:
            raise ValueError("The drama ranges hold 1,000 numbers. Ask for fewer.")
        match where:
            case "london":
                return f"020 7946 {self.numbers:04}"
            case "mobile":
                return f"07700 900{self.numbers:03}"
            case _:
                return f"01632 960{self.numbers:03}"


def email(words: str, within: str) -> str:
    """An address at example.org, which no mail ever reaches."""
    return f"{_plain(words)}.{_plain(within)}@example.org"


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
