"""What people write down as it goes: talks, attempts, answers, facts, duties done, and dates that protect somebody."""

from __future__ import annotations

from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import (
    Acknowledge,
    Discharge,
    Extend,
    Join,
    RecordAttempt,
    RecordDiscussion,
    RecordEvent,
    RecordFacts,
    Respond,
    SetDeadline,
)
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.lifecycle.raising import unknown_facts
from wayforward.core.lifecycle.standing import (
    CHALLENGED,
    OUTSIDER,
    Decided,
    addressed,
    falls_to,
    holds_one_of,
    listed,
    shut,
    standing,
)
from wayforward.core.limits import CLOCKS
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import on_the_wall

OUTCOMES = ("upheld", "changed", "partly")
SIDES = ("raising", "responding", "supporting")


def discussion(rules: Rulebook, escalation: Escalation, command: RecordDiscussion | RecordAttempt) -> Decided:
    """A talk, or an attempt that nobody answered: silence is a ground to go on too (H-12)."""
    if not escalation.open:
        return shut(escalation)
    if standing(rules, escalation, command.by) is None:
        return OUTSIDER
    if isinstance(command, RecordAttempt):
        return (
            ev.AttemptRecorded(stage=escalation.stage, channel=command.channel, whom=command.whom, note=command.note),
        )
    return (
        ev.DiscussionRecorded(
            stage=escalation.stage, channel=command.channel, summary=command.summary, people=command.people,
            actions=command.actions,
        ),
    )  # fmt: skip


def respond(rules: Rulebook, escalation: Escalation, command: Respond) -> Decided:
    """The challenged side's answer after looking again (H-19); the office may write it down for them."""
    if not escalation.open:
        return shut(escalation)
    part = standing(rules, escalation, command.by)
    if part not in (CHALLENGED, "office"):
        return Refused("Only the agency being challenged can give its answer. The partnership's office can record it.")
    if command.outcome not in OUTCOMES:
        return Refused(f"Say whether the decision was {listed(OUTCOMES)}.")
    if not command.reasons.strip():
        return Refused("Give the reasons for the answer: it has to show that the decision was looked at again.")
    agency = command.by.agency if part == CHALLENGED else escalation.responding[0]
    return (ev.Responded(agency=agency, outcome=command.outcome, reasons=command.reasons),)


def facts(rules: Rulebook, escalation: Escalation, command: RecordFacts) -> Decided:
    """What became known. Forms may still be completed when the escalation is closed."""
    if standing(rules, escalation, command.by) is None:
        return OUTSIDER
    if refused := unknown_facts(rules, command.facts):
        return refused
    recorded = ev.FactsRecorded(facts=dict(command.facts), answers=dict(command.answers), reason=command.reason)
    return (recorded,)


def happening(rules: Rulebook, escalation: Escalation, command: RecordEvent) -> Decided:
    if standing(rules, escalation, command.by) is None:
        return OUTSIDER
    if command.event not in rules.events:
        known = listed(sorted(rules.events)) or "none"
        return Refused(f"“{command.event}” is not something that this policy lets you record. It has: {known}.")
    return (ev.EventRecorded(event=command.event, note=command.note),)


def join(rules: Rulebook, escalation: Escalation, command: Join) -> Decided:
    """Bring somebody in. The challenged side brings in its own people, and says whom it works with."""
    if not escalation.open:
        return shut(escalation)
    part = standing(rules, escalation, command.by)
    if part is None or part == "called":
        return OUTSIDER
    if command.side not in SIDES:
        return Refused(f"Say which side they are on: {listed(SIDES)}.")
    if part == CHALLENGED and command.side != CHALLENGED:
        return Refused("An agency that is being challenged can bring in people on its own side only.")
    side = escalation.side(command.agency)
    if side is not None and CHALLENGED in (side, command.side) and side != command.side:
        return Refused("That agency is in this escalation on the other side already.")
    return (ev.Joined(agency=command.agency, side=command.side, person=command.person, reason=command.reason),)


