"""Which limits an escalation is under, and whether it is late: the earlier of the policy's and a person's own."""

from __future__ import annotations

from datetime import datetime

from wayforward.core.escalation import Escalation, Owed
from wayforward.core.policy.duties import DutyKind
from wayforward.core.rulebook import Rulebook

CLOCKS = (DutyKind.RESOLVE, DutyKind.CAP)  # met by settling the matter, never by ticking them off


def limit(escalation: Escalation) -> Owed | None:
    """The open limit of the stage the escalation is at, or None where the policy gives none."""
    here = (d for d in escalation.duties.values() if d.open and d.kind == DutyKind.RESOLVE)
    return next((owed for owed in here if owed.stage == escalation.stage), None)


def limit_of_stage(rules: Rulebook, stage: str) -> str | None:
    """The id of the duty that is a stage's own limit, or None where the policy gives the stage no time."""
    duty = rules.duties.get(f"{stage}-limit")
    return duty.id if duty is not None and duty.kind is DutyKind.RESOLVE else None


def effective_deadline(escalation: Escalation, owed: Owed | None) -> datetime | None:
    """When a duty counts as late: the earlier of the policy's time and a protective one that a person set (A-08).

    A protective date bears on the limits of stages and on caps, and on those that arose before it: a date that had
    already passed when a stage began does not make that stage late from its first minute. With None: the date that
    a person set, where the policy gives the stage no time. What only prompts has no deadline: it comes again.
    """
    protective = escalation.protective_at
    if owed is None:
        return protective
    if owed.prompts_only:
        return None
    if protective is None or owed.kind not in CLOCKS or protective <= owed.arose_at:
        return owed.due_at
    return protective if owed.due_at is None else min(owed.due_at, protective)


def next_deadline(escalation: Escalation, until: datetime) -> datetime | None:
    """The first deadline before `until` that the clock has not yet recorded as passed, or None."""
    found = (due_at for owed in escalation.duties.values() if (due_at := unrecorded(escalation, owed)) is not None)
    return min((due_at for due_at in found if due_at < until), default=None)


def unrecorded(escalation: Escalation, owed: Owed) -> datetime | None:
    """The deadline of a duty whose passing is not on record yet; None where it has none, is done or was recorded.

    A duty that was late and then given longer may pass its deadline again.
    """
    due_at = effective_deadline(escalation, owed) if owed.open else None
    recorded = owed.passed_due_at
    return due_at if due_at is not None and (recorded is None or due_at > recorded) else None


def repeats(escalation: Escalation, owed: Owed, due_at: datetime | None) -> bool:
    """Whether a cap ends with the limit of the stage: people are reminded of one date once."""
    of_stage = limit(escalation)
    if owed.kind != DutyKind.CAP or of_stage is None or due_at is None:
        return False
    return effective_deadline(escalation, of_stage) == due_at


def overdue(escalation: Escalation, owed: Owed, at: datetime) -> bool:
    """Whether it is late now, whether or not any clock has run. Late from the instant after its deadline."""
    due_at = effective_deadline(escalation, owed)
    return owed.open and due_at is not None and at > due_at
