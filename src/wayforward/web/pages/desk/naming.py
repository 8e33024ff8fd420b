"""Who signs for each agency: the list, what is missing and who mends it, and naming somebody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import officers, signing
from wayforward.directory.models import Agency, Person, Work
from wayforward.directory.seating import current, on
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.holding import bound, place

NOBODY = "nobody"
MANY = 300  # people of one agency in one list


@login_required
def listed(request: HttpRequest, area: str) -> HttpResponse:
    """Every agency: who signs for it, why it does not, or what is missing."""
    desk = access.desk(request, area)
    chairs = officers.chairs(desk.partnership, desk.at)
    signing_agencies = {chair.agency.pk for chair in chairs}
    others = Agency.objects.filter(partnership=desk.partnership, office=False, workers__isnull=False).distinct()
    return render(request, "desk/officers.html", frame(desk) | {
        "below": True, "chairs": chairs, "others": others.exclude(pk__in=signing_agencies).order_by("name"),
    })  # fmt: skip


@hold.kept_for_its_writer
def name(request: HttpRequest, area: str, agency: UUID) -> HttpResponse:
    """Name somebody who works there, or say why the agency does not sign."""
    desk = access.office(request, area)
    found = Agency.objects.filter(partnership=desk.partnership, office=False, pk=agency).first()
    if found is None:
        raise Http404
    workers = _workers(found, desk)
    kept = place(request, desk, f"officer:{found.pk.hex}")
    form = bound(_question(found, workers), request, kept, desk)
    page = frame(desk) | {"below": True, "agency": found, "form": form, "ticket": hold.ticket(kept)}
    page["back_to"] = reverse("desk-officers", args=[area])
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/officer.html", page)
    given = form.cleaned_data
    if given["who"] == NOBODY:
        outcome = officers.excuse(found, given["because"], desk.person, desk.at)
    else:
        outcome = officers.name(found, workers[given["who"]], desk.person, desk.at)
    if isinstance(outcome, Refused):
        return render(request, "desk/officer.html", page | {"refusal": outcome.says})
    signing.settle(desk.partnership, desk.at)
    hold.sent(kept, desk.person)
    done = f"{outcome.person.name} signs for {found.name}." if outcome.person else f"{found.name} does not sign."
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk-officers", args=[area]))


def _workers(agency: Agency, desk: access.Desk) -> dict[str, Person]:
    works = current(Work.objects.filter(agency=agency, person__is_active=True), on(desk.at))
    people = works.select_related("person").order_by("person__name")[:MANY]
    return {str(work.person_id): work.person for work in people}


def _question(agency: Agency, workers: dict[str, Person]) -> type[fields.Questions]:
    options = [Option(key, person.name) for key, person in workers.items()]
    asked: dict[str, Any] = {
        "who": fields.Select(
            f"Who signs for {agency.name}?", [*options, Option(NOBODY, "Nobody: the agency does not sign")],
            empty="Choose somebody", missing="Choose who signs, or that the agency does not",
            hint="Somebody who works there and may bind the agency.",
        ),
        "because": fields.Text(
            "If nobody, why does the agency not sign?", most=500, required=False,
            hint="For example: another agency signs for all schools. Everybody who may read the versions sees it.",
        ),
    }  # fmt: skip
    return type("Officer", (_Officer,), {**asked, "__module__": __name__})


class _Officer(fields.Questions):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == NOBODY and not given.get("because"):
            self.add_error("because", "Enter why the agency does not sign")
        return given
