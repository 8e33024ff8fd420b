"""Names say what a thing is in the field's own words, and nothing in the tree belongs to one machine."""

import ast
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shape.tree import HERE, named, python_files, tracked

EMPTY_WORDS = re.compile(r"(Manager|Service|Helper|Base|Info)$|Util")

# Written in pieces, so that this file does not hold what it looks for.
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.:/-])/" + r"(?:work|root|tmp|home|Users)/[\w.-]"
    r"|pypi\." + r"org|pythonhosted\." + r"org|registry\.npm" + r"js|deb\.deb" + r"ian\.org"
)
LOCKS = ("uv.lock", "package-lock.json")  # the one place where a registry's address belongs

UNESCAPED = re.compile(r"\|\s*safe(seq)?\b|\bmark_safe\b|\{%\s*autoescape\s+off\s*%\}")
SIGNALS = re.compile(r"^django\.(dispatch|.*\bsignals)\b")
LEFT_OUT = {"skip", "skipif", "xfail", "importorskip"}
OUTSIDE = {"open", "input", "print", "exec", "eval", "__import__"}


def empty_class_names(source: str) -> list[str]:
    """Classes named after nothing in the field."""
    classes = [node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef)]
    return [name for name in classes if EMPTY_WORDS.search(name)]


def unescaped(source: str) -> list[str]:
    """Places where what a person typed could reach a page as markup."""
    return [match.group() for match in UNESCAPED.finditer(source)]


def signals(source: str) -> list[str]:
    """Imports of Django's signals, which call code that the reader of the caller cannot see."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if SIGNALS.match(name)]


def calls_outside(source: str) -> list[str]:
    """Calls by which a pure function would reach a disk, a terminal or code it was not given."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f.id for f in calls if isinstance(f, ast.Name) and f.id in OUTSIDE]


