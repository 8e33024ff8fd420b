"""The text of a policy as its author wrote it: every value with its file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from wayforward.policies.errors import PolicyError, PolicyErrors, quoted

Path = tuple[str | int, ...]
LONGEST = 2_000_000  # characters: this only stops a file that is no policy
MOST = 40_000  # values: ten times the longest policy that we have seen; each takes a moment to read
DEEPEST = 30  # levels: the language has about ten


@dataclass(frozen=True, eq=False)
class Source:
    """One file, read: plain data, and where each key and value of it stands."""

    file: str
    data: Any = None
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    written: dict[Path, str] = field(default_factory=dict)  # numbers, as they stand in the text: 1.10, 0208

    def place(self) -> Place:
        return Place(self, ())


@dataclass(frozen=True, eq=False)
class Place:
    """Somewhere in a file, by the path to it. An unwritten path stands for the nearest written one."""

    source: Source
    path: Path

    def __truediv__(self, step: str | int) -> Place:
        return Place(self.source, (*self.path, step))

    def error(self, what: str, write: str, *, key: bool = False) -> PolicyError:
        """An error at this value, or with `key` at the key in front of it."""
        at_key = key and self.path in self.source.keys
        line, column = self.source.keys[self.path] if at_key else (self.line, self.column)
        return PolicyError(self.source.file, line, column, what, write)

    def has(self, step: str | int) -> bool:
        return (*self.path, step) in self.source.values

    @property
    def line(self) -> int:
        return self._position[0]

    @property
    def column(self) -> int:
        return self._position[1]

    @property
    def _position(self) -> tuple[int, int]:
        path = self.path
        while path and path not in self.source.values:
            path = path[:-1]
        return self.source.values.get(path, (1, 1))


class Located(dict[str, Any]):
    """A mapping of the file that knows where it stands."""

    place: Place


def read(file: str, text: str) -> Source:
    """The data of one YAML 1.2 text. `file` is the name that errors give it. Raises PolicyErrors."""
    if len(text) > LONGEST:
        what = f"the file has {len(text):,} characters, which is no policy"
        raise PolicyErrors([PolicyError(file, 1, 1, what, f"a file of at most {LONGEST:,} characters")])
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.Composer = _Counting
        node = yaml.compose(text)
    except _TooMany as many:
        raise PolicyErrors([PolicyError(file, many.line, 1, *_TOO_MANY)]) from None
    except MarkedYAMLError as error:
        raise PolicyErrors([_not_yaml(file, text, error)], more=True) from None
    except YAMLError as error:
        what, write = f"this is not YAML: {error.args[-1] if error.args else error}", "plain text in UTF-8"
        raise PolicyErrors([PolicyError(file, 1, 1, what, write)]) from None
    except RecursionError:
        raise PolicyErrors([PolicyError(file, 1, 1, *_TOO_DEEP)]) from None
    return _Reading(file).source(node)


_TOO_DEEP = (f"the file is nested more than {DEEPEST} levels deep", "a policy as the guide shows it")
_TOO_MANY = (f"the file holds more than {MOST:,} values, which is no policy", "a policy as the guide shows it")
_TOO_LONG = ("the “*” names stand for more than any policy says", "the values themselves")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_SEXAGESIMAL = re.compile(r"[0-9]{1,2}(:[0-5]?[0-9])+")


class _TooMany(Exception):
    """There are more values than any policy has. `line` is where the first too many stands."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Counting(Composer):
    """Stops at the first value too many: a file of nothing but commas would take a minute to the end."""

    composed = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.composed += 1
        if self.composed > MOST:
            raise _TooMany(self.parser.peek_event().start_mark.line + 1)
        return super().compose_node(parent, index)


