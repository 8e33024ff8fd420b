"""A policy's course as a BPMN chart: a column for each stage, the long ways above them, who talks to whom below."""

from __future__ import annotations

from wayforward.core.policy.stages import Move
from wayforward.core.policy.whole import Policy
from wayforward.policies.bpmn import saying
from wayforward.policies.bpmn.chart import Band, Chart, Flow, Kind, Node, Point, Room, When
from wayforward.policies.bpmn.laying import (
    BEGINS,
    CHALLENGED,
    EVENT,
    GAP,
    GATE,
    HEAD,
    PARTNERSHIP,
    RAISING,
    Column,
    Laying,
    departs,
    is_beside,
    label_over,
    laid_out,
    lane_bottom,
    pool_bottom,
)
from wayforward.policies.bpmn.steps import step
from wayforward.policies.bpmn.wherever import wherever
from wayforward.policies.drawing import WAYS
from wayforward.policies.phrases import case, people

LANES = {RAISING: "The agency that raises it", PARTNERSHIP: "The partnership"}


def course(policy: Policy) -> Chart:
    """Every stage, way, limit and ending of a policy, with a place for each.

    A stage stands in the lane of whoever leads there. The side that is challenged is a pool of its own, with a
    message to it from each stage where it takes part. Nothing stands on anything else: each stage has its own column.
    """
    laying = laid_out(policy)
    _start(laying)
    for column in laying.columns:
        step(laying, column)
    for column in laying.columns:
        for n, move in enumerate(column.stage.moves):
            _way(laying, column, move, n)
    ends_at = laying.columns[-1].gate.right + GAP if laying.columns else HEAD * 2
    nodes, flows, right = wherever(policy, ends_at, laying.high, RAISING)
    middle, bottom = lane_bottom(laying), pool_bottom(laying)
    other = Room(x=0, y=bottom + GAP + HEAD, width=right, height=2 * HEAD)
    for column in laying.columns:
        _talk(laying, column, other)
    raising = Room(x=HEAD, y=0, width=right - HEAD, height=middle)
    partnership = Room(x=HEAD, y=middle, width=right - HEAD, height=bottom - middle)
    return Chart(
        id=policy.id, name=policy.title, says=saying.whole(policy), pool=Room(x=0, y=0, width=right, height=bottom),
        lanes=(Band(id=RAISING, name=LANES[RAISING], room=raising),
               Band(id=PARTNERSHIP, name=LANES[PARTNERSHIP], room=partnership)),
        others=(Band(id=CHALLENGED, name="The agency that is challenged", room=other),),
        nodes=(*laying.nodes, *nodes), flows=(*laying.flows, *flows),
    )  # fmt: skip


def _start(laying: Laying) -> None:
    """Where it begins: one way, or a choice of them by what is answered when it is raised."""
    if not laying.columns:
        return
    policy, first = laying.policy, laying.columns[0]
    y, lane = first.middle, first.lane
    source, room = "raised", Room(x=BEGINS, y=y - EVENT / 2, width=EVENT, height=EVENT)
    laying.nodes.append(Node(id=source, kind=Kind.START, name="A disagreement is raised", room=room, lane=lane))
    if len(policy.starts) > 1:
        gate = Room(x=room.right + GAP, y=y - GATE / 2, width=GATE, height=GATE)
        laying.nodes.append(Node(id="begins", kind=Kind.GATEWAY, name="Where does it begin?", room=gate, lane=lane))
        points = ((room.right, y), (gate.x, y))
        laying.flows.append(Flow(id="raised-to-begins", source=source, target="begins", points=points))
        source, room = "begins", gate
    for n, start in enumerate(policy.starts):
        target = laying.column(start.at)
        if target is None:
            continue
        when = (case(start.when, policy) or "in any other case") if len(policy.starts) > 1 else ""
        name = _short(when, f"To {target.stage.label}") if when else ""
        straight = target is first and not any(s.at == start.at for s in policy.starts[:n])
        aside = 7.0 * n - 14
        leaves = (room.middle[0] + aside, room.y + abs(aside))
        way = laying.across(room, target) if straight else laying.over(leaves, target)
        laying.flows.append(
            Flow(id=f"{source}-{n}", source=source, target=target.entry[0], points=way, name=name, says=when,
                 condition=when, label=_beside_gate(room) if straight else label_over(way, name))
        )  # fmt: skip


