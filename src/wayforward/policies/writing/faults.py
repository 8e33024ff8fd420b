"""What is wrong with a policy's files, told of the element and the key that it is wrong with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wayforward.policies.errors import PolicyError, PolicyErrors
from wayforward.policies.shelf import load_text
from wayforward.policies.source import Path, read
from wayforward.policies.sources import CLAUSES, POLICY
from wayforward.policies.writing.parts import PARTS, Element, Texts, elements, file_of
from wayforward.policies.writing.splicing import seen

if TYPE_CHECKING:
    from wayforward.core.policy.whole import Policy


@dataclass(frozen=True)
class Fault:
    """One mistake. `part` and `key` name the element it is in, where that is known; `at` the keys inside it."""

    file: str
    line: int
    column: int
    what: str
    write: str
    part: str = ""
    key: str = ""
    at: Path = ()


@dataclass(frozen=True)
class Read:
    """A policy that loads, or all that keeps it from loading."""

    policy: Policy | None
    faults: tuple[Fault, ...] = ()
    more: bool = False


def reading(texts: Texts) -> Read:
    """The policy of these texts, or its mistakes. Nothing is raised: a policy being written may be anything."""
    return _reading(tuple(sorted(texts.items())))


@lru_cache(maxsize=32)
def _reading(items: tuple[tuple[str, str], ...]) -> Read:
    texts = dict(items)
    try:
        return Read(load_text(texts))
    except PolicyErrors as found:
        return Read(None, tuple(_faults(texts, found.errors)), str(found).endswith("mended."))


def _faults(texts: Texts, errors: tuple[PolicyError, ...]) -> Iterator[Fault]:
    held: dict[str, list[Element]] = {}
    for error in errors:
        fault = Fault(error.file, error.line, error.column, error.what, error.write)
        path = _path(texts, error)
        if path is None:
            yield fault
            continue
        if error.file not in held:
            data = seen(error.file, texts[error.file])
            own = [part for part in PARTS if file_of(texts, part) == error.file]
            held[error.file] = [one for part in own for one in elements(data, part)]
        around = [one for one in held[error.file] if path[: len(one.path)] == one.path]
        best = max(around, key=lambda one: len(one.path), default=None)
        if best is None:
            yield fault
        else:
            yield Fault(
                error.file, error.line, error.column, error.what, error.write, best.part, best.key,
                path[len(best.path) :],
            )  # fmt: skip


def _path(texts: Texts, error: PolicyError) -> Path | None:
    """The keys that lead to a mistake; None where its file is another's, or cannot be read at all."""
    if error.file not in texts or error.file not in (POLICY, CLAUSES):
        return None
    places = _places(error.file, texts[error.file])
    return places.get((error.line, error.column))


@lru_cache(maxsize=8)
def _places(file: str, text: str) -> dict[tuple[int, int], Path]:
    try:
        source = read(file, text)
    except PolicyErrors:
        return {}
    # Deeper values come later and win: a list and its first item begin at one place only where it is in brackets.
    places = {at: path for path, at in sorted(source.keys.items(), key=lambda one: len(one[0]))}
    return places | {at: path for path, at in sorted(source.values.items(), key=lambda one: -len(one[0]))}
