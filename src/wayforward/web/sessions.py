"""How long somebody stays signed in: 15 minutes without use and 12 hours at most, by the machine's own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from wayforward.directory.models import Person
from wayforward.jobs import instant
from wayforward.web import hold

IDLE = timedelta(minutes=15)
SHIFT = timedelta(hours=12)
BARELY = timedelta(seconds=5)  # a use so soon after the last one is not worth another write
ENTERED, USED = "entered_at", "used_at"
OUT, KEPT = "signed_out", "kept"  # for the page that asks to sign in again

Answer = Callable[[HttpRequest], HttpResponse]


class SignedInForAWhile:
    """Middleware, after those that know who asks and that a form is ours. Ends what has lasted long enough."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The view goes on either way: a page for everybody is drawn, and any other asks for signing in."""
        if not isinstance(request.user, Person):
            return
        at = instant.by_the_machine()
        over = _over(request, at)
        if over:
            kept = request.method == "POST" and hold.kept_for(request, request.user)
            logout(request)
            request.session[OUT], request.session[KEPT] = over, kept
        elif at - _marked(request, USED, at - SHIFT) >= BARELY:
            request.session[USED] = at.isoformat()


def begin(request: HttpRequest) -> None:
    """From now, by the machine's own clock, also where a demonstration is told another one."""
    at = instant.by_the_machine().isoformat()
    request.session[ENTERED] = request.session[USED] = at
    request.session.pop(OUT, None)
    request.session.pop(KEPT, None)


def ended(request: HttpRequest) -> dict[str, Any] | None:
    """Why somebody was signed out by us ("idle" or "shift") and whether what they sent then is kept; None otherwise."""
    why = request.session.get(OUT)
    return {"why": why, "kept": bool(request.session.get(KEPT))} if why else None


def _over(request: HttpRequest, at: datetime) -> str:
    entered = _marked(request, ENTERED, at)
    if ENTERED not in request.session:
        request.session[ENTERED] = at.isoformat()
    if at - entered >= SHIFT:
        return "shift"
    return "idle" if at - _marked(request, USED, at) >= IDLE else ""


def _marked(request: HttpRequest, name: str, otherwise: datetime) -> datetime:
    written = request.session.get(name)
    return datetime.fromisoformat(written) if written else otherwise
