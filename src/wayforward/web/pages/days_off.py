"""Days off of one partnership, for its own office: which are coming, declaring one, and what that moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import events as ev
from wayforward.core.keyed import duty_of
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.directory import days_off
from wayforward.directory.days_off import CLOSURE, HOLIDAY, UNDONE, WORKING, Change
from wayforward.directory.models import CalendarChange
from wayforward.directory.seating import on
from wayforward.escalations import read, recounting
from wayforward.escalations.recounting import Preview
from wayforward.jobs.rebasing import Rebased, rebase_now
from wayforward.policies import shelf
from wayforward.web import fields, hold
from wayforward.web.fields import Option
from wayforward.web.pages.tracker.office import Office, office_of, still_counted

AHEAD = timedelta(days=400)  # how far ahead days off are listed
SHOWN = 50  # escalations on one page
OPERATOR = "operator"
DECLARED = {
    HOLIDAY: "A bank holiday, declared here",
    CLOSURE: "A closure, declared here",
    WORKING: "A working day after all, declared here",
    UNDONE: "Taken back: as the nation has it",
}


class Declaring(fields.Questions):
    day = fields.DateField("Which day?", named="the day", hint="For example, 28 12 2026")
    kind = fields.Radios("What is it?", [
        Option(CLOSURE, "A day on which this partnership is closed"),
        Option(HOLIDAY, "A bank holiday that is not in the list"),
        Option(WORKING, "A working day after all", hint="It is in the list, and people work."),
        Option(UNDONE, "As before: take back what was declared here of this day"),
    ], missing="Select what the day is")  # fmt: skip
    name = fields.Text(
        "What do people call the day?", most=120, required=False,
        hint="For a closure or a bank holiday. For example: office move",
    )  # fmt: skip
    because = fields.Textarea(
        "Why?", rows=2, most=500, missing="Enter why",
        hint="Everybody whose date moves reads it. Write no names, and nothing about a child or an adult.",
    )  # fmt: skip


@login_required
def coming(request: HttpRequest, area: str) -> HttpResponse:
    """The days off that are coming, each with its source, and what was declared here."""
    office = office_of(request, area)
    declared = days_off.changes(office.partnership)
    names = read.names(change.by for change in declared if change.by != OPERATOR)
    calendar = office.rules.calendar
    return render(request, "days_off/coming.html", _frame(office) | {
        "days": list(_coming(office, days_off.standing(office.partnership))),
        "declared": [_declared(change, names) for change in declared],
        "until": on(office.at) + AHEAD, "horizon": calendar.last, "left": office.still_counted,
    })  # fmt: skip


@hold.kept_for_its_writer
def declare(request: HttpRequest, area: str) -> HttpResponse:
    """The day and why; then what it would move, to check; then it is declared, and the dates are moved."""
    office = office_of(request, area)
    kept = hold.Place(
        person=str(office.person.pk), partnership=str(office.partnership.pk), purpose="days-off",
        address=reverse("days-off-declare", args=[area]),
    )  # fmt: skip
    form = _form(request, office, kept)
    page = _frame(office) | {"form": form, "ticket": hold.ticket(kept)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "days_off/declare.html", page)
    given, asked = form.cleaned_data, _asked(form.cleaned_data)
    refused = days_off.refusal(
        asked, given["because"], office.rules.calendar, days_off.standing(office.partnership), office.at
    )
    if refused:
        return render(request, "days_off/declare.html", page | {"refusal": refused.says})
    if request.POST.get("confirm") != "yes":
        return render(request, "days_off/check.html", page | _check(office, asked, given["because"], request))
    shipped, by = shelf.calendar(office.rules.policy.nation), str(office.person.pk)
    outcome = days_off.declare(office.partnership, asked, given["because"], by, office.at, shipped)
    if isinstance(outcome, Refused):
        return render(request, "days_off/declare.html", page | {"refusal": outcome.says})
    hold.sent(kept, office.person)
    return render(
        request, "days_off/done.html", page | _done(office, outcome, rebase_now(office.partnership, office.at))
    )


def _frame(office: Office) -> dict[str, Any]:
    return {"area": office.partnership.key, "partnership": office.partnership, "nation": _nation(office.rules)}


def _nation(rules: Rulebook) -> str:
    return rules.policy.nation.replace("-", " ").title()


def _coming(office: Office, standing: Mapping[date, CalendarChange]) -> Iterator[dict[str, Any]]:
    """From today on: what is listed for the nation, and what was declared here, in order."""
    calendar, today = office.rules.calendar, on(office.at)
    days = {*calendar.holidays, *calendar.closures, *standing}
    for day in sorted(each for each in days if today <= each <= min(today + AHEAD, calendar.last)):
        change = standing.get(day)
        name = calendar.holidays.get(day) or calendar.closures.get(day) or ""
        source = DECLARED[change.kind] if change else f"Bank holiday in {_nation(office.rules)}"
        yield {"day": day, "name": name, "source": source, "declared": change is not None}


def _declared(change: CalendarChange, names: Mapping[str, str]) -> dict[str, Any]:
    who = "the operator" if change.by == OPERATOR else names.get(change.by, "somebody")
    return {
        "day": change.day, "name": change.name, "what": DECLARED[change.kind], "because": change.because,
        "at": change.at, "by": who,
    }  # fmt: skip


def _form(request: HttpRequest, office: Office, kept: hold.Place) -> fields.Questions:
    if request.method == "POST":
        hold.keep(kept, hold.typed_in(request))
        form = Declaring(request.POST)
        if form.is_valid():
            named = form.cleaned_data["name"].strip()
            if form.cleaned_data["kind"] in (CLOSURE, HOLIDAY) and not named:
                form.add_error("name", "Enter what people call the day")
        return form
    before = hold.kept_on(kept, office.person)
    if before is not None and "day" not in request.GET:
        return hold.unjudged(Declaring, before)
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return Declaring()
    kind = request.GET.get("kind", "")
    return Declaring(initial={"day": day, "kind": kind if kind in DECLARED else ""})


def _asked(given: Mapping[str, Any]) -> Change:
    name = given["name"] if given["kind"] in (CLOSURE, HOLIDAY) else ""
    return Change(given["day"], given["kind"], name.strip())


def _check(office: Office, asked: Change, because: str, request: HttpRequest) -> dict[str, Any]:
    found = recounting.previews(office.viewer, office.partnership, (asked,), office.at)
    moving = [one for one in found if one.moves]
    return {
        "asked": asked, "what": DECLARED[asked.kind], "because": because, "moving": moving[:SHOWN],
        "more": len(moving) - SHOWN, "number": len(moving), "dates": sum(len(one.moves) for one in moving),
        "held": list(_held(found)), "past": asked.day < on(office.at), "typed": hold.typed_in(request),
    }  # fmt: skip


def _held(found: Iterable[Preview]) -> Iterator[dict[str, Any]]:
    """Why dates stay that would be others, and in which escalations."""
    whys: dict[str, list[str]] = {}
    for one in found:
        for why in dict.fromkeys(stays.why for stays in one.stays):
            whys.setdefault(why, []).append(one.ref)
    for why, refs in whys.items():
        yield {"why": why, "refs": refs[:SHOWN], "more": max(0, len(refs) - SHOWN)}


def _done(office: Office, change: CalendarChange, done: Rebased) -> dict[str, Any]:
    """What moved, of that which this person may see; those they may not are moved as well, and not named."""
    seen = read.seen_among(office.viewer, [ref for ref, events in done.moved.items() if events])
    moved = [{"ref": ref, "dates": [_moved(office, event) for event in done.moved[ref]]} for ref in sorted(seen)]
    return {
        "said": days_off.said(change), "moved": moved[:SHOWN], "number": len(moved), "more": len(moved) - SHOWN,
        "left": still_counted(done.left),
    }  # fmt: skip


def _moved(office: Office, event: ev.DutyTimed) -> dict[str, Any]:
    return {"what": office.rules.duty(duty_of(event.key)).says, "says": event.because[-1]}
