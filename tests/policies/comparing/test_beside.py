"""Policies side by side: every policy answers every question, from its data alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.policies.comparing.mutations import whole
from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.comparing.beside import Beside, side_by_side

HERE = Path(__file__).parent.parent
INVENTED = tuple(
    str(HERE / name) for name in ("sample", "invented/northmoor", "invented/saltmarsh", "invented/tidewell")
)
SHIPPED = shelf.names()


@cache
def beside() -> Beside:
    policies = [shelf.load(name) for name in SHIPPED]
    return side_by_side(policies, [shelf.calendar(policy.nation) for policy in policies], 2026)


def answers(asks: str) -> Mapping[str, tuple[str, ...]]:
    (row,) = [row for row in beside().rows if row.asks == asks]
    return dict(zip(SHIPPED, row.answers, strict=True))


def test_every_stage_of_every_policy_is_there_with_its_label_and_its_time() -> None:
    found = answers("Which stages are there, and how long has each?")
    for name in SHIPPED:
        stages = shelf.load(name).stages
        assert [said.partition(":")[0].partition(" (beside")[0] for said in found[name]] == [s.label for s in stages]
    assert "Stage 2: Your own manager or safeguarding lead. 1 working day as a guide." in found["newham"]
    assert "Stage 6: The Independent Chair. Time set by the Independent Chair of the NSCP." in found["newham"]
    assert "Stage Two: Escalate to line manager. No time." in found["havering"]


def test_who_tells_the_partnership_is_there_with_the_time() -> None:
    found = answers("Who tells the partnership, and when?")
    assert any("a formal stage begins. Same working day." in said for said in found["barnsley"])
    (told,) = found["havering"]
    assert told.startswith("To the HSCP Chair, from the raising agency’s manager of the supervisor or manager: ")
    assert told.endswith("Stage Four begins. No time.")


def test_who_decides_at_the_end_is_told_with_the_power_they_have() -> None:
    found = answers("Who decides at the end?")
    assert found["newham"] == ("Stage 6: with a recommendation by the Independent Chair of the NSCP.",)
    assert found["barnet-children"][0].startswith("Stage Three: with no power to decide, ")
    assert found["barnet-multi-agency"][0].endswith("when all of them agree. It is final.")


def test_a_question_that_a_policy_does_not_answer_has_no_answer() -> None:
    found = answers("Is there a panel?")
    assert found["havering"] == ("Stage Four (panel): 3 people, called by the HSCP Chair. The parties may sit on it.",)
    assert found["newham"] == ()


def test_a_way_past_a_stage_that_the_text_does_not_give_is_marked_as_read_that_way() -> None:
    found = answers("May a stage be passed over?")
    assert "From Stage One to Stage Three. The text does not say so; it is read that way." in found["havering"]
    assert "From Stage 1 to Stage 3." in found["newham"]


def test_the_longest_wait_and_the_holes_are_counted_for_the_year() -> None:
    assert answers("How long may it take in 2026 at most?")["havering"] == ("13 days by the calendar, 5 working days.",)
    assert answers("When in 2026 is nobody named?")["barnet-children"] == ("15 holes.",)
    assert not [row.asks for row in side_by_side([shelf.load("havering")]).rows if "2026" in row.asks]


@pytest.mark.parametrize("name", INVENTED, ids=lambda name: Path(name).name)
def test_a_policy_nobody_here_has_read_answers_too(name: str) -> None:
    found = side_by_side([shelf.load(name), shelf.load("havering")])
    assert all(len(row.answers) == 2 for row in found.rows)
    assert all(text and text.strip() == text for row in found.rows for answer in row.answers for text in answer)


def test_an_answer_changes_with_the_data() -> None:
    policy: Policy = whole(shelf.load("havering"))
    stages = tuple(replace(stage, panel=None) for stage in policy.stages)
    (row,) = [r for r in side_by_side([replace(policy, stages=stages)]).rows if r.asks == "Is there a panel?"]
    assert row.answers == ((),)
