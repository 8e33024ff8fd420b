"""Messages: what is addressed to me and to the posts I answer for today, and saying by name that I have seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core.verdict import Refused
from wayforward.directory.models import Person
from wayforward.directory.seating import Places, places
from wayforward.escalations import read, record, talks, telling
from wayforward.escalations.acknowledging import SEEN_ALREADY
from wayforward.escalations.overtaking import Overtaken
from wayforward.escalations.telling import SEEN, WAITS, Message, Position
from wayforward.jobs import instant
from wayforward.notices import preferences
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.notices import about, in_part, whose
from wayforward.web.owing import whole_day
from wayforward.web.pages.signing import signed_in
from wayforward.web.words import place

LONGEST_KEY = 18  # digits
YEARS = range(2000, 2200)  # any other is no address of ours, and may have no hour in another zone
SAID = "It is recorded, with your name, that you have seen this."
SAID_ALL = "It is recorded, with your name, that you have seen everything about {ref} that was addressed to you."


class HowTold(fields.Questions):
    digest = fields.Radios(
        "How do you want Wayforward’s own reminders?",
        (
            Option("no", "At once, each by itself"),
            Option("yes", "Together, in one message each working morning", "None is sent where there is nothing"),
        ),
        missing="Select how you want them",
    )


@dataclass(frozen=True)
class Reader:
    person: Person
    where: Places
    at: datetime


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, those that wait for somebody to say that they have seen them first. Posting says so."""
    person, at = signed_in(request), instant.now()
    reader = Reader(person, places(person, at), at)
    refusal = ""
    if request.method == "POST":
        outcome = _acknowledged(request, reader)
        if not isinstance(outcome, Refused):
            messages.success(request, outcome)
            return HttpResponseRedirect(request.get_full_path())
        refusal = outcome.says
    found = telling.inbox(person, reader.where, at, _after(request.GET.get("after", "")))
    shown = [item(one, at) for one in found]
    return render(request, "inbox/inbox.html", {
        "refusal": refusal,
        "waiting": _by_escalation([one for one in shown if one["waits"]]),
        "seen": [one for one in shown if not one["waits"]],
        "later": bool(request.GET.get("after")),
        "older": urlencode({"after": _said(telling.position(found[-1]))}) if len(found) == telling.PAGE else "",
    })  # fmt: skip


@login_required
def how(request: HttpRequest) -> HttpResponse:
    """Wayforward's own reminders at once or once a morning. What a policy asks is always sent, whatever is chosen."""
    person = signed_in(request)
    chosen = preferences.wants_digest(person)
    form = HowTold(request.POST if request.method == "POST" else None, initial={"digest": "yes" if chosen else "no"})
    if request.method == "POST" and form.is_valid():
        preferences.choose(person, digest=form.cleaned_data["digest"] == "yes")
        messages.success(request, "It is kept, and holds from now on.")
        return HttpResponseRedirect(reverse("preferences"))
    return render(request, "inbox/how.html", {"form": form})


# --- saying that it has been seen ---------------------------------------------------------------------------


def _acknowledged(request: HttpRequest, reader: Reader) -> str | Refused:
    """Say that one message has been seen, or all of one escalation. Another's and none are the same 404."""
    if ref := request.POST.get("all", ""):
        if "\0" in ref:
            raise Http404
        return _in_escalation(reader, ref, None) or SAID_ALL.format(ref=ref)
    key = request.POST.get("message", "")
    if not (key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY):
        raise Http404
    found = telling.message(reader.person, reader.where, reader.at, int(key))
    if found is None:
        raise Http404
    if found.notice.acknowledged_by == reader.person.pk:
        return SAID  # the form was sent twice
    if found.row is not None:
        return _in_escalation(reader, found.row.ref, found.notice.key) or SAID
    talks.has_seen(found.notice, reader.person, reader.at)
    return SAID


def _in_escalation(reader: Reader, ref: str, key: str | None) -> Refused | None:
    """Through the one write: who has seen a message about an escalation is part of its history."""
    opened = read.open_escalation(ref, reader.person, reader.at, "acknowledge")
    if opened is None:
        raise Http404
    if key is None and not telling.unseen(reader.person, reader.where, reader.at, opened.row):
        return SEEN_ALREADY
    outcome = record.submit(opened.row.pk, cmd.Acknowledge(by=opened.me, notice=key), reader.at)
    match outcome:
        case Refused():
            return outcome
        case Overtaken():
            return Refused(outcome.says)
        case _:
            return None


# --- what is shown ------------------------------------------------------------------------------------------


def item(one: Message, at: datetime) -> dict[str, Any]:
    """A message as inbox/message.html draws it. It says nothing that anybody wrote."""
    notice, row = one.notice, one.row
    return {
        "key": notice.pk,
        "ref": row.ref if row is not None else "",
        "talk": one.talk.pk if one.talk is not None else "",
        "place": f"{row.partnership.area}. {place(one.state, one.rules.policy)}"
        if row is not None and one.rules
        else "",
        "says": about(notice, one.rules, "You are"),
        "whose": whose(notice, one.rules) if one.rules is not None else "",
        "part": in_part(notice),
        "owed_at": notice.owed_at,
        "due_at": notice.due_at,
        "whole_day": bool(notice.due_at and one.rules and whole_day(notice.due_at, one.rules)),
        "late": notice.due_at is not None and at > notice.due_at,
        "waits": one.waits,
        "stands": _stands(one),
        "gathers": [item(inside, at) for inside in one.gathers],
    }


def _stands(one: Message) -> str:
    """What is known of it: only what has happened, and seen only where somebody said so."""
    notice = one.notice
    if notice.acknowledged_at is not None:
        return f"Seen{f' by {one.seen_by}' if one.seen_by else ''}"
    if notice.dropped_at is not None:
        return "Not sent to you as a message, because it was no longer so when it was to go"
    if notice.digest_id is not None:
        return "Sent to you together with others, as you have chosen"
    return "" if one.waits else "It has ended, and nobody said that they had seen this"


def _by_escalation(waiting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those about one escalation together, at the place of its newest; what is about none stands by itself."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in waiting:
        found.setdefault(one["ref"] or f"message {one['key']}", []).append(one)
    return [
        {"ref": inside[0]["ref"], "place": inside[0]["place"], "messages": inside, "all": len(inside) > 1}
        for inside in found.values()
    ]


# --- where a page ends --------------------------------------------------------------------------------------


def _said(position: Position) -> str:
    part, owed_at, key = position
    return f"{part},{owed_at.isoformat()},{key}"


def _after(said: str) -> Position | None:
    """Where the page before ended. Anything but an address of ours begins at the beginning."""
    part, _, rest = said.partition(",")
    when, _, key = rest.partition(",")
    try:
        owed_at = datetime.fromisoformat(when)
    except ValueError:
        return None
    ours = part in (str(WAITS), str(SEEN)) and key.isascii() and key.isdigit() and len(key) <= LONGEST_KEY
    if not ours or owed_at.tzinfo is None or owed_at.year not in YEARS:
        return None
    return int(part), owed_at.astimezone(UTC), int(key)  # a zone that no database knows is none of ours either
