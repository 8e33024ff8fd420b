"""Begin a version: from the policy in force, from another one, or from a blank page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import drafts
from wayforward.desk.drafts import Blank, Shipped, Source
from wayforward.desk.models import Version
from wayforward.policies import shelf
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame

BLANK, IN_FORCE = "blank", "in-force"
LATEST = 10  # versions to begin from


@login_required
def begin(request: HttpRequest, area: str) -> HttpResponse:
    desk = access.office(request, area)
    sources = _sources(desk)
    form = _question(sources)(request.POST if request.method == "POST" else None)
    page = frame(desk) | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/begin.html", page)
    chosen = form.cleaned_data["source"]
    source = Blank(form.cleaned_data["title"]) if chosen == BLANK else sources[chosen][1]
    version = drafts.begin(desk.partnership, desk.person, desk.at, source)
    if isinstance(version, Refused):
        return render(request, "desk/begin.html", page | {"refusal": version.says})
    messages.success(request, "The draft is begun. Nothing that anybody follows has changed.")
    return HttpResponseRedirect(reverse("desk-version", args=[area, version.pk]))


def _sources(desk: access.Desk) -> dict[str, tuple[Option, Source]]:
    """What can be begun from, by what the form calls it."""
    found: dict[str, tuple[Option, Source]] = {}
    if desk.adoption is not None:
        found[IN_FORCE] = (Option(IN_FORCE, f"The policy in force in {desk.partnership.area}"), desk.adoption)
    rows = Version.objects.filter(partnership=desk.partnership).order_by("-saved_at", "pk")[:LATEST]
    for row in rows:
        number = f", version {row.number}" if row.number else ""
        option = Option(str(row.pk), f"{row.title or 'A draft without a title'}{number}", row.get_state_display())
        found[str(row.pk)] = (option, row)
    for policy in shelf.names():
        loaded = shelf.load(policy)
        key = f"shipped-{policy}"
        option = Option(key, f"{loaded.title}: {loaded.partnership}", "Comes with Wayforward")
        found[key] = (option, Shipped(policy))
    return found


def _question(sources: dict[str, tuple[Option, Source]]) -> type[fields.Questions]:
    options = [option for option, _ in sources.values()]
    blank = Option(BLANK, "A blank page", "You write every part of it here.", reveals="title")
    asked: dict[str, Any] = {
        "source": fields.Radios(
            "What do you begin from?", [*options, blank], missing="Choose what to begin from"
        ),
        "title": fields.Text("What is your policy called?", most=200, required=False),
    }  # fmt: skip
    return type("Beginning", (_Beginning,), {**asked, "__module__": __name__})


class _Beginning(fields.Questions):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("source") == BLANK and not given.get("title"):
            self.add_error("title", "Enter what your policy is called")
        return given
