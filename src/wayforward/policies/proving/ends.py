"""Where every case can come to an end: decided, agreed, or only given up; and where it can go round for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wayforward.core.conditions import Facts
from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.stages import Power, Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import WITHDRAWN
from wayforward.policies.proving.cases import cases
from wayforward.policies.proving.clocks import counted
from wayforward.policies.proving.ways import EITHER, Way, covered, reached, start, steering, ways


class How(StrEnum):
    """How a case that nobody agrees on ends, from a stage on."""

    DECIDED = "decided"  # somebody with the power to decide can be reached
    DECLARED = "declared"  # nobody can; the policy says that this is as far as it goes, and has an ending for it
    STUCK = "stuck"  # nobody can, and the policy neither says so nor has an ending: withdrawing is all that is left


@dataclass(frozen=True)
class End:
    """How a case ends from one stage on, in the kind of case in which it has the least way out."""

    stage: str
    how: How
    deciding: tuple[str, ...]  # the stages that can be reached from here at which somebody decides
    last: tuple[str, ...]  # where the way stops, where nobody decides
    endings: tuple[str, ...]  # the policy's own, beside withdrawing
    facts: Facts


@dataclass(frozen=True)
class Loop:
    """A way round that a case can go again and again. The first stage stands at its end again."""

    stages: tuple[str, ...]
    climb: bool  # it goes up line after line inside one stage
    times: tuple[str, ...]  # the stages in it that have a limit of their own
    caps: tuple[str, ...]  # the limits over all of it: its maximum
    facts: Facts

    @property
    def bounded(self) -> bool:
        return bool(self.times or self.caps)

    @property
    def begins_anew(self) -> bool:
        """Each round has a time, and nothing says how many rounds there may be."""
        return not self.caps and not self.climb


def kinds(policy: Policy) -> tuple[tuple[Facts, str, tuple[Way, ...]], ...]:
    """Every kind of case with the stage it begins at and the ways that it has; kinds with the same ways once."""
    found: dict[tuple[object, ...], tuple[Facts, str, tuple[Way, ...]]] = {}
    for facts in cases(policy, steering(policy), {}, free=EITHER):
        if covered(policy, facts):
            first, ways_on = start(policy, facts), ways(policy, facts)
            key = (first, tuple((way.start, way.end, way.move.id) for way in ways_on))
            found.setdefault(key, (facts, first, ways_on))
    return tuple(found.values())


def ends(policy: Policy) -> tuple[End, ...]:
    """How a case ends from each stage that it can come to, in the order of the policy."""
    worst: dict[str, End] = {}
    for facts, first, ways_on in kinds(policy):
        for stage in reached(first, ways_on):
            end = _end(policy, stage, facts, ways_on)
            known = worst.get(stage)
            if known is None or list(How).index(end.how) > list(How).index(known.how):
                worst[stage] = end
    return tuple(worst[stage.id] for stage in policy.stages if stage.id in worst)


def loops(policy: Policy) -> tuple[Loop, ...]:
    """Every way round, the shortest through each move, and every climb that has no last line.

    A way round with no limit of its own stages and no limit over all of them is one without progress: a case
    can be sent round for ever and nothing is ever late.
    """
    found: dict[frozenset[str], Loop] = {}
    for facts, first, ways_on in kinds(policy):
        been = set(reached(first, ways_on))
        mine = [way for way in ways_on if way.start in been]
        for round_ in (*_rounds(mine), *_untimed(policy, mine)):
            found.setdefault(frozenset(round_), _loop(policy, round_, facts))
        for stage in policy.stages:
            if stage.id in been and stage.tiers is not None and not stage.tiers.lines:
                found.setdefault(frozenset({stage.id}), _loop(policy, (stage.id, stage.id), facts, climb=True))
    return tuple(found.values())


def decides(stage: Stage) -> bool:
    """Whether somebody has the power to decide at this stage."""
    decision = stage.decision
    return decision is not None and decision.power is Power.DECIDES and bool(decision.by)


def _end(policy: Policy, stage: str, facts: Facts, ways_on: Sequence[Way]) -> End:
    stages = {each.id: each for each in policy.stages}
    onward = reached(stage, ways_on)
    deciding = tuple(each for each in onward if decides(stages[each]))
    forward = {way.start for way in ways_on if not way.back}
    last = tuple(each for each in onward if each not in forward and each not in deciding)
    endings = tuple(ending.id for ending in policy.endings if ending.id != WITHDRAWN.id)
    if deciding:
        return End(stage, How.DECIDED, deciding, (), endings, facts)
    said = all(stages[each].decision is not None or stages[each].beside for each in last or (stage,))
    return End(stage, How.DECLARED if said and endings else How.STUCK, (), last or (stage,), endings, facts)


def _rounds(ways_on: Sequence[Way]) -> Iterator[tuple[str, ...]]:
    """For every move that can be undone, the shortest way round through it."""
    onward: dict[str, list[str]] = {}
    for way in ways_on:
        onward.setdefault(way.start, []).append(way.end)
    for way in ways_on:
        back = _shortest(onward, way.end, way.start)
        if back:
            yield (way.start, *back)


def _shortest(onward: dict[str, list[str]], first: str, last: str) -> tuple[str, ...]:
    """The stages from one to another by the fewest moves, both included; none where no way leads there."""
    found: dict[str, tuple[str, ...]] = {first: (first,)}
    going = [first]
    for here in going:
        for end in onward.get(here, ()):
            if end not in found:
                found[end] = (*found[here], end)
                going.append(end)
    return found.get(last, ())


def _untimed(policy: Policy, ways_on: Sequence[Way]) -> Iterator[tuple[str, ...]]:
    """Ways round through stages without a limit of their own, where the shortest is under a cap and a longer is not."""
    timed = _timed(policy)
    free = [way for way in ways_on if way.start not in timed and way.end not in timed]
    for stage in dict.fromkeys(way.start for way in free):
        round_ = [each for each in reached(stage, free) if stage in reached(each, free)]
        if len(round_) > 1 and not _over(policy, round_):
            yield tuple(_through(free, round_))


def _through(free: Sequence[Way], stages: Sequence[str]) -> Iterator[str]:
    """A way through all of these and back to the first, which may pass one of them again."""
    onward: dict[str, list[str]] = {}
    for way in free:
        if way.start in stages and way.end in stages:
            onward.setdefault(way.start, []).append(way.end)
    here, left = stages[0], list(stages[1:])
    yield here
    for target in (*left, stages[0]):
        yield from _shortest(onward, here, target)[1:]
        here = target


def _loop(policy: Policy, stages: tuple[str, ...], facts: Facts, *, climb: bool = False) -> Loop:
    times = tuple(stage for stage in dict.fromkeys(stages) if stage in _timed(policy))
    return Loop(stages, climb, times, _over(policy, stages), facts)


def _timed(policy: Policy) -> frozenset[str]:
    limits = (duty for duty in policy.duties if duty.kind is DutyKind.RESOLVE and counted(duty.time))
    return frozenset(duty.stage for duty in limits if duty.stage)


def _over(policy: Policy, stages: Sequence[str]) -> tuple[str, ...]:
    """The caps that are over every one of these stages."""
    caps = (duty for duty in policy.duties if duty.kind is DutyKind.CAP and counted(duty.time))
    return tuple(duty.id for duty in caps if set(stages) <= set(duty.stages))
