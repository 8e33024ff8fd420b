"""What an analyst found in two policies by hand, the check finds by reasoning over their data."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.policies.checking.mutants import ON
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, check

PUBLISHED: dict[str, list[dict[str, Any]]] = YAML(typ="safe").load(Path(__file__).parent / "published.yaml")
CASES = [(policy, row) for policy, rows in PUBLISHED.items() for row in rows]


@cache
def findings(policy: str) -> tuple[Finding, ...]:
    read = shelf.load(policy)
    return check(read, shelf.calendar(read.nation), ON)


@pytest.mark.parametrize(("policy", "row"), CASES, ids=[row["id"] for _, row in CASES])
def test_what_an_analyst_found_by_hand_is_found(policy: str, row: dict[str, Any]) -> None:
    of_the_rule = [finding for finding in findings(policy) if finding.rule == row["rule"]]
    answers = [
        finding
        for finding in of_the_rule
        if finding.severity == row["severity"] and (not row["clauses"] or set(finding.clauses) & set(row["clauses"]))
    ]
    assert answers, [(str(finding.severity), finding.key, finding.clauses) for finding in of_the_rule]


def test_both_lists_are_whole() -> None:
    assert {policy: len(rows) for policy, rows in PUBLISHED.items()} == {"barnet-children": 76, "havering": 36}
