"""Whether the directory knows those whom a command names: nobody else could be told, or let in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wayforward.core.verdict import Refused
from wayforward.directory.models import Person
from wayforward.directory.seating import Places, Seating, on, places, works_at


def unknown(seating: Seating, agencies: Iterable[str]) -> Refused | None:
    """Nobody could be told, and nobody there let in, at an agency that the directory does not list."""
    missing = [key for key in agencies if seating.listed(key) is None]
    if not missing:
        return None
    return Refused(f"No “{missing[0]}” is in this partnership's directory. Ask the partnership's office to list it.")


def stranger(seating: Seating, agency: str, person: str | None, at: datetime) -> Refused | None:
    where = seating.listed(agency)
    if person is None or (where is not None and works_at(person, where, on(at))):
        return None
    return Refused("That person neither works nor holds a post there today. Choose somebody who does.")


def nobody(partnership: UUID, person: str, at: datetime) -> Refused | None:
    try:
        found = Person.objects.filter(pk=UUID(person)).first()
    except ValueError:
        found = None
    where = places(found, at) if found else Places((), ())
    agencies = (*where.works, *(post.agency for post in where.posts))
    if any(agency.partnership_id == partnership for agency in agencies):
        return None
    return Refused("That person neither works nor holds a post in this partnership today.")
