"""Who do I contact now? Area, agency, case and time in; the card, what comes after it and when it changes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.routing import Answer, RouteTable, StatusNeeded
from wayforward.directory.models import Adoption, Partnership
from wayforward.escalations.rulebooks import routes_of, rules_of
from wayforward.web import cards, clock, fields
from wayforward.web.fields import Option


def areas(request: HttpRequest) -> HttpResponse:
    """Choose whose policy."""
    partnerships = Partnership.objects.filter(adoptions__retired_at__isnull=True).order_by("area").distinct()
    return render(request, "contact/areas.html", {"partnerships": partnerships})


def agencies(request: HttpRequest, area: str) -> HttpResponse:
    """Choose which agency to reach."""
    adoption = in_force(area)
    policy = rules_of(adoption).policy
    return render(request, "contact/agencies.html", _frame(adoption) | {"agencies": policy.agencies})


def contact(request: HttpRequest, area: str, agency: str) -> HttpResponse:
    """The card. Everything that changes the answer is in the address, so that it can be kept and sent."""
    adoption = in_force(area)
    policy, table = rules_of(adoption).policy, routes_of(adoption)
    kind = next((a for a in policy.agencies if a.id == agency), None)
    if kind is None:
        raise Http404
    asked = request.GET.get("asked") == "yes"
    form = question(table, policy.facts, agency, dict(kind.statuses_titles))(request.GET if asked else None)
    given = form.cleaned_data if asked and form.is_valid() else {}
    at = given.get("at") or clock.now()
    status = given.get("status") or None
    page = _frame(adoption) | {"agency": kind, "form": form, "at": at, "is_now": not given.get("at")}
    try:
        answer = _ask(table, agency, _line(request, table, agency), at, status, given)
    except StatusNeeded as needed:
        return render(request, "contact/card.html", page | {"needed": str(needed)})
    numbers, asked_about = cards.Numbers(adoption.partnership), cards.Asked(kind.id, kind.title)
    return render(request, "contact/card.html", page | cards.answer(answer, policy, numbers, asked_about))


def in_force(area: str) -> Adoption:
    """The policy in force in an area; 404 where there is none."""
    return get_object_or_404(
        Adoption.objects.select_related("partnership").defer("sources"), partnership__key=area, retired_at=None
    )


def _ask(table: RouteTable, agency: str, line: str, at: datetime, status: str | None, given: dict[str, Any]) -> Answer:
    facts = {name: frozenset({"yes"}) for name in given.get("facts") or ()}
    return table.answer(agency, line, at, status, facts)


def _line(request: HttpRequest, table: RouteTable, agency: str) -> str:
    asked = request.GET.get("line", "")
    ladder = [line for line in table.rows.ladder(agency) if line.isdecimal()]
    return asked if asked in table.lines else (ladder or list(table.lines))[0]


def question(
    table: RouteTable, facts: tuple[Fact, ...], agency: str, statuses: dict[str, str]
) -> type[fields.Questions]:
    """The form for one agency: only what changes its answer is asked."""
    steering = _steering(table, agency)
    yes_no = [fact for fact in facts if fact.id in steering and fact.kind is FactKind.YES_NO]
    asked: dict[str, Any] = {}
    if statuses:
        asked["status"] = fields.Radios(
            "The case is", [Option(key, text) for key, text in statuses.items()], required=False
        )
    if yes_no:
        asked["facts"] = fields.Checkboxes(
            "Is any of this so?", [Option(fact.id, fact.asks, fact.hint) for fact in yes_no], required=False
        )
    asked["at"] = fields.DateTimeField(
        "Another day and time", named="the day and time", hint="Leave empty for now. For example, 24 12 2026 16:55",
        required=False,
    )  # fmt: skip
    return type("Question", (fields.Questions,), {**asked, "marks_optional": False, "__module__": __name__})


def _steering(table: RouteTable, agency: str) -> frozenset[str]:
    """The facts that change who answers for this agency."""
    rows = [table.rows.routes[i] for i in table.rows.of(agency)]
    conditions = [c for row in rows for c in (row.when, row.takes_over) if c is not None]
    return frozenset(fact for condition in conditions for fact in condition.facts())


def _frame(adoption: Adoption) -> dict[str, Any]:
    return {"partnership": adoption.partnership, "partnership_name": adoption.partnership.name}
