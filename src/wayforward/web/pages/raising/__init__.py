"""Raising a disagreement: one question page at a time, each kept as it is finished, then checked and sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.directory import adoptions
from wayforward.directory.models import Agency
from wayforward.directory.seating import agencies_of, on
from wayforward.escalations import drafts
from wayforward.escalations.drafts import Draft
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web import fields, hold
from wayforward.web.pages.raising import questions as ask
from wayforward.web.pages.raising import safety
from wayforward.web.pages.raising.desk import EXPECTED, PERSON, Desk, Form
from wayforward.web.pages.raising.finished import finished
from wayforward.web.pages.signing import signed_in

NOT_ASKED = ("another",)  # buttons, beside what is typed


@hold.kept_for_its_writer
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Where somebody left off: the first page that is not finished, or the check."""
    undone = finished(desk_of(request, draft)).undone
    return HttpResponseRedirect(address(draft, undone or "check"))


@hold.kept_for_its_writer
def page(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    desk = desk_of(request, draft)
    asked = ask.page_called(page, desk)
    if asked is None:
        raise Http404
    form = ask.form(page, asked, desk, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        # Kept before it is judged, so that an answer that needs mending is not lost either.
        typed = {name: said for name, said in hold.typed_in(request).items() if name not in NOT_ASKED}
        drafts.keep(desk.draft, {page: typed}, desk.at)
        if form.is_valid():
            return _onwards(request, desk_of(request, draft), page)
    shown = form if request.method == "POST" or (form.is_bound and form.is_valid()) else _unjudged(desk, page, asked)
    return render(request, "raising/page.html", frame(desk) | {
        "form": shown, "page": asked, "back": _before(request, desk, page), "ticket": _ticket(request, desk, page),
        "another": page.startswith(PERSON) and ask.next_person(desk) is not None,
        "warnings": _warnings(desk) if page == "danger" else [],
    })  # fmt: skip


@hold.kept_for_its_writer
def ring(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Whom to ring before going on, where somebody is in danger now, and how the word to one's own lead stands."""
    desk = desk_of(request, draft)
    if not finished(desk).cleaned("danger").get("danger"):
        return HttpResponseRedirect(address(draft, "danger"))
    first = safety.ring(desk.person, desk.draft, desk.mine, desk.rules, desk.at)
    return render(request, "raising/ring.html", frame(desk) | {
        "first": first, "warnings": _warnings(desk), "onwards": address(draft, _after(desk, "danger")),
        "back": address(draft, "danger"),
    })  # fmt: skip


@hold.kept_for_its_writer
def people(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everybody it is about: change one, take one out, add one."""
    desk = desk_of(request, draft)
    names = [name for name in desk.about() if name in desk.typed]
    if request.method == "POST":
        gone = request.POST.get("remove", "")
        if gone in names:
            drafts.keep(desk.draft, _without(desk, names, gone), desk.at)
        return HttpResponseRedirect(reverse("raise-people", args=[draft]))
    done = finished(desk)
    listed = [{"page": n, "says": _person(done.cleaned(n)), "change": address(draft, n)} for n in names]
    return render(request, "raising/people.html", frame(desk) | {
        "people": listed, "another": address(draft, more) if (more := ask.next_person(desk)) else "",
        "onwards": address(draft, done.undone or "check"),
        "back": address(draft, PERSON),
    })  # fmt: skip


def desk_of(request: HttpRequest, key: UUID) -> Desk:
    """The draft, if it is this person's, with all that its questions depend on."""
    at, person = instant.now(), signed_in(request)
    draft = drafts.find(person, key)
    if draft is None or draft.purpose != "raise":
        raise Http404
    adoption = adoptions.in_force(draft.partnership, at)
    own = tuple(a for a in agencies_of(person, on(at)) if a.partnership_id == draft.partnership_id and not a.office)
    if not own or adoption is None:
        raise Http404  # they no longer work for an agency here, or nothing is in force
    agencies = Agency.objects.filter(partnership=draft.partnership, office=False).order_by("name")
    return Desk(draft, _pages(draft), rules_of(adoption), adoption, person, own, tuple(agencies), at)


def address(draft: UUID | Draft, page: str) -> str:
    key = draft.pk if isinstance(draft, Draft) else draft
    return reverse("raise-check", args=[key]) if page == "check" else reverse("raise-page", args=[key, page])


def frame(desk: Desk) -> dict[str, Any]:
    return {"draft": desk.draft, "partnership_name": desk.draft.partnership.name, "policy": desk.policy,
            "guidance": [g for g in desk.policy.guidance if "raise" in g.shown and g.kind != "warning"]}  # fmt: skip


def _warnings(desk: Desk) -> list[Any]:
    """What the policy warns of before anything is raised, whatever the case is."""
    return [g for g in desk.policy.guidance if "raise" in g.shown and g.kind == "warning" and not g.when.facts()]


def _pages(draft: Draft) -> dict[str, dict[str, list[str]]]:
    """What was typed, page by page: whatever else is kept with a draft is no page."""
    return {page: typed for page, typed in drafts.read(draft).items() if isinstance(typed, dict)}


def _onwards(request: HttpRequest, desk: Desk, page: str) -> HttpResponse:
    """Where a finished page leads: to whom to ring first, to one more person, back to the check, or on."""
    key = desk.draft.pk
    if page == "danger" and finished(desk).cleaned("danger").get("danger"):
        safety.alert(desk.person, desk.draft, desk.mine, desk.rules, desk.at)
        return HttpResponseRedirect(reverse("raise-ring", args=[key]))
    if page.startswith(PERSON) and "another" in request.POST and (more := ask.next_person(desk)):
        return HttpResponseRedirect(address(key, more))
    born, wish = page.replace(PERSON, EXPECTED), desk.said("disagreement", "wishes_known")
    if page.startswith(PERSON) and born in ask.pages(desk) and born not in desk.typed:
        return HttpResponseRedirect(address(key, born))
    if "change" in request.GET and not (page == "disagreement" and wish in ask.WRITTEN):
        return HttpResponseRedirect(address(key, finished(desk).undone or "check"))
    if page.startswith((PERSON, EXPECTED)) and len(desk.about()) > 1:
        return HttpResponseRedirect(reverse("raise-people", args=[key]))
    return HttpResponseRedirect(address(key, _after(desk, page)))


def _after(desk: Desk, page: str) -> str:
    """The next page that is not finished, so that nobody is asked again what came with the draft; else the check."""
    done = finished(desk)
    order = list(done.forms)
    later = order[order.index(page) + 1 :] if page in order else order
    unfinished = (name for name in later if name not in ask.MORE and not done.forms[name].is_valid())
    return next(unfinished, done.undone or "check")


def _before(request: HttpRequest, desk: Desk, page: str) -> str:
    order = list(ask.pages(desk))
    if "change" in request.GET or page in ask.MORE:
        return address(desk.draft, "check")
    if page not in order:  # one more person, not kept yet
        return reverse("raise-people", args=[desk.draft.pk])
    if order.index(page) == 0:
        return reverse("raise-scope", args=[desk.draft.partnership.key])
    return address(desk.draft, order[order.index(page) - 1])


def _without(desk: Desk, names: list[str], gone: str) -> dict[str, Any]:
    """The pages of the people with one taken out: those after it move up, so that the first is always there."""
    left = [name for name in names if name != gone]
    pages: dict[str, Any] = {}
    for place, name in enumerate(names):
        kept = left[place] if place < len(left) else None
        for stem in (PERSON, EXPECTED):
            source = kept.replace(PERSON, stem) if kept else ""
            pages[name.replace(PERSON, stem)] = desk.typed.get(source)
    return pages


def _person(told: dict[str, Any]) -> str:
    """ "Robin, a child", as it is listed."""
    kind = ask.KINDS.get(told.get("kind", ""), "Not finished yet")
    return f"{told['name']}, {kind[:1].lower()}{kind[1:]}" if told.get("name") else kind


def _ticket(request: HttpRequest, desk: Desk, page: str) -> str:
    draft = desk.draft
    return hold.ticket(hold.Place(
        person=str(desk.person.pk), partnership=str(draft.partnership_id), purpose="raise",
        address=request.get_full_path(), part=page, draft=str(draft.pk),
    ))  # fmt: skip


def _unjudged(desk: Desk, name: str, page: ask.Page) -> fields.Questions:
    """The page with what was typed before, not yet told off for what is missing."""
    form = ask.form(name, page, desk)
    if not form.is_bound:
        return form
    kind: Form = type(form)
    return hold.unjudged(kind, hold.posted(desk.typed[name]))
