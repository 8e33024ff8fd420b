"""What the checker finds in a version, gravest first, each with why it matters and a question; and accepting one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import accepting
from wayforward.desk.checking import Checked, checked
from wayforward.desk.drafts import Overtaken, Saved
from wayforward.desk.models import State, Version
from wayforward.directory.seating import on
from wayforward.policies.checking import Finding, Severity
from wayforward.policies.errors import PolicyErrors
from wayforward.web import fields, hold
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.holding import bound, place

HEADINGS = {
    Severity.HIGH: "High: somebody can be left without help, an answer or a date",
    Severity.MEDIUM: "Medium: somebody has to guess, and may guess wrong",
    Severity.LOW: "Low: it reads badly or ages badly",
}


class Accepting(fields.Questions):
    because = fields.Textarea(
        "Why is it right to leave this as it is?", missing="Enter why it is accepted", most=1000,
        hint="Your name and this reason stand in the policy’s own files. It comes back when what it is about changes.",
    )  # fmt: skip


@login_required
def check(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """Everything that was found. Posting takes an acceptance back."""
    desk, row = access.version(request, area, version, governs=request.method == "POST")
    if request.method == "POST":
        outcome = accepting.take_back(row, request.POST.get("finding", ""), desk.person, desk.at, seen(request))
        if isinstance(outcome, Saved):
            messages.success(request, "The finding is open again.")
            return HttpResponseRedirect(request.path)
        return render(request, "desk/check.html", _page(desk, row) | {"refusal": outcome.says})
    return render(request, "desk/check.html", _page(desk, row))


@hold.kept_for_its_writer
def accept(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """Accept one finding, with a reason. Which one stands in the address."""
    desk, row = access.version(request, area, version, governs=True)
    key = request.GET.get("finding", "")
    finding = accepting.finding_of(row, key, desk.at)
    if finding is None:
        return _gone(request, desk, row)
    kept = place(request, desk, f"accept:{hashlib.sha256(key.encode()).hexdigest()[:16]}", row)
    form = bound(Accepting, request, kept, desk)
    page = frame(desk, row, "desk-check") | {
        "form": form, "item": _item(finding), "ticket": hold.ticket(kept), "saves": row.saves,
        "writable": row.state == State.DRAFT, "back_to": reverse("desk-check", args=[area, row.pk]),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/accept.html", page)
    mark, because = request.POST.get("mark", ""), form.cleaned_data["because"]
    outcome = accepting.accept(row, key, mark, because, desk.person, desk.at, seen(request))
    if not isinstance(outcome, Saved):
        return render(request, "desk/accept.html", page | {"refusal": outcome.says, "saves": _now(outcome, row)})
    hold.sent(kept, desk.person)
    messages.success(request, "The finding is accepted, with your name and reason.")
    return HttpResponseRedirect(reverse("desk-check", args=[area, row.pk]))


def _gone(request: HttpRequest, desk: access.Desk, row: Version) -> HttpResponse:
    if request.method != "POST" and not request.GET.get("finding"):
        raise Http404
    return render(request, "desk/check.html", _page(desk, row) | {"refusal": accepting.CHANGED})


def _now(outcome: Refused | Overtaken, row: Version) -> int:
    """How often the draft has been saved, once the writer has been told that somebody else did."""
    return outcome.version.saves if isinstance(outcome, Overtaken) else row.saves


def seen(request: HttpRequest) -> int:
    """How often the draft had been saved when the page was drawn; -1 where what was sent is no number."""
    sent = request.POST.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1


def _page(desk: access.Desk, row: Version) -> dict[str, Any]:
    page = frame(desk, row, "desk-check")
    found = checked(row.texts, on(desk.at))
    if isinstance(found, PolicyErrors):
        return page | {"mistakes": found.errors}
    return page | {
        "found": found,
        "saves": row.saves,
        "writable": desk.governs and row.state == State.DRAFT,
        "counts": [{"number": found.count(severity), "says": severity.value} for severity in Severity],
        "groups": _groups(found, lambda finding: finding.accepted is None),
        "accepted": [_item(finding) for finding in found.findings if finding.accepted is not None],
    }


def _groups(found: Checked, shown: Callable[[Finding], bool]) -> list[dict[str, Any]]:
    groups = []
    for severity, heading in HEADINGS.items():
        items = [_item(finding) for finding in found.findings if finding.severity is severity and shown(finding)]
        if items:
            groups.append({"heading": heading, "items": items})
    return groups


def _item(finding: Finding) -> dict[str, Any]:
    return {"finding": finding, "clauses": ", ".join(finding.clauses), "severity": finding.severity.value}
