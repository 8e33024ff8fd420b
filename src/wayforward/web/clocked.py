"""What the clock and the post record, in sentences for the timeline: reminders, and messages that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wayforward.core import events as ev
from wayforward.core.keyed import duty_of
from wayforward.core.notices import DOOR
from wayforward.core.people import OFFICE
from wayforward.core.rulebook import Rulebook
from wayforward.notices import standing
from wayforward.web import words
from wayforward.web.notices import BEFORE, OURS
from wayforward.web.templatetags.wayforward import weekday_instant

SET = {"protective": "the date that protects them", "target": "the target", "stage": "this stage"}

Clocked = ev.Reminded | ev.NoticeFailed | ev.NoticeDropped | ev.Acknowledged


def clocked(event: Clocked, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any]:
    """An entry of the timeline. `names`: people by id, agencies by key."""
    match event:
        case ev.Reminded() as e:
            about = rules.duty(e.duty).says if e.duty else f"{SET.get(e.key, e.key)}."
            due = f"It speaks of {weekday_instant(e.due_at)}." if e.due_at else ""
            return {
                "title": f"{BEFORE.get(e.what, 'Reminder')}: {about}",
                "lines": ["No date has moved.", due, OURS if e.ours else ""],
            }  # fmt: skip
        case ev.NoticeFailed() as e:
            return {"title": f"Not got through: the message to {_to(e, rules, names)}", "lines": [standing.says(e.why)]}
        case ev.NoticeDropped() as e:
            return {"title": f"Not sent: the message to {_to(e, rules, names)}", "lines": [standing.says(e.why)]}
        case ev.Acknowledged(spoken=True) as e:
            post = rules.posts.get(e.post)
            where = words.bare_title(post.title) if post else ""
            place = names.get(e.agency, e.agency)
            seat = ", ".join(filter(None, (where, place)))
            lines = [f"As {seat}." if where else f"At {seat}.", "It counts as their acknowledgement."]
            return {"title": f"Told by telephone or face to face: {e.name}", "lines": lines, "words": e.words}
        case ev.Acknowledged() as e:
            duty = rules.duties.get(duty_of(e.duty or ""))
            return {"title": f"Acknowledged{f': {duty.says}' if duty else ''}", "lines": ["Seen, which is not done."]}


def _to(event: ev.NoticeFailed | ev.NoticeDropped, rules: Rulebook, names: Mapping[str, str]) -> str:
    """Whom the message was for, at their agency."""
    name = names.get(event.agency or "", "")
    if name and event.to in ("each agency", DOOR):
        return name
    said = words.who(event.to, rules.posts, dict.fromkeys(words.SIDES, name) if name else {})
    return said if not name or name in said or event.agency == OFFICE else f"{said}, {name}"
