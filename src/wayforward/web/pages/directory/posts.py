"""The posts of an agency: which the policy wants, how each is reached, when it was last rung, and who holds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.verdict import Refused
from wayforward.directory import posts, readiness, rotas
from wayforward.directory.models import Holder, Post
from wayforward.directory.seating import on
from wayforward.web import fields
from wayforward.web.fields import Option
from wayforward.web.pages.directory.desk import Desk, at_desk, frame

PARTS = (
    Option("holder", "Its holder"),
    Option("deputy", "A deputy", "Answers when the holder does not."),
)


class AboutPost(fields.Questions):
    title = fields.Text("What is the post called here?", most=200, missing="Enter what the post is called")
    phone = fields.Telephone("Telephone number", hint="The number that is rung first.", required=False)
    second_phone = fields.Telephone(
        "Second number", hint="Rung if nobody answers the first, such as a mobile.", required=False
    )
    email = fields.Email("Email address", hint="A shared address lasts longer than a person’s.", required=False)
    more = fields.Checkboxes(
        "Is any of this so?",
        (
            Option("rota", "It needs a rota", "Somebody different is on from week to week."),
            Option("receives", "It is the front door", "What is raised with the agency comes here."),
        ),
        required=False,
    )


class Seat(fields.Questions):
    person = fields.Select("Who?", empty="Choose somebody", missing="Choose somebody who works here")
    part = fields.Radios("What are they to be?", PARTS, missing="Select whether they are its holder or a deputy")
    from_on = fields.DateField("First day", named="their first day", hint="For example, 27 3 2026")
    until_on = fields.DateField("Last day, if it is known", named="their last day", required=False)


class Unseat(fields.Questions):
    last_on = fields.DateField("What is their last day in this post?", named="their last day")


@login_required
def listed(request: HttpRequest, agency: UUID) -> HttpResponse:
    """The agency's posts, and those that the policy wants here and the agency does not list."""
    desk = at_desk(request, agency)
    here = list(Post.objects.filter(agency=desk.agency).order_by("title"))
    held, shifts = posts.who_holds(here, on(desk.at)), rotas.coming(here, desk.at)
    rests = readiness.relied_on(desk.policy) if desk.policy else {}
    lacking = posts.lacking(desk.policy, desk.agency, here) if desk.policy else []
    return render(request, "directory/posts.html", frame(desk, "directory-posts") | {
        "posts": [_row(desk, post, held[post], [s for s in shifts[post] if s.starts_at <= desk.at]) for post in here],
        "lacking": [
            {"id": role.id, "title": posts.title_at(role, desk.agency), "relied_on": rests.get(role.id, ())[:2]}
            for role in lacking
        ],
    })  # fmt: skip


@login_required
def add(request: HttpRequest, agency: UUID) -> HttpResponse:
    """List a post that the policy wants here."""
    desk = at_desk(request, agency)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("directory-posts", args=[desk.agency.pk]))
    wanted = posts.roles_of(desk.policy, desk.agency) if desk.policy else []
    role = next((role for role in wanted if role.id == request.POST.get("role")), None)
    if role is None:
        raise Http404
    post = posts.add(desk.agency, desk.person, desk.at, role)
    messages.success(request, f"{post.title} is in the directory. Now say how it is reached.")
    return HttpResponseRedirect(_at(desk, post))


