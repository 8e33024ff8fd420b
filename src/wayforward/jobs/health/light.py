"""A light of the service's health: its colour, what it says now, what that means, and what to do."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

GUIDE = "docs/how-to/when-something-is-wrong.md"


class Colour(enum.IntEnum):
    """How a light stands, the worst last. The words are shown: a colour alone tells some people nothing."""

    GREEN = 0
    AMBER = 1
    RED = 2

    @property
    def word(self) -> str:
        return ("All well", "Look at it this week", "Act now")[self]


@dataclass(frozen=True, kw_only=True)
class Light:
    key: str
    title: str
    colour: Colour
    says: str  # how it is now
    means: str  # why it matters
    do: str  # what to do when it is not green


@dataclass(frozen=True)
class Health:
    """How the service stands at an instant."""

    at: datetime
    lights: tuple[Light, ...]

    @property
    def worst(self) -> Colour:
        return max((light.colour for light in self.lights), default=Colour.RED)

    @property
    def clean(self) -> bool:
        """Whether anybody outside may be told that all is well. A trouble that operators can mend is red."""
        return self.worst is not Colour.RED

    def light(self, key: str) -> Light:
        return next(light for light in self.lights if light.key == key)


def ago(gap: timedelta) -> str:
    """ "3 minutes ago", in the largest unit that fits."""
    return f"{length(gap)} ago"


def length(gap: timedelta) -> str:
    seconds = max(0, round(gap.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (size == 60 and seconds >= size):
            return _number(seconds // size, unit)
    return _number(seconds, "second")


def _number(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
