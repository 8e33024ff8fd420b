"""What can be proved of some texts for a year, worked out once for each text and year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from wayforward.core.working_time import Calendar, OutsideCalendar
from wayforward.desk.drafts import read
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.proving.proof import Proof, prove

Texts = tuple[tuple[str, str], ...]


def proved(texts: Mapping[str, str], year: int) -> Proof | PolicyErrors | OutsideCalendar:
    """The proof of these texts, the mistakes that keep them from being read, or why the year cannot be proved."""
    return _proved(tuple(sorted(texts.items())), year)


def years(calendar: Calendar, present: int) -> tuple[int, ...]:
    """The years that are offered: last year to three years on, as far as the bank holidays are known."""
    return tuple(year for year in range(present - 1, present + 4) if calendar.first.year <= year < calendar.last.year)


@lru_cache(maxsize=16)
def _proved(texts: Texts, year: int) -> Proof | PolicyErrors | OutsideCalendar:
    policy = read(dict(texts))
    if isinstance(policy, PolicyErrors):
        return policy
    try:
        return prove(policy, shelf.calendar(policy.nation), year)
    except OutsideCalendar as unknown:
        return unknown
