"""Policies with one thing changed: a shipped, sample or small invented policy, edited as data and read again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, check

ON = date(2026, 11, 22)
TESTS = Path(__file__).parents[1]
Edit = Callable[[dict[str, Any]], object]

# A small policy with nothing the matter: each test breaks one thing in it.
SOUND = TESTS / "checking" / "sound"


def mutated(base: str | Path, *edits: Edit) -> Policy:
    """The policy after these edits of its YAML, each a function that changes the mapping of policy.yaml in place."""
    texts = shelf.texts(base)
    data = _yaml().load(texts["policy.yaml"])
    for edit in edits:
        edit(data)
    out = io.StringIO()
    _yaml().dump(data, out)
    return shelf.load_text({**texts, "policy.yaml": out.getvalue()}, folder="mutant")


def _yaml() -> YAML:
    yaml = YAML(typ="rt")  # keeps quotation marks, so that "1" stays a text
    yaml.preserve_quotes = True
    yaml.width = 10_000
    return yaml


def named(data: dict[str, Any], kind: str, id: str) -> dict[str, Any]:
    """One item of a list of the policy by its id: named(data, "stages", "stage-2")."""
    found: dict[str, Any] = next(one for one in data[kind] if one.get("id") == id)
    return found


def found(policy: Policy, rule: str, before: Policy | None = None, on: date = ON) -> list[Finding]:
    """What one rule finds in a policy."""
    findings = check(policy, shelf.calendar(policy.nation), on, before)
    return [finding for finding in findings if finding.rule == rule]


def fires(policy: Policy, rule: str, element: str, **also: Any) -> Finding:
    """The one finding of this rule that is about this element. Fails where there is none, or more than one."""
    about = [one for one in found(policy, rule, **also) if element in one.elements]
    assert len(about) == 1, f"{rule} about {element}: {[one.key for one in found(policy, rule, **also)]}"
    return about[0]


def silent(policy: Policy, rule: str, element: str | None = None, **also: Any) -> None:
    """This rule says nothing (about this element)."""
    about = [one.key for one in found(policy, rule, **also) if element is None or element in one.elements]
    assert about == []


# Edits that read as what they do. A key is written with underscores: from_ is "from", also_called is "also-called".


def having(kind: str, id: str, /, **keys: Any) -> Edit:
    """One item of a list gets these keys: having("stages", "stage-2", formal=False)."""
    return lambda data: named(data, kind, id).update(_keys(keys))


def without(kind: str, id: str, *keys: str) -> Edit:
    """One item of a list loses these keys, or is gone where none is named."""

    def edit(data: dict[str, Any]) -> None:
        item = named(data, kind, id)
        for key in keys:
            del item[key]
        if not keys:
            data[kind].remove(item)

    return edit


def with_new(kind: str, /, **keys: Any) -> Edit:
    """A list gets one more item: with_new("terms", id="soon", term="soon")."""
    return lambda data: data.setdefault(kind, []).append(_keys(keys))


def with_top(**keys: Any) -> Edit:
    """The policy gets these keys at its top."""
    return lambda data: data.update(_keys(keys))


def in_document(**keys: Any) -> Edit:
    """The document gets these keys; a key of None is taken out."""

    def edit(data: dict[str, Any]) -> None:
        for key, value in _keys(keys).items():
            if value is None:
                del data["document"][key]
            else:
                data["document"][key] = value

    return edit


def timed(id: str, /, **keys: Any) -> Edit:
    """The time of a stage gets these keys."""
    return lambda data: named(data, "stages", id)["time"].update(_keys(keys))


def _keys(keys: dict[str, Any]) -> dict[str, Any]:
    return {key.rstrip("_").replace("_", "-"): value for key, value in keys.items()}


def cases(*table: Any) -> Any:
    """Cases in which a rule must fire: a sentence, the edits, the element that it is about, and how grave it is."""
    rows = [row[1:] for row in table]
    return pytest.mark.parametrize(("edits", "element", "severity"), rows, ids=[row[0] for row in table])


def quiet(*table: Any) -> Any:
    """Cases in which a rule must not fire: a sentence and the edits."""
    return pytest.mark.parametrize("edits", [row[1] for row in table], ids=[row[0] for row in table])
