"""The small policy in a version that follows, and the decision that a case goes on under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.core.cast import CALENDAR, DUTIES, OFFICE, POLICY, STAGES, Case, at, at_leads
from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.policy.duties import Duty
from wayforward.core.policy.stages import Stage
from wayforward.core.rulebook import Rulebook, rulebook

TUESDAY, WEDNESDAY = at("2025-07-08"), at("2025-07-09")
MONTH_LATER = at("2025-08-11")


def version(*, duties: tuple[Duty, ...] = DUTIES, stages: tuple[Stage, ...] = STAGES, **changes: object) -> Rulebook:
    """The version that follows: the same text with these changes, under a digest of its own."""
    text = replace(POLICY, digest="d2", duties=duties, stages=stages, **changes)  # type: ignore[arg-type]  # any part
    return rulebook(text, CALENDAR)


def with_duty(name: str, **changes: object) -> tuple[Duty, ...]:
    return tuple(replace(d, **changes) if d.id == name else d for d in DUTIES)  # type: ignore[arg-type]  # any part


def without(*names: str) -> tuple[Duty, ...]:
    return tuple(duty for duty in DUTIES if duty.id not in names)


def over(case: Case, rules: Rulebook, when: datetime = TUESDAY, **changes: object) -> tuple[ev.Event, ...]:
    """The office decides that the case goes on under another version."""
    case.rules = rules.after(case.rules, *case.rules.former)
    return case.do(decision(**changes), when)


def decision(by: ask.Actor = OFFICE, **changes: object) -> ask.AdoptVersion:
    given: dict[str, object] = {"by": by, "digest": "d2", "reason": "The board decided that open cases move."}
    return ask.AdoptVersion(**{**given, **changes})  # type: ignore[arg-type]  # any part of the command


def how(events: tuple[ev.Event, ...]) -> dict[str, str]:
    return {event.key: event.how for event in events if isinstance(event, ev.DutyCarried)}


def no_text(**changes: object) -> Case:
    case = at_leads(**changes)
    case.rules = version().after(case.rules)
    return case
