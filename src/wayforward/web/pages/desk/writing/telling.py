"""One element in a line, as a list shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wayforward.policies.writing.known import Known, shortened
from wayforward.policies.writing.parts import Element

FIRST = ("term", "label", "asks", "title", "says", "printed", "what")


def told(element: Element, known: Known) -> str:
    """What a person calls it."""
    values = element.values
    match element.part:
        case "ways" | "moves":
            to = known.labels.get(str(values.get("to")), str(values.get("to", "")))
            return f"To {to}: {values['says']}" if values.get("says") else f"To {to}"
        case "starts":
            return f"Begins at {known.labels.get(str(values.get('at')), str(values.get('at', '')))}"
        case "routes":
            return _route(values, known)
        case "stages":
            return ": ".join(str(values[key]) for key in ("label", "title") if values.get(key)) or element.key
        case "times":
            return f"{known.labels.get(element.key, element.key)}: {values.get('within', 'no time')}"
        case "windows":
            return f"{element.key.replace('-', ' ').capitalize()}: {hours(values, known)}"
        case "spans":
            return hours(values, known)
        case "clauses" | "assumptions":
            return f"{element.key}: {shortened(str(values.get('says', '')))}"
    return shortened(next((str(values[key]) for key in FIRST if values.get(key)), element.key))


def _route(values: Mapping[str, Any], known: Known) -> str:
    posts = dict(known.posts)
    named = [values.get("post"), *(values.get("posts") or [])]
    who = ", ".join(posts.get(str(one), str(one)) for one in named if one) or "nobody"
    at = dict(known.windows).get(str(values.get("hours")), "") if values.get("hours") else "no hours stated"
    agency = dict(known.agencies).get(str(values.get("agency")), str(values.get("agency", "")))
    only = ", in some cases" if values.get("if") or values.get("status") or values.get("takes-over") else ""
    return f"{agency}, line {values.get('line', '')}, {at.lower()}{only}: {who}"


def hours(values: Mapping[str, Any], known: Known) -> str:
    """A set of hours in words."""
    if values.get("outside"):
        return f"every hour outside {dict(known.windows).get(str(values['outside']), values['outside'])}"
    if isinstance(values.get("spans"), list):
        return "; ".join(hours(span, known) for span in values["spans"] if isinstance(span, Mapping))
    days = values.get("days") or []
    said = ", ".join(days) if isinstance(days, list) else str(days)
    times = f" from {values['from']} until {values.get('until', '')}" if values.get("from") else ", all day"
    closed = ", not on bank holidays" if values.get("bank-holidays") == "closed" else ""
    return f"{said}{times}{closed}"
