"""The tracker's filters that somebody keeps under a name of their own."""

from __future__ import annotations

from wayforward.directory.models import Partnership, Person
from wayforward.escalations.models import SavedView

MOST = 20  # more than anybody reads through


def of(person: Person, partnership: Partnership) -> list[SavedView]:
    """By name. Nobody else sees them."""
    return list(SavedView.objects.filter(person=person, partnership=partnership).order_by("name")[:MOST])


def keep(person: Person, partnership: Partnership, name: str, query: str) -> bool:
    """Keep these filters under a name; under a name that is taken, in place of what it meant. False: no room left."""
    kept = SavedView.objects.filter(person=person, partnership=partnership)
    if kept.filter(name=name).update(query=query):
        return True
    if kept.count() >= MOST:
        return False
    SavedView.objects.update_or_create(person=person, partnership=partnership, name=name, defaults={"query": query})
    return True


def throw_away(person: Person, partnership: Partnership, key: int) -> str:
    """Delete a view of one's own. Gives back its name, or nothing where there was none."""
    found = SavedView.objects.filter(person=person, partnership=partnership, pk=key).first()
    if found is None:
        return ""
    found.delete()
    return found.name
