"""What a policy leaves open: where it names nobody, where it is silent, where it disagrees with itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wayforward.core.policy.elements import Element
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable
from wayforward.policies.rungs import Entry, rungs

TITLED = ("label", "title", "asks", "says")


def holes(table: RouteTable, policy: Policy, at: datetime, until: datetime) -> list[dict[str, Any]]:
    """For each agency, the lines, cases and hours at which the policy names nobody. OutsideCalendar beyond its end."""
    found = []
    for agency in policy.agencies:
        lines = [
            f"{rung.name}{_case(entry)}: {entry.hours}"
            for rung in rungs(table, policy, agency.id, at, until)
            for entry in rung.entries
            if not entry.cards
        ]
        if lines:
            found.append({"agency": agency.title, "id": agency.id, "lines": lines})
    return found


def silences(policy: Policy) -> list[dict[str, Any]]:
    """Every sentence about what the text leaves unsaid, once, with what it is about."""
    found: dict[str, dict[str, Any]] = {}
    for _, element in policy.elements():
        for says in (element.silent, getattr(getattr(element, "time", None), "silent", None)):
            if says:
                one = found.setdefault(says, {"says": says, "about": [], "clauses": []})
                one["about"] = list(dict.fromkeys([*one["about"], _name(element)]))
                one["clauses"] += [{"id": c, "href": f"#{c}"} for c in element.clauses]
    for one in found.values():
        one["clauses"] = list({c["id"]: c for c in one["clauses"]}.values())
    return list(found.values())


def disagreements(policy: Policy) -> list[dict[str, Any]]:
    """Times that the document prints in two ways, with each place."""
    found = []
    for duty in policy.duties:
        places = duty.time.stated if duty.time else ()
        if len({(place.within, place.force) for place in places if place.within or place.force}) > 1:
            found.append({
                "about": _stage_name(duty.stage, policy) or duty.says,
                "places": [f"{p.clause} ({p.where}): “{p.printed}”.{f' {p.says}' if p.says else ''}" for p in places],
            })  # fmt: skip
    return found


def _case(entry: Entry) -> str:
    words = [status[:1].lower() + status[1:] for status in entry.statuses]
    return f" ({', '.join(words)})" if words else ""


def _stage_name(stage: str | None, policy: Policy) -> str:
    return next((f"{s.label}: {s.title}" for s in policy.stages if s.id == stage), "")


def _name(element: Element) -> str:
    """What the policy calls it, in its own shortest words."""
    name = next((str(getattr(element, each)) for each in TITLED if getattr(element, each, "")), element.id)
    return name.rstrip(".")
