"""Sending a version for signature, and signing it for an agency: first what it says, then one press over its digest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import life, signing
from wayforward.desk.beside import Beside, beside
from wayforward.desk.checking import checked
from wayforward.desk.models import State, Version
from wayforward.directory.models import Agency, Person
from wayforward.directory.seating import on
from wayforward.policies.checking import Severity
from wayforward.policies.errors import PolicyErrors
from wayforward.web import fields, hold
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import address, frame, short
from wayforward.web.pages.desk.holding import bound, place

MOST = 40  # changes on the page that somebody signs on; the rest are on the page that compares


class Declining(fields.Questions):
    words = fields.Textarea(
        "Why do you not sign?", missing="Enter why you do not sign, so that it can be mended", most=1000,
        hint="The partnership’s office and the other officers can read it. You can still sign later.",
    )  # fmt: skip


@login_required
def send(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """What has to be so before it can be signed; then, once, for good: its text stays from then on."""
    desk, row = access.version(request, area, version, governs=True)
    page = frame(desk, row, "desk-send") | {
        "conditions": life.conditions(row, desk.at), "digest": short(row.digest), "sheet": signing.sheet(row, desk.at),
        "is_draft": row.state == State.DRAFT,
    }  # fmt: skip
    page["ready"] = all(condition.met for condition in page["conditions"])
    if request.method != "POST":
        return render(request, "desk/send.html", page)
    outcome = life.send(row, desk.person, desk.at, request.POST.get("digest", ""))
    if isinstance(outcome, Refused):
        return render(request, "desk/send.html", page | {"refusal": outcome.says})
    messages.success(request, "It is out for signature. Its text stays as it is from now on.")
    return HttpResponseRedirect(reverse("desk-version", args=[area, row.pk]))


@login_required
def sign(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """What is signed and who has signed. An officer goes on to the check page of their own agency."""
    desk, row = access.version(request, area, version)
    mine = _mine(desk, row)
    agency = _chosen(request, mine)
    page = _page(desk, row) | {"mine": mine, "agency": agency}
    if request.method != "POST" or agency is None or request.POST.get("confirm") != "yes":
        return render(request, "desk/sign_check.html" if agency else "desk/sign.html", page)
    outcome = signing.sign(row, agency, desk.person, desk.at, request.POST.get("digest", ""))
    if isinstance(outcome, Refused):
        return render(request, "desk/sign.html", page | {"refusal": outcome.says})
    messages.success(request, f"You have signed for {agency.name}.")
    return HttpResponseRedirect(request.path)


@hold.kept_for_its_writer
def decline(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """An officer who cannot sign says why."""
    desk, row = access.version(request, area, version)
    mine = _mine(desk, row)
    agency = _chosen(request, mine) or next(iter(mine), None)
    kept = place(request, desk, f"decline:{agency.pk.hex if agency else ''}", row)
    form = bound(Declining, request, kept, desk)
    page = frame(desk, row, "desk-sign") | {
        "form": form if agency else None, "agency": agency, "ticket": hold.ticket(kept),
        "back_to": reverse("desk-sign", args=[area, row.pk]),
    }  # fmt: skip
    if request.method != "POST" or agency is None or not form.is_valid():
        return render(request, "desk/decline.html", page)
    outcome = signing.decline(row, agency, desk.person, desk.at, form.cleaned_data["words"])
    if isinstance(outcome, Refused):
        return render(request, "desk/decline.html", page | {"refusal": outcome.says})
    hold.sent(kept, desk.person)
    messages.success(request, "The partnership’s office sees your reason.")
    return HttpResponseRedirect(reverse("desk-version", args=[area, row.pk]))


def to_sign(person: Person, at: datetime) -> list[dict[str, Any]]:
    """What waits for somebody's signature, for parts/to_sign.html."""
    waiting = signing.waiting_for(person, at)
    return [{"version": version, "agency": agency, "area": agency.partnership.key} for version, agency in waiting]


def _mine(desk: access.Desk, row: Version) -> list[Agency]:
    """The agencies for which this person can sign this version now."""
    if row.state not in signing.SENT:
        return []
    signed = set(row.signatures.values_list("agency_id", flat=True))
    return [agency for agency in desk.signs_for if agency.pk not in signed]


def _chosen(request: HttpRequest, mine: list[Agency]) -> Agency | None:
    """The agency that somebody goes on with: the one they chose, of their own."""
    asked = request.POST.get("agency") or request.GET.get("agency", "")
    return next((agency for agency in mine if str(agency.pk) == asked), None)


def _beside(desk: access.Desk, row: Version) -> Beside | None:
    """What it changes, while it is not yet in force itself."""
    if row.adoption_id is not None:
        return None
    found = beside(row.texts, desk.adoption, on(desk.at).year)
    return None if isinstance(found, PolicyErrors) else found


def _page(desk: access.Desk, row: Version) -> dict[str, Any]:
    found = checked(row.texts, on(desk.at))
    accepted = [] if isinstance(found, PolicyErrors) else [one for one in found.findings if one.accepted is not None]
    return frame(desk, row, "desk-sign") | {
        "sheet": signing.sheet(row, desk.at),
        "digest": short(row.digest),
        "is_sent": row.state in signing.SENT,
        "beside": _beside(desk, row),
        "accepted": accepted,
        "holes": [one for one in accepted if one.severity is Severity.HIGH],
        "most": MOST,
        "compare": address("desk-compare", desk.area, row),
        "found": None if isinstance(found, PolicyErrors) else found,
        "declined": row.decisions.filter(what="declined").select_related("by").order_by("pk"),
    }
