"""What each side says: the concern and the outcome sought, the answers to it, and what is on the table now."""

from __future__ import annotations

from datetime import date
from typing import Any

from wayforward.core import events as ev
from wayforward.core.commands import Subject
from wayforward.web import words
from wayforward.web.acts.desk import Desk
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


def sides(desk: Desk) -> dict[str, Any]:
    """Only what was written, each under its question, in the order in which it was said."""
    opened = desk.opened
    labels = {f.id: f.label for form in opened.rules.forms.values() for f in form.fields}
    raised = next(item.event for item in opened.history if isinstance(item.event, ev.Raised))
    said = dict(raised.answers)
    answers = []
    for item in opened.history:
        if isinstance(item.event, ev.FactsRecorded | ev.ResolutionProposed):
            said |= item.event.answers
        if isinstance(item.event, ev.Responded):
            agency = desk.names.get(item.event.agency, item.event.agency)
            outcome = OUTCOMES.get(item.event.outcome, item.event.outcome)
            answers.append({"says": f"{agency}: they {outcome}", "reasons": item.event.reasons, "at": item.recorded_at})
    order = dict.fromkeys([*BASICS, *labels, *said])  # stored by name, told as it is asked
    known = {n: tuple(sorted(v)) for n, v in opened.state.facts.items() if n in opened.rules.facts}
    return {
        "subjects": [_subject(subject) for subject in raised.subjects],
        "said": [{"label": BASICS.get(n) or labels.get(n, n), "text": said[n]} for n in order if said.get(n)],
        "facts": list(facts(known, opened.rules)),
        "answers": answers,
    }


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
