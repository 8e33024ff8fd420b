"""Dates that people set: earlier ones that protect somebody, and later ones that are judged safe or agreed on."""

from __future__ import annotations

from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import AskForTime, Extend, GiveTime, SetDeadline
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle.standing import (
    CHALLENGED,
    OUTSIDER,
    PARTIES,
    Decided,
    falls_to,
    holds_one_of,
    no_duty,
    shut,
    standing,
)
from wayforward.core.limits import CLOCKS
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import on_the_wall

NOT_OWED = Refused("This is not owed any more.")


def dated(
    rules: Rulebook, escalation: Escalation, command: SetDeadline | Extend | AskForTime | GiveTime, at: datetime
) -> Decided:
    match command:
        case SetDeadline():
            return set_deadline(rules, escalation, command, at)
        case Extend():
            return extend(rules, escalation, command)
        case AskForTime():
            return ask_for_time(rules, escalation, command, at)
        case GiveTime():
            return give_time(rules, escalation, command, at)


def extend(rules: Rulebook, escalation: Escalation, command: Extend) -> Decided:
    """Stay past a limit, with who judged it safe and why (H-22). The earlier date stays in the history."""
    owed = escalation.duties.get(command.duty)
    if owed is None:
        return no_duty(command.duty)
    if not owed.open:
        return NOT_OWED
    if not command.reason.strip() or not command.judged_safe_by.strip():
        return Refused("Give the reason, and the name of the person who judged that waiting is safe.")
    if refused := _may_extend(rules, escalation, command, owed) or too_far(rules, command.until_at):
        return refused
    if refused := _not_later(owed, command.until_at):
        return refused
    how = "by agreement between both sides" if command.agreed else "for a recorded reason"
    because = (*owed.because, f"Extended {how}.")
    return (
        ev.DutyTimed(
            key=owed.key, due_at=command.until_at, target_at=owed.target_at, how="extended", because=because,
            reason=command.reason, judged_safe_by=command.judged_safe_by,
        ),
    )  # fmt: skip


def _not_later(owed: Owed, until_at: datetime) -> Refused | None:
    if owed.due_at is None or until_at > owed.due_at:
        return None
    return Refused(
        "An extension has to be later than the present deadline. To bring it forward, set a protective date."
    )


def too_far(rules: Rulebook, date: datetime) -> Refused | None:
    """A slip such as 2062 for 2026: no working day can be counted to it, and nobody means it."""
    last = rules.calendar.last
    if on_the_wall(date).date() <= last:
        return None
    return Refused(f"Check the year. The bank holidays are known to the end of {last.year} only.")


def _may_extend(rules: Rulebook, escalation: Escalation, command: Extend, owed: Owed) -> Refused | None:
    part = standing(rules, escalation, command.by)
    duty = rules.duties.get(owed.duty)
    time = duty.time if duty else None
    if part is None or (part == "called" and not falls_to(rules, escalation, command.by, owed)):
        return OUTSIDER
    if part == CHALLENGED and (owed.kind in CLOCKS or not falls_to(rules, escalation, command.by, owed)):
        return Refused("An agency that is being challenged cannot give itself longer. Ask the agency that raised it.")
    if refused := _never(rules, owed):
        return refused
    if time is not None and time.extends == "by agreement":
        if not command.agreed:
            return Refused("The policy lets this time be extended only where both sides agree.", time.clauses)
        if part == CHALLENGED:
            return Refused("Ask the agency that raised it to record that it agrees.", time.clauses)
    return None


def _never(rules: Rulebook, owed: Owed) -> Refused | None:
    duty = rules.duties.get(owed.duty)
    if duty is None or duty.time is None or duty.time.extends != "never":
        return None
    return Refused(
        "The policy does not let this time be extended. Nothing stops when it passes: it shows as late.",
        duty.time.clauses,
    )


def ask_for_time(rules: Rulebook, escalation: Escalation, command: AskForTime, at: datetime) -> Decided:
    """Ask the other side for longer. Nothing moves until it agrees, and nobody has to wait for its answer (H-21)."""
    part = standing(rules, escalation, command.by)
    if part not in PARTIES:
        return Refused("Only an agency in the disagreement can ask the other for more time.")
    owed = escalation.duties.get(command.duty)
    if owed is None:
        return no_duty(command.duty)
    if not owed.open:
        return NOT_OWED
    if owed.kind not in CLOCKS and not falls_to(rules, escalation, command.by, owed):
        return Refused("You can ask for more time for what you owe yourself, or for the time to settle it.")
    if not command.reason.strip():
        return Refused("Give the reason for asking for more time.")
    if refused := _longer(rules, owed, command.until_at, at):
        return refused
    asked = ev.MoreTimeAsked(key=owed.key, until_at=command.until_at, agency=command.by.agency, reason=command.reason)
    return (asked,)


