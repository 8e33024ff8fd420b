"""The contents of a version: every part with how much there is of it, and what is wrong where; and one part's list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.policies.errors import PolicyErrors
from wayforward.policies.writing.editing import move
from wayforward.policies.writing.parts import Element, Part, Section
from wayforward.policies.writing.wording import TITLES
from wayforward.web.pages.desk.writing.page import Writing, named_part, of_part, one_of, title_of, writing

GROUPS = (
    ("The policy", ("policy", "document", "governance", "readings", "reminders", "assumptions")),
    ("The ladder", ("stages", "times", "moves", "starts", "caps")),
    ("People and hours", ("agencies", "posts", "windows", "routes")),
    ("What is owed", ("duties", "forms", "reports", "endings", "events")),
    ("What people are asked and told", ("facts", "guidance", "scope")),
    ("The text it comes from", ("clauses", "terms", "references", "noted")),
)


@login_required
def contents(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk = writing(request, area, version)
    found = desk.sections()
    if isinstance(found, PolicyErrors):
        return render(request, "desk/write.html", desk.frame(unreadable=found.errors))
    sections = {section.part.id: section for section in found}
    return render(request, "desk/write.html", desk.frame(
        groups=[
            {"title": title, "parts": [_row(desk, sections[id]) for id in ids if id in sections]}
            for title, ids in GROUPS
        ],
        elsewhere=[fault for fault in desk.read.faults if not fault.part],
    ))  # fmt: skip


@login_required
def part(request: HttpRequest, area: str, version: UUID, part: str) -> HttpResponse:
    """One part: its elements in order. One that is a single element is asked for straight away."""
    desk, kind = writing(request, area, version), named_part(part)
    if kind.one:
        return HttpResponseRedirect(desk.address("desk-element", kind.id, kind.id))
    if kind.inside and kind.id != "times":
        return HttpResponseRedirect(desk.address("desk-part", kind.path[0]))
    section = desk.section(kind)
    listed = _stages(desk) if kind.id == "times" else [_item(desk, kind, one) for one in section.elements]
    return render(request, "desk/part.html", desk.frame(
        title=title_of(kind), says=TITLES[kind.id][2], one=one_of(kind), part=kind, items=listed,
        new="" if kind.inside else desk.address("desk-new-element", kind.id),
        week=desk.address("desk-week") if kind.id in ("routes", "windows") else "",
        back_to=desk.address("desk-write"),
    ))  # fmt: skip


@login_required
def order(request: HttpRequest, area: str, version: UUID, part: str, key: str) -> HttpResponse:
    """Put one element further up or down its list."""
    desk, kind = writing(request, area, version), named_part(part)
    element = desk.element(kind, key)
    back = desk.address("desk-part", kind.id)
    if kind.inside:
        back = desk.address("desk-element", kind.path[0], key.partition(".")[0])
    if request.method == "POST" and not kind.one:
        texts = move(desk.texts, kind, element.key, -1 if request.POST.get("way") == "up" else 1)
        if refused := desk.save(request, texts):
            messages.error(request, refused)
    return HttpResponseRedirect(back)


def _row(desk: Writing, section: Section) -> dict[str, Any]:
    part, wrong = section.part, 0
    for inner in (part.id, *_inner(part.id)):
        wrong += len(of_part(desk.read.faults, inner))
    count = len(section.elements) if not part.one else None
    return {
        "text": title_of(part), "says": TITLES[part.id][2], "count": count, "wrong": wrong,
        "href": desk.address("desk-part", part.id),
        "empty": part.one and not section.elements[0].values,
    }  # fmt: skip


def _inner(part: str) -> tuple[str, ...]:
    return {"stages": ("ways",), "forms": ("questions",), "windows": ("spans",), "times": ("stated",)}.get(part, ())


def _item(desk: Writing, part: Part, element: Element) -> dict[str, Any]:
    return listed(desk, part, element)


def listed(desk: Writing, part: Part, element: Element) -> dict[str, Any]:
    """One element as a row of a list: what it is called, what is wrong with it, and where it is changed."""
    said = {
        "key": element.key, "text": desk.named(element),
        "wrong": [fault.what for fault in of_part(desk.read.faults, part.id, element.key)],
    }  # fmt: skip
    if not element.key or "/" in element.key:  # such a name is a mistake, and no page can have it in its address
        return said | {"href": desk.address("desk-file"), "remove": "", "order": ""}
    where = [desk.desk.area, desk.version.pk, part.id, element.key]
    return said | {
        "href": reverse("desk-element", args=where), "remove": reverse("desk-remove", args=where),
        "order": reverse("desk-order", args=where),
    }  # fmt: skip


def _stages(desk: Writing) -> list[dict[str, Any]]:
    """Every stage with its time, also those that say none."""
    part = named_part("times")
    said = {one.key: one for one in desk.section(part).elements}
    found = []
    for stage in desk.section(named_part("stages")).elements:
        element = said.get(stage.key, Element("times", stage.key, (), {}))
        found.append(listed(desk, part, element) | {"remove": "", "order": ""})
    return found
