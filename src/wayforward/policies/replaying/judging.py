"""What a rulebook says of an act that was done: taken, taken with a reason, or refused, and in which words."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core import commands as ask
from wayforward.core import events as ev
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import decide
from wayforward.core.lifecycle.raising import unknown_facts
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.policies.replaying.acts import Act

SOMETHING = "-"  # the record's own words are not opened for this
NOT_YET = "By this version the agreement that was reached would not have settled it yet."


@dataclass(frozen=True)
class Judged:
    """One word on one act. `refused`: nobody could have done it; `needs`: only with a reason for going past a guard."""

    says: str = ""
    refused: bool = False
    needs: bool = False


TAKEN = Judged()


def judged(rules: Rulebook, state: Escalation, act: Act) -> Judged:
    """Asked as somebody who holds every post, since the record does not keep who held which."""
    posts = frozenset(rules.posts)
    by = ask.Actor(person=act.by.person, agency=act.by.agency, posts=posts, office=act.by.office)
    command = _command(rules, by, state, act)
    if command is None:
        return TAKEN
    outcome = decide(rules, state, command, act.at)
    if isinstance(outcome, Refused):
        return Judged(outcome.says, refused=not outcome.overridable, needs=outcome.overridable)
    closed = any(isinstance(event, ev.Closed) for event in act.events)
    if closed and not any(isinstance(event, ev.Closed) for event in outcome):
        return Judged(NOT_YET, needs=True)
    return TAKEN


def _command(rules: Rulebook, by: ask.Actor, state: Escalation, act: Act) -> ask.Command | None:
    """What was asked, without any reason, so that whatever needs one says so. None where no version differs on it."""
    event = act.events[-1] if act.events else None
    match event:
        case ev.StageEntered(how="start"):
            return _raise(rules, by, act)
        case ev.StageEntered() if event.how not in ("reopened", "adopted") and event.stage != state.stage:
            return ask.Escalate(by=by, to=event.stage)
        case ev.LineEntered():
            return ask.Escalate(by=by, to=state.stage, line=event.line)
        case ev.Responded():
            return ask.Respond(by=by, outcome=event.outcome, reasons=SOMETHING)
        case ev.EventRecorded():
            return ask.RecordEvent(by=by, event=event.event)
        case ev.ResolutionProposed():
            return ask.Propose(by=by, outcome=SOMETHING)
        case ev.Closed(ending="resolved"):
            return ask.Answer(by=by, agree=True)
        case ev.DecisionRecorded() | ev.Closed(ending="decided"):
            made = next(each for each in act.events if isinstance(each, ev.DecisionRecorded))
            return ask.Decide(by=by, decision=SOMETHING, positions=made.positions)
        case ev.Closed():
            return ask.Close(by=by, ending=event.ending, reason=SOMETHING)
        case ev.DutyTimed(how="extended") if event.due_at is not None and event.key in state.duties:
            return ask.Extend(
                by=by, duty=event.key, until_at=event.due_at, reason=SOMETHING, judged_safe_by=SOMETHING, agreed=True
            )
        case _:
            return None


def _raise(rules: Rulebook, by: ask.Actor, act: Act) -> ask.Raise | None:
    """Raised with the facts that these rules ask for: nobody would have been asked about the others."""
    raised = act.events[0]
    if not isinstance(raised, ev.Raised):
        return None
    facts = {name: told for name, told in raised.facts.items() if unknown_facts(rules, {name: told}) is None}
    return ask.Raise(
        by=by, ref=raised.ref, raising=raised.raising, responding=raised.responding, facts=facts,
        subjects=tuple(ask.Subject(kind=kind) for kind in raised.subject_kinds if kind != "none"),
        concern_raised_at=raised.concern_raised_at,
        for_person=raised.raiser if raised.raiser != by.person and by.office else None,
    )  # fmt: skip
