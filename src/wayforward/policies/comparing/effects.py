"""What a difference does: longer or shorter, firmer or looser, and who is new or lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wayforward.core.policy.stages import Power
from wayforward.core.working_time import Amount, Force, Span, Unit, Window
from wayforward.policies.comparing.sentences import Effect
from wayforward.policies.comparing.walking import Difference

# An ordinary number of hours, to tell which of two amounts in different units is the longer. A week has five
# working days of eight hours, so a working hour stands for more than an hour of the clock.
HOURS = {
    Unit.WORKING_DAYS: 168 / 5,
    Unit.WORKING_HOURS: 168 / 40,
    Unit.CLOCK_HOURS: 1.0,
    Unit.CALENDAR_DAYS: 24.0,
    Unit.CALENDAR_MONTHS: 730.0,
    Unit.SAME_WORKING_DAY: 12.0,
    Unit.AS_SOON_AS_POSSIBLE: 0.0,
}
FORCES = (Force.NONE, Force.INDICATIVE, Force.GUIDE, Force.SHOULD, Force.MUST, Force.MAXIMUM)
POWERS = (Power.NONE, Power.FACILITATES, Power.MEDIATES, Power.RECOMMENDS, Power.DECIDES)
EXTENDS = ("with a reason", "by agreement", "never")
RULES = ("any", "majority", "all")
RANKS: dict[tuple[str, str], Sequence[Any]] = {
    ("Timescale", "force"): FORCES,
    ("Timescale", "extends"): EXTENDS,
    ("Decision", "power"): POWERS,
    ("Decision", "rule"): RULES,
    ("Decision", "final"): (False, True),
    ("Field", "required"): (False, True),
    ("Timescale", "protective"): (False, True),
}
PEOPLE = frozenset({
    ("Decision", "by"), ("Duty", "copies"), ("Duty", "to"), ("Duty", "who"), ("Form", "to"), ("Move", "by"),
    ("Post", "falls_to"), ("Report", "to"), ("Route", "posts"), ("Stage", "acts"), ("Policy", "subjects"),
})  # fmt: skip
WEEK = 7 * 24 * 60


def effect(difference: Difference, one: Any, other: Any) -> Effect | None:
    """What it does, where that can be told. `one` and `other` are the values with names read alike."""
    known = (difference.owner, difference.field)
    if known in PEOPLE:
        return _people(_everybody(one), _everybody(other))
    if known in RANKS and one in RANKS[known] and other in RANKS[known]:
        rank = RANKS[known]
        return Effect.FIRMER if rank.index(other) > rank.index(one) else Effect.LOOSER
    if difference.field in ("needs", "produces") and difference.part:
        return Effect.FIRMER if one is None else Effect.LOOSER
    if isinstance(one, Amount) or isinstance(other, Amount):
        return _amounts(one, other)
    if known == ("Duty", "time"):
        return Effect.FIRMER if one is None else Effect.LOOSER
    return None


def hours(before: Window | None, after: Window | None) -> Effect | None:
    """Whether an ordinary week has more of one window or of the other. No window is every hour."""
    one, other = _minutes(before), _minutes(after)
    return None if one == other else Effect.LONGER if other > one else Effect.SHORTER


def _amounts(one: Amount | None, other: Amount | None) -> Effect | None:
    if one is None or other is None:
        return Effect.FIRMER if one is None else Effect.LOOSER
    before, after = _hours(one), _hours(other)
    if before is None or after is None or before == after:
        return None
    return Effect.LONGER if after > before else Effect.SHORTER


def _hours(amount: Amount) -> float | None:
    each = HOURS.get(amount.unit)
    return None if each is None else each * max(amount.number, 1)


def _people(before: frozenset[str], after: frozenset[str]) -> Effect | None:
    new, lost = after - before, before - after
    if new and lost:
        return Effect.REPLACED
    return Effect.NEW if new else Effect.LOST if lost else None


def _everybody(value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    if isinstance(value, dict):
        return frozenset(f"{side} {one}" for side, many in value.items() for one in many)
    return frozenset(value or ())


def _minutes(window: Window | None) -> int:
    if window is None:
        return WEEK
    opened = 0
    for day in range(7):
        opened += sum(_length(span) for span in window.spans if span.begins_on(day, False))
    return WEEK - opened if window.complement else min(opened, WEEK)


def _length(span: Span) -> int:
    begins, until = span.begins.hour * 60 + span.begins.minute, span.until.hour * 60 + span.until.minute
    return until - begins if until > begins else until - begins + 24 * 60
