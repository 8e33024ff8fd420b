"""The ways on from a stage: what each asks for first, and that none of it can stop somebody with a reason."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core import events as ev
from wayforward.core.commands import Actor, Escalate
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle.guards import Guard, best_way, stopped, verdict
from wayforward.core.lifecycle.needs import REASON, said
from wayforward.core.lifecycle.standing import CHALLENGED, OUTSIDER, Decided, shut, standing
from wayforward.core.lines import first_line, next_line
from wayforward.core.policy.stages import Move, MoveKind, Stage
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused, Verdict
from wayforward.core.working_time.dates import listed

HIGHEST = 50  # no management has more tiers; a longer number is a slip


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """A stage, or another line of the present one, that somebody could go to, with what stands in the way."""

    move: Move | None  # None: the text gives no way there
    stage: Stage
    verdict: Verdict
    line: str | None = None


def escalate(rules: Rulebook, escalation: Escalation, command: Escalate) -> Decided:
    """Go to another stage, or to another line of this one. Every guard but a missing reason gives way to a reason."""
    if not escalation.open:
        return shut(escalation)
    stage = rules.stages.get(command.to)
    if stage is None:
        return Refused(f"“{command.to}” is not a stage of this policy. Choose {listed(rules.stages, 'or')}.")
    if stage.id == escalation.stage:
        return _another_line(rules, escalation, command, stage)
    given = escalation.answered | said(command.answers)
    move, guards = best_way(rules, escalation, command.by, stage, given, bool(command.reason.strip()))
    line = command.line or first_line(rules, escalation.responding, stage)
    if command.line and (refused := _no_such_line(stage, command.line)):
        return refused
    if refused := stopped(guards, command.reason, command.override):
        return refused
    how = move.kind.value if move else _how(rules, escalation, stage)
    entered = ev.StageEntered(
        stage=stage.id, formal=stage.formal, how=how, line=line, reason=command.reason,
        override=tuple(guard.name for guard in guards), whom=command.whom,
    )  # fmt: skip
    return (*_answers(command), entered)


def choices(rules: Rulebook, escalation: Escalation, actor: Actor) -> tuple[MoveChoice, ...]:
    """Every stage but the present one, in the policy's order, and the next line of the present one."""
    if not escalation.open:
        closed = Verdict(False, shut(escalation).says)
        return tuple(MoveChoice(None, stage, closed) for stage in rules.policy.stages)
    found = []
    for stage in rules.policy.stages:
        if stage.id != escalation.stage:
            move, guards = best_way(rules, escalation, actor, stage, escalation.answered, reasoned=False)
            clauses = move.clauses if move else stage.clauses
            found.append(MoveChoice(move, stage, verdict(guards, stage.label, clauses)))
        elif line := next_line(rules, escalation, stage):
            guards = _line_guards(rules, escalation, actor, stage, line, reasoned=False)
            clauses = stage.tiers.clauses if stage.tiers else ()
            found.append(MoveChoice(None, stage, verdict(guards, f"line {line} of {stage.label}", clauses), line))
    return tuple(found)


def _another_line(rules: Rulebook, escalation: Escalation, command: Escalate, stage: Stage) -> Decided:
    """Another line or tier of the present stage. The same one again is a retry, and needs nothing (H-52)."""
    line = command.line or next_line(rules, escalation, stage)
    if stage.tiers is None or line is None:
        if command.line is None:
            return Refused(
                f"You are already at {stage.label}, and it has no further line. Go to another stage, or record an"
                " attempt if you are trying the same people again."
            )
        return Refused(f"{stage.label} has no lines. Leave the line out, or choose another stage.")
    if refused := _no_such_line(stage, line):
        return refused
    reasoned = bool(command.reason.strip())
    guards = _line_guards(rules, escalation, command.by, stage, line, reasoned)
    if refused := stopped(guards, command.reason, command.override):
        return refused
    entered = ev.LineEntered(
        stage=stage.id, line=line, agencies=escalation.responding, reason=command.reason,
        override=tuple(guard.name for guard in guards), whom=command.whom,
    )  # fmt: skip
    return (*_answers(command), entered)


def _line_guards(
    rules: Rulebook, escalation: Escalation, actor: Actor, stage: Stage, line: str, reasoned: bool
) -> list[Guard]:
    part = standing(rules, escalation, actor)
    if part is None:
        return [Guard("by", OUTSIDER.says, final=True)]
    if line == escalation.line:
        return []
    step = _step(rules, escalation, stage, line)
    if step < 0 and part == CHALLENGED:
        return [Guard("by", "An agency that is being challenged cannot take an escalation back.", final=True)]
    if step != 1 and not reasoned:
        return [Guard("reason", REASON.says, need=REASON)]
    return []


def _step(rules: Rulebook, escalation: Escalation, stage: Stage, line: str) -> int:
    """How many lines on this one is: 1 for the next that the agency has; below 0 for an earlier one."""
    if line == next_line(rules, escalation, stage):
        return 1
    lines = stage.tiers.lines if stage.tiers else ()
    if line in lines and escalation.line in lines:
        return -1 if lines.index(line) < lines.index(escalation.line) else 2
    if line.isdecimal() and escalation.line and escalation.line.isdecimal():
        return int(line) - int(escalation.line)
    return 2


def _no_such_line(stage: Stage, line: str) -> Refused | None:
    if stage.tiers is None:
        return Refused(f"{stage.label} has no lines. Leave the line out.")
    if stage.tiers.lines and line not in stage.tiers.lines:
        return Refused(f"{stage.label} has no line {line}. Choose line {listed(stage.tiers.lines, 'or')}.")
    if not stage.tiers.lines and not (line.isascii() and line.isdecimal() and 1 <= int(line[:4]) <= HIGHEST):
        return Refused(f"{stage.label} climbs by number. Write the tier as a whole number, from 1 to {HIGHEST}.")
    return None


def _how(rules: Rulebook, escalation: Escalation, stage: Stage) -> str:
    here, there = rules.rung.get(escalation.stage), rules.rung.get(stage.id)
    if there is None:
        return MoveKind.SIDE.value
    return MoveKind.BACK.value if here is not None and there < here else MoveKind.SKIP.value


def _answers(command: Escalate) -> tuple[ev.Event, ...]:
    return (ev.FactsRecorded(facts={}, answers=command.answers),) if command.answers else ()
