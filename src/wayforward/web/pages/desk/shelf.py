"""The shelf of a partnership's policy desk: what is in force, until when it stands, and every version begun here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.desk import life
from wayforward.desk.models import Version
from wayforward.web import clock
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.standing import tag
from wayforward.web.pages.directory.people import pagination
from wayforward.web.pages.signing import signed_in

PAGE = 20


@login_required
def areas(request: HttpRequest) -> HttpResponse:
    """The desks that somebody may come to. With one alone there is nothing to choose."""
    found = access.areas(signed_in(request), clock.now())
    if not found:
        raise Http404
    if len(found) == 1:
        return HttpResponseRedirect(reverse("desk-area", args=[found[0].key]))
    return render(request, "desk/areas.html", {"areas": found})


@login_required
def shelf(request: HttpRequest, area: str) -> HttpResponse:
    desk = access.desk(request, area)
    rows = Version.objects.filter(partnership=desk.partnership).select_related("adoption", "saved_by")
    page = Paginator(rows.defer("texts").order_by("-saved_at", "pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/shelf.html", frame(desk) | {
        "adoption": desk.adoption,
        "versions": [_row(row, desk) for row in page],
        "pagination": pagination(page),
    })  # fmt: skip


def _row(version: Version, desk: access.Desk) -> dict[str, Any]:
    return {"version": version, "tag": tag(life.standing(version, desk.at))}
