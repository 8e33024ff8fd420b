"""What if: how the escalations of the last year would have gone under a version. Nothing is touched or stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.keyed import agency_of
from wayforward.directory.models import Agency
from wayforward.escalations import what_if
from wayforward.escalations.what_if import Told, Totals
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.proving.words import lasting
from wayforward.policies.replaying import Dates, Parting, Place
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.moving import version_of
from wayforward.web.previewing import who
from wayforward.web.templatetags.wayforward import weekday_instant
from wayforward.web.versions import called


@login_required
def replayed(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """Totals, and each by reference; with `?ref=` one of them side by side."""
    desk, row = access.version(request, area, version, governs=True)
    shown = frame(desk, row, "desk-what-if") | {"title": row.title or "a version"}
    found = version_of(row)
    if isinstance(found, PolicyErrors):
        return render(request, "desk/what_if.html", shown | {"mistakes": found.errors})
    shown |= {"called": called(found.rules.policy)}
    if ref := request.GET.get("ref", ""):
        told = what_if.what_if_of(desk.person, desk.partnership, found, ref, desk.at)
        if told is None:
            raise Http404
        names = dict(Agency.objects.filter(partnership=desk.partnership).values_list("key", "name"))
        return render(request, "desk/what_if_one.html", shown | _one(told, names))
    whole = what_if.what_if(desk.person, desk.partnership, found, desk.at)
    return render(request, "desk/what_if.html", shown | {
        "number": len(whole.told), "left_out": whole.left_out, "totals": _totals(whole.was, whole.would),
        "told": [_line(told) for told in whole.told],
    })  # fmt: skip


def _totals(was: Totals, would: Totals) -> list[dict[str, str]]:
    rows = (
        ("Passed a limit", str(was.late), str(would.late)),
        ("Longest time past a limit", _lasts(was.longest), _lasts(would.longest)),
        ("Median time past a limit", _lasts(was.median), _lasts(would.median)),
    )
    return [{"says": says, "was": old, "would": new} for says, old, new in rows]


def _line(told: Told) -> dict[str, Any]:
    return {
        "ref": told.ref, "open": told.open, "was": _lasts(told.was_late_by),
        "would": _lasts(told.would_be_late_by) if told.apart.would.places else "It could not be raised",
        "parts": bool(told.apart.sayings or told.apart.partings),
    }  # fmt: skip


def _one(told: Told, names: Mapping[str, str]) -> dict[str, Any]:
    apart = told.apart
    return {
        "ref": told.ref,
        "duties": [
            {"says": pair.says, "agency": names.get(agency_of(pair.key), ""),
             "was": _dates(pair.was), "would": _dates(pair.would)}
            for pair in apart.duties if pair.differs
        ],
        "same": sum(not pair.differs for pair in apart.duties),
        "was_places": [_place(place, names) for place in apart.was.places],
        "would_places": [_place(place, names) for place in apart.would.places],
        "sayings": _partings(apart.sayings),
        "partings": _partings(apart.partings),
    }  # fmt: skip


def _dates(dates: Dates | None) -> str:
    """ "By Friday 20 November 2026 at 5pm. Late by 2 days." """
    if dates is None:
        return "Not owed"
    due = f"By {weekday_instant(dates.due_at)}." if dates.due_at else "No date."
    return f"{due} Late by {lasting(dates.late_by)}." if dates.late_by else due


def _place(place: Place, names: Mapping[str, str]) -> dict[str, Any]:
    stage = place.stage
    return {
        "at": place.at,
        "says": f"{stage.label}, line {place.line}" if place.line else f"{stage.label}: {stage.title}",
        "rung": [{"agency": names.get(rung.agency, rung.agency), "who": who(rung)} for rung in place.rung],
    }


def _partings(partings: Iterable[Parting]) -> list[dict[str, Any]]:
    return [{"at": parting.at, "says": parting.says} for parting in partings]


def _lasts(span: timedelta | None) -> str:
    return lasting(span) if span else "None"
