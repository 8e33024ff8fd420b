"""Questions answered by choosing: one of a few, several, one of many, yes or no, a tick."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from wayforward.web.fields.question import Asked, Params, Question


@dataclass(frozen=True)
class Option:
    """One answer to choose. `reveals` names another question of the form, drawn under this option."""

    value: str
    text: str
    hint: str = ""
    reveals: str = ""


class _Offered(Asked):
    """A question with options. `offer` replaces them, for options that only the page knows."""

    verb = "Select"
    choices: Any

    def __init__(self, question: str, options: Iterable[Option] = (), **rest: Any) -> None:
        super().__init__(question, **rest)
        self.offer(options)
        self.error_messages["invalid_choice"] = self.error_messages["required"]

    def offer(self, options: Iterable[Option]) -> None:
        offered = tuple(options)
        self.choices = [(option.value, option.text) for option in offered]
        self.hints = {option.value: option.hint for option in offered if option.hint}
        self.reveals = {option.value: option.reveals for option in offered if option.reveals}

    def params(self, question: Question) -> Params:
        return question.frame() | {
            "idPrefix": question.auto_id,
            "name": question.html_name,
            "fieldset": question.legend_params(),
            "items": [self._item(question, value, text) for value, text in self.choices],
        }

    def _item(self, question: Question, value: str, text: str) -> Params:
        item: Params = {"value": value, "text": text, "checked": value in _chosen(question)}
        if value in self.hints:
            item["hint"] = {"text": self.hints[value]}
        if value in self.reveals:
            revealed = cast(Question, question.form[self.reveals[value]])
            item["conditional"] = {"html": revealed.draw()}
        return item


class Radios(_Offered, forms.ChoiceField):
    """One of a few, all in sight."""

    component = "radios"


class Checkboxes(_Offered, forms.MultipleChoiceField):
    """Any of a few. Gives a list of values."""

    component = "checkboxes"


class Select(_Offered, forms.ChoiceField):
    """One of many, where radios would fill the page. `empty` is the first line, which is no answer."""

    component = "select"

    def __init__(
        self, question: str, options: Iterable[Option] = (), *, empty: str = "Choose an option", **rest: Any
    ) -> None:
        self.empty = empty
        super().__init__(question, options, **rest)

    def params(self, question: Question) -> Params:
        chosen = _chosen(question)
        offered = [{"value": value, "text": text, "selected": value in chosen} for value, text in self.choices]
        return question.frame() | {
            "id": question.auto_id,
            "name": question.html_name,
            "label": question.label_params(),
            "items": [{"value": "", "text": self.empty}, *offered],
        }


class YesNo(Radios):
    """Yes or no. Gives True or False, or None when an optional one is left empty.

    `yes_reveals` and `no_reveals` name a question drawn under that answer.
    """

    def __init__(self, question: str, *, yes_reveals: str = "", no_reveals: str = "", **rest: Any) -> None:
        options = (Option("yes", "Yes", reveals=yes_reveals), Option("no", "No", reveals=no_reveals))
        super().__init__(question, options, **rest)

    def clean(self, value: object) -> bool | None:
        answer = super().clean(value)
        return None if not answer else answer == "yes"

    def prepare_value(self, value: object) -> object:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

    def params(self, question: Question) -> Params:
        # Side by side, unless something is revealed under one of them.
        return super().params(question) | {"classes": "" if self.reveals else "govuk-radios--inline"}


class Tick(Asked, forms.BooleanField):
    """One box to tick, such as a confirmation. Required means that it must be ticked."""

    component = "checkboxes"

    def params(self, question: Question) -> Params:
        return question.frame() | {
            "idPrefix": question.auto_id,
            "name": question.html_name,
            "items": [{"value": "yes", "text": question.label, "checked": bool(question.value())}],
        }


def _chosen(question: Question) -> set[str]:
    value = question.value()
    values = value if isinstance(value, list | tuple | set) else [value]
    return {str(v) for v in values if v is not None}
