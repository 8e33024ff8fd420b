"""A policy's drawing: nothing overlaps, all that is written fits, and every way is there."""

from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from wayforward.core.policy.whole import Policy
from wayforward.policies import shelf
from wayforward.policies.drawing import (
    BODY,
    Box,
    Line,
    Picture,
    drawing,
    in_words,
)
from wayforward.policies.lettering import width_of, wrapped
from wayforward.policies.svg import INK, PALE, PAPER, svg

HERE = Path(__file__).parent
OTHERS = ("sample", "sample-region", "invented/northmoor", "invented/saltmarsh")
EVERY = (*shelf.names(), *(str(HERE / name) for name in OTHERS))
SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]


@pytest.fixture(params=EVERY, ids=lambda name: Path(name).name)
def policy(request: pytest.FixtureRequest) -> Policy:
    return shelf.load(request.param)


@pytest.fixture
def picture(policy: Policy) -> Picture:
    return drawing(policy)


def test_every_stage_has_one_box_and_no_two_boxes_touch(policy: Policy, picture: Picture) -> None:
    assert sorted(box.stage for box in picture.boxes) == sorted(stage.id for stage in policy.stages)
    for one, other in combinations(picture.boxes, 2):
        assert one.y + one.height < other.y or other.y + other.height < one.y


def test_everything_written_fits_where_it_stands_and_no_two_lines_touch(picture: Picture) -> None:
    for box in picture.boxes:
        for line in box.lines:
            assert line.x + line.width <= box.x + box.width
            assert box.y <= line.y - line.size
            assert line.y + line.size * 0.25 <= box.y + box.height
    for line in picture.captions:
        assert line.x + line.width <= picture.width
    every = [*picture.captions, *(line for box in picture.boxes for line in box.lines)]
    for one, other in combinations(sorted(every, key=lambda line: line.y), 2):
        assert other.y - other.size >= one.y


def test_it_is_narrow_enough_for_a_telephone_and_as_high_as_what_is_in_it(picture: Picture) -> None:
    assert picture.width <= 320
    assert max(box.y + box.height for box in picture.boxes) < picture.height
    assert max(line.y for line in picture.captions) < picture.height if picture.captions else True
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for stroke in strokes(picture) for x, y in stroke)


def test_no_line_runs_through_a_box_or_through_words(picture: Picture) -> None:
    words = [*picture.captions, *(line for box in picture.boxes for line in box.lines)]
    for stroke in strokes(picture):
        for start, end in pairwise(stroke):
            assert not [box.stage for box in picture.boxes if crosses(start, end, round_box(box))]
            assert not [line.words for line in words if crosses(start, end, round_line(line))]


def test_no_two_lines_lie_on_each_other(picture: Picture) -> None:
    parts = [(n, part) for n, arrow in enumerate(picture.arrows) for one in arrow.strokes for part in pairwise(one)]
    for (n, one), (m, other) in combinations(parts, 2):
        if n != m:
            assert not lies_on(one, other)


def test_every_way_of_the_policy_is_drawn_from_its_stage_to_where_it_leads(policy: Policy, picture: Picture) -> None:
    boxes = {box.stage: box for box in picture.boxes}
    for stage in policy.stages:
        for to in {move.to for move in stage.moves}:
            leads = [arrow for arrow in picture.arrows if arrow.to == to]
            assert any(touches(one[0], boxes[stage.id]) for arrow in leads for one in arrow.strokes)
            assert all(touches(arrow.strokes[-1][-1], boxes[to]) for arrow in leads)


def test_the_words_beside_it_name_every_stage_and_every_way(policy: Policy) -> None:
    told = {each.stage: each for each in in_words(policy)}
    for stage in policy.stages:
        assert told[stage.id].name == f"{stage.label}: {stage.title}"
        for move in stage.moves:
            assert any(told[move.to].name in way for way in told[stage.id].ways)
            assert not move.automatic or any("by itself" in way for way in told[stage.id].ways)


def test_each_time_that_the_policy_gives_a_stage_stands_in_its_box(policy: Policy, picture: Picture) -> None:
    boxes = {box.stage: box for box in picture.boxes}
    for duty in policy.duties:
        if duty.stage and duty.time and duty.time.within and duty.time.within.number:
            assert f"Within {duty.time.within}" in " ".join(line.words for line in boxes[duty.stage].lines)


def test_the_file_says_what_it_shows_and_brings_no_style_or_script(policy: Policy, picture: Picture) -> None:
    drawn = ElementTree.fromstring(svg(picture))
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby") == "title words"
    assert drawn.findtext(f"{SVG}title") == f"The stages of {policy.title}"
    assert all(stage.title in str(drawn.findtext(f"{SVG}desc")) for stage in policy.stages)
    assert {part.tag for part in drawn.iter()}.isdisjoint({f"{SVG}style", f"{SVG}script", f"{SVG}image"})
    assert not [part for part in drawn.iter() if {"style", "class", "href"} & set(part.keys())]


def test_the_same_policy_is_always_the_same_file(policy: Policy) -> None:
    assert svg(drawing(policy)) == svg(drawing(policy))


@pytest.mark.parametrize("behind", [PAPER, PALE])
def test_ink_on_paper_can_be_read(behind: str) -> None:
    light, dark = luminance(behind), luminance(INK)
    assert (light + 0.05) / (dark + 0.05) > 7


def test_words_are_broken_where_they_do_not_fit_and_none_is_lost() -> None:
    words = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and back"
    lines = wrapped(words, 100, BODY, False)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_of(line, BODY, False) <= 100 for line in lines)


# --- geometry ----------------------------------------------------------------------------------------------


def strokes(picture: Picture) -> list[tuple[Point, ...]]:
    return [stroke for arrow in picture.arrows for stroke in arrow.strokes]


def round_box(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.x + box.width, box.y + box.height


def round_line(line: Line) -> tuple[float, float, float, float]:
    return line.x, line.y - line.size, line.x + line.width, line.y


def crosses(start: Point, end: Point, room: tuple[float, float, float, float]) -> bool:
    """Whether a level or upright line has a part inside; its edge is not inside."""
    left, top, right, bottom = room
    (x0, x1), (y0, y1) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    assert x0 == x1 or y0 == y1
    return x0 < right and x1 > left and y0 < bottom and y1 > top


def lies_on(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    for across, along in ((0, 1), (1, 0)):
        if {one[0][across], one[1][across]} == {other[0][across], other[1][across]} and one[0][across] == one[1][
            across
        ]:
            (a, b), (c, d) = sorted((one[0][along], one[1][along])), sorted((other[0][along], other[1][along]))
            return min(b, d) - max(a, c) > 0
    return False


def touches(point: Point, box: Box) -> bool:
    left, top, right, bottom = round_box(box)
    x, y = point
    return (x in (left, right) and top <= y <= bottom) or (y in (top, bottom) and left <= x <= right)


def luminance(colour: str) -> float:
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
