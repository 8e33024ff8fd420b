"""Two policies, or two versions of one, compared: what is new, lost and changed, in sentences, and what stayed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from wayforward.policies.comparing.elements import Teller
from wayforward.policies.comparing.matching import match
from wayforward.policies.comparing.sentences import SUBSTANCE, Effect, Kind, Same, Sentence
from wayforward.policies.comparing.shared import Told

if TYPE_CHECKING:
    from wayforward.core.policy.whole import Policy

__all__ = ["SUBSTANCE", "Comparison", "Effect", "Kind", "Same", "Sentence", "sentences"]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that differs between two policies."""

    before: Policy
    after: Policy
    sentences: tuple[Sentence, ...]
    teller: Teller
    told: tuple[Told, ...]

    @cached_property
    def same(self) -> tuple[Same, ...]:
        """What both have alike, perhaps in other words."""
        return tuple(self.teller.same(self.told))


def sentences(before: Policy, after: Policy) -> Comparison:
    """What differs, in the order of a policy file. A policy compared with itself gives no sentence."""
    matched = match(before, after)
    teller = Teller(before, after, matched)
    told = tuple(teller.all())
    return Comparison(
        before=before,
        after=after,
        sentences=tuple(sentence for each in told for sentence in each.sentences),
        teller=teller,
        told=told,
    )
