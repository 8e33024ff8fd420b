"""What only a demonstration has: the messages that it has sent, and a clock that its visitor moves."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.working_time.london import LONDON
from wayforward.escalations import upcoming
from wayforward.jobs import beating, instant
from wayforward.notices.mail_folder import messages
from wayforward.web import fields
from wayforward.web.fields import Option

SHOWN = 50
NEXT, TOMORROW, TYPED = "deadline", "tomorrow", "typed"
MORNING = time(9)
FURTHEST = timedelta(days=366)  # at once: beyond it lie days whose bank holidays nobody has announced
JUST_AFTER = timedelta(minutes=1)

Page = Callable[[HttpRequest], HttpResponse]


class Moving(fields.Questions):
    to = fields.Radios("Move the clock to", [
        Option(NEXT, "Just after the next deadline"),
        Option(TOMORROW, "Tomorrow at 9am"),
        Option(TYPED, "Another date and time", hint="Enter it below."),
    ], missing="Select when the clock is to be moved to")  # fmt: skip
    at = fields.DateTimeField(
        "Which date and time?", named="the date and time", required=False, hint="For example, 27 11 2026 and 4:55pm",
    )  # fmt: skip


def in_a_demonstration(page: Page) -> Page:
    """In a live service there is no such page."""

    @wraps(page)
    def shown(request: HttpRequest) -> HttpResponse:
        if not settings.WAYFORWARD_DEMO:
            raise Http404
        return page(request)

    return shown


@in_a_demonstration
def sent(request: HttpRequest) -> HttpResponse:
    """Each message that has left, to whom and when, exactly as it left."""
    folder: Path = Path(settings.WAYFORWARD_DATA or ".") / "mail"
    found = messages(folder, SHOWN + 1)
    return render(request, "demonstration/sent.html", {"messages_sent": found[:SHOWN], "more": len(found) > SHOWN})


@in_a_demonstration
def clock(request: HttpRequest) -> HttpResponse:
    """What time it is in the demonstration, what comes next, and a way to move on to it. It never goes back."""
    at = instant.now()
    form = Moving(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        wanted = _wanted(form.cleaned_data, at)
        wrong = _wrong(wanted, at)
        if wanted is not None and not wrong:
            _move(wanted)
            return HttpResponseRedirect(reverse("demo-clock"))
        form.add_error("at" if form.cleaned_data["to"] == TYPED else "to", wrong)
    lately = upcoming.lately_by_the_clock(at)
    return render(request, "demonstration/clock.html", {
        "form": form, "at": at, "next_due": upcoming.next_deadline(at),
        "passed": lately["deadline-passed"], "reminded": lately["reminded"],
        "runs": beating.silent(instant.by_the_machine()) is None,
    })  # fmt: skip


def _wanted(given: dict[str, Any], at: datetime) -> datetime | None:
    match given["to"]:
        case "deadline":
            due = upcoming.next_deadline(at)
            return due + JUST_AFTER if due else None
        case "tomorrow":
            day = at.astimezone(LONDON).date() + timedelta(days=1)
            return datetime.combine(day, MORNING, LONDON).astimezone(UTC)
        case _:
            typed: datetime | None = given["at"]
            return typed


def _wrong(wanted: datetime | None, at: datetime) -> str:
    """Why the clock cannot be moved there; empty where it can."""
    if wanted is None:
        return "Enter the date and time to move to"
    if wanted <= at:
        return "The clock only goes forward: enter a later date and time"
    if wanted > at + FURTHEST:
        return "Enter a date within a year: move there in steps"
    return ""


def _move(to: datetime) -> None:
    """In one step, so that no process reads half an instant."""
    file: Path | None = settings.WAYFORWARD_DEMO_CLOCK
    if file is None:
        raise Http404
    new = file.with_name(f"{file.name}-{os.getpid()}")
    new.write_text(to.isoformat(), "ascii")
    new.replace(file)
