"""The people of an agency: who works there, adding somebody, what is said of them, and the day they leave."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.directory import people, rotas
from wayforward.directory.models import Holder, Person, Work
from wayforward.directory.seating import on
from wayforward.escalations import read
from wayforward.escalations.named import Named, named_in
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.pages.directory.desk import Desk, at_desk, frame

PAGE = 50
MANAGES = Option(
    "manages", "A manager here", "Sees the clocks of everything this agency is in, without the story of any of it."
)
KEEPS = Option("keeps", "A keeper of this directory", "Changes what the agency keeps here, as you do now.")
MAY = fields.Checkboxes("Is this person also any of these?", (MANAGES, KEEPS), required=False)


class AddSomebody(fields.Questions):
    name = fields.Text("Full name", most=200, missing="Enter their full name")
    email = fields.Email(
        "Work email address", missing="Enter their work email address",
        hint="They sign in with it. Nothing is sent there now. On a live service, ask whoever runs it to set their "
        "first password.",
    )  # fmt: skip
    job = fields.Text("Job", most=200, hint="For example, duty social worker", missing="Enter their job")
    from_on = fields.DateField("First day", named="their first day", hint="For example, 27 3 2026")
    may = MAY


class AboutSomebody(fields.Questions):
    name = fields.Text("Full name", most=200, missing="Enter their full name")
    job = fields.Text("Job", most=200, missing="Enter their job")
    may = MAY


class LastDay(fields.Questions):
    last_on = fields.DateField("What is their last day?", named="their last day", hint="For example, 27 3 2026")


@login_required
def listed(request: HttpRequest, agency: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    works = people.working_at(desk.agency, on(desk.at)).order_by("known_as", "person__name", "from_on")
    page = Paginator(works, PAGE).get_page(request.GET.get("page"))
    held = _held(desk, [work.person_id for work in page])
    rows = [_row(work, held.get(work.person_id, []), desk) for work in page]
    return render(request, "directory/people.html", frame(desk, "directory-people") | {
        "people": rows, "count": page.paginator.count, "pagination": pagination(page),
    })  # fmt: skip


@login_required
def add(request: HttpRequest, agency: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    form = AddSomebody(request.POST or None, initial={"from_on": on(desk.at)})
    page = frame(desk, "directory-people") | {"form": form, "title": "Add somebody", "button": "Add them"}
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/form.html", page)
    given = form.cleaned_data
    added = people.add(desk.agency, desk.person, desk.at, given["email"], _described(given), given["from_on"])
    if isinstance(added, Refused):
        return render(request, "directory/form.html", page | {"refusal": added.says})
    messages.success(request, f"{people.name_of(added)} is in the directory.")
    return HttpResponseRedirect(reverse("directory-person", args=[desk.agency.pk, added.person_id]))


@login_required
def person(request: HttpRequest, agency: UUID, person: UUID) -> HttpResponse:
    """One person's work here, and the questions to change it."""
    desk = at_desk(request, agency)
    work = _work(desk, person)
    now = people.described(work)
    ended = work.until_on is not None and work.until_on < on(desk.at)
    first = {"name": now.name, "job": now.job, "may": [word for word in ("manages", "keeps") if getattr(now, word)]}
    form = AboutSomebody(request.POST or None, initial=first)
    if request.POST.get("overridable"):
        form.fields["reason"] = fields.Text("Why is nobody to keep it?", missing="Enter why nobody is to keep it")
    page = frame(desk, "directory-people", above="directory-people") | {
        "work": work, "name": now.name, "form": None if ended else form, "ended": ended,
        "held": _held(desk, [work.person_id]).get(work.person_id, []),
        "shifts": rotas.of_person(work.person, desk.at).filter(post__agency=desk.agency)[:10],
    }  # fmt: skip
    if request.method != "POST" or ended or not form.is_valid():
        return render(request, "directory/person.html", page)
    given = form.cleaned_data
    told = people.describe(work, desk.person, desk.at, _described(given), given.get("reason", ""))
    if isinstance(told, Refused):
        if told.overridable:
            form.fields["reason"] = fields.Text("Why is nobody to keep it?", required=False)
        return render(request, "directory/person.html", page | {"refusal": told.says, "overridable": told.overridable})
    messages.success(request, f"What is said of {people.name_of(told)} is changed.")
    return HttpResponseRedirect(request.path)


