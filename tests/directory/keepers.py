"""A keeper of an agency, for the tests of the directory."""

from __future__ import annotations

from tests.cast import RAISING, Cast, person
from wayforward.directory.models import Agency, DirectoryChange, Person, Post, Work


def keeper(cast: Cast, key: str = RAISING) -> Person:
    """Somebody who keeps the directory of an agency, and does nothing else there."""
    who = person(cast, f"Keeper of {key}", cast.agencies[key])
    Work.objects.filter(person=who).update(keeps=True)
    return who


def a_post(cast: Cast, key: str = "supervisor", agency: str = RAISING) -> Post:
    return Post.objects.select_related("agency").get(agency=cast.agencies[agency], key=key)


def said(agency: Agency) -> list[tuple[str, str, str]]:
    """What was changed, in the order in which it was: about, before, after."""
    rows = DirectoryChange.objects.filter(agency=agency).order_by("id")
    return list(rows.values_list("about", "before", "after"))
