"""What a worked example expects of a moment, compared with what is so; each difference is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from wayforward.core import events as ev
from wayforward.core.commands import Actor
from wayforward.core.deadlines import due_under
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle import MoveChoice, effective_deadline, limit, moves, overdue
from wayforward.core.routing import Answer, RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import Calendar
from wayforward.policies.steps import key_of

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """How a rehearsal stands when an expectation looks at it."""

    rules: Rulebook
    table: RouteTable
    calendar: Calendar
    state: Escalation
    events: tuple[ev.Event, ...]
    refused: Refused | None
    at: datetime | None


def unmet(expected: Mapping[str, Any], now: Moment, ask: Mapping[str, Any] | None = None) -> list[str]:
    """Every expectation that does not hold, as a sentence. `ask` puts a question to the policy instead of a case."""
    if ask and "contact" in ask:
        checks = _of_contact(_contact(ask["contact"], now))
    elif ask and "due" in ask:
        checks = _of_due(ask["due"], now)
    else:
        checks = _of_case(now)
    return [problem for name, wanted in expected.items() for problem in checks[name](wanted)]


Check = Callable[[Any], Iterator[str]]


def _of_case(now: Moment) -> dict[str, Check]:
    state = now.state
    return {
        "stage": lambda wanted: _same("the stage", wanted, state.stage),
        "line": lambda wanted: _same("the line", None if wanted is None else str(wanted), state.line),
        "state": lambda wanted: _same("the state", wanted, state.state),
        "due": lambda wanted: _when("the stage's limit", wanted, _limit(now, "due_at")),
        "target": lambda wanted: _when("the stage's target", wanted, _limit(now, "target_at")),
        "effective": lambda wanted: _when("the effective deadline", wanted, effective_deadline(state, limit(state))),
        "overdue": lambda wanted: _same("overdue", wanted is True or wanted == "yes", _late(now)),
        "duties": lambda wanted: _among("owed", wanted, {owed.duty for owed in state.owed()}),
        "not-duties": lambda wanted: _not_among("owed", wanted, {owed.duty for owed in state.owed()}),
        "duty": lambda wanted: (p for name, facts in wanted.items() for p in _duty(now, str(name), facts)),
        "notices": lambda wanted: _among("told", wanted, {e.to for e in _notices(now)}),
        "not-notices": lambda wanted: _not_among("told", wanted, {e.to for e in _notices(now)}),
        "blocked": lambda wanted: _among("blocked", wanted, {e.to for e in _notices(now) if e.blocked}),
        "moves": lambda wanted: _among("permitted", wanted, _permitted(now)),
        "needs": lambda wanted: _among("asked for", wanted, _needed(now)),
        "not-moves": lambda wanted: _not_among("permitted", wanted, _permitted(now)),
        "refused": lambda wanted: _says("the refusal", str(wanted), _refusal(now)),
    }  # fmt: skip


def _of_contact(answer: Answer) -> dict[str, Check]:
    titles = [card.title for card in answer.cards]
    known = [{card.title, card.post.id} for card in answer.cards]
    return {
        "contacts": lambda wanted: _contacts([str(w) for w in wanted], titles, known),
        "hole": lambda wanted: _same("the hole", wanted, answer.hole.rule if answer.hole else None),
        "suggests": lambda wanted: _says("the suggestions", str(wanted), ", ".join(s.post for s in answer.suggestions)),
        "until": lambda wanted: _when("the answer's end", wanted, answer.until_at),
        "how": lambda wanted: _says("the ways to reach them", str(wanted), str([c.how for c in answer.cards])),
        "via": lambda wanted: _says("through whom", str(wanted), str([c.via for c in answer.cards])),
    }  # fmt: skip


def _of_due(asked: Mapping[str, Any], now: Moment) -> dict[str, Check]:
    duty = now.rules.duties[str(asked.get("duty") or f"{asked['stage']}-limit")]
    answer = due_under(duty, now.calendar, now.rules.policy.reading, asked["start"])
    return {
        "due": lambda wanted: _when("the deadline", wanted, answer.due_at),
        "target": lambda wanted: _when("the target", wanted, answer.target_at),
        "force": lambda wanted: _same("the force", wanted, str(answer.force)),
    }


def _contact(asked: Mapping[str, Any], now: Moment) -> Answer:
    given = {str(f).partition("=")[0]: frozenset({str(f).partition("=")[2] or "yes"}) for f in asked.get("given", ())}
    status = asked.get("status")
    return now.table.answer(str(asked["agency"]), str(asked["line"]), asked["at"], status and str(status), given)


def _limit(now: Moment, which: str) -> datetime | None:
    owed = limit(now.state)
    if owed is None:  # settled or left: the last limit this stage had
        past = [o for o in now.state.duties.values() if o.duty == f"{now.state.stage}-limit"]
        owed = past[-1] if past else None
    instant: datetime | None = getattr(owed, which) if owed else None
    return instant


def _late(now: Moment) -> bool:
    at = now.at
    if at is None or not now.state.open:
        return False
    owed = [duty for duty in now.state.owed() if not now.rules.duties[duty.duty].system]
    return any(overdue(now.state, duty, at) for duty in owed)


def _choices(now: Moment) -> tuple[MoveChoice, ...]:
    """The ways on for somebody on the raising side."""
    actor = Actor(person=now.state.raiser, agency=now.state.raising)
    at = now.at or now.state.last_at
    assert at is not None
    return moves(now.rules, now.state, actor, at)


def _permitted(now: Moment) -> set[str]:
    return {choice.stage.id for choice in _choices(now) if choice.verdict.allowed}


def _needed(now: Moment) -> set[str]:
    """What the ways on still ask for: the field, form or duty, else the kind of need."""
    return {need.name or need.need.value for choice in _choices(now) for need in choice.verdict.needs}


def _refusal(now: Moment) -> str:
    return now.refused.says if now.refused else "nothing was refused"


def _notices(now: Moment) -> list[ev.NoticeOwed]:
    return [event for event in now.events if isinstance(event, ev.NoticeOwed)]


def _duty(now: Moment, name: str, wanted: Mapping[str, Any]) -> Iterator[str]:
    owed = now.state.duties.get(key_of(now.state, name))
    if owed is None:
        yield f"duty {name} never arose"
        return
    checks: dict[str, Callable[[Owed], Any]] = {
        "done": lambda o: o.done_at is not None,
        "open": lambda o: o.open,
        "lapsed": lambda o: o.lapsed_at is not None,
        "overdue": lambda o: now.at is not None and overdue(now.state, o, now.at),
    }
    for what, value in wanted.items():
        if what in ("due", "target"):
            yield from _when(f"duty {name} {what}", value, owed.due_at if what == "due" else owed.target_at)
        else:
            yield from _same(f"duty {name} {what}", value is True or value == "yes", checks[what](owed))


def _contacts(wanted: list[str], titles: list[str], known: list[set[str]]) -> Iterator[str]:
    if len(wanted) != len(known) or any(w not in names for w, names in zip(wanted, known, strict=False)):
        yield f"expected to ring {', '.join(wanted) or 'nobody'}; the answer is {', '.join(titles) or 'nobody'}"


def _same(what: str, wanted: Any, got: Any) -> Iterator[str]:
    if wanted != got:
        yield f"expected {what} to be {wanted}; it is {got}"


def _when(what: str, wanted: Any, got: datetime | None) -> Iterator[str]:
    """A date expects that day in London; an instant expects that instant; null expects none."""
    local = got.astimezone(LONDON) if got else None
    if isinstance(wanted, datetime):
        same = local == wanted
    elif isinstance(wanted, date):
        same = local is not None and local.date() == wanted
    else:
        same = local is None
    if not same:
        yield f"expected {what} to be {wanted}; it is {local.isoformat() if local else None}"


def _among(what: str, wanted: Any, got: set[str]) -> Iterator[str]:
    missing = [str(w) for w in _list(wanted) if str(w) not in got]
    if missing:
        yield f"expected {', '.join(missing)} to be {what}; there are {', '.join(sorted(got)) or 'none'}"


def _not_among(what: str, wanted: Any, got: set[str]) -> Iterator[str]:
    extra = [str(w) for w in _list(wanted) if str(w) in got]
    if extra:
        yield f"expected {', '.join(extra)} not to be {what}"


def _says(what: str, part: str, whole: str) -> Iterator[str]:
    if part.lower() not in whole.lower():
        yield f'expected {what} to say "{part}"; it is: {whole}'


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
