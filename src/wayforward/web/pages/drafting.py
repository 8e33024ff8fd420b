"""What somebody began and has not sent: shown to them alone, and thrown away when they say so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.access import Viewer
from wayforward.directory.models import Person
from wayforward.escalations import drafts, read
from wayforward.escalations.drafts import Draft
from wayforward.web import hold
from wayforward.web.acts import ACTS
from wayforward.web.pages.signing import signed_in

RAISING = "A disagreement to raise"
ELSEWHERE = {
    "ask": "A question to your own lead", "log": "A challenge to note", "talk": "Something to say in a talk",
    "desk": "A page of the policy desk",
}  # fmt: skip

BESIDE = {"spoken": "Whom you told by telephone or face to face"}  # pages of an escalation that are no act


def unsent(person: Person, who: Viewer) -> list[dict[str, Any]]:
    """The pages of escalations, talks and the desk that a person began and has not sent, latest first, for unsent.html.

    Without those of an escalation that they may no longer see: its reference is none of theirs to be shown.
    """
    begun = [draft for draft in drafts.of(person) if draft.purpose.partition(":")[0] in ("act", *ELSEWHERE)]
    seen = read.seen_among(who, {_ref(draft) for draft in begun} - {""})
    return [
        {"key": draft.pk, "what": what(draft), "address": drafts.read(draft)["address"], "saved_at": draft.saved_at}
        for draft in begun
        if _ref(draft) in seen or not _ref(draft)
    ]


def _ref(draft: Draft) -> str:
    """The escalation whose page it is; empty for any other page, which has an address of its own."""
    kind, _, rest = draft.purpose.partition(":")
    return rest.partition(":")[0] if kind == "act" else ""


def what(draft: Draft) -> str:
    """ "Answer the challenge in WF-ABCD-2345", never what was typed."""
    kind, _, rest = draft.purpose.partition(":")
    if kind != "act":
        return ELSEWHERE.get(kind, RAISING)
    ref, slug, *_ = rest.split(":")
    return f"{ACTS[slug].title if slug in ACTS else BESIDE.get(slug, 'Something')} in {ref}"


@hold.kept_for_its_writer
def throw_away(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Asked once more, since it cannot be brought back. Somebody else's draft and none at all are the same 404."""
    found = drafts.find(signed_in(request), draft)
    if found is None:
        raise Http404
    if request.method != "POST":
        return render(request, "work/throw_away.html", {"draft": found, "what": what(found)})
    drafts.drop(found)
    return HttpResponseRedirect(reverse("my-work"))
