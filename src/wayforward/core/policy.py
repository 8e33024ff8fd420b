"""The model of a policy: what one partnership's published procedure asks, as data that nothing can change."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.working_time import Amount, Force, Reading, Window


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything a policy says. It names the clauses it rests on; what it fills in is a named assumption."""

    id: str
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    silent: str | None = None  # what the text leaves unsaid here, in one sentence


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One statement of a rule in one place of the source. Two that disagree are both kept."""

    clause: str
    where: str  # prose, diagram, footnote, heading, example, form
    printed: str
    within: Amount | None = None
    force: Force | None = None
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Timescale:
    """How long something may take: an amount, where its clock starts, how binding it is, and how it is printed."""

    within: Amount | None  # None: the policy gives no time, and `silent` or `set_by` says so
    target: Amount | None = None  # the preferred or stricter reading: amber, never late
    starts: tuple[str, ...] = ()  # occurrences; the first that has happened starts the clock
    force: Force = Force.NONE
    printed: str = ""
    set_by: str | None = None  # the post that sets the time where the policy leaves it to a person
    protective: bool = False  # the text says that a shorter time that protects the person counts instead
    extends: str = "with a reason"  # or "by agreement", or "never"
    stated: tuple[Stated, ...] = ()
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    silent: str | None = None


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How a post is reached, as the policy prints it. Empty where the policy gives nothing."""

    phone: str | None = None
    email: str | None = None
    marked: str | None = None  # words the message must carry, such as "FAO Partnership Manager"
    secure: bool = False  # the text asks for secure e-mail or a password
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """The post that stands for another in one kind of agency, possibly lent by a different agency (a proxy)."""

    title: str
    of: str | None = None  # the agency kind that lends it; None: the agency's own


@dataclass(frozen=True, kw_only=True)
class Post(Element):
    """A role in the policy, never a person."""

    title: str
    of: str  # raising, responding, each, partnership, outside, or an agency id
    contact: Contact = Contact()
    via: str | None = None  # another post through whom this one is reached
    equivalents: Mapping[str, Equivalent] = field(default_factory=dict)
    falls_to: tuple[str, ...] = ()  # who stands in where nobody holds it, in order
    role: str | None = None  # the normalised role, for comparing policies


@dataclass(frozen=True, kw_only=True)
class Agency(Element):
    """A kind of agency with a place in the policy; a partnership's real agencies are each of one kind."""

    title: str
    statuses: tuple[str, ...] = ()  # the case statuses its ladder tells apart
    statuses_titles: Mapping[str, str] = field(default_factory=dict)


class FactKind(enum.StrEnum):
    YES_NO = "yes-no"
    CHOICE = "choice"  # one of the options
    MANY = "many"  # any of the options
    DATE = "date"


@dataclass(frozen=True, kw_only=True)
class Option:
    id: str
    says: str
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fact(Element):
    """Something about the case that steers routes, moves or duties. Not recorded means no, or nothing chosen."""

    asks: str
    kind: FactKind
    options: tuple[Option, ...] = ()
    hint: str = ""
    asked: str = "raise"  # raise, escalation, or contact: where the question is put


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


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A group that has to be formed before it can decide."""

    size: int
    members: str  # the post each member holds
    from_agencies: str = ""  # who may sit, in words
    includes_parties: bool = False
    convened_by: str = ""
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """The rungs inside a stage: the lines of the other agency's ladder, or an open climb."""

    lines: tuple[str, ...] = ()  # line ids in order; empty: an open climb through management
    first: str = "1"
    warn_after: int | None = None  # an open climb says so from this tier on
    says: str = ""
    clauses: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


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


class DutyKind(enum.StrEnum):
    RESOLVE = "resolve"  # the stage's own limit
    CAP = "cap"  # a limit over several stages, or the whole
    MEET = "meet"  # talk, meet, convene
    NOTIFY = "notify"
    UPDATE = "update"
    CONFIRM = "confirm"
    RECORD = "record"
    FORM = "form"
    CONSULT = "consult"
    DECIDE = "decide"
    LEARN = "learn"
    PROMPT = "prompt"  # a reminder


@dataclass(frozen=True, kw_only=True)
class Duty(Element):
    """What somebody owes: who must do what for whom, on which occurrence, by when, and what discharges it."""

    kind: DutyKind
    says: str
    who: tuple[str, ...]  # "raising lead", "responding line-manager", "partnership-manager", "raiser", "each agency"
    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    when: tuple[str, ...] = ()  # occurrences, any of which gives rise to it
    applies: Condition = ALWAYS
    time: Timescale | None = None
    every: Amount | None = None  # repeats this long after the last, until it lapses
    restarts_on: tuple[str, ...] = ()
    until: tuple[str, ...] = ()  # occurrences on which it lapses undone
    done_by: tuple[str, ...] = ()  # occurrences that discharge it; a person may always mark it done
    once: bool = False
    each: bool = False  # one for every agency in the escalation
    form: str | None = None
    stage: str | None = None  # the stage whose limit this is (RESOLVE)
    stages: tuple[str, ...] = ()  # the stages it caps (CAP)
    system: bool = False  # Wayforward's own, never the policy's
    blocked: str | None = None  # why it cannot be sent: the policy gives no address


