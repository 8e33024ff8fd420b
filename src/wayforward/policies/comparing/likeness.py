"""How alike two texts are, and whether one says the same as the other in other words."""

from __future__ import annotations

import re
from functools import lru_cache

ALIKE = 0.6  # from here on two texts are taken for one statement
_WORD = re.compile(r"[a-z0-9]+(?:@[a-z.]+)?")
_LINKING = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "has", "have", "in", "into", "is",
    "it", "its", "of", "on", "or", "that", "the", "their", "them", "then", "there", "they", "this", "to",
    "was", "we", "were", "which", "who", "whom", "with", "you", "your",
})  # fmt: skip
_DOCUMENT = frozenset({"policy", "policie", "protocol", "procedure", "guidance"})  # what a text calls itself
_WEIGHTY = frozenset({  # how a text binds, how much, and whom it is about
    "must", "should", "may", "can", "cannot", "not", "no", "never", "none", "nobody", "nothing", "only",
    "unless", "always", "every", "all", "any", "either", "both", "before", "after", "within", "without",
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "once", "immediately",
    "child", "children", "adult", "unborn", "young", "family",
})  # fmt: skip
_STEMS = {"children": "child", "families": "family"}


def likeness(one: str, other: str) -> float:
    """From 0 (no word in common) to 1 (the same words, in any order). Plurals and the words that link count little."""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return 1.0 if mine == theirs else 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


def is_reworded(before: str, after: str) -> bool:
    """Whether two texts differ in their words alone.

    They do not where they bind differently or concern somebody else: another number, "should" for "must", an
    adult for a child.
    """
    if _weight(before) != _weight(after):
        return False
    return likeness(before, after) >= ALIKE


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _all(text)) - _LINKING


@lru_cache(maxsize=4096)
def _weight(text: str) -> frozenset[str]:
    return frozenset(word for each in _all(text) if (word := _stem(each)) in _WEIGHTY or word.isdecimal())


def _all(text: str) -> list[str]:
    plain = text.lower().replace("’s", "").replace("'s", "").replace("’", "").replace("'", "")
    return _WORD.findall(plain)


def _stem(word: str) -> str:
    if word in _STEMS:
        return _STEMS[word]
    stem = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return "document" if stem in _DOCUMENT else stem
