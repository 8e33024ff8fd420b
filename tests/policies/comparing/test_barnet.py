"""The two Barnet policies compared: everything an analyst found between them is among the sentences."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from wayforward.policies import shelf
from wayforward.policies.comparing import Comparison, Effect, Kind, Same, Sentence, sentences

TABLE: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("barnet.yaml"))
PAIRED = {Kind.CHANGED, Kind.RENAMED, Kind.MOVED}


@pytest.fixture(scope="module")
def found() -> Comparison:
    return sentences(shelf.load("barnet-children"), shelf.load("barnet-multi-agency"))


def _rests(on: Iterable[str], clauses: list[str]) -> bool:
    return not clauses or bool(set(on) & set(clauses))


def _on_both(row: dict[str, Any], each: Sentence | Same) -> bool:
    return _rests(each.clauses_before, row["before"]) and _rests(each.clauses_after, row["after"])


@pytest.mark.parametrize("row", TABLE, ids=[row["id"] for row in TABLE])
def test_what_an_analyst_found_is_told(row: dict[str, Any], found: Comparison) -> None:
    """A topic that changed is told as a change, or as something lost where something else is new."""
    lost = [s for s in found.sentences if s.kind is Kind.REMOVED and set(s.clauses_before) & set(row["before"])]
    new = [s for s in found.sentences if s.kind is Kind.ADDED and set(s.clauses_after) & set(row["after"])]
    changed = [s for s in found.sentences if s.kind in PAIRED and _on_both(row, s)]
    match row["became"]:
        case "A":
            assert new
        case "R":
            assert lost
        case "C":
            assert changed or (lost and new)
        case "T":
            assert any(sentence.kind is Kind.RENAMED for sentence in changed)
        case _:
            assert any(set(s.clauses_before) & set(row["before"]) and _on_both(row, s) for s in found.same)


def _rows(found: Comparison, kind: Kind) -> list[str]:
    return [s.says for s in found.sentences if s.group == "route" and s.kind is kind and not s.field]


def test_every_new_and_lost_contact_of_barnet_is_told(found: Comparison) -> None:
    new, lost = _rows(found, Kind.ADDED), _rows(found, Kind.REMOVED)
    assert len([says for says in new if "Barnet Adult Social Care" in says and "Stage Three" not in says]) == 9
    assert any("on-call Duty Detective Inspector" in says for says in new)
    for gone in ("999 operator", "Borough Commander", "Independent Chair"):
        assert any(gone in says for says in lost)
    assert len(lost) == 3


def test_the_contacts_that_are_the_same_in_both_barnets_are_not_told(found: Comparison) -> None:
    same = {each.element for each in found.same}
    assert {"route police-2-1", "route police-2-2", "route police-2-3"} <= same
    assert {f"route family-services-1-{row}" for row in range(1, 5)} <= same
    assert {"route schools-1-1", "route schools-urgent-1", "route health-1-1"} <= same


def test_the_working_week_becomes_firmer_and_no_shorter(found: Comparison) -> None:
    (sentence,) = [s for s in found.sentences if s.element == "duty stage-1-limit" and s.kind is Kind.CHANGED]
    assert sentence.says == "Stage One: the force of the time is now should (was guide): firmer."
    assert sentence.effect is Effect.FIRMER
    assert (sentence.clauses_before, sentence.clauses_after) == (("B0-12", "B0-13"), ("B1-22",))


def test_who_decides_at_the_end_is_told_with_who_is_new(found: Comparison) -> None:
    (sentence,) = [s for s in found.sentences if s.field == "decision.by" and s.element == "stage stage-3"]
    assert sentence.effect is Effect.NEW
    assert "(new: the Director of Adult Social Care)" in sentence.says


def test_a_post_that_only_has_another_title_is_renamed_and_not_replaced(found: Comparison) -> None:
    renamed = {s.says for s in found.sentences if s.kind is Kind.RENAMED}
    assert (
        "Barnet Cambridge Education School Safeguarding Officer is now called “BELS School Safeguarding Officer”."
        in renamed
    )


def test_what_no_element_carries_is_told_by_its_clause(found: Comparison) -> None:
    clauses = {s.element: s.kind for s in found.sentences if s.group == "clause"}
    assert clauses["clause B0-72"] is Kind.REMOVED
    assert clauses["clause B0-12"] is Kind.REMOVED
