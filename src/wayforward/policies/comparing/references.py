"""Which fields name other elements, and how those names are read alike in both policies."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from wayforward.core.conditions import Condition, Test

PEOPLE = ("post",)
EVERYTHING = (
    "agency", "post", "fact", "event", "window", "start", "stage", "move", "duty", "route", "form", "field", "guidance",
    "scope", "report", "ending", "term", "reference", "noted",
)  # fmt: skip
OCCURRENCES = ("stage", "duty", "event", "agency", "ending", "fact", "line")
FACTS = ("fact", "agency")  # what conditions are about: facts, and the sides
CLAUSES = ("clause",)
SIDES = frozenset({"raising", "responding"})

NAMES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Decision", "by"): PEOPLE,
    ("Duty", "applies"): FACTS,
    ("Duty", "copies"): PEOPLE,
    ("Duty", "done_by"): OCCURRENCES,
    ("Duty", "form"): ("form",),
    ("Duty", "restarts_on"): OCCURRENCES,
    ("Duty", "stage"): ("stage",),
    ("Duty", "stages"): ("stage",),
    ("Duty", "to"): PEOPLE,
    ("Duty", "until"): OCCURRENCES,
    ("Duty", "when"): OCCURRENCES,
    ("Duty", "who"): PEOPLE,
    ("Equivalent", "of"): ("agency",),
    ("Field", "required_when"): FACTS,
    ("Field", "source"): ("fact", "field", "stage", "duty"),
    ("Field", "unless"): ("field",),
    ("Form", "to"): PEOPLE,
    ("Form", "when"): OCCURRENCES,
    ("Guidance", "shown"): ("stage", "fact"),
    ("Guidance", "when"): FACTS,
    ("Move", "automatic"): OCCURRENCES,
    ("Move", "by"): PEOPLE,
    ("Move", "to"): ("stage",),
    ("Move", "when"): FACTS,
    ("Needed", "name"): ("field", "form", "duty"),
    ("Needed", "when"): FACTS,
    ("Accepted", "finding"): EVERYTHING,
    ("Noted", "elements"): EVERYTHING,
    ("Panel", "convened_by"): PEOPLE,
    ("Panel", "members"): PEOPLE,
    ("Policy", "inherited_contacts"): PEOPLE,
    ("Post", "falls_to"): PEOPLE,
    ("Post", "of"): ("agency",),
    ("Post", "via"): PEOPLE,
    ("Report", "by"): PEOPLE,
    ("Report", "to"): PEOPLE,
    ("Route", "agency"): ("agency",),
    ("Route", "hours"): ("window",),
    ("Route", "posts"): PEOPLE,
    ("Route", "takes_over"): FACTS,
    ("Route", "via"): PEOPLE,
    ("Route", "when"): FACTS,
    ("Scope", "when"): FACTS,
    ("Stage", "acts"): PEOPLE,
    ("Stage", "skipped_when"): FACTS,
    ("Start", "at"): ("stage",),
    ("Start", "when"): FACTS,
    ("Stated", "clause"): CLAUSES,
    ("Statement", "clause"): CLAUSES,
    ("Timescale", "set_by"): PEOPLE,
    ("Timescale", "starts"): OCCURRENCES,
}


def named_in(owner: str, name: str) -> tuple[str, ...]:
    """The kinds of element that this field of this class names; none where it is text or a value."""
    if name in ("clauses", "assumptions"):
        return (name.removesuffix("s"),)
    return NAMES.get((owner, name), ())


@dataclass
class Renames:
    """What the elements of one policy are called in the other, so that two names for one thing read alike.

    `of` is by kind: the earlier id to the later. `gone` and `new` are the stages that only one of the two has.
    """

    of: dict[str, dict[str, str]] = field(default_factory=dict)
    later_ids: dict[str, frozenset[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    one_policy: bool = True  # False: two policies, whose ids are each their own affair
    shares_clauses: bool = True  # False: two documents that number their clauses each for itself
    shared_subjects: frozenset[str] | None = None  # where the two policies have different subjects

    @property
    def any(self) -> bool:
        """Whether something is called differently in the two policies."""
        return any(self.of.values()) or bool(self.gone or self.new) or self.shared_subjects is not None

    def may_read_otherwise(self, owner: str, name: str, value: Any) -> bool:
        """Whether one value, found in this field of both policies, could say different things in them."""
        match value:
            case None | int() | float() | enum.Enum() | ():
                return False
            case str() | (str(), *_):
                return self.has_any(named_in(owner, name))
            case _:
                return self.any

    def has_any(self, kinds: Collection[str]) -> bool:
        """Whether an element of these kinds is called differently in the two policies."""
        return any(self.of.get(kind) for kind in kinds)

    def earlier(self, kinds: Collection[str], value: Any) -> Any:
        """A value of the earlier policy, in the names of the later one."""
        table = {old: new for kind in kinds for old, new in self.of.get(kind, {}).items()}
        return self._read(value, table)

    def later(self, kinds: Collection[str], value: Any) -> Any:
        """A value of the later policy. A name that it no longer has itself is read as what that thing became."""
        table = {
            old: new
            for kind in kinds
            for old, new in self.of.get(kind, {}).items()
            if old not in self.later_ids.get(kind, ())
        }
        return self._read(value, table)

    def _read(self, value: Any, table: Mapping[str, str]) -> Any:
        match value:
            case str():
                return _text(value, table)
            case tuple():
                return tuple(self._read(each, table) for each in value)
            case Condition():
                return self.condition(value, table)
            case _ if isinstance(value, Mapping):
                return {_text(key, table) if isinstance(key, str) else key: self._read(each, table)
                        for key, each in value.items()}  # fmt: skip
            case _:
                return value

    def condition(self, condition: Condition, table: Mapping[str, str]) -> object:
        """A condition with its tests in no order, and without what is so for every subject that both policies have."""
        tests = frozenset(
            (table.get(test.fact, test.fact), _values(test, table), test.negated)
            for test in condition.tests
            if not self._is_so_anyway(Condition(tests=(test,)))
        )
        if not condition.any_of or self._is_so_anyway(Condition(any_of=condition.any_of)):
            return tests, frozenset[object]()
        return tests, frozenset(self.condition(option, table) for option in condition.any_of)

    def _is_so_anyway(self, condition: Condition) -> bool:
        if not self.shared_subjects or "subject" not in condition.facts():
            return False
        other_facts = condition.facts() - {"subject"}
        about_subject = Condition(condition.tests, tuple(o for o in condition.any_of if o.facts() <= {"subject"}))
        if other_facts and not about_subject.any_of:
            return False
        return all(about_subject.holds({"subject": frozenset({one})}) for one in (*self.shared_subjects, "no"))


def _text(text: str, table: Mapping[str, str]) -> str:
    """A name, or an occurrence that has names among its words."""
    if text in table:
        return table[text]
    return " ".join(table.get(word, word) for word in text.split(" ")) if " " in text else text


def renamed(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The same condition about facts that are called otherwise."""
    tests = tuple(Test(names.get(test.fact, test.fact), test.values, test.negated) for test in condition.tests)
    return Condition(tests, tuple(renamed(option, names) for option in condition.any_of))


def _values(test: Test, table: Mapping[str, str]) -> frozenset[str]:
    return frozenset(table.get(one, one) for one in test.values) if test.fact in SIDES else test.values
