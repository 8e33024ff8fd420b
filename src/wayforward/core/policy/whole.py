"""A policy as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wayforward.core.policy.reminders import AS_USUAL, Reminders

if TYPE_CHECKING:  # the classes of a policy take longer to make than most questions take to answer
    from wayforward.core.policy.duties import Duty
    from wayforward.core.policy.elements import Element, Option
    from wayforward.core.policy.facts import Fact
    from wayforward.core.policy.papers import (
        Assumption,
        Clause,
        Document,
        Form,
        Guidance,
        Reference,
        Report,
        Scope,
        Term,
    )
    from wayforward.core.policy.people import Agency, Post
    from wayforward.core.policy.readers import Accepted, Dropped, Noted
    from wayforward.core.policy.routes import Route
    from wayforward.core.policy.stages import Ending, Stage, Start
    from wayforward.core.working_time import Reading, Window


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
    extends: tuple[str, ...] = ()  # the titles of the policies that it was taken from, the nearest first
    inherited_contacts: tuple[str, ...] = ()  # posts whose numbers and addresses are those of another policy
    subjects_rest: Element | None = None  # what the list of subjects rests on, where the file says so
    readings: tuple[Element, ...] = ()
    agencies: tuple[Agency, ...] = ()
    posts: tuple[Post, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Option, ...] = ()  # what the policy lets people record beyond the standard occurrences
    windows: tuple[Window, ...] = ()
    reminders: Reminders = AS_USUAL
    printed_windows: tuple[Window, ...] = ()  # by the id of the window: the text word for word, where it is read wider
    starts: tuple[Start, ...] = ()
    stages: tuple[Stage, ...] = ()
    duties: tuple[Duty, ...] = ()
    routes: tuple[Route, ...] = ()
    forms: tuple[Form, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    scope: tuple[Scope, ...] = ()
    reports: tuple[Report, ...] = ()
    endings: tuple[Ending, ...] = ()
    terms: tuple[Term, ...] = ()
    references: tuple[Reference, ...] = ()
    noted: tuple[Noted, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    clauses: tuple[Clause, ...] = ()
    replaces: str | None = None  # the policy that this one takes the place of: its id, folder or file
    dropped: tuple[Dropped, ...] = ()  # what of that policy is left out on purpose
    accepted: tuple[Accepted, ...] = ()  # findings that somebody has accepted

    def elements(self) -> Iterator[tuple[str, Element]]:
        """Every element with its kind, in the order of the file: what an account of the clauses walks over."""
        yield "document", self.document
        if self.subjects_rest is not None:
            yield "subjects", self.subjects_rest
        if self.reminders != AS_USUAL:
            yield "reminders", self.reminders
        for kind, group in (
            ("reading", self.readings), ("agency", self.agencies), ("post", self.posts), ("fact", self.facts),
            ("start", self.starts), ("stage", self.stages), ("duty", self.duties), ("route", self.routes),
            ("form", self.forms), ("guidance", self.guidance), ("scope", self.scope), ("report", self.reports),
            ("ending", self.endings), ("term", self.terms), ("reference", self.references), ("noted", self.noted),
        ):  # fmt: skip
            for element in group:
                yield kind, element
