"""Your deadlines in your own calendar: a secret address to make, renew and stop, and what it answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.jobs import instant
from wayforward.notices import feeds
from wayforward.web.deadlines import calendar, deadlines
from wayforward.web.pages.signing import signed_in

CALENDAR = "text/calendar; charset=utf-8"
STOPPED = "The address is stopped. A calendar that still has it is told that there is nothing."


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    """Whether there is an address, when a calendar last read it, and what whoever has it can see.

    A new one is shown on the answer to the form and never again.
    """
    person, at = signed_in(request), instant.now()
    page: dict[str, Any] = {"feed": feeds.of(person)}
    match request.POST.get("do") if request.method == "POST" else None:
        case "make":
            address = reverse("feed", args=[feeds.make(person, at)])
            page |= {"feed": feeds.of(person), "address": request.build_absolute_uri(address)}
        case "stop":
            feeds.stop(person)
            messages.success(request, STOPPED)
            return HttpResponseRedirect(reverse("my-calendar"))
    return render(request, "feed/settings.html", page)


def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar, worked out as it is asked for. No session is begun or looked at: the key alone opens it."""
    at = instant.now()
    person = feeds.reader(key, at)
    if person is None:
        raise Http404
    found = [(one, request.build_absolute_uri(reverse("escalation", args=[one.ref]))) for one in deadlines(person, at)]
    answer = HttpResponse(calendar(found, at), content_type=CALENDAR)
    answer["Content-Disposition"] = 'inline; filename="wayforward.ics"'
    return answer
