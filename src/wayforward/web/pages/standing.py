"""Pages that are the same for everybody: the start, help, privacy, cookies, accessibility, and what went wrong."""

import sys
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wayforward.web import hold, sessions, unavailable


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "standing/start.html")


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "standing/help.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "standing/privacy.html")


def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie that is ever set: their names and how long they last are read from the settings."""
    return render(request, "standing/cookies.html", {
        "session_name": settings.SESSION_COOKIE_NAME,
        "session_idle_minutes": round(sessions.IDLE / timedelta(minutes=1)),
        "session_hours": round(settings.SESSION_COOKIE_AGE / 3600),
        "csrf_name": settings.CSRF_COOKIE_NAME,
        "csrf_weeks": round(settings.CSRF_COOKIE_AGE / timedelta(weeks=1).total_seconds()),
    })  # fmt: skip


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "standing/accessibility.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, and not yours to see, are the same answer."""
    return render(request, "standing/not_found.html", status=404)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """More was sent than any page of ours asks for, or it is not what a browser sends."""
    return render(request, "standing/unreadable.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Drawn without asking anything of the database, which may be what has failed.

    Called while the failure is being handled: one of the database may pass by itself, any other is a mistake of ours.
    """
    told = unavailable.page_for(request, sys.exception())
    return told or HttpResponse(render_to_string("standing/broken.html"), status=500)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection against forgery does not fit: most often a page that was open before signing in.

    Nothing is done; what was typed is kept for the person that the page was drawn for.
    """
    place = hold.place_of(request)
    if place is not None:
        hold.keep(place, hold.typed_in(request))
    return hold.drawn_for_another(request, place)
