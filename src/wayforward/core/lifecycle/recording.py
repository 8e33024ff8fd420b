"""What people write down as it goes: talks, attempts, answers, facts, and what is done or seen."""

from __future__ import annotations

from wayforward.core import events as ev
from wayforward.core.commands import (
    Acknowledge,
    Discharge,
    RecordAttempt,
    RecordDiscussion,
    RecordEvent,
    RecordFacts,
    Respond,
)
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle.raising import unknown_facts
from wayforward.core.lifecycle.seeing import acknowledge
from wayforward.core.lifecycle.standing import (
    CHALLENGED,
    OUTSIDER,
    Decided,
    falls_to,
    no_duty,
    shut,
    standing,
)
from wayforward.core.limits import CLOCKS
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time.dates import listed

OUTCOMES = ("upheld", "changed", "partly")


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
        return Refused(f"Say whether the decision was {listed(OUTCOMES, 'or')}.")
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
        known = listed(sorted(rules.events), "or") or "none"
        return Refused(f"“{command.event}” is not something that this policy lets you record. It has: {known}.")
    return (ev.EventRecorded(event=command.event, note=command.note),)


def done_or_seen(rules: Rulebook, escalation: Escalation, command: Discharge | Acknowledge) -> Decided:
    if isinstance(command, Discharge):
        return discharge(rules, escalation, command)
    return acknowledge(rules, escalation, command)


def discharge(rules: Rulebook, escalation: Escalation, command: Discharge) -> Decided:
    """Somebody who owes it says that it is done, or that it was tried as far as the other side allowed (A-43)."""
    owed = escalation.duties.get(command.duty)
    if owed is None:
        return no_duty(command.duty)
    if not owed.open:
        return Refused("This is not owed any more.")
    if owed.kind in CLOCKS:
        return Refused("A limit is met by settling the matter, not by ticking it off. You can extend it with a reason.")
    if not falls_to(rules, escalation, command.by, owed):
        return Refused("Only those who owe this can say that it is done. The partnership's office can record it.")
    if command.attempted and not command.note.strip():
        return Refused("Say what was tried, and why it could not be finished.")
    return (ev.DutyDischarged(key=owed.key, duty=owed.duty, attempted=command.attempted, note=command.note),)