class _Reading:
    """The reading of one file: builds the data and notes the places, and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.found = Source(file)
        self.errors: list[PolicyError] = []
        self.built = 0

    def source(self, node: Node | None) -> Source:
        data = None if node is None else self.build(node, ())
        if not self.errors and not isinstance(data, dict):
            self.wrong((), "the file holds no keys", "policy: the-name-of-the-policy")
        if self.errors:
            raise PolicyErrors(self.errors, more=True)
        return Source(self.found.file, data, self.found.values, self.found.keys, self.found.written)

    def wrong(self, path: Path, what: str, write: str, *, key: bool = False) -> None:
        self.errors.append(Place(self.found, path).error(what, write, key=key))

    def build(self, node: Node, path: Path) -> Any:
        self.found.values[path] = _position(node)
        self.built += 1
        if self.built > MOST:  # with & and * a small file can stand for an endless one
            raise PolicyErrors([Place(self.found, path).error(*_TOO_LONG)])
        if len(path) > DEEPEST:
            raise PolicyErrors([Place(self.found, path).error(*_TOO_DEEP)])
        match node:
            case MappingNode():
                return self.mapping(node, path)
            case SequenceNode():
                return [self.build(item, (*path, i)) for i, item in enumerate(node.value)]
            case ScalarNode():
                return self.scalar(node, path)
        raise AssertionError(f"YAML has no fourth kind of node: {node!r}")

    def mapping(self, node: MappingNode, path: Path) -> Located:
        data = Located()
        data.place = Place(self.found, path)
        for key, value in node.value:
            name = self.seen(str(key.value), path)
            here = (*path, name)
            if name in data:
                first = self.found.keys[here][0]
                self.found.keys[here] = _position(key)
                self.wrong(here, f"“{name}” is already given on line {first}", "it once", key=True)
                continue
            self.found.keys[here] = _position(key)
            data[name] = self.build(value, here)
        return data

    def seen(self, text: str, path: Path) -> str:
        """The text as it can be read, kept and drawn: what nobody can see could make it say another thing."""
        if unseen := _UNSEEN.search(text):
            what = f"a character stands here that nobody can see (U+{ord(unseen[0]):04X})"
            self.wrong(path, what, "the text without it")
            return _UNSEEN.sub("\ufffd", text)
        return text

    def scalar(self, node: ScalarNode, path: Path) -> Any:
        text = self.seen(str(node.value), path)
        if node.style is not None:  # in quotation marks, or a block of text: always words
            return text
        if _SEXAGESIMAL.fullmatch(text):
            what = f"{text} stands outside quotation marks, and many programs read that as a number"
            self.wrong(path, what, quoted(text))
            return text
        match str(node.tag).rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int" | "float" as kind:
                self.found.written[path] = text
                return _number(text, kind)
            case "str" | "timestamp":
                return text
            case _:
                self.wrong(path, f"“{node.tag}” is a tag of some other program", "the value without it")
                return text


def _number(text: str, kind: str) -> int | float | str:
    try:
        return int(text.replace("_", "")) if kind == "int" else float(text)
    except ValueError:  # .inf, 0x1F and the like: words, for all that a policy needs
        return text


def _position(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


_SAID: Iterable[tuple[str, str, str]] = (
    (r"'\\t'", "a tab stands where the line is indented", "spaces"),
    ("mapping values are not allowed", "a second colon stands on this line, or the line is indented too far",
     "quotation marks round a text that holds a colon"),
    ("could not find expected ':'", "a key has no colon", "key: value"),
    ("expected ',' or", "a comma or a closing bracket is missing before this", "{key: value, key: value}"),
    ("expected <block end>", "this line is indented differently from the lines it belongs with",
     "the same number of spaces as the line above it at the same level"),
    ("while scanning a quoted scalar|unexpected end of stream", "a quotation mark is opened and never closed",
     "a quotation mark at the end of the text"),
    ("expected a single document", "a second document begins here", "one policy in one file, without ---"),
    ("undefined alias", "“*” stands for a value that “&” has named before, and none is named so",
     "quotation marks round the text, or the value itself"),
    ("duplicate anchor", "“&” gives this name to a second value", "another name"),
    ("cannot start any token", "this character cannot start a value", "quotation marks round the text"),
)  # fmt: skip


def _not_yaml(file: str, text: str, error: MarkedYAMLError) -> PolicyError:
    opened = "quoted scalar" in (error.context or "")  # what matters is where it began, not where the file ended
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = f"{error.problem or ''} {error.context or ''}"
    lines = text.splitlines()
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return PolicyError(file, line, lines[line - 1].index("\t") + 1, _SAID[0][1], _SAID[0][2])  # type: ignore[index]
    for pattern, what, write in _SAID:
        if re.search(pattern, problem):
            return PolicyError(file, line, column, what, write)
    return PolicyError(file, line, column, f"this is not YAML: {error.problem}", "YAML 1.2")
