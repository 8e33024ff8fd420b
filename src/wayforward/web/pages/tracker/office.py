"""The partnership's own office at its desk: who may track here, and under which policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest

from wayforward.core.access import Viewer
from wayforward.core.rulebook import Rulebook
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption, Agency, Partnership, Person
from wayforward.escalations import rebasing, tracking
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web.pages.signing import signed_in
from wayforward.web.pages.tracker.asking import Names


@dataclass(frozen=True)
class Office:
    """One person of a partnership's own office, at one instant."""

    at: datetime
    person: Person
    viewer: Viewer
    partnership: Partnership
    adoption: Adoption
    rules: Rulebook
    agencies: tuple[Agency, ...]

    @property
    def still_counted(self) -> str:
        """That a day off was declared and dates are still to be counted by it; empty, and not asked, where none was."""
        partnership = self.partnership
        return still_counted(rebasing.all_behind(partnership).count() if partnership.calendar_seq else 0)

    @property
    def names(self) -> Names:
        return Names.of(self.agencies, self.rules)


def office_of(request: HttpRequest, area: str) -> Office:
    """The office of an area, for somebody who works there today. No such area and not theirs are the same 404."""
    at, person = instant.now(), signed_in(request)
    viewer = tracking.office_worker(person, at)
    partnership = Partnership.objects.filter(key=area, pk__in=viewer.offices).first()
    adoption = adoptions.in_force(partnership, at) if partnership is not None else None
    if partnership is None or adoption is None:
        raise Http404
    agencies = tuple(Agency.objects.filter(partnership=partnership).order_by("name"))
    return Office(at, person, viewer, partnership, adoption, rules_of(adoption), agencies)


def still_counted(number: int) -> str:
    """That dates are still being counted anew, until the clock has done it; empty where none is."""
    if not number:
        return ""
    some = "1 escalation is" if number == 1 else f"{number} escalations are"
    return f"The days off were changed. {some} still being counted anew: open one and its dates are right."


def offices_of(person: Person, at: datetime) -> list[Partnership]:
    """The partnerships in whose own office somebody works."""
    return list(Partnership.objects.filter(pk__in=tracking.office_worker(person, at).offices).order_by("area"))
