"""A BPMN chart as an XML file: the process, who takes part, and the picture of it that other tools show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from bpmn_io import BpmnModdle, create_moddle

from wayforward.policies.bpmn.chart import Chart, Flow, Kind, Node, Point, Room, When

CHARTED = "charted"  # before the id of a part of the picture
TIMERS = (When.DURATION, When.WORDS)


def written(chart: Chart) -> str:
    """The file. The same chart is the same text. It is for reading and for other tools, and is never run here."""
    moddle = create_moddle()
    made = _nodes(moddle, chart)
    flows = _flows(moddle, chart, made)
    process = _process(moddle, chart, made, flows)
    pools = _pools(moddle, chart, process)
    messages = [
        _make(moddle, "MessageFlow", id=flow.id, name=flow.name or None, sourceRef=made[flow.source],
              targetRef=pools[flow.target])
        for flow in chart.flows if flow.message
    ]  # fmt: skip
    together = _make(moddle, "Collaboration", id="collaboration", participants=list(pools.values()),
                     messageFlows=messages)  # fmt: skip
    drawn = {**made, **flows, **pools, **{each.id: each for each in messages}}
    drawn |= {f"lane-{lane.get('id')}": lane for lane in process.get("laneSets")[0].get("lanes")}
    definitions = _make(
        moddle, "Definitions", id=f"policy-{chart.id}", name=chart.name, exporter="Wayforward",
        targetNamespace=f"urn:wayforward:policy:{chart.id}", rootElements=[together, process],
        diagrams=[_diagram(moddle, chart, together, drawn)],
    )  # fmt: skip
    return str(moddle.to_xml(definitions, {"format": True}).xml)


def _make(moddle: BpmnModdle, kind: str, **given: Any) -> Any:
    """One element; what is None is left out."""
    name = kind if ":" in kind else f"bpmn:{kind}"
    return moddle.create(name, {key: value for key, value in given.items() if value is not None})


def _nodes(moddle: BpmnModdle, chart: Chart) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for node in chart.nodes:
        made[node.id] = _make(
            moddle, node.kind, id=node.id, name=node.name or None, documentation=_says(moddle, node.says),
            triggeredByEvent=True if node.at_any_time else None,
            isInterrupting=False if node.kind is Kind.START and not node.interrupts else None,
            cancelActivity=node.interrupts if node.kind is Kind.BOUNDARY else None,
            attachedToRef=made[node.on] if node.on else None,
            eventDefinitions=_event(moddle, node) or None,
            loopCharacteristics=_loop(moddle, node.again),
        )  # fmt: skip
    return made


def _says(moddle: BpmnModdle, says: str) -> list[Any] | None:
    return [_make(moddle, "Documentation", text=says)] if says else None


def _event(moddle: BpmnModdle, node: Node) -> list[Any]:
    if node.when is None:
        return []
    if node.when not in TIMERS:
        words = _make(moddle, "Expression", body=node.what)
        return [_make(moddle, "ConditionalEventDefinition", id=f"{node.id}-condition", condition=words)]
    # Words stand in a plain expression, which BPMN keeps for them; only what a tool can count is formal.
    kind = "FormalExpression" if node.when is When.DURATION else "Expression"
    lasts = _make(moddle, kind, body=node.what)
    return [_make(moddle, "TimerEventDefinition", id=f"{node.id}-timer", timeDuration=lasts)]


def _loop(moddle: BpmnModdle, until: str) -> Any:
    if not until:
        return None
    words = _make(moddle, "Expression", body=f"until {until}")
    return _make(moddle, "StandardLoopCharacteristics", loopCondition=words)


def _flows(moddle: BpmnModdle, chart: Chart, made: dict[str, Any]) -> dict[str, Any]:
    flows: dict[str, Any] = {}
    for flow in chart.flows:
        if flow.message:
            continue
        condition = _make(moddle, "Expression", body=flow.condition) if flow.condition else None
        one = flows[flow.id] = _make(
            moddle, "SequenceFlow", id=flow.id, name=flow.name or None, sourceRef=made[flow.source],
            targetRef=made[flow.target], conditionExpression=condition, documentation=_says(moddle, flow.says),
        )  # fmt: skip
        made[flow.source].get("outgoing").append(one)
        made[flow.target].get("incoming").append(one)
    return flows


def _process(moddle: BpmnModdle, chart: Chart, made: dict[str, Any], flows: dict[str, Any]) -> Any:
    """The process with its lanes; what stands inside a sub-process is put there."""
    for node in chart.nodes:
        if node.kind is Kind.SUB_PROCESS:
            within = [made[each.id] for each in chart.nodes if each.inside == node.id]
            within += [flows[each.id] for each in chart.flows if each.inside == node.id]
            made[node.id].get("flowElements").extend(within)
    lanes = [
        _make(moddle, "Lane", id=lane.id, name=lane.name,
              flowNodeRef=[made[node.id] for node in chart.nodes if node.lane == lane.id and not node.inside])
        for lane in chart.lanes
    ]  # fmt: skip
    outer = [made[node.id] for node in chart.nodes if not node.inside]
    outer += [flows[flow.id] for flow in chart.flows if not flow.message and not flow.inside]
    return _make(
        moddle, "Process", id="process", name=chart.name, isExecutable=False, documentation=_says(moddle, chart.says),
        laneSets=[_make(moddle, "LaneSet", id="lanes", lanes=lanes)], flowElements=outer,
    )  # fmt: skip


def _pools(moddle: BpmnModdle, chart: Chart, process: Any) -> dict[str, Any]:
    pools = {"policy": _make(moddle, "Participant", id="policy", name=chart.name, processRef=process)}
    for band in chart.others:
        pools[band.id] = _make(moddle, "Participant", id=band.id, name=band.name)
    return pools


# --- the picture ---------------------------------------------------------------------------------------


def _diagram(moddle: BpmnModdle, chart: Chart, together: Any, drawn: dict[str, Any]) -> Any:
    shapes = [
        _shape(moddle, drawn["policy"], "policy", chart.pool, isHorizontal=True),
        *(_shape(moddle, drawn[f"lane-{lane.id}"], lane.id, lane.room, isHorizontal=True) for lane in chart.lanes),
        *(_shape(moddle, drawn[band.id], band.id, band.room, isHorizontal=True) for band in chart.others),
        *_shapes_of_nodes(moddle, chart.nodes, drawn),
    ]
    edges = [_edge(moddle, flow, drawn) for flow in chart.flows]
    plane = _make(moddle, "bpmndi:BPMNPlane", id="plane", bpmnElement=together, planeElement=[*shapes, *edges])
    return _make(moddle, "bpmndi:BPMNDiagram", id="diagram", plane=plane)


def _shapes_of_nodes(moddle: BpmnModdle, nodes: Iterable[Node], drawn: dict[str, Any]) -> Iterator[Any]:
    for node in nodes:
        more: dict[str, Any] = {}
        if node.kind is Kind.SUB_PROCESS:
            more["isExpanded"] = True
        if node.kind is Kind.GATEWAY:
            more["isMarkerVisible"] = True
        label = _label_room(node)
        if label is not None:
            more["label"] = _make(moddle, "bpmndi:BPMNLabel", bounds=_bounds(moddle, label))
        yield _shape(moddle, drawn[node.id], node.id, node.room, **more)


def _label_room(node: Node) -> Room | None:
    """Where the name of a small sign stands: an end's and a timer's below or beside it, a gateway's above it."""
    x = node.room.middle[0]
    match node.kind:
        case Kind.GATEWAY if node.name:
            return Room(x=node.room.x - 36, y=node.room.bottom - 6, width=56, height=28)
        case Kind.BOUNDARY if node.interrupts:
            return Room(x=x + 6, y=node.room.y - 34, width=130, height=28)
        case Kind.BOUNDARY:
            return Room(x=node.room.right + 2, y=node.room.bottom - 12, width=80, height=28)
        case Kind.START | Kind.END if node.name:
            return Room(x=x - 45, y=node.room.bottom + 3, width=90, height=28)
        case _:
            return None


