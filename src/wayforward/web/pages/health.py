"""How the service stands: a page for those who run it, and one word each for what watches it. Nothing of any case."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.escalations import keys
from wayforward.jobs import health as lights
from wayforward.jobs import instant
from wayforward.jobs.auditing import MEANS, What, standing
from wayforward.jobs.health import Colour, Light
from wayforward.jobs.models import Beat, Trouble
from wayforward.web.pages.signing import signed_in

MOST = 100  # troubles on a page; the rest are counted
TAGS = {Colour.RED: "red", Colour.AMBER: "orange", Colour.GREEN: "green"}
OF_THE_CLOCK = "Something could not be done, and is tried again.", "Read what it says, and mend that."


@login_required
def health(request: HttpRequest) -> HttpResponse:
    """For operators. To anybody else it is not there."""
    if not signed_in(request).operates:
        raise Http404
    found = lights.look(instant.reading())
    troubles = standing().order_by("since_at", "pk")
    return render(request, "health/health.html", {
        "at": found.at,
        "groups": [
            {"title": colour.word, "lights": [_light(light) for light in found.lights if light.colour is colour]}
            for colour in (Colour.RED, Colour.AMBER, Colour.GREEN)
        ],
        "troubles": [_trouble(row) for row in troubles[:MOST]],
        "more": max(0, troubles.count() - MOST),
    })  # fmt: skip


def live(request: HttpRequest) -> HttpResponse:
    """That this process answers. It asks nothing of the database."""
    return _word("alive", 200)


def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process could serve anybody: the database answers, at this version, and the key opens what it holds.

    Which of them fails is for those who sign in.
    """
    try:
        Beat.objects.exists()
        return _word("ready", 200) if not keys.unreadable() else _word("unready", 503)
    except DatabaseError:
        return _word("unready", 503)


def _word(word: str, status: int) -> HttpResponse:
    return HttpResponse(word, status=status, content_type="text/plain; charset=utf-8")


def _light(light: Light) -> dict[str, Any]:
    return {
        "light": light, "kind": light.colour.name.lower(), "well": light.colour is Colour.GREEN,
        "tag": {"text": light.colour.word, "colour": TAGS[light.colour]},
    }  # fmt: skip


def _trouble(row: Trouble) -> dict[str, Any]:
    means, do = MEANS[What(row.what)] if row.what in set(What) else OF_THE_CLOCK
    return {"row": row, "means": means, "do": do}
