"""Every name that a policy declares, and what is wrong with a use of one that it does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict

from wayforward.core.policy.elements import Statement
from wayforward.policies.errors import PolicyError, nearest
from wayforward.policies.shape.whole import PolicyShape
from wayforward.policies.shape.words import Cites, Rests, Shape, StatementShape
from wayforward.policies.source import Place

SIDES = ("raising", "responding")
PEOPLE = ("raiser", "supporter", "counterpart", "all involved", "each agency")
BELONGING = (*SIDES, "each", "partnership", "outside")
ALWAYS_KNOWN = ("stage", "line", "formal", "subject", "raising", "responding", "status", "answered")
SUBJECTS = ("child", "young-person", "unborn", "adult", "none")


class Rest(TypedDict):
    """What every core Element carries besides its id."""

    clauses: tuple[str, ...]
    assumptions: tuple[str, ...]
    silent: str | None
    unstated: tuple[str, ...]
    stated: tuple[Statement, ...]


RESTING = frozenset(
    {"id", "clauses", "assumption", "silent", "unstated", "stated"}
)  # they say what an element rests on


class Names:
    """The names a policy declares. Errors are collected, so that one reading tells them all."""

    def __init__(self, shape: PolicyShape, left_out: Mapping[str, Place] = MappingProxyType({})) -> None:
        self.errors: list[PolicyError] = []
        self.shape = shape
        self.left_out = left_out
        self.agencies = {agency.id: agency for agency in shape.agencies}
        self.posts = {post.id: post for post in shape.posts}
        self.facts = {fact.id: fact for fact in shape.facts}
        self.windows = {window.id: window for window in shape.windows}
        self.stages = {stage.id: stage for stage in shape.stages}
        self.forms = {form.id: form for form in shape.forms}
        self.fields = frozenset(field.id for form in shape.forms for field in form.fields)
        self.events = frozenset(event.id for event in shape.events)
        self.endings = frozenset(ending.id for ending in shape.endings) | {"resolved", "decided", "withdrawn"}
        self.assumptions = frozenset(assumption.id for assumption in shape.assumptions)
        self.clauses = frozenset(clause.id for clause in shape.clauses)
        limits = {f"{stage.id}-limit" for stage in shape.stages if stage.time is not None}
        self.duties = frozenset(duty.id for duty in shape.duties) | limits | {cap.id for cap in shape.caps}
        self.statuses = frozenset(status for agency in shape.agencies for status in agency.statuses)
        self.lines = frozenset(route.line for route in shape.routes) | _tiers(shape)
        self.open_climb = any(stage.tiers is not None for stage in shape.stages)
        self._no_account = False

    def wrong(self, place: Place, what: str, write: str, *, key: bool = False) -> None:
        self.errors.append(place.error(what, write, key=key))

    def check(self, name: str, known: Collection[str], place: Place, kind: str, of: str = " of this policy") -> bool:
        """Whether the name is declared; if not, the error says which one it resembles."""
        if name in known:
            return True
        self.missed(name, place)
        self.wrong(place, f"“{name}” is no {kind}{of}", nearest(name, known))
        return False

    def missed(self, name: str, place: Place) -> None:
        """Where a name is unknown because this policy leaves it out, say so where it is left out."""
        if name in self.left_out:
            what = f"leaving out “{name}” leaves line {place.line} of {place.source.file} naming nothing"
            write = f"leave-out: also what stands there, or write that anew without “{name}”"
            self.errors.append(self.left_out[name].error(what, write))

    def check_each(
        self,
        names: Iterable[str],
        known: Collection[str],
        place: Place,
        kind: str,
        of: str = " of this policy",
    ) -> tuple[str, ...]:
        checked = tuple(names)
        for i, name in enumerate(checked):
            self.check(name, known, place / i, kind, of)
        return checked

    def rests(self, shape: Cites, place: Place | None = None) -> Rest:
        """What an element rests on, checked."""
        place = place or shape.place
        return Rest(
            clauses=self.cites(shape.clauses, place / "clauses"),
            assumptions=self.assumes(shape.assumption, place / "assumption"),
            silent=shape.silent,
            unstated=self.unstated(shape, shape.unstated),
            stated=tuple(self._statement(one) for one in shape.stated) if isinstance(shape, Rests) else (),
        )

    def unstated(self, shape: Shape, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys of this element that the text does not state."""
        known = {str(field.alias) for field in type(shape).model_fields.values()} - RESTING
        return self.check_each(keys, known, shape.place / "unstated", "key", " of what it stands in") if keys else ()

    def _statement(self, shape: StatementShape) -> Statement:
        self.cites([shape.clause], shape.place / "clause")
        return Statement(clause=shape.clause, where=shape.where, about=shape.about, says=shape.says)

    def cites(self, clauses: Sequence[str], place: Place) -> tuple[str, ...]:
        if clauses and not self.clauses:
            if not self._no_account:
                what = "clauses are named, and the policy has no account of its clauses"
                self.wrong(place, what, f"clauses.yaml beside it, with {{id: {clauses[0]}, ref: ..., says: ...}}")
            self._no_account = True
            return tuple(clauses)
        return self.check_each(clauses, self.clauses, place, "clause")

    def assumes(self, assumptions: Sequence[str], place: Place) -> tuple[str, ...]:
        return self.check_each(assumptions, self.assumptions, place, "assumption")

    def is_line(self, line: str) -> bool:
        return line in self.lines or (self.open_climb and line.isdecimal())

    def values(self, fact: str) -> tuple[str, ...] | None:
        """Every value a fact may have; None for a date, and for a fact nobody declared."""
        match fact:
            case "stage":
                return tuple(self.stages)
            case "line":
                return tuple(sorted(self.lines))
            case "formal" | "answered":
                return ("yes", "no")
            case "subject":
                return SUBJECTS
            case "raising" | "responding":
                return tuple(self.agencies)
            case "status":
                return tuple(sorted(self.statuses))
        declared = self.facts.get(fact)
        if declared is None or declared.kind == "date":
            return None
        return ("yes", "no") if declared.kind == "yes-no" else tuple(option.id for option in declared.options)

    def unique(self, shapes: Iterable[tuple[str, Shape]], kind: str) -> None:
        """Every id is given once; the second place is the one that is wrong."""
        first: dict[str, Place] = {}
        for id, shape in shapes:
            place = shape.place / "id"
            if id in first:
                before = first[id]
                where = "" if before.source is place.source else f" of {before.source.file}"
                self.wrong(place, f"“{id}” is already the {kind} on line {before.line}{where}", "another id")
            else:
                first[id] = place

    def no_circle(self, steps: Mapping[str, Sequence[str]], place: Callable[[str], Place], says: str) -> None:
        """Nothing leads back to itself, however long the way round. Each circle is told once."""
        told: set[str] = set()
        for start in steps:
            trail, waiting = [start], list(steps[start])
            while waiting and start not in told:
                step = waiting.pop(0)
                if step == start:
                    told.update(trail)
                    way = f", by way of “{trail[-1]}”" if len(trail) > 1 else ""
                    self.wrong(place(start), f"“{start}” {says} itself{way}", "another, or leave it out")
                elif step not in trail:
                    trail.append(step)
                    waiting += steps.get(step, ())


def _tiers(shape: PolicyShape) -> frozenset[str]:
    lines = {line for stage in shape.stages if stage.lines for line in stage.lines.through}
    firsts = {stage.tiers.first for stage in shape.stages if stage.tiers}
    return frozenset(lines | firsts)
