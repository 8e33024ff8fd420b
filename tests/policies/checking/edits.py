"""Faults seeded into a sound policy: edits of its YAML, written as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from tests.policies.checking.mutants import SOUND, Edit

Item = dict[str, Any]
SEEDED = Path(__file__).parent / "seeded"


@dataclass(frozen=True)
class Seed:
    """One mutant. What is dropped goes first, then what is added, then what is changed (null takes a key out)."""

    rule: str
    fires: bool
    says: str
    base: str | Path
    edits: tuple[Edit, ...]
    about: str | None  # an element that the finding names
    severity: str | None
    clauses: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} {self.says}"


def seeds() -> Iterator[Seed]:
    """Every mutant of every file under seeded/: by rule, those in which it fires and those in which it is silent."""
    for file in sorted(SEEDED.glob("*.yaml")):
        for rule, groups in YAML(typ="safe").load(file).items():
            for kind in ("fires", "silent"):
                for one in groups[kind]:
                    yield _seed(rule, kind == "fires", one)


def _seed(rule: str, fires: bool, one: Item) -> Seed:
    edits = [
        *(dropped(kind, where) for kind, where in _pairs(one.get("drop", []))),
        *(added(kind, item) for kind, item in _pairs(one.get("add", []))),
        *(_change(kind, how["where"], how["to"]) for kind, how in _pairs(one.get("change", []))),
        *(_put(key, value) for key, value in one.get("put", {}).items()),
    ]
    return Seed(
        rule=rule,
        fires=fires,
        says=one["says"],
        base=one.get("of", SOUND),
        edits=tuple(edits),
        about=one.get("about"),
        severity=one.get("severity"),
        clauses=tuple(one.get("clauses", ())),
    )


def _pairs(edits: list[Item]) -> Iterator[tuple[str, Item]]:
    for edit in edits:
        yield from edit.items()


def _is(item: Item, where: Item) -> bool:
    return all(item.get(key) == value for key, value in where.items())


def _fitting(data: Item, kind: str, where: Item) -> list[Item]:
    fitting = [item for item in data[kind] if _is(item, where)]
    assert fitting, f"nothing in {kind} is {where}"
    return fitting


def dropped(kind: str, where: Item) -> Edit:
    """Takes every item of a list out that fits."""

    def edit(data: Item) -> None:
        for item in _fitting(data, kind, where):
            data[kind].remove(item)

    return edit


def added(kind: str, item: Item) -> Edit:
    """Puts an item at the end of a list."""
    return lambda data: data.setdefault(kind, []).append(_quoted(item))


def _change(kind: str, where: Item, to: Item) -> Edit:
    def edit(data: Item) -> None:
        for item in _fitting(data, kind, where):
            for key, value in to.items():
                if value is None:
                    item.pop(key, None)
                else:
                    item[key] = _quoted(value)

    return edit


def _put(key: str, value: Any) -> Edit:
    return lambda data: data.update({key: _quoted(value)})


def _quoted(value: Any) -> Any:
    """Every text in quotation marks, so that "09:00" and "2" stay texts."""
    match value:
        case str():
            return DoubleQuotedScalarString(value)
        case dict():
            return {key: _quoted(item) for key, item in value.items()}
        case list():
            return [_quoted(item) for item in value]
        case _:
            return value
