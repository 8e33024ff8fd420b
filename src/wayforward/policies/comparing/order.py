"""Which elements of a list have moved: the fewest whose moving gives the other order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def staying(places: Sequence[int]) -> frozenset[int]:
    """Which of them stay where they are: one longest run that is in order already, always the same one."""
    ends: list[int] = []
    lengths = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
        lengths.append(at)
    kept, length = set(), len(ends) - 1
    for here in reversed(range(len(places))):
        if lengths[here] == length:
            kept.add(here)
            length -= 1
    return frozenset(kept)


def nth(place: int) -> str:
    """ "1st", "2nd", "3rd", "11th"."""
    number = place + 1
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
