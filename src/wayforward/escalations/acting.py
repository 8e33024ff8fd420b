"""In whose name somebody acts in an escalation: the agency they work for there, and the posts they hold at it."""

from __future__ import annotations

from datetime import datetime

from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation as State
from wayforward.core.people import OFFICE
from wayforward.directory.models import Person
from wayforward.directory.seating import agencies_of, posts_of
from wayforward.escalations.models import Escalation
from wayforward.escalations.read import on


def actor(person: Person, row: Escalation, state: State, at: datetime) -> Actor:
    """Somebody as the rulebook sees them: of the first party they work for, raising side first, or of the office."""
    works = [a for a in agencies_of(person, on(at)) if a.partnership_id == row.partnership_id]
    posts = [p for p in posts_of(person, on(at)) if p.agency.partnership_id == row.partnership_id]
    known = {a.key: a for a in [*works, *(p.agency for p in posts)]}
    parties = [key for key in (state.raising, *state.responding) if key in known]
    office = any(a.office for a in known.values())
    agency = parties[0] if parties else OFFICE if office else next(iter(known), "")
    # A manager who stands for several agencies brings every post that they hold in this partnership.
    return Actor(person=str(person.pk), agency=agency, posts=frozenset(p.key for p in posts), office=office)
