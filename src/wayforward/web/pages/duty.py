"""Somebody on duty: called in by a one-time code or link, shown one screen, and given three things to do."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.escalations import passes
from wayforward.jobs import instant
from wayforward.web import fields
from wayforward.web.acts.desk import Desk
from wayforward.web.fields import Option
from wayforward.web.pages.escalation import at_desk, frame
from wayforward.web.pages.signing import signed_in
from wayforward.web.spelling import grouped, spelled
from wayforward.web.tonight import tonight, without_a_name

MADE_ALREADY = (
    "You have made this code already, and it cannot be shown again. No second code was made. "
    "If you still have the first one, use it. If not, make another code."
)


class Code(fields.Questions):
    code = fields.Text(
        "Code",
        hint="As it was read out or sent to you. Capitals, spaces and dashes do not matter.",
        missing="Enter the code",
        most=40,
        width="10",
        autocomplete="off",
        spellcheck=False,
    )


@login_required
def duty(request: HttpRequest, code: str = "") -> HttpResponse:
    """Enter a code, or follow a link that carries one. Only pressing the button uses it up, never opening the page."""
    form = Code(request.POST or None, initial={"code": code})
    page: dict[str, Any] = {"form": form, "linked": bool(code), "code": code}
    if request.method == "POST" and form.is_valid():
        outcome = passes.use(form.cleaned_data["code"], signed_in(request), instant.now())
        if not isinstance(outcome, Refused):
            return HttpResponseRedirect(reverse("duty-page", args=[outcome]))
        page["refusal"] = outcome.says
    return render(request, "duty/code.html", page)


@login_required
def screen(request: HttpRequest, ref: str) -> HttpResponse:
    """The one screen."""
    desk = at_desk(request, ref, "duty")
    return render(request, "duty/screen.html", frame(desk) | {"tonight": tonight(desk), "at": desk.at})


@login_required
def make(request: HttpRequest, ref: str) -> HttpResponse:
    """Make a one-time code for somebody on duty, and read it to them over the telephone. It is shown this once."""
    desk = at_desk(request, ref, "pass")
    if not desk.state.open:
        raise Http404
    form, made = _calling(desk)(request.POST or None), passes.of(desk.opened.row)
    mine = str(sum(str(one.made_by_id) == desk.me.person for one in made))
    page = frame(desk) | {"form": form, "made": [_told(one, desk) for one in made], "mine": mine, "another": False}
    if request.method == "POST" and request.POST.get("mine", mine) != mine:  # the page was sent before
        page |= {"refusal": MADE_ALREADY, "another": True}
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        outcome = passes.make(desk.opened.row, signed_in(request), given["agency"], given["post"] or "", desk.at)
        if not isinstance(outcome, Refused):
            return _read_out(request, desk, outcome, page)
        page["refusal"] = outcome.says
    return render(request, "duty/make.html", page)


def _calling(desk: Desk) -> type[fields.Questions]:
    agencies = [Option(key, name) for key, name in desk.agencies.items()]
    posts = [Option(post.id, post.title) for post in desk.rules.policy.posts]
    asks = {
        "agency": fields.Select(
            "Which agency are you ringing?", agencies, missing="Select the agency you are ringing"
        ),
        "post": fields.Select(
            "Whom do you ask for?", posts, required=False,
            hint="As the policy calls them. Leave it if the policy has no name for who is on duty.",
        ),
        "__module__": __name__,
    }  # fmt: skip
    return type("Calling", (fields.Questions,), asks)


def _read_out(request: HttpRequest, desk: Desk, made: tuple[str, Any], page: dict[str, Any]) -> HttpResponse:
    """What to say, word for word: nothing in it is anybody's name, for it goes over any telephone."""
    code, one = made
    return render(request, "duty/read_out.html", page | {
        "reference": spelled(desk.opened.row.ref),
        "code": grouped(code),
        "spelled": spelled(code),
        "link": request.build_absolute_uri(reverse("duty-link", args=[code])),
        "host": request.get_host(),
        "until": one.until_at,
        "agency": desk.agencies.get(one.agency.key, one.agency.name),
        "ask": without_a_name(desk, one.post),
    })  # fmt: skip


def _told(one: Any, desk: Desk) -> dict[str, Any]:
    """One code that was made: for whom, and what became of it. The code itself is not kept anywhere."""
    titles = {post.id: post.title for post in desk.rules.policy.posts}
    return {
        "agency": one.agency.name,
        "post": titles.get(one.post, ""),
        "made_by": one.made_by.name,
        "made_at": one.made_at,
        "used_by": one.used_by.name if one.used_by else "",
        "used_at": one.used_at,
        "until": one.until_at,
        "over": one.used_at is None and desk.at >= one.until_at,
    }
