"""Two elements that are the same thing, and how what is left over is paired by likeness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pair:
    """An element of each policy that are the same thing; one of them is None where only the other policy has it."""

    kind: str
    before: Any
    after: Any
    owner_before: Any = None  # the stage of a move, the form of a field
    owner_after: Any = None

    @property
    def either(self) -> Any:
        return self.after if self.after is not None else self.before


def likest(found: list[tuple[Any, Any]], likeness: Callable[[Any, Any], float], least: float) -> list[tuple[Any, Any]]:
    """What is left over, paired from the likest down; of equals the earlier in the lists comes first."""
    left = [one for one, other in found if other is None]
    right = [other for one, other in found if one is None]
    scores = [(-likeness(one, other), i, j) for i, one in enumerate(left) for j, other in enumerate(right)]
    chosen: dict[int, int] = {}
    for score, i, j in sorted(scores):
        if -score >= least and i not in chosen and j not in chosen.values():
            chosen[i] = j
    partner = {id(left[i]): right[j] for i, j in chosen.items()}
    both_sides = [(one, partner.get(id(one)) if other is None else other) for one, other in found if one is not None]
    return [*both_sides, *((None, each) for j, each in enumerate(right) if j not in chosen.values())]
