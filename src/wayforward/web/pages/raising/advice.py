"""Advice only: what the policy asks first, whom to ring now and which date would follow. Nothing is kept or sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.conditions import Facts
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import decide
from wayforward.core.policy.papers import Guidance
from wayforward.core.policy.stages import Stage
from wayforward.core.routing import BadQuestion, RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory.models import Agency, Partnership
from wayforward.directory.seating import agencies_of, on
from wayforward.escalations.rulebooks import routes_of, rules_of
from wayforward.jobs import instant
from wayforward.web import cards, fields
from wayforward.web.fields import Option
from wayforward.web.pages.acting import follows
from wayforward.web.pages.raising.scope import ADVICE
from wayforward.web.pages.raising.start import begun, in_force, mine_or_404
from wayforward.web.pages.signing import signed_in

NOBODY = "nobody"  # who asks what would follow: nobody does, since nothing is raised


@dataclass(frozen=True)
class Supposed:
    """What would follow if it were raised with one agency now."""

    partnership: Partnership
    rules: Rulebook
    table: RouteTable
    mine: Agency
    other: Agency
    status: str
    at: datetime

    @property
    def facts(self) -> Facts:
        known = {"responding": frozenset({self.other.kind}), "raising": frozenset({self.mine.kind})}
        return known | ({"status": frozenset({self.status})} if self.status else {})

    def events(self) -> tuple[ev.Event, ...] | Refused:
        """The rulebook's own answer to raising it, worked out and thrown away."""
        kind = next((k for k in self.rules.policy.subjects if k != "none"), "none")
        return decide(self.rules, Escalation(), cmd.Raise(
            by=cmd.Actor(person=NOBODY, agency=self.mine.key), ref="", raising=self.mine.key,
            responding=(self.other.key,), subjects=() if kind == "none" else (cmd.Subject(kind=kind),),
            facts={"status": (self.status,)} if self.status else {},
        ), self.at)  # fmt: skip


@login_required
def advice(request: HttpRequest, area: str) -> HttpResponse:
    """Choose the other agency and how the case stands. The address carries no more than those two."""
    partnership, at = mine_or_404(request, area), instant.now()
    adoption = in_force(partnership)
    rules = rules_of(adoption)
    own = [a for a in agencies_of(signed_in(request), on(at)) if a.partnership_id == partnership.pk and not a.office]
    agencies = {
        a.key: a for a in Agency.objects.filter(partnership=partnership, office=False).order_by("name") if a != own[0]
    }
    sent = request.POST if request.method == "POST" else request.GET
    form = _asked(rules, agencies, str(sent.get("other", "")))(sent if "other" in sent else None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if request.method == "POST" and chosen:
        typed = {"other": {"other": [chosen["other"]]}}
        known = {"facts": {"fact_status": [chosen["status"]]}} if chosen.get("status") else {}
        draft = begun(signed_in(request), partnership, typed | known)
        return HttpResponseRedirect(reverse("raise-resume", args=[draft.pk]))
    page = {"partnership_name": partnership.name, "area": area, "form": form, "policy": rules.policy}
    if chosen:
        other = agencies[chosen["other"]]
        supposed = Supposed(partnership, rules, routes_of(adoption), own[0], other, chosen.get("status") or "", at)
        page |= _advice(supposed)
    return render(request, "raising/advice.html", page)


def _asked(rules: Rulebook, agencies: dict[str, Agency], chosen: str) -> type[fields.Questions]:
    """The agency, and how the case stands with it where its ladder depends on that."""
    asked: dict[str, Any] = {
        "other": fields.Radios(
            "Which agency do you disagree with?", [Option(key, a.name) for key, a in agencies.items()],
            missing="Select an agency",
        )
    }  # fmt: skip
    kind = chosen.partition(":")[0]
    statuses = {s: t for a in rules.policy.agencies if a.id == kind for s, t in a.statuses_titles.items()}
    if statuses:
        options = [Option(status, title) for status, title in statuses.items()]
        asked["status"] = fields.Radios("How is the case with them?", options, required=False)
    return type("Advice", (fields.Questions,), {**asked, "marks_optional": False, "__module__": __name__})


def _advice(supposed: Supposed) -> dict[str, Any]:
    rules, events = supposed.rules, supposed.events()
    if isinstance(events, Refused):
        return {"other": supposed.other, "refusal": events.says}
    entered = next(e for e in events if isinstance(e, ev.StageEntered))
    stage = rules.stages[entered.stage]
    asked = [rules.duties[e.duty] for e in events if isinstance(e, ev.DutyArose)]
    first = [d for d in asked if not d.system and ("raiser" in d.who or any(w.startswith("raising") for w in d.who))]
    texts = {clause.id: clause.says for clause in rules.policy.clauses}
    return {
        "other": supposed.other, "status": supposed.status, "stage": stage,
        "first": list(dict.fromkeys(d.says for d in first)),
        "ring": _ring(supposed, entered.line or stage.line),
        "clocks": follows(events, rules)["clocks"],
        "guidance": _guidance(supposed, stage),
        "advisers": [{"says": s.send_to, "clauses": cards.clauses(s.clauses, texts)} for s in rules.policy.scope
                     if not s.applies and s.send_to and ADVICE in s.when.facts()],
    }  # fmt: skip


def _ring(supposed: Supposed, line: str | None) -> dict[str, Any]:
    """Whom to ring now, as the escalation's own page would say it; or why that cannot be said."""
    other = supposed.other
    if line is None:
        return {}
    places = {"raising": supposed.mine.key, "responding": other.key, "each": other.key, other.kind: other.key}
    names = {supposed.mine.key: supposed.mine.name, other.key: other.name}
    try:
        found = supposed.table.answer(other.kind, line, supposed.at, supposed.status or None, supposed.facts)
    except (BadQuestion, OutsideCalendar) as problem:
        return {"problem": str(problem)}
    asked = cards.Asked(other.kind, other.name, places, names)
    return cards.answer(found, supposed.rules.policy, cards.Numbers(supposed.partnership), asked)


def _guidance(supposed: Supposed, stage: Stage) -> list[Guidance]:
    """How to put it: what the policy says of raising it, of its tone and of where it begins."""
    wanted = {"raise", "message", stage.id}
    found = [g for g in supposed.rules.policy.guidance if wanted & set(g.shown) and g.when.holds(supposed.facts)]
    return [g for g in found if g.kind != "warning"]
