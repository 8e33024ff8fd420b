"""Every field in which two elements differ, found by walking their classes so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from wayforward.core.conditions import Condition
from wayforward.core.policy.elements import Element, Option, Statement
from wayforward.core.policy.people import AlsoCalled
from wayforward.core.policy.stages import Needed
from wayforward.core.policy.times import Stated
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Span
from wayforward.policies.comparing.references import CLAUSES, Renames, named_in

WHOLE = (Amount, Condition, Span)  # read as one value, whatever they are made of


@dataclass(frozen=True)
class Difference:
    """A field that differs. `path` leads to it from the element: ("time", "within"). `owner` is the class that has it.

    Of a part that only one of the two has, `part` holds: then `before` or `after` is the part and the other is None.
    """

    owner: str
    path: tuple[str, ...]
    before: Any
    after: Any
    part: bool = False
    moved: bool = False  # the same parts in another order

    @property
    def field(self) -> str:
        """The name of the field in its own class, without the part that a bracket names."""
        return self.path[-1].partition("[")[0]


def differences(before: Any, after: Any, renames: Renames, skip: frozenset[str]) -> Iterator[Difference]:
    """Each field in which two elements of one class differ, save those to skip. Equal ones give nothing."""
    if before is not after or renames.any:
        yield from _fields(before, after, renames, (), skip)


def _fields(
    before: Any, after: Any, renames: Renames, path: tuple[str, ...], skip: frozenset[str] = frozenset()
) -> Iterator[Difference]:
    owner = "Policy" if isinstance(before, Policy) else type(before).__name__
    for name in _compared(type(before)):
        if name not in skip:
            one, other = getattr(before, name), getattr(after, name)
            if one is not other or renames.may_read_otherwise(owner, name, one):
                yield from _values(owner, one, other, renames, (*path, name))


def _compared(kind: type) -> tuple[str, ...]:
    """The fields of a class that count when two of it are compared."""
    if kind not in _COMPARED:
        _COMPARED[kind] = tuple(each.name for each in fields(kind) if each.compare)
    return _COMPARED[kind]


_COMPARED: dict[type, tuple[str, ...]] = {}


def _values(owner: str, before: Any, after: Any, renames: Renames, path: tuple[str, ...]) -> Iterator[Difference]:
    if _is_nested(before) and _is_nested(after) and type(before) is type(after):
        yield from _fields(before, after, renames, path)
    elif _parts(before) or _parts(after):
        yield from _each_part(owner, before, after, renames, path)
    elif _is_keyed(before) or _is_keyed(after):
        for key in sorted({*before, *after}):
            yield from _values(owner, before.get(key), after.get(key), renames, (*path[:-1], f"{path[-1]}[{key}]"))
    elif not is_same(owner, path[-1], before, after, renames):
        yield Difference(owner, path, before, after, moved=_is_reordered(before, after))


def is_same(owner: str, name: str, before: Any, after: Any, renames: Renames) -> bool:
    """Whether a value says the same in both policies, each in its own names."""
    kinds = named_in(owner, name.partition("[")[0])
    if kinds == CLAUSES and not renames.shares_clauses:
        return True
    if before == after and not renames.has_any(kinds):
        return True
    return bool(renames.earlier(kinds, before) == renames.later(kinds, after))


def _each_part(owner: str, before: Any, after: Any, renames: Renames, path: tuple[str, ...]) -> Iterator[Difference]:
    paired = pairs(before, after, _keys((before or after)[0], renames))
    paired = lone_changes(paired, lambda one, other: len(list(_fields(one, other, renames, ()))) == 1)
    for one, other in paired:
        name = f"{path[-1]}[{_name(other if other is not None else one)}]"
        if one is None or other is None:
            yield Difference(owner, (*path[:-1], name), one, other, part=True)
        else:
            yield from _fields(one, other, renames, (*path[:-1], name))
    order = [_place(other, after) for one, other in paired if one is not None and other is not None]
    if order != sorted(order):
        yield Difference(owner, path, tuple(map(_name, before)), tuple(map(_name, after)), moved=True)


Key = Callable[[Any], Hashable]


def pairs(before: Sequence[Any], after: Sequence[Any], keys: Sequence[tuple[Key, Key]]) -> list[tuple[Any, Any]]:
    """What belongs together in two lists, by the first of the keys that agrees; None where nothing does.

    Each has at most one counterpart, and the same lists always give the same pairs: in the order of the earlier
    list, then what only the later one has. A key is asked of the earlier list and of the later one apart, because
    the two may name things differently. A key that gives None pairs nothing.
    """
    left, right = list(range(len(before))), list(range(len(after)))
    found: dict[int, int] = {}
    for earlier, later in keys:
        waiting: dict[Hashable, list[int]] = {}
        for there in right:
            waiting.setdefault(later(after[there]), []).append(there)
        for here in left:
            key = earlier(before[here])
            if key is not None and waiting.get(key):
                found[here] = waiting[key].pop(0)
        left = [here for here in left if here not in found]
        taken = set(found.values())
        right = [there for there in right if there not in taken]
    both = [(each, after[found[here]] if here in found else None) for here, each in enumerate(before)]
    return [*both, *((None, after[there]) for there in right)]


def lone_changes(paired: Sequence[tuple[Any, Any]], is_one_change: Callable[[Any, Any], bool]) -> list[tuple[Any, Any]]:
    """The same pairs, and what is left over paired where one change makes the one into the other."""
    right = [other for one, other in paired if one is None]
    found: list[tuple[Any, Any]] = []
    for one, other in paired:
        if one is not None and other is None:
            other = next((each for each in right if is_one_change(one, each)), None)
            right = [each for each in right if each is not other]
        if one is not None:
            found.append((one, other))
    return [*found, *((None, each) for each in right)]


def _keys(part: Any, renames: Renames) -> list[tuple[Key, Key]]:
    """By what the parts of one element are known again, the surest first."""
    whole = both(lambda part: part)
    match part:
        case Needed():
            named = named_in("Needed", "name")
            by_name = (
                lambda part: (part.need, renames.earlier(named, part.name)),
                lambda part: (part.need, renames.later(named, part.name)),
            )
            return [whole, by_name, both(lambda part: part.need)]
        case Option():
            return [whole, both(lambda part: part.id), both(lambda part: part.says)]
        case AlsoCalled():
            return [whole, both(lambda part: part.says)]
        case Statement():
            return [whole, both(lambda part: (part.clause, part.about)), both(lambda part: (part.where, part.about))]
        case _:
            return [whole, both(lambda part: (part.clause, part.where)), both(lambda part: part.where)]


def both(key: Key) -> tuple[Key, Key]:
    """A key that reads the two lists alike."""
    return key, key


def _name(part: Any) -> str:
    """What a part is called in the path of a difference."""
    match part:
        case Needed():
            return f"{part.need} {part.name}".strip()
        case Option():
            return part.id
        case AlsoCalled():
            return part.says
        case _:
            return str(part.clause)


def _place(part: Any, parts: Sequence[Any]) -> int:
    return next(i for i, each in enumerate(parts) if each is part)


def _is_nested(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, (*WHOLE, Element))


def _parts(value: Any) -> bool:
    return (
        isinstance(value, tuple)
        and bool(value)
        and isinstance(value[0], (AlsoCalled, Needed, Option, Stated, Statement))
    )


def _is_keyed(value: Any) -> bool:
    return isinstance(value, Mapping) and any(is_dataclass(each) for each in value.values())


def _is_reordered(before: Any, after: Any) -> bool:
    if not (isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after) > 1):
        return False
    return sorted(map(str, before)) == sorted(map(str, after))
