"""The acts, each with its name, its questions, its command, and when it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from wayforward.core import commands as cmd
from wayforward.core.lifecycle import AnyCommand, may
from wayforward.core.verdict import Verdict
from wayforward.web.acts import asking
from wayforward.web.acts.asking import Asked
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.questions import given_answers, given_facts

Cleaned = Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """One thing that can be done. A `checked` act first shows who will be told and which clocks start."""

    slug: str
    title: str
    button: str
    questions: Callable[[Desk], Asked]
    command: Callable[[Desk, Cleaned], AnyCommand]
    checked: bool = True
    listed: bool = True  # among the acts of the page; others are reached from what they are about
    grave: bool = False


def _text(given: Cleaned, name: str) -> str:
    return str(given.get(name) or "")


def _positions(given: Cleaned, prefix: str) -> dict[str, bool]:
    return {
        name.removeprefix(prefix): value == "yes"
        for name, value in given.items()
        if name.startswith(prefix) and value in ("yes", "no")
    }


def _discuss(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordDiscussion(
        by=d.me, summary=_text(g, "summary"), channel=_text(g, "channel"), people=_text(g, "people"),
        actions=_text(g, "actions"), occurred_at=g.get("occurred_at"),
    )  # fmt: skip


def _no_reply(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordAttempt(
        by=d.me, whom=_text(g, "whom"), channel=_text(g, "channel"), note=_text(g, "note"),
        occurred_at=g.get("occurred_at"),
    )  # fmt: skip


def _respond(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Respond(by=d.me, outcome=_text(g, "outcome"), reasons=_text(g, "reasons"))


def _escalate(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Escalate(
        by=d.me, to=_text(g, "to") or d.chosen.get("to", ""), reason=_text(g, "reason"), answers=given_answers(g),
        override=bool(g.get("override")),
    )  # fmt: skip


def _line(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Escalate(by=d.me, to=d.state.stage, line=d.chosen.get("line"), reason=_text(g, "reason"))


def _propose(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Propose(
        by=d.me, outcome=_text(g, "outcome"), actions=_text(g, "actions"), outstanding=_text(g, "outstanding"),
        answers=given_answers(g), override=bool(g.get("override")), reason=_text(g, "override_reason"),
    )  # fmt: skip


def _answer(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Answer(by=d.me, agree=bool(g.get("agree")), note=_text(g, "note"))


def _decide(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Decide(
        by=d.me, decision=_text(g, "decision"), positions=_positions(g, "position_"), outcome=_text(g, "outcome"),
        dissent=_text(g, "dissent"),
    )  # fmt: skip


def _panel(d: Desk, g: Cleaned) -> AnyCommand:
    members = {n.removeprefix("member_"): str(v) for n, v in g.items() if n.startswith("member_") and v}
    return cmd.ConvenePanel(by=d.me, members=members, exception=_text(g, "exception"), full_board=d.full_board)


def _protect(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.SetDeadline(by=d.me, due_at=g["due_at"], reason=_text(g, "reason"))


def _set(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.SetDeadline(
        by=d.me, due_at=g["due_at"], reason=_text(g, "reason"), what=d.chosen.get("duty") or "target"
    )


def _extend(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Extend(
        by=d.me, duty=d.chosen.get("duty", ""), until_at=g["until_at"], reason=_text(g, "reason"),
        judged_safe_by=_text(g, "judged_safe_by"), agreed=bool(g.get("agreed")),
    )  # fmt: skip


def _done(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Discharge(
        by=d.me, duty=d.chosen.get("duty", ""), note=_text(g, "note"), attempted=bool(g.get("attempted"))
    )


def _facts(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordFacts(by=d.me, facts=given_facts(g), answers=given_answers(g), reason=_text(g, "reason"))


def _happening(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.RecordEvent(by=d.me, event=_text(g, "event"), note=_text(g, "note"), occurred_at=g.get("occurred_at"))


def _close(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Close(
        by=d.me, ending=_text(g, "ending"), reason=_text(g, "reason"), outstanding=_text(g, "outstanding"),
        answers=given_answers(g), override=bool(g.get("override")),
    )  # fmt: skip


def _reopen(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Reopen(by=d.me, reason=_text(g, "reason"))


def _join(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Join(by=d.me, agency=_text(g, "agency"), side=_text(g, "side"), reason=_text(g, "reason"))


def _acknowledge(d: Desk, g: Cleaned) -> AnyCommand:
    return cmd.Acknowledge(by=d.me, duty=d.chosen.get("duty") or None)


ACTS: Mapping[str, Act] = {
    act.slug: act
    for act in (
        Act("discuss", "Record a discussion", "Record it", asking.discuss, _discuss, checked=False),
        Act("no-reply", "Record that nobody answered", "Record it", asking.no_reply, _no_reply, checked=False),
        Act("respond", "Answer the challenge", "Send the answer", asking.respond, _respond),
        Act("escalate", "Escalate", "Escalate", asking.escalate, _escalate, listed=False),
        Act("line", "Go to another line", "Go on", asking.line, _line, listed=False),
        Act("propose", "Propose a resolution", "Propose it", asking.propose, _propose),
        Act("answer", "Say whether the proposal settles it", "Send the answer", asking.answer, _answer),
        Act("panel", "Convene the panel", "Convene it", asking.panel, _panel),
        Act("decide", "Record the decision", "Record the decision", asking.decide, _decide),
        Act("protect", "Set an earlier date that protects them", "Set the date", asking.protect, _protect),
        Act("set", "Set a date", "Set the date", asking.set_date, _set, listed=False),
        Act("extend", "Take longer, because it is safe", "Move the date", asking.extend, _extend, listed=False),
        Act("done", "Record that this is done", "Record it", asking.done, _done, checked=False, listed=False),
        Act("facts", "Record what has become known", "Record it", asking.facts, _facts),
        Act("happening", "Record something the policy waits for", "Record it", asking.happening, _happening),
        Act("join", "Bring in another agency", "Bring them in", asking.join, _join),
        Act("close", "Close it without a resolution", "Close it", asking.close, _close, grave=True),
        Act("reopen", "Reopen it", "Reopen it", asking.reopen, _reopen),
        Act(
            "acknowledge",
            "Say that you have seen this",
            "I have seen this",
            asking.nothing,
            _acknowledge,
            checked=False,
            listed=False,
        ),
    )
}

DONE: Mapping[str, str] = {  # what the page says once each is done
    "discuss": "The discussion is recorded.",
    "no-reply": "It is recorded that nobody answered.",
    "respond": "Your answer is recorded.",
    "escalate": "It has moved on to another stage.",
    "line": "It has gone to another line.",
    "propose": "Your proposal is on the table.",
    "answer": "Your answer is recorded.",
    "panel": "The panel is convened.",
    "decide": "The decision is recorded.",
    "protect": "The date is set.",
    "set": "The date is set.",
    "extend": "The date is moved.",
    "done": "It is recorded as done.",
    "facts": "What has become known is recorded.",
    "happening": "What happened is recorded.",
    "join": "The agency is brought in.",
    "close": "It is closed.",
    "reopen": "It is open again.",
    "acknowledge": "It is recorded that you have seen this.",
}

# What a command looks like before anybody has typed: enough for the rulebook to say whether the act is open to them.
_SAMPLE: Cleaned = {
    "summary": "-", "whom": "-", "outcome": "upheld", "reasons": "-", "agree": True, "decision": "-", "reason": "-",
    "ending": "withdrawn", "override": True, "override_reason": "-",
}  # fmt: skip


def offered(desk: Desk) -> Iterator[tuple[Act, Verdict]]:
    """Every act of the page with the rulebook's verdict on it, asked by the very call that would do it."""
    for act in ACTS.values():
        if not act.listed or not _fits(act, desk):
            continue
        yield act, may(desk.rules, desk.state, act.command(desk, _sample(act, desk)), desk.at)