def _way(laying: Laying, column: Column, move: Move, n: int) -> None:
    target = laying.column(move.to)
    if target is None:
        return
    policy, key = laying.policy, f"{column.stage.id}-{n}-to-{move.to}"
    says = saying.move(move, policy)
    if move.automatic is not None:
        event = _by_itself(laying, column, move, key)
        laying.nodes.append(event)
        points = laying.over((event.room.middle[0], event.room.y), target)
        laying.flows.append(Flow(id=key, source=event.id, target=target.entry[0], points=points, says=says))
        return
    name = _short(move.says, WAYS[move.kind])
    straight = is_beside(laying, move, column)
    points = laying.across(column.gate, target) if straight else laying.over(departs(column), target)
    laying.flows.append(
        Flow(id=key, source=f"{column.stage.id}-what-next", target=target.entry[0], points=points, name=name,
             says=says, condition=saying.condition(move, policy),
             label=_beside_gate(column.gate) if straight else label_over(points, name))
    )  # fmt: skip


def _short(words: str, way: str) -> str:
    """What stands at a way: its own words where they are short. All of them are its condition."""
    words = words.rstrip(".")
    return f"{words[:1].upper()}{words[1:]}" if 0 < len(words) <= 60 else way


def _beside_gate(gate: Room) -> Room:
    return Room(x=gate.right + 6, y=gate.middle[1] + 4, width=2 * GAP - 20, height=40)


def _by_itself(laying: Laying, column: Column, move: Move, key: str) -> Node:
    """An event on the stage's upper edge that ends the stage: its limit, or whatever the policy waits for."""
    policy, occurrence = laying.policy, move.automatic or ""
    late = (d for d in policy.duties if occurrence == f"{d.id} overdue" and saying.is_timed(d.time))
    limit = next((d.time.within for d in late if d.time is not None), None)
    only = f", where {case(move.when, policy)}" if move.when.facts() else ""
    what, counts = saying.duration(limit) if limit is not None else (f"{occurrence}{only}", False)
    when = When.CONDITION if limit is None else When.DURATION if counts else When.WORDS
    before = column.stage.moves[: column.stage.moves.index(move)]
    aside = sum(each.automatic is not None for each in before) % 2 * 2 * (EVENT + 4)
    room = Room(x=column.x + 6 + aside, y=column.top - EVENT / 2, width=EVENT, height=EVENT)
    return Node(
        id=f"{key}-event", kind=Kind.BOUNDARY, name=f"After {limit}" if limit else occurrence, room=room,
        lane=column.lane, says=saying.move(move, policy),
        on=column.stage.id, when=when, what=what,
    )  # fmt: skip


def _talk(laying: Laying, column: Column, other: Room) -> None:
    """A message to the side that is challenged, from each stage where somebody of it takes part."""
    stage, posts = column.stage, {post.id: post for post in laying.policy.posts}
    named = stage.acts.get("responding", ())
    if not named and not stage.tiers:
        return
    name = f"With {people(named, posts)}" if named else "With each line of its ladder in turn"
    x = column.right - 24
    points: tuple[Point, ...] = ((x, column.top + column.height), (x, other.y))
    laying.flows.append(
        Flow(id=f"{stage.id}-talks", source=stage.id, target=CHALLENGED, message=True, name=name, points=points,
             label=Room(x=x + 6, y=other.y - 84, width=150, height=42))
    )  # fmt: skip
