"""The same four stages in transitions, a state machine, and in SpiffWorkflow, a workflow engine with timers."""

from itertools import pairwise
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState
from transitions import Machine

STAGES = ("stage1", "stage2", "stage3", "stage4")
LIFE = 5  # raised, escalated three times, settled

# --- transitions -----------------------------------------------------------------------------------------

WAYS = [
    ["raise_it", "raised", "stage1"],
    *(["escalate", here, there] for here, there in pairwise(STAGES)),
    ["settle", list(STAGES), "closed"],
]
MACHINE = Machine(
    model=None, states=["raised", *STAGES, "closed"], initial="raised", auto_transitions=False,
    transitions=[{"trigger": name, "source": source, "dest": to, "conditions": "allowed"} for name, source, to in WAYS],
)  # fmt: skip


class Model:
    agency = actor = 3

    def allowed(self) -> bool:
        return self.agency == self.actor


def bare_life() -> Any:
    model: Any = Model()
    MACHINE.add_model(model)
    model.raise_it()
    model.escalate()
    model.escalate()
    model.escalate()
    model.settle()
    MACHINE.remove_model(model)
    return model


# --- SpiffWorkflow ---------------------------------------------------------------------------------------


def bpmn() -> str:
    """A user task for each stage with a timer of ten days on its edge, and a gateway after it: settled, or on."""
    parts = ['<startEvent id="start"/>', '<endEvent id="closed"/>']

    def flow(source: str, to: str, condition: str = "") -> str:
        name = f"f{len(parts)}"
        inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        parts.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{to}">{inside}</sequenceFlow>')
        return name

    flow("start", "stage1")
    for here, there in zip(STAGES, (*STAGES[1:], "closed"), strict=True):
        parts.append(f'<userTask id="{here}" name="{here}"/>')
        parts.append(
            f'<boundaryEvent id="due-{here}" attachedToRef="{here}" cancelActivity="true"><timerEventDefinition>'
            '<timeDuration>"P10D"</timeDuration></timerEventDefinition></boundaryEvent>'
        )
        flow(f"due-{here}", there)
        if there == "closed":
            flow(here, "closed")
        else:
            onward = flow(f"gate-{here}", there)
            parts.append(f'<exclusiveGateway id="gate-{here}" default="{onward}"/>')
            flow(here, f"gate-{here}")
            flow(f"gate-{here}", "closed", "settled")
    space = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    process = f'<process id="escalation" isExecutable="true">{"".join(parts)}</process>'
    return f'<definitions xmlns="{space}" targetNamespace="x" id="d">{process}</definitions>'


PARSER = BpmnParser()
PARSER.add_bpmn_xml(etree.fromstring(bpmn().encode()))
SPEC, SERIALIZER = PARSER.get_spec("escalation"), BpmnWorkflowSerializer()


def spiff_new() -> Any:
    workflow = BpmnWorkflow(SPEC)
    workflow.do_engine_steps()
    return workflow


def spiff_step(workflow: Any, settled: bool = False) -> None:
    task = workflow.get_next_task(state=TaskState.READY, manual=True)
    task.data["settled"] = settled
    task.run()
    workflow.do_engine_steps()


def spiff_life() -> Any:
    workflow = spiff_new()
    for settled in (False, False, False, True):
        spiff_step(workflow, settled)
    return workflow


SPIFF_WAITING = spiff_new()
spiff_step(SPIFF_WAITING)
SPIFF_STORED = SERIALIZER.serialize_json(SPIFF_WAITING)


def spiff_load_step_save() -> str:
    workflow = SERIALIZER.deserialize_json(SPIFF_STORED)
    workflow.refresh_waiting_tasks()
    spiff_step(workflow)
    return str(SERIALIZER.serialize_json(workflow))
