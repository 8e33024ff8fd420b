"""The names of what can happen, as a policy writes them, and which of them an event is.

A policy's duties, clocks and automatic moves are tied to occurrences. The standard ones:

    raised                        the escalation was raised
    concern raised                the concern was first put to the other agency (else: raised)
    STAGE begins, STAGE ends      also: a stage begins, a stage ends, a formal stage begins
    line N begins                 also: a line begins, STAGE line N begins, line N of AGENCY begins
    discussion, discussion at STAGE
    no reply, no reply at STAGE   an attempt that nobody answered
    response                      the challenged side answered; also: response upheld, response changed, response partly
    FACT becomes VALUE            a fact of the case was recorded with this value, which it did not have before
    resolution proposed, resolution agreed, resolution refused
    panel convened
    decided, STAGE decided, not decided
    settled, STAGE settled        resolved by agreement, or decided
    resolved, STAGE resolved      resolved by agreement
    closed, closed as ENDING, reopened
    DUTY done, DUTY overdue
    DUTY extended, DUTY set       a person gave it more time, or the date that the policy leaves to them
    EVENT                         one of the policy's own `events`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wayforward.core import events as ev
from wayforward.core.conditions import Facts
from wayforward.core.keyed import duty_of

if TYPE_CHECKING:
    from wayforward.core.escalation import Escalation

STANDARD = frozenset({
    "raised", "concern raised", "a stage begins", "a stage ends", "a formal stage begins", "a line begins",
    "discussion", "no reply", "response", "response upheld", "response changed", "response partly",
    "resolution proposed", "resolution agreed", "resolution refused", "panel convened", "decided", "not decided",
    "settled", "resolved", "closed", "reopened",
})  # fmt: skip


def occurrences(event: ev.Event, before: Escalation) -> tuple[str, ...]:
    """Every name under which a policy may refer to this event, given how the escalation stood before it."""
    match event:
        case ev.Raised():
            return ("raised", "concern raised", *_became(event.facts, {}))
        case ev.StageEntered():
            return _stage(event, before)
        case ev.LineEntered():
            return _line(event.stage, event.line, event.agencies or before.responding)
        case ev.DiscussionRecorded():
            return ("discussion", f"discussion at {event.stage}")
        case ev.AttemptRecorded():
            return ("no reply", f"no reply at {event.stage}")
        case ev.Responded():
            return ("response", f"response {event.outcome}")
        case ev.FactsRecorded():
            return _became(event.facts, before.facts)
        case ev.EventRecorded():
            return (event.event,)
        case ev.ResolutionProposed():
            return ("resolution proposed",)
        case ev.ResolutionAnswered():
            return ("resolution agreed" if event.agree else "resolution refused",)
        case ev.PanelConvened():
            return ("panel convened",)
        case ev.DecisionRecorded():
            return ("decided", f"{event.stage} decided") if event.made else ("not decided",)
        case ev.DutyDischarged():
            return (f"{event.duty} done",)
        case ev.DutyTimed() if event.how in ("extended", "set"):
            return (f"{duty_of(event.key)} {event.how}",)
        case ev.DeadlinePassed():
            return (f"{event.duty} overdue",)
        case ev.Closed():
            return _closed(event)
        case ev.Reopened():
            return ("reopened",)
        case _:
            return ()


def _became(facts: Mapping[str, tuple[str, ...]], known: Facts) -> tuple[str, ...]:
    new = ((fact, value) for fact, values in facts.items() for value in values if value not in known.get(fact, ()))
    return tuple(f"{fact} becomes {value}" for fact, value in new)


def _stage(event: ev.StageEntered, before: Escalation) -> tuple[str, ...]:
    names = [f"{event.stage} begins", "a stage begins"]
    if event.formal:
        names.append("a formal stage begins")
    if before.stage and before.stage != event.stage:
        names = [f"{before.stage} ends", "a stage ends", *names]
    if event.line is not None:
        names.extend(_line(event.stage, event.line, before.responding))
    return tuple(names)


def _line(stage: str, line: str, agencies: tuple[str, ...]) -> tuple[str, ...]:
    kinds = sorted({agency.partition(":")[0] for agency in agencies})
    return (
        f"line {line} begins", "a line begins", f"{stage} line {line} begins",
        *(f"line {line} of {kind} begins" for kind in kinds),
    )  # fmt: skip


def _closed(event: ev.Closed) -> tuple[str, ...]:
    names = ["closed", f"closed as {event.ending}", f"{event.stage} ends", "a stage ends"]
    if event.ending in ("resolved", "decided"):
        names += ["settled", f"{event.stage} settled"]
    if event.ending == "resolved":
        names += ["resolved", f"{event.stage} resolved"]
    return tuple(names)
