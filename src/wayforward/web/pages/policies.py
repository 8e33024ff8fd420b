"""Reading a policy: its stages, what each asks of whom by when, whom to contact, its principles and its gaps."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Partnership
from wayforward.escalations.rulebooks import rules_of
from wayforward.web import words
from wayforward.web.cards import clauses
from wayforward.web.pages.contact import in_force


def policies(request: HttpRequest) -> HttpResponse:
    partnerships = Partnership.objects.filter(adoptions__retired_at__isnull=True).order_by("area").distinct()
    return render(request, "policies/list.html", {"partnerships": partnerships})


def policy(request: HttpRequest, area: str) -> HttpResponse:
    adoption = in_force(area)
    found = rules_of(adoption).policy
    texts = {clause.id: clause.says for clause in found.clauses}
    return render(request, "policies/policy.html", {
        "partnership": adoption.partnership,
        "partnership_name": adoption.partnership.name,
        "adoption": adoption,
        "policy": found,
        "stages": [_stage(stage, found, texts) for stage in found.stages],
        "principles": [g for g in found.guidance if g.kind in ("principle", "tone", "tip", "flexibility", "actor")],
        "governance": [g for g in found.guidance if g.kind == "governance"],
        "in_scope": [s for s in found.scope if s.applies],
        "out_of_scope": [s for s in found.scope if not s.applies],
        "clauses": [{"id": c.id, "says": c.says, "ref": c.ref, "why_not": c.not_executable} for c in found.clauses],
    })  # fmt: skip


def _stage(stage: Stage, found: Policy, texts: dict[str, str]) -> dict[str, Any]:
    posts = {post.id: post for post in found.posts}
    titles = {s.id: f"{s.label}: {s.title}" for s in found.stages}
    owed = [d for d in found.duties if d.stage == stage.id or any(_about(stage.id, when) for when in d.when)]
    return {
        "stage": stage,
        "time": next((words.time_of(d.time, posts) for d in found.duties if d.stage == stage.id), "")
        or stage.silent
        or "The policy gives no time for this stage.",
        "acts": [words.people(names, posts) for names in stage.acts.values() if names],
        "duties": [
            {
                "says": d.says,
                "who": words.people(d.who, posts),
                "to": words.people(d.to, posts),
                "time": words.time_of(d.time, posts),
                "origin": words.origin(d),
                "blocked": d.blocked,
                "clauses": clauses(d.clauses, {}),
            }
            for d in owed
            if d.stage != stage.id
        ],
        "moves": [
            {"to": titles[m.to], "says": m.says, "clauses": clauses(m.clauses, {})}
            for m in stage.moves
            if m.to in titles
        ],
        "clauses": clauses(stage.clauses, texts),
    }


def _about(stage: str, occurrence: str) -> bool:
    return occurrence in (
        f"{stage} begins",
        f"{stage} ends",
        f"{stage} resolved",
        f"{stage} settled",
        f"{stage} decided",
    )
