"""What happens beside the tracker, as totals of a year: talks inside an agency, and whoever was sent elsewhere."""

from __future__ import annotations

from datetime import date, time

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.working_time import instant, on_the_wall
from wayforward.escalations import elsewhere, talks
from wayforward.policies.volumes import counted
from wayforward.web.pages.raising.scope import elsewhere as destinations
from wayforward.web.pages.tracker.office import office_of

KINDS = {
    talks.CONSULT: "Somebody asked their own lead for advice",
    talks.INFORMAL: "Somebody noted a challenge that was made in passing",
    talks.ALERT: "Somebody told their own lead of immediate harm",
}


@login_required
def beside(request: HttpRequest, area: str) -> HttpResponse:
    """Twelve months up to this one, whole months, and no number that could point at one person (defaults A-70)."""
    office = office_of(request, area)
    today = on_the_wall(office.at).date()
    since = _eleven_months_before(today)
    begun = talks.totals(office.partnership, instant(since, time(0)), office.at)
    sent = elsewhere.counts(office.partnership, since, today)
    named = {item.id: item.asks for item in destinations(office.rules.policy)}
    others = sorted(to for to in sent if to not in named)
    return render(request, "tracker/beside.html", {
        "area": area,
        "partnership_name": office.partnership.name,
        "since": since,
        "at": office.at,
        "talks": [{"says": says, "number": counted(begun.get(kind, 0))} for kind, says in KINDS.items()],
        "sent": [{"says": says, "number": counted(sent.get(to, 0))} for to, says in named.items()]
        + [{"says": to.replace("-", " ").capitalize(), "number": counted(sent[to])} for to in others],
    })  # fmt: skip


def _eleven_months_before(day: date) -> date:
    """The first day of the month eleven months before: with this month that makes twelve."""
    return date(day.year - (day.month < 12), day.month % 12 + 1, 1)
