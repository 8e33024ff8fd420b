"""What differs between two policies, element by element: exactly one sentence for each field, element or move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from wayforward.core.policy.elements import Element
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Window
from wayforward.policies.comparing import effects
from wayforward.policies.comparing.clauses import unspoken
from wayforward.policies.comparing.matching import NO_ID, Matched
from wayforward.policies.comparing.naming import Naming
from wayforward.policies.comparing.order import nth, staying
from wayforward.policies.comparing.pairing import Pair
from wayforward.policies.comparing.references import PEOPLE, named_in
from wayforward.policies.comparing.ripples import follows, without_ripples
from wayforward.policies.comparing.saying import NAMED_BY, TOLD, clauses_of, ended, kind_of, quoted, said
from wayforward.policies.comparing.sentences import SUBSTANCE, Effect, Kind, Same, Sentence
from wayforward.policies.comparing.shared import Told, once
from wayforward.policies.comparing.telling import short
from wayforward.policies.comparing.walking import Difference, differences
from wayforward.policies.comparing.words import NAMES, SILENT, noun

IN_ORDER = frozenset({"stage", "start", "route"})  # their order decides; that of the rest is how they are listed
ORDERED = IN_ORDER | {
    "agency",
    "duty",
    "ending",
    "fact",
    "field",
    "form",
    "guidance",
    "move",
    "post",
    "report",
    "scope",
}
WHOLE = ("policy", "document", "reading", "reminders", "subjects")  # of the policy itself, always in both


class Teller:
    """Two policies and how they match: what every sentence is made from."""

    def __init__(self, before: Policy, after: Policy, matched: Matched) -> None:
        self.before, self.after, self.matched = Naming(before), Naming(after), matched

    def all(self) -> Iterator[Told]:
        """Every pair with what is to be said about it, in the order of the file."""
        whole = [Told(pair, tuple(self._of(pair))) for pair in self._whole()]
        by_kind: dict[str, list[Told]] = {pair.kind: [] for pair in self.matched.pairs}
        nothing_renamed = not self.matched.renames.any
        for pair in self.matched.pairs:
            same = pair.before is pair.after and nothing_renamed
            by_kind[pair.kind].append(Told(pair, () if same else tuple(self._of(pair))))
        found = list(chain(whole, *(self._of_kind(kind, told) for kind, told in by_kind.items())))
        yield from found
        if not self.matched.renames.shares_clauses:
            said = [sentence for each in found for sentence in each.sentences]
            for pair in unspoken(self.matched.of("clause"), said):
                yield Told(pair, (self._come_or_gone(pair),))

    def _of_kind(self, kind: str, told: Sequence[Told]) -> Iterator[Told]:
        yield from once(told) if kind == "move" else told
        yield from (Told(pair, (sentence,)) for pair, sentence in self._moved(kind))

    def _whole(self) -> Iterator[Pair]:
        """The policy itself, its document, its reading of time, its reminders and whom it is for."""
        one, other = self.before.policy, self.after.policy
        yield Pair("policy", one, other)
        yield Pair("document", one.document, other.document)
        yield Pair("reading", one.reading, other.reading)
        yield Pair("reminders", one.reminders, other.reminders)
        if one.subjects_rest or other.subjects_rest:
            nothing = Element(id="subjects")
            yield Pair("subjects", one.subjects_rest or nothing, other.subjects_rest or nothing)

    def _of(self, pair: Pair) -> Iterator[Sentence]:
        if pair.before is None or pair.after is None:
            if not follows(pair, self.matched) and not (
                pair.kind == "clause" and not self.matched.renames.shares_clauses
            ):
                yield self._come_or_gone(pair)
            return
        if pair.kind == "clause" and not self.matched.renames.shares_clauses:
            return
        found = list(differences(pair.before, pair.after, self.matched.renames, _skipped(pair)))
        told: dict[str, Sentence] = {}  # each once: the short time of a duty rests on the clauses of the duty
        for each in without_ripples(pair, found, self.matched):
            sentence = self._differs(pair, each)
            told.setdefault(sentence.says, sentence)
        yield from told.values()
        if pair.kind == "field" and self._changed_form(pair):
            yield self._went(pair)

    def _come_or_gone(self, pair: Pair) -> Sentence:
        """One sentence for an element that only one of the two policies has."""
        kind = Kind.ADDED if pair.before is None else Kind.REMOVED
        telling = self.after if pair.before is None else self.before
        owner = pair.owner_after if pair.before is None else pair.owner_before
        name = telling.title(pair.kind, pair.either, owner)
        about = telling.about(pair.kind, pair.either)
        head = f"{'New' if kind is Kind.ADDED else 'Lost'} {noun(pair.kind)}: {name}"
        text = about or name
        return Sentence(
            kind=kind,
            element=element_name(pair.kind, pair.either),
            field="",
            says=f"{head}{f': {about}' if about else ''}.",
            before=text if pair.after is None else None,
            after=text if pair.before is None else None,
            effect=Effect.NEW if kind is Kind.ADDED else Effect.LOST,
            clauses_before=self._clauses(pair.before, pair.kind, pair.owner_before),
            clauses_after=self._clauses(pair.after, pair.kind, pair.owner_after),
        )

    def _clauses(self, element: Any, kind: str, owner: Any) -> tuple[str, ...]:
        if kind == "clause":
            return (element.id,) if element is not None else ()
        return clauses_of(element, (), owner)

    def _differs(self, pair: Pair, each: Difference) -> Sentence:
        name = self.before.name(pair.kind, pair.before, pair.owner_before)
        field = each.path[-1].partition("[")[0]
        one, other = (
            self.before.value(each.owner, field, each.before),
            self.after.value(each.owner, field, each.after),
        )
        effect = self._effect(each)
        return Sentence(
            kind=kind_of(each),
            element=element_name(pair.kind, pair.after),
            field=".".join(each.path),
            says=self._sentence(pair, name, each, one, other, effect),
            before=one,
            after=other,
            effect=effect,
            clauses_before=clauses_of(pair.before, each.path, pair.owner_before),
            clauses_after=clauses_of(pair.after, each.path, pair.owner_after),
        )

    def _sentence(
        self, pair: Pair, name: str, each: Difference, one: str | None, other: str | None, effect: Effect | None
    ) -> str:
        if len(each.path) == 1 and each.field in NAMED_BY.get(pair.kind, ()) and one and other:
            was = "" if short(each.before) == each.before.rstrip(".") else f" (was {quoted(one)})"
            verb = "is now called" if each.field in NAMES else "now reads"
            return ended(f"{name} {verb} {quoted(other)}{was}")
        did = f": {effect}" if effect in TOLD and not each.part else ""
        return ended(f"{name}: {said(each, one, other, self._items(each))}{did}")

    def _items(self, each: Difference) -> tuple[list[str], list[str]] | None:
        """Of two lists that have something in common: what is new, and what is no longer there, in words."""
        if not (isinstance(each.before, tuple) and isinstance(each.after, tuple)) or each.owner == "Window":
            return None
        kinds, renames = named_in(each.owner, each.field), self.matched.renames
        one, other = renames.earlier(kinds, each.before), renames.later(kinds, each.after)
        if not set(one) & set(other) or each.moved:
            return None
        new = [word for word, known in zip(each.after, other, strict=True) if known not in one]
        lost = [word for word, known in zip(each.before, one, strict=True) if known not in other]
        told = (self.after, new), (self.before, lost)
        added, gone = ([t.value(each.owner, each.field, word) or "" for word in words] for t, words in told)
        return added, gone

    def _effect(self, each: Difference) -> Effect | None:
        if (each.owner, each.field) == ("Route", "hours"):
            windows = ({one.id: one for one in telling.policy.windows} for telling in (self.before, self.after))
            one, other = (known.get(id) for known, id in zip(windows, (each.before, each.after), strict=True))
            return effects.hours(one, other)
        if (each.owner, each.field) == ("Window", "spans"):
            return effects.hours(Window("", each.before), Window("", each.after))
        kinds = named_in(each.owner, each.field)
        renames = self.matched.renames
        if kinds == PEOPLE:
            return effects.effect(each, renames.earlier(kinds, each.before), renames.later(kinds, each.after))
        return effects.effect(each, each.before, each.after)

    def _changed_form(self, pair: Pair) -> bool:
        forms = self.matched.of("form")
        return not any(one.before is pair.owner_before and one.after is pair.owner_after for one in forms)

    def _went(self, pair: Pair) -> Sentence:
        one, other = pair.owner_before.title, pair.owner_after.title
        name = self.before.name(pair.kind, pair.before, pair.owner_before)
        return self._move(pair, f"{name}: it is now asked on “{other}”", one, other, "form")

    def _moved(self, kind: str) -> Iterator[tuple[Pair, Sentence]]:
        """The fewest elements whose moving gives the other order; each is told once."""
        if kind not in (ORDERED if self.matched.renames.one_policy else IN_ORDER):
            return
        pairs = [pair for pair in self.matched.of(kind) if pair.before is not None and pair.after is not None]
        groups: dict[object, list[Pair]] = {}
        for pair in pairs:
            groups.setdefault(_within(pair), []).append(pair)
        for group in groups.values():
            standing = [self._places[id(pair.after)] for pair in group]
            if standing == sorted(standing):
                continue
            places = [sorted(standing).index(place) for place in standing]
            for here in sorted(set(range(len(group))) - staying(places)):
                pair, there = group[here], places[here]
                name = self.before.name(kind, pair.before, pair.owner_before)
                says = f"{name}: it now stands {nth(there)} of {len(group)} (was {nth(here)})"
                yield pair, self._move(pair, says, nth(here), nth(there), "order")

    @cached_property
    def _places(self) -> dict[int, int]:
        """Where each element of the later policy stands among its own kind, by its identity."""
        policy = self.after.policy
        groups = [getattr(policy, each.name) for each in fields(Policy) if _holds(getattr(policy, each.name))]
        groups += [stage.moves for stage in policy.stages] + [form.fields for form in policy.forms]
        return {id(element): place for group in groups for place, element in enumerate(group)}

    def _move(self, pair: Pair, says: str, before: str, after: str, field: str) -> Sentence:
        return Sentence(
            kind=Kind.MOVED,
            element=element_name(pair.kind, pair.after),
            field=field,
            says=f"{says}.",
            before=before,
            after=after,
            clauses_before=clauses_of(pair.before, (), pair.owner_before),
            clauses_after=clauses_of(pair.after, (), pair.owner_after),
        )

    def same(self, told: Sequence[Told]) -> Iterator[Same]:
        """What both policies have alike: nothing is said of it, or only of its words and what it rests on."""
        seen: dict[int, tuple[Pair, list[Sentence]]] = {}
        for each in told:
            seen.setdefault(id(each.pair), (each.pair, []))[1].extend(each.sentences)
        for pair, sentences in seen.values():
            if pair.kind in WHOLE or None in (pair.before, pair.after):
                continue
            if not any(sentence.kind in SUBSTANCE for sentence in sentences):
                yield Same(
                    element=element_name(pair.kind, pair.after),
                    title=self.after.name(pair.kind, pair.after, pair.owner_after),
                    clauses_before=_every_clause(pair.before, pair.kind),
                    clauses_after=_every_clause(pair.after, pair.kind),
                )


def element_name(kind: str, element: Any) -> str:
    """ "duty stage-2-limit"; "policy", "document", "reminders" and "subjects" have no second word."""
    if kind in ("policy", "document", "reminders", "subjects") or not hasattr(element, "id"):
        return kind if kind not in NO_ID else f"{kind} {getattr(element, 'finding', '') or element.what}"
    return f"{kind} {element.id}"


def _skipped(pair: Pair) -> frozenset[str]:
    """What is told elsewhere: the elements in a policy, the moves of a stage, the fields of a form."""
    if pair.kind != "policy":
        return {"stage": frozenset({"moves"}), "form": frozenset({"fields"})}.get(pair.kind, frozenset())
    held = {
        each.name for each in fields(Policy) for one in (pair.before, pair.after) if _holds(getattr(one, each.name))
    }
    return frozenset({name for owner, name in SILENT if owner == "Policy"} | held)


def _holds(value: Any) -> bool:
    return bool(isinstance(value, tuple) and value and is_dataclass(value[0]))


def _within(pair: Pair) -> object:
    """What order is told inside: rows of one line, moves of one stage, questions of one form, or all of a kind."""
    if pair.kind == "route":
        return pair.after.agency, pair.after.line
    return id(pair.owner_after) if pair.owner_after is not None else None


def _every_clause(element: Any, kind: str) -> tuple[str, ...]:
    return (element.id,) if kind == "clause" else tuple(getattr(element, "clauses", ()))
