"""Questions answered in rows or in parts: several choices, an amount with its unit, a line for each agency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markupsafe import Markup

from wayforward.web.fields.choices import Option
from wayforward.web.fields.question import Asked, Params, Question
from wayforward.web.renderer import draw

SPARE = 1  # empty rows below those that are answered


class _ListWidget(forms.Widget):
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: object, name: str) -> list[str]:
        return [str(value) for value in data.getlist(name) if str(value).strip()]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return name not in data


class Rows(Asked):
    """Any number of choices, each from the same list: a row for each, and one more. Gives a list of values.

    A value that the list does not have stays among the choices, so that what somebody else wrote is not lost.
    """

    component = "fieldset"
    verb = "Select"

    def __init__(self, question: str, options: Iterable[Option] = (), *, spare: int = SPARE, **rest: Any) -> None:
        super().__init__(question, widget=_ListWidget(), **rest)
        self.options = tuple(options)
        self.spare = spare

    def clean(self, value: list[str] | None) -> list[str]:
        chosen = list(dict.fromkeys(value or []))
        if self.required and not chosen:
            raise ValidationError(self.error_messages["required"], code="required")
        return chosen

    def params(self, question: Question) -> Params:
        rows = [str(value) for value in question.value() or []]
        several = [*rows, *[""] * self.spare]
        drawn = [_said(question), *(self._row(question, i, value, len(several)) for i, value in enumerate(several))]
        return question.legend_params() | {"classes": "wf-rows", "html": Markup("").join(drawn)}

    def first_id(self, question: Question) -> str:
        return f"{question.auto_id}-1"

    def _row(self, question: Question, i: int, value: str, several: int) -> Markup:
        known = [option.value for option in self.options]
        own = [] if not value or value in known else [Option(value, value)]
        label = f"{question.label} {i + 1} of {several}" if several > 1 else question.label
        return draw("select", {
            "id": f"{question.auto_id}-{i + 1}", "name": question.html_name,
            "label": {"text": label, "classes": "govuk-visually-hidden"},
            "formGroup": {"classes": "wf-row"},
            "items": [{"value": "", "text": "Choose, or leave empty"}] + [
                {"value": o.value, "text": o.text, "selected": o.value == value} for o in (*own, *self.options)
            ],
        })  # fmt: skip


class _AmountWidget(forms.Widget):
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: object, name: str) -> dict[str, str]:
        return {part: str(data.get(f"{name}-{part}") or "").strip() for part in ("number", "unit")}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return f"{name}-unit" not in data and f"{name}-number" not in data


class Amount(Asked):
    """How long: a number and its unit, or a unit without one. Gives {"number": "5", "unit": "working days"}."""

    component = "fieldset"

    def __init__(self, question: str, options: Iterable[Option], counted: Iterable[str], **rest: Any) -> None:
        super().__init__(question, widget=_AmountWidget(), **rest)
        self.options = tuple(options)
        self.counted = frozenset(counted)

    def clean(self, value: dict[str, str] | None) -> dict[str, str]:
        given = value or {}
        number, unit = given.get("number", ""), given.get("unit", "")
        if number and not unit:
            raise ValidationError("Select what the number counts: working days, hours or another", code="unit")
        if unit in self.counted and not (number.isascii() and number.isdigit() and 0 < int(number) < 10_000):
            raise ValidationError("Enter how many, as a whole number like 5", code="number")
        if self.required and not unit:
            raise ValidationError(self.error_messages["required"], code="required")
        if not unit:
            return {}
        return {"number": str(int(number)) if unit in self.counted else "", "unit": unit}

    def params(self, question: Question) -> Params:
        value = question.value() or {}
        number = draw("input", {
            "id": f"{question.auto_id}-number", "name": f"{question.html_name}-number", "inputmode": "numeric",
            "label": {"text": "How many?"}, "classes": "govuk-input--width-3", "value": value.get("number", ""),
        })  # fmt: skip
        unit = draw("radios", {
            "idPrefix": f"{question.auto_id}-unit", "name": f"{question.html_name}-unit",
            "classes": "govuk-radios--small",
            "fieldset": {"legend": {"text": "Of what?"}},
            "items": [
                {"value": o.value, "text": o.text, "checked": o.value == value.get("unit", "")} for o in self.options
            ],
        })  # fmt: skip
        drawn = Markup("").join([_said(question), number, unit])
        return question.legend_params() | {"classes": "wf-rows", "html": drawn}

    def first_id(self, question: Question) -> str:
        return f"{question.auto_id}-number"


class _EachWidget(forms.Widget):
    use_fieldset = True

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.names = names

    def value_from_datadict(self, data: Any, files: object, name: str) -> dict[str, str]:
        typed = {one: str(data.get(f"{name}-{one}") or "").strip() for one in self.names}
        return {one: text for one, text in typed.items() if text}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        return not any(f"{name}-{one}" in data for one in self.names)


class Each(Asked):
    """A line for each of several, such as the agencies. Gives the lines that were filled, by name."""

    component = "fieldset"

    def __init__(self, question: str, options: Iterable[Option], **rest: Any) -> None:
        self.options = tuple(options)
        super().__init__(question, widget=_EachWidget(tuple(o.value for o in self.options)), **rest)

    def clean(self, value: dict[str, str] | None) -> dict[str, str]:
        return dict(value or {})

    def params(self, question: Question) -> Params:
        value = question.value() or {}
        lines = [
            draw("input", {
                "id": f"{question.auto_id}-{o.value}", "name": f"{question.html_name}-{o.value}",
                "label": {"text": o.text}, "value": value.get(o.value, ""),
            }) for o in self.options
        ]  # fmt: skip
        return question.legend_params() | {"classes": "wf-rows", "html": Markup("").join([_said(question), *lines])}

    def first_id(self, question: Question) -> str:
        return f"{question.auto_id}-{self.options[0].value}" if self.options else str(question.auto_id)


def _said(question: Question) -> Markup:
    """The hint and the error of a question whose component draws neither."""
    parts = []
    if question.help_text:
        parts.append(draw("hint", {"id": f"{question.auto_id}-hint", "text": question.help_text}))
    if question.errors:
        parts.append(draw("error-message", {"id": f"{question.auto_id}-error", "text": question.errors[0]}))
    return Markup("").join(parts)
