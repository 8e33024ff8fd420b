"""The questions that make an element: one for each key of its shape, in an order and in words that a person knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from wayforward.policies.shape.mistakes import shape_of
from wayforward.policies.shape.people import EquivalentShape, OptionShape
from wayforward.policies.writing.parts import Part, part_of
from wayforward.policies.writing.wording import GROUPS, HIDDEN, KINDS, LATER, NEEDED, ORDER, RESTS, SHORT, VALUES, WORDS

Kind = Literal[
    "line", "lines", "yes-no", "radios", "people", "posts", "happens", "if", "clauses", "assumptions", "amount",
    "hour", "days", "needs", "options", "texts", "count", "choice", "ticks", "statuses", "equivalents", "unstated",
]  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One question. `at` is where its answer stands in the element; `of` is the list that a choice is made from."""

    at: tuple[str, ...]
    kind: Kind
    asks: str
    hint: str = ""
    needed: bool = False
    options: tuple[tuple[str, str], ...] = ()
    of: str = ""
    default: Any = None  # what the language takes it to be where nothing is written
    group: str = ""
    later: bool = False  # asked behind a fold: few elements say it

    @property
    def name(self) -> str:
        """What the question is called on a form."""
        return "__".join(self.at)


@cache
def asks_of(part: str) -> tuple[Ask, ...]:
    """The questions of one part, in the order they are asked."""
    found = part_of(part)
    assert found is not None, part
    asks = list(_asks(found, found.shape, ()))
    asks = [replace(ask, options=_keys(ask, asks)) if ask.kind == "unstated" else ask for ask in asks]
    order = {at: i for i, at in enumerate(ORDER.get(part, ()))}
    return tuple(sorted(asks, key=lambda ask: (ask.later, order.get(".".join(ask.at), _behind(ask, len(order))))))


def _keys(unstated: Ask, asks: list[Ask]) -> tuple[tuple[str, str], ...]:
    """The keys that a text may leave unstated, each as what it asks or as the heading it stands under."""
    above, found = unstated.at[:-1], dict[str, str]()
    for ask in asks:
        key = ask.at[len(above)] if len(ask.at) > len(above) else ""
        if ask.at[: len(above)] == above and key and key not in RESTS:
            says = ask.asks if len(ask.at) == len(above) + 1 else ask.group or key
            found.setdefault(key, f"Not given: {says[:1].lower()}{says[1:].rstrip('?')}")
    return tuple(found.items())


def _behind(ask: Ask, order: int) -> int:
    """What an element rests on is asked last."""
    return order + (len(ask.at) == 1 and ask.at[0] in RESTS)


def _asks(part: Part, shape: type[BaseModel], above: tuple[str, ...]) -> Iterator[Ask]:
    for field in shape.model_fields.values():
        key = str(field.alias)
        at = (*above, key)
        path = ".".join(at)
        if key == "id" or _hidden(part, path):
            continue
        nested = shape_of(field.annotation)
        if nested is not None and nested is not EquivalentShape and (part.id, path) not in KINDS:
            yield from _asks(part, nested, at)
            continue
        ask = _ask(part, shape, field, at)
        if ask is not None:
            yield ask


def _hidden(part: Part, path: str) -> bool:
    return path in HIDDEN.get(part.id, ()) or path.rpartition(".")[2] in HIDDEN["*"]


def _ask(part: Part, shape: type[BaseModel], field: FieldInfo, at: tuple[str, ...]) -> Ask | None:
    key, path = at[-1], ".".join(at)
    owner = shape.__name__.removesuffix("Shape")
    words = WORDS.get(f"{part.id}.{path}") or WORDS.get(f"{owner}.{key}") or WORDS.get(key)
    asks, hint = words or (key.replace("-", " ").capitalize(), field.description or "")
    needed = f"{part.id}.{path}" in NEEDED or (field.is_required() and len(at) == 1)
    base = Ask(
        at, "line", asks, hint, needed, default=None if field.is_required() else field.get_default(),
        group=GROUPS.get(f"{part.id}.{path}") or GROUPS.get(f"{part.id}.{at[0]}") or GROUPS.get(key, ""),
        later=path in LATER.get(part.id, ()) or at[0] in LATER.get(part.id, ()) or key in LATER["*"],
    )  # fmt: skip
    kind = KINDS.get((part.id, path)) or KINDS.get((owner, key)) or KINDS.get(("*", key))
    if kind is not None:
        name, _, of = kind.partition(" ")
        return replace(base, kind=cast(Kind, name), of=of, options=_values(field, key))
    return _by_type(base, field, key)


def _by_type(base: Ask, field: FieldInfo, key: str) -> Ask | None:
    plain = _without_none(field.annotation)
    if plain is bool:
        return replace(base, kind="yes-no")
    if plain is int:
        return replace(base, kind="count")
    if get_origin(plain) is Literal:
        return replace(base, kind="radios", options=_values(field, key))
    if get_origin(plain) is list:
        item = shape_of(get_args(plain)[0])
        if item is OptionShape:
            return replace(base, kind="options")
        return replace(base, kind="texts") if item is None else None
    if plain is str or get_origin(plain) is None:
        return replace(base, kind="line" if key in SHORT else "lines")
    return None


def _values(field: FieldInfo, key: str) -> tuple[tuple[str, str], ...]:
    plain = _without_none(field.annotation)
    literals = [v for v in _literals(plain) if isinstance(v, str)]
    said: Mapping[str, str] = VALUES.get(key, {})
    return tuple((value, said.get(value, value.replace("-", " ").capitalize())) for value in literals)


def _literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
        return
    for inner in get_args(annotation):
        yield from _literals(inner)


def _without_none(annotation: Any) -> Any:
    """The type itself, less what Annotated adds and less None."""
    metadata = getattr(annotation, "__metadata__", None)
    if metadata is not None:
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return annotation
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    if type(None) in get_args(annotation) and len(kinds) == 1:
        return _without_none(kinds[0])
    return annotation
