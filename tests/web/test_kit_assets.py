"""The style sheets are as built, small, ours to show, and enough for every class on a page."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from tests.web.kitchen_sink import FILLED, STATIC, Everything, page

ASSETS = STATIC / "wayforward"
TEMPLATES = STATIC.parent / "templates"
# The design systems put these names on elements and style nothing by them.
UNSTYLED = {
    "govuk-checkboxes",
    "govuk-generic-header__container",
    "govuk-js-character-count",
    "govuk-radios",
    "govuk-table__body",
    "govuk-table__head",
    "govuk-table__row",
    "moj-filter__content",
    "moj-timeline__header",
}


def sheet(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def styled(css: str) -> set[str]:
    return {name.replace("\\", "") for name in re.findall(r"\.((?:govuk|moj|wf)-(?:[\w-]|\\!)+)", css)}


def classes(html: str) -> set[str]:
    found = {name for attribute in re.findall(r'class="([^"]*)"', html) for name in attribute.split()}
    return {name for name in found if re.fullmatch(r"(govuk|moj|wf)-[\w!-]*[\w]", name)}


def test_every_file_is_the_one_in_the_manifest_and_no_other_file_is_there() -> None:
    lines = (line.split("  ") for line in sheet("MANIFEST.sha256").splitlines())
    listed = {name: digest for digest, name in lines}
    there = {p.relative_to(ASSETS).as_posix(): p for p in ASSETS.rglob("*") if p.is_file()}
    del there["MANIFEST.sha256"]

    assert {name: hashlib.sha256(p.read_bytes()).hexdigest() for name, p in there.items()} == listed


@pytest.mark.parametrize("reserved", ["gds transport", "@font-face", "crest", "crown", "logotype", "//"])
def test_nothing_that_only_gov_uk_may_show_is_here_and_nothing_is_fetched_from_elsewhere(
    reserved: str,
) -> None:
    css = re.sub(r'\[href\^="https?://"\]', "", sheet("wayforward.css")).lower()
    assert reserved not in css
    assert not [p for p in ASSETS.rglob("*") if p.suffix in {".woff", ".woff2", ".ico", ".png", ".js"}]


def test_every_picture_that_a_style_sheet_names_is_here() -> None:
    named = set(re.findall(r'url\("?([^)"]+)', sheet("wayforward.css")))

    assert named
    assert all((ASSETS / url).is_file() for url in named)


def test_the_notices_of_both_design_systems_travel_with_their_styles() -> None:
    notices = sheet("NOTICES.txt")
    assert "GOV.UK Frontend 6.3.0" in notices
    assert "MOJ Frontend 11.1.0" in notices
    assert "Permission is hereby granted" in notices


def test_the_one_sheet_of_every_page_is_under_twenty_kilobytes_to_load() -> None:
    assert len(gzip.compress(sheet("wayforward.css").encode())) < 20_000


def test_every_class_that_a_template_or_a_question_uses_is_styled() -> None:
    drawn = page(form=Everything({})) + page(form=Everything(FILLED))
    drawn += "".join(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", p.read_text()) for p in sorted(TEMPLATES.rglob("*.html")))

    assert classes(drawn) - styled(sheet("wayforward.css")) - UNSTYLED == set()


def test_the_sheets_are_built_from_the_versions_that_are_pinned() -> None:
    pinned = (Path(__file__).parents[2] / "tools" / "build_assets" / "package.json").read_text()
    assert '"govuk-frontend": "6.3.0"' in pinned
    assert '--govuk-frontend-version:"6.3.0"' in sheet("wayforward.css").replace(": ", ":")
