"""What an analyst found in two policies by hand, the check finds by reasoning over their data, and little else."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.policies.checking.mutants import ON
from wayforward.policies import shelf
from wayforward.policies.checking import Finding, check

Row = dict[str, Any]
READ: dict[str, Any] = YAML(typ="safe").load(Path(__file__).parent / "published.yaml")
BEYOND: dict[str, list[dict[str, str]]] = READ.pop("beyond")
PUBLISHED: dict[str, list[Row]] = READ
CASES = [(policy, row) for policy, rows in PUBLISHED.items() for row in rows]


@cache
def findings(policy: str) -> tuple[Finding, ...]:
    read = shelf.load(policy)
    return check(read, shelf.calendar(read.nation), ON)


def answers(row: Row, finding: Finding) -> bool:
    """The rule, the severity, and one of the clauses where the list names any."""
    same = (finding.rule, finding.severity) == (row["rule"], row["severity"])
    return same and (not row["clauses"] or bool(set(finding.clauses) & set(row["clauses"])))


def matched(policy: str) -> dict[str, str]:
    """A finding of its own for every row for which there is one: the id of the row by the name of the finding."""
    rows = {row["id"]: row for row in PUBLISHED[policy]}
    taken: dict[str, str] = {}

    def finds(id: str, seen: set[str]) -> bool:
        for finding in findings(policy):
            if finding.key not in seen and answers(rows[id], finding):
                seen.add(finding.key)
                if finding.key not in taken or finds(taken[finding.key], seen):
                    taken[finding.key] = id
                    return True
        return False

    for id in rows:
        finds(id, set())
    return taken


@pytest.mark.parametrize(("policy", "row"), CASES, ids=[row["id"] for _, row in CASES])
def test_what_an_analyst_found_by_hand_is_found(policy: str, row: Row) -> None:
    of_the_rule = [finding for finding in findings(policy) if finding.rule == row["rule"]]
    found = any(answers(row, finding) for finding in of_the_rule)
    assert found, [(str(finding.severity), finding.key, finding.clauses) for finding in of_the_rule]


@pytest.mark.parametrize("policy", PUBLISHED)
def test_each_is_answered_by_a_finding_of_its_own(policy: str) -> None:
    assert {row["id"] for row in PUBLISHED[policy]} - set(matched(policy).values()) == set()


@pytest.mark.parametrize("policy", PUBLISHED)
def test_what_is_found_beyond_the_list_is_argued_one_by_one(policy: str) -> None:
    beyond = {finding.key for finding in findings(policy)} - set(matched(policy))
    assert beyond == {row["name"] for row in BEYOND[policy]}


def test_both_lists_are_whole() -> None:
    assert {policy: len(rows) for policy, rows in PUBLISHED.items()} == {"barnet-children": 76, "havering": 36}
