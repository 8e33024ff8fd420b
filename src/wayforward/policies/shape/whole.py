"""A whole policy file, as it is written."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from wayforward.policies.shape.ladder import CapShape, MovesShape, StageShape, StartShape
from wayforward.policies.shape.papers import (
    AcceptanceShape,
    AssumptionShape,
    ClauseShape,
    DocumentShape,
    DroppedPartShape,
    DutyShape,
    EndingShape,
    FormShape,
    GovernanceShape,
    GuidanceShape,
    NotedFindingShape,
    ReadingsShape,
    ReferenceShape,
    RemindersShape,
    ReportShape,
    ScopeShape,
    TermShape,
)
from wayforward.policies.shape.people import (
    AgencyShape,
    EventShape,
    FactShape,
    PostShape,
    RouteShape,
    WindowShape,
)
from wayforward.policies.shape.words import Id, Names, Rests, Shape, Text, said

Nation = Literal["england", "wales", "scotland", "northern-ireland"]
Subject = Literal["child", "young-person", "unborn", "adult", "none"]


class SubjectsShape(Rests):
    """Whom a disagreement may be about, with the clauses that say so."""

    kinds: list[Subject] = said("The kinds of subject; none for a dispute about no one person.")


def _subjects(value: Any) -> Any:
    match value:
        case list():
            return {"kinds": value}
        case str():
            return {"kinds": [value]}
        case _:
            return value


Subjects = Annotated[
    SubjectsShape, BeforeValidator(_subjects, json_schema_input_type=Subject | list[Subject] | SubjectsShape)
]


class PolicyShape(Shape):
    """One version of one partnership's procedure for resolving professional disagreements."""

    policy: Id = said("The name of the policy here.")
    title: Text | None = said("Its title.", None)
    partnership: Text | None = said("The partnership whose it is.", None)
    nation: Nation | None = said("Whose bank holidays.", None)
    subjects: Subjects | None = said("Whom a disagreement may be about; none for a dispute about no one person.", None)
    extends: Text | None = said("A policy that this one changes: its folder or its file.", None)
    leave_out: Names = said("Ids of what to leave out of that policy.", [])
    document: DocumentShape | None = said("The source document's own life.", None)
    governance: list[GovernanceShape] = said("Statements about the document, shown on the policy's page.", [])
    readings: ReadingsShape | None = said("What the text leaves open about time, and what was chosen.", None)
    reminders: RemindersShape | None = said("When people are reminded of what they owe.", None)
    assumptions: list[AssumptionShape] = said("Local fillings of what the policy leaves open.", [])
    agencies: list[AgencyShape] = said("The kinds of agency that have a place in it.", [])
    posts: list[PostShape] = said("Its roles.", [])
    facts: list[FactShape] = said("What steers routes, moves and duties.", [])
    events: list[EventShape] = said("The policy's own recordable happenings.", [])
    windows: list[WindowShape] = said("Hours of the week under a name.", [])
    starts: list[StartShape] = said("Where an escalation begins; without any, at the first stage.", [])
    stages: list[StageShape] = said("Its ladder.", [])
    moves: list[MovesShape] = said("Moves from several stages, or from any.", [])
    caps: list[CapShape] = said("Limits over several stages.", [])
    duties: list[DutyShape] = said("What somebody owes.", [])
    routes: list[RouteShape] = said("The routing table: whom to ring.", [])
    forms: list[FormShape] = said("Its forms and templates.", [])
    guidance: list[GuidanceShape] = said("Sentences that people should see at the right moment.", [])
    scope: list[ScopeShape] = said("What it is for, and what it is not for.", [])
    reports: list[ReportShape] = said("The reports that it asks for.", [])
    endings: list[EndingShape] = said("How an escalation closes, beside being resolved or decided.", [])
    terms: list[TermShape] = said("Words that the text uses in its conditions, and what they mean.", [])
    references: list[ReferenceShape] = said("What the text relies on outside itself.", [])
    noted: list[NotedFindingShape] = said("What only a reader of the text can see, told among the findings.", [])
    replaces: Text | None = said("The policy that this one takes the place of: its id, its folder or its file.", None)
    dropped: list[DroppedPartShape] = said("What of that policy is left out on purpose.", [])
    accepted: list[AcceptanceShape] = said("Findings that somebody has accepted; usually in accepted.yaml.", [])
    clauses: list[ClauseShape] = said("The account of the source document; usually in clauses.yaml.", [])
    examples: list[dict[str, Any]] = said("Its tests; usually in examples.yaml.", [])


class ClausesShape(Shape):
    """The account of the source document, clause by clause: the file clauses.yaml."""

    clauses: list[ClauseShape] = said("Every numbered statement of the source document.")


class AcceptancesShape(Shape):
    """Findings that somebody has looked at and accepted: the file accepted.yaml."""

    accepted: list[AcceptanceShape] = said("Every finding that is accepted, with who, when and why.")
