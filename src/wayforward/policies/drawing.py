"""A policy drawn as its ladder: the stages from the top down, the time each has, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayforward.core.policy.stages import MoveKind
from wayforward.policies.lettering import width_of, wrapped
from wayforward.policies.volumes import EXPLAINED, Volume, told

if TYPE_CHECKING:
    from wayforward.core.policy.stages import Move, Stage
    from wayforward.core.policy.times import Timescale
    from wayforward.core.policy.whole import Policy

WAYS: Mapping[MoveKind, str] = {
    MoveKind.NEXT: "Next",
    MoveKind.SKIP: "Past a stage",
    MoveKind.LAST: "Straight to the last stage",
    MoveKind.SIDE: "To the side",
    MoveKind.BACK: "Back",
}
HEADING, BODY = 15.0, 13.5  # sizes of type, in the picture's own units: a pixel each at 300 wide
LEADING = 1.3
PADDING, GAP, LANE, EDGE = 9.0, 26.0, 10.0, 2.0
NARROWEST = 190.0  # a box that is less wide breaks its words
WIDTH = 300.0
UNTIMED = "No time stated"
SOLID, DOTTED, DASHED = "solid", "dotted", "dashed"


@dataclass(frozen=True)
class Line:
    """One line of type: where its baseline begins, and how it is set."""

    x: float
    y: float
    words: str
    size: float = BODY
    bold: bool = False

    @property
    def width(self) -> float:
        return width_of(self.words, self.size, self.bold)


@dataclass(frozen=True)
class Box:
    """A stage: its place, and the lines of type in it."""

    stage: str
    x: float
    y: float
    width: float
    height: float
    beside: bool
    lines: tuple[Line, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Arrow:
    """A way, or several that lead to one stage: the corners of each of its strokes. The last stroke has the head."""

    to: str
    style: str
    strokes: tuple[tuple[tuple[float, float], ...], ...]
    joins: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Picture:
    """Where everything stands. `width` and `height` are the picture's own units."""

    title: str
    words: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    captions: tuple[Line, ...]


@dataclass(frozen=True)
class Told:
    """A stage of the drawing in words: what stands in its box, and each way out of it."""

    stage: str
    name: str
    facts: tuple[str, ...]
    ways: tuple[str, ...]


def drawing(policy: Policy, volumes: Mapping[str, Volume] | None = None) -> Picture:
    """Lay a policy out from the top down, so that it reads on a telephone and on paper.

    The next stage is straight below. A way further down runs on the right, a way back on the left; ways to one
    stage share a line. Stages beside the ladder come last, under a heading of their own. `volumes`, by stage, adds
    how many are there and how long they stay; without it the drawing is the policy's alone.
    """
    ladder = [stage for stage in policy.stages if not stage.beside]
    stages = [*ladder, *(stage for stage in policy.stages if stage.beside)]
    order = {stage.id: n for n, stage in enumerate(stages)}
    right, left = _lanes(stages, order, down=True), _lanes(stages, order, down=False)
    margin_left, margin_right = _margin(left), _margin(right)
    inside = max(NARROWEST, WIDTH - margin_left - margin_right)
    boxes, captions, y = _boxes(policy, stages, margin_left, inside, volumes)
    arrows = [
        *_straight_down(stages, boxes),
        *_round(right, boxes, margin_left + inside, 1),
        *_round(left, boxes, margin_left, -1),
    ]
    y += GAP / 2
    notes = _caps(policy) if volumes is None else [*_caps(policy), EXPLAINED]
    for words in (*notes, *_legend(arrows, left, right)):
        for piece in wrapped(words, WIDTH - 2 * EDGE, BODY, False):
            y += BODY * LEADING
            captions.append(Line(EDGE, y, piece))
    return Picture(
        title=f"The stages of {policy.title}",
        words=" ".join(
            [*(f"{each.name}: {' '.join((*each.facts, *each.ways))}" for each in in_words(policy, volumes)), *notes]
        ),
        width=margin_left + inside + margin_right, height=y + PADDING, boxes=tuple(boxes), arrows=tuple(arrows),
        captions=tuple(captions),
    )  # fmt: skip


