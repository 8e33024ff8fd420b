"""Raising a disagreement: one question page at a time, each kept as it is finished, then checked and sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import decide
from wayforward.core.verdict import Refused
from wayforward.directory.models import Adoption, Agency, Partnership
from wayforward.directory.seating import agencies_of, on
from wayforward.escalations import drafts, read, record
from wayforward.escalations.rulebooks import rules_of
from wayforward.web import clock, fields
from wayforward.web.fields import Option
from wayforward.web.pages.acting import follows, rows
from wayforward.web.pages.raising.desk import ANYWAY, PAGES, Desk
from wayforward.web.pages.raising.desk import command as command_of
from wayforward.web.pages.signing import signed_in


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Choose the area, where there is a choice, and start a draft."""
    at = clock.now()
    works = {a.partnership.key: a.partnership for a in agencies_of(signed_in(request), on(at)) if not a.office}
    options = [Option(key, p.area) for key, p in works.items()]
    if not options:
        return render(request, "raising/nowhere.html")
    asked = {"area": fields.Radios("Which area’s policy applies?", options, heading=True,
                                   hint="Usually the area responsible for the child or adult.")}  # fmt: skip
    posted = request.POST or (
        QueryDict(f"area={options[0].value}") if len(options) == 1 and request.method == "POST" else None
    )
    form = type("Area", (fields.Questions,), {**asked, "__module__": __name__})(posted)
    if request.method == "POST" and (len(options) == 1 or form.is_valid()):
        key = options[0].value if len(options) == 1 else form.cleaned_data["area"]
        draft = drafts.start(signed_in(request), works[key], "raise", at)
        return HttpResponseRedirect(reverse("raise-page", args=[draft.pk, "danger"]))
    return render(request, "raising/begin.html", {"form": form, "only": options[0].text if len(options) == 1 else ""})


@login_required
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    desk = _desk(request, draft)
    undone = next((name for name in desk.asked() if not desk.form(name).is_valid()), None)
    return HttpResponseRedirect(
        reverse("raise-page", args=[draft, undone]) if undone else reverse("raise-check", args=[draft])
    )


@login_required
def page(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    desk = _desk(request, draft)
    order = desk.asked()
    if page not in order:
        raise Http404
    form = desk.form(page, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # Kept before it is judged, so that an answer that needs mending is not lost either.
        typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
        drafts.keep(desk.draft, {page: typed}, desk.at)
        if form.is_valid():
            return HttpResponseRedirect(_next(draft, page, _desk(request, draft).asked(), "change" in request.GET))
    earlier = order[order.index(page) - 1] if order.index(page) else None
    back = reverse("raise-page", args=[draft, earlier]) if earlier else reverse("my-work")
    shown = form if request.method == "POST" or (form.is_bound and form.is_valid()) else _unjudged(desk, page)
    return render(request, "raising/page.html", _frame(desk) | {"form": shown, "page": PAGES[page], "back": back})


@login_required
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everything typed, who will be told and which clocks start; then raised, once, however often it is sent."""
    ref = read.raised_from(draft, signed_in(request))
    if ref is not None:
        return HttpResponseRedirect(reverse("escalation", args=[ref]))
    desk = _desk(request, draft)
    forms = {name: desk.form(name) for name in desk.asked()}
    unfinished = next((name for name, form in forms.items() if not form.is_valid()), None)
    if unfinished:
        return HttpResponseRedirect(reverse("raise-page", args=[draft, unfinished]))
    command = command_of(desk, str(signed_in(request).pk))
    anyway = type("Anyway", (fields.Questions,), {**ANYWAY, "__module__": __name__})(request.POST or None)
    if anyway.is_bound and anyway.is_valid():
        command = replace(command, override=anyway.cleaned_data["override"], reason=anyway.cleaned_data["reason"])
    if request.method == "POST":
        raised = record.begin(desk.adoption, command, desk.at, desk.draft)
        if not isinstance(raised, Refused):
            if raised.added:
                messages.success(request, f"Raised. The reference is {raised.escalation.ref}.")
            return HttpResponseRedirect(reverse("escalation", args=[raised.escalation.ref]))
    outcome = decide(desk.rules, Escalation(), command, desk.at)
    return render(request, "raising/check.html", _frame(desk) | {
        "sections": [_section(desk, name, form) for name, form in forms.items()],
        "refusal": outcome.says if isinstance(outcome, Refused) else "",
        "anyway": anyway if isinstance(outcome, Refused) and outcome.overridable else None,
        "follows": {} if isinstance(outcome, Refused) else follows(outcome, desk.rules),
        "danger": desk.cleaned("danger").get("danger"),
        "back": reverse("raise-page", args=[draft, list(forms)[-1]]),
    })  # fmt: skip


def _desk(request: HttpRequest, key: UUID) -> Desk:
    at = clock.now()
    draft = drafts.find(signed_in(request), key)
    if draft is None or draft.purpose != "raise":
        raise Http404
    adoption = Adoption.objects.defer("sources").get(partnership=draft.partnership, retired_at=None)
    own = tuple(
        a for a in agencies_of(signed_in(request), on(at)) if a.partnership_id == draft.partnership_id and not a.office
    )
    agencies = Agency.objects.filter(partnership=draft.partnership, office=False).order_by("name")
    return Desk(draft, drafts.read(draft), rules_of(adoption), adoption, own, tuple(agencies), at)


def _frame(desk: Desk) -> dict[str, Any]:
    partnership: Partnership = desk.draft.partnership
    return {"draft": desk.draft, "partnership_name": partnership.name, "policy": desk.policy,
            "guidance": [g for g in desk.policy.guidance if "raise" in g.shown]}  # fmt: skip


def _next(draft: UUID, page: str, order: list[str], changing: bool) -> str:
    later = order[order.index(page) + 1 :]
    return (
        reverse("raise-check", args=[draft]) if changing or not later else reverse("raise-page", args=[draft, later[0]])
    )


def _unjudged(desk: Desk, name: str) -> fields.Questions:
    """The page with what was typed before, not yet told off for what is missing."""
    form = desk.form(name)
    if not form.is_bound:
        return form
    kept = {q: form[q].value() for q in form.fields}
    fresh: fields.Questions = type(
        "Page", (fields.Questions,), {**PAGES[name].questions(desk), "__module__": __name__}
    )(initial=kept)
    return fresh


def _section(desk: Desk, name: str, form: fields.Questions) -> dict[str, Any]:
    change = reverse("raise-page", args=[desk.draft.pk, name]) + "?change"
    return {"title": PAGES[name].title, "rows": rows(form), "change": change}
