"""Where policies are kept: finding one by its name, reading it, and its nation's calendar."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from wayforward.core.working_time import Calendar
from wayforward.policies.errors import UnknownPolicy, nearest
from wayforward.policies.kept import kept
from wayforward.policies.parts import put_together, taken_apart
from wayforward.policies.sources import POLICY, Sources, gather, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from wayforward.core.policy.whole import Policy
    from wayforward.policies.scenario import Example

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
Holidays = Mapping[str, Mapping[date, str]]  # by nation
NO_CLOSURES: Mapping[date, str] = {}


@cache
def shipped() -> str:
    """The folder of the policies that come with Wayforward: in the package, or at the root of a checkout."""
    packaged = os.path.join(PACKAGE, "_policies")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(PACKAGE)), "policies")


def names() -> tuple[str, ...]:
    """The ids of the shipped policies."""
    folder = shipped()
    return tuple(sorted(name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name, POLICY))))


def find(policy: str | Path) -> Path:
    """The file of a policy: given the id of a shipped one, a folder, or the file. Raises UnknownPolicy."""
    from pathlib import Path  # noqa: PLC0415 -- a command that answers one question has no need of it

    return Path(_file(policy))


def _file(policy: str | Path) -> str:
    name = os.fspath(policy)
    if name in names():
        return os.path.join(shipped(), name, POLICY)
    inside = os.path.join(name, POLICY)
    if os.path.isfile(inside):
        return inside
    if os.path.isfile(name):
        return name
    if os.path.isdir(name):
        raise UnknownPolicy(f"The folder “{name}” holds no {POLICY}. Name a folder that does.")
    raise UnknownPolicy(f"There is no policy “{name}”. Write {nearest(name, names())}, a folder, or a file.")


def load(policy: str | Path) -> Policy:
    """A policy by id, folder or file. Raises UnknownPolicy, and PolicyErrors with every mistake in it."""
    return _policy(gather(_file(policy)))


def replaced(policy: Policy, at: str | Path) -> Policy | None:
    """The policy that this one says it replaces: a shipped one, or one found from this one's own folder.

    `at` is where this one is kept. None where it replaces none, or one that is not here. Raises PolicyErrors.
    """
    if policy.replaces is None:
        return None
    beside = os.path.normpath(os.path.join(os.path.dirname(_file(at)), policy.replaces))
    for place in (policy.replaces, beside):
        try:
            return load(place)
        except UnknownPolicy:
            continue
    return None


def load_text(texts: Mapping[str, str], folder: str = "") -> Policy:
    """A policy whose texts are kept elsewhere, by file name: {"policy.yaml": ..., "clauses.yaml": ...}.

    Reads no file. A policy that it extends has to be among the texts, under its path from this one's folder.
    """
    return _policy(Sources.of(texts, folder=folder))


def texts(policy: str | Path) -> dict[str, str]:
    """The texts of a policy by file name: what a database keeps, and `load_text` takes."""
    sources = gather(_file(policy))
    return {POLICY if name == sources.main else name: text for name, text in sources.texts}


def digest(policy: str | Path) -> str:
    """The SHA-256 that names this exact policy for ever."""
    return gather(_file(policy)).digest


def examples(policy: str | Path) -> tuple[Example, ...]:
    """The worked examples of a policy: its tests. Raises UnknownPolicy and PolicyErrors."""
    return _examples(gather(_file(policy)))


def examples_text(texts: Mapping[str, str], folder: str = "") -> tuple[Example, ...]:
    """The worked examples among texts that are kept elsewhere, by file name. Raises PolicyErrors."""
    return _examples(Sources.of(texts, folder=folder))


def scenario(path: str | Path, policy: Policy) -> Example:
    """One story about a policy, from a file of its own. Raises UnknownPolicy and PolicyErrors."""
    from wayforward.policies.stories import scenario as read  # noqa: PLC0415 -- as in _policy

    file = os.path.realpath(path)
    folder, name = os.path.split(file)
    return read(f"{os.path.basename(folder)}/{name}", text_of(file), policy)


@lru_cache(maxsize=64)
def _policy(sources: Sources) -> Policy:
    def build() -> dict[str, bytes]:
        # Reading YAML takes half a second of imports alone, and a policy changes a few times a year.
        from wayforward.policies.compile import compiled  # noqa: PLC0415 -- only where nothing is kept yet

        return taken_apart(compiled(sources))

    return put_together(kept("policy", sources.whole, build))


@lru_cache(maxsize=64)
def _examples(sources: Sources) -> tuple[Example, ...]:
    def build() -> tuple[Example, ...]:
        from wayforward.policies.stories import examples as read  # noqa: PLC0415 -- as in _policy

        return read(sources, _policy(sources))

    return kept("examples", sources.whole, build)


def calendar(nation: str, closures: Mapping[date, str] = NO_CLOSURES) -> Calendar:
    """The working days of a nation, less a partnership's own closures. Raises ValueError: unknown nation."""
    return _calendar(nation, tuple(sorted(closures.items())))


@lru_cache(maxsize=64)
def _calendar(nation: str, closures: tuple[tuple[date, str], ...]) -> Calendar:
    first, last, holidays = _bank_holidays()
    return Calendar.of(nation, holidays.get(nation, {}), dict(closures), first=first, last=last)


@cache
def _bank_holidays() -> tuple[date, date, Holidays]:
    """The first day and the last that the table knows, and the bank holidays between them."""
    text = text_of(os.path.join(shipped(), "bank-holidays.json"))

    def build() -> tuple[date, date, Holidays]:
        import json  # noqa: PLC0415 -- as in _policy

        table = json.loads(text)
        day = date.fromisoformat
        by_nation = {nation: {day(on): name for on, name in days.items()} for nation, days in table["nations"].items()}
        return day(table["first"]), day(table["last"]), by_nation

    return kept("bank-holidays", text, build)
