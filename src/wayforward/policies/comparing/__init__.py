"""Two policies, or two versions of one, compared: what is new, lost and changed, in sentences, and what stayed."""

from __future__ import annotations

from wayforward.policies.comparing.comparison import Comparison, Findings, compare, in_short, sentences
from wayforward.policies.comparing.sentences import SUBSTANCE, Effect, Kind, Same, Sentence

__all__ = [
    "SUBSTANCE",
    "Comparison",
    "Effect",
    "Findings",
    "Kind",
    "Same",
    "Sentence",
    "compare",
    "in_short",
    "sentences",
]
