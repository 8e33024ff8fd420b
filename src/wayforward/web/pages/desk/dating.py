"""Putting a signed version in force from a day, taking back a day that has not come, and giving a version up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.desk import life, signing
from wayforward.desk.drafts import policy_of
from wayforward.desk.fitting import fit
from wayforward.desk.life import Standing
from wayforward.desk.models import Version
from wayforward.directory.seating import on
from wayforward.policies.errors import PolicyErrors
from wayforward.web import fields, hold
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame
from wayforward.web.pages.desk.holding import bound, place


class Dating(fields.Questions):
    day = fields.DateField("From which day does it apply?", named="its first day", hint="For example, 1 4 2027")
    decided_by = fields.Text(
        "Who decided?", most=200, missing="Enter who decided", hint="For example: the executive board"
    )  # fmt: skip
    words = fields.Textarea(
        "What was decided?", most=2000, missing="Enter what was decided",
        hint="As the minutes say it. Everybody can read it on the policy’s page.",
    )  # fmt: skip


class Withdrawing(fields.Questions):
    words = fields.Textarea("Why is its day taken back?", most=1000, missing="Enter why its day is taken back")


class Dropping(fields.Questions):
    words = fields.Textarea("Why is it given up?", most=1000, missing="Enter why it is given up")


@hold.kept_for_its_writer
def in_force(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """The day and the decision, a page to check them on, and then it is done. For one with a day: taking it back."""
    desk, row = access.version(request, area, version, governs=True)
    standing = life.standing(row, desk.at)
    page = frame(desk, row, "desk-in-force") | {
        "standing": standing.value, "adoption": desk.adoption, "left": signing.left(row, desk.at),
    }  # fmt: skip
    match standing:
        case Standing.SIGNED:
            return _date(request, desk, row, page)
        case Standing.DATED:
            return _withdraw(request, desk, row, page)
        case _:
            return render(request, "desk/in_force.html", page | {"form": None})


@hold.kept_for_its_writer
def drop(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    desk, row = access.version(request, area, version, governs=True)
    can_be = life.standing(row, desk.at) in (Standing.DRAFT, Standing.CHECKED, Standing.SIGNED)
    kept = place(request, desk, "drop", row)
    form = bound(Dropping, request, kept, desk)
    page = frame(desk, row, "desk-drop") | {"form": form if can_be else None, "ticket": hold.ticket(kept)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/drop.html", page)
    outcome = life.drop(row, desk.person, desk.at, form.cleaned_data["words"])
    return _done(request, desk, outcome, kept, page, "desk/drop.html", "The version is given up.", row)


def _date(request: HttpRequest, desk: access.Desk, row: Version, page: dict[str, Any]) -> HttpResponse:
    kept = place(request, desk, "in-force", row)
    form = bound(Dating, request, kept, desk)
    policy = policy_of(row)
    found = None if isinstance(policy, PolicyErrors) else fit(policy, desk.partnership, desk.at)
    page |= {"form": form, "ticket": hold.ticket(kept), "fit": found}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/in_force.html", page)
    given = form.cleaned_data
    if refused := life.may_be_dated(row, given["day"], desk.at):
        return render(request, "desk/in_force.html", page | {"refusal": refused.says})
    if request.POST.get("confirm") != "yes":
        typed = {name: said for name, said in hold.typed_in(request).items() if name != "change"}
        shown = {"given": given, "typed": typed, "is_today": given["day"] == on(desk.at)}
        return render(request, "desk/in_force_check.html", page | shown)
    outcome = life.put_in_force(row, given["day"], given["decided_by"], given["words"], desk.person, desk.at)
    said = f"It is in force from {given['day'].day} {given['day']:%B %Y}."
    return _done(request, desk, outcome, kept, page, "desk/in_force.html", said, row)


def _withdraw(request: HttpRequest, desk: access.Desk, row: Version, page: dict[str, Any]) -> HttpResponse:
    kept = place(request, desk, "withdraw", row)
    form = bound(Withdrawing, request, kept, desk)
    page |= {"form": form, "ticket": hold.ticket(kept)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/in_force.html", page)
    outcome = life.withdraw(row, desk.person, desk.at, form.cleaned_data["words"])
    said = "Its day is taken back. What was in force stays in force."
    return _done(request, desk, outcome, kept, page, "desk/in_force.html", said, row)


def _done(
    request: HttpRequest, desk: access.Desk, outcome: object, kept: hold.Place, page: dict[str, Any], template: str,
    said: str, row: Version,
) -> HttpResponse:  # fmt: skip
    if isinstance(outcome, Refused):
        return render(request, template, page | {"refusal": outcome.says})
    hold.sent(kept, desk.person)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk-version", args=[desk.area, row.pk]))
