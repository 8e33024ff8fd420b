"""How long things may take, as the text states it."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.working_time import Amount, Force


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
    unstated: tuple[str, ...] = ()  # keys of this time that the text does not state, filled here or not
