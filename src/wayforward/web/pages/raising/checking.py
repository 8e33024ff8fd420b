"""Check before it is raised: everything that was answered, who will be told and which clocks start; raised once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import events as ev
from wayforward.core.commands import Raise
from wayforward.core.escalation import Escalation
from wayforward.core.lifecycle import decide
from wayforward.core.verdict import Refused
from wayforward.escalations import read, record, talks
from wayforward.web import fields, hold, words
from wayforward.web.pages.acting import follows, rows
from wayforward.web.pages.raising import address, desk_of, frame
from wayforward.web.pages.raising import questions as ask
from wayforward.web.pages.raising.desk import PERSON, Desk
from wayforward.web.pages.raising.finished import Finished, command, finished
from wayforward.web.pages.signing import signed_in

ANYWAY: dict[str, Any] = {
    "override": fields.Tick("Raise it here all the same", required=False),
    "reason": fields.Textarea("Why here?", rows=3, required=False),
}


@hold.kept_for_its_writer
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everything typed, who will be told and which clocks start; then raised, once, however often it is sent."""
    ref = read.raised_from(draft, signed_in(request))
    if ref is not None:
        return HttpResponseRedirect(reverse("escalation", args=[ref]))
    desk = desk_of(request, draft)
    told = finished(desk)
    if told.undone:
        return HttpResponseRedirect(address(draft, told.undone))
    anyway = type("Anyway", (fields.Questions,), {**ANYWAY, "__module__": __name__})(request.POST or None)
    asked = _anyway(command(told), anyway)
    if request.method == "POST":
        raised = record.begin(desk.adoption, asked, desk.at, desk.draft)
        if not isinstance(raised, Refused):
            talks.beside(desk.draft.pk, raised.escalation)
            if raised.added:
                messages.success(request, f"Raised. The reference is {raised.escalation.ref}.")
            return HttpResponseRedirect(reverse("escalation", args=[raised.escalation.ref]))
    outcome = decide(desk.rules, Escalation(), asked, desk.at)
    events = () if isinstance(outcome, Refused) else outcome
    return render(request, "raising/check.html", frame(desk) | {
        "sections": [_section(told, name) for name in told.forms],
        "more": _more(desk, told),
        "refusal": outcome.says if isinstance(outcome, Refused) else "",
        "anyway": anyway if isinstance(outcome, Refused) and outcome.overridable else None,
        "follows": follows(events, desk.rules) if events else {},
        "lowest": _lowest(desk, events),
        "danger": told.cleaned("danger").get("danger"),
        "back": address(draft, [name for name in told.forms if name not in ask.MORE][-1]),
    })  # fmt: skip


def _anyway(asked: Raise, form: fields.Questions) -> Raise:
    if not (form.is_bound and form.is_valid()):
        return asked
    return replace(asked, override=form.cleaned_data["override"], reason=form.cleaned_data["reason"])


def _section(told: Finished, name: str) -> dict[str, Any]:
    page = ask.page_called(name, told.desk)
    said = rows(told.forms[name])
    change = address(told.desk.draft, name) + "?change"
    return {"title": page.title if page else "", "rows": said, "change": change}


def _more(desk: Desk, told: Finished) -> list[dict[str, str]]:
    """What can be added, each with its page: nobody is asked who does not want to say."""
    found = []
    if desk.said(PERSON, "kind") != "none" and (name := ask.next_person(desk)):
        found.append(
            {"says": "Add a brother, a sister or somebody else it is about", "href": address(desk.draft, name)}
        )
    wanted = {
        "beside": "Add a colleague who stands beside you",
        "first": "Say when you first raised it with them, if it was before today",
        "where": "Add where they live. You can leave it until a form asks",
        "received": "Say which area sent it to you, if one did",
    }
    for page, says in wanted.items():
        if page not in told.forms and ask.page_called(page, desk) is not None:
            found.append({"says": says, "href": address(desk.draft, page)})
    return found


def _lowest(desk: Desk, events: tuple[ev.Event, ...]) -> str:
    """That it begins low, or that it does not and why that is recorded (H-23)."""
    entered = next((e for e in events if isinstance(e, ev.StageEntered)), None)
    if entered is None or entered.stage not in desk.rules.rung:
        return ""
    label = desk.rules.stages[entered.stage].label
    if desk.rules.rung[entered.stage] == 0:
        return (
            f"{label} is the lowest stage. Settle it there if you can. You can go higher at any time, and skipping a"
            " stage asks for your reason."
        )
    below = [s.label for s in desk.policy.stages if desk.rules.rung.get(s.id, 99) < desk.rules.rung[entered.stage]]
    return f"From what you said, this policy begins at {label} and passes over {words.listed(below)}."