def _sample(act: Act, desk: Desk) -> Cleaned:
    if act.slug == "protect":
        return {**_SAMPLE, "due_at": desk.at + timedelta(minutes=1)}
    if act.slug == "facts":
        fact = next(iter(desk.rules.policy.facts), None)
        value = fact.options[0].id if fact and fact.options else "yes"
        return {**_SAMPLE, f"fact_{fact.id}": [value] if fact and fact.options else True} if fact else _SAMPLE
    if act.slug == "happening":
        return {**_SAMPLE, "event": desk.rules.policy.events[0].id}
    if act.slug == "join":
        outside = [key for key in desk.agencies if desk.state.side(key) is None]
        return {**_SAMPLE, "agency": outside[0] if outside else "", "side": "responding"}
    if act.slug == "panel":
        return {**_SAMPLE, "exception": "-", **{f"member_{key}": "-" for key in desk.agencies}}
    if act.slug == "decide":
        return {**_SAMPLE, **{f"position_{name}": "yes" for name in asking.voices(desk)}}
    return _SAMPLE


def _fits(act: Act, desk: Desk) -> bool:
    """Leave out what this stage or policy has no use for; the rest is shown, with its reason where it is not open."""
    match act.slug:
        case "panel":
            return desk.state.open and desk.stage.panel is not None
        case "decide":
            return desk.state.open and desk.stage.decision is not None
        case "happening":
            return desk.state.open and bool(desk.rules.policy.events)
        case "answer":
            return desk.state.proposal is not None
        case "facts":
            return bool(desk.rules.policy.facts)
        case "reopen":
            return not desk.state.open
        case _:
            return desk.state.open