@login_required
def leaves(request: HttpRequest, agency: UUID, person: UUID) -> HttpResponse:
    """Somebody leaves. First the day; then what they leave behind, and who takes over each post."""
    desk = at_desk(request, agency)
    work = _work(desk, person)
    name = people.name_of(work)
    asked = LastDay(request.GET if "last_on-day" in request.GET else None, initial={"last_on": on(desk.at)})
    page = frame(desk, "directory-people") | {"work": work, "name": name, "form": asked}
    if not asked.is_bound or not asked.is_valid():
        return render(request, "directory/leaves.html", page)
    last_on = asked.cleaned_data["last_on"]
    behind = people.leaving(work, last_on)
    form = _takers(desk, work, behind)(request.POST if request.method == "POST" else None)
    page |= {
        "form": form, "last_on": last_on, "behind": behind,
        "named": named_in(work.person, desk.agency, read.viewer(desk.person, desk.at)),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/leaving.html", page)
    takers = {h.pk: _taker(desk, form.cleaned_data[f"post-{h.pk}"]) for h in behind.holds}
    left = people.leave(work, last_on, desk.person, desk.at, takers)
    if isinstance(left, Refused):
        return render(request, "directory/leaving.html", page | {"refusal": left.says})
    messages.success(request, f"{name} leaves on {last_on.day} {last_on:%B %Y}. {_unseen(page['named'])}".strip())
    return HttpResponseRedirect(reverse("directory-people", args=[desk.agency.pk]))


def _unseen(named: Named) -> str:
    """What the keeper does not see, once somebody leaves: said before, it would tell of anybody, leaving or not."""
    more = named.count - len(named.refs)
    if not more:
        return ""
    what = (
        "1 open escalation that you do not see names them"
        if more == 1
        else (f"{more} open escalations that you do not see name them")
    )
    return f"{what}. The partnership’s office sees which."


def _takers(desk: Desk, work: Work, behind: people.Leaving) -> type[fields.Questions]:
    """One question for each post: who takes it over. Nobody yet is an answer, and has to be given."""
    others = [option for option in desk.options() if option.value != str(work.person_id)]
    asked: dict[str, Any] = {}
    for holder in behind.holds:
        part = f"{holder.post.title}, as deputy" if holder.deputy else holder.post.title
        asked[f"post-{holder.pk}"] = fields.Select(
            f"Who takes over: {part}?", [Option("nobody", "Nobody yet"), *others], empty="Choose somebody",
            missing=f"Choose who takes over: {part}, or “Nobody yet”",
        )  # fmt: skip
    return type("Takers", (fields.Questions,), {**asked, "__module__": __name__})


def _taker(desk: Desk, chosen: str) -> Person | None:
    return desk.workers[chosen][0] if chosen in desk.workers else None


def _work(desk: Desk, person: UUID) -> Work:
    work = people.people_of(desk.agency, on(desk.at), person)
    if work is None:
        raise Http404
    return work


def _described(given: dict[str, Any]) -> people.Described:
    may = given.get("may") or ()
    return people.Described(name=given["name"], job=given["job"], manages="manages" in may, keeps="keeps" in may)


def _held(desk: Desk, of: list[UUID]) -> dict[UUID, list[Holder]]:
    """What some people hold at this agency, now or to come. One query."""
    held: dict[UUID, list[Holder]] = {}
    rows = Holder.objects.filter(person__in=of, post__agency=desk.agency).exclude(until_on__lt=on(desk.at))
    for row in rows.select_related("post").order_by("deputy", "post__title"):
        held.setdefault(row.person_id, []).append(row)
    return held


def _row(work: Work, held: list[Holder], desk: Desk) -> dict[str, Any]:
    return {
        "id": work.person_id,
        "name": people.name_of(work),
        "job": work.job,
        "posts": [f"{h.post.title} (deputy)" if h.deputy else h.post.title for h in held],
        "may": [o.text for o, so in ((MANAGES, work.manages), (KEEPS, work.keeps)) if so],
        "until_on": work.until_on,
        "from_on": work.from_on if work.from_on > on(desk.at) else None,
    }


def pagination(page: Page[Any]) -> dict[str, Any] | None:
    """The params of the Design System's pagination, or nothing where one page holds all."""
    if page.paginator.num_pages == 1:
        return None
    found: dict[str, Any] = {}
    if page.has_previous():
        found["previous"] = {"href": f"?page={page.previous_page_number()}"}
    if page.has_next():
        found["next"] = {"href": f"?page={page.next_page_number()}"}
    return found
