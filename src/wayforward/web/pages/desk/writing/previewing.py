"""How a draft would look: the policy's page, the answer to whom to ring at an instant, and what raising would ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.policy.people import Agency
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import BadQuestion, RouteTable, StatusNeeded, routes
from wayforward.core.rulebook import rulebook
from wayforward.core.working_time import Calendar, OutsideCalendar
from wayforward.directory import days_off
from wayforward.policies import shelf
from wayforward.policies.drawing import in_words
from wayforward.web import cards, fields, gaps, leaflet
from wayforward.web.acts.questions import fact_question, field_question
from wayforward.web.fields import Option
from wayforward.web.pages import contact
from wayforward.web.pages.desk.writing.page import Writing, writing

PAGES = (("policy", "The policy"), ("contact", "Who to ring"), ("raise", "What raising asks"))
SIGHTS = dict(PAGES)
TITLES = {"policy": "Preview", "contact": "Preview: who to ring", "raise": "Preview: what raising asks"}


@login_required
def page(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk = writing(request, area, version, reads=True)
    show = request.GET.get("show", "policy")
    show = show if show in SIGHTS else "policy"
    here = desk.address("desk-preview")
    frame = desk.frame("desk-preview", title=TITLES[show], show=show, pages=[
        {"text": text, "href": f"{here}?show={name}", "current": name == show} for name, text in PAGES
    ])  # fmt: skip
    policy = desk.read.policy
    if policy is None:
        return render(request, "desk/draft_preview.html", frame | {"broken": True})
    calendar = days_off.calendar(desk.desk.partnership, shelf.calendar(policy.nation))
    table = routes(policy, calendar)
    match show:
        case "contact":
            seen = _contact(request, desk, policy, table)
        case "raise":
            seen = {"asks": _asked(policy)}
        case _:
            seen = _policy(policy, calendar)
    return render(request, "desk/draft_preview.html", frame | seen)


def _policy(policy: Policy, calendar: Calendar) -> dict[str, Any]:
    rules = rulebook(policy, calendar, in_force=True)
    return {
        "policy": policy, "drawn": in_words(policy), "blocks": leaflet.blocks(rules), "always": leaflet.always(rules),
        "timescales": leaflet.timescales(rules), "posts": leaflet.posts(rules), "guidance": leaflet.guidance(rules),
        "scope": leaflet.scope(rules), "silences": gaps.silences(policy), "clauses": leaflet.clauses(policy.clauses),
    }  # fmt: skip


def _contact(request: HttpRequest, desk: Writing, policy: Policy, table: RouteTable) -> dict[str, Any]:
    """The answer for the agency, line and instant in the address, with the numbers of whoever answers there today."""
    told = [agency for agency in policy.agencies if agency.told]
    if not told:
        return {"nobody": True}
    kind = next((agency for agency in told if agency.id == request.GET.get("agency")), told[0])
    ladder = list(table.rows.ladder(kind.id)) or list(table.lines)
    form = _question(policy, table, kind, ladder, told)(_query(request, kind, ladder))
    given = form.cleaned_data if form.is_valid() else {}
    at = given.get("at") or desk.desk.at
    seen: dict[str, Any] = {"form": form, "agency": kind, "at": at}
    if not ladder:
        return seen | {"nobody": True}
    return seen | _answered(table, policy, desk, kind, given.get("line") or ladder[0], at, given)


def _question(policy: Policy, table: RouteTable, kind: Agency, ladder: list[str], told: list[Agency]) -> Any:
    own = contact.question(table, policy, kind, ladder)
    agency = fields.Radios("Which agency?", [Option(one.id, one.title) for one in told])
    return type("Preview", (own,), {"agency": agency, "field_order": ["agency"], "__module__": __name__})


def _query(request: HttpRequest, kind: Agency, ladder: list[str]) -> Any:
    query = request.GET.copy()
    query["agency"] = kind.id
    if query.get("line") not in ladder and ladder:
        query["line"] = ladder[0]
    if query.get("status") not in kind.statuses_titles:
        query["status"] = next(iter(kind.statuses_titles), "")
    return query


def _answered(
    table: RouteTable, policy: Policy, desk: Writing, kind: Agency, line: str, at: datetime, given: dict[str, Any]
) -> dict[str, Any]:
    facts = {name: frozenset({"yes"}) for name in given.get("facts") or ()}
    try:
        answer = table.answer(kind.id, line, at, given.get("status") or None, facts)
    except StatusNeeded:
        return {"needed": True}
    except (OutsideCalendar, BadQuestion) as stopped:
        return {"stopped": str(stopped)}
    numbers, about = cards.Numbers(desk.desk.partnership), cards.Asked(kind.id, kind.title)
    return cards.answer(answer, policy, numbers, about)


def _asked(policy: Policy) -> fields.Questions:
    """What the policy itself adds to raising: its facts and its own form, as they would be asked."""
    asked: dict[str, Any] = {f"fact_{f.id}": fact_question(f) for f in policy.facts if f.asked == "raise"}
    own = [f for form in policy.forms if "raised" in form.when for f in form.fields if not f.source]
    asked |= {f"answer_{f.id}": field_question(f) for f in own}
    made: fields.Questions = type("Raising", (fields.Questions,), {**asked, "__module__": __name__})()
    return made