def acknowledge(rules: Rulebook, escalation: Escalation, command: Acknowledge) -> Decided:
    """Only somebody to whom it was addressed can say that it has been seen."""
    if standing(rules, escalation, command.by) is None:
        return OUTSIDER
    if command.duty is not None:
        owed = escalation.duties.get(command.duty)
        if owed is None:
            return _no_duty(command.duty)
        if not addressed(rules, escalation, command.by, owed):
            return Refused("This is not addressed to you. Only the people it is addressed to can acknowledge it.")
    return (ev.Acknowledged(duty=command.duty, spoken=command.spoken),)


def discharge(rules: Rulebook, escalation: Escalation, command: Discharge) -> Decided:
    """Somebody who owes it says that it is done, or that it was tried as far as the other side allowed (A-43)."""
    owed = escalation.duties.get(command.duty)
    if owed is None:
        return _no_duty(command.duty)
    if not owed.open:
        return Refused("This is not owed any more.")
    if owed.kind in CLOCKS:
        return Refused("A limit is met by settling the matter, not by ticking it off. You can extend it with a reason.")
    if not falls_to(rules, escalation, command.by, owed):
        return Refused("Only those who owe this can say that it is done. The partnership's office can record it.")
    if command.attempted and not command.note.strip():
        return Refused("Say what was tried, and why it could not be finished.")
    return (ev.DutyDischarged(key=owed.key, duty=owed.duty, attempted=command.attempted, note=command.note),)


def extend(rules: Rulebook, escalation: Escalation, command: Extend) -> Decided:
    """Stay past a limit, with who judged it safe and why (H-22). The earlier date stays in the history."""
    owed = escalation.duties.get(command.duty)
    if owed is None:
        return _no_duty(command.duty)
    if not owed.open:
        return Refused("This is not owed any more.")
    if not command.reason.strip() or not command.judged_safe_by.strip():
        return Refused("Give the reason, and the name of the person who judged that waiting is safe.")
    if refused := _may_extend(rules, escalation, command, owed) or _too_far(rules, command.until_at):
        return refused
    if owed.due_at is not None and command.until_at <= owed.due_at:
        return Refused(
            "An extension has to be later than the present deadline. To bring it forward, set a protective date."
        )
    how = "by agreement between both sides" if command.agreed else "for a recorded reason"
    because = (*owed.because, f"Extended {how}.")
    return (
        ev.DutyTimed(
            key=owed.key, due_at=command.until_at, target_at=owed.target_at, how="extended", because=because,
            reason=command.reason, judged_safe_by=command.judged_safe_by,
        ),
    )  # fmt: skip


def _too_far(rules: Rulebook, date: datetime) -> Refused | None:
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
    if time is not None and time.extends == "never":
        return Refused(
            "The policy does not let this time be extended. Nothing stops when it passes: it shows as late.",
            time.clauses,
        )
    if time is not None and time.extends == "by agreement":
        if not command.agreed:
            return Refused("The policy lets this time be extended only where both sides agree.", time.clauses)
        if part == CHALLENGED:
            return Refused("Ask the agency that raised it to record that it agrees.", time.clauses)
    return None


def set_deadline(rules: Rulebook, escalation: Escalation, command: SetDeadline, at: datetime) -> Decided:
    """A date that a person sets: anybody may bring it forward, only the side that set it may put it back (A-08)."""
    part = standing(rules, escalation, command.by)
    if part is None:
        return OUTSIDER
    if not command.reason.strip():
        return Refused("Give the reason for the date.")
    if command.due_at <= at:
        return Refused("The date has to be in the future. If something is needed now, go to the next stage now.")
    if refused := _too_far(rules, command.due_at):
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
        return _no_duty(command.what)
    if not owed.open:
        return Refused("This is not owed any more.")
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


def _no_duty(key: str) -> Refused:
    return Refused(f"There is no duty “{key}” in this escalation.")
