"""Writes docs/reference/ from the code that it describes.

python tools/write_reference.py            write the pages
python tools/write_reference.py --check    say which pages are out of date; exit code 1 if any is
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from reference_words import MEANINGS, WORDS

from wayforward.cli.run import EPILOG, parser
from wayforward.core import events
from wayforward.policies.checking import RULES
from wayforward.policies.compile.whole import NEEDED
from wayforward.policies.shape import json_schema

HERE = Path(__file__).resolve().parent.parent
FOLDER = HERE / "docs" / "reference"
SETTINGS = HERE / "src/wayforward/project/settings.py"
MADE = "*Written by `tools/write_reference.py` from the code. Change the code, not this page.*"


def pages() -> dict[str, str]:
    """The text of every page, by its name."""
    return {
        "README.md": "\n".join(index()) + "\n",
        "command-line.md": "\n".join(command_line()) + "\n",
        "policy-language.md": "\n".join(policy_language()) + "\n",
        "words.md": "\n".join(words()) + "\n",
        "settings.md": "\n".join(settings()) + "\n",
        "events.md": "\n".join(recorded()) + "\n",
        "findings.md": "\n".join(findings()) + "\n",
    }


def index() -> Iterator[str]:
    yield from ("# Reference", "", MADE, "")
    for name, says in (
        ("command-line.md", "The command line"), ("policy-language.md", "The policy language, key by key"),
        ("words.md", "The words"), ("settings.md", "Settings"), ("events.md", "What the history records"),
        ("findings.md", "What the check of a policy looks for"),
    ):  # fmt: skip
        yield f"- [{says}]({name})"


def command_line() -> Iterator[str]:
    yield from ("# The command line", "", MADE, "")
    whole = parser()
    yield from (str(whole.description), "")
    yield from (f"{line}  " for line in EPILOG.strip().splitlines())
    yield from _commands(whole, "wayforward")


def _commands(of: argparse.ArgumentParser, called: str) -> Iterator[str]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                yield from _command(one, f"{called} {name}")


def _command(one: argparse.ArgumentParser, called: str) -> Iterator[str]:
    asked = [a for a in one._actions if not isinstance(a, argparse._HelpAction)]
    if any(isinstance(a, argparse._SubParsersAction) for a in asked):
        yield from _commands(one, called)
        return
    says = " ".join(str(one.description or "").split()).removeprefix(f"`{called}`: ")
    yield from ("", f"## {called}", "", f"{says[:1].upper()}{says[1:]}", "")
    yield from ("```sh", " ".join([called, *map(_usage, asked)]), "```")
    told = [f"- `{_usage(a).strip('[]')}`: {a.help % {'default': a.default}}" for a in asked if a.help]
    if told:
        yield from ("", *told)


def _usage(action: argparse.Action) -> str:
    value = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"[{value}]" if action.nargs in ("?", "*") else value
    written = action.option_strings[-1] + ("" if action.nargs == 0 else f" {value}")
    return written if action.required else f"[{written}]"


def policy_language() -> Iterator[str]:
    schema = json_schema()
    yield from ("# The policy language", "", MADE, "")
    yield from ("How to use it is in [Write your policy](../how-to/write-a-policy.md).", "")
    yield from ("`text` is a text; `id` is small letters, digits and hyphens. *or several* means one, or a list.", "")
    yield from _shape("A policy", schema)
    for name, shape in sorted(schema["$defs"].items()):
        yield from ("", *_shape(_called(name), shape))


def _called(name: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name.removesuffix("Shape"))
    return spaced.strip().capitalize()


def _shape(called: str, shape: dict[str, Any]) -> Iterator[str]:
    yield from (f"## {called}", "")
    if "properties" not in shape:
        yield from (shape.get("description", ""), "", _kind(shape))
        return
    yield from (" ".join(shape.get("description", "").split()), "")
    yield from ("| key | value | needed | meaning |", "|---|---|---|---|")
    for key, one in shape["properties"].items():
        needed = "yes" if key in shape.get("required", ()) else _default(one)
        if called == "A policy" and key in NEEDED:
            needed = "yes, here or in the policy it extends"
        yield f"| `{key}` | {_kind(one)} | {needed} | {one.get('description', '')} |"


def _default(one: dict[str, Any]) -> str:
    default = one.get("default")
    if default in (None, "", [], {}):
        return ""
    if isinstance(default, bool):
        return f"no: `{str(default).lower()}`"
    return f"no: `{', '.join(default) if isinstance(default, list) else default}`"


def _kind(one: dict[str, Any]) -> str:
    """What a value may be, in words."""
    match one:
        case {"$ref": ref}:
            called = _called(str(ref).rpartition("/")[2])
            return f"[{called.lower()}](#{called.lower().replace(' ', '-')})"
        case {"const": value}:
            return f"`{str(value).lower() if isinstance(value, bool) else value}`"
        case {"enum": values}:
            return ", ".join(f"`{value}`" for value in values)
        case {"anyOf": several}:
            kinds = [_kind(each) for each in several if each.get("type") != "null"]
            return f"{kinds[0]}, or several" if _one_or_list(several) else " or ".join(dict.fromkeys(kinds))
        case {"type": "array"}:
            return f"list of {_kind(one.get('items', {})) or 'values'}"
        case {"type": "object"}:
            extra = one.get("additionalProperties")
            return f"names, each with {_kind(extra)}" if isinstance(extra, dict) else "condition or keys"
        case {"type": "string", "pattern": _}:
            return "id"
        case {"type": "string"}:
            return "text"
        case {"type": "integer"}:
            return "number"
        case {"type": "boolean"}:
            return "true or false"
    return ""


def _one_or_list(several: list[dict[str, Any]]) -> bool:
    return len(several) == 2 and several[1].get("type") == "array" and several[1].get("items") == several[0]


def words() -> Iterator[str]:
    yield from ("# The words", "", MADE, "", "The same words stand on the pages, in policies and in the code.", "")
    yield from ("| word | means | in the code |", "|---|---|---|")
    for word, (where, says) in WORDS.items():
        _found(where)
        yield f"| **{word}** | {says} | `{where}` |"


def _found(where: str) -> None:
    """Fail where a word no longer stands in the code. Names of models are looked up in their text: no database here."""
    module, _, name = where.rpartition(".")
    if module.endswith(".models"):
        text = (HERE / "src/wayforward" / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
        assert f"class {name}(" in text, where
        return
    owner, _, attribute = module.rpartition(".")
    if attribute[:1].isupper():
        assert name in inspect.signature(getattr(import_module(f"wayforward.{owner}"), attribute)).parameters, where
        return
    assert hasattr(import_module(f"wayforward.{module}"), name), where


def settings() -> Iterator[str]:
    yield from ("# Settings", "", MADE, "")
    yield "Every setting is an environment variable. Any of them can be read from a file instead:"
    yield "set `SECRET_KEY_FILE=/run/secrets/key` in place of `SECRET_KEY`."
    yield from ("How to use them is in [Run it for real](../how-to/run-it-for-real.md).", "")
    yield from ("| variable | means | without it |", "|---|---|---|")
    found = dict(_variables())
    if found.keys() != MEANINGS.keys():
        sys.exit(f"Say in MEANINGS what these settings are, or take them out: {sorted(found.keys() ^ MEANINGS.keys())}")
    for name in MEANINGS:
        yield f"| `{name}` | {MEANINGS[name]} | {found[name]} |"


def _variables() -> Iterator[tuple[str, str]]:
    """Each variable that the settings read, and what holds without it."""
    for node in ast.walk(ast.parse(SETTINGS.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        name = str(node.args[0].value)
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        if isinstance(node.func, ast.Name) and node.func.id == "_needed":
            yield name, "it does not start"
        elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "env":
            yield name, _without(given.get("default"))


def _without(default: ast.expr | None) -> str:
    match default:
        case None:
            return "it does not start"
        case ast.Constant(value=None):
            return ""
        case ast.IfExp(orelse=otherwise):
            return _without(otherwise)
        case ast.Constant(value=False):
            return "off"
        case ast.Constant(value=str() as value):
            return f"`{value}`" if value else ""
        case ast.List():
            return "nobody can reach it"
        case ast.Attribute(attr=name):
            return f"`{name}`"
    return f"`{ast.unparse(default)}`"


def recorded() -> Iterator[str]:
    yield from ("# What the history records", "", MADE, "")
    yield "An entry holds one of these. What is sealed is encrypted with the escalation's own key; the rest is stored"
    yield from ("as it is. Every entry also has its place in the chain, its two instants and who did it.", "")
    yield from ("| event | what it means | stored as it is | sealed |", "|---|---|---|---|")
    for event in sorted(events.Event.__subclasses__(), key=lambda event: event.__name__):
        names = [field.name for field in dataclasses.fields(event)]
        plain = ", ".join(f"`{name}`" for name in names if name not in event.SEALED)
        sealed = ", ".join(f"`{name}`" for name in event.SEALED)
        yield f"| **{event.__name__}** | {_first_line(event)} | {plain} | {sealed} |"


def _first_line(event: type) -> str:
    """What the event's own docstring says first. One that says all by its name gives it in words."""
    text = event.__dict__.get("__doc__") or ""
    if text.startswith(f"{event.__name__}("):  # what a dataclass writes where there is none
        return f"{_called(event.__name__)}."
    return text.partition("\n")[0]


def findings() -> Iterator[str]:
    yield from ("# What the check of a policy looks for", "", MADE, "")
    yield "`wayforward policy check` looks for all of this. See [how to check a policy](../how-to/check-a-policy.md)."
    yield from ("", "| rule | what it looks for |", "|---|---|")
    told: dict[str, list[str]] = {}
    for rule, look in RULES:
        says = (inspect.getdoc(look) or "").partition("\n\n")[0].replace("\n", " ")
        told.setdefault(rule, []).append(says.removeprefix(f"{rule}: "))
    for rule in sorted(told):
        yield f"| {rule} | {'<br>'.join(says[:1].upper() + says[1:] for says in told[rule])} |"


def main(asked: list[str]) -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if asked != ["--check"]:
                path.write_text(text, encoding="utf-8")
    if asked == ["--check"] and stale:
        print(f"Out of date: {', '.join(stale)}. Run: python tools/write_reference.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
