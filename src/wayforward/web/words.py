"""The policy's data in sentences for the page: people, times, states and what happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wayforward.core.escalation import Escalation
from wayforward.core.policy.duties import Duty
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time.dates import listed
from wayforward.policies.phrases import (
    FORCES,
    SIDES,
    SPECIAL,
    amount_of,
    bare_title,
    people,
    possessive,
    time_of,
    who,
)
from wayforward.web.templatetags.wayforward import weekday, weekday_instant

__all__ = [
    "FORCES", "SIDES", "SPECIAL", "amount_of", "bare_title", "colour", "happening", "listed", "london", "origin",
    "overridden", "people", "place", "possessive", "spoken", "state", "time_of", "who",
]  # fmt: skip

LONDON = ZoneInfo("Europe/London")
STATES = {"open": "Open", "resolved": "Resolved", "decided": "Decided"}
ATTEMPTS = {"discussion": "A discussion", "no reply": "An attempt that nobody answered"}
ENDS = {
    "ends": "ended",
    "begins": "began",
    "settled": "was settled",
    "resolved": "was settled",
    "decided": "was decided",
}
OTHERS = {
    "a stage begins": "The next stage began.",
    "a stage ends": "The stage ended.",
    "closed": "The escalation was closed.",
    "settled": "It was settled.",
    "resolved": "It was settled.",
    "decided": "It was decided.",
    "response": "The other side answered.",
    "version adopted": "The version of the policy that it stands under does not ask for this.",
}
GUARDS = {
    "condition": "the policy’s condition is not met",
    "skipped": "the policy leaves this stage out of such a case",
    "by": "the policy gives this step to somebody else",
    "outside the text": "the policy’s text gives no such way",
    "discussion": "no discussion has been recorded",
    "reason": "no reason was given",
    "start": "the policy begins at another stage",
}


def state(name: str, policy: Policy) -> str:
    """How an escalation stands, in a word or two."""
    if name in STATES:
        return STATES[name]
    return next((ending.title for ending in policy.endings if ending.id == name), name)


def colour(escalation_state: str, late: bool) -> str:
    if escalation_state == "open":
        return "red" if late else "blue"
    return "green" if escalation_state in ("resolved", "decided") else "grey"


def place(held: Escalation, policy: Policy) -> str:
    """Where it is: "Stage Two: Escalate, line 1"."""
    stage = next((s for s in policy.stages if s.id == held.stage), None)
    if stage is None:
        return ""
    line = f", {'tier' if stage.tiers and not stage.tiers.lines else 'line'} {held.line}" if held.line else ""
    return f"{stage.label}: {stage.title}{line}"


def happening(occurrence: str, rules: Rulebook) -> str:
    """An occurrence of the policy in a sentence: "no reply at stage-1" is "An attempt at Stage One was recorded."."""
    name, _, stage = occurrence.rpartition(" at ")
    if name in ATTEMPTS and stage in rules.stages:
        return f"{ATTEMPTS[name]} was recorded at {rules.stages[stage].label}."
    name, _, what = occurrence.rpartition(" ")
    if name in rules.stages and what in ENDS:
        return f"{rules.stages[name].label} {ENDS[what]}."
    if name in rules.duties and what == "done":
        return f"This was done: {rules.duties[name].says}"
    own = {event.id: event.says for event in rules.policy.events}
    return own.get(occurrence) or OTHERS.get(occurrence) or f"{occurrence[:1].upper()}{occurrence[1:]}."


def overridden(names: Iterable[str], rules: Rulebook) -> str:
    """What somebody went on without, in a sentence: the guards of the record in the policy's words."""
    return f"Went on although {listed([_guard(name, rules) for name in names])}."


def _guard(name: str, rules: Rulebook) -> str:
    if name in GUARDS:
        return GUARDS[name]
    kind, _, about = name.partition(" ")
    match kind:
        case "form" if about in rules.forms:
            return f"the form “{rules.forms[about].title}” is not complete"
        case "done" if about in rules.duties:
            return f"this is not done: {rules.duties[about].says.rstrip('.')}"
        case "answer":
            labels = (f.label for form in rules.policy.forms for f in form.fields if f.id == about)
            return f"this is not answered: {next(labels, about).rstrip('.')}"
        case _:
            return name


def origin(duty: Duty) -> str:
    """Whose idea a duty is: never let a reminder of ours pass for the policy's."""
    return "Added by Wayforward, not in the policy" if duty.system else ""


def london(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def spoken(value: date) -> str:
    """A date or an instant as people say it."""
    return weekday_instant(value) if isinstance(value, datetime) else weekday(value)
