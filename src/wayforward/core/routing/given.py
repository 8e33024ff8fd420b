"""Facts about a case as a person writes them beside a question: "urgent", or "plan=child-protection"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wayforward.core.conditions import Facts
from wayforward.core.routing.answer import BadQuestion

if TYPE_CHECKING:
    from wayforward.core.policy.facts import Fact
    from wayforward.core.policy.whole import Policy

ALWAYS_KNOWN = ("subject", "raising", "responding", "stage", "formal")  # facts that no policy has to declare


def given(policy: Policy, texts: Sequence[str]) -> Facts:
    """Read FACT (yes) and FACT=VALUE, as often as given. Raises BadQuestion, naming the policy's facts."""
    declared = {fact.id: fact for fact in policy.facts}
    facts: dict[str, frozenset[str]] = {}
    for text in texts:
        name, has_value, value = text.partition("=")
        value = value if has_value else "yes"
        if name not in ALWAYS_KNOWN:
            _check(declared.get(name), name, value, tuple(declared))
        facts[name] = facts.get(name, frozenset()) | {value}
    return facts


def _check(fact: Fact | None, name: str, value: str, names: tuple[str, ...]) -> None:
    if fact is None:
        known = f"Write one of: {', '.join(names)}." if names else "This policy asks about no facts."
        raise BadQuestion(f"“{name}” is not a fact in this policy. {known}")
    values = ("yes", "no") if fact.kind == "yes-no" else tuple(option.id for option in fact.options)
    if values and value not in values:
        raise BadQuestion(f"“{value}” is not a value of “{name}”. Write {name}= and one of: {', '.join(values)}.")
