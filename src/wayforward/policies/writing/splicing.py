"""A file written anew where its data changed and nowhere else: comments, order and style of the rest stay.

The text is composed, and what is written is compared with what it should say, value by value. What is the same keeps
its own characters; a changed value is replaced where it stands; items of a list keep their lines when they move.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from wayforward.policies.source import read
from wayforward.policies.writing.emitting import flow, item_text, pair, scalar

LONG = 200  # characters: a set of keys that outgrows one line is written as a block


class NotByPages(Exception):
    """The file uses a means of YAML that only its own text can be edited with. The message is a sentence."""


def data_of(file: str, text: str) -> dict[str, Any]:
    """What the file says, as plain data. An empty file says nothing. Raises PolicyErrors."""
    return copy.deepcopy(dict(seen(file, text)))


@lru_cache(maxsize=32)
def seen(file: str, text: str) -> Mapping[str, Any]:
    """The same, shared by all who only look at it. Raises PolicyErrors."""
    if not text.strip():
        return {}
    plain: dict[str, Any] = _plain(read(file, text).data)
    return plain


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _plain(held) for key, held in value.items()}
        case list():
            return [_plain(item) for item in value]
        case _:
            return value


def rewritten(file: str, text: str, says: Mapping[str, Any]) -> str:
    """The text, saying `says`. New keys stand after the key that they follow in `says`.

    Raises PolicyErrors where the text cannot be read, NotByPages where a value of it stands for another.
    """
    old = seen(file, text)
    if _same(old, says):
        return text
    if not old:
        return text + "".join(pair(key, value, 0) for key, value in says.items())
    whole = text if text.endswith("\n") else text + "\n"
    root = YAML(typ="safe", pure=True).compose(whole)
    _refuse_aliases(root, set())
    splicer = _Splicer(whole)
    if isinstance(root, MappingNode) and root.flow_style:
        raise NotByPages("The file is one set of keys in braces. Change it on the page of the file.")
    written = splicer.mapping(root, old, says, 0, top=True)
    return written + whole[splicer.line_end(splicer.end(root)) :]


def _refuse_aliases(node: Node, seen: set[int]) -> None:
    if id(node) in seen or getattr(node, "anchor", None):
        raise NotByPages("The file uses “&” and “*” to say a thing once. Change it on the page of the file.")
    seen.add(id(node))
    for child in node.value if isinstance(node.value, list) else ():
        for one in child if isinstance(child, tuple) else (child,):
            _refuse_aliases(one, seen)


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same kind: true is not 1."""
    match one, other:
        case (Mapping(), Mapping()):
            return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
        case (list(), list() | tuple()):
            return len(one) == len(other) and all(map(_same, one, other))
        case _:
            return type(one) is type(other) and bool(one == other)


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


