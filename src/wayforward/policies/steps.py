"""The verbs of a scenario: each step, as written, becomes the command that a person would have given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

from wayforward.core import commands as ask
from wayforward.core.escalation import Escalation
from wayforward.core.policy.whole import Policy

Step = Mapping[str, Any]
REFERENCE = "REHEARSAL"


def command(step: Step, state: Escalation, policy: Policy) -> ask.Command | None:
    """The command a step gives, or None where the step only looks (`then` alone)."""
    for verb, make in VERBS.items():
        if verb in step:
            return make(_keyed(step, state), _actor(step, state, policy))
    return None


def key_of(state: Escalation, duty: str) -> str:
    """The key of the duty that a scenario calls by its id: the one owed now, else the last; a key stays itself."""
    if duty in state.duties:
        return duty
    mine = [owed for owed in state.duties.values() if owed.duty == duty]
    still = [owed for owed in mine if owed.open]
    return still[0].key if still else mine[-1].key if mine else duty


def _keyed(step: Step, state: Escalation) -> Step:
    """The step with duties called by the keys they arose under."""
    known = dict(step)
    if "line" in known and "escalate" not in known:
        known["escalate"] = state.stage
    for verb in ("done", "acknowledge"):
        if verb in known:
            known[verb] = key_of(state, str(known[verb]))
    if "extend" in known:
        known["extend"] = {**known["extend"], "duty": key_of(state, str(known["extend"]["duty"]))}
    if "set" in known:
        known["set"] = {key_of(state, str(what)): due_at for what, due_at in known["set"].items()}
    return known


def _actor(step: Step, state: Escalation, policy: Policy) -> ask.Actor:
    """Who acts: by default somebody on the raising side who holds whatever post the act needs."""
    by = str(step.get("by", "raising"))
    posts = frozenset(post.id for post in policy.posts)
    if by == "office":
        return ask.Actor(person="office", agency="office", posts=posts, office=True)
    if "raise" in step:
        return ask.Actor(person="raiser", agency=str(step["raise"]["agency"]))
    if by == "raising":
        return ask.Actor(person=state.raiser or "raiser", agency=state.raising)
    if by == "responding":
        return ask.Actor(person="counterpart", agency=next(iter(state.responding), ""))
    if by in {party.agency for party in state.parties}:
        return ask.Actor(person=f"somebody at {by}", agency=by)
    post = next((p for p in policy.posts if p.id == by), None)
    if post is None:
        return ask.Actor(person=by, agency=by)
    sides = {"raising": state.raising, "each": state.raising, "responding": next(iter(state.responding), "")}
    return ask.Actor(person=f"holder of {by}", agency=sides.get(post.of, post.of), posts=frozenset({by}))


def _many(value: Any) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list | tuple) else (str(value),)


def _facts(given: Mapping[str, Any] | None) -> dict[str, tuple[str, ...]]:
    return {name: _many(value) for name, value in (given or {}).items()}


def _answers(given: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (given or {}).items()}


def _raise(step: Step, by: ask.Actor) -> ask.Command:
    said = step["raise"]
    kinds = _many(said.get("subject", "child"))
    return ask.Raise(
        by=by,
        ref=REFERENCE,
        raising=str(said["agency"]),
        responding=_many(said["about"]),
        subjects=tuple(ask.Subject(kind=kind) for kind in kinds if kind != "none"),
        facts=_facts(said.get("facts")),
        answers=_answers(said.get("answers")),
        concern_raised_at=_concern(said.get("concern-raised"), step["at"]),
        at_stage=said.get("at-stage"),
        reason=str(said.get("reason", "")),
        override=_yes(said.get("override")),
        supporter=said.get("supporter"),
        occurred_at=step.get("occurred"),
    )


def _concern(first: datetime | None, at: datetime) -> datetime | None:
    """When the concern was first put to the other agency. A date alone is read as its first moment, so that no clock
    starts late; on the day of raising itself it is read as the raising, so that no clock has run out at birth.
    """
    same_day = first is not None and first.date() == at.date() and first.time() == time(0)
    return at if same_day else first


def _discuss(step: Step, by: ask.Actor) -> ask.Command:
    said = step["discuss"]
    told = said if isinstance(said, Mapping) else {"summary": str(said)}
    return ask.RecordDiscussion(
        by=by, summary=str(told.get("summary", "")), channel=str(told.get("channel", "")),
        people=str(told.get("people", "")), actions=str(told.get("actions", "")), occurred_at=step.get("occurred"),
    )  # fmt: skip


def _escalate(step: Step, by: ask.Actor) -> ask.Command:
    return ask.Escalate(
        by=by, to=str(step["escalate"]), line=_line(step), reason=str(step.get("reason", "")),
        answers=_answers(step.get("answers")), override=_yes(step.get("override")),
    )  # fmt: skip


def _set(step: Step, by: ask.Actor) -> ask.Command:
    ((what, due_at),) = step["set"].items()
    return ask.SetDeadline(by=by, due_at=due_at, what=str(what), reason=str(step.get("reason", "set")))


def _protect(step: Step, by: ask.Actor) -> ask.Command:
    return ask.SetDeadline(by=by, due_at=_instant(step["protect"]), reason=str(step.get("reason", "")))


def _extend(step: Step, by: ask.Actor) -> ask.Command:
    said = step["extend"]
    return ask.Extend(
        by=by, duty=str(said["duty"]), until_at=_instant(said["until"]), reason=str(step.get("reason", "")),
        judged_safe_by=str(said.get("judged-safe-by", "")), agreed=_yes(said.get("agreed")),
    )  # fmt: skip


def _propose(step: Step, by: ask.Actor) -> ask.Command:
    return ask.Propose(
        by=by, outcome=str(step["propose"]), actions=str(step.get("actions", "")),
        outstanding=str(step.get("outstanding", "")), answers=_answers(step.get("answers")),
    )  # fmt: skip


def _panel(step: Step, by: ask.Actor) -> ask.Command:
    said = step["panel"]
    members = {str(agency): str(person) for agency, person in said["members"].items()}
    board = frozenset(_many(said.get("full-board", list(members))))
    return ask.ConvenePanel(by=by, members=members, exception=str(said.get("exception", "")), full_board=board)


def _decide(step: Step, by: ask.Actor) -> ask.Command:
    said = step["decide"]
    return ask.Decide(
        by=by, decision=str(said["decision"]), outcome=str(said.get("outcome", "")),
        dissent=str(said.get("dissent", "")),
        positions={str(who): _yes(agrees) for who, agrees in said["positions"].items()},
    )  # fmt: skip


def _close(step: Step, by: ask.Actor) -> ask.Command:
    return ask.Close(
        by=by, ending=str(step["close"]), reason=str(step.get("reason", "")), answers=_answers(step.get("answers")),
        outstanding=str(step.get("outstanding", "")), override=_yes(step.get("override")),
    )  # fmt: skip


def _join(step: Step, by: ask.Actor) -> ask.Command:
    said = step["join"]
    return ask.Join(
        by=by, agency=str(said["agency"]), side=str(said["side"]), person=said.get("person"),
        reason=str(step.get("reason", "")),
    )  # fmt: skip


def _line(step: Step) -> str | None:
    return None if step.get("line") is None else str(step["line"])


def _yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("yes", "true")


def _instant(value: Any) -> datetime:
    assert isinstance(value, datetime), "the loader turns every instant of a scenario into one"
    return value


VERBS: Mapping[str, Callable[[Step, ask.Actor], ask.Command]] = {
    "raise": _raise,
    "escalate": _escalate,
    "line": _escalate,
    "discuss": _discuss,
    "no-reply": lambda step, by: ask.RecordAttempt(by=by, whom=str(step["no-reply"]), occurred_at=step.get("occurred")),
    "respond": lambda step, by: ask.Respond(
        by=by, outcome=str(step["respond"]["outcome"]), reasons=str(step["respond"].get("reasons", ""))
    ),
    "facts": lambda step, by: ask.RecordFacts(
        by=by, facts=_facts(step["facts"]), answers=_answers(step.get("answers"))
    ),
    "event": lambda step, by: ask.RecordEvent(by=by, event=str(step["event"]), occurred_at=step.get("occurred")),
    "done": lambda step, by: ask.Discharge(
        by=by, duty=str(step["done"]), note=str(step.get("note", "")), attempted=_yes(step.get("attempted"))
    ),
    "acknowledge": lambda step, by: ask.Acknowledge(by=by, duty=str(step["acknowledge"])),
    "protect": _protect,
    "set": _set,
    "extend": _extend,
    "propose": _propose,
    "agree": lambda step, by: ask.Answer(by=by, agree=_yes(step["agree"]), note=str(step.get("note", ""))),
    "panel": _panel,
    "decide": _decide,
    "close": _close,
    "reopen": lambda step, by: ask.Reopen(by=by, reason=str(step["reopen"])),
    "join": _join,
    "wait": lambda step, by: ask.Tick(by=ask.Actor(person="clock", agency="")),
}
