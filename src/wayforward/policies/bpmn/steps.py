"""One stage on a BPMN chart: its task, its lines one after the other, its limit, and the gateway after it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from wayforward.core.policy.duties import Duty
from wayforward.core.working_time import Amount
from wayforward.policies.bpmn import saying
from wayforward.policies.bpmn.chart import Flow, Kind, Node, Room, When
from wayforward.policies.bpmn.laying import EVENT, GAP, LINE, Column, Laying, lines


def step(laying: Laying, column: Column) -> None:
    stage, policy = column.stage, laying.policy
    inner = lines(stage)
    climbs = stage.tiers is not None and not inner
    laying.nodes.append(
        Node(
            id=stage.id, kind=Kind.SUB_PROCESS if inner else Kind.TASK, name=f"{stage.label}: {stage.title}",
            room=column.room, says=saying.stage(stage, policy), lane=column.lane,
            again="somebody in the line of management settles it" if climbs else "",
        )
    )  # fmt: skip
    if column.joins:
        _join(laying, column)
    if inner:
        _line_by_line(laying, column, inner)
    for duty in policy.duties:
        if duty.stage == stage.id and duty.time and duty.time.within and saying.is_timed(duty.time):
            _limit(laying, column, duty, duty.time.within)
    _settled(laying, column)


def _join(laying: Laying, column: Column) -> None:
    """Several ways to one stage come together in a gateway before it: whichever is taken, it begins once."""
    name, y = f"{column.stage.id}-join", column.middle
    laying.nodes.append(Node(id=name, kind=Kind.GATEWAY, name="", room=column.join, lane=column.lane))
    points = ((column.join.right, y), (column.x, y))
    laying.flows.append(Flow(id=f"{name}-on", source=name, target=column.stage.id, points=points))


def _line_by_line(laying: Laying, column: Column, inner: Sequence[str]) -> None:
    stage, y = column.stage.id, column.middle + 10
    room = Room(x=column.x + 20, y=y - EVENT / 2, width=EVENT, height=EVENT)
    made = [Node(id=f"{stage}-lines", kind=Kind.START, name="Begins", room=room, inside=stage)]
    x = room.right + GAP / 2
    for line in inner:
        room = Room(x=x, y=y - LINE[1] / 2, width=LINE[0], height=LINE[1])
        says = "Who answers on this line depends on the agency, the case and the hour."
        name = f"Line {line}"
        made.append(Node(id=f"{stage}-line-{line}", kind=Kind.TASK, name=name, room=room, says=says, inside=stage))
        x = room.right + 30
    room = Room(x=x, y=y - EVENT / 2, width=EVENT, height=EVENT)
    made.append(Node(id=f"{stage}-lines-end", kind=Kind.END, name="Settled, or no line left", room=room, inside=stage))
    laying.nodes += made
    for one, other in pairwise(made):
        points = ((one.room.right, y), (other.room.x, y))
        laying.flows.append(
            Flow(id=f"{one.id}-to-{other.id}", source=one.id, target=other.id, inside=stage, points=points)
        )


def _limit(laying: Laying, column: Column, duty: Duty, within: Amount) -> None:
    """A timer on the stage's lower edge that flags and moves nothing."""
    what, counts = saying.duration(within)
    x, y = column.x + 12, column.top + column.height
    edge = Room(x=x, y=y - EVENT / 2, width=EVENT, height=EVENT)
    flag = Room(x=x, y=y + 58, width=EVENT, height=EVENT)
    laying.nodes.append(
        Node(id=duty.id, kind=Kind.BOUNDARY, name=f"Within {within}", room=edge, lane=column.lane,
             says=saying.limit(duty, laying.policy), on=column.stage.id, interrupts=False, what=what,
             when=When.DURATION if counts else When.WORDS)
    )  # fmt: skip
    laying.nodes.append(
        Node(id=f"{duty.id}-flag", kind=Kind.END, name="Late: flagged, and it goes on", room=flag, lane=column.lane)
    )
    points = ((edge.middle[0], edge.bottom), (edge.middle[0], flag.y))
    laying.flows.append(Flow(id=f"{duty.id}-to-flag", source=duty.id, target=f"{duty.id}-flag", points=points))


def _settled(laying: Laying, column: Column) -> None:
    """The gateway after a stage, with its way out where it is settled; a stage without a way on just ends."""
    stage, gate, y = column.stage, column.gate, column.middle
    name = "Decided" if stage.settled_by == "decider" else "Settled"
    says = saying.SETTLED_BY.get(stage.settled_by, "")
    x = gate.middle[0] - EVENT / 2
    if not any(move.automatic is None and laying.column(move.to) for move in stage.moves):
        end = Room(x=x, y=y - EVENT / 2, width=EVENT, height=EVENT)
        laying.nodes.append(
            Node(id=f"{stage.id}-settled", kind=Kind.END, name=name, room=end, says=says, lane=column.lane)
        )
        points = ((column.right, y), (end.x, y))
        laying.flows.append(Flow(id=f"{stage.id}-ends", source=stage.id, target=f"{stage.id}-settled", points=points))
        return
    end = Room(x=x, y=gate.bottom + 34, width=EVENT, height=EVENT)
    asks = Node(id=f"{stage.id}-what-next", kind=Kind.GATEWAY, name=f"{name}?", room=gate, lane=column.lane)
    laying.nodes += [
        asks, Node(id=f"{stage.id}-settled", kind=Kind.END, name=name, room=end, says=says, lane=column.lane)
    ]  # fmt: skip
    laying.flows.append(
        Flow(id=f"{stage.id}-asks", source=stage.id, target=asks.id, points=((column.right, y), (gate.x, y)))
    )
    laying.flows.append(
        Flow(id=f"{stage.id}-is-settled", source=asks.id, target=f"{stage.id}-settled", name="Yes",
             condition=f"it is {name.lower()}", points=((gate.middle[0], gate.bottom), (gate.middle[0], end.y)),
             label=Room(x=gate.middle[0] + 6, y=gate.bottom + 6, width=24, height=14))
    )  # fmt: skip
