"""The questions of the editor as fields of a page, filled with what the policy says, and read back as answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from wayforward.policies.writing.answers import UNITS, answers, held
from wayforward.policies.writing.asking import Ask, asks_of
from wayforward.policies.writing.known import BELONGS, SUBJECTS, Known
from wayforward.policies.writing.known import Option as Pair
from wayforward.policies.writing.wording import SHOWN
from wayforward.web import fields
from wayforward.web.fields import Option

FEW = 12  # clauses or choices that are ticked; more of them are typed by their numbers
DAYS = (
    ("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday"), ("thu", "Thursday"), ("fri", "Friday"),
    ("sat", "Saturday"), ("sun", "Sunday"), ("every day", "Every day"), ("bank holidays", "Bank holidays alone"),
)  # fmt: skip
UNIT_WORDS = {
    "clock hours": "hours, through nights and weekends", "same working day": "the same working day, without a number",
    "as soon as possible": "as soon as possible, without a date", "none": "the text gives no time",
}  # fmt: skip
HOUR = re.compile(r"([01]?[0-9]|2[0-4])[:.]([0-5][0-9])")


class Answered(fields.Questions):
    """The questions of one element. Most of them may stay empty, and the page says so once."""

    marks_optional = False


def form_class(part: str, known: Known, values: Mapping[str, Any], also: Mapping[str, forms.Field]) -> type[Answered]:
    """The form of one element; `also` are questions beside those of its keys, asked first."""
    shown = answers(part, values)
    asked = {ask.name: field_of(ask, known, shown[ask.name]) for ask in asks_of(part)}
    return type("Element", (Answered,), {**also, **asked, "__module__": __name__})


def initial(part: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form is filled with: the answers, and what the language takes for granted where nothing is said."""
    shown = answers(part, values)
    return {
        ask.name: _drawn(ask, ask.default if shown[ask.name] is None and _is_said(ask, values) else shown[ask.name])
        for ask in asks_of(part)
    }


def _is_said(ask: Ask, values: Mapping[str, Any]) -> bool:
    """Whether the keys that this answer stands in are there: what nobody says has no default."""
    return len(ask.at) == 1 or held(values, ask.at[:-1]) is not None


def _drawn(ask: Ask, answer: Any) -> Any:
    match ask.kind:
        case "options" | "statuses" | "texts":
            return "\n".join(answer or [])
        case _:
            return answer


