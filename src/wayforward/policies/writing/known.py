"""The names that a policy being written has for things, each with the words a person knows it by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wayforward.policies.errors import PolicyErrors
from wayforward.policies.phrases import SIDES, SPECIAL, bare_title
from wayforward.policies.sources import CLAUSES, POLICY, Sources, beside
from wayforward.policies.writing.parts import Texts
from wayforward.policies.writing.splicing import seen

Option = tuple[str, str]  # the value in the file, and what a person reads

STANDARD: Mapping[str, str] = {
    "raised": "when it is raised",
    "concern raised": "when the concern was first put to the other agency",
    "a stage begins": "whenever a stage begins",
    "a stage ends": "whenever a stage ends",
    "a formal stage begins": "whenever a formal stage begins",
    "a line begins": "whenever another line is asked",
    "discussion": "whenever they talk",
    "no reply": "whenever nobody answers",
    "response": "when the other agency answers",
    "response upheld": "when the other agency keeps to its decision",
    "response changed": "when the other agency changes its decision",
    "response partly": "when the other agency changes part of its decision",
    "resolution proposed": "when a way to settle it is proposed",
    "resolution agreed": "when that way is agreed",
    "resolution refused": "when that way is refused",
    "panel convened": "when the panel is called together",
    "decided": "when it is decided",
    "not decided": "when the deciders do not decide",
    "settled": "when it is settled, by agreement or decision",
    "resolved": "when it is settled by agreement",
    "closed": "when it is closed",
    "reopened": "when it is opened again",
}
OF_A_STAGE = {
    "begins": "when {} begins", "ends": "when {} ends", "settled": "when it is settled at {}",
    "resolved": "when it is settled by agreement at {}", "decided": "when it is decided at {}",
}  # fmt: skip
OFFERED = ("done", "overdue")  # of a duty; what else can happen to it is kept where the file says it
LONGEST = 70  # characters of a duty in a list to choose from
_LINE = re.compile(r"(?:(?P<stage>\S+) )?line (?P<line>\S+)(?: of (?P<agency>\S+))? begins")
AT_A_STAGE = {"discussion at": "when they talk at {}", "no reply at": "when nobody answers at {}"}
OF_A_DUTY = {
    "done": "when this is done: {}", "overdue": "when this is late: {}",
    "extended": "when this is given more time: {}", "set": "when the date of this is set: {}",
}  # fmt: skip
ENDED = {"resolved": "Settled by agreement", "decided": "Decided", "withdrawn": "Withdrawn"}
ALWAYS = {
    "formal": "The stage is formal", "answered": "The other agency has answered", "stage": "The stage",
    "line": "The line", "subject": "Whom it is about", "raising": "Who raised it", "responding": "Who is challenged",
    "status": "The status of the case",
}  # fmt: skip
SUBJECTS = {
    "child": "A child", "young-person": "A young person", "unborn": "An unborn child", "adult": "An adult at risk",
    "none": "No one person",
}  # fmt: skip
BELONGS = {
    "raising": "The agency that raises it", "responding": "The agency that is challenged",
    "each": "Every agency has one", "partnership": "The partnership", "outside": "A body outside the partnership",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """What can be named in a policy, read from its files and those it takes over. Broken files know nothing."""

    texts: Texts

    @cached_property
    def _data(self) -> tuple[Mapping[str, Any], ...]:
        """The policies it is made of, its own last."""
        found, name, seen = [], POLICY, set()
        while name in self.texts and name not in seen:
            seen.add(name)
            data = _data(name, self.texts)
            account = _data(beside(name, CLAUSES), self.texts)
            found.append({**data, "clauses": [*_items(data, "clauses"), *_items(account, "clauses")]})
            extends = data.get("extends")
            name = Sources.of(self.texts).policy_at(beside(name, extends)) if isinstance(extends, str) else ""
        return tuple(reversed(found))

    def items(self, key: str) -> list[Mapping[str, Any]]:
        """The elements of one list by their ids: those taken over first, each replaced by one's own."""
        found: dict[Any, Mapping[str, Any]] = {}
        for n, data in enumerate(self._data):
            for i, item in enumerate(_items(data, key)):
                found[item.get("id", (n, i))] = item
        return list(found.values())

    def options(self, key: str, *words: str) -> list[Option]:
        """The elements of a list as something to choose from, in the first of these words that each has."""
        return [(str(i["id"]), _said(i, words)) for i in self.items(key) if i.get("id")]

    @cached_property
    def stages(self) -> list[Option]:
        return [
            (str(i["id"]), ": ".join(filter(None, (_text(i, "label"), _text(i, "title")))) or str(i["id"]))
            for i in self.items("stages")
            if i.get("id")
        ]

    @cached_property
    def labels(self) -> dict[str, str]:
        return {str(i["id"]): _text(i, "label") or str(i["id"]) for i in self.items("stages") if i.get("id")}

    @cached_property
    def agencies(self) -> list[Option]:
        return self.options("agencies", "title")

    @cached_property
    def posts(self) -> list[Option]:
        return self.options("posts", "title")

    @cached_property
    def windows(self) -> list[Option]:
        return [(id, id.replace("-", " ").capitalize()) for id, _ in self.options("windows", "id")]

    @cached_property
    def lines(self) -> list[Option]:
        named = [str(i["line"]) for i in self.items("routes") if i.get("line")]
        through = [str(n) for s in self.items("stages") for n in _through(s)]
        found = sorted({*named, *through, "1", "2"}, key=lambda line: (len(line), line))
        return [(line, f"Line {line}") for line in found]

    @cached_property
    def duties(self) -> list[Option]:
        limits = [
            (f"{i['id']}-limit", f"the time of {_text(i, 'label')}")
            for i in self.items("stages") if i.get("id") and i.get("time")
        ]  # fmt: skip
        return [*self.options("duties", "says"), *self.options("caps", "says"), *limits]

    @cached_property
    def fields(self) -> list[Option]:
        return [
            (str(f["id"]), _said(f, ("label",)))
            for form in self.items("forms") for f in _items(form, "fields") if f.get("id")
        ]  # fmt: skip

    @cached_property
    def people(self) -> list[Option]:
        """Everybody a duty may name: the special words, then every post, on its side where each agency has one."""
        found = list(SPECIAL.items())[:5]
        for item in self.items("posts"):
            id = item.get("id")
            if not id:
                continue
            title = bare_title(_said(item, ("title",)))
            if item.get("of") == "each":
                found += [(f"{side} {id}", f"{says} {title}") for side, says in SIDES.items()]
            elif item.get("of") in SIDES:
                found.append((str(id), f"{SIDES[str(item['of'])]} {title}"))
            else:
                found.append((str(id), f"the {title}"))
        return found

    @cached_property
    def clauses(self) -> dict[str, str]:
        return {str(i["id"]): _text(i, "says") for i in self.items("clauses") if i.get("id")}

    @cached_property
    def assumptions(self) -> dict[str, str]:
        return {str(i["id"]): _text(i, "says") for i in self.items("assumptions") if i.get("id")}

    @cached_property
    def facts(self) -> list[tuple[str, str, list[Option]]]:
        """Each fact with what it asks and its values, the policy's own first."""
        yes_no = [("yes", "yes"), ("no", "no")]
        found = []
        for item in self.items("facts"):
            if item.get("id") and item.get("kind") != "date":
                own = [(str(o.get("id")), _said(o, ("says",))) for o in _items(item, "options")]
                found.append((str(item["id"]), _said(item, ("asks",)), own or yes_no))
        statuses = {str(k): str(v) for a in self.items("agencies") for k, v in (a.get("statuses") or {}).items()}
        values = {
            "stage": list(self.labels.items()), "line": self.lines, "subject": list(SUBJECTS.items()),
            "raising": self.agencies, "responding": self.agencies, "status": list(statuses.items()),
        }  # fmt: skip
        return found + [(id, asks, values.get(id, yes_no)) for id, asks in ALWAYS.items() if values.get(id, yes_no)]

    @cached_property
    def happenings(self) -> list[Option]:
        """Everything that can happen, in words."""
        stages = [
            *((f"{id} {what}", says.format(label)) for id, label in self.labels.items()
              for what, says in OF_A_STAGE.items()),
            *((f"{what} {id}", says.format(label)) for id, label in self.labels.items()
              for what, says in AT_A_STAGE.items()),
        ]  # fmt: skip
        lines = [(f"line {line} begins", f"when {says[0].lower()}{says[1:]} is asked") for line, says in self.lines]
        facts = [
            (f"{id} becomes {value}", f"when the answer is “{says}”: {asks}")
            for id, asks, values in self.facts if id not in ALWAYS for value, says in values
        ]  # fmt: skip
        duties = [
            (f"{id} {what}", OF_A_DUTY[what].format(shortened(d))) for what in OFFERED for id, d in self.duties
        ]  # fmt: skip
        endings = {**ENDED, **dict(self.options("endings", "title"))}
        closed = [(f"closed as {id}", f"when it is closed: {says}") for id, says in endings.items()]
        events = [(id, f"when this is recorded: {says}") for id, says in self.options("events", "says")]
        return [*stages, *STANDARD.items(), *events, *duties, *facts, *lines, *closed]

    def happens(self, text: str) -> str:
        """An occurrence in words."""
        plain = " ".join(text.split())
        known = dict(self.happenings).get(plain)
        if known:
            return known
        name, _, what = plain.rpartition(" ")
        if what in OF_A_DUTY and name in dict(self.duties):
            return OF_A_DUTY[what].format(dict(self.duties)[name])
        if found := _LINE.fullmatch(plain):
            stage, line, agency = found["stage"], found["line"], found["agency"]
            at = f" at {self.labels.get(stage, stage)}" if stage else ""
            of = f" of {dict(self.agencies).get(agency, agency)}" if agency else ""
            return f"when line {line}{of} is asked{at}"
        return f"when this happens: {plain}"

    def person(self, text: str) -> str:
        plain = " ".join(text.split())
        return dict(self.people).get(plain) or dict(self.posts).get(plain.rpartition(" ")[2], plain)


def _data(name: str, texts: Texts) -> Mapping[str, Any]:
    if name not in texts:
        return {}
    try:
        return seen(name, texts[name])
    except PolicyErrors:
        return {}


def _items(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    held = data.get(key)
    return [item for item in held if isinstance(item, Mapping)] if isinstance(held, list) else []


def _through(stage: Mapping[str, Any]) -> Iterator[Any]:
    lines = stage.get("lines")
    through = lines.get("through") if isinstance(lines, Mapping) else None
    yield from through if isinstance(through, list) else ()


def _text(item: Mapping[str, Any], key: str) -> str:
    return str(item.get(key) or "")


def _said(item: Mapping[str, Any], words: tuple[str, ...]) -> str:
    return next((text for word in words if (text := _text(item, word))), _text(item, "id"))


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def named_after(text: str, taken: set[str], otherwise: str) -> str:
    """A name for something new, made from its words and not yet given to anything: "stage-1", "reply-2"."""
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))[:5]
    plain = "-".join(words) or otherwise
    return next(name for n in range(1, len(taken) + 2) if (name := plain if n == 1 else f"{plain}-{n}") not in taken)
