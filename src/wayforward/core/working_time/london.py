"""What the clock on the wall in the United Kingdom says at an instant, and the instant when it says it."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = 86_400  # seconds on the dial; the two clock-change days are an hour shorter and an hour longer


def on_the_wall(at: datetime) -> datetime:
    """The Europe/London wall time of an aware instant. ValueError for a naive one: it is not an instant."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} does not say which time zone it is in. Give an instant with its offset.")
    return at.astimezone(LONDON)


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
    count = (last - first).days + 2
    now = _ahead(first, 0)
    for start in range(0, count, 16):  # no two changes are as close as 16 days
        days = min(16, count - start)
        then = _ahead(first, (start + days) * DAY)
        if then == now:
            ahead += [now] * days
            continue
        for day in range(start, start + days):
            ahead.append(now)
            if (after := _ahead(first, (day + 1) * DAY - now)) != now:
                changes[day] = _change(first, day, now)
                now = after
    return ahead, changes


def _ahead(first: date, seconds: int) -> int:
    at = datetime.combine(first, time(), UTC) + timedelta(seconds=seconds)
    offset = at.astimezone(LONDON).utcoffset()
    assert offset is not None  # LONDON always knows its offset
    return int(offset.total_seconds())


def _change(first: date, day: int, before: int) -> int:
    low, high = day * DAY - before, (day + 1) * DAY - before
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _ahead(first, middle) == before else (low, middle)
    return high - day * DAY
