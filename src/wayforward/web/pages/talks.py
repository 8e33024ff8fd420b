"""Talks inside one agency: ask one's own lead, note a challenge that was made, answer, and raise it after all."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.policy.whole import Policy
from wayforward.directory.models import Agency, Holder, Partnership, Person, Post
from wayforward.directory.seating import agencies_of, current, on
from wayforward.escalations import read, talks
from wayforward.escalations.read import Opened
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.web import fields, hold, words
from wayforward.web.fields import Option
from wayforward.web.pages.raising.questions import concern
from wayforward.web.pages.raising.start import begun, in_force, mine_or_404
from wayforward.web.pages.signing import signed_in

LEADS = ("safeguarding_lead", "supervisor", "line_manager", "senior_manager")  # whom people ask first, in order
STANDS = {
    talks.SETTLED: "Settled between us",
    talks.WAITING: "I am waiting for them",
    talks.NOT_SETTLED: "Not settled",
}


@hold.kept_for_its_writer
def ask(request: HttpRequest, area: str) -> HttpResponse:
    """A question to one's own lead, beside an open escalation where the address names one."""
    partnership, person, at = mine_or_404(request, area), signed_in(request), instant.now()
    policy = rules_of(in_force(partnership)).policy
    beside = _beside(request, person, partnership, at)
    posts = leads(person, partnership, policy, at, beside.state.conflicted if beside else ())
    others = _others(partnership, _own(person, partnership, at))
    kind = _ask_form(posts, others, asks_about=beside is None)
    place = _place(request, partnership, f"ask:{area}")
    form = _bound(kind, request, place, person)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        post = next(p for p, _ in posts if str(p.pk) == said["asked"])
        talk = talks.consult(
            person, post, said["words"], at, key=_key(request), about=others.get(said.get("about") or ""),
            escalation=beside.row if beside else None,
        )  # fmt: skip
        hold.sent(place, person)
        return HttpResponseRedirect(reverse("talk", args=[talk.pk]))
    return render(request, "talks/ask.html", {
        "form": form, "partnership_name": partnership.name, "area": area, "ticket": hold.ticket(place),
        "key": _key(request), "nobody": not posts, "beside": beside.row.ref if beside else "",
    })  # fmt: skip


@hold.kept_for_its_writer
def log(request: HttpRequest, area: str) -> HttpResponse:
    """A challenge that was made in passing, in three answers."""
    partnership, person, at = mine_or_404(request, area), signed_in(request), instant.now()
    own = _own(person, partnership, at)
    others = _others(partnership, own)
    place = _place(request, partnership, f"log:{area}")
    form = _bound(_log_form(others), request, place, person)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        talk = talks.note(person, own[0], others[said["about"]], said["words"], said["stands"], at, key=_key(request))
        hold.sent(place, person)
        return HttpResponseRedirect(reverse("talk", args=[talk.pk]))
    return render(request, "talks/log.html", {
        "form": form, "partnership_name": partnership.name, "area": area, "ticket": hold.ticket(place),
        "key": _key(request),
    })  # fmt: skip


@hold.kept_for_its_writer
def talk(request: HttpRequest, talk: UUID) -> HttpResponse:
    """What was said between the two, and one more turn. To anybody else it is not there."""
    person, at = signed_in(request), instant.now()
    found = talks.find(person, talk, at)
    if found is None:
        raise Http404
    place = _place(request, found.partnership, f"talk:{talk}")
    informal = found.kind == talks.INFORMAL
    kind = _stands_form(found.outcome) if informal else _turn_form(found.begun_by_id == person.pk)
    form = _bound(kind, request, place, person, when=not {"seen", "done"} & request.POST.keys())
    if request.method == "POST" and ("seen" in request.POST or "done" in request.POST):
        if "seen" in request.POST:
            talks.seen(found, person, at)
        elif found.begun_by_id == person.pk and not informal:
            talks.stands(found, talks.DONE, at)
        return HttpResponseRedirect(reverse("talk", args=[talk]))
    if request.method == "POST" and form.is_valid():
        if informal:
            talks.stands(found, form.cleaned_data["stands"], at)
        else:
            talks.say(found, person, form.cleaned_data["words"], at)
        hold.sent(place, person)
        return HttpResponseRedirect(reverse("talk", args=[talk]))
    return render(request, "talks/talk.html", _shown(found, person) | {"form": form, "ticket": hold.ticket(place)})


@hold.kept_for_its_writer
def onwards(request: HttpRequest, talk: UUID) -> HttpResponse:
    """Raise it after all: what the asker wrote goes into a draft; what the lead answered stays between them."""
    person = signed_in(request)
    found = talks.find(person, talk, instant.now())
    if found is None or found.begun_by_id != person.pk or found.escalation_id is not None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("talk", args=[talk]))
    policy = rules_of(in_force(found.partnership)).policy
    typed: dict[str, Any] = {"own": {"own": [found.agency.key]}}
    if found.about is not None:
        typed["other"] = {"other": [found.about.key]}
    first = next((said.words for said in talks.read(found, person) if said.mine), "")
    typed["disagreement"] = {concern(policy): [first]}
    if found.kind == talks.INFORMAL:
        day = words.london(found.begun_at).date()
        parts = {"day": day.day, "month": day.month, "year": day.year}
        typed["first"] = {f"raised_on-{part}": [str(value)] for part, value in parts.items()}
    draft = begun(person, found.partnership, typed)
    return HttpResponseRedirect(reverse("raise-resume", args=[draft.pk]))


