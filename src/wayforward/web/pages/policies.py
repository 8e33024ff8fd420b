"""Reading a policy: its stages, what each asks of whom by when, whom to contact, its principles and its gaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.policy.papers import Document
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption
from wayforward.escalations.rulebooks import routes_of, rules_of
from wayforward.jobs import instant
from wayforward.policies.drawing import drawing, in_words
from wayforward.policies.svg import svg
from wayforward.web import gaps, leaflet
from wayforward.web.headers import SameForAll, kept_for
from wayforward.web.pages.contact import in_force
from wayforward.web.reach import ringable

A_MONTH = timedelta(days=30)  # every kind of hour comes round in it, a bank holiday or a weekend among them
AN_HOUR = timedelta(hours=1)


def policies(request: HttpRequest) -> HttpResponse:
    partnerships = adoptions.partnerships(instant.now())
    return render(request, "policies/list.html", {"partnerships": partnerships})


def policy(request: HttpRequest, area: str) -> HttpResponse:
    """The whole policy on one page, that can be printed, searched and linked to clause by clause."""
    adoption, at = in_force(area), instant.now()
    rules = rules_of(adoption)
    found, ring = rules.policy, ringable(rules.policy, adoption.partnership)
    picture = drawing(found)
    return render(request, "policies/policy.html", {
        "partnership": adoption.partnership,
        "partnership_name": adoption.partnership.name,
        "adoption": adoption,
        "policy": found,
        "document": found.document,
        "review": _review(found.document, at),
        "picture": picture,
        "drawn": in_words(found),
        "blocks": leaflet.blocks(rules),
        "always": leaflet.always(rules),
        "timescales": leaflet.timescales(rules),
        "posts": leaflet.posts(rules),
        "guidance": leaflet.guidance(rules),
        "scope": leaflet.scope(rules),
        "agencies": ring,
        "holes": [hole for hole in _holes(adoption, at) if hole["id"] in {kind.id for kind in ring}],
        "silences": gaps.silences(found),
        "disagreements": gaps.disagreements(found),
        "clauses": leaflet.clauses(found.clauses),
    })  # fmt: skip


def picture(request: HttpRequest, area: str) -> HttpResponse:
    """The drawing alone, as a file. It is the policy's, and nobody's: it may be kept for an hour."""
    found = rules_of(in_force(area)).policy
    return kept_for(SameForAll(svg(drawing(found)), content_type="image/svg+xml"), request, AN_HOUR)


def _review(document: Document, at: datetime) -> dict[str, Any]:
    """When the document was to be looked at again, and whether that day has passed."""
    due_on = document.review_due
    return {"due_on": due_on, "overdue": due_on is not None and due_on < at.astimezone(instant.LONDON).date()}


def _holes(adoption: Adoption, at: datetime) -> list[dict[str, Any]]:
    try:
        return gaps.holes(routes_of(adoption), rules_of(adoption).policy, at, at + A_MONTH)
    except OutsideCalendar:
        return []  # nobody knows that year's bank holidays, and the contact page says so
