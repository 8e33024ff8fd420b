"""A JSON Schema validator of our own, for as much of the standard as our schema uses; anything more fails."""

import re
from collections.abc import Iterator
from typing import Any

IGNORED = {"$schema", "$defs", "title", "description", "default", "examples"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int}


def mistakes(schema: dict[str, Any], value: Any, whole: dict[str, Any] | None = None, at: str = "") -> Iterator[str]:
    """Each way in which the value breaks the schema."""
    whole = whole or schema
    for rule, wanted in schema.items():
        match rule:
            case "$ref":
                yield from mistakes(whole["$defs"][wanted.rpartition("/")[2]], value, whole, at)
            case "anyOf":
                if all(any(mistakes(one, value, whole, at)) for one in wanted):
                    yield f"{at}: fits none of the {len(wanted)} forms"
            case "type":
                if not isinstance(value, TYPES[wanted]) or (wanted == "integer" and isinstance(value, bool)):
                    yield f"{at}: is not of type {wanted}"
            case "enum" | "const":
                if value not in (wanted if rule == "enum" else [wanted]):
                    yield f"{at}: {value!r} is not allowed"
            case "pattern":
                if isinstance(value, str) and not re.search(wanted, value):
                    yield f"{at}: {value!r} does not match {wanted}"
            case "required":
                yield from (f"{at}: needs {key}" for key in wanted if isinstance(value, dict) and key not in value)
            case "properties" | "items" | "additionalProperties":
                yield from _inside(rule, schema, value, whole, at)
            case _ if rule not in IGNORED:
                raise AssertionError(f"this validator does not know {rule}")


def _inside(rule: str, schema: dict[str, Any], value: Any, whole: dict[str, Any], at: str) -> Iterator[str]:
    wanted = schema[rule]
    if rule == "items" and isinstance(value, list):
        for i, item in enumerate(value):
            yield from mistakes(wanted, item, whole, f"{at}/{i}")
    elif rule == "properties" and isinstance(value, dict):
        for key, item in value.items():
            if key in wanted:
                yield from mistakes(wanted[key], item, whole, f"{at}/{key}")
    elif rule == "additionalProperties" and isinstance(value, dict):
        for key in value.keys() - schema.get("properties", {}).keys():
            if wanted is False:
                yield f"{at}: {key} is not a key here"
            elif wanted is not True:
                yield from mistakes(wanted, value[key], whole, f"{at}/{key}")
