"""What somebody raises, as far as they have got: a draft, its pages in order, and what is known from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from wayforward.core.policy.facts import Fact
from wayforward.core.policy.whole import Policy
from wayforward.core.rulebook import Rulebook
from wayforward.directory.models import Adoption, Agency, Person
from wayforward.escalations.drafts import Draft
from wayforward.jobs import instant
from wayforward.web import fields, hold
from wayforward.web.pages.raising.safety import danger_fact

PEOPLE = 8  # as many as one escalation is about; more are two
PERSON, EXPECTED = "about", "expected"


@dataclass(frozen=True)
class Desk:
    """A draft with all that its questions depend on."""

    draft: Draft
    typed: Mapping[str, Mapping[str, list[str]]]  # page -> what was posted
    rules: Rulebook
    adoption: Adoption
    person: Person
    own: tuple[Agency, ...]  # where the person works in this partnership
    agencies: tuple[Agency, ...]
    at: datetime

    @property
    def policy(self) -> Policy:
        return self.rules.policy

    @property
    def danger(self) -> Fact | None:
        return danger_fact(self.rules)

    @property
    def mine(self) -> Agency:
        """The agency that they raise it for: the one they chose, or the only one."""
        chosen = self.said("own", "own")
        return next((a for a in self.own if a.key == chosen), self.own[0])

    def said(self, page: str, question: str) -> str:
        """The first answer to a question as it was posted, judged or not; empty where it was not."""
        return next(iter(self.typed.get(page, {}).get(question, [])), "")

    def about(self) -> list[str]:
        """The pages of the people it is about, in order: "about", "about-2" and so on. The first is always asked."""
        more = [name for n in range(2, PEOPLE + 1) if (name := f"{PERSON}-{n}") in self.typed]
        return [PERSON, *more]

    def kinds(self) -> list[str]:
        return [kind for name in self.about() if (kind := self.said(name, "kind"))]


Form = type[fields.Questions]


class Questions(fields.Questions):
    """A page's questions, with what a date may not be on the day on which it is typed."""

    at: datetime
    past: tuple[str, ...] = ()  # the dates that cannot lie ahead

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        today = self.at.astimezone(instant.LONDON).date()
        for name in self.past:
            asked, day = self.fields[name], cleaned.get(name)
            if cleaned.get("kind") != "unborn" and isinstance(asked, fields.DateField) and day and day > today:
                self.add_error(name, asked.refusal("must be today or in the past"))
        return cleaned


def form_of(
    asked: Mapping[str, Any], at: datetime, *, past: tuple[str, ...] = (), marks_optional: bool = True
) -> type[Questions]:
    """A page of questions. `past` names the dates that cannot lie ahead, except for somebody unborn."""
    given = {**asked, "at": at, "past": past, "marks_optional": marks_optional, "__module__": __name__}
    return type("Page", (Questions,), given)


def posted(typed: Mapping[str, list[str]]) -> QueryDict:
    return hold.posted(typed)
