"""How a version fits the directory of its partnership: agencies that it does not know, and posts with nobody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wayforward.core.policy.whole import Policy
from wayforward.directory import readiness
from wayforward.directory.models import Agency, Partnership
from wayforward.directory.readiness import Fault


@dataclass(frozen=True)
class Fit:
    """`strangers` are agencies of the directory of a kind that the policy does not have; `missing` the other way round.

    `nobody` of `posts` that the policy relies on have nobody in them today.
    """

    strangers: tuple[str, ...]
    missing: tuple[str, ...]
    nobody: int
    posts: int

    @property
    def fits(self) -> bool:
        return not (self.strangers or self.missing or self.nobody)


def fit(policy: Policy, partnership: Partnership, at: datetime) -> Fit:
    """What would be missing if this policy were in force now. The same number of queries however many there are."""
    agencies = list(Agency.objects.filter(partnership=partnership).order_by("name"))
    kinds = {kind.id for kind in policy.agencies}
    there = {agency.kind for agency in agencies}
    board = readiness.board([agency for agency in agencies if agency.kind in kinds or agency.office], policy, at)
    return Fit(
        strangers=tuple(agency.name for agency in agencies if not agency.office and agency.kind not in kinds),
        missing=tuple(kind.title for kind in policy.agencies if kind.id not in there),
        nobody=board.count(Fault.NOBODY),
        posts=len(board.posts),
    )