def leads(
    person: Person, partnership: Partnership, policy: Policy, at: datetime, shut_out: Container[str] = ()
) -> list[tuple[Post, list[str]]]:
    """The posts of one's own agency to ask, each with who holds it: one for each holder, safeguarding leads first.

    Nobody is asked beside an escalation who is `shut_out` of it: they could not read what they are asked.
    """
    own = _own(person, partnership, at)
    roles = {post.id: post for post in policy.posts if post.of in ("raising", "each") and post.role in LEADS}
    posts = Post.objects.filter(agency__in=own, key__in=roles).select_related("agency").order_by("agency__name", "key")
    held: dict[Any, list[Person]] = {}
    for holder in current(Holder.objects.filter(post__in=posts), on(at)).select_related("person").order_by("deputy"):
        if str(holder.person_id) not in shut_out:
            held.setdefault(holder.post_id, []).append(holder.person)
    found: dict[tuple[Person, ...], tuple[Post, list[str]]] = {}
    for post in sorted(posts, key=lambda p: LEADS.index(roles[p.key].role or LEADS[0])):
        people = tuple(held.get(post.pk, ()))
        if people and people[0] != person:
            found.setdefault(people[:1], (post, [p.name for p in people if p != person]))
    return list(found.values())


# --- the questions --------------------------------------------------------------------------------------


def _ask_form(
    posts: list[tuple[Post, list[str]]], others: dict[str, Agency], *, asks_about: bool
) -> type[fields.Questions]:
    options = [Option(str(p.pk), _title(p), f"Held by {words.listed(names)}") for p, names in posts]
    asked: dict[str, Any] = {
        "asked": fields.Radios("Whom do you want to ask?", options, missing="Select whom you want to ask"),
        "words": fields.Textarea("What do you want to ask?", missing="Enter what you want to ask",
                                 hint="Only you and whoever holds that post can read it."),
    }  # fmt: skip
    if asks_about:
        agencies = [Option(key, a.name) for key, a in others.items()]
        asked["about"] = fields.Select("Which agency is it about?", agencies, required=False, empty="Not decided yet")
    return _form(asked)


def _log_form(others: dict[str, Agency]) -> type[fields.Questions]:
    return _form({
        "about": fields.Select(
            "Which agency did you challenge?", [Option(key, a.name) for key, a in others.items()],
            missing="Select the agency",
        ),
        "words": fields.Text("What was it about, in one line?", missing="Enter what it was about"),
        "stands": fields.Radios("How does it stand?", _stands(), missing="Select how it stands"),
    })  # fmt: skip


def _turn_form(mine: bool) -> type[fields.Questions]:
    question = "Add something" if mine else "Your advice"
    return _form({"words": fields.Textarea(question, rows=4, missing="Enter what you want to say")})


def _stands_form(outcome: str) -> type[fields.Questions]:
    return _form({"stands": fields.Radios("How does it stand now?", _stands(), initial=outcome,
                                          missing="Select how it stands")})  # fmt: skip


def _stands() -> list[Option]:
    return [Option(key, text) for key, text in STANDS.items()]


def _form(asked: dict[str, Any]) -> type[fields.Questions]:
    return type("Talk", (fields.Questions,), {**asked, "__module__": __name__})


def _bound(
    kind: type[fields.Questions], request: HttpRequest, place: hold.Place, person: Person, when: bool = True
) -> fields.Questions:
    """What was posted, kept where it needs mending; else what was typed before and not sent."""
    if request.method == "POST" and when:
        form = kind(request.POST)
        if not form.is_valid():
            hold.keep(place, hold.typed_in(request))
        return form
    before = hold.kept_on(place, person)
    return hold.unjudged(kind, before) if before is not None else kind()


# --- what it is about -----------------------------------------------------------------------------------


def _own(person: Person, partnership: Partnership, at: datetime) -> list[Agency]:
    return [a for a in agencies_of(person, on(at)) if a.partnership_id == partnership.pk and not a.office]


def _others(partnership: Partnership, own: list[Agency]) -> dict[str, Agency]:
    agencies = Agency.objects.filter(partnership=partnership, office=False).order_by("name")
    return {a.key: a for a in agencies if a not in own[:1]}


def _beside(request: HttpRequest, person: Person, partnership: Partnership, at: datetime) -> Opened | None:
    """The escalation it is asked beside, as the asker may see it; the look is written down."""
    ref = request.GET.get("beside", "")
    if not ref:
        return None
    opened = read.open_escalation(ref, person, at, "consult")
    if opened is None or opened.row.partnership_id != partnership.pk:
        raise Http404
    return opened


def _place(request: HttpRequest, partnership: Partnership, purpose: str) -> hold.Place:
    return hold.Place(
        person=str(signed_in(request).pk), partnership=str(partnership.pk), purpose=purpose,
        address=request.get_full_path(),
    )  # fmt: skip


def _key(request: HttpRequest) -> UUID:
    """The key that the page was drawn with, so that a form sent twice begins one talk."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _title(post: Post) -> str:
    title = words.bare_title(post.title)
    return f"{title[:1].upper()}{title[1:]}"


def _shown(found: Any, person: Person) -> dict[str, Any]:
    mine = found.begun_by_id == person.pk
    notice = talks.told(found)
    return {
        "talk": found, "mine": mine, "partnership_name": found.partnership.name,
        "asked": _title(found.asked) if found.asked else "",
        "said": [
            {"title": "You wrote" if s.mine else f"{s.by} wrote", "at": s.at, "words": s.words}
            for s in talks.read(found, person)
        ],
        "stands": STANDS.get(found.outcome, ""), "is_done": found.outcome == talks.DONE,
        "seen_at": notice.acknowledged_at if notice else None,
        "blocked": notice.blocked if notice else "", "told_at": notice.handed_over_at if notice else None,
        "can_raise": mine and found.escalation_id is None and found.kind != talks.ALERT,
    }  # fmt: skip
