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
from wayforward.jobs.health.clocks import PARTNERSHIPS
from wayforward.jobs.models import Beat, Trouble
from wayforward.web.pages.signing import signed_in

MOST = 20  # troubles of one kind on the page; the rest are counted
OF_THE_CLOCK = "Something could not be done, and is tried again.", "Read what it says, and mend that."


@login_required
def health(request: HttpRequest) -> HttpResponse:
    """For operators. To anybody else it is not there."""
    if not signed_in(request).operates:
        raise Http404
    found = lights.look(instant.reading())
    return render(request, "health/health.html", {
        "at": found.at,
        "groups": [
            {"title": colour.word, "lights": [_light(light) for light in found.lights if light.colour is colour]}
            for colour in (Colour.RED, Colour.AMBER, Colour.GREEN)
        ],
        "troubles": [_troubles(kind, rows) for kind, rows in _by_kind().items()],
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
    return {"light": light, "kind": light.colour.name.lower(), "well": light.colour is Colour.GREEN}


def _by_kind() -> dict[str, list[Trouble]]:
    """What stands, the oldest first: those that an operator can mend before those that a partnership can."""
    found: dict[str, list[Trouble]] = {}
    for row in standing().order_by("since_at", "pk"):
        found.setdefault(row.what, []).append(row)
    return {kind: found[kind] for kind in sorted(found, key=lambda kind: (kind in PARTNERSHIPS, kind))}


def _troubles(kind: str, rows: list[Trouble]) -> dict[str, Any]:
    means, do = MEANS[What(kind)] if kind in set(What) else OF_THE_CLOCK
    return {"means": means, "do": do, "rows": rows[:MOST], "more": max(0, len(rows) - MOST)}
