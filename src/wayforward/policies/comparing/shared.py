"""What is said of several elements at once: a way on that the file writes once for several stages."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from wayforward.core.working_time.dates import listed
from wayforward.policies.comparing.pairing import Pair
from wayforward.policies.comparing.sentences import Sentence


@dataclass(frozen=True)
class Told:
    """The sentences about one pair of elements, and the pair."""

    pair: Pair
    sentences: tuple[Sentence, ...]


def once(told: Sequence[Told]) -> Iterator[Told]:
    """The same, with what is alike for several stages told at the first and the others named there."""
    labels: dict[Hashable, list[str]] = {}
    for each in told:
        for sentence in each.sentences:
            owner = each.pair.owner_after or each.pair.owner_before
            labels.setdefault(_alike(each.pair, sentence), []).append(owner.label)
    done: set[Hashable] = set()
    for each in told:
        sentences = []
        for sentence in each.sentences:
            key = _alike(each.pair, sentence)
            if key not in done:
                sentences.append(_from_all(sentence, list(dict.fromkeys(labels[key]))))
            done.add(key)
        yield Told(each.pair, tuple(sentences))


def _alike(pair: Pair, sentence: Sentence) -> Hashable:
    move = pair.either
    said = (sentence.before, sentence.after) if sentence.field else (move.says, move.kind)
    return sentence.kind, sentence.field, move.to, said, sentence.clauses_before, sentence.clauses_after


def _from_all(sentence: Sentence, labels: list[str]) -> Sentence:
    if len(labels) == 1:
        return sentence
    return replace(sentence, says=f"{sentence.says.rstrip('.')} (from {listed(labels)}).")
