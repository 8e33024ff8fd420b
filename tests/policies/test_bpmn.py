"""A policy as BPMN: all of it is there, other tools can read it, and its picture shows each thing in its own place."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from bpmn_io import check, create_moddle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver

from wayforward.core.policy.duties import DutyKind
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Unit, parse_amount
from wayforward.policies import shelf
from wayforward.policies.bpmn import bpmn, course, saying
from wayforward.policies.bpmn.chart import Chart, Flow, Kind, Node, Room, When

HERE = Path(__file__).parent
OTHERS = ("sample", "sample-region", "invented/northmoor", "invented/saltmarsh")
EVERY = (*shelf.names(), *(str(HERE / name) for name in OTHERS))
NAMES = {"b": "http://www.omg.org/spec/BPMN/20100524/MODEL", "di": "http://www.omg.org/spec/BPMN/20100524/DI"}
KIND = "{http://www.w3.org/2001/XMLSchema-instance}type"


@pytest.fixture(params=EVERY, ids=lambda name: Path(name).name)
def policy(request: pytest.FixtureRequest) -> Policy:
    return shelf.load(request.param)


@pytest.fixture
def file(policy: Policy) -> Element:
    return ElementTree.fromstring(bpmn(policy))


@pytest.fixture
def chart(policy: Policy) -> Chart:
    return course(policy)


def by_id(file: Element) -> dict[str, Element]:
    return {part.attrib["id"]: part for part in file.iter() if "id" in part.attrib}


# --- that other tools can read it ----------------------------------------------------------------------


def test_the_package_that_knows_bpmn_finds_nothing_wrong_with_it(policy: Policy) -> None:
    report = check(bpmn(policy))
    assert (report.ok, report.errors, report.warnings) == (True, [], [])


def test_the_usual_rules_for_such_charts_find_only_stages_that_nothing_leads_to(policy: Policy) -> None:
    root = create_moddle().from_xml(bpmn(policy)).root_element
    found = Linter(resolver=NodeResolver()).lint(root, {"extends": "bpmnlint:recommended"})
    led_to = {move.to for stage in policy.stages for move in stage.moves} | {start.at for start in policy.starts}
    alone = {stage.id for stage in policy.stages} - led_to
    assert {item["id"] for item in found.pop("no-implicit-start", [])} == alone
    assert found == {}


def test_every_id_stands_once_and_the_same_policy_is_always_the_same_file(policy: Policy, file: Element) -> None:
    ids = [part.attrib["id"] for part in file.iter() if "id" in part.attrib]
    assert [one for one, times in Counter(ids).items() if times > 1] == []
    assert bpmn(policy) == bpmn(policy)


def test_it_is_for_reading_and_says_whose_text_it_is(policy: Policy, file: Element) -> None:
    process = file.find("b:process", NAMES)
    assert process is not None
    assert process.attrib["isExecutable"] == "false"
    says = process.findtext("b:documentation", "", NAMES)
    assert policy.digest in says
    assert "ring 999 first" in says


# --- that all of the policy is there -------------------------------------------------------------------


def test_every_stage_is_a_task_or_a_sub_process_with_its_clauses(policy: Policy, file: Element) -> None:
    found = by_id(file)
    for stage in policy.stages:
        part = found[stage.id]
        inner = bool(stage.tiers and stage.tiers.lines)
        assert part.tag.endswith("}subProcess" if inner else "}userTask")
        assert part.attrib["name"] == f"{stage.label}: {stage.title}"
        says = part.findtext("b:documentation", "", NAMES)
        assert all(f"Clause {clause}: " in says for clause in stage.clauses)
        assert stage.says.strip() in says


def test_the_lines_of_a_stage_stand_in_it_one_after_the_other(policy: Policy, chart: Chart) -> None:
    for stage in policy.stages:
        if stage.tiers and stage.tiers.lines:
            first = stage.tiers.lines.index(stage.tiers.first)
            inside = [n for n in chart.nodes if n.inside == stage.id and n.kind is Kind.TASK]
            assert [n.name for n in inside] == [f"Line {line}" for line in stage.tiers.lines[first:]]
            follows = {flow.source: flow.target for flow in chart.flows if flow.inside == stage.id}
            assert all(follows[one.id] == other.id for one, other in pairwise(inside))


def test_an_open_climb_is_a_task_that_is_done_again_and_again(policy: Policy, file: Element) -> None:
    for stage in policy.stages:
        loop = by_id(file)[stage.id].find("b:standardLoopCharacteristics", NAMES)
        assert (loop is not None) == bool(stage.tiers and not stage.tiers.lines)


def test_every_way_is_a_flow_from_its_stage_with_its_condition_in_words(policy: Policy, chart: Chart) -> None:
    for stage in policy.stages:
        for move in stage.moves:
            leads = [f for f in chart.flows if starts_at(f, stage, chart) and ends_at(f, chart) == move.to]
            assert leads
            if move.automatic is None:
                assert any(saying.condition(move, policy) == flow.condition for flow in leads)
            assert any(all(f"Clause {c}: " in flow.says for c in move.clauses) for flow in leads)


def starts_at(flow: Flow, stage: Stage, chart: Chart) -> bool:
    on = {node.id: node.on for node in chart.nodes}
    return flow.source == f"{stage.id}-what-next" or on.get(flow.source) == stage.id


def ends_at(flow: Flow, chart: Chart) -> str:
    """The stage that a flow leads to, past the gateway at which ways to it join."""
    return next((f.target for f in chart.flows if f.source == flow.target and f.id == f"{flow.target}-on"), flow.target)


def test_what_the_policy_moves_by_itself_ends_the_stage_and_what_it_limits_does_not(
    policy: Policy, chart: Chart, file: Element
) -> None:
    edges = {node.id: node for node in chart.nodes if node.kind is Kind.BOUNDARY}
    automatic = {f"{s.id}-{n}-to-{m.to}-event" for s in policy.stages for n, m in enumerate(s.moves) if m.automatic}
    limits = {d.id for d in policy.duties if d.stage and saying.is_timed(d.time)}
    assert set(edges) == automatic | limits
    found = by_id(file)
    for name in edges:
        assert found[name].get("cancelActivity", "true") == ("true" if name in automatic else "false")
    for name in limits:
        assert found[name].find("b:timerEventDefinition", NAMES) is not None


def test_a_move_on_a_limit_is_timed_by_that_limit_and_any_other_waits_for_its_condition() -> None:
    northmoor = by_id(ElementTree.fromstring(bpmn(shelf.load(str(HERE / "invented/northmoor")))))
    assert duration(northmoor["step-b-1-to-step-d-event"]) == ("bpmn:tFormalExpression", "PT72H")
    barnet = by_id(ElementTree.fromstring(bpmn(shelf.load("barnet-children"))))
    waits = barnet["stage-2-1-to-stage-3-event"].findtext("b:conditionalEventDefinition/b:condition", "", NAMES)
    assert waits == "line 3 of police begins"


def duration(event: Element) -> tuple[str, str]:
    part = event.find("b:timerEventDefinition/b:timeDuration", NAMES)
    assert part is not None
    return part.get(KIND, ""), part.text or ""


def test_working_days_stay_words_and_only_what_a_tool_can_count_is_a_duration() -> None:
    barnsley = by_id(ElementTree.fromstring(bpmn(shelf.load("barnsley"))))
    assert duration(barnsley["stage-1-limit"]) == ("", "5 working days")  # no kind: words, as BPMN keeps for people
    counted = {"48 hours": "PT48H", "3 calendar days": "P3D", "2 months": "P2M"}
    for printed, iso in counted.items():
        assert saying.duration(parse_amount(printed)) == (iso, True)
    for printed in ("2 working days", "8 working hours", "same working day"):
        said, counts = saying.duration(parse_amount(printed))
        assert not counts
        assert not said.startswith("P")


def test_a_time_that_is_no_instant_sets_no_timer(policy: Policy, chart: Chart) -> None:
    vague = (Unit.AS_SOON_AS_POSSIBLE, Unit.NONE, Unit.SET_BY_PERSON)
    timed = {node.id for node in chart.nodes if node.when in (When.DURATION, When.WORDS)}
    for duty in policy.duties:
        if duty.stage and (duty.time is None or duty.time.within is None or duty.time.within.unit in vague):
            assert duty.id not in timed


def test_a_limit_over_several_stages_runs_beside_them_and_every_ending_can_come_at_any_stage(
    policy: Policy, file: Element
) -> None:
    found = by_id(file)
    for duty in policy.duties:
        if duty.kind is DutyKind.CAP and saying.is_timed(duty.time):
            assert found[f"{duty.id}-over-all"].attrib["triggeredByEvent"] == "true"
            assert found[duty.id].attrib["isInterrupting"] == "false"
    for ending in policy.endings:
        assert found[f"ending-{ending.id}-over-all"].attrib["triggeredByEvent"] == "true"
        assert found[f"ending-{ending.id}"].get("isInterrupting", "true") == "true"
        assert found[f"ending-{ending.id}-end"].attrib["name"] == ending.title


def test_each_start_of_the_policy_begins_where_it_says(policy: Policy, chart: Chart) -> None:
    source = "begins" if len(policy.starts) > 1 else "raised"
    begins = [ends_at(flow, chart) for flow in chart.flows if flow.source == source]
    assert begins == [start.at for start in policy.starts]


def test_everything_stands_in_a_lane_and_the_challenged_side_is_a_pool_that_is_written_to(
    policy: Policy, file: Element, chart: Chart
) -> None:
    listed = [ref.text for ref in file.iterfind(".//b:lane/b:flowNodeRef", NAMES)]
    assert sorted(filter(None, listed)) == sorted(node.id for node in chart.nodes if not node.inside)
    assert {lane.get("name") for lane in file.iterfind(".//b:lane", NAMES)} == {
        "The agency that raises it",
        "The partnership",
    }
    assert by_id(file)["challenged-side"].attrib["name"] == "The agency that is challenged"
    written = {flow.get("sourceRef") for flow in file.iterfind(".//b:messageFlow", NAMES)}
    assert written == {stage.id for stage in policy.stages if stage.acts.get("responding") or stage.tiers}


# --- its picture ---------------------------------------------------------------------------------------


def test_everything_has_a_place_in_the_picture(chart: Chart, file: Element) -> None:
    drawn = {shape.get("bpmnElement") for shape in file.iterfind(".//di:BPMNShape", NAMES)}
    drawn |= {edge.get("bpmnElement") for edge in file.iterfind(".//di:BPMNEdge", NAMES)}
    bands = {band.id for band in (*chart.lanes, *chart.others)}
    assert drawn == {n.id for n in chart.nodes} | {f.id for f in chart.flows} | bands | {"policy"}


def test_nothing_stands_on_anything_else_and_all_of_it_in_its_lane(chart: Chart) -> None:
    outer = [node for node in chart.nodes if not node.inside and not node.on]
    for one, other in combinations(outer, 2):
        assert not overlaps(one.room, other.room), (one.id, other.id)
    rooms = {band.id: band.room for band in chart.lanes} | {node.id: node.room for node in chart.nodes}
    for node in chart.nodes:
        assert holds(rooms[node.inside or node.lane], node.room), node.id
    for one, other in combinations((*chart.lanes, *chart.others), 2):
        assert not overlaps(one.room, other.room)


def test_events_on_an_edge_of_a_stage_do_not_cover_each_other(chart: Chart) -> None:
    for one, other in combinations([node for node in chart.nodes if node.on], 2):
        assert not overlaps(one.room, other.room), (one.id, other.id)


def test_every_line_begins_and_ends_at_what_it_joins_and_runs_through_nothing(chart: Chart) -> None:
    nodes = {node.id: node for node in chart.nodes}
    pools = {band.id: band.room for band in chart.others}
    for flow in chart.flows:
        assert touches(flow.points[0], nodes[flow.source].room), flow.id
        assert touches(flow.points[-1], nodes[flow.target].room if flow.target in nodes else pools[flow.target])
        between = [n for n in chart.nodes if n.id not in (flow.source, flow.target) and not may_cross(n, flow, nodes)]
        for (x0, y0), (x1, y1) in pairwise(flow.points):
            assert x0 == x1 or y0 == y1, flow.id
            for node in between:
                way = Room(x=min(x0, x1), y=min(y0, y1), width=abs(x1 - x0), height=abs(y1 - y0))
                assert not overlaps(way, node.room), (flow.id, node.id)


def may_cross(node: Node, flow: Flow, nodes: dict[str, Node]) -> bool:
    """A line inside a sub-process runs through that; one from an event on an edge leaves over the edge."""
    return node.id in (flow.inside, nodes[flow.source].on) or node.on == flow.source


def overlaps(one: Room, other: Room) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


def holds(outer: Room, inner: Room) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and inner.right <= outer.right and inner.bottom <= outer.bottom


def touches(point: tuple[float, float], room: Room) -> bool:
    return room.x - 0.1 <= point[0] <= room.right + 0.1 and room.y - 0.1 <= point[1] <= room.bottom + 0.1