def left_out(source: str) -> list[str]:
    """Tests that would not run, or would run against something that is not the product."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name, value=ast.Name("pytest") | ast.Attribute(attr="mark")):
                found += [name] if name in LEFT_OUT else []
            case ast.ImportFrom(module="pytest" | "unittest.mock" | "unittest", names=names):
                found += [alias.name for alias in names if alias.name in LEFT_OUT | {"mock", "patch", "Mock"}]
            case ast.Import(names=names):
                found += [alias.name for alias in names if alias.name.startswith("unittest.mock")]
    return found


def untitled(templates: Mapping[str, str]) -> list[str]:
    """Pages with no title of their own. A layout that others extend may leave the title to them."""
    extended = set()
    for text in templates.values():
        extended.update(re.findall(r"""{%\s*extends\s+["']([^"']+)["']""", text))
    return sorted(name for name, text in templates.items() if name not in extended and not _titled(text))


def _titled(text: str) -> bool:
    if "{% extends" in text:
        return re.search(r"{%\s*block\s+\w*title\w*\s*%}\s*\S", text) is not None
    if re.search(r"<html\b", text):
        return re.search(r"<title>\s*\S", text) is not None
    return True  # a piece of a page


def of_one_machine(text: str) -> list[str]:
    """Paths and registries that mean something on one machine only."""
    return [match.group() for match in OF_ONE_MACHINE.finditer(text)]


def source_files() -> list[Path]:
    return [p for p in python_files() if named(p).startswith("src/")]


def template_texts() -> dict[str, str]:
    """Every template by the name other templates call it."""
    found = [p for p in tracked() if p.suffix == ".html" and "templates" in p.parts]
    return {named(p).rpartition("templates/")[2]: p.read_text(encoding="utf-8") for p in found}


def test_no_class_is_named_after_nothing_in_the_field() -> None:
    assert not [(named(p), bad) for p in source_files() if (bad := empty_class_names(p.read_text()))]


def test_nothing_reaches_a_page_unescaped() -> None:
    texts = [p for p in tracked() if p.suffix in {".py", ".html"} and named(p).startswith("src/")]
    assert not [(named(p), bad) for p in texts if (bad := unescaped(p.read_text(encoding="utf-8")))]


def test_no_signal_is_listened_to_or_sent() -> None:
    assert not [(named(p), bad) for p in source_files() if (bad := signals(p.read_text()))]


def test_the_rulebook_opens_no_file_and_prints_nothing() -> None:
    core = [p for p in source_files() if named(p).startswith("src/wayforward/core/")]
    assert core
    assert not [(named(p), bad) for p in core if (bad := calls_outside(p.read_text()))]


def test_no_test_is_left_out_or_runs_against_a_stand_in() -> None:
    tests = [p for p in python_files() if named(p).startswith("tests/")]
    assert not [(named(p), bad) for p in tests if (bad := left_out(p.read_text()))]


def test_every_page_has_a_title() -> None:
    assert not untitled(template_texts())


def test_nothing_in_the_tree_belongs_to_one_machine() -> None:
    found = {}
    for path in tracked():
        if path.name in LOCKS or b"\0" in path.read_bytes()[:8000]:
            continue
        if bad := of_one_machine(path.read_text(encoding="utf-8", errors="replace")):
            found[named(path)] = bad
    assert not found


def test_every_module_says_first_what_it_is_for() -> None:
    silent = [named(p) for p in source_files() if p.read_text().strip() and not _says(p.read_text())]
    assert not silent


def _says(source: str) -> bool:
    return bool(ast.get_docstring(ast.parse(source)))


@pytest.mark.parametrize(
    "name",
    ["CaseManager", "EscalationService", "DateHelper", "PostUtils", "UtilDates", "PageBase", "UserInfo"],
)
def test_a_class_name_that_says_nothing_is_found(name: str) -> None:
    assert empty_class_names(f"class {name}: ...") == [name]


@pytest.mark.parametrize("name", ["Escalation", "ManagerPost", "Information", "Serviceable", "BaseRate"])
def test_a_class_name_from_the_field_is_left_alone(name: str) -> None:
    assert empty_class_names(f"class {name}: ...") == []


@pytest.mark.parametrize("text", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape off %}", "mark_safe(x)"])
def test_unescaped_text_is_found(text: str) -> None:
    assert unescaped(text)


def test_the_words_safe_and_safeguarding_are_left_alone() -> None:
    assert not unescaped("Is the child safe? {{ lead|safeguarding }} unsafe")


@pytest.mark.parametrize(
    "line",
    [
        "import django.dispatch",
        "from django.db.models.signals import post_save",
        "from django import dispatch",
    ],
)
def test_a_signal_is_found(line: str) -> None:
    assert signals(line)


def test_a_call_to_open_a_file_is_found() -> None:
    assert calls_outside("text = open('policy.yaml').read()") == ["open"]
    assert calls_outside("door.open()") == []


@pytest.mark.parametrize(
    "source",
    [
        "@pytest.mark.skip\ndef test_a(): ...",
        "@pytest.mark.xfail(reason='later')\ndef test_a(): ...",
        "def test_a():\n    pytest.skip('no browser')",
        "holidays = pytest.importorskip('holidays')",
        "from unittest.mock import patch",
        "import unittest.mock",
    ],
)
def test_a_test_that_would_be_left_out_is_found(source: str) -> None:
    assert left_out(source)


def test_a_page_with_no_title_is_found_and_a_layout_or_a_piece_is_not() -> None:
    templates = {
        "layout.html": "<html><head><title>{% block title %}{% endblock %}</title></head></html>",
        "sheet.html": "{% extends 'layout.html' %}{% block content %}{% endblock %}",
        "good.html": '{% extends "sheet.html" %}{% block title %}Raise a disagreement{% endblock %}',
        "bad.html": '{% extends "sheet.html" %}{% block content %}Hello{% endblock %}',
        "piece.html": "<p>Ring the duty manager.</p>",
        "alone.html": "<html><body></body></html>",
    }
    assert untitled(templates) == ["alone.html", "bad.html"]


@pytest.mark.parametrize(
    "text",
    ["see /" + "work/main", "cd /" + "tmp/x", "'/" + "home/ann/file'", "https://pypi." + "org/simple"],
)
def test_a_path_or_registry_of_one_machine_is_found(text: str) -> None:
    assert of_one_machine(text)


@pytest.mark.parametrize("text", ["work/day", "https://example.org/" + "home/page", "/" + "workflows/x", "/" + "home"])
def test_an_ordinary_address_is_left_alone(text: str) -> None:
    assert not of_one_machine(text)


def test_this_test_reads_the_tree_it_stands_in() -> None:
    assert HERE / "run.py" in tracked()
