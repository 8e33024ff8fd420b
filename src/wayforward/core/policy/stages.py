"""The ladder: stages, their tiers, the moves between them, and who settles each."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.elements import Element


class Need(enum.StrEnum):
    """What a move asks for first. Every need can be overridden with a name and a reason."""

    REASON = "reason"
    DISCUSSION = "discussion"  # a talk, or a logged attempt, at the stage being left
    ANSWER = "answer"  # a form field has been answered
    FORM = "form"  # a form's required fields have been answered
    DONE = "done"  # a duty has been discharged


@dataclass(frozen=True, kw_only=True)
class Needed:
    need: Need
    name: str = ""  # the field, form or duty
    says: str = ""  # why, for the person who meets it
    when: Condition = ALWAYS
    clauses: tuple[str, ...] = ()


class MoveKind(enum.StrEnum):
    NEXT = "next"  # the next rung
    SKIP = "skip"  # past one or more rungs
    LAST = "last"  # straight to the last stage
    SIDE = "side"  # beside the ladder: another authority, mediation, an outside body
    BACK = "back"


@dataclass(frozen=True, kw_only=True)
class Move(Element):
    """A permitted way from one stage to another. `when` not met is refused with a sentence and an override."""

    to: str
    kind: MoveKind
    says: str = ""
    when: Condition = ALWAYS
    needs: tuple[Needed, ...] = ()
    by: tuple[str, ...] = ()  # sides or posts that may make it; empty: either side and the partnership office
    automatic: str | None = None  # the occurrence on which the policy itself moves the case


class Power(enum.StrEnum):
    DECIDES = "decides"
    FACILITATES = "facilitates"
    MEDIATES = "mediates"
    RECOMMENDS = "recommends"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who settles a stage when the parties cannot, and how."""

    power: Power
    by: tuple[str, ...] = ()  # posts
    rule: str = "any"  # any, all, majority: whose agreement makes it a decision
    final: bool = False
    outcomes: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()  # as on an element


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A group that has to be formed before it can decide."""

    size: int
    members: str  # the post each member holds
    from_agencies: str = ""  # who may sit, in words
    includes_parties: bool = False
    independent: bool = False  # its members come from agencies that are not in the dispute
    convened_by: str = ""
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """The rungs inside a stage: the lines of the other agency's ladder, or an open climb."""

    lines: tuple[str, ...] = ()  # line ids in order; empty: an open climb through management
    first: str = "1"
    warn_after: int | None = None  # an open climb says so from this tier on
    says: str = ""
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stage(Element):
    """A rung of the ladder."""

    label: str  # "Stage Two", as the policy names it
    title: str
    says: str
    formal: bool = True
    beside: bool = False  # off the main ladder
    optional: str | None = None  # at whose discretion it may be left out
    acts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # raising / responding / others -> posts
    line: str | None = None  # the route line that says whom to ring here (tiers override it)
    tiers: Tiers | None = None
    enters_when: str = ""
    moves: tuple[Move, ...] = ()
    settled_by: str = "raising"  # raising, both, decider: who may say that it is resolved
    decision: Decision | None = None
    panel: Panel | None = None
    produces: tuple[Needed, ...] = ()  # what a resolution here must contain
    skipped_when: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Start(Element):
    """Where an escalation begins, by the facts given at the start; the first that holds wins."""

    at: str
    when: Condition = ALWAYS


@dataclass(frozen=True, kw_only=True)
class Ending(Element):
    """A way an escalation closes. `who` may do it: raising, either, decider, office."""

    title: str
    who: str
    says: str = ""
    needs: tuple[Needed, ...] = ()
