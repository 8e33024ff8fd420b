"""What went on beside the stages, in sentences: positions, urgent action, offers, more time, chases, who came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wayforward.core import events as ev
from wayforward.core.keyed import duty_of
from wayforward.core.rulebook import Rulebook
from wayforward.web import versions, words
from wayforward.web.templatetags.wayforward import weekday_instant


def beside(event: ev.Event, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    """An entry of the timeline, or None where the event is told elsewhere. `names`: people by id, agencies by key."""
    match event:
        case ev.PositionStated() as e:
            return {"title": f"Position: {_name(e.agency, names)}", "lines": _position(e)}
        case ev.UrgentActionRecorded() as e:
            when = f"Done by {e.by_whom}, {weekday_instant(e.taken_at)}."
            return {"title": "Urgent action to protect them", "lines": [when], "words": e.action}
        case ev.ReferredOn() as e:
            whom = f"To: {e.to_whom}" if e.to_whom else ""
            return {"title": f"Referred to {e.authority}", "lines": [whom], "words": e.reason}
        case ev.Chased() as e:
            about = f": {_duty(e.key, rules)}" if e.key else f": {_name(e.agency, names)}"
            return {"title": f"Chased{about}", "words": e.words}
        case ev.VersionAdopted() as e:
            return versions.adopted(e, rules)
        case ev.DutyCarried() as e:
            return versions.carried(e, rules, names)
        case ev.Joined() | ev.ConflictDeclared():
            return _people(event, rules, names)
        case _:
            return _times(event, rules, names)


def _position(event: ev.PositionStated) -> list[str]:
    said = (
        ("Agreed", event.agreed),
        ("Disputed", event.disputed),
        ("Evidence", event.evidence),
        ("Outcome sought", event.wanted),
        ("Risk", event.risk),
        ("Meanwhile", event.meanwhile),
    )
    return [f"{title}: {text}" for title, text in said if text]


def _people(event: ev.Joined | ev.ConflictDeclared, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any]:
    match event:
        case ev.ConflictDeclared() as e:
            kept = "They no longer see this escalation, and nothing about it goes to them."
            return {
                "title": f"Conflict of interest: {names.get(e.person, 'somebody')}",
                "lines": [kept],
                "words": e.reason,
            }
        case ev.Joined() as e:
            who = f"{names.get(e.person, 'Somebody')}, " if e.person else ""
            place = f"In place of {words.who(e.in_place_of, rules.posts)}." if e.in_place_of else ""
            by = f"With a one-time code from {names.get(e.invited_by, 'somebody')}." if e.invited_by else ""
            return {"title": f"Joined: {who}{_name(e.agency, names)}", "lines": [place, by], "words": e.reason}


def _times(event: ev.Event, rules: Rulebook, names: Mapping[str, str]) -> dict[str, Any] | None:
    match event:
        case ev.TimeOffered() as e:
            how = f", {e.channel}" if e.channel else ""
            family = "The family will be there." if e.family_present else ""
            lines = [f"{weekday_instant(e.talk_at)}{how}.", family]
            return {"title": f"{_name(e.agency, names)} can talk", "lines": lines, "words": e.note}
        case ev.OfferAnswered() as e:
            says = "accepts the time to talk" if e.accept else "cannot make that time to talk"
            return {"title": f"{_name(e.agency, names)} {says}", "words": e.note}
        case ev.MoreTimeAsked() as e:
            lines = [_duty(e.key, rules), f"Until {weekday_instant(e.until_at)}. Nothing has moved by asking."]
            return {"title": f"{_name(e.agency, names)} asks for more time", "lines": lines, "words": e.reason}
        case ev.MoreTimeAnswered() as e:
            says = "agrees to more time" if e.agree else "does not agree to more time"
            safe = f"Judged safe by {e.judged_safe_by}." if e.judged_safe_by else ""
            title = f"{_name(e.agency, names)} {says}"
            return {"title": title, "lines": [_duty(e.key, rules), safe], "words": e.note}
        case _:
            return None


def _name(agency: str, names: Mapping[str, str]) -> str:
    return names.get(agency, agency)


def _duty(key: str, rules: Rulebook) -> str:
    return rules.duty(duty_of(key)).says
