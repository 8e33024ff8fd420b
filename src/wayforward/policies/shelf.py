"""Where policies are kept: finding one by its name, reading it, and its nation's calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from wayforward.core.policy import Policy
from wayforward.core.working_time import Calendar
from wayforward.policies.errors import UnknownPolicy, nearest
from wayforward.policies.kept import kept
from wayforward.policies.scenario import Example
from wayforward.policies.sources import POLICY, Sources, gather, text_of

HERE = Path(__file__).resolve()
NO_CLOSURES: Mapping[date, str] = {}


def shipped() -> Path:
    """The folder of the policies that come with Wayforward: in the package, or at the root of a checkout."""
    packaged = HERE.parent.parent / "_policies"
    return packaged if packaged.is_dir() else HERE.parents[3] / "policies"


def names() -> tuple[str, ...]:
    """The ids of the shipped policies."""
    return tuple(sorted(folder.parent.name for folder in shipped().glob(f"*/{POLICY}")))


def find(policy: str | Path) -> Path:
    """The file of a policy: given the id of a shipped one, a folder, or the file. Raises UnknownPolicy."""
    if str(policy) in names():
        return shipped() / str(policy) / POLICY
    path = Path(policy)
    if (path / POLICY).is_file():
        return path / POLICY
    if path.is_file():
        return path
    if path.is_dir():
        raise UnknownPolicy(f"The folder “{policy}” holds no {POLICY}. Name a folder that does.")
    raise UnknownPolicy(f"There is no policy “{policy}”. Write {nearest(str(policy), names())}, a folder, or a file.")


def load(policy: str | Path) -> Policy:
    """A policy by id, folder or file. Raises UnknownPolicy, and PolicyErrors with every mistake in it."""
    return _policy(gather(find(policy)))


def load_text(texts: Mapping[str, str], folder: str = "") -> Policy:
    """A policy whose texts are kept elsewhere, by file name: {"policy.yaml": ..., "clauses.yaml": ...}.

    Reads no file. A policy that it extends has to be among the texts, under its path from this one's folder.
    """
    return _policy(Sources.of(texts, folder=folder))


def texts(policy: str | Path) -> dict[str, str]:
    """The texts of a policy by file name: what a database keeps, and `load_text` takes."""
    sources = gather(find(policy))
    return {POLICY if name == sources.main else name: text for name, text in sources.texts}


def digest(policy: str | Path) -> str:
    """The SHA-256 that names this exact policy for ever."""
    return gather(find(policy)).digest


def examples(policy: str | Path) -> tuple[Example, ...]:
    """The worked examples of a policy: its tests. Raises UnknownPolicy and PolicyErrors."""
    return _examples(gather(find(policy)))


def scenario(path: str | Path, policy: Policy) -> Example:
    """One story about a policy, from a file of its own. Raises OSError and PolicyErrors."""
    from wayforward.policies.stories import scenario as read  # noqa: PLC0415 -- as in _policy

    file = Path(path)
    return read(f"{file.resolve().parent.name}/{file.name}", text_of(file), policy)


@lru_cache(maxsize=64)
def _policy(sources: Sources) -> Policy:
    def build() -> Policy:
        # Reading YAML takes half a second of imports alone, and a policy changes a few times a year.
        from wayforward.policies.compile import compiled  # noqa: PLC0415 -- only where nothing is kept yet

        return compiled(sources)

    return kept(f"policy-{sources.key}", build)


@lru_cache(maxsize=64)
def _examples(sources: Sources) -> tuple[Example, ...]:
    def build() -> tuple[Example, ...]:
        from wayforward.policies.stories import examples as read  # noqa: PLC0415 -- as in _policy

        return read(sources, _policy(sources))

    return kept(f"examples-{sources.key}", build)


def calendar(nation: str, closures: Mapping[date, str] = NO_CLOSURES) -> Calendar:
    """The working days of a nation, less a partnership's own closures. Raises ValueError: unknown nation."""
    return _calendar(nation, tuple(sorted(closures.items())))


@lru_cache(maxsize=64)
def _calendar(nation: str, closures: tuple[tuple[date, str], ...]) -> Calendar:
    table = _bank_holidays()
    days = {date.fromisoformat(day): name for day, name in table["nations"].get(nation, {}).items()}
    first, last = date.fromisoformat(table["first"]), date.fromisoformat(table["last"])
    return Calendar.of(nation, days, dict(closures), first=first, last=last)


@cache
def _bank_holidays() -> Any:
    return json.loads((shipped() / "bank-holidays.json").read_text(encoding="utf-8"))
