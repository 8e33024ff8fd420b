"""Which acts the page offers, and the rulebook's own reason where one is not open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from wayforward.core import commands as cmd
from wayforward.core.lifecycle import may
from wayforward.core.verdict import Verdict
from wayforward.web.acts import asking, papers
from wayforward.web.acts.act import Act, Cleaned
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.table import ACTS

# What a command looks like before anybody has typed: enough for the rulebook to say whether the act is open to them.
_SAMPLE: Cleaned = {
    "summary": "-", "whom": "-", "outcome": "upheld", "reasons": "-", "agree": True, "decision": "-", "reason": "-",
    "override": True, "override_reason": "-", "agreed": "-", "action": "-", "by_whom": "-", "accept": True,
    "person": "-", "judged_safe_by": "-", "authority": "-",
}  # fmt: skip


def offered(desk: Desk) -> Iterator[tuple[Act, Verdict]]:
    """Every act of the page with the rulebook's verdict on it, asked by the very call that would do it."""
    for act in ACTS.values():
        if not act.group or not _fits(act, desk):
            continue
        command = act.command(desk, _sample(act, desk)) or cmd.RecordFacts(by=desk.me)
        yield act, may(desk.rules, desk.state, command, desk.at)


def _sample(act: Act, desk: Desk) -> Cleaned:
    if act.slug == "protect":
        return {**_SAMPLE, "due_at": desk.at + timedelta(minutes=1)}
    if act.slug == "close":
        return {**_SAMPLE, "ending": next(e for e in desk.rules.endings if e != asking.WITHDRAWN)}
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
        case "status":
            return bool(papers.status_facts(desk))
        case "facts":
            return bool(papers.other_facts(desk))
        case "withdraw":
            return desk.state.open and asking.WITHDRAWN in desk.rules.endings
        case "close":
            return desk.state.open and any(e != asking.WITHDRAWN for e in desk.rules.endings)
        case "answer-time":
            held = desk.state.offer
            return desk.state.open and held is not None and held.accepted is None and desk.across_from(held.agency)
        case "give-time":
            asked = desk.state.asked_time
            return desk.state.open and asked is not None and asked.agreed is None and desk.across_from(asked.agency)
        case "reopen":
            return not desk.state.open
        case _:
            return desk.state.open
