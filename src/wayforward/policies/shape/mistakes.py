"""What is wrong with the shape of a file, said in the words of the language and with its place."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from wayforward.policies.errors import PolicyError, PolicyErrors, nearest, quoted
from wayforward.policies.shape.words import Shape
from wayforward.policies.source import Place, Source

AnyShape = TypeVar("AnyShape", bound=Shape)


def shaped(shape: type[AnyShape], source: Source, *, may_be_empty: frozenset[str] = frozenset()) -> AnyShape:
    """The file as a shape. Raises PolicyErrors with every mistake of shape in it.

    A key with nothing after it is a mistake, except inside the keys named in `may_be_empty`.
    """
    errors = list(_empty(source.place(), source.data, may_be_empty))
    try:
        made = shape.model_validate(source.data)
    except ValidationError as found:
        places = {error.line * 10_000 + error.column for error in errors}
        told = _told_once(shape, source, found.errors(include_url=False))
        errors += [error for error in told if error.line * 10_000 + error.column not in places]
        raise PolicyErrors(errors, more=True) from None
    if errors:
        raise PolicyErrors(errors, more=True)
    return made


def _empty(place: Place, data: Any, may_be: frozenset[str]) -> Iterator[PolicyError]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in may_be:
                continue
            if value is None:
                yield (place / key).error(f"“{key}” is empty", f"{key}: and a value, or leave the key out")
            yield from _empty(place / key, value, may_be)
    elif isinstance(data, list):
        for i, value in enumerate(data):
            if value is None:
                yield (place / i).error("this item of the list is empty", "a value, or leave the item out")
            yield from _empty(place / i, value, may_be)


def _told_once(shape: type[Shape], source: Source, details: list[ErrorDetails]) -> Iterator[PolicyError]:
    """Every mistake, less the missing keys that are there under a misspelt name."""
    told = [(detail, _told(shape, source, detail)) for detail in details]
    misspelt = {(*d["loc"][:-1], error.write) for d, error in told if d["type"] == "extra_forbidden"}
    yield from (error for d, error in told if d["type"] != "missing" or d["loc"] not in misspelt)


def _told(shape: type[Shape], source: Source, detail: ErrorDetails) -> PolicyError:
    path = tuple(step for step in detail["loc"] if isinstance(step, int) or not step.startswith(("list[", "literal[")))
    written, given = _as_written(source, path), detail["input"]
    place, named = Place(source, written), path if detail["type"] == "missing" else written
    name = next((step for step in reversed(named) if isinstance(step, str)), "the file")
    match detail["type"]:
        case "extra_forbidden":
            owner = _shape_at(shape, path[:-1])
            known = [str(field.alias) for field in owner.model_fields.values()] if owner else []
            return place.error(f"“{name}” is not a key of {_called(owner)}", nearest(name, known), key=True)
        case "missing":
            owner = _shape_at(shape, path[:-1])
            return Place(source, path[:-1]).error(
                f"{_called(owner)} needs “{name}”", f"{name}: {_meaning(owner, name)}"
            )
        case "said":
            context = detail["ctx"]
            return place.error(str(context["what"]), str(context["write"]))
        case "string_type":
            return place.error(*_not_text(name, given, source.written.get(path)))
        case "literal_error":
            return place.error(*_not_one_of(name, given, str(detail["ctx"]["expected"])))
        case "list_type":
            return place.error(f"“{name}” is a list", f"{name}: [first, second]")
        case "bool_type":
            return place.error(f"“{name}” is true or false, not {_shown(given)}", "true or false")
        case "int_type" | "int_parsing" | "int_from_float":
            return place.error(f"“{name}” is a whole number, not {_shown(given)}", f"{name}: 3")
        case "model_type" | "dict_type":
            owned = f"each of “{name}”" if path and isinstance(path[-1], int) else f"“{name}”"
            return place.error(f"{owned} is a set of keys, not {_shown(given)}", _keys(_shape_at(shape, path)))
        case _:
            raise AssertionError(f"a shape made a mistake that has no words yet: {detail}")


def _as_written(source: Source, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The path as far as it stands in the file: a short form leaves out a key of the long one."""
    found: tuple[str | int, ...] = ()
    for step in path:
        if (*found, step) in source.values:
            found = (*found, step)
    return found


def _not_text(name: str, given: Any, written: str | None) -> tuple[str, str]:
    match given:
        case bool():
            return f"“{name}” is a text, and {_shown(given)} outside quotation marks is not", quoted(_shown(given))
        case int() | float():
            text = written or str(given)
            return f"{text} stands outside quotation marks, so programs read it as a number", quoted(text)
        case _:
            return f"“{name}” is one text, not {_shown(given)}", f"{name}: some words"


def _not_one_of(name: str, given: Any, expected: str) -> tuple[str, str]:
    known = [word.strip("' ") for word in expected.replace(" or ", ", ").split("', ")]
    if expected in ("True", "False"):
        return f"“{name}” can only be {expected.lower()}", f"{name}: {expected.lower()}"
    return f"“{name}” cannot be {_shown(given)}", nearest(str(given), known)


def _shown(given: Any) -> str:
    match given:
        case bool():
            return "true" if given else "false"
        case str():
            return f"“{given}”"
        case dict():
            return "a set of keys"
        case list():
            return "a list"
        case _:
            return str(given)


def _called(owner: type[BaseModel] | None) -> str:
    camel = owner.__name__.removesuffix("Shape") if owner else ""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", camel).lower()
    if not name or name.endswith("s"):
        return f"“{name}”" if name else "this"
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _meaning(owner: type[BaseModel] | None, name: str) -> str:
    fields = owner.model_fields.values() if owner else ()
    return next((field.description or "" for field in fields if field.alias == name), "").rstrip(".")


def _keys(owner: type[BaseModel] | None) -> str:
    if owner is None:
        return "{key: value}"
    needed = [f"{field.alias}: ..." for field in owner.model_fields.values() if field.is_required()]
    return "{" + ", ".join(needed or [f"{next(iter(owner.model_fields.values())).alias}: ..."]) + "}"


def _shape_at(shape: type[BaseModel], path: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The shape that a path leads to, or None where it leads to something else."""
    current: Any = shape
    for step in path:
        owner = shape_of(current)
        if owner is not None and isinstance(step, str):
            current = next((field.annotation for field in owner.model_fields.values() if field.alias == step), None)
        else:
            current = (typing.get_args(_plain(current)) or (None,))[-1]  # the items of a list, the values of a mapping
    return shape_of(current)


def shape_of(annotation: Any) -> type[BaseModel] | None:
    plain = _plain(annotation)
    return plain if isinstance(plain, type) and issubclass(plain, BaseModel) else None


def _plain(annotation: Any) -> Any:
    """The annotation without what Annotated adds and without None."""
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return annotation
    if typing.get_origin(annotation) is typing.Annotated:
        return _plain(typing.get_args(annotation)[0])
    parts = [part for part in typing.get_args(annotation) if part is not type(None)]
    if typing.get_origin(annotation) in (list, dict) or len(parts) != 1:
        return annotation
    return _plain(parts[0])
