"""What the clock on the wall in the United Kingdom says at an instant, and the instant when it says it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from .dates import hour, written

LONDON = ZoneInfo("Europe/London")
DAY = 86_400  # seconds on the dial; the two clock-change days are an hour shorter and an hour longer


def on_the_wall(at: datetime) -> datetime:
    """The Europe/London wall time of an aware instant. ValueError for a naive one: it is not an instant."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} does not say which time zone it is in. Give an instant with its offset.")
    return at.astimezone(LONDON)


def moment(at: datetime) -> str:
    """ "Saturday 23 August 2025 at 10:00", on London's clocks."""
    wall = on_the_wall(at)
    return f"{written(wall.date())} at {hour(wall.time())}"


def instant(day: date, at: time) -> datetime:
    """The UTC instant at which London's clocks show this day and time.

    When the clocks go back a time between 01:00 and 02:00 comes twice: this is the first. When they go
    forward those times do not come at all: this is as long after midnight as the dial would have said.
    """
    return datetime.combine(day, at, LONDON).astimezone(UTC)


@cache
def offsets(first: date, last: date) -> tuple[list[int], dict[int, int]]:
    """London's seconds ahead of UTC at the start of each day, and the days on which that changes.

    The list has one entry a day from `first` to the day after `last`. The dictionary gives, for each
    clock-change day (counted from `first`), the second of the UTC day at which the clocks change.
    """
    ahead: list[int] = []
    changes: dict[int, int] = {}
    start = datetime.combine(first, time(), UTC)
    count = (last - first).days + 2
    now = _ahead(start, 0)
    for change, then in _changes(start, count):
        day = (change + now) // DAY
        ahead += [now] * (day + 1 - len(ahead))
        changes[day] = change - day * DAY
        now = then
    ahead += [now] * (count - len(ahead))
    return ahead, changes


def _changes(start: datetime, days: int) -> Iterator[tuple[int, int]]:
    """Each change of the clocks: the UTC seconds from the start to it, and the seconds ahead after it."""
    before = _ahead(start, 0)
    for day in range(0, days, 24):  # no two changes have ever been as close as 24 days
        low, high = day * 24, min(day + 24, days) * 24
        after = _ahead(start, high)
        if after != before:
            while high - low > 1:  # the clocks change on the hour
                middle = (low + high) // 2
                low, high = (middle, high) if _ahead(start, middle) == before else (low, middle)
            yield high * 3600, after
            before = after


def _ahead(start: datetime, hours: int) -> int:
    offset = (start + timedelta(hours=hours)).astimezone(LONDON).utcoffset()
    assert offset is not None  # LONDON always knows its offset
    return offset.seconds
