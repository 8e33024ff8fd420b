"""A question on a page: what it asks, its hint, what to say when it is left empty, where its error links."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from markupsafe import Markup

from wayforward.web.renderer import draw

Params = dict[str, Any]


class Question(BoundField):
    """One question of one form, with what was typed. `{{ form.reason }}` in a template draws all of it."""

    field: "Asked"

    # Django's stubs say SafeString; Jinja's Markup keeps the same promise by the same method.
    def __str__(self) -> Markup:  # type: ignore[override]
        return self.draw()

    def __html__(self) -> Markup:  # type: ignore[override]
        return self.draw()

    def draw(self) -> Markup:
        return draw(self.field.component, self.field.params(self))

    @property
    def nested(self) -> bool:
        """True when an option of another question reveals this one, so it is drawn there and nowhere else."""
        return any(self.name in getattr(field, "reveals", {}).values() for field in self.form.fields.values())

    @property
    def first_id(self) -> str:
        """The id that the error summary links to: the question's first input, or the first one in error."""
        return self.field.first_id(self)

    @property
    def refusals(self) -> list[ValidationError]:
        """What is wrong with the answer, with its params, where `errors` has only the sentences."""
        refusals: list[ValidationError] = self.form.errors.as_data().get(self.name, [])
        return refusals

    def frame(self) -> Params:
        """What every component takes: the hint and the first error, as one error is one thing to do."""
        params: Params = {}
        if self.help_text:
            params["hint"] = {"text": self.help_text}
        if self.errors:
            params["errorMessage"] = {"text": self.errors[0]}
        return params

    def label_params(self) -> Params:
        """The question as the label of a single input."""
        return self._heading("govuk-label")

    def legend_params(self) -> Params:
        """The question as the legend of a group of inputs."""
        return {"legend": self._heading("govuk-fieldset__legend")}

    def _heading(self, block: str) -> Params:
        optional = not self.field.required and getattr(self.form, "marks_optional", True)
        text = f"{self.label} (optional)" if optional else self.label
        return {"text": text, "classes": f"{block}--{self.field.size}", "isPageHeading": self.field.heading}


class Asked(forms.Field):
    """What every kind of question is told; the kinds add what they need.

    `question` is the label, in sentence case. `missing` is the whole sentence shown when it is left empty,
    such as "Enter what you want the other agency to do". `heading` makes the question the page's heading.
    """

    bound_field_class = Question
    component = "input"
    verb = "Enter"

    def __init__(
        self,
        question: str,
        *,
        hint: str = "",
        missing: str = "",
        heading: bool = False,
        size: str = "",
        **rest: Any,
    ) -> None:
        super().__init__(label=question, help_text=hint, **rest)
        self.heading = heading
        self.size = size or ("l" if heading else "s")
        self.error_messages["required"] = missing or self._missing(question)

    def params(self, question: Question) -> Params:
        """What the component is drawn with."""
        raise NotImplementedError

    def first_id(self, question: Question) -> str:
        return str(question.auto_id)

    def _missing(self, question: str) -> str:
        if question.endswith("?"):
            return f"Answer the question: {question}"
        return f"{self.verb} {question[:1].lower()}{question[1:]}"


class Questions(forms.Form):
    """A form whose questions may reveal others.

    Without script every question is on the page. An answer under an option that was not chosen is let go,
    with its errors, so that nobody is stopped by a question that was not theirs. `marks_optional` is False on
    a form where everything is optional, such as a filter.
    """

    marks_optional = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if not getattr(field, "reveals", {}):
                continue
            chosen = cleaned.get(name)
            chosen = {str(c) for c in chosen} if isinstance(chosen, list) else {field.prepare_value(chosen)}
            for option, revealed in getattr(field, "reveals", {}).items():
                if option not in chosen:
                    self.errors.pop(revealed, None)
                    cleaned[revealed] = None
        return cleaned
