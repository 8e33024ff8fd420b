"""What is written and shown: forms, guidance, scope, reports, the clauses and the document itself."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.elements import Element, Option


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
    how: str = ""  # the channel that the text names


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
    in_force_from: date | None = None  # nothing can be raised under it before this day
    read_with: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, kw_only=True)
class Term(Element):
    """A word that the text uses in its conditions. Without `means` the text does not say what it means."""

    term: str
    means: str = ""
    severity: str | None = None  # high, medium, low: how much it matters that it is undefined, where a reader says so


@dataclass(frozen=True, kw_only=True)
class Reference(Element):
    """Something outside the document that the text relies on."""

    says: str
    kind: str  # law, guidance, procedure, form, constitution, website, policy
    edition: str = ""
    link: str = ""
    included: bool = False  # True: the document holds it
