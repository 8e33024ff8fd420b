"""The card: who to ring at one agency, all of its ladder on one small page, to keep in a telephone or print on A5."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from wayforward.core.policy.people import Agency
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import Card, RouteTable
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption, Partnership
from wayforward.directory.models import Agency as Place
from wayforward.escalations.rulebooks import routes_of, rules_of
from wayforward.jobs import instant
from wayforward.policies import hours, rungs
from wayforward.web import cards
from wayforward.web.expiry import LONGEST, Expiry, expiry
from wayforward.web.headers import SameForAll, kept_for
from wayforward.web.pages.contact import in_force
from wayforward.web.reach import ringable

FRESH = timedelta(hours=1)
MANY, MOST = 3, 8  # more agencies, or more numbers of one post, are not a card but a directory
JOINED = {"all": "and ", "either": "or ", "option": "or, if you choose, ", "fallback": "if not there, "}
STYLE = "card/card.css"


def style_hash() -> str:
    """What a browser compares the card's own style with before it uses it: nothing else may be inline."""
    text = get_template(STYLE).render()
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def areas(request: HttpRequest) -> HttpResponse:
    """Choose whose policy."""
    partnerships = adoptions.partnerships(instant.now())
    return render(request, "card/areas.html", {"partnerships": partnerships})


def agencies(request: HttpRequest, area: str) -> HttpResponse:
    """Choose which agency's card."""
    adoption = in_force(area)
    return render(request, "card/agencies.html", {
        "partnership": adoption.partnership,
        "partnership_name": adoption.partnership.name,
        "agencies": ringable(rules_of(adoption).policy, adoption.partnership),
    })  # fmt: skip


@require_safe
@csp_update({"style-src": [style_hash()]})  # type: ignore[arg-type]  # typed for views that take a request alone
def card(request: HttpRequest, area: str, agency: str) -> HttpResponse:
    """One agency's card. The same for everybody, so browsers may keep it: for an hour, and while it is in date."""
    adoption = in_force(area)
    policy = rules_of(adoption).policy
    kind = next((a for a in ringable(policy, adoption.partnership) if a.id == agency), None)
    if kind is None:
        raise Http404
    at = instant.now()
    try:
        page = _page(adoption, policy, kind, at)
    except OutsideCalendar:
        page = {"nothing": True}
    live = request.build_absolute_uri(reverse("contact", args=[area, agency]))
    frame = {"partnership": adoption.partnership, "agency": kind, "made_on": at, "live": live}
    answer = SameForAll(render_to_string("card/card.html", frame | page))
    good_for = datetime.combine(page["expiry"].last_on, time.max, instant.LONDON) - at if "expiry" in page else FRESH
    return kept_for(answer, request, min(FRESH, good_for), max(good_for - FRESH, timedelta(0)))


def _page(adoption: Adoption, policy: Policy, kind: Agency, at: datetime) -> dict[str, Any]:
    """Raises OutsideCalendar where nobody knows today's bank holidays."""
    table = routes_of(adoption)
    ladder = rungs.rungs(table, policy, kind.id, at, at + LONGEST)
    beside = rungs.instead(table, policy, kind.id, at, at + LONGEST)
    numbers, asked = cards.Numbers(adoption.partnership), cards.Asked(kind.id, kind.title)
    office = hours.office(table, kind.id)
    called = {hours.of_window(office): "office hours", hours.outside(office): "outside office hours"} if office else {}

    def entries(found: Sequence[rungs.Entry], where: str = "") -> list[dict[str, Any]]:
        return [_entry(entry, called, numbers, asked) | {"where": where} for entry in found if entry.cards]

    def nobody(found: Sequence[rungs.Entry]) -> list[str]:
        return [_about(entry, called) for entry in found if not entry.cards]

    every = [entry for rung in ladder for entry in rung.entries]
    every += [entry for one in beside for entry in one.entries]
    posts = {c.post.id for entry in every for c in entry.cards}
    until = expiry(policy.document, table.calendar, adoption.partnership, posts, at, adoption.retired_at)
    return {
        "rungs": [
            {"name": rung.name, "entries": entries(rung.entries), "nobody": nobody(rung.entries)} for rung in ladder
        ],
        "beside": [
            {"asks": asks, "entries": [e for one in beside if one.asks == asks for e in entries(one.entries, one.name)]}
            for asks in dict.fromkeys(one.asks for one in beside)
        ],
        "office": hours.of_window(office) if office else "",
        "expiry": until,
        "days_off": _days_off(table, until, at),
        "last_resorts": _last_resorts(adoption.partnership, kind),
    }


def _entry(entry: rungs.Entry, called: Mapping[str, str], numbers: cards.Numbers, asked: cards.Asked) -> dict[str, Any]:
    about = _about(entry, called)
    return {
        "about": about[:1].upper() + about[1:],
        "ring": [_ring(n, card, numbers, asked) for n, card in enumerate(entry.cards)],
        "clauses": list(dict.fromkeys(clause for card in entry.cards for clause in card.clauses)),
    }


def _about(entry: rungs.Entry, called: Mapping[str, str]) -> str:
    """Which cases and hours: "newly referred: office hours"."""
    stated = not entry.cards or any(card.hours_stated for card in entry.cards)
    said = called.get(entry.hours, entry.hours) if stated else "hours not stated"
    case = " or ".join(status[:1].lower() + status[1:] for status in entry.statuses)
    return f"{case}: {said}" if case else said


def _ring(n: int, found: Card, numbers: cards.Numbers, asked: cards.Asked) -> dict[str, Any]:
    drawn = cards.card(found, {}, numbers, asked)
    agencies = {post.agency_id for post in numbers.of(found.post, asked)}
    many = len(agencies) > MANY or len(drawn["numbers"]) > MOST
    return {
        "joined": JOINED[found.choice] if n else "",
        "own": drawn["article"] == "your",
        "post": drawn["post"],
        "places": [] if many else _by_place(drawn["numbers"]),
        "emails": drawn["emails"],
        "via": drawn["via"],
        "warning": "" if many else drawn["warning"],
        "blank": many or not (drawn["numbers"] or drawn["emails"] or drawn["via"]),
    }


def _by_place(ways: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The numbers of a post, those of one agency or place together: a second number needs no name of its own."""
    found: dict[str, list[str]] = {}
    for way in ways:
        label = re.sub(r"(, s|^S)econd number$", "", way["label"])
        found.setdefault(label, []).append(way["number"])
    return [{"label": label, "numbers": numbers} for label, numbers in found.items()]


def _days_off(table: RouteTable, until: Expiry, at: datetime) -> list[dict[str, Any]]:
    """The bank holidays while the card is in date: at those hours the office does not answer."""
    today = at.astimezone(instant.LONDON).date()
    days = (today + timedelta(days=n) for n in range((until.last_on - today).days + 1))
    return [
        {"on": day, "name": table.calendar.why_not(day)}
        for day in days
        if day.weekday() < 5 and not table.calendar.is_working_day(day)
    ]


def _last_resorts(partnership: Partnership, kind: Agency) -> list[dict[str, str]]:
    """The numbers that somebody always answers, where the directory has them for this kind of agency."""
    found = [
        {"name": place.name, "number": place.last_resort}
        for place in Place.objects.filter(partnership=partnership).exclude(last_resort="").order_by("name")
        if place.kind == kind.id
    ]
    return found if len(found) <= MANY else []
