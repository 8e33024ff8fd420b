"""The list of bank holidays that GOV.UK publishes, and how one partnership's calendar differs from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wayforward.core.working_time import Calendar
from wayforward.core.working_time.dates import written
from wayforward.directory.days_off import CLOSURE, FRIDAY, HOLIDAY, LONGEST_NAME, WORKING, Change
from wayforward.directory.models import CalendarChange

DIVISIONS = {
    "england": "england-and-wales", "wales": "england-and-wales", "scotland": "scotland",
    "northern-ireland": "northern-ireland",
}  # fmt: skip
LONGEST = 2_000_000  # characters: the whole list is some 30,000


class Unreadable(ValueError):
    """The text is not GOV.UK's list of bank holidays. The message says what to do."""


@dataclass(frozen=True)
class Difference:
    """What would have to be declared, and what differs and is left as somebody declared it here."""

    asked: tuple[Change, ...]
    left: tuple[str, ...]
    until: date  # the last day that the list speaks of


def read(text: str) -> dict[str, dict[date, str]]:
    """The days of the list by division. Raises Unreadable."""
    try:
        if len(text) > LONGEST:
            raise Unreadable("This is far longer than GOV.UK's list of bank holidays.")
        whole = json.loads(text)
        found = {division: dict(_days(whole[division])) for division in set(DIVISIONS.values())}
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(
            "This is not GOV.UK's list of bank holidays. Save https://www.gov.uk/bank-holidays.json"
        ) from None
    if not all(found.values()):
        raise Unreadable("A part of this list is empty, so it is not taken for GOV.UK's.")
    return found


def difference(
    published: Mapping[str, Mapping[date, str]],
    nation: str,
    present: Calendar,
    standing: Mapping[date, CalendarChange],
    today: date,
) -> Difference:
    """From today to the end of the list's last year. A day that was declared here is left as it was declared."""
    days = published[DIVISIONS[nation]]
    until = date(max(days).year, 12, 31)
    asked: list[Change] = []
    left: list[str] = []
    for day in sorted({*days, *present.holidays}):
        if (
            not today <= day <= min(until, present.last)
            or day.weekday() > FRIDAY
            or (day in days) == _is_one(present, day)
        ):
            continue
        if day in standing:
            left.append(_left(day, standing[day], day in days))
        elif day in days:
            asked.append(Change(day, HOLIDAY, days[day]))
        else:
            asked.append(Change(day, WORKING))
    return Difference(tuple(asked), tuple(left), until)


def _is_one(present: Calendar, day: date) -> bool:
    return day in present.holidays


def _left(day: date, change: CalendarChange, listed: bool) -> str:
    here = {CLOSURE: "a closure", HOLIDAY: "a bank holiday", WORKING: "a working day"}[change.kind]
    there = "lists it as a bank holiday" if listed else "does not list it"
    return f"{written(day)} was declared {here} here, and GOV.UK {there}. It stays as it was declared."


def _days(division: Mapping[str, Any]) -> Iterator[tuple[date, str]]:
    for event in division["events"]:
        title = str(event["title"]).strip()
        if not 0 < len(title) <= LONGEST_NAME or not title.isprintable():
            raise Unreadable("A bank holiday in this list has no name that can be shown, so it is not taken.")
        yield date.fromisoformat(event["date"]), title
