"""Jumps past a stage that nobody allows, or that two places allow on unequal terms (CHK-30, CHK-32)."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.stages import Move, MoveKind, Need, Needed, Stage
from wayforward.policies.checking import naming
from wayforward.policies.checking.cases import (
    combinations,
    tests_of,
)
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity

JUMPS = (MoveKind.SKIP, MoveKind.LAST)
WORTH_A_JUMP = 3  # stages: with fewer there is nothing to pass over


def jumps_that_nobody_allows(desk: Desk) -> Iterator[Finding]:
    """CHK-30: whether a stage may be passed over is not said, or is said in two ways that cannot both hold."""
    if len(desk.ladder) < WORTH_A_JUMP:
        return
    jumps = [(stage, move) for stage, move in desk.moves() if _jumps(desk, stage, move)]
    stated = [(stage, move) for stage, move in jumps if is_own(move) and "kind" not in move.unstated]
    if not stated:
        yield _not_said(desk, [move for _, move in jumps])
    for target in dict.fromkeys(move.to for _, move in stated):
        yield from _contradicted(desk, desk.stages[target], [(s, m) for s, m in stated if m.to == target])


def _jumps(desk: Desk, stage: Stage, move: Move) -> bool:
    """Past at least one stage of the ladder, upwards; a move beside the ladder passes over nothing."""
    to = desk.stages.get(move.to)
    if stage not in desk.ladder or to is None or to not in desk.ladder:
        return False
    return move.kind in JUMPS or (
        move.kind is MoveKind.NEXT and desk.ladder.index(to) > desk.ladder.index(stage) + 1 and bool(to)
    )


def _not_said(desk: Desk, assumed: list[Move]) -> Finding:
    needs = [needed for move in assumed for needed in move.needs]
    return Finding(
        rule="CHK-30",
        severity=Severity.MEDIUM,
        elements=naming.named("move", assumed),
        clauses=naming.clauses(*(needed.clauses for needed in needs)),
        what="Whether a stage may be passed over is not said.",
        why="A worker who sees that a child or an adult cannot wait does not dare to go past a stage, and the time"
        " is lost.",
        example=f"On {naming.day(desk.friday)} somebody at {desk.ladder[0].label} sees that only"
        f" {desk.ladder[-1].label} can"
        " act in time, and the policy does not say that they may go there.",
        question="When may a stage be passed over, and who decides it?",
    )


def _contradicted(desk: Desk, target: Stage, jumps: list[tuple[Stage, Move]]) -> Iterator[Finding]:
    """A way straight to a stage, while the ordinary way demands what only the stages between can give."""
    ordinary = [
        move for _, move in desk.moves() if move.to == target.id and move.kind is MoveKind.NEXT and is_own(move)
    ]
    open_to_all = _always_some([move.when for _, move in jumps], desk)
    demanded = [needed for move in ordinary for needed in move.needs if _rests_on_the_stages(needed)]
    waived = [n for n in demanded if not any(n.name == other.name for _, move in jumps for other in move.needs)]
    if open_to_all and waived:
        moves = {move.id: move for move in [*(move for _, move in jumps), *ordinary]}
        yield Finding(
            rule="CHK-30",
            severity=Severity.MEDIUM,
            elements=naming.named("move", moves.values()),
            clauses=naming.clauses(*(move.clauses for _, move in jumps), *(needed.clauses for needed in waived)),
            what=f"{naming.stage_name(target)}: one place lets anybody go straight there, and another first demands:"
            f" “{(waived[0].says or waived[0].name).rstrip('.')}”.",
            why="Whoever does not want to hear a case yet can point to the one sentence, and whoever brings it to"
            " the other.",
            example=f"On {naming.day(desk.friday)} a worker goes straight to {target.label} and is sent back for"
            " what the"
            " other sentence demands.",
            question=f"May a case go straight to {target.label}, and what must it bring then?",
        )


def _rests_on_the_stages(needed: Needed) -> bool:
    return needed.need in (Need.ANSWER, Need.DONE) and needed.when == ALWAYS and bool(needed.clauses)


def _always_some(conditions: list[Condition], desk: Desk) -> bool:
    """Whether in every case at least one of the conditions holds."""
    every = combinations(desk.policy, conditions)
    return bool(conditions) and all(any(condition.holds(facts) for condition in conditions) for facts in every)


def jumps_of_unequal_conditions(desk: Desk) -> Iterator[Finding]:
    """CHK-32: two ways straight to one stage whose conditions differ without excluding each other."""
    for stage in desk.ladder:
        jumps = [move for move in stage.moves if move.kind in JUMPS and is_own(move) and "kind" not in move.unstated]
        for i, one in enumerate(jumps):
            for other in jumps[i + 1 :]:
                if one.to == other.to and _at_odds(desk, one, other):
                    yield _unequal(desk, stage, one, other)


def _at_odds(desk: Desk, one: Move, other: Move) -> bool:
    every = combinations(desk.policy, (one.when, other.when))
    holds = [(one.when.holds(facts), other.when.holds(facts)) for facts in every]
    return any(a and b for a, b in holds) and any(a != b for a, b in holds)


def _unequal(desk: Desk, stage: Stage, one: Move, other: Move) -> Finding:
    to = naming.stage_name(desk.stages[one.to])
    return Finding(
        rule="CHK-32",
        severity=Severity.MEDIUM,
        elements=naming.named("move", (one, other)),
        clauses=naming.clauses(one.clauses, other.clauses),
        what=f"Going from {stage.label} straight to {to} has two different conditions: {_condition(desk, one)}, and"
        f" {_condition(desk, other)}.",
        why="Whoever wants to keep a case back reads the narrower one, and the child or adult waits.",
        example=f"On {naming.day(desk.friday)} a case meets one of the two and not the other.",
        question=f"On which one condition may a case go straight to {desk.stages[one.to].label}?",
    )


def _condition(desk: Desk, move: Move) -> str:
    asks = {fact.id: fact.asks for fact in desk.policy.facts}
    told = [
        f"“{asks.get(test.fact, test.fact)}”{' is not' if test.negated else ''} {' or '.join(sorted(test.values))}"
        for test in tests_of(move.when)
    ]
    return naming.all_of(told) if told else "no condition at all"


RULES = (
    ("CHK-30", jumps_that_nobody_allows),
    ("CHK-32", jumps_of_unequal_conditions),
)
