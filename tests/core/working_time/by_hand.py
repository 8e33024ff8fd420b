"""Working days counted the long way, a day at a time from the `holidays` library, to check the tables by."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

from wayforward.core.working_time import NATIONS, Calendar

FILE = Path(__file__).parents[3] / "policies" / "bank-holidays.json"
SUBDIVISIONS = dict(zip(NATIONS, ("ENG", "WLS", "SCT", "NIR"), strict=True))
LONDON = ZoneInfo("Europe/London")
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


@cache
def calendar(nation: str = "england", closures: tuple[tuple[date, str], ...] = ()) -> Calendar:
    """The calendar that the product uses, from the file it ships."""
    frozen = json.loads(FILE.read_text(encoding="utf-8"))
    first, last = date.fromisoformat(frozen["first"]), date.fromisoformat(frozen["last"])
    days = {date.fromisoformat(day): name for day, name in frozen["nations"][nation].items()}
    return Calendar.of(nation, days, dict(closures), first=first, last=last)


@cache
def library(nation: str) -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=range(2012, 2041))


def is_working(day: date, nation: str, closures: frozenset[date] = frozenset()) -> bool:
    return day.weekday() < 5 and day not in library(nation) and day not in closures


def nth_working_day(start: date, n: int, nation: str, closures: frozenset[date] = frozenset()) -> date:
    """Walk one day at a time. The start never counts; from a day off, the next working day is day 1."""
    day = start
    if n == 0:
        while not is_working(day, nation, closures):
            day += ONE_DAY
    while n:
        day += ONE_DAY
        n -= is_working(day, nation, closures)
    return day


def london(text: str, fold: int = 0) -> datetime:
    """The UTC instant at which London's clocks show this, as a policy's example would write it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON, fold=fold).astimezone(UTC)
