"""The fold: what an escalation's history adds up to. It never refuses; what is recorded has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from wayforward.core import events as ev
from wayforward.core.escalation.state import AskedTime, Escalation, Offer, Owed, Party, Proposal, Visit
from wayforward.core.occurrences import occurrences

T = TypeVar("T")
FOLLOWS = (  # what time or something else brings about, other than an act
    ev.DutyArose, ev.DutyTimed, ev.DutyLapsed, ev.DutyCarried, ev.NoticeOwed, ev.NoticeFailed, ev.NoticeDropped,
    ev.DeadlinePassed, ev.Reminded, ev.Acknowledged,
)  # fmt: skip


def evolve(before: Escalation, event: ev.Event, at: datetime, occurred_at: datetime | None = None) -> Escalation:
    """The escalation after one event. `at` is when we recorded it; `occurred_at` is when they say it happened."""
    return apply(before, event, occurrences(event, before), at, occurred_at or at)


def apply(before: Escalation, event: ev.Event, names: tuple[str, ...], at: datetime, when: datetime) -> Escalation:
    """`evolve`, for a caller that has already worked out the event's occurrences."""
    changes = _changes(before, event, at, when)
    if names:
        changes["happened"] = {**before.happened, **dict.fromkeys(names, when)}
        if isinstance(event, ev.Raised) and event.concern_raised_at is not None:
            changes["happened"]["concern raised"] = event.concern_raised_at
    changes["seq"] = before.seq + 1
    changes["last_at"] = at
    if not isinstance(event, FOLLOWS) or (isinstance(event, ev.DutyTimed) and event.how in ("extended", "set")):
        changes["acted_at"] = at
    return _changed(before, changes)


def _changed(before: T, changes: Mapping[str, Any]) -> T:
    """A copy with these fields changed. Like dataclasses.replace, at a tenth of its cost: the fold is run often."""
    after = object.__new__(type(before))
    vars(after).update(vars(before))
    vars(after).update(changes)
    return after


def _changes(before: Escalation, event: ev.Event, at: datetime, when: datetime) -> dict[str, Any]:
    match event:
        case ev.DutyArose() | ev.DutyTimed() | ev.DutyDischarged() | ev.DutyLapsed():  # most of a history
            return _duties(before, event, at, when)
        case ev.NoticeOwed() | ev.NoticeFailed() | ev.NoticeDropped():
            return {}
        case ev.Raised():
            return _raised(event)
        case ev.Joined():
            party = Party(agency=event.agency, side=event.side, person=event.person, in_place_of=event.in_place_of)
            return _with_facts(before, parties=(*before.parties, party))
        case ev.StageEntered():
            visit = Visit(stage=event.stage, line=event.line, at=when, how=event.how)
            return _placed(before, event.stage, event.line, event.formal, visit)
        case ev.LineEntered():
            visit = Visit(stage=event.stage, line=event.line, at=when, how="line")
            return _placed(before, event.stage, event.line, before.formal, visit)
        case ev.FactsRecorded():
            facts = {**before.facts, **{name: frozenset(values) for name, values in event.facts.items()}}
            return {"facts": facts, "answered": before.answered | _said(event.answers)}
        case ev.Responded():
            return {"facts": {**before.facts, "answered": frozenset({"yes"})}}
        case ev.ResolutionProposed():
            agreed = frozenset({event.agency}) if event.side in ("raising", "responding") else frozenset[str]()
            proposal = Proposal(side=event.side, agency=event.agency, at=when, agreed=agreed)
            return {"proposal": proposal, "answered": before.answered | _said(event.answers)}
        case ev.ResolutionAnswered():
            return {"proposal": _answered(before.proposal, event)}
        case ev.ProtectiveDeadlineSet() if event.what == "protective":
            return {"protective_at": event.due_at, "protective_by": event.agency, "protective_set_at": at}
        case ev.ProtectiveDeadlineSet():
            return {"target_at": event.due_at, "target_by": event.agency, "target_set_at": at}
        case ev.PanelConvened():
            return {"panel": dict(event.members)}
        case ev.Closed():
            return {"state": event.ending, "proposal": None}
        case ev.Reopened():
            return {"state": "open"}
        case _:
            return _beside(before, event, at, when)


def _raised(event: ev.Raised) -> dict[str, Any]:
    parties = (
        Party(agency=event.raising, side="raising", person=event.raiser),
        *(Party(agency=agency, side="responding") for agency in event.responding),
    )
    facts = {name: frozenset(values) for name, values in event.facts.items()}
    facts["subject"] = frozenset(event.subject_kinds or ("none",))
    born = Escalation(
        ref=event.ref, policy=event.policy, digest=event.digest, state="open", raiser=event.raiser,
        facts=facts, answered=_said(event.answers),
    )  # fmt: skip
    return {
        "ref": born.ref, "policy": born.policy, "digest": born.digest, "state": "open", "raiser": event.raiser,
        "answered": born.answered, **_with_facts(born, parties=parties),
    }  # fmt: skip


def _with_facts(before: Escalation, parties: tuple[Party, ...]) -> dict[str, Any]:
    raising = frozenset(party.kind for party in parties if party.side == "raising")
    responding = frozenset(party.kind for party in parties if party.side == "responding")
    return {"parties": parties, "facts": {**before.facts, "raising": raising, "responding": responding}}


