"""Before anything is typed: what somebody needs, under whose policy, and whether it belongs here at all."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.policy.whole import Policy
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption, Partnership, Person
from wayforward.directory.seating import agencies_of, on
from wayforward.escalations import drafts, elsewhere
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.pages.raising.scope import Elsewhere
from wayforward.web.pages.raising.scope import elsewhere as not_for_this
from wayforward.web.pages.signing import signed_in

NONE = "none"
NEEDS = {"raise": "raise-scope", "ask": "consult", "advice": "advice", "log": "log-challenge"}


@login_required
def needs(request: HttpRequest) -> HttpResponse:
    """Raise it, ask one's own lead first, only advice, or note a challenge that was made already."""
    areas = areas_of(signed_in(request))
    if not areas:
        return render(request, "raising/nowhere.html")
    only = next(iter(areas)) if len(areas) == 1 else ""
    ways = {
        need: reverse(route, args=[only]) if only else reverse("raise-area", args=[need])
        for need, route in NEEDS.items()
    }
    return render(request, "raising/needs.html", {"ways": ways, "areas": areas.values()})


@login_required
def area(request: HttpRequest, need: str) -> HttpResponse:
    """Under whose policy, for somebody who works in several areas."""
    if need not in NEEDS:
        raise Http404
    ways = [
        {"area": p.area, "name": p.name, "href": reverse(NEEDS[need], args=[key])}
        for key, p in areas_of(signed_in(request)).items()
    ]
    return render(request, "raising/area.html", {"ways": ways})


@login_required
def scope(request: HttpRequest, area: str) -> HttpResponse:
    """Whether it belongs here. Whoever is sent elsewhere leaves no trace: nothing is kept but a count of the month.

    The choice is sent in the body of a form and answered at once: it stands in no address, draft, message or session.
    """
    partnership = mine_or_404(request, area)
    adoption = in_force(partnership)
    policy = rules_of(adoption).policy
    out = {item.id: item for item in not_for_this(policy)}
    form = _asked(out)(request.POST if request.method == "POST" and "anyway" not in request.POST else None)
    frame = {"partnership_name": partnership.name, "area": area, "policy": policy, "form": form}
    if request.method == "POST":
        if request.POST.get("anyway") in out:
            return _begin(request, partnership, {"scope": {"anyway": [str(request.POST["anyway"])]}})
        if form.is_valid() and form.cleaned_data["what"] == NONE:
            return _begin(request, partnership, {})
        if form.is_valid():
            chosen = out[form.cleaned_data["what"]]
            elsewhere.count(partnership, chosen.id, instant.now())
            shown = frame | {"chosen": chosen, "clauses": _clauses(chosen, policy)}
            return render(request, "raising/elsewhere.html", shown)
    return render(request, "raising/scope.html", frame)


def areas_of(person: Person) -> dict[str, Partnership]:
    """Where somebody works for an agency that can raise something, by the area's key."""
    here = agencies_of(person, on(instant.now()))
    return {a.partnership.key: a.partnership for a in here if not a.office}


def mine_or_404(request: HttpRequest, area: str) -> Partnership:
    """One of one's own areas; any other is not there."""
    found = areas_of(signed_in(request)).get(area)
    if found is None:
        raise Http404
    return found


def in_force(partnership: Partnership) -> Adoption:
    found = adoptions.in_force(partnership, instant.now())
    if found is None:
        raise Http404
    return found


def _asked(out: dict[str, Elsewhere]) -> type[fields.Questions]:
    options = [Option(item.id, item.asks) for item in out.values()]
    options.append(Option(NONE, "None of these. It is a disagreement with another agency"))
    what = fields.Radios("Is it one of these?", options, heading=True, missing="Select one, or none of these",
                         hint="Nothing you choose here is kept about you.")  # fmt: skip
    return type("Scope", (fields.Questions,), {"what": what, "__module__": __name__})


def _begin(request: HttpRequest, partnership: Partnership, typed: dict[str, Any]) -> HttpResponse:
    draft = begun(signed_in(request), partnership, typed)
    return HttpResponseRedirect(reverse("raise-resume", args=[draft.pk]))


def begun(person: Person, partnership: Partnership, typed: dict[str, Any]) -> drafts.Draft:
    """A draft, with what is known already written on its pages."""
    at = instant.now()
    draft = drafts.start(person, partnership, "raise", at)
    if typed:
        drafts.keep(draft, typed, at)
    return draft


def _clauses(chosen: Elsewhere, policy: Policy) -> list[dict[str, str]]:
    texts = {clause.id: clause.says for clause in policy.clauses}
    return [{"id": clause, "text": texts.get(clause, "")} for clause in chosen.clauses]
