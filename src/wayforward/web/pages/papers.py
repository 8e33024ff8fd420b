"""What a policy is handed out as: the guide on one page, and a file for tools that draw processes."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.policies.bpmn import bpmn
from wayforward.policies.guide import guide as made
from wayforward.web.headers import SameForAll, kept_for
from wayforward.web.pages.contact import in_force

AN_HOUR = timedelta(hours=1)


def guide(request: HttpRequest, area: str) -> HttpResponse:
    """The policy on one side of A4. It says on which day it was made, and where to find whom to ring at any hour."""
    adoption = in_force(area)
    return render(request, "policies/guide.html", {
        "partnership": adoption.partnership,
        "partnership_name": adoption.partnership.name,
        "adoption": adoption,
        "guide": made(rules_of(adoption).policy),
        "made_on": instant.now(),
        "ring": request.build_absolute_uri(reverse("contact-agencies", args=[area])),
    })  # fmt: skip


def chart(request: HttpRequest, area: str) -> HttpResponse:
    """The policy as BPMN 2.0, to open in another tool. It is the policy's, and nobody's: it may be kept for an hour."""
    adoption = in_force(area)
    answer = SameForAll(bpmn(rules_of(adoption).policy), content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{adoption.partnership.key}.bpmn"'
    return kept_for(answer, request, AN_HOUR)
