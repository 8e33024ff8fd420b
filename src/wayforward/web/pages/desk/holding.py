"""What somebody types on a page of the desk is kept for them until it is sent, as everywhere else: see web/hold.py."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from wayforward.desk.models import Version
from wayforward.web import fields, hold
from wayforward.web.pages.desk.access import Desk

MOST = 120  # characters of a purpose


def place(request: HttpRequest, desk: Desk, purpose: str, version: Version | None = None) -> hold.Place:
    """Where what is typed on one page is kept. `purpose` tells this page from the other pages of the version."""
    of = f":{version.pk.hex}" if version is not None else ""
    return hold.Place(
        person=str(desk.person.pk), partnership=str(desk.partnership.pk), purpose=f"desk{of}:{purpose}"[:MOST],
        address=request.get_full_path(),
    )  # fmt: skip


def bound(
    kind: type[fields.Questions], request: HttpRequest, place: hold.Place, desk: Desk, initial: Any = None
) -> fields.Questions:
    """The form with what was sent, kept before it is judged; else with what was typed here before, unjudged."""
    if request.method == "POST":
        hold.keep(place, hold.typed_in(request))
        return kind(request.POST)
    before = hold.kept_on(place, desk.person)
    return hold.unjudged(kind, before) if before is not None else kind(initial=initial)