def given(part: str, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a form that is filled in rightly."""
    return {ask.name: _read(ask, cleaned.get(ask.name)) for ask in asks_of(part) if ask.name in cleaned}


def _read(ask: Ask, answer: Any) -> Any:
    match ask.kind:
        case "options" | "statuses" | "texts":
            return [line.strip() for line in str(answer or "").splitlines() if line.strip()]
        case "line" | "lines" | "radios" | "choice" | "hour":
            return answer or None
        case _:
            return answer


def field_of(ask: Ask, known: Known, shown: Any) -> forms.Field:
    """The field that asks one question."""
    told: dict[str, Any] = {"hint": ask.hint, "required": ask.needed}
    match ask.kind:
        case "line":
            return fields.Text(ask.asks, **told)
        case "lines":
            return fields.Textarea(ask.asks, rows=2, **told)
        case "texts" | "options" | "statuses":
            return fields.Textarea(ask.asks, rows=4, **told)
        case "yes-no":
            return fields.YesNo(ask.asks, **told)
        case "count":
            return fields.WholeNumber(ask.asks, least=1, most=99, **told)
        case "radios":
            return fields.Radios(ask.asks, _open(ask, ask.options), **told)
        case "amount":
            return fields.Amount(ask.asks, [Option(u, UNIT_WORDS.get(u, u)) for u in UNITS], UNITS[:5], **told)
        case "hour":
            return Hour(ask.asks, width="5", **told)
        case "equivalents":
            return fields.Each(ask.asks, _options(known.agencies), **told)
        case "clauses":
            return _named(ask, known.clauses, told)
        case "assumptions":
            return _named(ask, known.assumptions, told)
        case "choice":
            return _choice(ask, _offered(ask, known), shown, told)
        case "ticks" | "days" | "unstated":
            offered = _with(shown, _offered(ask, known))
            return fields.Checkboxes(ask.asks, _options(offered), **told)
        case _:
            return fields.Rows(ask.asks, _options(_offered(ask, known)), **told)


def _choice(ask: Ask, offered: list[Pair], shown: Any, told: dict[str, Any]) -> forms.Field:
    offered = _with([shown] if shown else [], offered)
    if len(offered) > 7:
        return fields.Select(ask.asks, _options(offered), empty="Choose, or leave empty", **told)
    return fields.Radios(ask.asks, _open(ask, offered), **told)


def _open(ask: Ask, offered: Any) -> list[Option]:
    """Radios cannot be taken back, so one that may be left open says so."""
    options = _options(offered)
    if ask.needed or (ask.default is not None and any(value == ask.default for value, _ in offered)):
        return options
    return [*options, Option("", "Leave it open")]


def _with(values: Any, offered: list[Pair]) -> list[Pair]:
    """What is offered, with what is already said and is not offered: it is kept until somebody changes it."""
    known = {value for value, _ in offered}
    return [*offered, *((str(v), str(v)) for v in values or [] if str(v) not in known)]


def _options(pairs: Any) -> list[Option]:
    return [Option(value, text) for value, text in pairs]


def _named(ask: Ask, known: Mapping[str, str], told: dict[str, Any]) -> forms.Field:
    """Clauses or choices: ticked with their words where they are few, typed by their numbers where they are many."""
    if len(known) <= FEW:
        return fields.Checkboxes(ask.asks, [Option(id, f"{id}: {says}") for id, says in known.items()], **told)
    return Numbers(ask.asks, known, hint=f"{told['hint']} Write the numbers with commas between.".strip(),
                   required=ask.needed)  # fmt: skip


class Numbers(fields.Text):
    """The numbers of clauses, typed with commas between. Gives a list of those that there are."""

    def __init__(self, question: str, known: Mapping[str, str], **rest: Any) -> None:
        super().__init__(question, most=2_000, **rest)
        self.known = known

    def prepare_value(self, value: object) -> object:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: object) -> Any:
        typed = list(dict.fromkeys(re.split(r"[\s,;]+", str(super().clean(value) or "").strip())))
        numbers = [number for number in typed if number]
        for number in numbers:
            if number not in self.known:
                raise ValidationError(f"“{number}” is no number in this policy. Add it there first, or take it out.")
        return numbers


class Hour(fields.Text):
    """An hour of the day: 9:00, 09.00 and 24:00. Gives it as 09:00."""

    def clean(self, value: object) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text:
            return ""
        seconds = text[-3:] if text.count(":") == 2 else ""
        found = HOUR.fullmatch(text[: len(text) - len(seconds)])
        if found is None:
            raise ValidationError("Enter a time like 09:00 or 17:30")
        return f"{int(found[1]):02}:{found[2]}{seconds}"


def _offered(ask: Ask, known: Known) -> list[Pair]:
    """The list that an answer is chosen from."""
    found = _LISTS.get(ask.of) or _LISTS.get(ask.kind)
    if found is not None:
        return found(known)
    return list(ask.options)


def _conditions(known: Known) -> list[Pair]:
    pairs = [(id, value, f"{asks} {says}") for id, asks, values in known.facts for value, says in values]
    plain = [(f"{id}={value}", words) for id, value, words in pairs]
    return [*plain, *((f"{id}!={value}", f"Not so: {words}") for id, value, words in pairs)]


def _needs(known: Known) -> list[Pair]:
    return [
        ("reason", "A reason"), ("discussion", "That they have talked"),
        *((f"answer:{id}", f"The answer to: {says}") for id, says in known.fields),
        *((f"form:{id}", f"The form: {says}") for id, says in known.options("forms", "title")),
        *((f"done:{id}", f"That this is done: {says}") for id, says in known.duties),
    ]  # fmt: skip


def _statuses(known: Known) -> list[Pair]:
    return [
        (str(id), f"{agency.get('title', '')}: {says}")
        for agency in known.items("agencies") for id, says in (agency.get("statuses") or {}).items()
    ]  # fmt: skip


_LISTS: dict[str, Callable[[Known], list[Pair]]] = {
    "people": lambda known: known.people, "posts": lambda known: known.posts, "happens": lambda known: known.happenings,
    "happenings": lambda known: known.happenings, "if": _conditions, "needs": _needs,
    "stages": lambda known: known.stages, "stages-any": lambda known: [*known.stages, ("any", "Any stage")],
    "agencies-any": lambda known: [*known.agencies, ("any", "Any agency")],
    "belongs": lambda known: [*known.agencies, *BELONGS.items()],
    "windows": lambda known: known.windows, "lines": lambda known: known.lines,
    "forms": lambda known: known.options("forms", "title"), "fields": lambda known: known.fields,
    "clauses": lambda known: [(id, f"{id}: {says}") for id, says in known.clauses.items()],
    "shown": lambda known: [*SHOWN, *known.stages], "statuses": _statuses,
    "subjects": lambda known: list(SUBJECTS.items()), "days": lambda known: list(DAYS),
}  # fmt: skip
