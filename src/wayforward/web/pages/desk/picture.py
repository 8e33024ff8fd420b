"""The drawing of the policy in force, with what goes through each stage: for a partnership's own office."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.policy.whole import Policy
from wayforward.escalations import tracking
from wayforward.escalations.rulebooks import rules_of
from wayforward.escalations.volumes import volumes
from wayforward.policies.drawing import drawing, in_words, short_names
from wayforward.policies.svg import svg
from wayforward.policies.volumes import EXPLAINED, Volume, shown
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame


@login_required
def drawn(request: HttpRequest, area: str) -> HttpResponse:
    """The drawing, the same as a table, and the same in words. It prints, and gives no small number away."""
    desk = access.office(request, area)
    policy, counted = _counted(desk)
    return render(request, "desk/drawing.html", frame(desk) | {
        "below": True,
        "policy": policy,
        "picture": drawing(policy, counted),
        "rows": _rows(policy, counted),
        "told": in_words(policy, counted),
        "explained": EXPLAINED,
        "at": desk.at,
    })  # fmt: skip


@login_required
def file(request: HttpRequest, area: str) -> HttpResponse:
    """The drawing alone. What it counts is the office's to show, so no browser keeps it."""
    policy, counted = _counted(access.office(request, area))
    return HttpResponse(svg(drawing(policy, counted)), content_type="image/svg+xml")


def _counted(desk: access.Desk) -> tuple[Policy, Mapping[str, Volume]]:
    """The policy in force, and what went through its stages. Where none is, there is no such page."""
    if desk.adoption is None:
        raise Http404
    rules = rules_of(desk.adoption)
    everything = tracking.of_office(tracking.office_worker(desk.person, desk.at), desk.partnership)
    return rules.policy, volumes(everything, rules.policy, rules.calendar, desk.at)


def _rows(policy: Policy, counted: Mapping[str, Volume]) -> list[dict[str, Any]]:
    names = short_names(policy)
    stages = [*(s for s in policy.stages if not s.beside), *(s for s in policy.stages if s.beside)]
    return [
        {"name": f"{stage.label}: {stage.title}", "volume": shown(counted.get(stage.id, Volume()), names)}
        for stage in stages
    ]
