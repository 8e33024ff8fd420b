"""What somebody types on a page is kept for them alone, also when they are signed out before they send it.

A page draws a ticket into its form: signed by us, naming whose page it is and where what is typed there is kept. A
form that comes back from nobody, or from somebody else at the same screen, is written there and never shown: only
the person of the ticket reads it, once signed in. Nothing that was typed goes into an address or a cookie.

    @hold.kept_for_its_writer          # in place of login_required
    def page(request): ...             # its form has {% include "parts/ticket.html" %} with `ticket` from `ticket()`
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from wayforward.directory.models import Partnership, Person
from wayforward.escalations import drafts
from wayforward.jobs import instant
from wayforward.web import fields

LASTS = timedelta(days=14)  # a page left open over a fortnight's leave still finds its place
MOST = 400_000  # characters: more than all the questions of any page hold
SALT = "wayforward.web.hold"
FIELD = "ticket"
NOT_TYPED = ("csrfmiddlewaretoken", "confirm", FIELD)

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


@dataclass(frozen=True)
class Place:
    """Where what is typed on one page is kept: the draft of that person under `purpose`, or the one keyed `draft`.

    `part` is the page's own part of a draft; `address` is where the page is found again.
    """

    person: str
    partnership: str
    purpose: str
    address: str
    part: str = "typed"
    draft: str = ""


def ticket(place: Place) -> str:
    """The place as the form carries it. Anybody can read it, nobody can change it."""
    return signing.dumps(asdict(place), salt=SALT)


def kept_for_its_writer(view: View[Rest]) -> View[Rest]:
    """Sign-in first, as `login_required`, with what was typed kept for the person that the page was drawn for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        place = place_of(request)
        known = request.user.is_authenticated
        if known and (place is None or place.person == str(request.user.pk)):
            return view(request, *args, **kwargs)
        if place is not None:
            keep(place, typed_in(request))
        if known:
            return drawn_for_another(request, place)
        return redirect_to_login(request.get_full_path())

    return guarded


def kept_for(request: HttpRequest, person: Person) -> bool:
    """Keep what was sent for this person, whose session has just ended; whether the page was theirs to be kept."""
    place = place_of(request)
    if place is None or place.person != str(person.pk):
        return False
    keep(place, typed_in(request))
    return True


def drawn_for_another(request: HttpRequest, place: Place | None) -> HttpResponse:
    """A form that cannot be trusted to be this person's: nothing is done, and what was typed is its writer's."""
    return render(request, "standing/stale.html", {
        "kept": place is not None,
        "back": place.address if place is not None and place.person == str(request.user.pk) else "",
    }, status=403)  # fmt: skip


def place_of(request: HttpRequest) -> Place | None:
    """The place of the page that was sent, where it carries a ticket of ours."""
    sent = request.POST.get(FIELD, "")
    if not sent:
        return None
    try:
        return Place(**signing.loads(sent, salt=SALT, max_age=LASTS))
    except signing.BadSignature:
        return None


def typed_in(request: HttpRequest) -> dict[str, list[str]]:
    return {name: [str(v) for v in values] for name, values in request.POST.lists() if name not in NOT_TYPED}


def keep(place: Place, typed: Mapping[str, list[str]]) -> None:
    """Write it where the ticket says; nothing is read back. What is longer than any page of ours is let go."""
    empty = not any(value.strip() for name, values in typed.items() if name != "seen" for value in values)
    if empty or len(json.dumps(typed)) > MOST:
        return
    writer = Person.objects.filter(pk=UUID(place.person), is_active=True).first()
    if writer is None:
        return
    at = instant.now()
    if place.draft:
        draft = drafts.find(writer, UUID(place.draft))
    else:
        draft = drafts.under(writer, place.purpose)
        if draft is None:
            draft = drafts.start(writer, Partnership.objects.get(pk=place.partnership), place.purpose, at)
    if draft is not None:
        drafts.keep(draft, {place.part: dict(typed), "address": place.address}, at)


def kept_on(place: Place, person: Person) -> QueryDict | None:
    """What this person typed on the page before and has not sent, as it was posted; None where there is nothing."""
    draft = drafts.under(person, place.purpose) if place.person == str(person.pk) else None
    typed = drafts.read(draft).get(place.part) if draft is not None else None
    return posted(typed) if typed else None


def sent(place: Place, person: Person) -> None:
    """What was typed has become part of the record, so it is kept here no longer."""
    drafts.clear(person, place.purpose)


def posted(typed: Mapping[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in typed.items():
        query.setlist(name, list(values))
    return query


def unjudged(kind: type[fields.Questions], typed: QueryDict) -> fields.Questions:
    """A form filled with what was typed before, not yet told off for what is missing."""
    bound = kind(typed)
    return kind(initial={name: bound[name].value() for name in bound.fields})
