"""A reader can hold a file or a function in mind: 300 lines and 40 lines, with each exception explained."""

import ast

from tests.shape.tree import named, python_files

LINES_IN_A_FILE = 300
LINES_IN_A_FUNCTION = 40

EXCEPTIONS: dict[str, str] = {
    # "src/wayforward/part/file.py": "why this file is easier to read whole",
    # "src/wayforward/part/file.py:function": "why this function is easier to read whole",
}


def too_long(name: str, source: str) -> dict[str, int]:
    """What is over its limit in one file, as `file` or `file:function`, with its lines of code.

    A docstring is not counted in a function: nobody should shorten an explanation to pass a test.
    """
    found = {}
    lines = len(source.splitlines())
    if lines > LINES_IN_A_FILE:
        found[name] = lines
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _lines(node)
            if length > LINES_IN_A_FUNCTION:
                found[f"{name}:{node.name}"] = length
    return found


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        whole -= (first.end_lineno or 0) - first.lineno + 1
    return whole


def everything_too_long() -> dict[str, int]:
    found: dict[str, int] = {}
    for path in python_files():
        found |= too_long(named(path), path.read_text(encoding="utf-8"))
    return found


def test_every_file_and_function_is_short_enough_to_hold_in_mind() -> None:
    unexplained = {what: lines for what, lines in everything_too_long().items() if what not in EXCEPTIONS}
    assert not unexplained


def test_every_exception_is_still_needed_and_says_why() -> None:
    assert not set(EXCEPTIONS) - set(everything_too_long())
    assert all(len(why.split()) >= 4 for why in EXCEPTIONS.values())


def test_a_file_of_301_lines_is_found() -> None:
    assert too_long("a.py", "x = 1\n" * 300) == {}
    assert too_long("a.py", "x = 1\n" * 301) == {"a.py": 301}


def test_a_function_of_41_lines_is_found_and_its_docstring_is_not_counted() -> None:
    body = "    x = 1\n"
    assert too_long("a.py", "def f():\n" + body * 39) == {}
    assert too_long("a.py", "def f():\n" + body * 40) == {"a.py:f": 41}
    assert too_long("a.py", 'def f():\n    """Says\n    much."""\n' + body * 39) == {}


def test_a_method_inside_a_class_is_measured_too() -> None:
    source = "class A:\n    async def f(self):\n" + "        x = 1\n" * 40
    assert too_long("a.py", source) == {"a.py:f": 41}