def _shape(moddle: BpmnModdle, element: Any, name: str, room: Room, **more: Any) -> Any:
    return _make(moddle, "bpmndi:BPMNShape", id=f"{CHARTED}-{name}", bpmnElement=element,
                 bounds=_bounds(moddle, room), **more)  # fmt: skip


def _edge(moddle: BpmnModdle, flow: Flow, drawn: dict[str, Any]) -> Any:
    label = _make(moddle, "bpmndi:BPMNLabel", bounds=_bounds(moddle, flow.label)) if flow.label and flow.name else None
    return _make(moddle, "bpmndi:BPMNEdge", id=f"{CHARTED}-{flow.id}", bpmnElement=drawn[flow.id],
                 waypoint=[_point(moddle, point) for point in flow.points], label=label)  # fmt: skip


def _bounds(moddle: BpmnModdle, room: Room) -> Any:
    return _make(moddle, "dc:Bounds", x=_pixel(room.x), y=_pixel(room.y), width=_pixel(room.width),
                 height=_pixel(room.height))  # fmt: skip


def _point(moddle: BpmnModdle, point: Point) -> Any:
    return _make(moddle, "dc:Point", x=_pixel(point[0]), y=_pixel(point[1]))


def _pixel(value: float) -> float | int:
    whole = round(value, 1)
    return int(whole) if whole == int(whole) else whole
