"""Signing in and out. A demonstration lets you choose whom to be; a live service asks for a password."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from wayforward.directory.keeping import has_left
from wayforward.directory.models import Partnership, Person
from wayforward.directory.seating import on
from wayforward.jobs import instant
from wayforward.web import fields, guessing, sessions

FIRST = (  # as the README has them
    "Eszter Juniperley", "Isla Dapplebrook", "Kavita Tumbledown", "Yetunde Tansyfield", "Kofi Spindlebury",
    "Selma Wayfarrow",
)  # fmt: skip
NO_MATCH = "Check your email address and password. They do not match an account that can sign in."
TOO_MANY = "Too many sign-ins have failed. Wait 15 minutes, then try again."


def signed_in(request: HttpRequest) -> Person:
    """Who is asking, on a page that asks for sign-in. Anywhere else this is a fault of ours, and says so."""
    if not isinstance(request.user, Person):
        raise PermissionDenied("This page was reached without signing in.")
    return request.user


class SignIn(fields.Questions):
    email = fields.Email("Email address")
    password = fields.Password("Password")


def sign_in(request: HttpRequest) -> HttpResponse:
    if settings.WAYFORWARD_DEMO:
        return _choose(request)
    form = SignIn(request.POST or None)
    page: dict[str, Any] = {"form": form, "next": _onwards(request), "ended": sessions.ended(request)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "signing/sign_in.html", page)
    account = form.cleaned_data["email"]
    tried = guessing.listened_to(request, account, instant.by_the_machine())
    if tried is None:
        return render(request, "signing/sign_in.html", page | {"refusal": TOO_MANY}, status=429)
    person = authenticate(request, username=account, password=form.cleaned_data["password"])
    if person is None:
        return render(request, "signing/sign_in.html", page | {"refusal": NO_MATCH})
    guessing.right(tried)
    return _enter(request, person)


def _choose(request: HttpRequest) -> HttpResponse:
    """One of the invented people of the demonstration."""
    if request.method == "POST":
        person = _invented(request.POST.get("person", ""))
        if person is not None:
            return _enter(request, person)
    groups: list[dict[str, Any]] = [
        {"partnership": partnership, "people": _people(partnership)}
        for partnership in Partnership.objects.filter(demonstration=True).order_by("area")
    ]
    first = [person for name in FIRST for group in groups for person in group["people"] if person["name"] == name]
    return render(request, "signing/choose.html", {
        "first": first, "groups": groups, "operators": _operators(), "next": _onwards(request),
        "ended": sessions.ended(request),
    })  # fmt: skip


def _invented(key: str) -> Person | None:
    """The person of the demonstration with this key."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    invented = Q(work__agency__partnership__demonstration=True) | Q(operates=True)
    found = Person.objects.filter(invented, is_active=True, pk=wanted).first()
    return None if found is None or has_left(found, instant.now()) else found


def _enter(request: HttpRequest, person: Person) -> HttpResponse:
    login(request, person)
    sessions.begin(request)
    return HttpResponseRedirect(_onwards(request))


def _people(partnership: Partnership) -> list[dict[str, object]]:
    still_here = Q(work__until_on__isnull=True) | Q(work__until_on__gte=on(instant.now()))
    people = (
        Person.objects.filter(still_here, work__agency__partnership=partnership, is_active=True)
        .order_by("work__agency__name", "name")
        .values("pk", "name", "work__job", "work__agency__name")
    )
    return [
        {"id": p["pk"], "name": p["name"], "job": p["work__job"], "agency": p["work__agency__name"]} for p in people
    ]


def _operators() -> list[dict[str, object]]:
    """Who runs the service, and works in no agency."""
    people = Person.objects.filter(operates=True, is_active=True, work__isnull=True).order_by("name")
    told = {"job": "Operator", "agency": "sees the service’s health and no escalation"}
    return [{"id": person.pk, "name": person.name, **told} for person in people]


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = HttpResponseRedirect(reverse("start"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _onwards(request: HttpRequest) -> str:
    """Where to go next: a page of ours that was asked for before signing in, else My work.

    Never to the way out or in again: nobody signs in to be signed out.
    """
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    if safe and urlsplit(asked).path.rstrip("/") in (reverse("sign-in"), reverse("sign-out")):
        safe = False
    return asked if safe else reverse("my-work")
