"""How lines and opening times are put into words."""

from __future__ import annotations

from datetime import datetime

from wayforward.core.working_time import Calendar, on_the_wall
from wayforward.core.working_time.dates import hour, written


def line_name(line: str) -> str:
    """ "line 2", or the route's own name where it is not numbered."""
    return f"line {line}" if line.isdecimal() else f"the route “{line}”"


def opening(opens_at: datetime, at: datetime, calendar: Calendar) -> str:
    """ "Next working day: Tuesday 26 August 2025 from 09:00", where that is what it is."""
    opens, today = on_the_wall(opens_at), on_the_wall(at).date()
    when = f"{written(opens.date())} from {hour(opens.time())}"
    if opens.date() == today:
        return f"Today, {when}"
    if opens.date() == calendar.next_working_day(today):
        return f"Next working day: {when}"
    return when
