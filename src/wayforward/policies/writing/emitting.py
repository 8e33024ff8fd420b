"""Values as YAML text in the style of the shipped policies: short sets on one line, texts quoted only where needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode

SHORT = 110  # characters that one line of a flow takes before it is written as a block
_PLAIN = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9(“‘][^\n\t\"#&*!|>%@`{}\[\]]*|[0-9]{4}-[0-9]{2}-[0-9]{2}")


def scalar(value: object, *, flow: bool) -> str:
    """One value on one line. A text stands in quotation marks where it would be read as anything but itself."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case str():
            return value if _reads_as_itself(value, flow) else quoted(value)
    raise TypeError(f"a policy holds no {type(value).__name__}")


def quoted(text: str) -> str:
    """A text in double quotation marks; ends of lines and the like are written out."""
    held = text.replace("\\", "\\\\").replace('"', '\\"')
    held = held.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in held) + '"'


@lru_cache(maxsize=4096)
def _reads_as_itself(text: str, flow: bool) -> bool:
    """Whether the text means itself without quotation marks, asked of the reader itself."""
    if not _PLAIN.fullmatch(text) or text != text.strip() or (flow and "," in text):
        return False
    written = f"{{key: {text}}}" if flow else f"key: {text}"
    try:
        node = YAML(typ="safe", pure=True).compose(written)
    except YAMLError:
        return False
    match node:
        case MappingNode(value=[(_, ScalarNode(value=read, tag=tag))]):
            return bool(read == text and str(tag).endswith((":str", ":timestamp")))
    return False


def flow(value: Any) -> str:
    """A value on one line, whatever it is."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{scalar(k, flow=True)}: {flow(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(flow(item) for item in value) + "]"
        case _:
            return scalar(value, flow=True)


def pair(key: str, value: Any, indent: int) -> str:
    """A key with its value as whole lines, `indent` spaces in; it ends with the end of a line."""
    head = " " * indent + scalar(key, flow=False) + ":"
    match value:
        case Mapping() if value and not _fits(value, indent + len(key)):
            return f"{head}\n{block(value, indent + 2)}"
        case list() if any(isinstance(item, Mapping) for item in value):
            return f"{head}\n" + "".join(item_text(item, indent + 2) for item in value)
        case Mapping() | list() | tuple():
            return f"{head} {flow(value)}\n"
        case _:
            return f"{head} {scalar(value, flow=False)}\n"


def block(value: Mapping[str, Any], indent: int) -> str:
    """A set of keys as whole lines."""
    return "".join(pair(key, held, indent) for key, held in value.items())


def item_text(value: Any, indent: int, *, like_flow: bool = False) -> str:
    """An item of a list as whole lines, its hyphen `indent` spaces in."""
    if isinstance(value, Mapping) and value and not _fits(value, indent, like_flow=like_flow):
        return " " * indent + "- " + block(value, indent + 2)[indent + 2 :]
    if isinstance(value, Mapping | list | tuple):
        return f"{' ' * indent}- {flow(value)}\n"
    return f"{' ' * indent}- {scalar(value, flow=False)}\n"


def _fits(value: Mapping[str, Any], indent: int, *, like_flow: bool = False) -> bool:
    """Whether a set of keys is short enough to stand on one line."""
    deep = any(isinstance(v, Mapping) or (isinstance(v, list) and any(isinstance(i, Mapping) for i in v))
               for v in value.values())  # fmt: skip
    most = SHORT + 90 if like_flow else SHORT
    return not deep and indent + len(flow(value)) <= most
