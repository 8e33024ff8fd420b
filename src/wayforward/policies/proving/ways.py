"""The ways of a policy from stage to stage in one kind of case: by its text, not past it with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wayforward.core.conditions import ALWAYS, Condition, Facts
from wayforward.core.policy.stages import Move, MoveKind, Stage
from wayforward.core.policy.whole import Policy

# What may be either while a case goes on, so that a condition on it may always come to hold.
EITHER = frozenset({"stage", "line", "formal", "answered", "status"})


@dataclass(frozen=True)
class Way:
    """A move that the text permits in a kind of case, from one stage to another."""

    start: str
    move: Move

    @property
    def end(self) -> str:
        return self.move.to

    @property
    def back(self) -> bool:
        return self.move.kind is MoveKind.BACK


def may_hold(condition: Condition, facts: Facts) -> bool:
    """Whether a condition can hold in this kind of case at some moment of it."""
    if any(not test.holds(facts) for test in condition.tests if test.fact not in EITHER):
        return False
    return not condition.any_of or any(may_hold(option, facts) for option in condition.any_of)


def ways(policy: Policy, facts: Facts) -> tuple[Way, ...]:
    """Every move that people or the policy itself may make in this kind of case, in the policy's order."""
    left_out = {stage.id for stage in policy.stages if stage.skipped_when and stage.skipped_when.holds(facts)}
    return tuple(
        Way(stage.id, move)
        for stage in policy.stages
        if stage.id not in left_out
        for move in stage.moves
        if move.to not in left_out and may_hold(move.when, facts)
    )


def start(policy: Policy, facts: Facts) -> str:
    """The stage at which this kind of case begins."""
    found = next((each.at for each in policy.starts if each.when.holds(facts)), None)
    return found or policy.stages[0].id


def covered(policy: Policy, facts: Facts) -> bool:
    """Whether the policy is for this kind of case: what its scope sends elsewhere is none of its cases."""
    return not any(scope.when.facts() and scope.when.holds(facts) for scope in policy.scope if not scope.applies)


def steering(policy: Policy) -> Iterator[Condition]:
    """The conditions that decide which way a case can go."""
    for each in policy.starts:
        yield each.when
    for stage in policy.stages:
        if stage.skipped_when is not None:
            yield stage.skipped_when
        for move in stage.moves:
            yield move.when


def reached(first: str, found: Iterable[Way]) -> tuple[str, ...]:
    """The stages that a case can come to, the nearest first."""
    onward: dict[str, list[str]] = {}
    for way in found:
        onward.setdefault(way.start, []).append(way.end)
    seen = [first]
    for stage in seen:
        seen += [end for end in dict.fromkeys(onward.get(stage, ())) if end not in seen]
    return tuple(seen)


def entering(policy: Policy, stage: Stage) -> tuple[Condition, ...]:
    """The conditions that decide whether a case comes to a stage by its text."""
    return (*_doors(policy, stage), *([stage.skipped_when] if stage.skipped_when is not None else ()))


def may_enter(policy: Policy, stage: Stage, facts: Facts) -> bool:
    """Whether some way leads into a stage in this kind of case. Into one that has no ways at all, a reason does."""
    if stage.skipped_when is not None and stage.skipped_when.holds(facts):
        return False
    doors = _doors(policy, stage)
    return not doors or any(may_hold(door, facts) for door in doors)


def _doors(policy: Policy, stage: Stage) -> tuple[Condition, ...]:
    """The conditions on the ways into a stage; none where one of them is open to every case, or no way is named."""
    doors = [each.when for each in policy.starts if each.at == stage.id]
    doors += [move.when for each in policy.stages for move in each.moves if move.to == stage.id]
    if stage is policy.stages[0] and not policy.starts:
        doors.append(ALWAYS)
    return () if ALWAYS in doors else tuple(doors)
