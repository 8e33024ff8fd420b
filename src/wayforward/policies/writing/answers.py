"""What the file says as answers to the editor's questions, and answers as what the file says.

Only an answer that is another than the one shown changes anything: what a page cannot show, the file keeps.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from wayforward.core.working_time import AmountError, Unit, parse_amount
from wayforward.policies.writing.asking import Ask, asks_of
from wayforward.policies.writing.known import Known, named_after

LISTS = frozenset({"people", "posts", "happens", "if", "clauses", "assumptions", "needs", "ticks", "days", "unstated"})
TICKED = frozenset({"ticks", "days", "unstated", "clauses", "assumptions"})  # whose order says nothing
UNITS = ("working days", "clock hours", "working hours", "calendar days", "calendar months", "same working day",
         "as soon as possible", "none")  # fmt: skip
Answers = dict[str, Any]
NEEDS = ("answer", "form", "done")


def answers(part: str, values: Mapping[str, Any]) -> Answers:
    """The answer to every question of an element, by the name of the question."""
    return {ask.name: shown(ask, held(values, ask.at)) for ask in asks_of(part)}


def held(values: Mapping[str, Any], at: Sequence[str]) -> Any:
    """The value at a path, or None."""
    found: Any = values
    for step in at:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def shown(ask: Ask, value: Any) -> Any:
    """One value as the answer to its question. None where nothing is said."""
    if value is None:
        return [] if ask.kind in LISTS else {} if ask.kind in ("amount", "equivalents") else None
    match ask.kind:
        case "if":
            return list(_conditions(value)) if isinstance(value, Mapping) else []
        case "needs":
            return [_need(one) for one in _listed(value)]
        case "amount":
            return _amount(str(value))
        case "options":
            return [str(one.get("says", "")) for one in _listed(value) if isinstance(one, Mapping)]
        case "statuses":
            return [str(says) for says in value.values()] if isinstance(value, Mapping) else []
        case "equivalents":
            return {id: _title(one) for id, one in value.items()} if isinstance(value, Mapping) else {}
        case "texts":
            return [str(one) for one in _listed(value)]
        case "ticks" if isinstance(value, Mapping):  # subjects, with what they rest on
            return [str(one) for one in _listed(value.get("kinds"))]
        case kind if kind in LISTS:
            return [" ".join(str(one).split()) for one in _listed(value)]
        case "yes-no" | "count":
            return value
        case _:
            return str(value)


def said(part: str, before: Mapping[str, Any], given: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """The element with these answers. A question that is answered as before leaves what the file says as it is."""
    values: dict[str, Any] = copy.deepcopy(dict(before))
    for ask in asks_of(part):
        if ask.name not in given:
            continue
        old, new = held(before, ask.at), given[ask.name]
        if same(ask, shown(ask, old), new):
            continue
        _set(values, ask.at, _value(ask, old, new, known))
    _whole(part, values)
    return values


def same(ask: Ask, one: Any, other: Any) -> bool:
    """Whether two answers say the same: an empty one says what the language takes for granted."""
    if ask.kind in ("yes-no", "radios"):
        one, other = (ask.default if answer in (None, "") else answer for answer in (one, other))
    if ask.kind in TICKED:
        return set(one or ()) == set(other or ())
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return (one or None) == (other or None)


def beyond(part: str, values: Mapping[str, Any]) -> Iterator[tuple[Ask, str]]:
    """Each question whose value says more than its page can show, with that in words."""
    for ask in asks_of(part):
        value = held(values, ask.at)
        if ask.kind == "if" and isinstance(value, Mapping) and "any" in value:
            yield ask, _in_words(value)


def _value(ask: Ask, old: Any, new: Any, known: Known) -> Any:
    """What the file says for a changed answer; None takes the key away."""
    if new in (None, "", [], {}):
        return None
    match ask.kind:
        case "if":
            return _condition(new, old)
        case "needs":
            return _kept_by(old, new, _need, _as_need)
        case "amount":
            return _as_amount(new)
        case "options":
            ids = {str(one.get("id")) for one in _listed(old) if isinstance(one, Mapping)}
            return _options(_listed(old), new, ids)
        case "statuses":
            titles = old if isinstance(old, Mapping) else {}
            made = _options([{"id": k, "says": v} for k, v in titles.items()], new, set(titles))
            return {one["id"]: one["says"] for one in made}
        case "equivalents":
            before = old if isinstance(old, Mapping) else {}
            return {id: _retitled(before.get(id), title) for id, title in new.items() if title} or None
        case "ticks" if isinstance(old, Mapping):
            return {**old, "kinds": list(new)}
        case "days":
            return new[0] if len(new) == 1 and " " in new[0] else list(new)
        case "yes-no" | "count":
            return new
        case "lines" | "line" | "radios" | "choice" | "hour":
            return new
        case _:
            return list(new)


def _conditions(value: Mapping[str, Any]) -> Iterator[str]:
    """The plain rows of a condition: "fact=value", and "fact!=value" for what must not hold."""
    for fact, given in value.items():
        if fact == "not" and isinstance(given, Mapping):
            yield from (f"{f}!={v}" for f, values in given.items() for v in _listed(values))
        elif fact != "any":
            yield from (f"{fact}={v}" for v in _listed(given))


def _condition(rows: Sequence[str], old: Any) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    denied: dict[str, Any] = {}
    for row in dict.fromkeys(rows):
        fact, sign, value = re.split(r"(!?=)", row, maxsplit=1)
        _add(denied if sign == "!=" else made, fact, value)
    if denied:
        made["not"] = denied
    if isinstance(old, Mapping) and "any" in old:
        made["any"] = old["any"]
    return made or None


def _add(to: dict[str, Any], fact: str, value: str) -> None:
    to[fact] = [*_listed(to[fact]), value] if fact in to else value


def _in_words(value: Any) -> str:
    match value:
        case Mapping():
            told = [
                f"not ({_in_words(v)})" if k == "not"
                else f"({' or '.join(_in_words(one) for one in _listed(v))})" if k == "any"
                else f"{k} is {' or '.join(map(str, _listed(v)))}"
                for k, v in value.items()
            ]  # fmt: skip
            return " and ".join(told)
        case _:
            return str(value)


def _need(value: Any) -> str:
    """A need by what it asks for: "reason", "discussion", "answer:x", "form:x", "done:x"."""
    if isinstance(value, Mapping):
        named = next((f"{key}:{value[key]}" for key in NEEDS if value.get(key)), "")
        return named or str(value.get("need", ""))
    return str(value)


def _as_need(text: str) -> Any:
    key, colon, id = text.partition(":")
    return {key: id} if colon else text


def _kept_by(old: Any, new: Sequence[str], key: Any, made: Any) -> list[Any]:
    """The items of a list for their rows: what an old item says beside its row is kept."""
    before = {key(one): one for one in _listed(old)}
    return [before.get(row) or made(row) for row in new]


def _amount(text: str) -> dict[str, str]:
    try:
        amount = parse_amount(text)
    except AmountError:
        return {"number": text, "unit": ""}
    if amount.unit is Unit.SET_BY_PERSON:
        return {"number": "", "unit": "none"}
    if not amount.number:
        return {"number": "", "unit": str(amount)}
    words = str(amount).partition(" ")[2]
    return {"number": str(amount.number), "unit": words if words.endswith("s") else f"{words}s"}


def _as_amount(answer: Mapping[str, str]) -> str | None:
    unit, number = answer.get("unit", ""), answer.get("number", "")
    if unit in ("same working day", "as soon as possible", "none"):
        return unit
    if not number:
        return None
    if unit == "clock hours":
        unit = "hours"
    return f"{number} {unit[:-1] if number == '1' else unit}".strip()


def _options(old: list[Any], new: Sequence[str], taken: set[str]) -> list[dict[str, Any]]:
    """The options for their lines. A line that is only reworded keeps its option's name."""
    lines = [str(one.get("says", "")) for one in old]
    made: list[dict[str, Any]] = []
    for what, a, b, c, d in SequenceMatcher(None, lines, list(new), autojunk=False).get_opcodes():
        reworded = what == "replace" and b - a == d - c
        for i, line in enumerate(new[c:d]):
            if what == "equal" or reworded:
                made.append({**old[a + i], "says": line})
            else:
                id = named_after(line, taken, "answer")
                taken.add(id)
                made.append({"id": id, "says": line})
    return made


def _title(one: Any) -> str:
    return str(one.get("title", "")) if isinstance(one, Mapping) else str(one)


def _retitled(old: Any, title: str) -> Any:
    return {**old, "title": title} if isinstance(old, Mapping) else title


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


def _set(values: dict[str, Any], at: Sequence[str], value: Any) -> None:
    """Write a value at its path; a set of keys that it leaves empty goes with it."""
    trail = [values]
    for step in at[:-1]:
        inner = trail[-1].get(step)
        if not isinstance(inner, dict):
            inner = {}
        trail[-1][step] = inner
        trail.append(inner)
    if value is None:
        trail[-1].pop(at[-1], None)
    else:
        trail[-1][at[-1]] = value
    for depth in range(len(trail) - 1, 0, -1):
        if not trail[depth]:
            trail[depth - 1].pop(at[depth - 1], None)


def _whole(part: str, values: dict[str, Any]) -> None:
    """What the language asks for beside the answers, and no person should have to say."""
    if part == "forms":
        values.setdefault("fields", [])
    tiers = values.get("tiers") if part == "stages" else None
    if isinstance(tiers, dict):
        tiers.setdefault("open", True)
