"""Nothing is recorded at a time that cannot be right: what is written stays, and so would its false instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from wayforward.jobs import beating, instant
from wayforward.jobs.gate import stepped_wildly
from wayforward.web import unavailable

STILL_POSSIBLE = ("sign-in", "sign-out")  # whoever is to read must be able to, and to leave; neither is history

JUMPED = "wayforward.jumped"  # where it is kept for as long as a request is answered

Answer = Callable[[HttpRequest], HttpResponseBase]


class NotAtAWrongTime:
    """Middleware, after those that know that a form is ours. Pages are drawn, and say so; forms are refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.asked = False  # of the clocks, what time they took for right before this process began

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META[JUMPED] = _jumped()  # for the banner
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if request.method != "POST" or name in STILL_POSSIBLE:
            return None
        if not self.asked and not jumped(request):
            request.META[JUMPED] = _by_the_clocks()
            self.asked = True
        if not jumped(request):
            return None
        return unavailable.at_a_wrong_time(request)


def jumped(request: HttpRequest) -> timedelta | None:
    """By how much the machine's time was set since this process knew it; None where it can be trusted."""
    by: timedelta | None = request.META.get(JUMPED)
    return by


def _jumped() -> timedelta | None:
    """The database is asked only where something is wrong: an operator may have said that the time is right now."""
    by = instant.jumped()
    if by is None:
        return None
    found = instant.without_the_database()
    known = beating.known(found).here
    if known is None or stepped_wildly(found, known):
        return by
    instant.WATCH.believe(known)
    return None


def _by_the_clocks() -> timedelta | None:
    """A process that began after the time was set has known no other; what a clock took for right before tells."""
    found = instant.without_the_database()
    known = None if found.told else beating.known(found).here
    if known is None or not stepped_wildly(found, known):
        return None
    instant.WATCH.believe(known)
    return instant.jumped()