def in_words(policy: Policy, volumes: Mapping[str, Volume] | None = None) -> tuple[Told, ...]:
    """All that the drawing shows, for whoever does not see it: the stages in its order, with every way out."""
    names = {stage.id: f"{stage.label}: {stage.title}" for stage in policy.stages}
    stages = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    return tuple(
        Told(
            stage=stage.id,
            name=names[stage.id],
            facts=tuple(f"{fact}." for fact in (*_facts(stage, policy), *_volume(stage, policy, volumes))),
            ways=tuple(dict.fromkeys(f"{_kind(move)}: {names[move.to]}." for move in stage.moves if move.to in names)),
        )
        for stage in stages
    )


def _kind(move: Move) -> str:
    return f"{WAYS[move.kind]}, by itself" if move.automatic else WAYS[move.kind]


def _facts(stage: Stage, policy: Policy) -> Iterator[str]:
    """What the box says under the stage's name."""
    starts = [start.at for start in policy.starts]
    if stage.id in starts:
        yield "Starts here" if len(set(starts)) == 1 else "Can start here"
    limit = next((duty.time for duty in policy.duties if duty.stage == stage.id), None)
    capped = any(stage.id in duty.stages for duty in policy.duties)
    own = _time(limit)
    yield "No time of its own" if own == UNTIMED and capped else own
    if stage.tiers:
        yield f"{len(stage.tiers.lines)} lines, one after the other" if stage.tiers.lines else "Goes up tier by tier"
    if stage.optional:
        yield f"Optional, {stage.optional[:1].lower()}{stage.optional[1:].rstrip('.')}"


def _volume(stage: Stage, policy: Policy, volumes: Mapping[str, Volume] | None) -> Iterator[str]:
    if volumes is None:
        return
    yield from told(volumes.get(stage.id, Volume()), short_names(policy))


def short_names(policy: Policy) -> Mapping[str, str]:
    """What each stage is called in a line: by its label alone, where no other stage has the same."""
    labels = [each.label for each in policy.stages]
    return {s.id: s.label if labels.count(s.label) == 1 else f"{s.label}: {s.title}" for s in policy.stages}


