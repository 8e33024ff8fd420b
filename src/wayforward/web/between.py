"""What one side waits for from the other: a time to talk, longer time, and word that somebody has seen it."""

from __future__ import annotations

from typing import Any

from wayforward.core import events as ev
from wayforward.web.acts.desk import Desk
from wayforward.web.positions import called


def offered_time(desk: Desk) -> dict[str, Any] | None:
    """The time to talk that somebody offered last, and what became of it."""
    items = [i for i in desk.opened.history if isinstance(i.event, ev.TimeOffered)]
    held = desk.state.offer
    if held is None or not items or not isinstance(items[-1].event, ev.TimeOffered):
        return None
    said = items[-1].event
    asked = desk.across_from(held.agency)
    return {
        "by": called(desk, held.agency),
        "at": said.talk_at,
        "channel": said.channel,
        "note": said.note,
        "accepted": held.accepted,
        "asked": held.accepted is None and asked and said.talk_at > desk.at,
        "waits": held.accepted is None and not asked,
        "past": said.talk_at < desk.at,
    }


def asked_time(desk: Desk) -> dict[str, Any] | None:
    """The longer time that one side asked for, while nobody has answered."""
    items = [i for i in desk.opened.history if isinstance(i.event, ev.MoreTimeAsked)]
    held = desk.state.asked_time
    if held is None or held.agreed is not None or not items or not isinstance(items[-1].event, ev.MoreTimeAsked):
        return None
    duty = desk.state.duties.get(held.key)
    return {
        "by": called(desk, held.agency), "until": held.until_at, "reason": items[-1].event.reason,
        "asked": desk.across_from(held.agency), "says": desk.rules.duty(duty.duty).says if duty else "",
    }  # fmt: skip


def seen_by(desk: Desk) -> dict[str, Any]:
    """Who at each challenged agency has said that they have seen it, as a whole; and whether mine still has to."""
    seen = [
        {
            "by": event.name or desk.names.get(event.person or item.by, "somebody"),
            "agency": called(desk, agency),
            "at": item.occurred_at or item.recorded_at,
            "silent": desk.state.open and not _heard(desk, agency, item.seq),
            "told": desk.names.get(item.by, "somebody") if event.spoken else "",
        }
        for item in desk.opened.history
        if isinstance(event := item.event, ev.Acknowledged) and event.duty is None
        if (agency := event.agency or item.agency) in desk.state.responding
    ]
    mine = desk.me.agency in desk.state.responding and called(desk, desk.me.agency) not in {s["agency"] for s in seen}
    return {"by": seen, "asked": mine and desk.state.open}


def _heard(desk: Desk, agency: str, seq: int) -> bool:
    """Whether an agency has recorded anything since, other than that somebody has seen it."""
    return any(
        item.agency == agency and not isinstance(item.event, ev.Acknowledged) for item in desk.opened.history[seq:]
    )
