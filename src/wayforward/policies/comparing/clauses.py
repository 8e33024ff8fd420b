"""The clauses of two documents that number them each for itself: which says what the other says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wayforward.core.policy.papers import Clause
from wayforward.policies.comparing.likeness import likeness
from wayforward.policies.comparing.pairing import Pair, likest
from wayforward.policies.comparing.sentences import Kind, Sentence

LEAST = 0.5  # how alike two clauses are, with what their company adds
COMPANY = 0.1  # for each element that rests on both
MOST_COMPANY = 4


def by_their_words(before: Sequence[Clause], after: Sequence[Clause], pairs: Sequence[Pair]) -> list[Pair]:
    """Each clause with its counterpart in the other document: alike in words, and resting under the same elements."""
    company: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        if pair.before is not None and pair.after is not None:
            theirs = getattr(pair.after, "clauses", ())
            company.update((one, other) for one in getattr(pair.before, "clauses", ()) for other in theirs)

    def alike(one: Clause, other: Clause) -> float:
        words = likeness(one.says, other.says)
        return words + COMPANY * min(company[one.id, other.id], MOST_COMPANY) if words else 0.0

    alone = [*((one, None) for one in before), *((None, other) for other in after)]
    return [Pair("clause", one, other) for one, other in likest(alone, alike, LEAST)]


def unspoken(pairs: Sequence[Pair], told: Sequence[Sentence]) -> Iterator[Pair]:
    """The clauses without a counterpart that no lost or new element has spoken for."""
    lost = {clause for sentence in told if sentence.kind is Kind.REMOVED for clause in sentence.clauses_before}
    new = {clause for sentence in told if sentence.kind is Kind.ADDED for clause in sentence.clauses_after}
    for pair in pairs:
        if (pair.after is None and pair.before.id not in lost) or (pair.before is None and pair.after.id not in new):
            yield pair
