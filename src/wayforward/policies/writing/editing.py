"""One change of a policy's files: an element put, taken out, moved or called something else. Text in, text out."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from wayforward.policies.shape.whole import PolicyShape
from wayforward.policies.shape.words import Shape
from wayforward.policies.sources import EXAMPLES, POLICY
from wayforward.policies.writing.parts import EVERY, Element, Part, Path, Texts, elements, file_of, names_of, section
from wayforward.policies.writing.splicing import data_of, rewritten

KEPT = ("clauses", "fields")  # lists that stand in their file also while they are empty
LAST = ("clauses", "assumption", "silent")  # what an element rests on stands behind what it says
Written = dict[str, str]


def find(texts: Texts, part: Part, key: str) -> Element | None:
    """The element of that name, or None."""
    return next((one for one in section(texts, part).elements if one.key == key), None)


def get(texts: Texts, part: Part, key: str) -> dict[str, Any]:
    """What the file says of one element, as plain data. Raises KeyError where there is none."""
    found = find(texts, part, key)
    if found is None:
        raise KeyError(key)
    return copy.deepcopy(dict(found.values))


def put(texts: Texts, part: Part, key: str | None, values: Mapping[str, Any], *, of: str = "") -> Written:
    """The files with this element saying `values`. Without a key it is added at the end of its list.

    `of` is the element that a new one belongs to: the stage of a move. A key whose value is None is left out.
    Raises KeyError where there is no such element, PolicyErrors and NotByPages where the file cannot be edited.
    """
    name = file_of(texts, part)
    data = data_of(name, texts[name])
    said = in_order(part.shape, {k: v for k, v in values.items() if v is not None})
    if part.one:
        _set(data, part.path, said)
    elif key is None:
        held = _list_of(data, part, of)
        held.append(said)
    else:
        _set(data, _path(data, part, key), said)
    return _with(texts, name, data)


def remove(texts: Texts, part: Part, key: str) -> Written:
    """The files without this element; a list that it leaves empty goes with it."""
    name = file_of(texts, part)
    data = data_of(name, texts[name])
    _drop(data, part.path if part.one else _path(data, part, key))
    return _with(texts, name, data)


def without_example(texts: Texts, place: int) -> Written:
    """The files without the worked example at this place of their list, counted from 0. Raises IndexError."""
    name = EXAMPLES if EXAMPLES in texts else POLICY
    data = data_of(name, texts[name])
    del data["examples"][place]
    return _with(texts, name, data)


def move(texts: Texts, part: Part, key: str, by: int) -> Written:
    """The files with this element `by` places further down its list, or up where that is below 0."""
    name = file_of(texts, part)
    data = data_of(name, texts[name])
    path = _path(data, part, key)
    items, place = _at(data, path[:-1]), path[-1]
    assert isinstance(items, list)
    assert isinstance(place, int)
    items.insert(max(0, min(len(items) - 1, place + by)), items.pop(place))
    return _with(texts, name, data)


def in_order(shape: type[Shape], values: Mapping[str, Any]) -> dict[str, Any]:
    """The keys in the order of the shape, so that a file reads the same whoever wrote it."""
    known = [str(field.alias) for field in shape.model_fields.values()]
    order = ["id", *(key for key in known if key not in ("id", *LAST)), *LAST]
    return {key: values[key] for key in [*(k for k in order if k in values), *(k for k in values if k not in order)]}


def _with(texts: Texts, name: str, data: Mapping[str, Any]) -> Written:
    says = in_order(PolicyShape, data) if name == POLICY else data
    return {**texts, name: rewritten(name, texts[name], says)}


def _path(data: Mapping[str, Any], part: Part, key: str) -> Path:
    for one in elements(data, part):
        if one.key == key:
            return one.path
    if part.path[-1] != EVERY and part.path.count(EVERY) == 1:  # a stage that has no time yet
        head, _, tail = part.path[0], part.path[1], part.path[2:]
        names = names_of(data.get(head) or [])
        if key in names:
            return (head, names.index(key), *tail)
    raise KeyError(key)


def _list_of(data: dict[str, Any], part: Part, of: str) -> list[Any]:
    """The list that a new element joins, made where there is none yet."""
    owner: Any = data
    steps, keys = list(part.path[:-1]), of.split(".") if of else []
    while steps:
        step = steps.pop(0)
        if step == EVERY:
            names = names_of(owner)
            owner = owner[names.index(keys.pop(0))]
        else:
            empty: Any = [] if not steps or steps[0] == EVERY else {}
            owner = owner.setdefault(step, empty)
    assert isinstance(owner, list)
    return owner


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _set(data: Any, path: Path, value: dict[str, Any]) -> None:
    if not path:
        data.clear()
        data.update(value)
        return
    for step, following in pairwise(path):
        if isinstance(step, str) and step not in data:
            data[step] = [] if isinstance(following, int) else {}
        data = data[step]
    if value or isinstance(path[-1], int):
        data[path[-1]] = value
    else:
        data.pop(path[-1], None)


def _drop(data: Any, path: Path) -> None:
    if not path:
        return
    owner: Any = _at(data, path[:-1])
    if isinstance(path[-1], int) or path[-1] in owner:
        del owner[path[-1]]
    if not owner and len(path) > 1 and path[-2] not in KEPT:
        _drop(data, path[:-1])
