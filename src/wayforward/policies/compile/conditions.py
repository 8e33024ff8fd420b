"""What a condition, an occurrence or a person means in a policy, and whether each name in it is known."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from wayforward.core.conditions import Condition, Test
from wayforward.core.occurrences import STANDARD
from wayforward.policies.compile.names import ALWAYS_KNOWN, PEOPLE, SIDES, Names
from wayforward.policies.errors import nearest, quoted
from wayforward.policies.source import Place


def condition(raw: dict[str, Any], place: Place, names: Names) -> Condition:
    """A mapping of facts to values: all hold; `any` one of several; under `not`, none of them holds."""
    tests: list[Test] = []
    any_of: tuple[Condition, ...] = ()
    for key, value in raw.items():
        here = place / key
        if key == "any":
            any_of = _alternatives(value, here, names)
        elif key == "not":
            tests += _denied(value, here, names)
        else:
            tests += _test(key, value, here, names, negated=False)
    return Condition(tuple(tests), any_of)


def _alternatives(value: Any, place: Place, names: Names) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        names.wrong(place, "“any” is a list of conditions", "any: [{fact: value}, {fact: value}]")
        return ()
    return tuple(condition(item, place / i, names) for i, item in enumerate(value))


def _denied(value: Any, place: Place, names: Names) -> list[Test]:
    if not isinstance(value, dict) or not value or {"any", "not"} & value.keys():
        names.wrong(place, "“not” is a set of facts and values", "not: {fact: value}")
        return []
    return [test for key, given in value.items() for test in _test(key, given, place / key, names, negated=True)]


def _test(fact: str, given: Any, place: Place, names: Names, *, negated: bool) -> list[Test]:
    if fact not in ALWAYS_KNOWN and fact not in names.facts:
        known = [*names.facts, *ALWAYS_KNOWN, "any", "not"]
        names.missed(fact, place)
        names.wrong(place, f"“{fact}” is no fact of this policy", nearest(fact, known), key=True)
        return []
    values = given if isinstance(given, list) else [given]
    if not values:
        names.wrong(place, f"“{fact}” has no value to be compared with", f"{fact}: and a value")
        return []
    known_values = names.values(fact)
    if known_values is None:
        names.wrong(place, f"“{fact}” is a date, and a condition compares no dates", "a yes-no fact instead", key=True)
        return []
    for i, value in enumerate(values):
        _value(fact, value, place / i, known_values, names)
    return [Test(fact, frozenset(str(value) for value in values), negated)]


def _value(fact: str, value: Any, place: Place, known: Sequence[str], names: Names) -> None:
    match value:
        case bool():
            names.wrong(place, f"“{fact}” is compared with {str(value).lower()}", "yes" if value else "no")
        case int() | float():
            text = place.source.written.get(place.path, str(value))
            names.wrong(place, f"{text} stands outside quotation marks, so programs read it as a number", quoted(text))
        case str() if value in known or (fact == "line" and names.is_line(value)):
            return
        case _:
            names.missed(str(value), place)
            names.wrong(place, f"“{value}” is no value of “{fact}”", nearest(str(value), known))


def occurrences(texts: Sequence[str], place: Place, names: Names) -> tuple[str, ...]:
    """Occurrences as a policy writes them (the grammar is in core/occurrences), each name in them checked."""
    return tuple(occurrence(text, place / i, names) for i, text in enumerate(texts))


def occurrence(text: str, place: Place, names: Names) -> str:
    plain = " ".join(text.split())
    if plain in STANDARD or plain in names.events:
        return plain
    for pattern, kind in _PATTERNS:
        if match := pattern.fullmatch(plain):
            _check_parts(plain, match, kind, place, names)
            return plain
    names.missed(plain, place)
    names.wrong(place, f"“{plain}” is nothing that can happen", nearest(plain, _every_occurrence(names)))
    return plain


_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"line (?P<line>\S+) begins"), "line"),
    (re.compile(r"(?P<stage>\S+) line (?P<line>\S+) begins"), "line"),
    (re.compile(r"line (?P<line>\S+) of (?P<agency>\S+) begins"), "line"),
    (re.compile(r"(?P<stage>\S+) (begins|ends|settled|resolved|decided)"), "stage"),
    (re.compile(r"(discussion|no reply) at (?P<stage>\S+)"), "stage"),
    (re.compile(r"closed as (?P<ending>\S+)"), "ending"),
    (re.compile(r"(?P<duty>\S+) (done|overdue|extended|set)"), "duty"),
    (re.compile(r"(?P<fact>\S+) becomes (?P<value>\S+)"), "fact"),
)


def _check_parts(plain: str, match: re.Match[str], kind: str, place: Place, names: Names) -> None:
    parts = match.groupdict()
    known: dict[str, Collection[str]] = {
        "stage": names.stages, "agency": names.agencies, "ending": names.endings, "duty": names.duties,
        "fact": names.facts,
    }  # fmt: skip
    for part, name in parts.items():
        if part in known and name not in known[part]:
            instead = plain.replace(name, nearest(name, known[part])) if known[part] else nearest(name, ())
            names.missed(name, place)
            names.wrong(place, f"“{plain}” names “{name}”, which is no {part} of this policy", instead)
            return
    if "line" in parts and not names.is_line(parts["line"]):
        names.wrong(place, f"“{plain}” names line “{parts['line']}”, which has no route", nearest("", names.lines))
    if kind == "fact":
        values = names.values(parts["fact"])
        if values is not None and parts["value"] not in values:
            what = f"“{plain}” names “{parts['value']}”, which is no value of “{parts['fact']}”"
            names.wrong(place, what, f"{parts['fact']} becomes {nearest(parts['value'], values)}")


def _every_occurrence(names: Names) -> list[str]:
    stages = [f"{stage} {what}" for stage in names.stages for what in ("begins", "ends", "settled", "resolved")]
    duties = [f"{duty} {what}" for duty in names.duties for what in ("done", "overdue", "extended", "set")]
    talks = [f"{what} at {stage}" for stage in names.stages for what in ("discussion", "no reply")]
    return [
        *STANDARD,
        *names.events,
        *stages,
        *duties,
        *talks,
        *(f"closed as {end}" for end in names.endings),
    ]


def people(texts: Sequence[str], place: Place, names: Names, side: str | None = None) -> tuple[str, ...]:
    """People as the language names them.

    `side` is the side that a post which every agency has is meant on. With "ask" the text has to say it.
    """
    return tuple(person(text, place / i, names, side) for i, text in enumerate(texts))


def person(text: str, place: Place, names: Names, side: str | None = None) -> str:
    plain = " ".join(text.split())
    if plain in PEOPLE:
        return plain
    prefix, _, name = plain.rpartition(" ")
    if prefix not in ("", *SIDES, "each") or name not in names.posts:
        names.missed(name, place)
        names.wrong(place, f"“{plain}” is nobody in this policy", nearest(plain, [*names.posts, *PEOPLE]))
        return plain
    of = names.posts[name].of
    if not prefix and of == "each":
        if side is None:
            return plain
        if side == "ask":
            what = f"every agency has a “{name}”, and this does not say whose is meant"
            names.wrong(place, what, f"raising {name}, responding {name} or each {name}")
            return plain
        return f"{side} {name}"
    if prefix in SIDES and of not in ("each", prefix) and of not in names.agencies:
        names.wrong(place, f"“{name}” belongs to {of}, so it cannot be the {prefix} side's", name)
    return plain


def posts(texts: Sequence[str], place: Place, names: Names) -> tuple[str, ...]:
    return names.check_each(texts, names.posts, place, "post")
