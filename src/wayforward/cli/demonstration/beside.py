"""The steps of a story that a policy's own scenarios have no word for: what people say and ask beside the stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wayforward.core import commands as ask
from wayforward.core.escalation import Escalation
from wayforward.policies.steps import key_of

Step = Mapping[str, Any]
SOMEBODY = ask.Actor(person="", agency="")  # the telling puts a real person in the place


def command(step: Step, state: Escalation) -> ask.Command | None:
    """The command of a step with one of these words, or None. Every instant in the step is one already."""
    for verb, make in VERBS.items():
        if verb in step:
            return make(step, state)
    return None


def _state(step: Step, state: Escalation) -> ask.Command:
    said: Mapping[str, Any] = step["state"]
    return ask.StatePosition(by=SOMEBODY, **said)


def _urgent(step: Step, state: Escalation) -> ask.Command:
    said = step["urgent"]
    at: datetime = step["at"]
    return ask.RecordUrgentAction(by=SOMEBODY, action=str(said["action"]), by_whom=str(said["by-whom"]), taken_at=at)


def _offer(step: Step, state: Escalation) -> ask.Command:
    said = step["offer"]
    return ask.OfferTime(
        by=SOMEBODY, talk_at=said["talk"], channel=str(said.get("channel", "")), note=str(said.get("note", "")),
    )  # fmt: skip


def _ask_time(step: Step, state: Escalation) -> ask.Command:
    said = step["ask-time"]
    duty = key_of(state, str(said["duty"]))
    return ask.AskForTime(by=SOMEBODY, duty=duty, until_at=said["until"], reason=str(step["reason"]))


def _give_time(step: Step, state: Escalation) -> ask.Command:
    said = step["give-time"]
    return ask.GiveTime(
        by=SOMEBODY, agree=bool(said["agree"]), note=str(said.get("note", "")),
        judged_safe_by=str(said.get("judged-safe-by", "")),
    )  # fmt: skip


def _chase(step: Step, state: Escalation) -> ask.Command:
    said = step["chase"]
    duty = key_of(state, str(said["duty"])) if "duty" in said else None
    return ask.Chase(by=SOMEBODY, duty=duty, agency=str(said.get("agency", "")), words=str(said.get("words", "")))


VERBS: Mapping[str, Callable[[Step, Escalation], ask.Command]] = {
    "state": _state,
    "urgent": _urgent,
    "offer": _offer,
    "take-up": lambda step, state: ask.AnswerOffer(by=SOMEBODY, accept=bool(step["take-up"])),
    "ask-time": _ask_time,
    "give-time": _give_time,
    "chase": _chase,
    "conflict": lambda step, state: ask.DeclareConflict(
        by=SOMEBODY, person=str(step["conflict"]), reason=str(step["reason"])
    ),
    "refer-on": lambda step, state: ask.ReferOn(
        by=SOMEBODY, authority=str(step["refer-on"]), reason=str(step["reason"])
    ),
}
