"""The shelf of a partnership's policy desk: what is in force, until when it stands, and every version begun here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.desk import life, officers
from wayforward.desk.checking import checked
from wayforward.desk.models import State, Version
from wayforward.desk.reviewing import review
from wayforward.directory.seating import on
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.policies.checking import Severity
from wayforward.policies.errors import PolicyErrors
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.signatures import to_sign
from wayforward.web.pages.desk.standing import tag
from wayforward.web.pages.directory.people import pagination
from wayforward.web.pages.signing import signed_in

PAGE = 20
COUNTED = 3  # versions on their way whose findings are counted: each takes a while the first time


@login_required
def areas(request: HttpRequest) -> HttpResponse:
    """The desks that somebody may come to. With one alone there is nothing to choose."""
    found = access.areas(signed_in(request), instant.now())
    if not found:
        raise Http404
    if len(found) == 1:
        return HttpResponseRedirect(reverse("desk-area", args=[found[0].key]))
    return render(request, "desk/areas.html", {"areas": found})


@login_required
def shelf(request: HttpRequest, area: str) -> HttpResponse:
    desk = access.desk(request, area)
    rows = Version.objects.filter(partnership=desk.partnership).select_related("adoption__partnership", "saved_by")
    page = Paginator(rows.defer("texts").order_by("-saved_at", "pk"), PAGE).get_page(request.GET.get("page"))
    on_the_way = rows.filter(state__in=(State.DRAFT, State.CHECKED, State.SIGNED)).order_by("-saved_at", "pk")
    counted = {row.pk: _told(row, desk) for row in on_the_way[:COUNTED]}
    chairs = officers.chairs(desk.partnership, desk.at)
    return render(request, "desk/shelf.html", frame(desk) | _in_force(desk) | {
        "versions": [
            {"version": row, "tag": tag(life.standing(row, desk.at)), "told": counted.get(row.pk, "")} for row in page
        ],
        "pagination": pagination(page),
        "to_sign": [one for one in to_sign(desk.person, desk.at) if one["area"] == desk.area],
        "missing": [chair for chair in chairs if chair.missing],
        "signs": sum(chair.person is not None for chair in chairs),
    })  # fmt: skip


def _in_force(desk: access.Desk) -> dict[str, Any]:
    if desk.adoption is None:
        return {"adoption": None}
    policy = rules_of(desk.adoption).policy
    return {
        "adoption": desk.adoption, "policy": policy, "review": review(policy.document, on(desk.at)),
    }  # fmt: skip


def _told(row: Version, desk: access.Desk) -> str:
    """What the checker says of a version, in a line."""
    found = checked(row.texts, on(desk.at))
    if isinstance(found, PolicyErrors):
        return "Its text does not load yet."
    counts = [f"{number} {severity.value}" for severity in Severity if (number := found.count(severity))]
    return f"Open findings: {', '.join(counts)}." if counts else "No finding is open."
