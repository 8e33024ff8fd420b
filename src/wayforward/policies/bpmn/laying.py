"""Where each stage's column stands on a BPMN chart, how high the lanes are, and how a way runs from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wayforward.core.policy.stages import Move, Power, Stage
from wayforward.core.policy.whole import Policy
from wayforward.policies.bpmn.chart import Flow, Node, Point, Room

RAISING, PARTNERSHIP, CHALLENGED = "raising-side", "partnership", "challenged-side"
HEAD = 30.0  # the title of a pool or a lane
BEGINS = 100.0  # where the first sign stands
TASK, LINE, GATE, JOIN, EVENT = (160.0, 90.0), (90.0, 60.0), 50.0, 40.0, 36.0
GAP, BELOW = 70.0, 130.0  # beside a column; below a row, for the ends
CHANNEL = 40.0  # the height of a long way, its words above it
BESIDE = 130.0  # the height of what stands beside the columns
EMPTY = 120.0  # a lane without a stage
LETTER = 7.0  # how wide a letter of a label is, about


@dataclass
class Column:
    """A stage with what stands around it. `joins` where several ways come together before it."""

    stage: Stage
    lane: str
    x: float
    width: float
    height: float
    joins: bool
    top: float = 0  # where its task begins
    came: int = 0  # how many long ways have come to it
    left: int = 0  # and how many have left its gateway

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def room(self) -> Room:
        return Room(x=self.x, y=self.top, width=self.width, height=self.height)

    @property
    def join(self) -> Room:
        return Room(x=self.x - JOIN - 30, y=self.middle - JOIN / 2, width=JOIN, height=JOIN)

    @property
    def gate(self) -> Room:
        return Room(x=self.right + 40, y=self.middle - GATE / 2, width=GATE, height=GATE)

    @property
    def entry(self) -> tuple[str, float]:
        """What a way to this stage leads to, and where its left edge is."""
        return (f"{self.stage.id}-join", self.join.x) if self.joins else (self.stage.id, self.x)


@dataclass
class Laying:
    """A chart while it is being laid out."""

    policy: Policy
    columns: list[Column]
    high: float  # where the stages begin, below all channels
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    channels: int = 0  # how many long ways have been drawn

    def column(self, stage: str) -> Column | None:
        return next((each for each in self.columns if each.stage.id == stage), None)

    def across(self, source: Room, target: Column) -> tuple[Point, ...]:
        """To the column beside it: straight, or with a step where that stands in the other lane."""
        y, x = source.middle[1], target.entry[1]
        if target.middle == y:
            return (source.right, y), (x, y)
        turn = x - GAP / 2
        return (source.right, y), (turn, y), (turn, target.middle), (x, target.middle)

    def over(self, leaves: Point, target: Column) -> tuple[Point, ...]:
        """Up to a channel of its own above every stage, along it, and down to the stage it leads to."""
        self.channels += 1
        y = self.channels * CHANNEL - 10
        enters, down = self._arrives(target)
        return leaves, (leaves[0], y), (enters, y), (enters, down)

    def _arrives(self, target: Column) -> Point:
        aside = _aside(target.came)
        target.came += 1
        if not target.joins:
            return target.right - 20 + aside, target.top
        x, _ = target.join.middle
        return x + aside * 0.8, target.join.y + abs(aside) * 0.8


def departs(column: Column) -> Point:
    """Where the next long way leaves a column's gateway: each at a place of its own on its upper sides."""
    aside = _aside(column.left)
    column.left += 1
    return column.gate.middle[0] + aside, column.gate.y + abs(aside)


def _aside(n: int) -> float:
    """0, 5, -5, 10, -10, and so on, up to 20 either way."""
    step = 5.0 * ((n + 1) // 2) % 25
    return step if n % 2 else -step


def label_over(points: tuple[Point, ...], name: str) -> Room:
    """Room for the words of a long way, above its level part."""
    (x0, y), (x1, _) = points[1], points[2]
    run = abs(x1 - x0)
    wide = max(40.0, min(run - 8, len(name) * LETTER))
    return Room(x=min(x0, x1) + (run - wide) / 2, y=y - 16, width=wide, height=14)


def laid_out(policy: Policy) -> Laying:
    """The columns in order, those beside the ladder last, each in its lane at its height."""
    columns = list(_columns(policy))
    straight = sum(_is_beside(move, column, columns) for column in columns for move in column.stage.moves)
    straight += any(start.at == columns[0].stage.id for start in policy.starts) if columns else 0
    ways = sum(len(column.stage.moves) for column in columns) + len(policy.starts)
    laying = Laying(policy, columns, high=(ways - straight + 1) * CHANNEL)
    for column in columns:
        above = laying.high if column.lane == RAISING else lane_bottom(laying) + GAP / 2
        column.top = above + (_tallest(laying, column.lane) - column.height) / 2
    return laying


def lane_bottom(laying: Laying) -> float:
    """Where the lane of the raising side ends, and the partnership's begins."""
    return laying.high + max(_tallest(laying, RAISING), BESIDE) + BELOW


def pool_bottom(laying: Laying) -> float:
    tallest = _tallest(laying, PARTNERSHIP)
    return lane_bottom(laying) + (GAP / 2 + tallest + BELOW if tallest else EMPTY)


def _tallest(laying: Laying, lane: str) -> float:
    return max((column.height for column in laying.columns if column.lane == lane), default=0.0)


def is_beside(laying: Laying, move: Move, column: Column) -> bool:
    """Whether a way leads to the column beside it, and is the first that does."""
    return _is_beside(move, column, laying.columns)


def _is_beside(move: Move, column: Column, columns: list[Column]) -> bool:
    n = columns.index(column)
    first = next((m for m in column.stage.moves if m.automatic is None and m.to == move.to), None)
    return move is first and n + 1 < len(columns) and columns[n + 1].stage.id == move.to


def _columns(policy: Policy) -> Iterator[Column]:
    stages = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    comes = [move.to for stage in stages for move in stage.moves] + [start.at for start in policy.starts]
    x = BEGINS + EVENT + 3 * GAP + (GATE + GAP if len(policy.starts) > 1 else 0)
    for stage in stages:
        count = len(lines(stage))
        width = max(TASK[0], 2 * (EVENT + GAP) + count * (LINE[0] + 30)) if count else TASK[0]
        height = LINE[1] + 80 if count else TASK[1]
        yield Column(stage, _leads(stage, policy), x, width, height, comes.count(stage.id) > 1)
        x += width + 40 + GATE + 3 * GAP


def lines(stage: Stage) -> tuple[str, ...]:
    """The lines of a stage, from the one where it begins."""
    if stage.tiers is None:
        return ()
    every, first = stage.tiers.lines, stage.tiers.first
    return every[every.index(first) :] if first in every else every


def _leads(stage: Stage, policy: Policy) -> str:
    """The lane of a stage: the partnership's, where others than the two sides form a panel or settle it."""
    of = {post.id: post.of for post in policy.posts}
    decision = stage.decision
    judges = decision.by if decision is not None and decision.power is not Power.NONE else ()
    outside = {of.get(post.rpartition(" ")[2], "") for post in judges} & {"partnership", "outside"}
    without_raiser = bool(stage.acts) and "raising" not in stage.acts
    return PARTNERSHIP if stage.panel or outside or without_raiser else RAISING
