"""Whether the directory is ready: for one agency, and for a whole partnership as its office sees it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.directory import keeping, readiness
from wayforward.directory.models import Agency
from wayforward.directory.readiness import Board, Fault, Ready
from wayforward.jobs import instant
from wayforward.web.pages.directory.desk import at_desk, frame, policy_of
from wayforward.web.pages.signing import signed_in

MOST = 100  # posts on one page, the worst first
COUNTED = {
    Fault.NOBODY: ("with nobody in it", "with nobody in them"),
    Fault.UNREACHABLE: ("that cannot be reached", "that cannot be reached"),
    Fault.ONE_WAY: ("with only one way to reach it", "with only one way to reach them"),
    Fault.NO_LAST_RESORT: ("without a last resort", "without a last resort"),
    Fault.ROTA_GAP: ("with a week when nobody is on", "with weeks when nobody is on"),
    Fault.UNCHECKED: ("whose number nobody has rung for 90 days", "whose numbers nobody has rung for 90 days"),
    Fault.NO_DEPUTY: ("without a deputy", "without a deputy"),
}
COLOURS = {Fault.NOBODY: "red", Fault.UNREACHABLE: "red", Fault.ONE_WAY: "orange", Fault.ROTA_GAP: "orange"}
TAGS = {
    Fault.NOBODY: "Nobody",
    Fault.UNREACHABLE: "Cannot be reached",
    Fault.ONE_WAY: "One way only",
    Fault.NO_LAST_RESORT: "No last resort",
    Fault.ROTA_GAP: "Gap in the rota",
    Fault.UNCHECKED: "Not rung",
    Fault.NO_DEPUTY: "No deputy",
}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """Whose part of the directory somebody keeps. With one agency alone there is nothing to choose."""
    person, at = signed_in(request), instant.now()
    agencies = list(keeping.kept_by(person, at))
    overseen = list(keeping.overseen_by(person, at))
    if not agencies:
        raise Http404
    if len(agencies) == 1 and not overseen:
        return HttpResponseRedirect(reverse("directory-agency", args=[agencies[0].pk]))
    groups: dict[Any, list[Agency]] = {}
    for agency in agencies:
        groups.setdefault(agency.partnership, []).append(agency)
    return render(request, "directory/index.html", {
        "groups": [
            {"partnership": partnership, "agencies": kept, "office": partnership in overseen}
            for partnership, kept in groups.items()
        ],
    })  # fmt: skip


@login_required
def agency(request: HttpRequest, agency: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    found = readiness.board([desk.agency], desk.policy, desk.at) if desk.policy else None
    return render(request, "directory/board.html", frame(desk, "directory-agency") | _shown(found, one=True))


@login_required
def partnership(request: HttpRequest, partnership: UUID) -> HttpResponse:
    person, at = signed_in(request), instant.now()
    where = keeping.overseen_by(person, at).filter(pk=partnership).first()
    if where is None:
        raise Http404
    policy = policy_of(where, at)
    agencies = Agency.objects.filter(partnership=where).order_by("name")
    found = readiness.board(agencies, policy, at) if policy else None
    return render(request, "directory/partnership.html", {
        "partnership": where, "partnership_name": where.name,
        "agencies": [
            {"agency": a, "faults": [_tag(f, faults[f]) for f in Fault if faults[f]], "posts": posts}
            for a, faults, posts in (found.by_agency if found else [])
        ],
    } | _shown(found, one=False))  # fmt: skip


def _shown(found: Board | None, *, one: bool) -> dict[str, Any]:
    if found is None:
        return {"nothing": True}
    quiet = {Fault.NO_LAST_RESORT}  # said once, of the agency
    if not one:  # the rest is on the page of each agency
        quiet = {Fault.NO_LAST_RESORT, Fault.UNCHECKED, Fault.NO_DEPUTY}
    behind = [ready for ready in found.posts if set(ready.faults) - quiet]
    return {
        "counts": [_count(found, fault) for fault in Fault if fault is not Fault.NOBODY and found.count(fault)],
        "nobody": found.count(Fault.NOBODY),
        "total": len(found.posts),
        "ready": found.ready,
        "behind": [_item(ready, one) for ready in behind[:MOST]],
        "more": max(0, len(behind) - MOST),
        "lasting": found.lasting,
    }


def _count(found: Board, fault: Fault) -> dict[str, Any]:
    number = found.count(fault)
    return {"number": number, "says": f"{'post' if number == 1 else 'posts'} {COUNTED[fault][number != 1]}"}


def _item(ready: Ready, one: bool) -> dict[str, Any]:
    faults = [fault for fault in ready.faults if not (one and fault is Fault.NO_LAST_RESORT)]
    return {
        "title": ready.title,
        "agency": ready.agency,
        "post": ready.post,
        "role": ready.role.id,
        "tags": [{"text": TAGS[fault], "colour": COLOURS.get(fault, "grey")} for fault in faults],
        "says": [ready.faults[fault] for fault in faults],
        "rests": ready.relied_on[:3],
    }


def _tag(fault: Fault, number: int) -> dict[str, str]:
    return {"text": f"{TAGS[fault]}: {number}", "colour": COLOURS.get(fault, "grey")}
