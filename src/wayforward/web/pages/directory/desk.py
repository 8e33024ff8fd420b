"""What every page of the directory begins with: whose part of it this is, and that the asker keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from wayforward.core.policy.whole import Policy
from wayforward.directory import adoptions, keeping
from wayforward.directory.models import Agency, Partnership, Person, Post, Work
from wayforward.directory.people import name_of, working_at
from wayforward.directory.seating import on
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web.fields import Option
from wayforward.web.pages.signing import signed_in

PAGES = (
    ("Readiness", "directory-agency"),
    ("Posts", "directory-posts"),
    ("People", "directory-people"),
    ("Rotas", "directory-rotas"),
    ("Places", "directory-places"),
    ("About the agency", "directory-facts"),
    ("What changed", "directory-changes"),
)


@dataclass
class Desk:
    """One agency's part of the directory, and who is keeping it."""

    person: Person
    agency: Agency
    at: datetime

    @property
    def partnership(self) -> Partnership:
        return self.agency.partnership

    @cached_property
    def policy(self) -> Policy | None:
        return policy_of(self.partnership, self.at)

    @cached_property
    def workers(self) -> dict[str, tuple[Person, str]]:
        """Everybody who works here or will, by key: the person, and their name as this agency wrote it."""
        works = working_at(self.agency, on(self.at))
        return {str(work.person_id): (work.person, name_of(work)) for work in works}

    @cached_property
    def names(self) -> dict[UUID, str]:
        """What this agency calls everybody who has ever worked here: the latest word counts."""
        works = Work.objects.filter(agency=self.agency).select_related("person").order_by("from_on")
        return {work.person_id: name_of(work) for work in works}

    def name(self, person: Person) -> str:
        return self.names.get(person.pk, person.name)

    def options(self) -> list[Option]:
        return [Option(key, name) for key, (_, name) in self.workers.items()]

    def post(self, key: UUID) -> Post:
        post = Post.objects.select_related("agency", "checked_by").filter(agency=self.agency, pk=key).first()
        if post is None:
            raise Http404
        return post


def at_desk(request: HttpRequest, agency: UUID) -> Desk:
    """The desk for this agency. 404 for who does not keep it, as for an agency that is not there."""
    person, at = signed_in(request), instant.now()
    found = keeping.kept_agency(person, agency, at)
    if found is None:
        raise Http404
    return Desk(person, found, at)


def frame(desk: Desk, current: str, above: str = "") -> dict[str, Any]:
    """What stands round every page of an agency's part. `above` is the list that a page is reached from."""
    higher = next((text for text, name in PAGES if name == above), "")
    return {
        "several": keeping.kept_by(desk.person, desk.at)[1:2].exists(),
        "above": {"text": higher, "href": reverse(above, args=[desk.agency.pk])} if above else None,
        "agency": desk.agency,
        "partnership_name": desk.partnership.name,
        "pages": [
            {"text": text, "href": reverse(name, args=[desk.agency.pk]), "current": name == current}
            for text, name in PAGES
        ],
    }


def policy_of(partnership: Partnership, at: datetime) -> Policy | None:
    """The policy in force there at that instant; before the first, the one to come, to be made ready for."""
    adoption = adoptions.in_force(partnership, at) or adoptions.to_come(partnership, at)
    return rules_of(adoption).policy if adoption else None