@dataclass(frozen=True, kw_only=True)
class Route(Element):
    """A row of the routing table: for this agency, line, status, facts and hours, ring this post."""

    agency: str  # an agency id, or "any"
    line: str
    posts: tuple[str, ...]
    status: tuple[str, ...] = ()  # empty: any
    when: Condition = ALWAYS
    hours: str | None = None  # a window id; None: the text states no hours
    choice: str = "all"  # all, either, option, fallback
    takes_over: Condition | None = None  # a side line: asked of any line while this holds
    via: str | None = None
    how: Contact | None = None
    note: str = ""


class FieldKind(enum.StrEnum):
    TEXT = "text"
    LONG = "long-text"
    DATE = "date"
    INSTANT = "date-time"
    YES_NO = "yes-no"
    CHOICE = "choice"
    MANY = "many"
    PEOPLE = "people"
    ACTIONS = "actions"  # agreed actions with owner and timescale


@dataclass(frozen=True, kw_only=True)
class Field(Element):
    """A question on a form, or a line of the record. `source` says that the case already knows the answer."""

    label: str
    kind: FieldKind = FieldKind.LONG
    hint: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    required_when: Condition | None = None
    unless: str | None = None  # another field whose answer makes this one optional
    source: str | None = None
    secret: str = "narrative"  # identity, location, narrative or plain


@dataclass(frozen=True, kw_only=True)
class Form(Element):
    title: str
    fields: tuple[Field, ...]
    when: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    how: str = ""
    stand_alone: bool = False  # used without an escalation: a compliment, a per-use return


@dataclass(frozen=True, kw_only=True)
class Guidance(Element):
    says: str
    shown: tuple[str, ...] = ("start",)  # start, raise, message, meeting, record, stage ids, topic ids
    kind: str = "principle"
    when: Condition = ALWAYS


@dataclass(frozen=True, kw_only=True)
class Scope(Element):
    says: str
    applies: bool  # True: in scope; False: out, and `send_to` says where instead
    when: Condition = ALWAYS
    send_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Report(Element):
    title: str
    by: str | None
    to: tuple[str, ...]
    every: str | None
    says: str = ""


@dataclass(frozen=True, kw_only=True)
class Ending(Element):
    """A way an escalation closes. `who` may do it: raising, either, decider, office."""

    title: str
    who: str
    says: str = ""
    needs: tuple[Needed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Start(Element):
    """Where an escalation begins, by the facts given at the start; the first that holds wins."""

    at: str
    when: Condition = ALWAYS


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """A local filling of what the policy leaves open: never mixed with the policy's own words."""

    id: str
    says: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A numbered statement of the source document, in our words."""

    id: str
    says: str
    ref: str = ""
    not_executable: str | None = None


@dataclass(frozen=True, kw_only=True)
class Document(Element):
    """The source document's own life: owner, status, version, dates, approvals."""

    owner: str
    status: str  # live, draft, withdrawn, not stated
    version: str = ""
    issued: str = ""
    amended: str = ""
    reviewed: str = ""
    review_due: date | None = None
    read_with: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of one partnership's procedure. `digest` names this exact text for ever."""

    id: str
    title: str
    partnership: str
    nation: str
    digest: str
    document: Document
    subjects: tuple[str, ...]
    reading: Reading
    readings: tuple[Element, ...] = ()
    agencies: tuple[Agency, ...] = ()
    posts: tuple[Post, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Option, ...] = ()  # what the policy lets people record beyond the standard occurrences
    windows: tuple[Window, ...] = ()
    starts: tuple[Start, ...] = ()
    stages: tuple[Stage, ...] = ()
    duties: tuple[Duty, ...] = ()
    routes: tuple[Route, ...] = ()
    forms: tuple[Form, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    scope: tuple[Scope, ...] = ()
    reports: tuple[Report, ...] = ()
    endings: tuple[Ending, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    clauses: tuple[Clause, ...] = ()

    def elements(self) -> Iterator[tuple[str, Element]]:
        """Every element with its kind, in the order of the file: what an account of the clauses walks over."""
        yield "document", self.document
        for kind, group in (
            ("reading", self.readings), ("agency", self.agencies), ("post", self.posts), ("fact", self.facts),
            ("start", self.starts), ("stage", self.stages), ("duty", self.duties), ("route", self.routes),
            ("form", self.forms), ("guidance", self.guidance), ("scope", self.scope), ("report", self.reports),
            ("ending", self.endings),
        ):  # fmt: skip
            for element in group:
                yield kind, element