@login_required
def post(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """One post: how it is reached, who holds it, who is on."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    held, shifts = posts.who_holds([found], on(desk.at))[found], rotas.coming([found], desk.at)[found]
    rests = readiness.relied_on(desk.policy).get(found.key, ()) if desk.policy else ()
    return render(request, "directory/post.html", frame(desk, "directory-posts", above="directory-posts") | {
        "post": found, "relied_on": rests,
        "old": _old(desk, found),
        "held": [{"id": h.pk, "name": desk.name(h.person), "deputy": h.deputy, "from_on": h.from_on,
                  "until_on": h.until_on, "later": h.from_on > on(desk.at)} for h in held],
        "on_now": [{"name": desk.name(s.person), "ends_at": s.ends_at} for s in shifts if s.starts_at <= desk.at],
    })  # fmt: skip


@login_required
def numbers(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """Change how a post is reached, and what it is called."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    now = posts.described(found)
    first = vars(now) | {"more": [word for word in ("rota", "receives") if getattr(now, word)]}
    form = AboutPost(request.POST or None, initial=first)

    def act() -> Post | Refused:
        given, more = form.cleaned_data, form.cleaned_data["more"]
        told = {name: given[name] for name in ("title", "phone", "second_phone", "email")}
        return posts.describe(
            found, desk.person, desk.at, posts.Described(**told, rota="rota" in more, receives="receives" in more)
        )

    return _asked(request, desk, found, form, act, f"Change {found.title}", "Save", "The post is changed.")


@login_required
def rang(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """I rang it today: it works."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    if request.method != "POST":
        return HttpResponseRedirect(_at(desk, found))
    outcome = posts.rang(found, desk.person, desk.at)
    if isinstance(outcome, Refused):
        messages.error(request, outcome.says)
    else:
        messages.success(request, f"{found.title}: rung today, and it works.")
    return HttpResponseRedirect(_at(desk, found))


@login_required
def seat(request: HttpRequest, agency: UUID, post: UUID) -> HttpResponse:
    """Somebody begins to hold a post, or to deputise."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    part = request.GET.get("part", "")
    form = Seat(request.POST or None, initial={"from_on": on(desk.at), "part": part})
    who = form.fields["person"]
    if isinstance(who, fields.Select):
        who.offer(desk.options())

    def act() -> Holder | Refused:
        given = form.cleaned_data
        return posts.seat(
            found, desk.workers[given["person"]][0], desk.person, desk.at, deputy=given["part"] == "deputy",
            from_on=given["from_on"], until_on=given["until_on"],
        )  # fmt: skip

    title = f"Who holds it: {found.title}"
    return _asked(request, desk, found, form, act, title, "Put them in this post", "They are in this post.")


@login_required
def unseat(request: HttpRequest, agency: UUID, post: UUID, holder: int) -> HttpResponse:
    """Somebody's last day in a post."""
    desk = at_desk(request, agency)
    found = desk.post(post)
    held = Holder.objects.select_related("person", "post__agency").filter(post=found, pk=holder).first()
    if held is None:
        raise Http404
    form = Unseat(request.POST or None, initial={"last_on": on(desk.at)})
    title = f"{desk.name(held.person)} leaves the post: {found.title}"

    def act() -> Holder | Refused:
        return posts.unseat(held, form.cleaned_data["last_on"], desk.person, desk.at)

    return _asked(request, desk, found, form, act, title, "Record their last day", "Their last day is recorded.")


def _asked(
    request: HttpRequest, desk: Desk, post: Post, form: fields.Questions, act: Callable[[], object],
    title: str, button: str, done: str,
) -> HttpResponse:  # fmt: skip
    """Ask, act, and go back to the post; a refusal stands above the questions."""
    page = frame(desk, "directory-posts") | {"form": form, "title": title, "button": button, "back_to": _at(desk, post)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "directory/form.html", page)
    outcome = act()
    if isinstance(outcome, Refused):
        return render(request, "directory/form.html", page | {"refusal": outcome.says})
    messages.success(request, done)
    return HttpResponseRedirect(_at(desk, post))


def _at(desk: Desk, post: Post) -> str:
    return reverse("directory-post", args=[desk.agency.pk, post.pk])


def _old(desk: Desk, post: Post) -> bool:
    return post.checked_on is None or on(desk.at) - post.checked_on > readiness.OLD


def _row(desk: Desk, post: Post, held: list[Holder], on_now: list[Any]) -> dict[str, Any]:
    today = on(desk.at)
    seated = [h for h in held if h.from_on <= today]
    return {
        "id": post.pk,
        "title": post.title,
        "receives": post.receives,
        "rota": post.rota,
        "ways": [way for way in (post.phone, post.second_phone, post.email) if way],
        "phone": bool(post.phone or post.second_phone),
        "checked_on": post.checked_on,
        "old": _old(desk, post),
        "on_now": [desk.name(s.person) for s in on_now],
        "holders": [desk.name(h.person) for h in seated if not h.deputy],
        "deputies": [desk.name(h.person) for h in seated if h.deputy],
    }
