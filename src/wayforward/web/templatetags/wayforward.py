"""What every template may say: GOV.UK components, a form's errors, and dates in words."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils.safestring import SafeString
from markupsafe import Markup

from wayforward.core.working_time.dates import said
from wayforward.web.renderer import draw

register = template.Library()

LONDON = ZoneInfo("Europe/London")


@register.simple_tag
def govuk(component: str, params: Mapping[str, Any] | None = None, /, **named: Any) -> Markup:
    """`{% govuk "tag" text="Late" classes="govuk-tag--red" %}` draws a component.

    Params may come from the page as one dict, or by name, or both; two underscores step inside:
    `label__text="Your name"` is `{"label": {"text": "Your name"}}`.
    """
    return draw(component, _nested(params, named))


@register.simple_block_tag
def govuk_html(content: SafeString, component: str, into: str = "html", /, **named: Any) -> Markup:
    """`{% govuk_html "inset-text" %}<p>...</p>{% endgovuk_html %}` draws one round a piece of template.

    `into` names the param that takes the content, where it is not `html`: "slots__navigationEnd".
    """
    return draw(component, _nested(None, named | {into: content}))


def _nested(params: Mapping[str, Any] | None, named: Mapping[str, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = dict(params or {})
    for path, value in named.items():
        *steps, last = path.split("__")
        inner = nested
        for step in steps:
            # A copy, so that a dict of the page is never changed by being drawn.
            inner[step] = dict(inner.get(step, {}))
            inner = inner[step]
        inner[last] = value
    return nested


@register.simple_tag(takes_context=True)
def error_summary(context: Context) -> Markup | str:
    """The page's `refusal` if it has one, and all that is wrong with its `form`, linked to the inputs."""
    refusal = context.get("refusal")
    errors = [{"text": str(refusal)}] if refusal else []
    form = context.get("form")
    if isinstance(form, BaseForm):
        errors.extend(_form_errors(form))
    if not errors:
        return ""
    # Without script nothing moves the focus to the summary, so the browser is asked to.
    focus = {"tabindex": "-1", "autofocus": ""}
    return draw("error-summary", {"titleText": "There is a problem", "errorList": errors, "attributes": focus})


def _form_errors(form: BaseForm) -> Iterator[dict[str, str]]:
    for sentence in form.non_field_errors():
        yield {"text": str(sentence)}
    for question in form:
        if question.errors:
            anchor = getattr(question, "first_id", question.auto_id)
            yield {"text": str(question.errors[0]), "href": f"#{anchor}"}


@register.filter
def day(value: dt.date) -> str:
    """20 November 2026. An instant is the day it is in London."""
    local = _local(value)
    return f"{local.day} {local:%B %Y}"


@register.filter
def weekday(value: dt.date) -> str:
    """Friday 20 November 2026."""
    return f"{_local(value):%A} {day(value)}"


@register.filter
def short_day(value: dt.date, at: dt.date) -> str:
    """Fri 20 Nov, where a table has no room for more; with the year where it is another than that of `at`."""
    local, year = _local(value), _local(value).year
    return f"{local:%a} {local.day} {local:%b}{'' if year == _local(at).year else f' {year}'}"


@register.filter
def clock(value: dt.datetime | dt.time) -> str:
    """4:05pm, 4pm, midday, midnight: the time in London, to the minute."""
    return said(value if isinstance(value, dt.time) else _local(value).time())


@register.filter
def instant(value: dt.datetime) -> str:
    """20 November 2026 at 4:05pm."""
    return f"{day(value)} at {clock(value)}"


@register.filter
def weekday_instant(value: dt.datetime) -> str:
    """Friday 20 November 2026 at 4:05pm."""
    return f"{weekday(value)} at {clock(value)}"


@register.filter
def machine_time(value: dt.date) -> str:
    """2026-11-20 or 2026-11-20T16:05+00:00, for the `datetime` attribute of `<time>`."""
    return _local(value).isoformat(timespec="minutes") if isinstance(value, dt.datetime) else value.isoformat()


@register.filter
def tel(value: str) -> str:
    """A telephone number as its link: `tel:` and the digits, with a leading plus kept."""
    return "tel:" + "".join(c for c in value if (c.isascii() and c.isdigit()) or c == "+")


def _local(value: Any) -> Any:
    """A date stays a date; an instant becomes London's. An instant without a zone is nobody's: ValueError."""
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f"{value} has no time zone, so it is not an instant.")
    return value.astimezone(LONDON)
