"""The lines inside a stage: the rungs of the other agency's own ladder, or an open climb through management."""

from __future__ import annotations

from wayforward.core.escalation import Escalation
from wayforward.core.policy.stages import Stage
from wayforward.core.rulebook import Rulebook


def first_line(rules: Rulebook, responding: tuple[str, ...], stage: Stage) -> str | None:
    """The line a stage with lines begins at: its first, or the next that the challenged agency has (A-17)."""
    tiers = stage.tiers
    if tiers is None:
        return None
    if tiers.first not in tiers.lines:
        return tiers.first
    wanted = tiers.lines[tiers.lines.index(tiers.first) :]
    return next((line for line in wanted if has_line(rules, responding, line)), tiers.first)


def next_line(rules: Rulebook, escalation: Escalation, stage: Stage) -> str | None:
    """The next line of a stage that has lines, or None when they are used up."""
    tiers, line = stage.tiers, escalation.line
    if tiers is None or line is None:
        return None
    if not tiers.lines:
        return str(int(line) + 1) if line.isdecimal() else None
    if line not in tiers.lines:
        return None
    later = tiers.lines[tiers.lines.index(line) + 1 :]
    return next((each for each in later if has_line(rules, escalation.responding, each)), None)


def has_line(rules: Rulebook, responding: tuple[str, ...], line: str) -> bool:
    """Whether the routing table names anybody on this line for any of the challenged agencies."""
    kinds = ("any", *(agency.partition(":")[0] for agency in responding))
    return any(line in rules.lines.get(kind, ()) for kind in kinds)
