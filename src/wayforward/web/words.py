"""The policy's data in sentences for the page: people, times, states and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wayforward.core.escalation import Escalation
from wayforward.core.policy import Duty, Policy, Post, Timescale
from wayforward.core.working_time import Force
from wayforward.web.templatetags.wayforward import weekday, weekday_instant

LONDON = ZoneInfo("Europe/London")
FORCES = {
    Force.MUST: "as a must",
    Force.SHOULD: "as a should",
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
}


def who(words: str, posts: Mapping[str, Post]) -> str:
    """A person string of the policy as people say it: "raising lead" is "the raising agency’s safeguarding lead"."""
    if words in SPECIAL:
        return SPECIAL[words]
    side, _, name = words.rpartition(" ")
    post = posts.get(name)
    title = post.title if post else name
    side = side or (post.of if post and post.of in SIDES else "")
    return f"{SIDES[side]} {bare_title(title)}" if side in SIDES else f"the {bare_title(title)}"


def bare_title(title: str) -> str:
    """A post's title without the article that some policies print before it."""
    return title.removeprefix("the ").removeprefix("The ")


def people(words: Iterable[str], posts: Mapping[str, Post]) -> str:
    return joined([who(word, posts) for word in words])


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
    return f"Within {time.within}{f', {force}' if force else ''}.{ideal}"


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


def origin(duty: Duty) -> str:
    """Whose idea a duty is: never let a reminder of ours pass for the policy's."""
    return "Added by Wayforward, not in the policy" if duty.system else ""


def london(at: datetime) -> datetime:
    return at.astimezone(LONDON)


def spoken(value: date) -> str:
    """A date or an instant as people say it."""
    return weekday_instant(value) if isinstance(value, datetime) else weekday(value)
