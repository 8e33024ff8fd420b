"""Policies with one thing changed: a shipped, sample or small invented policy, edited as data and read again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

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
