"""What is owed, as the page shows it: the limits, what falls to the reader, what others owe, and why then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle import may
from wayforward.core.limits import CLOCKS, effective_deadline, overdue
from wayforward.core.people import OFFICE, seats
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import OutsideCalendar, Unit
from wayforward.web import words

CHILDREN = {
    "child": "the child",
    "young-person": "the young person",
    "unborn": "the unborn child",
    "adult": "the adult",
}


@dataclass(frozen=True)
class Reader:
    """Who reads about which escalation, and what they call its agencies."""

    state: Escalation
    rules: Rulebook
    me: Actor
    at: datetime
    agencies: Mapping[str, str]
    area: str = ""  # whose policy page the clauses lead to

    def clauses(self, ids: Iterable[str]) -> list[dict[str, str]]:
        """Clauses with their words, each leading to its place on the policy's page."""
        return linked(ids, self.rules, self.area)

    @property
    def sides(self) -> dict[str, str]:
        """The sides by their agencies' own names, where a side is one agency."""
        named = {"raising": self.agencies.get(self.state.raising, "")}
        if len(self.state.responding) == 1:
            named["responding"] = self.agencies.get(self.state.responding[0], "")
        return {side: name for side, name in named.items() if name}


def linked(ids: Iterable[str], rules: Rulebook, area: str) -> list[dict[str, str]]:
    page = reverse("policy", args=[area]) if area else ""
    texts = {clause.id: clause.says for clause in rules.policy.clauses}
    return [{"id": i, "text": texts.get(i, ""), "href": f"{page}#{i}" if page and i in texts else ""} for i in ids]


def for_whom(state: Escalation) -> str:
    """Whom a sooner date would protect, in words."""
    kinds = sorted(state.facts.get("subject", frozenset()))
    return " or ".join(CHILDREN[kind] for kind in kinds if kind in CHILDREN) or "anybody"


