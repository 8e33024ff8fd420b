"""With whom the next step lies, as an escalation stands: whose turn it is, and since when they have said nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from wayforward.core.escalation import Escalation, Owed
from wayforward.core.limits import CLOCKS
from wayforward.core.people import seats
from wayforward.core.policy.duties import DutyKind
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Amount, OutsideCalendar, Unit, deadline

OUTSIDE = "outside"  # a body outside the partnership, which has no agency here
CARRIES_ON = (DutyKind.MEET, DutyKind.DECIDE)  # without these the matter does not move, dated or not
BETWEEN_THEM = (DutyKind.CONFIRM, DutyKind.CONSULT, DutyKind.FORM)  # these too, where they have a date
RECORDS_WITHIN = Amount(5, Unit.WORKING_DAYS)  # ours, where the policy asks for a record and gives no time for it


def turn(rules: Rulebook, state: Escalation) -> tuple[str, ...]:
    """The agencies that have to do something next, as keys; the partnership's own office is OFFICE.

    While it is open: whoever has not answered a proposal; else whoever owes the discussion, decision or dated answer
    that its stage waits for, the soonest first; else whoever decides at the stage; else the agencies that have not
    answered the challenge; else whoever owes anything by a date; else whoever raised it, who may settle it or go on.
    Telling others and keeping records is nobody's turn while the matter itself waits for somebody. Once it has
    ended: whoever still owes something. Wayforward's own reminders are never anybody's turn.
    """
    owed = sorted((d for d in state.owed() if _counts(rules, d)), key=_soonest)
    if not state.open:
        return _first(rules, state, owed)
    if state.proposal is not None:
        return tuple(a for a in (state.raising, *state.responding) if a not in state.proposal.agreed)
    return (
        _first(rules, state, [duty for duty in owed if duty.stage == state.stage and _carries_on(rules, duty)])
        or _deciding(rules, state)
        or _first(rules, state, [duty for duty in owed if duty.stage is None and _carries_on(rules, duty)])
        or _unanswered(state)
        or _first(rules, state, [duty for duty in owed if duty.due_at is not None])
        or (state.raising,)
    )


def entered_at(state: Escalation) -> datetime | None:
    """When the stage at which it is began: going to another line of it begins nothing anew."""
    return next((visit.at for visit in reversed(state.visits) if visit.how != "line"), None)


def record_missing_at(rules: Rulebook, state: Escalation) -> datetime | None:
    """From when on a record that the policy asks for, and nobody has made, counts as missing: the earliest of them.

    The policy's own date where it gives one; else RECORDS_WITHIN after it was first owed, which is Wayforward's word
    and not the policy's. A day that no calendar reaches makes nothing missing.
    """
    records = (d for d in state.owed() if _counts(rules, d) and rules.duties[d.duty].kind is DutyKind.RECORD)
    return min(filter(None, (_missing_at(rules, duty) for duty in records)), default=None)


def _counts(rules: Rulebook, duty: Owed) -> bool:
    about = rules.duties.get(duty.duty)
    return about is not None and not about.system and about.kind not in CLOCKS


def _soonest(duty: Owed) -> tuple[bool, datetime]:
    return duty.due_at is None, duty.due_at or duty.arose_at


def _carries_on(rules: Rulebook, duty: Owed) -> bool:
    kind = rules.duties[duty.duty].kind
    return kind in CARRIES_ON or (kind in BETWEEN_THEM and duty.due_at is not None)


def _first(rules: Rulebook, state: Escalation, owed: Iterable[Owed]) -> tuple[str, ...]:
    """Who owes the first of these whose owner is anywhere at all."""
    return next(filter(None, (_agencies(rules, state, duty.who, duty.agency) for duty in owed)), ())


def _deciding(rules: Rulebook, state: Escalation) -> tuple[str, ...]:
    stage = rules.stages.get(state.stage)
    if stage is None or stage.decision is None:
        return ()
    return _agencies(rules, state, stage.decision.by)


def _unanswered(state: Escalation) -> tuple[str, ...]:
    return () if "yes" in state.facts.get("answered", ()) else state.responding


def _agencies(rules: Rulebook, state: Escalation, who: Iterable[str], agency: str | None = None) -> tuple[str, ...]:
    """Where the people whom these words mean are, once each."""
    found = (seat.agency or OUTSIDE for words in who for seat in seats(rules.posts, state, words, agency))
    return tuple(dict.fromkeys(found))


def _missing_at(rules: Rulebook, duty: Owed) -> datetime | None:
    if duty.due_at is not None:
        return duty.due_at
    try:
        return deadline(duty.arose_at, RECORDS_WITHIN, rules.calendar, rules.policy.reading).due_at
    except OutsideCalendar:
        return None