def give_time(rules: Rulebook, escalation: Escalation, command: GiveTime, at: datetime) -> Decided:
    """The other side's answer. Its yes moves the date as an extension does, with who judged that waiting is safe."""
    part, asked = standing(rules, escalation, command.by), escalation.asked_time
    if asked is None or asked.agreed is not None:
        return Refused("Nobody is waiting for an answer about more time.")
    if part not in PARTIES or part == escalation.side(asked.agency):
        return Refused("Only the other side can answer this: those who ask for more time cannot give it to themselves.")
    answered = ev.MoreTimeAnswered(
        key=asked.key, agree=command.agree, agency=command.by.agency, note=command.note,
        judged_safe_by=command.judged_safe_by,
    )  # fmt: skip
    if not command.agree:
        return (answered,)
    owed = escalation.duties.get(asked.key)
    if owed is None or not owed.open:
        return NOT_OWED
    if not command.judged_safe_by.strip():
        return Refused("Give the name of the person who judged that waiting is safe.")
    if refused := _longer(rules, owed, asked.until_at, at):
        return refused
    extended = ev.DutyTimed(
        key=owed.key, due_at=asked.until_at, target_at=owed.target_at, how="extended",
        because=(*owed.because, "Extended by agreement between both sides."), reason=command.note,
        judged_safe_by=command.judged_safe_by,
    )  # fmt: skip
    return (answered, extended)


def _longer(rules: Rulebook, owed: Owed, until_at: datetime, at: datetime) -> Refused | None:
    """Why a duty's date cannot be put back so far, whoever agrees to it."""
    if until_at <= at:
        return Refused("The later date has to be in the future.")
    return _never(rules, owed) or too_far(rules, until_at) or _not_later(owed, until_at)


def set_deadline(rules: Rulebook, escalation: Escalation, command: SetDeadline, at: datetime) -> Decided:
    """A date that a person sets: anybody may bring it forward, only the side that set it may put it back (A-08)."""
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    if not command.reason.strip():
        return Refused("Give the reason for the date.")
    if command.due_at <= at:
        return Refused("The date has to be in the future. If something is needed now, go to the next stage now.")
    if refused := too_far(rules, command.due_at):
        return refused
    if command.what not in ("protective", "target"):
        return _set_duty(rules, escalation, command)
    if not escalation.open:
        return shut(escalation)
    protective = command.what == "protective"
    present = escalation.protective_at if protective else escalation.target_at
    setter = escalation.protective_by if protective else escalation.target_by
    if present is not None and command.due_at > present and part != "office" and command.by.agency != setter:
        return Refused("Only the agency that set this date, or the partnership's office, can put it back.")
    return (
        ev.ProtectiveDeadlineSet(
            due_at=command.due_at, what=command.what, reason=command.reason, agency=command.by.agency
        ),
    )


def _set_duty(rules: Rulebook, escalation: Escalation, command: SetDeadline) -> Decided:
    """The time of a duty that the policy leaves to a named post, such as the Chair's own date."""
    owed = escalation.duties.get(command.what)
    if owed is None:
        return no_duty(command.what)
    if not owed.open:
        return NOT_OWED
    duty = rules.duties.get(owed.duty)
    post = duty.time.set_by if duty and duty.time else None
    if post is None:
        return Refused("The policy sets this time. You can extend it with a reason, or set an earlier protective date.")
    if not command.by.office and not holds_one_of(rules, escalation, command.by, (post,)):
        title = rules.posts[post].title if post in rules.posts else post
        return Refused(f"The policy leaves this time to be set by: {title}.")
    because = (*owed.because, "Set by the person to whom the policy leaves it.")
    return (
        ev.DutyTimed(
            key=owed.key, due_at=command.due_at, target_at=owed.target_at, how="set", because=because,
            reason=command.reason,
        ),
    )  # fmt: skip
