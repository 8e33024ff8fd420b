"""What each side says: the concern and the outcome sought, the answers to it, and what is on the table now."""

from __future__ import annotations

from datetime import date
from typing import Any

from wayforward.core import events as ev
from wayforward.core.commands import Subject
from wayforward.web import words
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.papers import said_on_forms
from wayforward.web.timeline import OUTCOMES, facts, voices

# The questions that Wayforward asks of everybody who raises something, whatever else their policy asks.
BASICS = {
    "decided": "What was decided, done or not done",
    "disagree": "Why this does not keep them safe",
    "want": "What would put it right",
    "safe-now": "What keeps them safe meanwhile",
    "wishes": "What they say they want",
}
KINDS = {"child": "a child", "young-person": "a young person", "unborn": "an unborn child", "adult": "an adult at risk"}


PARTS = {  # of a position, in the order in which they are read: what is agreed comes first
    "agreed": "What is agreed",
    "disputed": "What is disputed",
    "evidence": "The evidence",
    "wanted": "The outcome sought",
    "risk": "The risk if this side is wrong",
    "meanwhile": "What keeps them safe meanwhile",
}
FIRST_WORDS = {  # our own questions when it is raised, by the part of the position that they begin
    "disputed": ("decided", "disagree"), "wanted": ("want",), "meanwhile": ("safe-now",),
}  # fmt: skip


def sides(desk: Desk) -> dict[str, Any]:
    """Both positions side by side, part by part, in each side's own words; then everything else that was said."""
    opened, rules = desk.opened, desk.opened.rules
    labels = BASICS | _labels(desk)
    said, first = said_on_forms(opened), _raised(desk).answers
    stated = _stated(desk)
    order = dict.fromkeys([*labels, *said])  # stored by name, told as it is asked
    placed = {name for name in first if said.get(name) == first[name]} - {"wishes"}
    known = {n: tuple(sorted(v)) for n, v in opened.state.facts.items() if n in rules.facts}
    return {
        "subjects": [_subject(subject) for subject in _raised(desk).subjects],
        "parts": [
            {
                "id": part,
                "title": title,
                "said": [{"who": called(desk, a), "text": stated[a].get(part, "")} for a in stated],
            }
            for part, title in PARTS.items()
            if any(stated[agency].get(part) for agency in stated)
        ],
        "silent": [called(desk, agency) for agency in stated if not stated[agency]],
        "unsaid": desk.state.open and desk.me.agency in stated and desk.me.agency not in desk.state.stated,
        "said": [{"label": labels.get(n, n), "text": said[n]} for n in order if said.get(n) and n not in placed],
        "asked": [{"label": labels.get(n, n), "text": first[n]} for n in order if first.get(n)],
        "facts": list(facts(known, rules)),
        "answers": _answers(desk),
    }  # fmt: skip


def _raised(desk: Desk) -> ev.Raised:
    return next(item.event for item in desk.opened.history if isinstance(item.event, ev.Raised))


def _labels(desk: Desk) -> dict[str, str]:
    return {field.id: field.label for form in desk.rules.forms.values() for field in form.fields}


def _stated(desk: Desk) -> dict[str, dict[str, str]]:
    """Each agency's position, part by part: what it last stated, and until then what was written when it was raised."""
    state = desk.state
    stated: dict[str, dict[str, str]] = {agency: {} for agency in (state.raising, *state.responding)}
    stated[state.raising] = _first_words(desk)
    for item in desk.opened.history:
        if isinstance(item.event, ev.PositionStated):
            words_of = {part: getattr(item.event, part) for part in PARTS}
            before = stated.get(item.event.agency, {})
            stated[item.event.agency] = {part: text or before.get(part, "") for part, text in words_of.items()}
    return {agency: {part: text for part, text in parts.items() if text} for agency, parts in stated.items()}