def _caps(policy: Policy) -> list[str]:
    """The limits over several stages, or over all of them."""
    labels = {stage.id: stage.label for stage in policy.stages}
    return [
        f"{'All stages' if set(duty.stages) == labels.keys() else _listed(labels[s] for s in duty.stages)}"
        f" together: {_time(duty.time)[:1].lower()}{_time(duty.time)[1:]}."
        for duty in policy.duties
        if duty.stages
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _time(time: Timescale | None) -> str:
    if time is None:
        return UNTIMED
    if time.within is None:
        return "A person sets the time" if time.set_by else UNTIMED
    amount = str(time.within)
    return f"Within {amount}" if amount[:1].isdigit() else f"{amount[:1].upper()}{amount[1:]}"


def _lanes(stages: Sequence[Stage], order: Mapping[str, int], *, down: bool) -> list[tuple[str, str, list[str]]]:
    """Ways that cannot run straight down, each lane with its target, its style and the stages it comes from."""
    found: dict[tuple[str, str], list[str]] = {}
    for stage in stages:
        for move in stage.moves:
            if move.to not in order or (order[move.to] > order[stage.id]) is not down:
                continue
            if _is_straight(stage, move, stages, order):
                continue
            from_here = found.setdefault((move.to, _style(move)), [])
            if stage.id not in from_here:
                from_here.append(stage.id)
    # The shortest stand nearest to the boxes, so that lines cross as little as they can.
    return sorted(
        ((to, style, sources) for (to, style), sources in found.items()),
        key=lambda lane: (max(abs(order[lane[0]] - order[one]) for one in lane[2]), order[lane[0]], lane[1]),
    )


def _is_straight(stage: Stage, move: Move, stages: Sequence[Stage], order: Mapping[str, int]) -> bool:
    below = order[stage.id] + 1
    return _style(move) == SOLID and order[move.to] == below and not stages[below].beside


def _style(move: Move) -> str:
    if move.automatic:
        return DASHED
    return DOTTED if move.kind is MoveKind.SIDE else SOLID


def _margin(lanes: Sequence[object]) -> float:
    return EDGE + LANE * (len(lanes) + 1) if lanes else EDGE


def _boxes(
    policy: Policy, stages: Sequence[Stage], x: float, width: float, volumes: Mapping[str, Volume] | None
) -> tuple[list[Box], list[Line], float]:
    boxes: list[Box] = []
    captions: list[Line] = []
    y = EDGE
    for stage in stages:
        if stage.beside and not any(box.beside for box in boxes):
            y += BODY
            captions.append(Line(x, y, "Beside the ladder", HEADING, bold=True))
            y += HEADING * LEADING / 2
        lines, bottom = [], y + PADDING
        texts = [(stage.label, HEADING, True), (stage.title, HEADING, False)]
        texts += [(fact, BODY, False) for fact in _facts(stage, policy)]
        texts += [(fact, BODY, True) for fact in _volume(stage, policy, volumes)]
        for words, size, bold in texts:
            for piece in wrapped(words, width - 2 * PADDING, size, bold):
                bottom += size * LEADING
                lines.append(Line(x + PADDING, bottom - size * (LEADING - 1), piece, size, bold))
        boxes.append(Box(stage.id, x, y, width, bottom + PADDING - y, stage.beside, tuple(lines)))
        y = bottom + PADDING + GAP
    return boxes, captions, y - GAP


def _straight_down(stages: Sequence[Stage], boxes: Sequence[Box]) -> Iterator[Arrow]:
    order = {stage.id: n for n, stage in enumerate(stages)}
    for stage, box, below in zip(stages, boxes, boxes[1:], strict=False):
        if any(move.to == below.stage and _is_straight(stage, move, stages, order) for move in stage.moves):
            middle = box.x + box.width / 2
            yield Arrow(below.stage, SOLID, (((middle, box.y + box.height), (middle, below.y)),))


def _round(
    lanes: Sequence[tuple[str, str, list[str]]], boxes: Sequence[Box], side: float, sign: int
) -> Iterator[Arrow]:
    """Lines beside the boxes. Each leaves and arrives at a height of its own, so that no two lie on each other."""
    at = {box.stage: box for box in boxes}
    for n, (to, style, sources) in enumerate(lanes):
        x = side + sign * LANE * (n + 1.5)
        share = (n + 1) / (len(lanes) + 1)
        # Leaving below the middle and arriving above it keeps the two kinds of end of one box apart.
        ends = {one: at[one].y + at[one].height * (0.5 + share / 2 * 0.9) for one in sources}
        enters = at[to].y + at[to].height * (0.05 + share / 2 * 0.9)
        furthest = max(sources, key=lambda one: abs(ends[one] - enters))
        stubs = [((side, ends[one]), (x, ends[one])) for one in sources if one != furthest]
        spine = ((side, ends[furthest]), (x, ends[furthest]), (x, enters), (side, enters))
        yield Arrow(to, style, (*stubs, spine), tuple((x, ends[one]) for one in sources if one != furthest))


def _legend(arrows: Sequence[Arrow], left: Sequence[object], right: Sequence[tuple[str, str, list[str]]]) -> list[str]:
    words = []
    if any(style == SOLID for _, style, _ in right):
        words.append("Lines on the right pass stages by.")
    if left:
        words.append("Lines on the left lead to a stage above.")
    if any(arrow.style == DOTTED for arrow in arrows):
        words.append("Dotted: a way to the side.")
    if any(arrow.style == DASHED for arrow in arrows):
        words.append("Dashed: the policy moves it by itself.")
    return words
