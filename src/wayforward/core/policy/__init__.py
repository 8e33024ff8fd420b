"""The model of a policy: what one partnership's published procedure asks, as data that nothing can change."""

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Element, Option
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Assumption, Clause, Document, Field, FieldKind, Form, Guidance, Report, Scope
from wayforward.core.policy.people import Agency, Contact, Equivalent, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import (
    Decision,
    Ending,
    Move,
    MoveKind,
    Need,
    Needed,
    Panel,
    Power,
    Stage,
    Start,
    Tiers,
)
from wayforward.core.policy.times import Stated, Timescale
from wayforward.core.policy.whole import Policy

__all__ = [
    "Agency",
    "Assumption",
    "Clause",
    "Contact",
    "Decision",
    "Document",
    "Duty",
    "DutyKind",
    "Element",
    "Ending",
    "Equivalent",
    "Fact",
    "FactKind",
    "Field",
    "FieldKind",
    "Form",
    "Guidance",
    "Move",
    "MoveKind",
    "Need",
    "Needed",
    "Option",
    "Panel",
    "Policy",
    "Post",
    "Power",
    "Report",
    "Route",
    "Scope",
    "Stage",
    "Start",
    "Stated",
    "Tiers",
    "Timescale",
]