def owed(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Everything still owed, in three lists: `limits`, what is `mine`, and what `others` owe.

    In each, the policy's own come before our reminders, then by date; what has no date comes last. A duty that is
    owed several times, by each agency or at several stages, is one item with its instances.
    """
    found: dict[str, list[Owed]] = {}
    open_duties = reader.state.owed()
    for duty in open_duties:
        if _only_reminds(duty, open_duties, reader.rules):
            continue
        found.setdefault(duty.duty, []).append(duty)
    items = sorted((_item(several, reader) for several in found.values()), key=lambda item: _order(item, reader.at))
    return {
        "limits": _together([i for i in items if i["limit"]]),
        "mine": [i for i in items if i["mine"] and not i["limit"]],
        "others": [i for i in items if not i["mine"] and not i["limit"]],
    }


def _only_reminds(duty: Owed, open_duties: Iterable[Owed], rules: Rulebook) -> bool:
    """Whether it is our reminder of a duty of the policy that the same people still owe: that one says it already."""
    about = rules.duties[duty.duty]
    return about.system and any(
        f"{other.duty} done" in about.until and other.who == duty.who and not rules.duties[other.duty].system
        for other in open_duties
    )


def _together(limits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Limits that fall at the same instant are one box, with the reasons of each."""
    found: dict[object, dict[str, Any]] = {}
    for limit in limits:
        for duty in limit["instances"]:
            shown = {"says": limit["says"], "duty": duty, "deadline": duty["deadline"]}
            other = found.get(duty["due_at"]) if duty["deadline"] else None
            if other is None:
                found[duty["due_at"] or duty["key"]] = shown
                continue
            why, more = other["deadline"]["why"], duty["deadline"]["why"]
            other["says"] = f"{other['says']} {shown['says']}"
            other["deadline"] = {**other["deadline"], "what": other["says"], "why": {
                "sentences": (*why["sentences"], *more["sentences"]),
                "clauses": why["clauses"] + [c for c in more["clauses"] if c not in why["clauses"]],
                "assumption": " ".join(dict.fromkeys(text for w in (why, more) if (text := w["assumption"]))),
            }}  # fmt: skip
    return list(found.values())


def _order(item: Mapping[str, Any], at: datetime) -> tuple[bool, bool, datetime]:
    return bool(item["origin"]), item["due_at"] is None, item["due_at"] or at


def mine(duty: Owed, state: Escalation, rules: Rulebook, me: Actor) -> bool:
    """Whether this falls to me: by name, by a post that I hold, or because I work where nobody narrower is named."""
    for word in duty.who:
        for seat in seats(rules.posts, state, word, duty.agency):
            if seat.person is not None:
                if seat.person == me.person:
                    return True
            elif seat.post is not None:
                if seat.post in me.posts and seat.agency in (me.agency, None):
                    return True
                if seat.agency == OFFICE and me.office and seat.post in me.posts:
                    return True
            elif seat.agency == me.agency and me.person != state.raiser:
                return True
    return False


def _item(several: list[Owed], reader: Reader) -> dict[str, Any]:
    """One duty with all its open instances; those that fall to the reader come first."""
    first = several[0]
    about = reader.rules.duties[first.duty]
    shown = [_instance(duty, about, reader, len(several) > 1) for duty in several]
    shown.sort(key=lambda i: (not i["mine"], i["due_at"] is None, i["due_at"] or reader.at))
    is_mine = any(i["mine"] for i in shown)
    return {
        "says": about.says,
        "who": words.people(first.who, reader.rules.posts, reader.sides),
        "to": words.people(first.to, reader.rules.posts, reader.sides),
        "to_self": is_mine and _to_self(first, reader),
        "at_once": _at_once(about),
        "because_of": about.applies.facts(),
        "mine": is_mine,
        "late": any(i["late"] for i in shown),
        "due_at": shown[0]["due_at"],
        "origin": words.origin(about),
        "blocked": about.blocked,
        "clauses": reader.clauses(about.clauses),
        "limit": about.kind in CLOCKS,
        "instances": [i for i in shown if i["mine"]] if is_mine else shown,
    }


def _to_self(duty: Owed, reader: Reader) -> bool:
    """Whether every post to which it is owed is one that the reader holds, at their own agency."""
    me = reader.me
    places = [seat for word in duty.to for seat in seats(reader.rules.posts, reader.state, word, duty.agency)]
    return bool(places) and all(seat.post in me.posts and seat.agency == me.agency for seat in places)


def _at_once(about: Duty) -> bool:
    within = about.time.within if about.time else None
    return not about.system and within is not None and within.unit is Unit.AS_SOON_AS_POSSIBLE


def _instance(duty: Owed, about: Duty, reader: Reader, one_of_several: bool) -> dict[str, Any]:
    state, rules = reader.state, reader.rules
    due_at = effective_deadline(state, duty)
    stage = rules.stages.get(duty.stage or "")
    where = [reader.agencies.get(duty.agency or "", ""), stage.label if stage else ""]
    return {
        "key": duty.key,
        "where": ", ".join(word for word in where if word) if one_of_several else "",
        "mine": mine(duty, state, rules, reader.me),
        "late": overdue(state, duty, reader.at),
        "due_at": due_at,
        "seen_at": duty.acknowledged_at,
        "deadline": deadline(duty, due_at, reader) if due_at else None,
        "no_date": () if due_at or duty.prompts_only else duty.because,
        "may": _open_to(duty, due_at, reader),
    }


def _open_to(duty: Owed, due_at: datetime | None, reader: Reader) -> dict[str, bool]:
    """What the reader may do about it, asked of the rulebook by the very call that would do it."""
    asked: dict[str, cmd.Command] = {"done": cmd.Discharge(by=reader.me, duty=duty.key)}
    later = max(reader.at, due_at or reader.at) + timedelta(days=1)
    if due_at is not None:
        asked["longer"] = cmd.Extend(
            by=reader.me, duty=duty.key, until_at=later, reason="-", judged_safe_by="-", agreed=True
        )
        asked["ask"] = cmd.AskForTime(by=reader.me, duty=duty.key, until_at=later, reason="-")
    else:
        asked["date"] = cmd.SetDeadline(by=reader.me, due_at=later, reason="-", what=duty.key)
    if not mine(duty, reader.state, reader.rules, reader.me):
        asked["chase"] = cmd.Chase(by=reader.me, duty=duty.key)
    elif duty.acknowledged_at is None:
        asked["seen"] = cmd.Acknowledge(by=reader.me, duty=duty.key)
    return {name: may(reader.rules, reader.state, command, reader.at).allowed for name, command in asked.items()}


def deadline(duty: Owed, due_at: datetime, reader: Reader) -> dict[str, Any]:
    """The date as parts/deadline.html draws it, with every step of its reckoning."""
    state, rules, at = reader.state, reader.rules, reader.at
    about = rules.duties[duty.duty]
    time = about.time
    assumed = {*about.assumptions, *(time.assumptions if time else ())}
    late = overdue(state, duty, at)
    sooner = () if due_at == duty.due_at else ("A person set an earlier date to protect them. The earlier one counts.",)
    return {
        "what": about.says if about.kind in CLOCKS else "",
        "due_at": due_at,
        "whole_day": whole_day(due_at, rules),
        "for_whom": for_whom(state),
        "late": late,
        "left": left(due_at, late, rules, at),
        "force": words.FORCES[time.force] if time else "",
        "why": {
            "sentences": (*duty.because, *sooner),
            "clauses": reader.clauses(time.clauses if time and time.clauses else about.clauses),
            "assumption": " ".join(a.says for a in rules.policy.assumptions if a.id in assumed),
        },
    }


def whole_day(due_at: datetime, rules: Rulebook) -> bool:
    """Whether a limit is the end of its day, so that no hour needs to be said."""
    return words.london(due_at).time().replace(microsecond=0) == rules.policy.reading.day_ends


def left(due_at: datetime, late: bool, rules: Rulebook, at: datetime) -> str:
    """How long until it is late, or how long it has been, in days that people count.

    Empty where nobody has said yet which days are bank holidays; what is late says so all the same.
    """
    due_on, today = words.london(due_at).date(), words.london(at).date()
    try:
        days = rules.calendar.working_days_between(min(today, due_on), max(today, due_on))
    except OutsideCalendar:
        return "Overdue" if late else ""
    counted = f"{days} working day{'' if days == 1 else 's'}"
    if late:
        return "Overdue" if days == 0 else f"Overdue by {counted}"
    return "Today" if due_on == today else f"{counted} left"
