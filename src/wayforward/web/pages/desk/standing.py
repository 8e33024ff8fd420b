"""One version on the desk: where it stands, what comes next and who does it, and the ways into it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.desk import life, signing
from wayforward.desk.life import Standing
from wayforward.desk.models import Version
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame, sections, short

TAGS = {
    Standing.DRAFT: ("Draft", "yellow"),
    Standing.CHECKED: ("Out for signature", "blue"),
    Standing.SIGNED: ("Signed by all", "purple"),
    Standing.DATED: ("Day set", "teal"),
    Standing.IN_FORCE: ("In force", "green"),
    Standing.RETIRED: ("Retired", "grey"),
    Standing.DROPPED: ("Given up", "grey"),
}
DECIDED = {
    "begun": "Begun", "checked": "Sent for signature", "signed": "Signed", "declined": "Not signed",
    "in-force": "Day set", "withdrawn": "Day taken back", "dropped": "Given up", "accepted": "Finding accepted",
    "taken-back": "Acceptance taken back", "read-in": "Accepted findings read in",
    "example-out": "Worked example taken out",
}  # fmt: skip
LATEST = 30  # decisions


def tag(standing: Standing) -> dict[str, str]:
    text, colour = TAGS[standing]
    return {"text": text, "colour": colour}


@login_required
def version(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk, row = access.version(request, area, version)
    standing = life.standing(row, desk.at)
    return render(request, "desk/version.html", frame(desk, row) | {
        "standing": standing.value,
        "tag": tag(standing),
        "digest": short(row.digest),
        "sections": sections(desk, row),
        "decisions": _decisions(row),
    } | _next(desk, row, standing))  # fmt: skip


def _next(desk: access.Desk, row: Version, standing: Standing) -> dict[str, Any]:
    """What has to happen before the next step, and what this person can do about it."""
    match standing:
        case Standing.DRAFT if desk.governs:
            conditions = life.conditions(row, desk.at)
            return {"conditions": conditions, "ready": all(condition.met for condition in conditions)}
        case Standing.CHECKED | Standing.SIGNED:
            sheet = signing.sheet(row, desk.at)
            mine = {agency.pk for agency in desk.signs_for}
            return {
                "sheet": sheet,
                "left": [line for line in sheet if line.waits],
                "mine": [line.agency for line in sheet if line.signature is None and line.agency.pk in mine],
            }
        case _:
            return {}


def _decisions(row: Version) -> list[dict[str, Any]]:
    latest = row.decisions.select_related("by").order_by("-pk")[:LATEST]
    return [{"what": DECIDED.get(one.what, one.what), "by": one.by.name, "at": one.at, "words": one.words}
            for one in latest]  # fmt: skip
