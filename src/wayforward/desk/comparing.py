"""What differs between the texts of two versions, worked out once for each pair, year and day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from wayforward.core.working_time import OutsideCalendar
from wayforward.desk.drafts import read
from wayforward.policies import shelf
from wayforward.policies.comparing import Comparison, compare, sentences
from wayforward.policies.errors import PolicyErrors

Texts = tuple[tuple[str, str], ...]


def compared(before: Mapping[str, str], after: Mapping[str, str], on: date) -> Comparison | PolicyErrors:
    """What differs, with the hours of that day's year and the findings of that day; or the mistakes of a text.

    Hours, holes and waits are left out where the calendar does not know the year.
    """
    return _compared(tuple(sorted(before.items())), tuple(sorted(after.items())), on)


@lru_cache(maxsize=16)
def _compared(before: Texts, after: Texts, on: date) -> Comparison | PolicyErrors:
    one, other = read(dict(before)), read(dict(after))
    if isinstance(other, PolicyErrors):
        return other
    if isinstance(one, PolicyErrors):
        return one
    try:
        return compare(one, other, shelf.calendar(other.nation), on.year, checked_on=on)
    except OutsideCalendar:
        return sentences(one, other)
