"""A policy as a BPMN chart, before it is written as XML: what stands on it, where, and what leads to what."""

from __future__ import annotations

import enum
from dataclasses import dataclass

Point = tuple[float, float]


class Kind(enum.StrEnum):
    """What a node is, by the name that BPMN has for it."""

    START = "StartEvent"
    TASK = "UserTask"
    SUB_PROCESS = "SubProcess"
    GATEWAY = "ExclusiveGateway"
    BOUNDARY = "BoundaryEvent"
    END = "EndEvent"


class When(enum.StrEnum):
    """What brings an event about."""

    DURATION = "duration"  # an ISO 8601 duration, which any tool can count
    WORDS = "words"  # a time that no ISO duration says, such as working days: never quietly turned into one
    CONDITION = "condition"  # something else that comes to pass


@dataclass(frozen=True, kw_only=True)
class Room:
    """A rectangle, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, kw_only=True)
class Node:
    """Something that stands on the chart. `inside` is the sub-process that holds it; `on` what it is attached to."""

    id: str
    kind: Kind
    name: str
    room: Room
    says: str = ""
    lane: str = ""
    inside: str = ""
    on: str = ""
    when: When | None = None
    what: str = ""  # the duration, the time in words or the condition
    interrupts: bool = True
    again: str = ""  # it is done over and over until this
    at_any_time: bool = False  # a sub-process that an event begins, wherever the case is


@dataclass(frozen=True, kw_only=True)
class Flow:
    """From one node to another: a sequence flow, or a message flow to a pool."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]
    name: str = ""
    says: str = ""
    condition: str = ""
    label: Room | None = None
    inside: str = ""
    message: bool = False


@dataclass(frozen=True, kw_only=True)
class Band:
    """A lane of the process, or a pool without anything in it."""

    id: str
    name: str
    room: Room
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """All of it. The pool of the process holds the lanes; the other pools stand outside it."""

    id: str
    name: str
    says: str
    pool: Room
    lanes: tuple[Band, ...]
    others: tuple[Band, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]
