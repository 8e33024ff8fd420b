"""My work: every escalation I may see, over all my areas, with what I owe first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.commands import Actor
from wayforward.escalations import drafts, read
from wayforward.escalations.acting import actor
from wayforward.escalations.read import Listed
from wayforward.web import clock, words
from wayforward.web.owing import mine
from wayforward.web.pages.signing import signed_in


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    who = read.viewer(signed_in(request), at)
    listed = read.listed(who)
    items = [_item(entry, actor(signed_in(request), entry.row, entry.state, at), at) for entry in listed]
    return render(request, "work/my_work.html", {
        "owing": sorted((i for i in items if i["owed"]), key=lambda i: i["next"] or at),
        "waiting": [i for i in items if not i["owed"] and i["open"]],
        "closed": [i for i in items if not i["owed"] and not i["open"]],
        "drafts": [d for d in drafts.of(signed_in(request)) if d.purpose == "raise"],
        "more": len(listed) == read.PAGE,
    })  # fmt: skip


def _item(entry: Listed, me: Actor, at: Any) -> dict[str, Any]:
    row, rules = entry.row, entry.rules
    owed = [rules.duties[d.duty].says for d in entry.owed if mine(d, entry.state, rules, me)]
    dates = [d.due_at for d in entry.owed if d.due_at and mine(d, entry.state, rules, me)]
    late = row.state == "open" and row.due_at is not None and at > row.due_at
    return {
        "ref": row.ref,
        "area": row.partnership.area,
        "place": words.place(entry.state, rules.policy),
        "parties": f"{entry.names[0]} with {words.joined(entry.names[1:])}" if len(entry.names) > 1 else entry.names[0],
        "open": row.state == "open",
        "state": {
            "text": "Overdue" if late else words.state(row.state, rules.policy),
            "colour": words.colour(row.state, late),
        },
        "owed": owed,
        "next": min(dates, default=None),
        "last_at": row.last_at,
    }
