"""The policy's data in sentences for the page: people, times, states and what happened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wayforward.core.escalation import Escalation
from wayforward.core.notices import COLLEAGUE, DOOR, OWN_OFFICE
from wayforward.core.policy.duties import Duty
from wayforward.core.policy.people import Post
from wayforward.core.policy.times import Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.web.templatetags.wayforward import weekday, weekday_instant

LONDON = ZoneInfo("Europe/London")
FORCES = {
    Force.MUST: "with the word “must”",
    Force.SHOULD: "with the word “should”",
    Force.GUIDE: "as a guide",
    Force.INDICATIVE: "as an indication",
    Force.MAXIMUM: "as a maximum",
    Force.NONE: "",
}
STATES = {"open": "Open", "resolved": "Resolved", "decided": "Decided"}
SIDES = {"raising": "the raising agency’s", "responding": "the other agency’s", "each": "each agency’s"}
SPECIAL = {
    "raiser": "the worker who raised it",
    "supporter": "the worker’s supporter",
    "counterpart": "the worker who is challenged",
    "all involved": "everyone involved",
    "each agency": "each agency",
    DOOR: "whoever receives what is raised with an agency",
    COLLEAGUE: "the colleague who was brought in",
    OWN_OFFICE: "the partnership’s office",
}
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
_BEFORE = re.compile(r"^(the|your own|your agency's|your)\s+", re.IGNORECASE)
_AFTER = re.compile(r"\s+(in|of) (your own agency|your agency|the other agency)$", re.IGNORECASE)


def who(words: str, posts: Mapping[str, Post], sides: Mapping[str, str] | None = None) -> str:
    """A person string of the policy as people say it: "raising lead" is "the raising agency’s safeguarding lead".

    `sides` gives the agencies their own names where an escalation is known: "Heathmoor School’s safeguarding lead".
    """
    if words in SPECIAL:
        return SPECIAL[words]
    side, _, name = words.rpartition(" ")
    post = posts.get(name)
    title = bare_title(post.title if post else name)
    side = side or (post.of if post and post.of in SIDES else "")
    if side in SIDES:
        agency = (sides or {}).get(side)
        return f"{possessive(agency) if agency else SIDES[side]} {title}"
    return f"the {title}"


def bare_title(title: str) -> str:
    """A post's title as it stands inside a sentence: without an article or a "your", and without a capital of its own.

    "Your line manager" is "line manager", "Senior manager in the other agency" is "senior manager"; "Head of Service"
    and "MASH social worker" stay as they are.
    """
    title = _BEFORE.sub("", title, count=1)
    title = _AFTER.sub("", title, count=1)
    rest = title.partition("(")[0][1:]
    return title[:1].lower() + title[1:] if rest == rest.lower() else title


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def people(words: Iterable[str], posts: Mapping[str, Post], sides: Mapping[str, str] | None = None) -> str:
    return joined([who(word, posts, sides) for word in words])


def joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def time_of(time: Timescale | None, posts: Mapping[str, Post]) -> str:
    """A timescale in a sentence, its silence included."""
    if time is None:
        return ""
    if time.within is None:
        if time.set_by:
            return f"Set by {who(time.set_by, posts)}."
        return time.silent or "No time in the policy."
    force = FORCES[time.force]
    ideal = f" Ideally {time.target}." if time.target else ""
    return f"{amount_of(time.within)}{f', {force}' if force else ''}.{ideal}"


def amount_of(amount: Amount) -> str:
    """ "Within 5 working days", "On the same working day", "As soon as possible"."""
    if amount.unit is Unit.SAME_WORKING_DAY:
        return "On the same working day"
    said = str(amount)
    return f"Within {said}" if amount.number else f"{said[:1].upper()}{said[1:]}"


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
    return f"Went on although {joined([_guard(name, rules) for name in names])}."


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
