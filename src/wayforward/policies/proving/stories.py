"""The stories of a proof: each hole, each fault and each longest wait as a scenario that the policy takes."""

from __future__ import annotations

from datetime import datetime

from wayforward.core.conditions import Facts
from wayforward.core.lifecycle import limit_of_stage
from wayforward.policies.proving.ends import End, Loop, kinds
from wayforward.policies.proving.holes import Gap
from wayforward.policies.proving.hours import of_stage
from wayforward.policies.proving.panels import Formed
from wayforward.policies.proving.telling import (
    UNTOLD,
    Rehearsal,
    Story,
    Telling,
    brought_to,
    overdue_after,
    to_stage,
)
from wayforward.policies.proving.waits import Longest, StageWait
from wayforward.policies.proving.ways import Way, ways


def of_gap(on: Rehearsal, gap: Gap, from_at: datetime) -> Story:
    """A case comes to a hole at its first instant in the year: the next thing is to ring, and nobody is named."""
    at = gap.first_from(from_at)
    if at is None:
        return UNTOLD
    stage = next(each for each in on.policy.stages if each.id in gap.stages and gap.asked[0] in of_stage(each))
    told = Telling(on)
    brought_to(told, at, gap.facts, stage.id, about=(gap.agency,))
    if stage.tiers is not None and stage.tiers.lines:
        told.line(at, gap.asked[0])
    told.expects(stage=stage.id)
    return told.story


def of_wait(on: Rehearsal, longest: Longest) -> Story:
    """Everybody uses each limit to the full, and the second after the last one it is late."""
    told, walk = Telling(on), longest.walk
    told.raised(walk.raised_at, longest.path.facts)
    for number, stay in enumerate(walk.stays):
        if number:
            told.goes(stay.entered_at, longest.path.ways[number - 1])
        told.expects(stage=stay.stage)
        if stay.provoked and stay.clock_at and stay.clock_at >= stay.entered_at:
            told.provoked(stay.clock_at, stay.provoked)
        if stay.bound == limit_of_stage(on.rules, stay.stage):
            told.expects(due=stay.due_at)
        if stay.left_at == walk.ends.at and stay.bound:
            overdue_after(told, stay.bound, walk.ends.at)
            break
        for later in walk.stays[number + 1 :]:  # a talk here from which the clock of a later stage runs
            if later.provoked.endswith(f" at {stay.stage}"):
                told.provoked(stay.left_at, later.provoked)
    return told.story


def of_stage_wait(on: Rehearsal, wait: StageWait) -> Story:
    """A stage is reached, all in one moment, at the instant from which its limit runs longest."""
    if wait.starts_at is None or wait.due_at is None:
        return UNTOLD
    told = Telling(on)
    brought_to(told, wait.starts_at, _facts_for(on, wait.stage), wait.stage)
    owed = [each for each in told.going.state.duties.values() if each.duty == wait.duty and each.open]
    for each in owed:
        if each.due_at is None and each.waiting_for:
            told.provoked(wait.starts_at, each.waiting_for[0])
    overdue_after(told, wait.duty, wait.due_at)
    return told.story


def of_end(on: Rehearsal, end: End, at: datetime) -> Story:
    """A case comes to where nobody decides, and is closed by what is left: an ending of the policy, or given up."""
    told, last = Telling(on), end.last[0]
    brought_to(told, at, end.facts, last)
    others = [stage.id for stage in on.policy.stages if stage.id not in {way.end for way in _from(on, last, end.facts)}]
    told.looks(at, {"stage": last, "not-moves": [stage for stage in others if stage != last]})
    who = {ending.id: ending.who for ending in on.policy.endings}
    ending = end.endings[0] if end.endings else "withdrawn"
    told.closes(at, ending, who.get(ending, "raising"))
    told.expects(state=ending)
    return told.story


def of_loop(on: Rehearsal, loop: Loop, at: datetime) -> Story:
    """A case goes round once and is where it was; nothing keeps it from going round again."""
    told = Telling(on)
    brought_to(told, at, loop.facts, loop.stages[0])
    if loop.climb:
        for line in ("2", "3", "4"):
            told.line(at, line)
            told.expects(stage=loop.stages[0], line=line)
        return told.story
    for stage, onward in zip(loop.stages, loop.stages[1:], strict=False):
        told.goes(at, next(way for way in _from(on, stage, loop.facts) if way.end == onward))
        told.expects(stage=onward)
    return told.story


def of_panel(on: Rehearsal, panel: Formed, at: datetime) -> Story:
    """As many agencies as it takes come to the panel's stage, and the panel that they would form is refused."""
    count = panel.fails_at or 0
    several = [agency.id for agency in on.policy.agencies if agency.told] or ["police", "health", "schools"]
    named = [*several, *(f"{several[0]}:{n}" for n in range(2, count + 1))][:count]
    told = Telling(on)
    brought_to(told, at, {**_facts_for(on, panel.stage), "raising": frozenset({named[0]})}, panel.stage, named[1:])
    asked = next(stage.panel for stage in on.policy.stages if stage.id == panel.stage)
    sitting = [kind for kind in several if kind not in named] if asked is not None and asked.independent else named
    members = {agency: f"Officer {n}" for n, agency in enumerate(sitting, start=1)}
    if len(members) != panel.size and not told.fails:
        told.refused({"at": at, "by": "office", "panel": {"members": members}}, f"asks for {panel.size} members")
    return told.story


def _from(on: Rehearsal, stage: str, facts: Facts) -> tuple[Way, ...]:
    return tuple(way for way in ways(on.policy, facts) if way.start == stage)


def _facts_for(on: Rehearsal, stage: str) -> Facts:
    """The first kind of case that comes to a stage; the plainest where none does."""
    every = [facts for facts, _, _ in kinds(on.policy)]
    return next((facts for facts in every if to_stage(on.policy, facts, stage) is not None), {})
