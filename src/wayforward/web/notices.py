"""What a message says on a page: what it is about in the policy's words, to whom it goes, and whose idea it is."""

from __future__ import annotations

from collections.abc import Mapping

from wayforward.core.keyed import duty_of
from wayforward.core.notices import DOOR
from wayforward.core.people import OFFICE
from wayforward.core.rulebook import Rulebook
from wayforward.core.telling import UNDELIVERED
from wayforward.notices.models import Notice
from wayforward.web import words

ASKED, OURS = "The policy asks for this.", "Added by Wayforward, not in the policy."
SAYS = {  # where a message is about no duty and no stage
    "raised": "It has been raised.",
    "joined": "You have been brought in.",
    "answered": "The challenge has been answered.",
    "proposed": "A resolution is proposed.",
    "proposal-answer": "The proposed resolution has been answered.",
    "offer": "A time to talk is offered.",
    "offer-answer": "The time that was offered has been answered.",
    "time-asked": "More time is asked for.",
    "time-answer": "The question for more time has been answered.",
    "chase": "An answer is still waited for.",
    "version": "It goes on under a newer version of the policy.",
    "conflict": "Somebody has declared a conflict of interest.",
    "closed": "It has ended.",
    "undelivered": "A message has not got through. Ring them.",
    "due-today": "A date that a person set is today.",
    "passed": "A date that a person set has passed.",
    "quiet": "Nothing has been recorded for some time, and the policy gives this stage no time.",
    "silent": "It was acknowledged, and nothing has been recorded since.",
    "late": "Something is overdue.",
    "overdue": "Something is overdue.",
    "moved": "A date has moved.",
    "digest": "Reminders of this morning, in one message",
}
BEFORE = {  # what stands before the policy's words, where a message or an entry of the timeline reminds of them
    "half-way": "Half of the time has passed",
    "due-today": "Due today",
    "target": "The earlier date that is preferred is today",
    "overdue": "Overdue",
    "late": "Still overdue",
    "quiet": "Nothing has been recorded for some time",
    "silent": "Acknowledged, and nothing recorded since",
    "prompt": "Still to be done",
    "passed": "The date that a person set has passed",
    "chase": "Chased",
    "moved": "The date has moved",
    "time-asked": "More time is asked for",
    "time-answer": "Whether there is more time",
    "undelivered": "A message about this has not got through",
}

TOLD = {  # where whoever is told is not whoever is asked: the policy's words are quoted, since they speak to the other
    "notify": "{who} told because the policy asks",
    "update": "{who} told because this was done",
    "confirm": "{who} told because this was done",
}


def about(notice: Notice, rules: Rulebook | None, who: str = "They are") -> str:
    """What a message is about, for its own reader with `who` as "You are". Never anything that somebody wrote."""
    if rules is None:
        return SAYS.get(notice.kind, notice.about)
    duty = rules.duties.get(duty_of(notice.about))
    if duty is not None:
        if notice.kind in TOLD:
            return f"{TOLD[notice.kind].format(who=who)}: “{duty.says}”"
        before = BEFORE.get(notice.kind, "")
        return f"{before}: {duty.says}" if before else duty.says
    stage = rules.stages.get(notice.about)
    if stage is not None:
        before = BEFORE.get(notice.kind, "")
        return f"{before}: {stage.label}, {stage.title}." if before else f"It has come to {stage.label}: {stage.title}."
    return SAYS.get(notice.kind, "There is something to read.")


def whose(notice: Notice, rules: Rulebook | None) -> str:
    """Whose idea the message is: what the policy asks and what Wayforward adds are never mixed.

    Empty where it only passes on what somebody has recorded.
    """
    duty = rules.duties.get(duty_of(notice.about)) if rules else None
    if notice.ours or notice.kind in (UNDELIVERED, "moved") or (duty is not None and duty.system):
        return OURS
    return ASKED if duty is not None or (rules is not None and notice.about in rules.stages) else ""


def to_whom(notice: Notice, rules: Rulebook, names: Mapping[str, str]) -> str:
    """The post or part that a message is for, at its agency, or the person: "Heathmoor School’s safeguarding lead"."""
    agency = notice.agency
    key = agency.key if agency is not None else ""
    name = names.get(key) or (agency.name if agency is not None else "")
    if notice.person is not None and notice.to not in rules.posts:
        return f"{notice.person.name}, {name}" if name else notice.person.name
    if name and notice.to in ("each agency", DOOR):
        return f"whoever receives what is raised with {name}"
    sides = dict.fromkeys(words.SIDES, name) if name and key != OFFICE else {}
    said = words.who(notice.to, rules.posts, sides)
    return said if not name or name in said or key == OFFICE else f"{said}, {name}"


def in_part(notice: Notice) -> str:
    """As what a message comes to its reader: for them by name, or as somebody who answers for a post today."""
    if notice.post is None:
        return "To you."
    return f"To you as {words.bare_title(notice.post.title)}, {notice.post.agency.name}."
