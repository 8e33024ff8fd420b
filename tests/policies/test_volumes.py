"""Volumes on a drawing: what is told of each stage, and that no small number can be read or worked out of it."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policies import test_drawing
from wayforward.policies import shelf
from wayforward.policies.drawing import drawing, in_words
from wayforward.policies.svg import svg
from wayforward.policies.volumes import ENDED, EXPLAINED, FEW, Volume, told

HERE = Path(__file__).parent
EVERY = (*shelf.names(), *(str(HERE / name) for name in test_drawing.OTHERS))
LABELS = {"stage-2": "Stage Two", "panel": "Panel"}
BUSY = Volume(here=7, passed=34, median=3.5, ways={"stage-2": 14, "panel": 5, ENDED: 15})


def test_a_busy_stage_tells_how_many_are_there_and_where_they_went() -> None:
    assert list(told(BUSY, LABELS)) == [
        "7 open now",
        "34 left in 12 months",
        "Half of them left within 3.5 working days",
        "5 went to Panel",
        "14 went to Stage Two",
        "15 ended here",
    ]


def test_what_nobody_came_to_is_none_and_has_no_median() -> None:
    assert list(told(Volume(), LABELS)) == ["None open now", "None left in 12 months"]


@pytest.mark.parametrize("number", range(1, FEW))
def test_fewer_than_five_are_told_neither_by_number_nor_by_median_nor_by_way(number: int) -> None:
    few = Volume(here=number, passed=number, median=2, ways={"panel": number})
    assert list(told(few, LABELS)) == ["Fewer than 5 open now", "Fewer than 5 left in 12 months"]


def test_where_one_way_was_taken_by_few_no_total_gives_it_away() -> None:
    said = list(told(Volume(passed=22, median=1, ways={"stage-2": 20, "panel": 2}), LABELS))
    assert said == [
        "None open now",
        "5 or more left in 12 months",
        "Half of them left within 1 working day",
        "Fewer than 5 went to Panel",
        "5 or more went to Stage Two",
    ]


@pytest.mark.parametrize(
    ("median", "unit", "says"),
    [
        (0, "working days", "on the same working day"),
        (0, "days", "on the same day"),
        (1, "days", "within 1 day"),
        (2.0, "days", "within 2 days"),
    ],
)
def test_the_median_is_told_in_the_days_that_it_is_counted_in(median: float, unit: str, says: str) -> None:
    assert f"Half of them left {says}" in told(Volume(passed=9, median=median, unit=unit, ways={ENDED: 9}), LABELS)


@given(st.dictionaries(st.sampled_from(["stage-2", "panel", ENDED]), st.integers(0, 9)), st.integers(0, 9))
def test_whatever_is_small_could_always_have_been_another_small_number(ways: dict[str, int], here: int) -> None:
    """Somebody who adds and subtracts finds for each hidden number at least two that would be told the same."""
    volume = Volume(here=here, passed=sum(ways.values()), median=2, ways=ways)
    said = list(told(volume, LABELS))
    fits = [dict(zip(ways, other, strict=True)) for other in product(range(13), repeat=len(ways))]
    same = [o for o in fits if list(told(Volume(here=here, passed=sum(o.values()), median=2, ways=o), LABELS)) == said]
    for way, number in ways.items():
        if 0 < number < FEW:
            assert len({other[way] for other in same}) > 1


@pytest.mark.parametrize("name", EVERY, ids=lambda name: Path(name).name)
def test_without_data_a_drawing_says_nothing_of_volumes_and_with_data_all_of_it_fits(name: str) -> None:
    policy = shelf.load(name)
    plain = svg(drawing(policy))
    assert plain == svg(drawing(policy, None))
    assert not re.search(r"open now|12 months", plain)

    volumes = {stage.id: BUSY for stage in policy.stages}
    picture = drawing(policy, volumes)
    assert EXPLAINED in picture.words
    assert all("34 left in 12 months." in each.facts for each in in_words(policy, volumes))
    test_drawing.test_every_stage_has_one_box_and_no_two_boxes_touch(policy, picture)
    test_drawing.test_everything_written_fits_where_it_stands_and_no_two_lines_touch(picture)
    test_drawing.test_no_line_runs_through_a_box_or_through_words(picture)


def test_ways_of_which_the_same_is_said_stand_in_one_line() -> None:
    ways = {"stage-2": 2, "panel": 4, ENDED: 1, "stage-9": 3}
    assert list(told(Volume(passed=10, median=1, ways=ways), LABELS))[3:] == [
        "Fewer than 5 each went to Panel, Stage Two and another stage",
        "Fewer than 5 ended here",
    ]


def test_stages_under_one_label_are_told_apart_by_their_titles() -> None:
    policy = shelf.load("barnet-multi-agency")
    volumes = {"stage-1": Volume(passed=9, ways={"stage-2-managers": 9})}
    first = in_words(policy, volumes)[0]
    assert "9 went to Stage Two: The two managers negotiate." in first.facts
