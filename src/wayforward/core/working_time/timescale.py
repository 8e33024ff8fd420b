"""How long a policy gives: an amount in the unit it is printed in, and how firmly it is meant."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Unit(StrEnum):
    WORKING_DAYS = "working-days"
    WORKING_HOURS = "working-hours"
    CLOCK_HOURS = "clock-hours"
    CALENDAR_DAYS = "calendar-days"
    CALENDAR_MONTHS = "calendar-months"
    SAME_WORKING_DAY = "same-working-day"
    AS_SOON_AS_POSSIBLE = "as-soon-as-possible"
    NONE = "none"
    SET_BY_PERSON = "set-by-person"


class Force(StrEnum):
    """How firmly a policy means a timescale: its own verb, never ours."""

    MUST = "must"
    SHOULD = "should"
    GUIDE = "guide"
    INDICATIVE = "indicative"
    MAXIMUM = "maximum"
    NONE = "none"


class AmountError(ValueError):
    """A timescale that cannot be read one way only. The message says what to write instead."""


_COUNTED = {
    Unit.WORKING_DAYS: "working day",
    Unit.WORKING_HOURS: "working hour",
    Unit.CLOCK_HOURS: "clock hour",
    Unit.CALENDAR_DAYS: "calendar day",
    Unit.CALENDAR_MONTHS: "calendar month",
}
_NOT_COUNTED = {
    Unit.SAME_WORKING_DAY: "same working day",
    Unit.AS_SOON_AS_POSSIBLE: "as soon as possible",
    Unit.NONE: "none",
    Unit.SET_BY_PERSON: "set by a person",
}
_SAID = {words: unit for unit, words in _NOT_COUNTED.items()} | {
    "same day": Unit.SAME_WORKING_DAY,
    "immediately": Unit.AS_SOON_AS_POSSIBLE,
    "without delay": Unit.AS_SOON_AS_POSSIBLE,
}
_MEASURES = {words: (1, unit) for unit, words in _COUNTED.items()} | {
    "working week": (5, Unit.WORKING_DAYS),  # defaults A-02
    "hour": (1, Unit.CLOCK_HOURS),
    "week": (7, Unit.CALENDAR_DAYS),
    "calendar week": (7, Unit.CALENDAR_DAYS),
    "month": (1, Unit.CALENDAR_MONTHS),
}
_NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        )
    )
} | {"a": 1, "an": 1}
_COUNTED_AMOUNT = re.compile(r"(?P<number>\d{1,4}|[a-z]+) (?P<measure>[a-z ]+?)s?")
ACCEPTED = (
    "Write one of: “5 working days”, “one working week”, “8 working hours”, “48 hours”, “3 calendar days”,"
    " “1 week”, “2 months”, “same working day”, “as soon as possible”, “set by a person”, “none”."
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of one unit; the number is 0 for the units that are not counted.

    `words` keeps what was written where that is not the plain form ("one working week"). Two amounts that
    mean the same are equal however they were written.
    """

    number: int
    unit: Unit
    words: str = field(default="", compare=False)
    working_days: int = field(init=False, repr=False, compare=False)  # the number, if that is the unit; else 0

    def __post_init__(self) -> None:
        if self.number < 0:
            raise AmountError(f"A timescale cannot be below 0, and this is {self.number}. {ACCEPTED}")
        if self.number and self.unit not in _COUNTED:
            raise AmountError(f"“{_NOT_COUNTED[self.unit]}” takes no number, and this has {self.number}.")

        object.__setattr__(self, "working_days", self.number if self.unit is Unit.WORKING_DAYS else 0)

    def __str__(self) -> str:
        if self.unit not in _COUNTED:
            return _NOT_COUNTED[self.unit]
        return f"{self.number} {_COUNTED[self.unit]}{'' if self.number == 1 else 's'}"


def parse_amount(text: str) -> Amount:
    """Read a timescale as a policy prints it. Raises AmountError, which lists the forms that can be read.

    Hours are clock hours unless they are called working hours: 48 hours is never quietly two working days.
    "Days" alone is refused: over a weekend the two readings are days apart and no text says which it means.
    """
    plain = " ".join(text.lower().split())
    if plain in _SAID:
        return _amount(0, _SAID[plain], text)
    match = _COUNTED_AMOUNT.fullmatch(plain)
    number = _number(match["number"]) if match else None
    if match is None or number is None:
        raise AmountError(f"“{text}” is not a timescale. {ACCEPTED}")
    if match["measure"] == "day":
        days = "day" if number == 1 else "days"
        raise AmountError(
            f"“{text}” does not say which days: write “{number} working {days}” or"
            f" “{number} calendar {days}”. {ACCEPTED}"
        )
    if match["measure"] not in _MEASURES:
        raise AmountError(f"“{text}” is in a unit that cannot be counted. {ACCEPTED}")
    times, unit = _MEASURES[match["measure"]]
    return _amount(number * times, unit, text)


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _amount(number: int, unit: Unit, text: str) -> Amount:
    amount = Amount(number, unit)
    return amount if str(amount) == text else Amount(number, unit, text)
