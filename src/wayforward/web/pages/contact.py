"""Who do I contact now? Area, agency, case and time in; the card, what comes after it and when it changes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from wayforward.core.policy.facts import FactKind
from wayforward.core.policy.people import Agency
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import Answer, RouteTable, StatusNeeded
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption
from wayforward.escalations.rulebooks import routes_of, rules_of
from wayforward.jobs import instant
from wayforward.web import cards, fields, words
from wayforward.web.fields import Option
from wayforward.web.reach import ringable


def areas(request: HttpRequest) -> HttpResponse:
    """Choose whose policy."""
    partnerships = adoptions.partnerships(instant.now())
    return render(request, "contact/areas.html", {"partnerships": partnerships})


def agencies(request: HttpRequest, area: str) -> HttpResponse:
    """Choose which agency to reach."""
    adoption = in_force(area)
    agencies = ringable(rules_of(adoption).policy, adoption.partnership)
    return render(request, "contact/agencies.html", _frame(adoption) | {"agencies": agencies})


def contact(request: HttpRequest, area: str, agency: str) -> HttpResponse:
    """The card. Everything that changes the answer is in the address, so that it can be kept and sent."""
    adoption = in_force(area)
    policy, table = rules_of(adoption).policy, routes_of(adoption)
    kind = next((a for a in ringable(policy, adoption.partnership) if a.id == agency), None)
    if kind is None:
        raise Http404
    asked = request.GET.get("asked") == "yes"
    named = _lines(policy)
    ladder = [line for line in table.rows.ladder(agency) if line.isdecimal() or line in named] or list(table.lines)
    form = question(table, policy, kind, ladder)(_query(request, ladder) if asked or "line" in request.GET else None)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    when = form.fields["at"]
    if isinstance(when, fields.DateTimeField) and given.get("at") and not _known(table, given["at"]):
        form.add_error("at", when.refusal(_reach(table)))
        given = {name: value for name, value in given.items() if name != "at"}
    at, line = given.get("at") or instant.now(), given.get("line") or _first(ladder)
    page = _frame(adoption) | {
        "agency": kind, "form": form, "at": at, "is_now": not given.get("at"),
        "line_says": _says(line, ladder, named),
    }  # fmt: skip
    if not _known(table, at):
        return render(request, "contact/card.html", page | {"refusal": f"The date {_reach(table)}", "nothing": True})
    try:
        answer = _ask(table, agency, line, at, given.get("status") or None, given)
    except StatusNeeded:
        return render(request, "contact/card.html", page | {"needed": True})
    numbers, asked_about = cards.Numbers(adoption.partnership), cards.Asked(kind.id, kind.title)
    answered = _traced(cards.answer(answer, policy, numbers, asked_about), area)
    return render(request, "contact/card.html", page | answered)


def _traced(answered: dict[str, Any], area: str) -> dict[str, Any]:
    """The answer with each clause a link to its words in the policy, which is the one in force."""
    where = reverse("policy", args=[area])
    for part in (*answered["cards"], *filter(None, [answered["hole"]])):
        part["clauses"] = [clause | {"href": f"{where}#{clause['id']}"} for clause in part["clauses"]]
    return answered


def in_force(area: str) -> Adoption:
    """The policy in force in an area now; 404 where there is none. Another hour asked about is answered by today's."""
    return get_object_or_404(adoptions.at_work(instant.now()), partnership__key=area)


def _known(table: RouteTable, at: datetime) -> bool:
    """Whether anybody has said yet which days round this instant are bank holidays."""
    return table.calendar.first < at.astimezone(instant.LONDON).date() < table.calendar.last


def _reach(table: RouteTable) -> str:
    first, last = table.calendar.first, table.calendar.last
    return f"must be after {words.spoken(first)} and before {words.spoken(last)}: other bank holidays are not known"


def _ask(table: RouteTable, agency: str, line: str, at: datetime, status: str | None, given: dict[str, Any]) -> Answer:
    facts = {name: frozenset({"yes"}) for name in given.get("facts") or ()}
    return table.answer(agency, line, at, status, facts)


def _first(ladder: list[str]) -> str:
    """Where a ladder is stepped on to: its first numbered line."""
    return next((line for line in ladder if line.isdecimal()), ladder[0])


def _query(request: HttpRequest, ladder: list[str]) -> QueryDict:
    """The address as the form's answers, with the first line chosen where it names none."""
    query = request.GET.copy()
    if not query.get("line"):
        query["line"] = _first(ladder)
    return query


def _says(line: str, ladder: list[str], names: Mapping[str, str]) -> str:
    """Which step of the agency's ladder this is the answer for."""
    return f"This is for {names.get(line, f'line {line}')}." if len(ladder) > 1 else ""


def _lines(policy: Policy) -> dict[str, str]:
    """What the policy calls the lines that belong to a stage: "Stage Three" for the line that is rung there."""
    return {stage.line: f"{stage.label}: {stage.title}" for stage in reversed(policy.stages) if stage.line}


def question(table: RouteTable, policy: Policy, kind: Agency, ladder: list[str]) -> type[fields.Questions]:
    """The form for one agency: only what changes its answer is asked."""
    steering = _steering(table, kind.id)
    yes_no = [fact for fact in policy.facts if fact.id in steering and fact.kind is FactKind.YES_NO]
    asked: dict[str, Any] = {}
    if kind.statuses_titles:
        options = [Option(key, text) for key, text in kind.statuses_titles.items()]
        asked["status"] = fields.Radios("How is the case with them?", options, required=False)
    if len(ladder) > 1:
        names = _lines(policy)
        options = [Option(line, names.get(line, f"Line {line}")) for line in ladder]
        asked["line"] = fields.Radios(
            "How far up have you got?", options, hint="Start low. Each line is a step up in that agency.",
            required=False, initial=_first(ladder),
        )  # fmt: skip
    if yes_no:
        options = [Option(fact.id, fact.asks, fact.hint) for fact in yes_no]
        asked["facts"] = fields.Checkboxes("Is any of this so?", options, required=False)
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
