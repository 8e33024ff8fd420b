"""What somebody owes."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wayforward.core.conditions import ALWAYS, Condition
from wayforward.core.policy.elements import Element
from wayforward.core.policy.times import Timescale
from wayforward.core.working_time import Amount


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
    how: str = ""  # the channel that the text names
