"""In whose name somebody acts in an escalation: the agency they work for there, and the posts they hold at it."""

from __future__ import annotations

from datetime import datetime

from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation as State
from wayforward.core.people import OFFICE
from wayforward.directory.models import Person
from wayforward.directory.seating import Places, places
from wayforward.escalations.models import Escalation


def actor(person: Person, row: Escalation, state: State, at: datetime) -> Actor:
    """Somebody as the rulebook sees them: of the first party they work for, raising side first, or of the office."""
    return seated(person, places(person, at), row, state)


def seated(person: Person, where: Places, row: Escalation, state: State) -> Actor:
    """`actor`, for a caller that already knows where somebody works: it asks the database nothing."""
    works = [a for a in where.works if a.partnership_id == row.partnership_id]
    posts = [p for p in where.posts if p.agency.partnership_id == row.partnership_id]
    known = {a.key: a for a in [*works, *(p.agency for p in posts)]}
    me = str(person.pk)
    party = next((key for key in (state.raising, *state.responding) if key in known), None)
    mine = [p for p in state.parties if p.person == me and p.agency in known]  # where they came in by name
    if party is not None:
        # A post is held where it stands: the lead of a school is not the lead of the agency they act for here.
        posts = [p for p in posts if p.agency.key == party or p.agency.office]
    office = party is None and any(a.office for a in works)
    agency = party or (OFFICE if office else mine[0].agency if mine else next(iter(known), ""))
    lent = {p.in_place_of for p in mine if p.in_place_of and (p.agency == agency or known[p.agency].office)}
    return Actor(person=me, agency=agency, posts=frozenset(p.key for p in posts) | lent, office=office)
