"""Who has been told of an escalation; and writing down that somebody was told by telephone or face to face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import commands as cmd
from wayforward.core.people import OFFICE
from wayforward.core.verdict import Refused
from wayforward.escalations import record, telling
from wayforward.escalations.overtaking import Overtaken
from wayforward.escalations.telling import Told
from wayforward.notices.models import Notice
from wayforward.web import fields, hold
from wayforward.web.acts.asking import when
from wayforward.web.acts.desk import Desk
from wayforward.web.fields import Option
from wayforward.web.notices import to_whom
from wayforward.web.pages.escalation import at_desk, frame
from wayforward.web.pages.signing import signed_in
from wayforward.web.told import failure, item, may_record, printed, spoken

RECORDED = "It is recorded that you told them. It counts as their acknowledgement, with their name."
LONGEST_NAME = 120
LATEST = 15  # messages in sight: those before them are unfolded


@hold.kept_for_its_writer
def told(request: HttpRequest, ref: str) -> HttpResponse:
    """Every message of it with what became of each: what has not got through first, then the newest."""
    desk = at_desk(request, ref, "told")
    everything = telling.told(desk.opened, desk.at)
    numbers = printed(desk)
    stuck = [one for one in everything if one.stands.needs_ringing]
    rest = [item(one, desk) for one in everything if not one.stands.needs_ringing]
    return render(request, "told/told.html", frame(desk) | {
        "unreached": [failure(one, desk, numbers) for one in stuck],
        "told": rest[:LATEST],
        "earlier": rest[LATEST:],
        "earlier_summary": f"Earlier messages ({len(rest) - LATEST})",
        "told_spoken": spoken(desk),
        "may_record": may_record(desk).allowed,
    })  # fmt: skip


@hold.kept_for_its_writer
def by_voice(request: HttpRequest, ref: str) -> HttpResponse:
    """On one page: whom, by name, how, when. It counts as that person's acknowledgement."""
    desk = at_desk(request, ref, "spoken")
    everything = telling.told(desk.opened, desk.at)
    about = next((one.notice for one in everything if str(one.notice.pk) == request.GET.get("message")), None)
    place, person = _place(desk, about), signed_in(request)
    before = hold.kept_on(place, person) if request.method != "POST" else None
    kind = _questions(_seats(desk, everything), _seat(desk, about) if about is not None else "")
    form = (
        hold.unjudged(kind, before) if before is not None else kind(request.POST if request.method == "POST" else None)
    )
    page = frame(desk) | {"form": form, "ticket": hold.ticket(place), "kept": before is not None}
    if not (verdict := may_record(desk)).allowed:
        return render(request, "told/spoken.html", page | {"form": None, "cannot": verdict.says})
    if request.method != "POST":
        return render(request, "told/spoken.html", page)
    hold.keep(place, hold.typed_in(request))
    if not form.is_valid():
        return render(request, "told/spoken.html", page)
    outcome = record.submit(desk.opened.row.pk, _command(desk, form.cleaned_data, about), desk.at)
    if isinstance(outcome, Refused | Overtaken):
        return render(request, "told/spoken.html", page | {"refusal": outcome.says})
    hold.sent(place, person)
    messages.success(request, RECORDED)
    return HttpResponseRedirect(reverse("told", args=[ref]))


def _questions(seats: dict[str, str], chosen: str) -> type[fields.Questions]:
    asked: dict[str, Any] = {
        "seat": fields.Radios(
            "Whom did you tell?", [Option(value, text) for value, text in seats.items()], initial=chosen,
            missing="Select whom you told",
        ),
        "name": fields.Text(
            "Who took it?", hint="Their name and what they are there, as they gave it", most=LONGEST_NAME,
            missing="Enter the name of whoever took it", autocomplete="off", spellcheck=False,
        ),
        "how": fields.Radios(
            "How?", (Option("By telephone.", "By telephone"), Option("Face to face.", "Face to face")),
            missing="Select how you told them",
        ),
        "occurred_at": when(),
        "words": fields.Textarea(
            "Anything to add?", rows=3, required=False,
            hint="What they said they would do, say. Everybody in the escalation can read it.",
        ),
        "__module__": __name__,
    }  # fmt: skip
    return type("Spoken", (fields.Questions,), asked)


def _command(desk: Desk, given: dict[str, Any], about: Notice | None) -> cmd.Acknowledge:
    """For the one message that somebody came from, where they told whoever it is for; else for all that waits there."""
    post, _, agency = str(given["seat"]).rpartition("@")
    the_one = about is not None and _seat(desk, about) == given["seat"]
    said = " ".join(filter(None, (given["how"], given["words"])))
    return cmd.Acknowledge(
        by=desk.me, spoken=True, agency=agency, post=post, name=given["name"], words=said,
        occurred_at=given["occurred_at"], notice=about.key if about is not None and the_one else None,
    )  # fmt: skip


def _seats(desk: Desk, everything: Iterable[Told]) -> dict[str, str]:
    """Whom somebody can have told: the posts that a message waits for, a body outside among them, then anybody at each
    agency in it."""
    found: dict[str, str] = {}
    for one in everything:
        notice = one.notice
        if notice.acknowledged_at is None and notice.to in desk.rules.posts:
            found.setdefault(_seat(desk, notice), _upper(to_whom(notice, desk.rules, desk.names)))
    parties = (desk.state.raising, *desk.state.responding, *(p.agency for p in desk.state.parties), OFFICE)
    for key in dict.fromkeys(parties):
        found[f"@{key}"] = f"Somebody at {desk.names.get(key, key)}, for everything that waits there"
    return found


def _seat(desk: Desk, notice: Notice) -> str:
    """The post of the policy and the agency that a message is for, or the agency alone where it names no post."""
    agency = notice.agency.key if notice.agency is not None else ""
    return f"{notice.to if notice.to in desk.rules.posts else ''}@{agency}"


def _upper(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"


def _place(desk: Desk, about: Notice | None) -> hold.Place:
    """Where what is typed is kept until it is recorded."""
    ref, asks = desk.opened.row.ref, f"?message={about.pk}" if about is not None else ""
    return hold.Place(
        person=desk.me.person, partnership=str(desk.opened.row.partnership_id), purpose=f"act:{ref}:spoken",
        address=f"{reverse('spoken', args=[ref])}{asks}",
    )  # fmt: skip
