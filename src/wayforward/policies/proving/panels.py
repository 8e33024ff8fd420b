"""Whether the panel that a policy asks for can be formed, however many agencies are in the dispute."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.policy.stages import Panel, Stage
from wayforward.core.policy.whole import Policy

FEWEST, MOST = 2, 6  # agencies in one dispute


@dataclass(frozen=True)
class Formed:
    """A stage with a panel, and the smallest dispute for which it cannot be formed."""

    stage: str
    size: int
    fails_at: int | None  # agencies in the dispute; None: it can be formed for 2 to 6
    why: str
    clauses: tuple[str, ...]


def panels(policy: Policy) -> tuple[Formed, ...]:
    """Every panel of a policy. Members come one from each agency, as the rulebook asks (A-41).

    How many agencies there are to choose from is taken to be at least the kinds that the policy names.
    """
    return tuple(_formed(policy, stage, stage.panel) for stage in policy.stages if stage.panel is not None)


def _formed(policy: Policy, stage: Stage, panel: Panel) -> Formed:
    for agencies in range(FEWEST, MOST + 1):
        why = _why_not(policy, panel, agencies)
        if why:
            return Formed(stage.id, panel.size, agencies, why, panel.clauses or stage.clauses)
    return Formed(stage.id, panel.size, None, "", panel.clauses or stage.clauses)


def _why_not(policy: Policy, panel: Panel, agencies: int) -> str:
    """Why a panel cannot be formed when this many agencies are in the dispute; nothing where it can."""
    kinds = max(sum(agency.told for agency in policy.agencies), agencies)
    if panel.includes_parties and panel.independent:
        return "Its members are to come from the agencies in the dispute, and from none of them."
    if panel.includes_parties and agencies > panel.size:
        return f"Each of the {agencies} agencies in the dispute is to have a member, and the panel has {panel.size}."
    if panel.independent and kinds - agencies < panel.size:
        return (
            f"Its {panel.size} members are to come from agencies that are not in the dispute, and of the {kinds} kinds"
            f" of agency that the policy names {kinds - agencies} are left."
        )
    if panel.size < 1:
        return "It has no members."
    if kinds < panel.size:
        return f"Its {panel.size} members are to come from {panel.size} agencies, and the policy names {kinds} kinds."
    return ""
