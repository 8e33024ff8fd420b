"""Draws GOV.UK components and the questions of a form, through one set of macros that is read once."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.forms.renderers import DjangoTemplates
from jinja2 import Environment, PackageLoader, PrefixLoader
from jinja2.runtime import Macro
from markupsafe import Markup

_MACROS = "govuk_frontend_jinja"


class QuestionRenderer(DjangoTemplates):
    """Django's FORM_RENDERER: `{{ form }}` is its questions, each drawing its own component."""

    form_template_name = "parts/questions.html"


def draw(component: str, params: Mapping[str, Any]) -> Markup:
    """The HTML of one GOV.UK component: `draw("tag", {"text": "Late"})`.

    Params are those of the Design System's own Nunjucks macro. Text is always escaped. A param that the
    macro puts in as it stands (`html`, anything ending in `Html`, a slot) must already be markup: what
    `draw` or a template gave. Raises TypeError when it is not, and LookupError for an unknown component.
    """
    _refuse_unsafe(component, params)
    # Markup already, and not by our saying so: the environment has escaped what it was given.
    return cast(Markup, _macro(component)(params)).strip()


def _refuse_unsafe(component: str, value: object, path: str = "", within_slots: bool = False) -> None:
    """The type decides, never the content: the same mistake fails on the first test, not the first attack."""
    match value:
        case Mapping():
            for name, inner in value.items():
                raw = within_slots or name == "html" or str(name).endswith("Html")
                raw = raw or (name == "attributes" and isinstance(inner, str))
                if raw and inner and not hasattr(inner, "__html__"):
                    raise TypeError(
                        f"{component}: {path}{name} must be drawn by a component or a template, "
                        f"not plain text. Give plain text as `text`."
                    )
                _refuse_unsafe(component, inner, f"{path}{name}.", within_slots=name == "slots")
        case str():
            return
        case Sequence():
            for inner in value:
                _refuse_unsafe(component, inner, path)
        case _:
            return


@cache
def _macro(component: str) -> Macro:
    words = component.split("-")
    module = _environment().get_template(f"{_MACROS}/components/{component}/macro.html").module
    macro: Macro = getattr(module, "govuk" + "".join(word.capitalize() for word in words))
    return macro


@cache
def _environment() -> Environment:
    """One for the process: building it and compiling a macro costs a thousand times the drawing."""
    return Environment(
        loader=PrefixLoader({_MACROS: PackageLoader(_MACROS)}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
