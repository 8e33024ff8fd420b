"""What an agency says of itself: its last resort, a school's facts, who answers for which place, and what changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.directory import facts
from wayforward.directory.models import DirectoryChange, Post, ServiceArea
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.pages.directory.desk import Desk, at_desk, frame
from wayforward.web.pages.directory.people import pagination

PAGE = 50
MOST = 200  # places on a page
A_SCHOOL = ("school", "schools", "education", "college", "colleges")


class AboutAgency(fields.Questions):
    last_resort = fields.Telephone(
        "Last resort", hint="The number that somebody always answers, such as a switchboard or a control room.",
        required=False,
    )  # fmt: skip


class AboutSchool(AboutAgency):
    head_is_lead = fields.YesNo(
        "Is the head also the designated safeguarding lead?", required=False,
        hint="If so, nobody is asked to judge their own case: the contact page says to ring the governors.",
    )  # fmt: skip
    governors = fields.Text("Who is rung for the governors?", most=200, hint="A role, not a name.", required=False)
    governors_phone = fields.Telephone("The governors’ number", required=False)
    governors_email = fields.Email("The governors’ email address", required=False)


class OnePlace(fields.Questions):
    post = fields.Select("For which post?", empty="Choose a post", missing="Choose a post")
    name = fields.Text(
        "Which place?", most=120, hint="A hospital, a team, a school or part of the area.", missing="Enter the place"
    )
    person = fields.Select("Who answers there?", empty="Nobody by name", required=False)
    phone = fields.Telephone("Which number is rung?", required=False)


@login_required
def about(request: HttpRequest, agency: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    kind = AboutSchool if desk.agency.kind in A_SCHOOL else AboutAgency
    form = kind(request.POST or None, initial=vars(facts.facts_of(desk.agency)))
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/facts.html", frame(desk, "directory-facts") | {"form": form})
    kept = vars(facts.facts_of(desk.agency)) | form.cleaned_data
    facts.say(desk.agency, desk.person, desk.at, facts.Facts(**kept))
    messages.success(request, "What is said of the agency is saved.")
    return HttpResponseRedirect(request.path)


@login_required
def places(request: HttpRequest, agency: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    rows = ServiceArea.objects.filter(post__agency=desk.agency).select_related("post", "person")
    return render(request, "directory/places.html", frame(desk, "directory-places") | {
        "places": [
            {"id": row.pk, "post": row.post.title, "name": row.name, "phone": row.phone,
             "person": desk.name(row.person) if row.person else ""}
            for row in rows.order_by("post__title", "name")[:MOST]
        ],
    })  # fmt: skip


@login_required
def place(request: HttpRequest, agency: UUID, area: UUID | None = None) -> HttpResponse:
    """Add a place, or change one."""
    desk = at_desk(request, agency)
    row = _row(desk, area) if area else None
    first = (
        {"post": str(row.post_id), "name": row.name, "phone": row.phone, "person": str(row.person_id)} if row else {}
    )
    form = OnePlace(request.POST or None, initial=first)
    listed = {
        str(post.pk): post
        for post in Post.objects.filter(agency=desk.agency).select_related("agency").order_by("title")
    }
    if row is not None:  # a place of another post is another place
        listed = {key: post for key, post in listed.items() if post.pk == row.post_id}
    _offer(form, "post", [Option(key, post.title) for key, post in listed.items()])
    _offer(form, "person", desk.options())
    page = frame(desk, "directory-places") | {
        "form": form, "title": f"Change {row.name}" if row else "Add a place", "button": "Save the place",
        "back_to": reverse("directory-places", args=[desk.agency.pk]),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/form.html", page)
    given = form.cleaned_data
    person = desk.workers[given["person"]][0] if given["person"] else None
    told = facts.Place(name=given["name"], person=person, phone=given["phone"])
    put = facts.put_area(listed[given["post"]], desk.person, desk.at, told, row)
    if isinstance(put, Refused):
        return render(request, "directory/form.html", page | {"refusal": put.says})
    messages.success(request, f"{put.name} is in the directory.")
    return HttpResponseRedirect(page["back_to"])


@login_required
def drop(request: HttpRequest, agency: UUID, area: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    row = _row(desk, area)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("directory-places", args=[desk.agency.pk]))
    facts.drop_area(row, desk.person, desk.at)
    messages.success(request, f"{row.name} is out of the directory.")
    return HttpResponseRedirect(reverse("directory-places", args=[desk.agency.pk]))


@login_required
def changes(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Who changed what, the latest first."""
    desk = at_desk(request, agency)
    rows = DirectoryChange.objects.filter(agency=desk.agency).select_related("by").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "directory/changes.html", frame(desk, "directory-changes") | {
        "entries": [_entry(desk, row) for row in page], "pagination": pagination(page),
    })  # fmt: skip


def _entry(desk: Desk, row: DirectoryChange) -> dict[str, Any]:
    lines = [f"Before: {row.before}"] if row.before else []
    return {"title": row.about, "by": desk.name(row.by), "at": row.at, "lines": [*lines, f"After: {row.after}"]}


def _row(desk: Desk, area: UUID) -> ServiceArea:
    row = ServiceArea.objects.select_related("post__agency", "person").filter(pk=area, post__agency=desk.agency).first()
    if row is None:
        raise Http404
    return row


def _offer(form: fields.Questions, name: str, options: list[Option]) -> None:
    field = form.fields[name]
    if isinstance(field, fields.Select):
        field.offer(options)