@dataclass
class _Splicer:
    text: str

    def end(self, node: Node, key: Node | None = None) -> int:
        """Where a node ends, without the blank lines and comments that a block is followed by."""
        if isinstance(node, ScalarNode):
            start, end = node.start_mark.index, node.end_mark.index
            if start == end and key is not None:
                return self.after_colon(key)
            return int(start) + len(self.text[start:end].rstrip())
        if not _is_block(node):
            return int(node.end_mark.index)
        last = node.value[-1]
        return self.end(last[1], last[0]) if isinstance(last, tuple) else self.end(last)

    def after_colon(self, key: Node) -> int:
        return self.text.index(":", key.end_mark.index) + 1

    def line_end(self, index: int) -> int:
        """Past the end of the line, with the comment that stands on it."""
        return self.text.index("\n", index) + 1

    def mapping(
        self, node: Node, old: Mapping[str, Any], new: Mapping[str, Any], start: int, *, top: bool = False
    ) -> str:
        """The lines of a block of keys, with what stands before them from `start` on: comments, a hyphen, spaces."""
        indent, at = node.start_mark.column, node.start_mark.index
        pieces: dict[str, tuple[str, str]] = {}  # what stands before a key, and its own text
        for key, value in node.value:
            stop = self.line_end(self.end(value, key))
            name = str(key.value)
            if name in new:
                text = self.pair(key, value, old[name], new[name], stop, indent)
                pieces[name] = self.text[at : key.start_mark.index], text
            at = stop
        order = list(pieces)
        for place, name in enumerate(new):
            if name not in pieces:
                order.insert(_spot(order, list(new)[:place]), name)
                lead = "\n" if top and isinstance(new[name], list) else " " * indent
                pieces[name] = lead, pair(name, new[name], indent)[indent:]
        text = self.text[start : node.start_mark.index] + pieces[order[0]][1]
        return text + "".join((lead or " " * indent) + own for lead, own in (pieces[name] for name in order[1:]))

    def pair(self, key: Node, value: Node, old: Any, new: Any, stop: int, indent: int) -> str:
        """One key with its value, from the key to the end of its last line."""
        start = key.start_mark.index
        if _same(old, new):
            return self.text[start:stop]
        within = self.inside(value, key, old, new)
        if within is None:
            comment = self.comment(value, key, stop)
            lines = pair(str(key.value), new, indent)[indent:]
            head, _, rest = lines.partition("\n")
            return head + comment + "\n" + rest
        begin, text = within
        return self.text[start:begin] + text + self.tail(value, key, stop)

    def tail(self, value: Node, key: Node | None, stop: int) -> str:
        return self.text[self.end(value, key) : stop] if not _is_block(value) else ""

    def comment(self, value: Node, key: Node, stop: int) -> str:
        """The comment behind a value that is written anew, where it stood on one line."""
        rest = self.text[self.end(value, key) : stop].rstrip("\n")
        return rest if rest.lstrip().startswith("#") else ""

    def inside(self, node: Node, key: Node, old: Any, new: Any) -> tuple[int, str] | None:
        """Where the text of a changed value begins, and that text; None where the whole pair is written anew."""
        begin = int(node.start_mark.index)
        match node, old, new:
            case (MappingNode(flow_style=True), Mapping(), Mapping()) if new:
                text = self.flow_mapping(node, old, new)
                return (begin, text) if self.fits(text, node) else None
            case (SequenceNode(flow_style=True), list(), list()) if old:
                text = self.flow_list(node, old, new)
                return (begin, text) if self.fits(text, node) else None
            case (MappingNode(), Mapping(), Mapping()) if new:
                line = _line_start(self.text, begin)
                return line, self.mapping(node, old, new, line)
            case (SequenceNode(), list(), list()) if new and not node.flow_style:
                line = self.line_end(self.after_colon(key))  # a comment above the first item is that item's
                return line, self.block_list(node, old, new, line)
            case (ScalarNode(style=None | '"' | "'"), _, str() | bool() | int() | float()) if (
                begin != node.end_mark.index
            ):
                if "\n" not in self.text[begin : self.end(node)]:
                    return begin, scalar(new, flow=False)
        return None

    def fits(self, text: str, node: Node) -> bool:
        """Whether a set of keys may stay on its line: it is short, or about as long as it was."""
        return len(text) <= max(LONG, int(self.end(node)) - int(node.start_mark.index) + 40)

    def flow_mapping(self, node: Node, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
        pieces: dict[str, str] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in new:
                head = self.text[key.start_mark.index : self.after_colon(key)]
                pieces[name] = f"{head} {self.flow_value(value, old[name], new[name])}"
        order = list(pieces)
        for place, name in enumerate(new):
            if name not in pieces:
                before = [known for known in list(new)[:place] if known in order]
                order.insert(order.index(before[-1]) + 1 if before else len(order), name)
                pieces[name] = f"{scalar(name, flow=True)}: {flow(new[name])}"
        return "{" + ", ".join(pieces[name] for name in order) + "}"

    def flow_list(self, node: Node, old: list[Any], new: list[Any]) -> str:
        free = list(zip(node.value, old, strict=True))
        texts = []
        for place, item in enumerate(new):
            found = _taken(free, item, place, old, new)
            texts.append(flow(item) if found is None else self.flow_value(found[0], found[1], item))
        return "[" + ", ".join(texts) + "]"

    def flow_value(self, node: Node, old: Any, new: Any) -> str:
        if _same(old, new):
            return self.text[node.start_mark.index : self.end(node)]
        match node, old, new:
            case (MappingNode(), Mapping(), Mapping()):
                return self.flow_mapping(node, old, new)
            case (SequenceNode(), list(), list()):
                return self.flow_list(node, old, new)
        return flow(new)

    def block_list(self, node: Node, old: list[Any], new: list[Any], start: int) -> str:
        """The lines of a list, from the line of its first hyphen to the end of its last item's line."""
        indent = node.start_mark.column
        chunks, at = [], start
        for item, held in zip(node.value, old, strict=True):
            stop = self.line_end(self.end(item) if self.end(item) > at else at)
            chunks.append(((item, at, stop), held))
            at = stop
        short = [item for item in node.value if isinstance(item, MappingNode) and item.flow_style]
        like_flow = len(short) * 2 > len(node.value)
        free, lines = list(chunks), []
        for place, item in enumerate(new):
            found = _taken(free, item, place, old, new)
            if found is None:
                lines.append(item_text(item, indent, like_flow=like_flow))
            else:
                (at_node, begins, ends), held = found
                lines.append(self.item(at_node, begins, ends, held, item, indent))
        return "".join(lines)

    def item(self, node: Node, start: int, stop: int, old: Any, new: Any, indent: int) -> str:
        if _same(old, new):
            return self.text[start:stop]
        begin = node.start_mark.index
        match node, old, new:
            case (MappingNode(flow_style=True), Mapping(), Mapping()):
                text = self.flow_mapping(node, old, new)
                if self.fits(text, node):
                    return self.text[start:begin] + text + self.text[self.end(node) : stop]
            case (MappingNode(), Mapping(), Mapping()) if new:
                return self.mapping(node, old, new, start)
        lead = self.text[start : _line_start(self.text, begin)]
        return lead + item_text(new, indent)


def _spot(order: list[str], before: list[str]) -> int:
    """Where a new key stands: behind the last of those that it follows."""
    known = [order.index(name) for name in before if name in order]
    return max(known) + 1 if known else (0 if order and before == [] else len(order))


def _taken(
    free: list[tuple[Any, Any]], item: Any, place: int, old: list[Any], new: list[Any]
) -> tuple[Any, Any] | None:
    """The old item that this one is, taken off the list: the same, of the same name, or changed where it stood."""
    for i, (_, held) in enumerate(free):
        if _same(held, item):
            return free.pop(i)
    if not isinstance(item, Mapping):
        return None
    others = [one for one in new if one is not item]
    for i, (_, held) in enumerate(free):
        if isinstance(held, Mapping) and "id" in held and held["id"] == item.get("id"):
            return free.pop(i)
    if len(old) == len(new):
        for i, (_, held) in enumerate(free):
            if held is old[place] and not any(_same(held, other) for other in others):
                return free.pop(i)
    return None


def _is_block(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style and bool(node.value)
