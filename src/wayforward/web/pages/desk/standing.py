"""One version on the desk: where it stands, what comes next and who does it, and the ways into it."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.desk import life
from wayforward.desk.life import Standing
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame, sections

TAGS = {
    Standing.DRAFT: ("Draft", "yellow"),
    Standing.CHECKED: ("Out for signature", "blue"),
    Standing.SIGNED: ("Signed by all", "purple"),
    Standing.DATED: ("Day set", "teal"),
    Standing.IN_FORCE: ("In force", "green"),
    Standing.RETIRED: ("Retired", "grey"),
    Standing.DROPPED: ("Given up", "grey"),
}


def tag(standing: Standing) -> dict[str, str]:
    text, colour = TAGS[standing]
    return {"text": text, "colour": colour}


@login_required
def version(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk, row = access.version(request, area, version)
    return render(request, "desk/version.html", frame(desk, row) | {
        "tag": tag(life.standing(row, desk.at)),
        "sections": sections(desk, row),
    })  # fmt: skip
