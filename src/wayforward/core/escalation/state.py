"""How an escalation stands: who is in it, where it is, what is owed, what is on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from wayforward.core.conditions import Facts


@dataclass(frozen=True, kw_only=True)
class Party:
    agency: str  # "kind" or "kind:name"
    side: str  # raising, responding, supporting
    person: str | None = None
    in_place_of: str = ""  # the post that this person acts for

    @property
    def kind(self) -> str:
        return self.agency.partition(":")[0]


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A duty that arose: still owed while neither discharged nor lapsed."""

    key: str
    duty: str
    who: tuple[str, ...]
    to: tuple[str, ...]
    arose_at: datetime
    kind: str = ""
    due_at: datetime | None
    target_at: datetime | None
    force: str
    because: tuple[str, ...]
    stage: str | None = None
    agency: str | None = None
    waiting_for: tuple[str, ...] = ()
    done_at: datetime | None = None
    attempted: bool = False
    lapsed_at: datetime | None = None
    passed_at: datetime | None = None  # when the clock recorded that it was late
    passed_due_at: datetime | None = None  # the date that was recorded as passed; a later one may pass again
    acknowledged_at: datetime | None = None  # when anybody to whom it was addressed last said so
    seen_at: datetime | None = None  # when somebody who owes it last did: that quiets the chase
    seen_by: str = ""  # the agency at which they did
    timed_at: datetime | None = None  # when a person or an occurrence last gave it its date
    reminded_at: datetime | None = None  # when somebody was last reminded of it, or told that it is late
    silent_at: datetime | None = None  # when silence after an acknowledgement was last told
    prompts: int = 0  # how often it has prompted
    began_at: datetime | None = None  # when it is said to have arisen: what its time counts from, where nothing else is
    from_at: datetime | None = None  # when its clock started
    timed: str = ""  # how its date came about since: started, extended, set, rebased, held; empty: as it arose

    @property
    def open(self) -> bool:
        return self.done_at is None and self.lapsed_at is None

    def overdue(self, at: datetime) -> bool:
        """Computed on read: right whether or not any clock ran. Late from the instant after `due_at`."""
        return self.open and not self.prompts_only and self.due_at is not None and at > self.due_at

    @property
    def prompts_only(self) -> bool:
        """A reminder of something else: its date is when it comes again, and it is never late."""
        return self.kind == "prompt"


@dataclass(frozen=True, kw_only=True)
class Visit:
    stage: str
    line: str | None
    at: datetime
    how: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    side: str  # raising, responding, office, or decider
    agency: str
    at: datetime
    agreed: frozenset[str] = frozenset()  # the agencies that agree to it


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A time to talk that one side offered."""

    agency: str
    talk_at: datetime
    accepted: bool | None = None  # None: nobody has answered


@dataclass(frozen=True, kw_only=True)
class AskedTime:
    """A later date that one side asked the other for. Nothing has moved by it."""

    key: str  # of the duty
    until_at: datetime
    agency: str
    agreed: bool | None = None  # None: nobody has answered


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """One professional disagreement being resolved, as its history stands."""

    ref: str = ""
    policy: str = ""
    digest: str = ""
    state: str = "unborn"  # open, resolved, decided, or the ending's id
    stage: str = ""
    line: str | None = None
    formal: bool = False
    raiser: str = ""
    parties: tuple[Party, ...] = ()
    facts: Facts = field(default_factory=dict)
    answered: frozenset[str] = frozenset()  # which form fields have been answered, not what was said
    happened: Mapping[str, datetime] = field(default_factory=dict)  # occurrence -> the last time
    duties: Mapping[str, Owed] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()
    protective_at: datetime | None = None
    protective_by: str = ""  # the agency that set it
    protective_set_at: datetime | None = None
    target_at: datetime | None = None
    target_by: str = ""
    target_set_at: datetime | None = None
    acted_at: datetime | None = None  # when somebody last did something, or it last moved
    reminded: Mapping[str, datetime] = field(default_factory=dict)  # protective, target, stage -> the last time
    proposal: Proposal | None = None
    panel: Mapping[str, str] = field(default_factory=dict)
    offer: Offer | None = None
    asked_time: AskedTime | None = None
    stated: Mapping[str, datetime] = field(default_factory=dict)  # agency -> when it last stated its position
    urgent_at: datetime | None = None  # when somebody last acted at once to protect the person
    conflicted: Mapping[str, datetime] = field(default_factory=dict)  # person -> when it was declared
    referred_to: tuple[str, ...] = ()  # other authorities
    chased: Mapping[tuple[str, str], datetime] = field(default_factory=dict)  # (who chased, what) -> the last time
    seq: int = 0
    last_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.state == "open"

    @property
    def raising(self) -> str:
        return next((p.agency for p in self.parties if p.side == "raising"), "")

    @property
    def responding(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.agency for p in self.parties if p.side == "responding"))

    def side(self, agency: str) -> str | None:
        """Which side an agency is on, or None when it is no party."""
        return next((p.side for p in self.parties if p.agency == agency), None)

    def owed(self) -> tuple[Owed, ...]:
        return tuple(duty for duty in self.duties.values() if duty.open)
