"""Times that are missing, start nowhere, contradict each other, or never end."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core.policy.stages import Stage
from wayforward.core.policy.times import Timescale
from wayforward.policies.checking.desk import Desk, own_amount
from wayforward.policies.checking.finding import Finding, Severity


def stages_without_a_time(desk: Desk) -> Iterator[Finding]:
    """CHK-01: a stage that may last for ever."""
    for stage in desk.policy.stages:
        limit = desk.limit(stage)
        if not _has_a_time(limit.time if limit else None):
            yield _stage_without_a_time(stage, desk)


def _has_a_time(time: Timescale | None) -> bool:
    return time is not None and (own_amount(time) is not None or time.set_by is not None)


def _stage_without_a_time(stage: Stage, desk: Desk) -> Finding:
    return Finding(
        rule="CHK-01",
        severity=Severity.HIGH if stage.formal and not stage.beside else Severity.MEDIUM,
        elements=(f"stage {stage.id}",),
        clauses=stage.clauses,
        what=f"{stage.label} has no time limit.",
        why="A case can stay here for weeks without anybody being late, while nothing changes for the person at risk.",
        example=f"A case that reaches {stage.label} on {desk.late} is still not late on {desk.weeks_later(8)}.",
        question=f"By when must {stage.label} settle it, counted from what?",
    )


RULES = (("CHK-01", stages_without_a_time),)
