"""What the policy says happens: a command at an instant becomes events, or a refusal in a sentence."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never, cast

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.duties import follow
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import adopting, dates, joining, raising, rebasing, recording, settling, ticking, ways
from wayforward.core.lifecycle.beside import Beside, beside
from wayforward.core.lifecycle.standing import Decided, in_conflict, untimely
from wayforward.core.lifecycle.ways import MoveChoice
from wayforward.core.limits import effective_deadline, limit, limit_of_stage, next_deadline, overdue
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.core.verdict import Refused, Verdict

__all__ = [
    "MoveChoice",
    "Rulebook",
    "decide",
    "effective_deadline",
    "limit",
    "limit_of_stage",
    "may",
    "moves",
    "next_deadline",
    "overdue",
    "rulebook",
]

AnyCommand = (
    cmd.Raise
    | cmd.RecordDiscussion
    | cmd.RecordAttempt
    | cmd.Respond
    | cmd.RecordFacts
    | cmd.RecordEvent
    | cmd.Escalate
    | cmd.Discharge
    | cmd.Acknowledge
    | cmd.SetDeadline
    | cmd.Extend
    | cmd.Propose
    | cmd.Answer
    | cmd.ConvenePanel
    | cmd.Decide
    | cmd.Close
    | cmd.Reopen
    | cmd.Join
    | cmd.ComeIn
    | cmd.DeclareConflict
    | cmd.AskForTime
    | cmd.GiveTime
    | cmd.AdoptVersion
    | cmd.Tick
    | cmd.ReportNotice
    | cmd.Rebase
    | Beside
)


def decide(
    rules: Rulebook, escalation: Escalation, command: cmd.Command, at: datetime
) -> tuple[ev.Event, ...] | Refused:
    """What a command brings about at `at`, with all that follows from it, in the order to record it; or why not.

    Nothing here blocks an escalation: a guard that is not met gives way to `override` with a reason. Fold the
    events with the command's own `occurred_at`. The clock's command brings about nothing when nothing fell due.
    """
    asked = _asked(rules, escalation, command, at)
    if isinstance(asked, Refused) or isinstance(command, cmd.Tick):
        return asked  # time's own are followed up one by one
    return follow(rules, escalation, asked, command.by, at, command.occurred_at)


def may(rules: Rulebook, escalation: Escalation, command: cmd.Command, at: datetime) -> Verdict:
    """Whether a command would be taken, and if not, why: the very call that takes it."""
    asked = _asked(rules, escalation, command, at)
    if isinstance(asked, Refused):
        return Verdict(False, asked.says, asked.clauses, asked.overridable, asked.needs)
    return Verdict(True, "You can do this now.")


def moves(rules: Rulebook, escalation: Escalation, actor: cmd.Actor, at: datetime) -> tuple[MoveChoice, ...]:
    """Every stage somebody could go to, and the next line of the present one, each with its verdict.

    Time never stands in the way (H-21), so `at` changes nothing yet; it is asked for so that callers need not know.
    """
    return ways.choices(rules, escalation, actor)


def _asked(rules: Rulebook, escalation: Escalation, command: cmd.Command, at: datetime) -> Decided:
    """The events a command itself asks for, before anything follows from them."""
    return (
        untimely(escalation, command, at)
        or in_conflict(escalation, command)
        or _of_kind(rules, escalation, cast(AnyCommand, command), at)
    )


def _of_kind(rules: Rulebook, escalation: Escalation, command: AnyCommand, at: datetime) -> Decided:
    if isinstance(command, Beside):
        return beside(rules, escalation, command, at)
    match command:
        case cmd.Raise():
            return raising.raise_disagreement(rules, escalation, command, at)
        case cmd.Escalate():
            return ways.escalate(rules, escalation, command)
        case cmd.RecordDiscussion() | cmd.RecordAttempt():
            return recording.discussion(rules, escalation, command)
        case cmd.Respond():
            return recording.respond(rules, escalation, command)
        case cmd.RecordFacts():
            return recording.facts(rules, escalation, command)
        case cmd.RecordEvent():
            return recording.happening(rules, escalation, command)
        case cmd.Discharge() | cmd.Acknowledge():
            return recording.done_or_seen(rules, escalation, command)
        case cmd.Tick() | cmd.ReportNotice() | cmd.Rebase():
            return _by_the_clock(rules, escalation, command, at)
        case cmd.SetDeadline() | cmd.Extend() | cmd.AskForTime() | cmd.GiveTime():
            return dates.dated(rules, escalation, command, at)
        case cmd.Join() | cmd.ComeIn() | cmd.DeclareConflict():
            return joining.joins(rules, escalation, command)
        case cmd.Propose():
            return settling.propose(rules, escalation, command)
        case cmd.Answer():
            return settling.answer(rules, escalation, command)
        case cmd.ConvenePanel():
            return settling.convene(rules, escalation, command)
        case cmd.Decide():
            return settling.decide_stage(rules, escalation, command)
        case cmd.Close():
            return settling.close(rules, escalation, command)
        case cmd.Reopen():
            return settling.reopen(rules, escalation, command)
        case cmd.AdoptVersion():
            return adopting.adopt(rules, escalation, command, at)
    assert_never(command)


def _by_the_clock(
    rules: Rulebook, escalation: Escalation, command: cmd.Tick | cmd.ReportNotice | cmd.Rebase, at: datetime
) -> Decided:
    match command:
        case cmd.Tick():
            return ticking.tick(rules, escalation, command, at)
        case cmd.ReportNotice():
            return ticking.report(command)
        case cmd.Rebase():
            return rebasing.rebase(rules, escalation, command, at)
    assert_never(command)
