"""Every key that a story may use, and how the value behind it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wayforward.policies.errors import nearest
from wayforward.policies.source import Place
from wayforward.policies.stories import values as v
from wayforward.policies.stories.values import Story, Value

Keys = Mapping[str, Value]


def of(keys: Keys, *needed: str) -> Value:
    """A set of these keys, with those that are needed."""

    def read(raw: Any, place: Place, story: Story) -> dict[str, Any]:
        if not isinstance(raw, dict):
            story.wrong(place, "this is a set of keys", "{" + ": ..., ".join(needed or list(keys)[:2]) + ": ...}")
            return {}
        for key in raw:
            if key not in keys:
                story.wrong(place / key, f"“{key}” is not a key of this", nearest(key, keys), key=True)
        for key in needed:
            if key not in raw:
                story.wrong(place, f"“{key}” is missing", f"{key}: and a value")
        return {key: keys[key](value, place / key, story) for key, value in raw.items() if key in keys}

    return read


def _as_written(raw: Any, _place: Place, _story: Story) -> Any:
    return raw  # read by the caller, which knows what it is about


def _discussion(raw: Any, place: Place, story: Story) -> Any:
    if not isinstance(raw, dict):
        return v.text(raw, place, story)
    return of({"summary": v.text, "channel": v.text, "people": v.text, "actions": v.text}, "summary")(raw, place, story)


def _response(raw: Any, place: Place, story: Story) -> str:
    return story.known(raw, ("upheld", "changed", "partly"), place, "outcome", " of a response")


def _deadline(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    def what(name: str, at: Place) -> None:
        if name not in ("target", "protective"):
            v.duty(name, at, story)

    return v.mapping(raw, place, story, what, v.instant)


def _people(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    return v.mapping(raw, place, story, lambda name, at: v.agency(name, at, story), v.text)


def _positions(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    def whose(name: str, at: Place) -> None:
        v.who(name, at, story)

    return v.mapping(raw, place, story, whose, v.truth)


def _side(raw: Any, place: Place, story: Story) -> str:
    return story.known(raw, ("raising", "responding", "supporting"), place, "side", "")


def _duties(raw: Any, place: Place, story: Story) -> dict[str, Any]:
    states = {"due": v.when, "target": v.when, "done": v.truth, "overdue": v.truth, "open": v.truth,
              "lapsed": v.truth}  # fmt: skip
    return v.mapping(raw, place, story, lambda name, at: v.duty(name, at, story), of(states))


REASON: Keys = {"reason": v.text}
RAISED: Keys = {
    "agency": v.agency, "about": v.each(v.agency), "subject": v.each(v.subject), "facts": v.facts,
    "concern-raised": v.day_or_instant, "answers": v.answers, "at-stage": v.stage,
    "reason": v.text, "supporter": v.text, "override": v.truth,
}  # fmt: skip

VERBS: Keys = {
    "raise": of(RAISED, "agency", "about"),
    "discuss": _discussion,
    "no-reply": v.text,
    "respond": of({"outcome": _response, "reasons": v.text}, "outcome"),
    "facts": v.facts,
    "event": v.event,
    "escalate": v.stage,
    "line": v.text,
    "done": v.duty,
    "acknowledge": v.duty,
    "protect": v.instant,
    "set": _deadline,
    "extend": of({"duty": v.duty, "until": v.instant, "judged-safe-by": v.text, "agreed": v.truth}, "duty", "until"),
    "propose": v.text,
    "agree": v.truth,
    "panel": of({"members": _people, "exception": v.text, "full-board": v.each(v.agency)}, "members"),
    "decide": of(
        {"decision": v.text, "positions": _positions, "outcome": v.text, "dissent": v.text},
        "decision",
        "positions",
    ),
    "close": v.ending,
    "reopen": v.text,
    "join": of({"agency": v.agency, "side": _side, "person": v.text}, "agency", "side"),
    "wait": v.truth,
}

EVERY_STEP: Keys = {"at": v.instant, "occurred": v.instant, "by": v.who, "then": _as_written}

# What may stand beside a verb in one step.
WITH: Mapping[str, Keys] = {
    "facts": {**REASON, "answers": v.answers},
    "event": {"note": v.text},
    "escalate": {**REASON, "line": v.text, "override": v.truth, "answers": v.answers},
    "line": {**REASON, "override": v.truth, "answers": v.answers},
    "done": {"note": v.text, "attempted": v.truth},
    "protect": REASON,
    "set": REASON,
    "extend": REASON,
    "propose": {
        **REASON, "actions": v.text, "outstanding": v.text, "answers": v.answers, "override": v.truth,
    },
    "agree": {"note": v.text},
    "close": {**REASON, "outstanding": v.text, "override": v.truth, "answers": v.answers},
    "join": REASON,
}  # fmt: skip

THEN: Keys = {
    "stage": v.stage, "line": v.nothing_or_text, "state": v.state, "due": v.when, "target": v.when,
    "effective": v.when, "overdue": v.truth, "duties": v.each(v.duty), "not-duties": v.each(v.duty),
    "duty": _duties, "notices": v.each(v.told), "not-notices": v.each(v.told), "blocked": v.each(v.told),
    "moves": v.each(v.stage), "not-moves": v.each(v.stage), "refused": v.text, "needs": v.texts,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A kind of question to the policy itself: its keys, those it needs, what may be expected of it."""

    asked: Keys
    needed: frozenset[str]
    then: Keys


ASKED: Mapping[str, Asked] = {
    "contact": Asked(
        {"agency": v.agency, "line": v.text, "status": v.status, "given": v.each(v.given_fact),
         "at": v.instant},
        frozenset({"agency", "line", "at"}),
        {"contacts": v.texts, "hole": v.nothing_or_text, "suggests": v.text, "until": v.when, "how": v.text,
         "via": v.text},
    ),
    "due": Asked(
        {"stage": v.stage, "duty": v.duty, "start": v.instant},
        frozenset({"start"}),
        {"due": v.when, "target": v.when, "force": v.text},
    ),
}  # fmt: skip

ABOUT_EXAMPLE: Keys = {
    "says": v.text, "clauses": v.each(v.clause), "do": _as_written, "ask": _as_written, "then": _as_written,
}  # fmt: skip