def _first_words(desk: Desk) -> dict[str, str]:
    """What was written when it was raised, where it stands in a position. The policy's own questions keep their words.

    A question of the policy's about evidence begins the evidence; the rest of them are what is disputed.
    """
    first, labels = _raised(desk).answers, _labels(desk)
    parts = {part: [first[name] for name in names if first.get(name)] for part, names in FIRST_WORDS.items()}
    for name in labels:
        text = first.get(name)
        if text and name not in BASICS:
            part = "evidence" if "evidence" in labels[name].lower() else "disputed"
            parts.setdefault(part, []).append(f"{labels[name]}\n{text}")
    return {part: "\n\n".join(texts) for part, texts in parts.items() if texts}


def _answers(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "says": f"{called(desk, item.event.agency)}: they {OUTCOMES.get(item.event.outcome, item.event.outcome)}",
            "reasons": item.event.reasons,
            "at": item.recorded_at,
        }
        for item in desk.opened.history
        if isinstance(item.event, ev.Responded)
    ]


def called(desk: Desk, agency: str) -> str:
    return desk.names.get(agency, agency)


def safe(desk: Desk) -> dict[str, Any]:
    """What keeps the person safe meanwhile, apart from the stages: who acted at once and when, and what holds now."""
    urgent = [
        {
            "action": item.event.action,
            "by": item.event.by_whom,
            "at": item.event.taken_at,
            "recorded_by": desk.names.get(item.by, "somebody"),
        }
        for item in desk.opened.history
        if isinstance(item.event, ev.UrgentActionRecorded)
    ]
    stated = _stated(desk)
    holds = [
        {"who": called(desk, a), "text": parts["meanwhile"]} for a, parts in stated.items() if "meanwhile" in parts
    ]
    return {"urgent": urgent, "meanwhile": holds}


def _subject(subject: Subject) -> str:
    """ "Robin, a child born on Wednesday 16 November 2016"."""
    kind = KINDS.get(subject.kind, subject.kind)
    who = f"{subject.name}, {kind}" if subject.name else f"{kind}, name not given"
    if not subject.born_on:
        return who
    expected = "expected on" if subject.kind == "unborn" else "born on"
    return f"{who} {expected} {words.spoken(date.fromisoformat(subject.born_on))}"


def table(desk: Desk) -> dict[str, Any] | None:
    """The resolution on the table and who has agreed to it, or None where there is none."""
    proposal = desk.state.proposal
    if proposal is None:
        return None
    item = next(i for i in reversed(desk.opened.history) if isinstance(i.event, ev.ResolutionProposed))
    said = item.event
    if not isinstance(said, ev.ResolutionProposed):
        return None
    return {
        "by": desk.names.get(item.by, "somebody"),
        "agency": desk.names.get(item.agency, ""),
        "at": item.recorded_at,
        "outcome": said.outcome,
        "actions": said.actions,
        "outstanding": said.outstanding,
        "agreed": [desk.agencies.get(agency, agency) for agency in sorted(proposal.agreed)],
        "asked": desk.me.agency in (desk.state.raising, *desk.state.responding)
        and desk.me.agency not in proposal.agreed,
    }


def decided(desk: Desk) -> dict[str, Any] | None:
    """The last decision, whether or not it was agreed, or None where nobody has decided yet."""
    items = [i for i in desk.opened.history if isinstance(i.event, ev.DecisionRecorded)]
    if not items or not isinstance(items[-1].event, ev.DecisionRecorded):
        return None
    said = items[-1].event
    return {
        "made": said.made,
        "decision": said.decision,
        "at": items[-1].recorded_at,
        "by": desk.names.get(items[-1].by, "somebody"),
        "positions": voices(said.positions, desk.rules, desk.names),
        "dissent": said.dissent,
    }


def panel(desk: Desk) -> list[str]:
    return [f"{person} for {desk.agencies.get(agency, agency)}" for agency, person in desk.state.panel.items()]
