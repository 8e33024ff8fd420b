"""What is owed, as the page shows it: who must do what, the date, why that date, and whether it is yours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle import effective_deadline, overdue
from wayforward.core.people import OFFICE, seats
from wayforward.core.policy import DutyKind
from wayforward.core.rulebook import Rulebook
from wayforward.web import words
from wayforward.web.cards import clauses

CHILDREN = {
    "child": "the child",
    "young-person": "the young person",
    "unborn": "the unborn child",
    "adult": "the adult",
}


def for_whom(state: Escalation) -> str:
    """Whom a sooner date would protect, in words."""
    kinds = sorted(state.facts.get("subject", frozenset()))
    return words.joined([CHILDREN[kind] for kind in kinds if kind in CHILDREN]) or "anybody"


def owed(state: Escalation, rules: Rulebook, me: Actor, at: datetime) -> list[dict[str, Any]]:
    """Everything still owed: mine first, the policy's before our own reminders, then by date; no date comes last."""
    items = [_item(duty, state, rules, me, at) for duty in state.owed()]
    return sorted(items, key=lambda i: (not i["mine"], bool(i["origin"]), i["due_at"] is None, i["due_at"] or at))


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


def _item(duty: Owed, state: Escalation, rules: Rulebook, me: Actor, at: datetime) -> dict[str, Any]:
    about = rules.duties[duty.duty]
    texts = {clause.id: clause.says for clause in rules.policy.clauses}
    due_at = effective_deadline(state, duty)
    return {
        "key": duty.key,
        "says": about.says,
        "who": words.people(duty.who, rules.posts),
        "to": words.people(duty.to, rules.posts),
        "agency": duty.agency,
        "mine": mine(duty, state, rules, me),
        "late": overdue(state, duty, at),
        "due_at": due_at,
        "target_at": duty.target_at,
        "deadline": deadline(duty, due_at, state, rules, at) if due_at else None,
        "no_date": () if due_at else duty.because,
        "origin": words.origin(about),
        "blocked": about.blocked,
        "clauses": clauses(about.clauses, texts),
        "limit": about.kind in (DutyKind.RESOLVE, DutyKind.CAP),
    }


def deadline(duty: Owed, due_at: datetime, state: Escalation, rules: Rulebook, at: datetime) -> dict[str, Any]:
    """The date as parts/deadline.html draws it, with every step of its reckoning."""
    about = rules.duties[duty.duty]
    time = about.time
    texts = {clause.id: clause.says for clause in rules.policy.clauses}
    assumed = {*about.assumptions, *(time.assumptions if time else ())}
    late = overdue(state, duty, at)
    sooner = () if due_at == duty.due_at else ("A person set an earlier date to protect them. The earlier one counts.",)
    return {
        "due_at": due_at,
        "whole_day": words.london(due_at).time().replace(microsecond=0) == rules.policy.reading.day_ends,
        "for_whom": for_whom(state),
        "late": late,
        "left": left(due_at, late, rules, at),
        "force": words.FORCES[time.force] if time else "",
        "why": {
            "sentences": (*duty.because, *sooner),
            "clauses": clauses(time.clauses if time and time.clauses else about.clauses, texts),
            "assumption": " ".join(a.says for a in rules.policy.assumptions if a.id in assumed),
        },
    }


def left(due_at: datetime, late: bool, rules: Rulebook, at: datetime) -> str:
    """How long until it is late, or how long it has been, in days that people count."""
    due_on, today = words.london(due_at).date(), words.london(at).date()
    days = rules.calendar.working_days_between(min(today, due_on), max(today, due_on))
    counted = f"{days} working day{'' if days == 1 else 's'}"
    if late:
        return "Overdue" if days == 0 else f"Overdue by {counted}"
    return "Today" if due_on == today else f"{counted} left"
