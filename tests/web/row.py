"""A row of the table of every page: where it is, who may come to it and what anybody else is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Typed = Mapping[str, str | list[str]]

IN_IT = ("raises", "other_lead", "manager")
NOT_THEIRS = ("outside", "conflicted", "neighbour")
ELSEWHERE = ("manager", "neighbour")  # who work for no agency that could raise it here
THE_OTHERS = ("other_lead", "manager")  # who are in the escalation, and not in a talk inside one agency
EVERYBODY = ("nobody", "raises", "manager", "outside", "neighbour")


@dataclass(frozen=True)
class NotYet:
    """Somebody who may see it and may not do it, the sentence that stands there, and where: on `at` if not here."""

    who: str
    says: str
    at: str = ""
    sends: Typed | None = None  # what they send all the same, to read the sentence as a refusal


@dataclass(frozen=True)
class Row:
    """One page. `may` are answered with `gives`; `not_theirs` with the page for what is not there."""

    route: str
    address: str
    title: str
    may: Sequence[str]
    not_theirs: Sequence[str] = ()
    not_yet: Sequence[NotYet] = ()
    gives: int = 200
    first_says_999: bool = True
    is_page: bool = True  # and not a file, which has no heading
    variant: str = field(default="")  # of the pages of one route, for the name of the test

    @property
    def public(self) -> bool:
        return "nobody" in self.may

    @property
    def name(self) -> str:
        return f"{self.route} {self.variant}".strip()
