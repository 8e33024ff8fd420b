"""The sections of a policy as a person meets them: which file holds each, where, and what one of its elements says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wayforward.policies.shape import ladder, papers, people
from wayforward.policies.shape.whole import PolicyShape
from wayforward.policies.shape.words import Shape
from wayforward.policies.sources import CLAUSES, POLICY
from wayforward.policies.writing.splicing import seen

Texts = Mapping[str, str]
Path = tuple[str | int, ...]
EVERY = "*"  # in the path of a part: each item of the list


@dataclass(frozen=True)
class Part:
    """One kind of element. `path` leads to it in the file; `one` where there is a single one."""

    id: str
    path: tuple[str, ...]
    shape: type[Shape]

    @property
    def one(self) -> bool:
        return EVERY not in self.path

    @property
    def inside(self) -> bool:
        """Whether each of its elements belongs to an element of another part: a move of a stage."""
        return self.path.count(EVERY) > 1 or (EVERY in self.path and self.path[-1] != EVERY)


def _list(id: str, shape: type[Shape], key: str = "") -> Part:
    return Part(id, (key or id, EVERY), shape)


PARTS: tuple[Part, ...] = (
    Part("policy", (), PolicyShape),
    Part("document", ("document",), papers.DocumentShape),
    Part("readings", ("readings",), papers.ReadingsShape),
    Part("reminders", ("reminders",), papers.RemindersShape),
    _list("stages", ladder.StageShape),
    Part("times", ("stages", EVERY, "time"), ladder.StageTimeShape),
    Part("stated", ("stages", EVERY, "time", "stated", EVERY), ladder.StatedShape),
    Part("ways", ("stages", EVERY, "moves", EVERY), ladder.MoveShape),
    _list("moves", ladder.MovesShape),
    _list("starts", ladder.StartShape),
    _list("caps", ladder.CapShape),
    _list("agencies", people.AgencyShape),
    _list("posts", people.PostShape),
    _list("facts", people.FactShape),
    _list("events", people.EventShape),
    _list("windows", people.WindowShape),
    Part("spans", ("windows", EVERY, "spans", EVERY), people.SpanShape),
    _list("routes", people.RouteShape),
    _list("duties", papers.DutyShape),
    _list("forms", papers.FormShape),
    Part("questions", ("forms", EVERY, "fields", EVERY), papers.FieldShape),
    _list("guidance", papers.GuidanceShape),
    _list("scope", papers.ScopeShape),
    _list("reports", papers.ReportShape),
    _list("endings", papers.EndingShape),
    _list("assumptions", papers.AssumptionShape),
    _list("governance", papers.GovernanceShape),
    _list("clauses", papers.ClauseShape),
    _list("terms", papers.TermShape),
    _list("references", papers.ReferenceShape),
    _list("noted", papers.NotedFindingShape),
)  # fmt: skip
_BY_ID = {part.id: part for part in PARTS}


def part_of(id: str) -> Part | None:
    return _BY_ID.get(id)


@dataclass(frozen=True)
class Element:
    """One element as it is written. `key` names it among those of its part: its id, or its number in the list."""

    part: str
    key: str
    path: Path
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part with its elements in the order of the file."""

    part: Part
    elements: tuple[Element, ...]


def file_of(texts: Texts, part: Part) -> str:
    """The file that holds a part: the account of clauses stands in a file of its own, where there is one."""
    own = part.path[:1] == ("clauses",) and CLAUSES in texts
    return CLAUSES if own else POLICY


def parts(texts: Texts) -> tuple[Section, ...]:
    """Every part with what is written of it. Raises PolicyErrors where a file cannot be read."""
    said = {name: seen(name, texts[name]) for name in (POLICY, CLAUSES) if name in texts}
    return tuple(Section(part, tuple(elements(said[file_of(texts, part)], part))) for part in PARTS)


def section(texts: Texts, part: Part) -> Section:
    name = file_of(texts, part)
    return Section(part, tuple(elements(seen(name, texts[name]), part)))


def elements(data: Mapping[str, Any], part: Part) -> Iterator[Element]:
    """The elements of a part in one file's data. A single one is there also where nothing is written of it."""
    if part.one:
        found: Any = data
        for step in part.path:
            found = found.get(step) if isinstance(found, Mapping) else None
        yield Element(part.id, part.id, part.path, found if isinstance(found, Mapping) else {})
        return
    for path, key, values in _walk(data, part.path, (), ()):
        yield Element(part.id, ".".join(key), path, values)


def _walk(
    data: Any, steps: tuple[str, ...], path: Path, key: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...], Mapping[str, Any]]]:
    if not steps:
        if isinstance(data, Mapping):
            yield path, key, data
        return
    step, rest = steps[0], steps[1:]
    if step != EVERY:
        held = data.get(step) if isinstance(data, Mapping) else None
        if held is not None:
            yield from _walk(held, rest, (*path, step), key)
        return
    if isinstance(data, list):
        for name, (i, item) in zip(names_of(data), enumerate(data), strict=True):
            yield from _walk(item, rest, (*path, i), (*key, name))


def names_of(items: list[Any]) -> list[str]:
    """The id of each item of a list; where it has none, or one that was there before, its number from 1 on."""
    names: list[str] = []
    for i, item in enumerate(items):
        id = item.get("id") if isinstance(item, Mapping) else None
        names.append(id if isinstance(id, str) and id and id not in names else f"{i + 1}")
    return names
