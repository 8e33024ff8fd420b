"""Pages that are the same for everybody: the start, help, privacy, cookies, accessibility, and what went wrong."""

import sqlite3
import sys
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from wayforward.web import hold, sessions

RETRY_AFTER = timedelta(seconds=60)  # long enough for a database to come back, short enough to be tried by hand
NOT_REACHED = ("08", "57P")  # PostgreSQL: no connection, or the server is stopping or starting
TOO_MANY = "53300"
SQLITE_SHUT = ("SQLITE_CANTOPEN", "SQLITE_BUSY")


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

    Called while the failure is being handled: one to reach the database is 503 and may pass by itself, any other is
    a mistake of ours and 500.
    """
    if not unreachable(sys.exception()):
        return HttpResponse(render_to_string("standing/broken.html"), status=500)
    answer = HttpResponse(render_to_string("standing/unavailable.html"), status=503)
    answer.headers["Retry-After"] = str(round(RETRY_AFTER.total_seconds()))
    return answer


def unreachable(failure: BaseException | None) -> bool:
    """Whether it failed because the database could not be reached, and not because of what was asked of it."""
    if not isinstance(failure, DatabaseError):
        return False
    cause = failure.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", "").startswith(SQLITE_SHUT)
    state = getattr(cause, "sqlstate", "")  # PostgreSQL: None where there was no connection to say it
    return state is None or state == TOO_MANY or state.startswith(NOT_REACHED)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection against forgery does not fit: most often a page that was open before signing in.

    Nothing is done; what was typed is kept for the person that the page was drawn for.
    """
    place = hold.place_of(request)
    if place is not None:
        hold.keep(place, hold.typed_in(request))
    return hold.drawn_for_another(request, place)
