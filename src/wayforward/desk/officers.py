"""Who signs policies for each agency: the officer it has named, and what is missing where it has none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from wayforward.core.verdict import Refused
from wayforward.desk.models import Officer
from wayforward.directory.models import Agency, Partnership, Person, Work
from wayforward.directory.seating import current, on


@dataclass(frozen=True)
class Chair:
    """One agency that has a say: its officer, if it has one who still works there, or why it does not sign.

    `missing` says in a sentence what keeps it from signing and who can mend it; empty where nothing does.
    """

    agency: Agency
    officer: Officer | None
    person: Person | None  # who can sign for it today
    excused: str = ""
    missing: str = ""


def signs_for(person: Person, at: datetime) -> list[Agency]:
    """The agencies that somebody can sign for today: named by them, and still working there."""
    named = _named().filter(person=person, person__is_active=True).filter(Exists(_works(at)))
    return [officer.agency for officer in named.select_related("agency__partnership").order_by("agency__name")]


def chairs(partnership: Partnership, at: datetime) -> tuple[Chair, ...]:
    """Every agency that signs or has been excused: the full members of the board, and any other with an officer."""
    named = _named().filter(partnership=partnership).select_related("person").annotate(here=Exists(_works(at)))
    by_agency = {officer.agency_id: officer for officer in named}
    here = {officer.pk for officer in named if officer.here and officer.person and officer.person.is_active}
    agencies = Agency.objects.filter(partnership=partnership, office=False).order_by("name")
    return tuple(
        _chair(agency, by_agency.get(agency.pk), here)
        for agency in agencies
        if agency.full_board or agency.pk in by_agency
    )


@transaction.atomic
def name(agency: Agency, person: Person, by: Person, at: datetime) -> Officer | Refused:
    """Name somebody who works at the agency as its officer. Whoever was named before stands down."""
    if not current(Work.objects.filter(agency=agency, person=person), on(at)).exists():
        return Refused(f"{person.name} does not work at {agency.name}. Name somebody who does.")
    if person.pk == by.pk:
        return Refused("You cannot name yourself. Ask a colleague in the partnership’s office to name you.")
    return _seat(agency, by, at, person=person)


@transaction.atomic
def excuse(agency: Agency, because: str, by: Person, at: datetime) -> Officer | Refused:
    """Say why an agency does not sign. Its reason stands beside every signature."""
    if not because.strip():
        return Refused(f"Say why {agency.name} does not sign.")
    return _seat(agency, by, at, because=because.strip()[:500])


@transaction.atomic
def stand_down(agency: Agency, by: Person, at: datetime) -> None:
    """The agency has no officer from now on, and no reason to have none."""
    _named().filter(agency=agency).update(ended_at=at, ended_by=by)


def _seat(
    agency: Agency, by: Person, at: datetime, *, person: Person | None = None, because: str = ""
) -> Officer | Refused:
    stand_down(agency, by, at)
    try:
        with transaction.atomic():
            return Officer.objects.create(
                partnership_id=agency.partnership_id, agency=agency, person=person, because=because, named_by=by,
                named_at=at,
            )  # fmt: skip
    except IntegrityError:  # somebody else named one in the same moment
        return Refused(f"Somebody else has just said who signs for {agency.name}. Look again before you change it.")


def _chair(agency: Agency, officer: Officer | None, here: Collection[UUID]) -> Chair:
    """`here` has the officers who work there today."""
    if officer is None:
        return Chair(
            agency, None, None, missing=f"{agency.name} has no named officer. The partnership’s office names one."
        )
    if officer.person is None:
        return Chair(agency, officer, None, excused=officer.because)
    if officer.pk not in here:
        gone = f"{officer.person.name} no longer works at {agency.name}. The partnership’s office names somebody else."
        return Chair(agency, officer, None, missing=gone)
    return Chair(agency, officer, officer.person)


def _named() -> QuerySet[Officer]:
    return Officer.objects.filter(ended_at__isnull=True)


def _works(at: datetime) -> QuerySet[Work]:
    return current(Work.objects.filter(person=OuterRef("person"), agency=OuterRef("agency")), on(at))
