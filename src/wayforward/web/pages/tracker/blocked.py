"""Messages that could not be sent, for the partnership's own office: why each could not, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayforward.escalations import telling
from wayforward.escalations.telling import Stuck
from wayforward.notices.models import Notice
from wayforward.notices.standing import Fact, Stands, stands
from wayforward.web.notices import about, to_whom
from wayforward.web.pages.tracker.office import office_of

NO_ADDRESS = "Tell them yourself, and record that you did. Ask for an address in the next version of the policy."
NO_PLACE = "Put them in the directory, or tell them yourself and record that you did."
NOBODY = "Name somebody who holds this post, so that the next message finds them."
NO_ANSWER = "Ring them, and correct the address in the directory."


@login_required
def blocked(request: HttpRequest, area: str) -> HttpResponse:
    """Everything that is still open and unsent, the oldest first. Names nobody whom it is about."""
    office = office_of(request, area)
    names = {agency.key: agency.name for agency in office.agencies}
    found = [_item(one, names) for one in telling.stuck(office.viewer, office.partnership)]
    return render(request, "tracker/blocked.html", {
        "area": area, "partnership_name": office.partnership.name, "found": found,
        "more": len(found) == telling.MOST,
    })  # fmt: skip


def _item(one: Stuck, names: Mapping[str, str]) -> dict[str, Any]:
    notice, rules = one.notice, one.rules
    now = stands(notice, notice.deliveries.all())
    to = to_whom(notice, rules, names)
    return {
        "ref": one.row.ref,
        "to": f"{to[:1].upper()}{to[1:]}",
        "says": about(notice, rules),
        "since": notice.owed_at,
        "why": now.now.why or "It could not be delivered.",
        **_remedy(notice, now),
        "record": f"{reverse('spoken', args=[one.row.ref])}?message={notice.pk}",
    }


def _remedy(notice: Notice, now: Stands) -> dict[str, str]:
    """What to do: a sentence, and where in the directory it is done."""
    if notice.post is not None and now.now.fact is not Fact.CANNOT_BE_SENT:
        where = reverse("directory-post", args=[notice.post.agency_id, notice.post.pk])
        nobody = now.now.fact is Fact.NOBODY and notice.failed_because == "nobody-holds"
        return {"do": NOBODY if nobody else NO_ANSWER, "where": where, "post": str(notice.post)}
    if notice.agency is not None and notice.post is None:
        where = reverse("directory-posts", args=[notice.agency.pk])
        return {"do": NO_PLACE, "where": where, "post": f"the posts of {notice.agency.name}"}
    return {"do": NO_ADDRESS, "where": "", "post": ""}
