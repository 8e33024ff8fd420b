"""Every element and every field of a policy, each changed by itself to something else that could stand there."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from wayforward.core.conditions import Condition, Test
from wayforward.core.policy.elements import Option, Statement
from wayforward.core.policy.people import AlsoCalled, Contact, Equivalent
from wayforward.core.policy.stages import Decision, Need, Needed, Panel, Power, Tiers
from wayforward.core.policy.times import Stated, Timescale
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount, Span, Unit
from wayforward.policies.comparing.matching import INSIDE, KINDS
from wayforward.policies.comparing.references import named_in
from wayforward.policies.comparing.words import SILENT

MODULES = (
    "duties", "elements", "facts", "papers", "people", "readers", "reminders", "routes", "stages", "times", "whole",
)  # fmt: skip
PLACE = "changed"  # what stands where a text or a name was changed


@dataclass(frozen=True)
class Mutation:
    """A policy in which one field is another. `element` and `field` are what a comparison has to name."""

    element: str
    field: str
    after: Policy


def whole(policy: Policy) -> Policy:
    """The policy with every part at hand: those from a cache are read one by one."""
    return Policy(**{each.name: getattr(policy, each.name) for each in fields(Policy)})


def mutations(policy: Policy) -> Iterator[Mutation]:
    """Every policy that differs from this one in a single field."""
    policy = whole(policy)
    for each in fields(Policy):
        value = getattr(policy, each.name)
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            yield from _in_group(policy, each.name, value)
        elif is_dataclass(value):
            kind = {"subjects_rest": "subjects", "reading": "reading"}.get(each.name, each.name)
            for path, changed in changes(value):
                yield Mutation(kind, path, replace(policy, **{each.name: changed}))
        elif ("Policy", each.name) not in SILENT and each.name not in KINDS:
            for path, changed in field_changes("Policy", each.name, value, annotation(Policy, each.name)):
                yield Mutation("policy", path, replace(policy, **{each.name: changed}))


def _in_group(policy: Policy, name: str, group: tuple[Any, ...]) -> Iterator[Mutation]:
    kind = KINDS[name]
    inner, inner_kind = INSIDE.get(kind, ("", ""))
    for here, element in enumerate(group):
        for path, changed in changes(element, skip=inner):
            element_id = getattr(element if path != "id" else changed, "id", None)
            yield Mutation(_name(kind, element_id), path, replace(policy, **{name: _put(group, here, changed)}))
        for there, part in enumerate(getattr(element, inner, ())):
            for path, changed in changes(part):
                held = replace(element, **{inner: _put(getattr(element, inner), there, changed)})
                part_id = (part if path != "id" else changed).id
                yield Mutation(_name(inner_kind, part_id), path, replace(policy, **{name: _put(group, here, held)}))


def _name(kind: str, id: str | None) -> str:
    return f"{kind} {id}" if id else kind


def _put(group: tuple[Any, ...], here: int, changed: Any) -> tuple[Any, ...]:
    return (*group[:here], changed, *group[here + 1 :])


def changes(element: Any, skip: str = "") -> Iterator[tuple[str, Any]]:
    """Each field of an element by its path, with the element in which that field alone is another."""
    owner = type(element).__name__
    for each in fields(element):
        if each.compare and each.name != skip:
            value = getattr(element, each.name)
            for path, changed in field_changes(owner, each.name, value, annotation(type(element), each.name)):
                yield path, replace(element, **{each.name: changed})


def field_changes(owner: str, name: str, value: Any, type_: Any) -> Iterator[tuple[str, Any]]:
    """Other values for one field; of a part that has fields of its own, one for each of those."""
    if is_dataclass(value) and not isinstance(value, (Amount, Condition)):
        for path, changed in changes(value):
            yield f"{name}.{path}", changed
        if type(None) in typing.get_args(type_):
            yield name, None
        return
    if isinstance(value, tuple) and value and isinstance(value[0], (AlsoCalled, Needed, Option, Stated, Statement)):
        yield from _of_parts(name, value)
        return
    yield name, _another(owner, name, value, type_)


def _of_parts(name: str, parts: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for here, part in enumerate(parts):
        for path, changed in changes(part):
            yield f"{name}.{path}", _put(parts, here, changed)
        yield name, _put(parts, here, part)[:here] + parts[here + 1 :]


def annotation(owner: type, name: str) -> Any:
    return _hints(owner)[name]


def _hints(owner: type) -> dict[str, Any]:
    if owner not in _KNOWN:
        space: dict[str, Any] = {}
        for module in MODULES:
            space |= vars(__import__(f"wayforward.core.policy.{module}", fromlist=["x"]))
        space |= vars(__import__("wayforward.core.working_time", fromlist=["x"]))
        _KNOWN[owner] = typing.get_type_hints(owner, localns=space)
    return _KNOWN[owner]


_KNOWN: dict[type, dict[str, Any]] = {}
NEW: Mapping[type, Any] = {
    Amount: Amount(3, Unit.CLOCK_HOURS),
    Condition: Condition(tests=(Test("a-fact", frozenset({"yes"})),)),
    Contact: Contact(phone="01632 960000"),
    Decision: Decision(power=Power.DECIDES),
    Equivalent: Equivalent(title="somebody"),
    Panel: Panel(size=3, members="a-post"),
    Tiers: Tiers(first="2"),
    Timescale: Timescale(within=Amount(3, Unit.CLOCK_HOURS)),
    date: date(2026, 1, 1),
    int: 7,
    str: PLACE,
    time: time(12, 0),
}
PARTS: Mapping[type, Any] = {
    AlsoCalled: AlsoCalled(says=PLACE),
    Needed: Needed(need=Need.REASON, says=PLACE),
    Option: Option(id=PLACE, says=PLACE),
    Stated: Stated(clause=PLACE, where="prose", printed=PLACE),
    Statement: Statement(clause=PLACE, where="prose", about=PLACE, says=PLACE),
}


def _another(owner: str, name: str, value: Any, type_: Any) -> Any:
    """Something of the same type that says something else."""
    match value:
        case bool():
            return not value
        case enum.Enum():
            return next(each for each in type(value) if each is not value)
        case Amount():
            return Amount(value.number + 1, value.unit) if value.number else Amount(3, Unit.CLOCK_HOURS)
        case Condition():
            return Condition(tests=(*value.tests, Test("a-fact", frozenset({"yes"}))), any_of=value.any_of)
        case str() if value:
            return f"{PLACE}-{value}" if name == "id" or named_in(owner, name) else f"{value} {PLACE}"
        case int():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case time():
            return value.replace(hour=(value.hour + 1) % 24)
        case tuple() if value and isinstance(value[0], str):
            return (*value, PLACE)
        case tuple() if value and isinstance(value[0], Span):
            return (*value[1:], replace(value[0], until=time(3, 0)))
        case tuple() if value and isinstance(value[0], time):
            return (value[0], value[1].replace(minute=50))
        case _ if isinstance(value, Mapping) and value:
            key = next(iter(value))
            return {**value, key: _another(owner, name, value[key], None)}
    return _something(type_)


def _something(type_: Any) -> Any:
    """What may stand where there was nothing."""
    options = [each for each in typing.get_args(type_) if each is not type(None)]
    if isinstance(type_, types.UnionType) or typing.get_origin(type_) is typing.Union:
        return _something(options[0])
    if type_ in NEW:
        return NEW[type_]
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return next(iter(type_))
    held = options[0] if options else str
    if typing.get_origin(type_) is tuple:
        return (PARTS.get(held, PLACE),)
    value = options[1] if len(options) > 1 else str
    return {PLACE: NEW.get(value, (PLACE,))}
