"""What stands beside every page of the editor: whether the draft loads, and what a check of it finds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse

from wayforward.core.working_time import OutsideCalendar
from wayforward.desk.checking import findings
from wayforward.desk.models import Version
from wayforward.directory.seating import on
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.proving.waits import Waits, waits
from wayforward.policies.writing.faults import Read, reading
from wayforward.policies.writing.week import gaps
from wayforward.web.pages.desk.access import Desk


def beside(version: Version, read: Read, desk: Desk) -> dict[str, Any]:
    """The panel of a version: `loads`, then what is found in it, each with where to look."""
    links = {name: _address(f"desk-{name}", desk, version) for name in ("check", "proof")}
    if read.policy is None:
        return {"loads": False, "faults": len(read.faults), "more": read.more, "links": links}
    return {"loads": True, "links": links} | _found(tuple(sorted(version.texts.items())), on(desk.at))


@lru_cache(maxsize=64)
def _found(texts: tuple[tuple[str, str], ...], day: date) -> dict[str, Any]:
    """The counts of one policy on one day, computed once for these texts."""
    policy = reading(dict(texts)).policy
    assert policy is not None, "asked only of texts that load"
    calendar = shelf.calendar(policy.nation)
    try:
        found = findings(dict(texts), day)
        holes = gaps(policy, calendar, day)
        longest = waits(policy, calendar, day.year)
    except OutsideCalendar:
        return {"unknown": True}
    assert not isinstance(found, PolicyErrors), "asked only of texts that load"
    open_ones = Counter(finding.severity.value for finding in found if finding.accepted is None)
    return {
        "high": open_ones["high"], "medium": open_ones["medium"], "low": open_ones["low"],
        "accepted": sum(1 for finding in found if finding.accepted), "holes": holes,
        "wait": _wait(longest),
    }  # fmt: skip


def _wait(found: Waits) -> str:
    """The longest that it lets anybody wait, in days as a person counts them, and what nothing limits."""
    if found.longest is None:
        return "it gives no time"
    days = max(1, round(found.longest.lasts.total_seconds() / 86_400))
    working = found.most_days.working_days if found.most_days else 0
    said = f"{days} day{'s' if days > 1 else ''}"
    said += f", at most {working} working day{'s' if working > 1 else ''}" if working else ""
    without = len(found.unlimited)
    return f"{said}; nothing limits {without} stage{'s' if without > 1 else ''}" if without else said


def _address(name: str, desk: Desk, version: Version) -> str:
    try:
        return reverse(name, args=[desk.area, version.pk])
    except NoReverseMatch:
        return ""
