"""Our drawing of GOV.UK components is the Design System's own, and what a person typed is never markup."""

import gzip
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from markupsafe import Markup

from wayforward.web.renderer import draw

FIXTURES = Path(__file__).parent / "fixtures" / "govuk-frontend-6.3.0.json.gz"
USED = {
    "back-link",
    "breadcrumbs",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-message",
    "error-summary",
    "fieldset",
    "generic-header",
    "hint",
    "input",
    "inset-text",
    "label",
    "notification-banner",
    "pagination",
    "panel",
    "phase-banner",
    "radios",
    "select",
    "service-navigation",
    "skip-link",
    "summary-list",
    "table",
    "tag",
    "task-list",
    "textarea",
    "warning-text",
}


class Tokens(HTMLParser):
    """HTML as tags, attributes in any order, and text with its white space evened out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        evened = {(name, " ".join((value or "").split())) for name, value in attrs}
        self.seen.append((tag, frozenset(evened)))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        if self.seen and isinstance(self.seen[-1], list):
            text = f"{self.seen.pop()[0]} {text}"
        self.seen.append([text])


def raw(name: str) -> bool:
    return name == "html" or name.endswith("Html")


def as_markup(value: Any, name: str = "", within_slots: bool = False) -> Any:
    """The fixture's options, with what it gives as HTML declared to be markup, as a template's output is."""
    match value:
        case dict():
            return {k: as_markup(v, k, within_slots=name == "slots") for k, v in value.items()}
        case list():
            return [as_markup(v) for v in value]
        case str() if raw(name) or within_slots or name == "attributes":
            return Markup(value)
        case _:
            return value


def hostile(value: Any, name: str = "") -> Any:
    """The same options with an attack in place of every text; what is markup by name is left out."""
    match value:
        case dict():
            return {k: hostile(v, k) for k, v in value.items() if not raw(k) and k != "slots"}
        case list():
            return [hostile(v) for v in value]
        case str() if value and name not in {"titleHeadingLevel", "headingLevel", "element"}:
            return "\"'><script>canary</script>"
        case _:
            return value


def fixtures() -> Iterator[tuple[str, dict[str, Any]]]:
    for component in json.loads(gzip.decompress(FIXTURES.read_bytes())):
        if component["component"] in USED:
            for fixture in component["fixtures"]:
                yield component["component"], fixture


def test_every_component_is_drawn_as_the_design_system_draws_it() -> None:
    differing = []
    for component, fixture in fixtures():
        ours = draw(component, as_markup(fixture["options"]))
        if Tokens(ours).seen != Tokens(fixture["html"]).seen:
            differing.append(f"{component}: {fixture['name']}")

    assert differing == []
    assert len(list(fixtures())) > 500


def test_no_text_given_to_any_component_becomes_markup() -> None:
    for component, fixture in fixtures():
        drawn = draw(component, hostile(fixture["options"]))
        assert "<script" not in drawn, f"{component}: {fixture['name']}"


@pytest.mark.parametrize(
    ("component", "params"),
    [
        ("inset-text", {"html": "<b>hello</b>"}),
        ("summary-list", {"rows": [{"key": {"text": "Name"}, "value": {"html": "Ann"}}]}),
        ("details", {"summaryHtml": "Why", "text": "Because"}),
        ("service-navigation", {"slots": {"navigationEnd": "<li>"}}),
        ("tag", {"text": "Late", "attributes": ' onclick="x"'}),
        ("panel", {"titleHtml": "Done"}),
    ],
)
def test_plain_text_is_refused_where_a_component_would_put_it_in_as_markup(
    component: str, params: dict[str, Any]
) -> None:
    with pytest.raises(TypeError, match="must be drawn by a component or a template"):
        draw(component, params)


def test_a_component_may_be_drawn_inside_another() -> None:
    inner = draw("tag", {"text": "<Late>"})

    drawn = Tokens(draw("inset-text", {"html": inner})).seen
    assert drawn[1:4] == [("strong", frozenset({("class", "govuk-tag")})), ["<Late>"], "/strong"]


def written(template: str, **context: Any) -> str:
    drawn: str = engines["django"].from_string(template).render(context)
    return drawn


def test_a_template_draws_a_component_by_name_and_steps_inside_with_two_underscores() -> None:
    drawn = written('{% govuk "input" id="n" name="n" label__text=words %}', words="Tom & Jo")

    assert '<label class="govuk-label" for="n">' in drawn
    assert "Tom &amp; Jo" in drawn


def test_a_template_draws_a_component_from_a_dict_which_is_left_as_it_was() -> None:
    params = {"key": {"text": "x"}, "label": {"classes": "govuk-label--l"}, "name": "n", "id": "n"}

    drawn = written('{% govuk "input" params label__text="Name" %}', params=params)

    assert "govuk-label--l" in drawn
    assert params["label"] == {"classes": "govuk-label--l"}


def test_what_a_person_typed_is_escaped_inside_a_piece_of_template() -> None:
    drawn = written('{% govuk_html "inset-text" %}<p>{{ words }}</p>{% endgovuk_html %}', words="<script>")

    assert "<p>&lt;script&gt;</p>" in drawn
