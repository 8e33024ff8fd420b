"""Who may come to the policy desk: a partnership's own office governs there, named officers read and sign.

`desk(request, area)` lets in both, `office(request, area)` the office alone. `version(request, area, version)` gives
the desk and a version on it to both; with governs=True, which every page that changes something takes, to the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest

from wayforward.desk.models import Version
from wayforward.desk.officers import signs_for
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption, Agency, Partnership, Person
from wayforward.escalations import tracking
from wayforward.jobs import instant
from wayforward.web.pages.signing import signed_in


@dataclass
class Desk:
    """One partnership's policy desk, who is at it, and at which instant."""

    at: datetime
    person: Person
    partnership: Partnership
    governs: bool  # works in the partnership's own office: writes, checks, puts in force
    signs_for: tuple[Agency, ...]  # as their named officer

    @property
    def area(self) -> str:
        return self.partnership.key

    @cached_property
    def adoption(self) -> Adoption | None:
        """What is in force. None for a partnership that is writing its first policy."""
        return adoptions.in_force(self.partnership, self.at)


def desk(request: HttpRequest, area: str, *, governs: bool = False) -> Desk:
    """The desk of an area. No such area, and not theirs, are the same 404."""
    at, person = instant.now(), signed_in(request)
    partnership = Partnership.objects.filter(key=area).first()
    if partnership is None:
        raise Http404
    office = str(partnership.pk) in tracking.office_worker(person, at).offices
    signing = tuple(agency for agency in signs_for(person, at) if agency.partnership_id == partnership.pk)
    if not (office or signing) or (governs and not office):
        raise Http404
    return Desk(at, person, partnership, office, signing)


def office(request: HttpRequest, area: str) -> Desk:
    """The desk of an area, for the partnership's own office alone."""
    return desk(request, area, governs=True)


def version(request: HttpRequest, area: str, version: UUID, *, governs: bool = False) -> tuple[Desk, Version]:
    """A version on that desk. `governs` lets in the office alone: for every page that changes something."""
    found = desk(request, area, governs=governs)
    rows = Version.objects.select_related("begun_by", "saved_by", "from_version", "partnership")
    row = rows.select_related("adoption__partnership").filter(partnership=found.partnership, pk=version).first()
    if row is None:
        raise Http404
    return found, row


def areas(person: Person, at: datetime) -> list[Partnership]:
    """The partnerships at whose desk somebody may be."""
    offices = tracking.office_worker(person, at).offices
    signing = {str(agency.partnership_id) for agency in signs_for(person, at)}
    return list(Partnership.objects.filter(pk__in=offices | signing).order_by("area"))
