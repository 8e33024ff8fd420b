"""What can come about wherever a case is: the limits over several stages, and the ways in which it can be closed."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.stages import Ending
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Amount
from wayforward.core.working_time.dates import listed
from wayforward.policies.bpmn import saying
from wayforward.policies.bpmn.chart import Flow, Kind, Node, Room, When
from wayforward.policies.bpmn.laying import BESIDE, EVENT

WIDTH, GAP = 270.0, 40.0


def wherever(policy: Policy, x: float, y: float, lane: str) -> tuple[list[Node], list[Flow], float]:
    """Their sub-processes in a row from that corner on, and where the row ends."""
    nodes: list[Node] = []
    flows: list[Flow] = []
    for duty in policy.duties:
        if duty.kind is DutyKind.CAP and duty.time and duty.time.within and saying.is_timed(duty.time):
            nodes += _cap(duty, duty.time.within, policy, Room(x=x, y=y, width=WIDTH, height=BESIDE), lane)
            flows.append(_straight(nodes[-2], nodes[-1], duty.id))
            x += WIDTH + GAP
    for ending in policy.endings:
        nodes += _ending(ending, policy, Room(x=x, y=y, width=WIDTH, height=BESIDE), lane)
        flows.append(_straight(nodes[-2], nodes[-1], f"ending-{ending.id}"))
        x += WIDTH + GAP
    return nodes, flows, x


def _cap(duty: Duty, within: Amount, policy: Policy, room: Room, lane: str) -> Iterator[Node]:
    what, counts = saying.duration(within)
    labels = {stage.id: stage.label for stage in policy.stages}
    over = list(dict.fromkeys(labels[stage] for stage in duty.stages if stage in labels))
    name = "All stages together" if set(duty.stages) == labels.keys() else f"{listed(over)} together"
    y = room.y + 42
    yield Node(id=f"{duty.id}-over-all", kind=Kind.SUB_PROCESS, name=name, room=room, lane=lane, at_any_time=True,
               says=saying.limit(duty, policy))  # fmt: skip
    yield Node(id=duty.id, kind=Kind.START, name=f"Within {within}", inside=f"{duty.id}-over-all",
               room=Room(x=room.x + 40, y=y, width=EVENT, height=EVENT), interrupts=False, what=what,
               when=When.DURATION if counts else When.WORDS, says=saying.limit(duty, policy))  # fmt: skip
    yield Node(id=f"{duty.id}-flag", kind=Kind.END, name="Late: flagged, and goes on", inside=f"{duty.id}-over-all",
               room=Room(x=room.right - 90, y=y, width=EVENT, height=EVENT))  # fmt: skip


def _ending(ending: Ending, policy: Policy, room: Room, lane: str) -> Iterator[Node]:
    """Closing without a resolution: an event that ends whatever is going on."""
    key, y, says = f"ending-{ending.id}", room.y + 42, saying.ending(ending, policy)
    yield Node(id=f"{key}-over-all", kind=Kind.SUB_PROCESS, name="Closed at any stage", room=room, lane=lane,
               at_any_time=True, says=says)  # fmt: skip
    yield Node(id=key, kind=Kind.START, name=saying.ENDED_BY.get(ending.who, ending.title).rstrip("."),
               inside=f"{key}-over-all", room=Room(x=room.x + 40, y=y, width=EVENT, height=EVENT),
               when=When.CONDITION, what=f"it is closed as “{ending.title}”", says=says)  # fmt: skip
    yield Node(id=f"{key}-end", kind=Kind.END, name=ending.title, inside=f"{key}-over-all",
               room=Room(x=room.right - 90, y=y, width=EVENT, height=EVENT), says=says)  # fmt: skip


def _straight(one: Node, other: Node, key: str) -> Flow:
    y = one.room.middle[1]
    return Flow(id=f"{key}-{one.id}-to-{other.id}", source=one.id, target=other.id, inside=one.inside,
                points=((one.room.right, y), (other.room.x, y)))  # fmt: skip
