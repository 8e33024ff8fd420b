"""Going over to another version of the policy, in sentences for the page and the printed record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from wayforward.core import events as ev
from wayforward.core.keyed import agency_of
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.escalations.history import Recorded
from wayforward.web.templatetags.wayforward import weekday_instant

HELD = "The version gives a later date. It was not taken: the earlier one stays."
MOVED = {"earlier": "It is due earlier now.", "later": "It is due later now.", "held": HELD}


def called(policy: Policy) -> str:
    """ "Escalation procedure, version 4"; where the document prints no version, the beginning of its fingerprint."""
    return f"{policy.title}, {f'version {v}' if (v := policy.document.version) else f'text {policy.digest[:8]}'}"


def under(history: Iterable[Recorded], rules: Rulebook) -> dict[int, Rulebook]:
    """The rules that each entry was recorded under, by its place, where they are not those of today."""
    if not rules.former:
        return {}
    items = sorted(history, key=lambda item: item.seq, reverse=True)
    then, found = rules, {}
    for item in items:
        found[item.seq] = then
        if isinstance(item.event, ev.VersionAdopted) and (former := rules.under(item.event.from_digest)):
            then = replace(former, former=(rules, *rules.former))
    return found


def adopted(event: ev.VersionAdopted, rules: Rulebook) -> dict[str, Any]:
    """The decision as an entry of the timeline, with both versions."""
    before = rules.under(event.from_digest)
    was = called(before.policy) if before else f"text {event.from_digest[:8]}"
    stage = rules.stage(event.stage)
    place = f"{stage.label}, line {event.line}" if event.line else stage.label
    moved = (event.from_stage, event.from_line) != (event.stage, event.line)
    return {
        "title": "Policy version changed",
        "lines": [
            f"From: {was}.",
            f"To: {called(rules.policy)}.",
            f"It goes on at {place}." if moved else "",
            f"Dates may move later: {event.lengthen}" if event.longer else "No date moved later.",
            f"Judged safe by {event.judged_safe_by}." if event.judged_safe_by else "",
        ],
        "words": event.reason,
    }


def carried(event: ev.DutyCarried, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any]:
    """What became of one duty's date."""
    agency = names.get(agency_of(event.key), "")
    lines = [f"For {agency}." if agency else "", f"Before: {_day(event.was_at)}. Now: {_day(event.due_at)}."]
    return {"title": f"Goes on: {rules.duty(event.duty).says}", "lines": [*lines, MOVED.get(event.how, "")]}


def _day(at: datetime | None) -> str:
    return weekday_instant(at) if at else "no date"
