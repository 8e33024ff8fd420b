"""A name and every use of it: what is called something else is called so everywhere in the policy's files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wayforward.policies.shape.words import kebab
from wayforward.policies.sources import CLAUSES, EXAMPLES, POLICY
from wayforward.policies.writing.editing import Written, find
from wayforward.policies.writing.parts import Part, Texts
from wayforward.policies.writing.splicing import data_of, rewritten

OCCURRENCES = frozenset({"when", "until", "done-by", "restarts-on", "from", "automatic", "event"})
PEOPLE = frozenset({
    "who", "to", "copies", "by", "raising", "responding", "others", "set-by", "convened-by", "members", "falls-to",
    "post", "posts", "via", "notices", "not-notices", "blocked", "contacts", "suggests",
})  # fmt: skip
CONDITIONS = frozenset({"if", "not", "any", "skipped-when", "required-when", "takes-over", "facts"})


@dataclass(frozen=True)
class _Uses:
    """Where the name of one kind of element is used: as a value of these keys, as a key in these, in what happens."""

    values: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    happens: bool = False
    people: bool = False


def _of(*values: str, keys: tuple[str, ...] = (), happens: bool = False, people: bool = False) -> _Uses:
    return _Uses(frozenset(values), frozenset(keys), happens, people)


USES: Mapping[str, _Uses] = {
    "stages": _of("to", "at", "from", "stages", "stage", "shown", "escalate", "at-stage", "moves", "not-moves",
                  happens=True),
    "agencies": _of("agency", "of", "raising", "responding", "about", "full-board", "by", "to",
                    keys=("equivalents", "members", "positions"), happens=True),
    "posts": _of(keys=("positions",), people=True),
    "facts": _of(keys=tuple(CONDITIONS), happens=True),
    "events": _of(happens=True),
    "windows": _of("hours", "outside"),
    "duties": _of("done", "acknowledge", "duty", "duties", "not-duties", keys=("duty",), happens=True),
    "caps": _of("done", "duty", "duties", "not-duties", keys=("duty",), happens=True),
    "forms": _of("form"),
    "questions": _of("answer", "unless", keys=("answers",)),
    "endings": _of("close", "state", happens=True),
    "clauses": _of("clauses", "clause"),
    "assumptions": _of("assumption"),
}  # fmt: skip
CALLED = {  # what a note calls the kind of an element
    "stages": "stage", "agencies": "agency", "posts": "post", "facts": "fact", "windows": "window", "duties": "duty",
    "caps": "cap", "forms": "form", "endings": "ending", "reports": "report", "guidance": "guidance", "scope": "scope",
}  # fmt: skip


def named(part: Part) -> bool:
    """Whether the elements of a part have names that others use, or at least one of their own."""
    return "id" in {kebab(name) for name in part.shape.model_fields}


def rename(texts: Texts, part: Part, key: str, new: str) -> Written:
    """The files with this element called `new`, wherever it is named. Raises KeyError where there is none."""
    element = find(texts, part, key)
    if element is None or "id" not in element.values:
        raise KeyError(key)
    old, uses = str(element.values["id"]), USES.get(part.id, _of())
    written = dict(texts)
    for name in (POLICY, CLAUSES, EXAMPLES):
        if name in texts:
            said = data_of(name, texts[name])
            data = _Renaming(old, new, uses, CALLED.get(part.id, ""), _own_names(said)).walk(said, "", ())
            if name == POLICY or (name == CLAUSES and part.id == "clauses"):
                _own(data, element.path, new)
            written[name] = rewritten(name, texts[name], data)
    return written


def _own_names(said: Mapping[str, Any]) -> frozenset[str]:
    stages = [stage for stage in said.get("stages") or [] if isinstance(stage, Mapping)]
    moves = [move for stage in stages for move in stage.get("moves") or []]
    every = [*moves, *(said.get("moves") or []), *(said.get("routes") or [])]
    return frozenset(str(one["id"]) for one in every if isinstance(one, Mapping) and "id" in one)


def _own(data: Any, path: tuple[str | int, ...], new: str) -> None:
    for step in path:
        if isinstance(data, Mapping) and step not in data:
            return  # the element stands in the other file
        data = data[step]
    data["id"] = new


@dataclass(frozen=True)
class _Renaming:
    old: str
    new: str
    uses: _Uses
    called: str  # the kind of the element, as notes say it
    own_names: frozenset[str]  # of moves and routes that have a name of their own, so are not named after others

    def walk(self, value: Any, key: str, above: tuple[str, ...]) -> Any:
        match value:
            case Mapping():
                inside = key in self.uses.keys or (bool(above) and key in ("", "if") and above[-1] in self.uses.keys)
                return {self.key(name, inside): self.walk(held, name, (*above, key)) for name, held in value.items()}
            case list():
                return [self.walk(item, key, above) for item in value]
            case str():
                return self.word(value, key, above)
            case _:
                return value

    def key(self, name: str, inside: bool) -> str:
        return self.new if inside and name == self.old else name

    def word(self, text: str, key: str, above: tuple[str, ...]) -> str:
        if key in self.uses.values and text == self.old:
            return self.new
        if key == "elements":
            return self.noted(text)
        if self.uses.people and (key in PEOPLE or "equivalents" in above):
            side, _, post = text.rpartition(" ")
            return f"{side} {self.new}".strip() if post == self.old else text
        if self.uses.happens and key in OCCURRENCES:
            return self.occurrence(text)
        return text

    def noted(self, text: str) -> str:
        """An element as a note names it: "stage stage-2", "move stage-1-to-stage-2", "route police-2-1"."""
        kind, _, name = text.partition(" ")
        old = re.escape(self.old)
        if kind in (self.called, "duty") and name in (self.old, f"{self.old}-limit"):
            return f"{kind} {name.replace(self.old, self.new, 1)}"
        if name in self.own_names:
            return text
        if kind == "move" and self.called == "stage":
            return f"move {re.sub(rf'^{old}(?=-to-)|(?<=-to-){old}$', self.new, name)}"
        if kind == "route" and self.called == "agency":
            return f"route {re.sub(rf'^{old}(?=-)', self.new, name)}"
        return text

    def occurrence(self, text: str) -> str:
        def called(found: re.Match[str]) -> str:
            return self.new + (found[1] or "")

        return re.sub(rf"(?<!\S){re.escape(self.old)}(-limit)?(?!\S)", called, text)
