"""The worked examples of a version: which come out as written, which do not, and taking one of these out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from wayforward.desk.checking import checked
from wayforward.desk.drafts import Saved
from wayforward.desk.examples import take_out
from wayforward.desk.models import State, Version
from wayforward.directory.seating import on
from wayforward.policies.errors import PolicyErrors
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.findings import seen
from wayforward.web.pages.desk.frame import frame


@login_required
def examples(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """All of them, those that fail first. Posting takes one of these out."""
    desk, row = access.version(request, area, version, governs=request.method == "POST")
    if request.method != "POST":
        return render(request, "desk/examples.html", _page(desk, row))
    outcome = take_out(row, request.POST.get("says", ""), desk.person, desk.at, seen(request))
    if isinstance(outcome, Saved):
        messages.success(request, "The example is taken out. What it said stays among what was decided.")
        return HttpResponseRedirect(request.path)
    return render(request, "desk/examples.html", _page(desk, row) | {"refusal": outcome.says})


def _page(desk: access.Desk, row: Version) -> dict[str, Any]:
    page = frame(desk, row, "desk-examples")
    found = checked(row.texts, on(desk.at))
    if isinstance(found, PolicyErrors):
        return page | {"mistakes": found.errors}
    return page | {
        "mistakes": found.mistakes.errors if found.mistakes else (),
        "failed": found.failed,
        "passed": [each for each in found.examples if each.passed],
        "saves": row.saves,
        "writable": desk.governs and row.state == State.DRAFT,
    }
