"""A policy's own form fields and facts as questions, and what was answered as a command takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Field, FieldKind
from wayforward.web import fields
from wayforward.web.fields import Option


def field_question(field: Field, required: bool = False) -> Any:
    """A field of a policy's form as a question of its kind."""
    options = [Option(option.id, option.says) for option in field.options]
    match field.kind:
        case FieldKind.TEXT:
            return fields.Text(field.label, hint=field.hint, required=required)
        case FieldKind.YES_NO:
            return fields.YesNo(field.label, hint=field.hint, required=required)
        case FieldKind.CHOICE if options:
            return fields.Radios(field.label, options, hint=field.hint, required=required)
        case FieldKind.MANY if options:
            return fields.Checkboxes(field.label, options, hint=field.hint, required=required)
        case FieldKind.DATE:
            return fields.DateField(field.label, hint=field.hint or "For example, 27 3 2026", required=required)
        case FieldKind.INSTANT:
            return fields.DateTimeField(field.label, hint=field.hint, required=required)
        case _:
            return fields.Textarea(field.label, hint=field.hint, rows=3, required=required)


def fact_question(fact: Fact) -> Any:
    """A fact of a policy as a question. None of them has to be answered: not recorded means no."""
    options = [Option(option.id, option.says) for option in fact.options]
    match fact.kind:
        case FactKind.YES_NO:
            return fields.YesNo(fact.asks, hint=fact.hint, required=False)
        case FactKind.CHOICE:
            return fields.Radios(fact.asks, options, hint=fact.hint, required=False)
        case FactKind.MANY:
            return fields.Checkboxes(fact.asks, options, hint=fact.hint, required=False)
        case FactKind.DATE:
            return fields.DateField(fact.asks, hint=fact.hint or "For example, 27 3 2026", required=False)


def given_facts(cleaned: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The facts that a form's answers state, as a command takes them. What was left empty is left out."""
    return {
        name.removeprefix("fact_"): told
        for name, value in cleaned.items()
        if name.startswith("fact_") and (told := _told(value))
    }


def given_answers(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """The form fields that were answered, as text."""
    return {
        name.removeprefix("answer_"): ", ".join(told)
        for name, value in cleaned.items()
        if name.startswith("answer_") and (told := _told(value))
    }


def _told(value: Any) -> tuple[str, ...]:
    match value:
        case None | "":
            return ()
        case bool():
            return ("yes" if value else "no",)
        case list():
            return tuple(str(v) for v in value)
        case datetime():
            return (value.isoformat(),)
        case _:
            return (str(value),)
