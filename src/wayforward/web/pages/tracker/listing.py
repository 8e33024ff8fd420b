"""The tracker of a partnership's own office: with whom each escalation is, how long they have, and what is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.escalations import saved_views, telling, tracking
from wayforward.escalations.tracking import Asked, Found, Sort, Tracked, Wrong
from wayforward.jobs import instant
from wayforward.web import fields, words
from wayforward.web.owing import left, whole_day
from wayforward.web.pages.signing import signed_in
from wayforward.web.pages.tracker.asking import (
    PLAIN,
    WRONG,
    asked_for,
    chips,
    filter_form,
    page_of,
    query,
)
from wayforward.web.pages.tracker.meanings import meanings
from wayforward.web.pages.tracker.office import Office, office_of, offices_of
from wayforward.web.reviews import pressing_of

COLUMNS = {
    Sort.REF: "Reference",
    Sort.RAISING: "Agencies",
    Sort.STAGE: "Stage",
    Sort.SINCE: "There since",
    Sort.TURN: "Next step with",
    Sort.DUE: "Due",
    Sort.HEARD: "Last heard",
}
COLOURS = {
    Wrong.OVERDUE: "red", Wrong.DUE: "yellow", Wrong.STUCK: "orange", Wrong.SILENT: "purple",
    Wrong.MISSING: "blue", Wrong.VACANT: "grey",
}  # fmt: skip
TALLY = (
    ("open", "Open", PLAIN),
    ("overdue", "Overdue", Asked(wrong=Wrong.OVERDUE)),
    ("due", f"Due within {tracking.SOON} days", Asked(wrong=Wrong.DUE)),
    ("silent", "Silent", Asked(wrong=Wrong.SILENT)),
    ("stuck", "Stuck", Asked(wrong=Wrong.STUCK)),
    ("missing-record", "Missing record, open or ended", Asked(wrong=Wrong.MISSING, state="all")),
    ("vacant-post", "Vacant post", Asked(wrong=Wrong.VACANT)),
)


class Keeping(fields.Questions):
    name = fields.Text(
        "Name of this view", most=60, missing="Enter a name for this view", width="20",
        hint="Do not name a child or an adult",
    )  # fmt: skip


@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """To the tracker of the only office somebody works in, or a choice of them."""
    offices = offices_of(signed_in(request), instant.now())
    if not offices:
        raise Http404
    if len(offices) == 1:
        return HttpResponseRedirect(reverse("tracker-area", args=[offices[0].key]))
    return render(request, "tracker/offices.html", {"offices": offices})


@login_required
def area(request: HttpRequest, area: str) -> HttpResponse:
    """The list, as its address asks for it. Posting keeps those filters under a name, or throws a kept view away."""
    office = office_of(request, area)
    given = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    asked = asked_for(given, office.names)
    keeping = Keeping(request.POST if "name" in request.POST else None, auto_id="keep_%s")
    if request.method == "POST" and (done := _kept(request, office, asked, keeping)):
        messages.success(request, done)
        return HttpResponseRedirect(f"{request.path}{query(asked)}")
    by = tracking.bounds(office.partnership, office.rules, office.at)
    everything = tracking.of_office(office.viewer, office.partnership)
    found = tracking.find(everything, asked, by, office.rules.rung, page_of(given))
    seen_at = telling.acknowledged(item.row for item in found.rows)
    return render(request, "tracker/list.html", {
        "partnership_name": office.partnership.name,
        "area": office.partnership.key,
        "at": office.at,
        "reviews": [one] if (one := pressing_of(office.adoption, office.at)) else [],
        "tally": _tally(tracking.counts(everything, by), asked),
        "views": saved_views.of(office.person, office.partnership),
        "form": keeping,
        "filters": filter_form(asked, office.names),
        "sort": given.get("sort", "") if asked.sort is not PLAIN.sort or asked.down else "",
        "chips": chips(asked, office.names),
        "asks": query(asked),
        "columns": _columns(asked),
        "rows": [_row(item, office, asked, seen_at.get(item.row.pk)) for item in found.rows],
        "blocked": telling.how_many_stuck(office.viewer, office.partnership),
        "still_counted": office.still_counted,
        "told": _told(found),
        "pagination": _pagination(found, asked),
        "meanings": meanings(by),
    })  # fmt: skip


def _kept(request: HttpRequest, office: Office, asked: Asked, keeping: Keeping) -> str:
    """What was done, in a sentence; nothing where the name will not do."""
    if (thrown := request.POST.get("throw", "")).isascii() and thrown.isdigit():
        name = saved_views.throw_away(office.person, office.partnership, int(thrown[:9]))
        return f"The view “{name}” is deleted." if name else "That view was deleted before."
    if not keeping.is_valid():
        return ""
    name = keeping.cleaned_data["name"]
    if not saved_views.keep(office.person, office.partnership, name, query(asked)):
        keeping.add_error("name", f"You can keep {saved_views.MOST} views. Delete one first")
        return ""
    return f"These filters are kept as “{name}”."


def _tally(counted: dict[str, int], asked: Asked) -> list[dict[str, Any]]:
    return [
        {"text": text, "count": counted[name], "href": query(wanted), "current": query(wanted) == query(asked)}
        for name, text, wanted in TALLY
    ]


def _columns(asked: Asked) -> list[dict[str, Any]]:
    """Each column with the address that sorts by it; the one that is sorted by turns round."""
    found = []
    for sort, text in COLUMNS.items():
        here = asked.sort is sort
        order = ("descending" if asked.down else "ascending") if here else "none"
        down = here and not asked.down
        found.append({
            "text": text, "order": order, "href": query(asked, sort=sort, down=down),
            "then": f"sort, {'last to first' if down else 'first to last'}",
        })  # fmt: skip
    return found


def _row(item: Tracked, office: Office, asked: Asked, seen_at: datetime | None) -> dict[str, Any]:
    row, names = item.row, office.names
    stage = item.rules.stages.get(row.stage)
    late = Wrong.OVERDUE in item.wrong
    is_open = row.state == "open"
    rung = "tier" if stage and stage.tiers and not stage.tiers.lines else "line"
    return {
        "ref": row.ref,
        "tags": _tags(item),
        "raising": item.raising,
        "responding": words.listed(list(item.responding)),
        "stage": f"{stage.label}: {stage.title}" if stage else "",
        "line": f"{rung} {row.line}" if row.line else "",
        "since": row.entered_at,
        "turn": words.listed([names.turn(key) for key in item.turn]),
        "due_at": row.due_at,
        "whole_day": row.due_at is not None and whole_day(row.due_at, item.rules),
        "late": late,
        "left": left(row.due_at, late, item.rules, office.at) if row.due_at else "",
        "is_open": is_open,
        "heard_at": row.heard_at,
        "chased_at": row.chased_at,
        "seen_at": seen_at if seen_at is not None and is_open and _silent_since(item, seen_at) else None,
        "chase": f"{reverse('chase', args=[row.ref])}{query(asked)}" if is_open or item.turn else "",
    }


def _silent_since(item: Tracked, seen_at: datetime) -> bool:
    """Whether a message was acknowledged, and the challenged side has not been heard from since."""
    return item.row.heard_at is None or item.row.heard_at <= seen_at


def _tags(item: Tracked) -> list[dict[str, str]]:
    """What is wrong, in words; what is due soon is said by its date."""
    wrong = [{"text": WRONG[w], "colour": COLOURS[w]} for w in item.wrong if w is not Wrong.DUE]
    state = item.row.state
    ended = [{"text": words.state(state, item.rules.policy), "colour": words.colour(state, False)}]
    return wrong if state == "open" else [*ended, *wrong]


def _told(found: Found) -> str:
    if not found.count:
        return "No escalations"
    counted = f"{found.count:,} escalation{'' if found.count == 1 else 's'}"
    if found.pages == 1:
        return counted
    first = (found.page - 1) * tracking.PAGE + 1
    return f"{counted}, {first:,} to {first + len(found.rows) - 1:,} shown"


def _pagination(found: Found, asked: Asked) -> dict[str, Any]:
    """The Design System's pagination: where one is, its neighbours, and the two ends."""
    if found.pages == 1:
        return {}

    def address(page: int) -> str:
        asks = query(asked)
        return f"{asks}{'' if asks == '?' else '&'}page={page}"

    shown = sorted({1, found.page - 1, found.page, found.page + 1, found.pages} & set(range(1, found.pages + 1)))
    items: list[dict[str, Any]] = []
    for page in shown:
        if items and page - int(items[-1]["number"]) > 1:
            items.append({"ellipsis": True, "number": page - 1})
        items.append({"number": page, "href": address(page), "current": page == found.page})
    ends: dict[str, Any] = {"items": items, "landmarkLabel": "Pages of escalations"}
    if found.page > 1:
        ends["previous"] = {"href": address(found.page - 1)}
    if found.page < found.pages:
        ends["next"] = {"href": address(found.page + 1)}
    return ends