def _placed(before: Escalation, stage: str, line: str | None, formal: bool, visit: Visit) -> dict[str, Any]:
    facts = {
        **before.facts,
        "stage": frozenset({stage}),
        "line": frozenset({line} if line else ()),
        "formal": frozenset({"yes" if formal else "no"}),
    }
    entered = {
        "stage": stage,
        "line": line,
        "formal": formal,
        "facts": facts,
        "visits": (*before.visits, visit),
    }
    if stage == before.stage:
        return entered
    # A target, a panel, a proposal and an answer belong to the stage they were made at.
    facts["answered"] = frozenset({"no"})
    return {
        **entered, "target_at": None, "target_by": "", "target_set_at": None, "panel": {}, "proposal": None
    }  # fmt: skip


def _answered(proposal: Proposal | None, event: ev.ResolutionAnswered) -> Proposal | None:
    if proposal is None or not event.agree:
        return None
    return _changed(proposal, {"agreed": proposal.agreed | {event.agency}})


def _said(answers: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, text in answers.items() if text.strip())


def _beside(before: Escalation, event: ev.Event, at: datetime, when: datetime) -> dict[str, Any]:
    """What goes on beside the stages, and moves none of them."""
    match event:
        case ev.PositionStated():
            return {"stated": {**before.stated, event.agency: at}}
        case ev.UrgentActionRecorded():
            return {"urgent_at": max(event.taken_at, before.urgent_at or event.taken_at)}
        case ev.TimeOffered():
            return {"offer": Offer(agency=event.agency, talk_at=event.talk_at)}
        case ev.OfferAnswered() if before.offer:
            return {"offer": _changed(before.offer, {"accepted": event.accept})}
        case ev.MoreTimeAsked():
            return {"asked_time": AskedTime(key=event.key, until_at=event.until_at, agency=event.agency)}
        case ev.MoreTimeAnswered() if before.asked_time:
            return {"asked_time": _changed(before.asked_time, {"agreed": event.agree})}
        case ev.ConflictDeclared():
            return {"conflicted": {**before.conflicted, event.person: at}}
        case ev.ReferredOn():
            return {"referred_to": (*before.referred_to, event.authority)}
        case ev.Chased():
            return {"chased": {**before.chased, (event.chased_by, event.key or event.agency): at}}
        case ev.VersionAdopted():
            return _under_another(before, event)
        case _:
            return _duties(before, event, at, when)


def _under_another(before: Escalation, event: ev.VersionAdopted) -> dict[str, Any]:
    """The version from here on. Another stage or line is entered by an event of its own; a stage may lose its lines."""
    under: dict[str, Any] = {"policy": event.policy, "digest": event.digest}
    if event.stage != before.stage:
        return under
    facts = {
        **before.facts,
        "line": frozenset({event.line} if event.line else ()),
        "formal": frozenset({"yes" if event.formal else "no"}),
    }
    return {**under, "line": event.line, "formal": event.formal, "facts": facts}


def _duties(before: Escalation, event: ev.Event, at: datetime, when: datetime) -> dict[str, Any]:
    match event:
        case ev.DutyArose():
            owed = Owed(
                key=event.key, duty=event.duty, who=event.who, to=event.to, arose_at=at, due_at=event.due_at,
                target_at=event.target_at, force=event.force, because=event.because, kind=event.kind, stage=event.stage,
                agency=event.agency, waiting_for=event.waiting_for, began_at=when, from_at=event.from_at,
            )  # fmt: skip
            return {"duties": {**before.duties, event.key: owed}}
        case ev.DutyTimed():
            return _amended(
                before,
                event.key,
                due_at=event.due_at,
                target_at=event.target_at,
                because=event.because,
                waiting_for=(),
                timed=event.how,
                **({} if event.how in ("rebased", "held") else {"timed_at": at}),
                **_from(event),
            )
        case ev.DutyCarried():
            return _amended(
                before, event.key, due_at=event.due_at, target_at=event.target_at, force=event.force, kind=event.kind,
                who=event.who, to=event.to, because=event.because, waiting_for=event.waiting_for, **_from(event),
                **({"timed": event.how} if event.how == "held" else {}),
            )  # fmt: skip
        case ev.DutyDischarged():
            return _amended(before, event.key, done_at=at, attempted=event.attempted)
        case ev.DutyLapsed():
            return _amended(before, event.key, lapsed_at=at)
        case ev.DeadlinePassed():
            return _amended(before, event.key, passed_at=at, passed_due_at=event.due_at, reminded_at=at)
        case ev.Reminded():
            return _reminded(before, event, at)
        case ev.Acknowledged():
            return _seen(before, event, at)
        case _:
            return {}


def _from(event: ev.DutyTimed | ev.DutyCarried) -> dict[str, Any]:
    """When its clock started, where the event says so."""
    return {"from_at": event.from_at} if event.from_at else {}


def _seen(before: Escalation, event: ev.Acknowledged, at: datetime) -> dict[str, Any]:
    """Seen by somebody it was addressed to; and where they owe it, by those who are chased for it."""
    duties = dict(before.duties)
    if event.duty in duties:
        duties[event.duty] = _changed(duties[event.duty], {"acknowledged_at": at})
    for key in event.covers:
        if key in duties:
            duties[key] = _changed(duties[key], {"acknowledged_at": at, "seen_at": at, "seen_by": event.agency})
    return {"duties": duties}


def _reminded(before: Escalation, event: ev.Reminded, at: datetime) -> dict[str, Any]:
    if not event.duty:
        return {"reminded": {**before.reminded, event.key: at}}
    if event.what == "prompt":
        return _amended(before, event.key, due_at=event.again_at, reminded_at=at, prompts=event.times)
    if event.what == "silent":
        return _amended(before, event.key, silent_at=at)
    return _amended(before, event.key, reminded_at=at)


def _amended(before: Escalation, key: str, **changes: Any) -> dict[str, Any]:
    known = before.duties.get(key)
    return {"duties": {**before.duties, key: _changed(known, changes)}} if known else {}
