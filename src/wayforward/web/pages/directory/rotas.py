"""The rotas of an agency: the weeks ahead, reading a calendar in, one shift by hand, and calendars to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.directory import calendars, rotas, taking
from wayforward.directory.models import Post, Shift
from wayforward.jobs import instant
from wayforward.web import fields
from wayforward.web.pages.directory.desk import Desk, at_desk, frame
from wayforward.web.pages.signing import signed_in

MOST = 50  # shifts, gaps or events listed on a page
CALENDAR = "text/calendar; charset=utf-8"


class ReadIn(fields.Questions):
    file = fields.Upload(
        "Calendar file", most=calendars.MOST_BYTES, accept=".ics,text/calendar",
        hint="A file that ends in .ics, 1 MB or smaller. Who is on is found by email address, or by name.",
        missing="Choose a calendar file",
    )  # fmt: skip
    source = fields.Text(
        "What is this rota called?", most=80, initial="Rota", missing="Enter what this rota is called",
        hint="Read in under the same name, a rota takes the place of what it still had to come.",
    )  # fmt: skip


class OneShift(fields.Questions):
    person = fields.Select("Who is on?", empty="Choose somebody", missing="Choose who is on")
    starts_at = fields.DateTimeField("From", named="when the shift begins", hint="For example, 27 3 2026 17:00")
    ends_at = fields.DateTimeField("Until", named="when the shift ends", hint="For example, 28 3 2026 09:00")


@login_required
def ahead(request: HttpRequest, agency: UUID) -> HttpResponse:
    """Eight weeks of every post that needs a rota or has one."""
    desk = at_desk(request, agency)
    posts = list(Post.objects.filter(agency=desk.agency).order_by("title"))
    shifts = rotas.coming(posts, desk.at)
    shown = [post for post in posts if post.rota or shifts[post]]
    return render(request, "directory/rotas.html", frame(desk, "directory-rotas") | {
        "posts": [
            {"post": post, "weeks": rotas.look_ahead(on, desk.at), "overlaps": len(rotas.overlaps(on))}
            for post, on in shifts.items() if post in shown
        ],
        "others": [post for post in posts if post not in shown],
    })  # fmt: skip


@login_required
def rota(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """One post's rota: who is on when, the gaps and the overlaps."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    shifts = rotas.coming([found], desk.at)[found]
    weeks = rotas.look_ahead(shifts, desk.at)
    return render(request, "directory/rota.html", frame(desk, "directory-rotas", above="directory-rotas") | {
        "post": found, "weeks": weeks,
        "shifts": [_said(desk, shift) for shift in shifts[:MOST]], "more": max(0, len(shifts) - MOST),
        "overlaps": [(_said(desk, one), _said(desk, other)) for one, other in rotas.overlaps(shifts)[:MOST]],
        "gaps": [gap for week in weeks for gap in week.gaps if not week.nobody][:MOST],
    })  # fmt: skip


@login_required
def read_in(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """A calendar file in, and what became of everything in it."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    known = rotas.sources(found, desk.at)
    form = ReadIn(request.POST or None, request.FILES or None, initial={"source": known[0] if known else "Rota"})
    page = frame(desk, "directory-rotas") | {"post": found, "form": form, "known": known}
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/read_in.html", page)
    happenings = calendars.read(form.cleaned_data["file"].read(), desk.at)
    if isinstance(happenings, Refused):
        return render(request, "directory/read_in.html", page | {"refusal": happenings.says})
    taken = taking.take(found, form.cleaned_data["source"], happenings, desk.person, desk.at)
    return render(request, "directory/taken.html", page | {
        "form": None, "taken": taken, "source": form.cleaned_data["source"],
        "left_out": taken.left_out[:MOST], "more": max(0, len(taken.left_out) - MOST),
    })  # fmt: skip


@login_required
def add(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """One shift by hand."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    form = OneShift(request.POST or None)
    who = form.fields["person"]
    if isinstance(who, fields.Select):
        who.offer(desk.options())
    page = frame(desk, "directory-rotas") | {
        "form": form, "title": f"Add a shift: {found.title}", "button": "Add the shift", "back_to": _at(desk, found),
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/form.html", page)
    given = form.cleaned_data
    person = desk.workers[given["person"]][0]
    added = rotas.add(found, person, desk.person, desk.at, given["starts_at"], given["ends_at"])
    if isinstance(added, Refused):
        return render(request, "directory/form.html", page | {"refusal": added.says})
    messages.success(request, "The shift is on the rota.")
    return HttpResponseRedirect(_at(desk, found))


@login_required
def remove(request: HttpRequest, agency: UUID, post: UUID, shift: UUID) -> HttpResponse:
    desk = at_desk(request, agency)
    found = desk.post(post)
    row = Shift.objects.select_related("person", "post__agency").filter(post=found, pk=shift).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(_at(desk, found))
    rotas.remove(row, desk.person, desk.at)
    messages.success(request, "The shift is out of the rota.")
    return HttpResponseRedirect(_at(desk, found))


@login_required
def taken_away(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """The rota of a post as a calendar file, which can be read back in."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    shifts = Shift.objects.filter(post=found, ends_at__gt=desk.at).select_related("person", "post__agency")
    return _file(shifts.order_by("starts_at"), f"{found.title}, {desk.agency.name}", desk.at, "rota", desk.names)


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Somebody's own shifts as a calendar file, over every agency where they are on."""
    person, at = signed_in(request), instant.now()
    return _file(rotas.of_person(person, at), "My shifts", at, "my-shifts")


def _file(
    shifts: Iterable[Shift], title: str, at: datetime, name: str, names: Mapping[UUID, str] | None = None
) -> HttpResponse:
    answer = HttpResponse(calendars.write(shifts, title, at, names), content_type=CALENDAR)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return answer


def _said(desk: Desk, shift: Shift) -> dict[str, Any]:
    return {
        "id": shift.pk, "name": desk.name(shift.person), "starts_at": shift.starts_at, "ends_at": shift.ends_at,
        "source": shift.source,
    }  # fmt: skip


def _at(desk: Desk, post: Post) -> str:
    return reverse("directory-rota", args=[desk.agency.pk, post.pk])
