"""Doing something to an escalation: ask, show who will be told and which clocks start, do it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from wayforward.core import events as ev
from wayforward.core.lifecycle import AnyCommand, decide, moves
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.escalations import record
from wayforward.escalations.overtaking import Overtaken, overtaken_since
from wayforward.web import fields, hold, words
from wayforward.web.acts import ACTS, Act, papers
from wayforward.web.acts.asking import reason
from wayforward.web.acts.colleagues import colleagues
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.table import SAY, TALK
from wayforward.web.pages.escalation import at_desk, frame, tone
from wayforward.web.pages.signing import signed_in
from wayforward.web.positions import table
from wayforward.web.timeline import timeline

LONGEST_NUMBER = 10  # digits: more is no number of ours
UNCHANGED = Refused("Nothing has changed. Change an answer, or go back.")
KEPT_OUT = ("csrfmiddlewaretoken", "confirm", "seen", hold.FIELD)
SPOKEN = (TALK, SAY)  # where somebody writes to the other side, how to say it is in sight
CHOSEN = ("to", "line", "duty", "form", "part", "outcome")  # what an address may say that an act is about


@hold.kept_for_its_writer
def act(request: HttpRequest, ref: str, slug: str) -> HttpResponse:
    found = ACTS.get(slug)
    if found is None:
        raise Http404
    desk = at_desk(request, ref, slug)
    if not _there(found, desk):
        raise Http404
    if slug == "delegate":
        desk = replace(desk, colleagues=colleagues(desk))
    place = _place(found, desk)
    posted = request.POST if request.method == "POST" else None
    before = hold.kept_on(place, signed_in(request)) if posted is None else None
    if posted is not None:
        hold.keep(place, hold.typed_in(request))
    page = _page(found, desk, place, posted, before)
    # Looked at before the answers are judged: what happened meanwhile may have changed the questions.
    overtaken = overtaken_since(desk.opened.history, desk.me.person, page["seen"])
    if overtaken and before is not None and {item.by for item in overtaken.since} == {desk.me.person}:
        page["seen"] = desk.state.seq  # what I did myself meanwhile, I know
    elif overtaken:
        return _overtaken(request, desk, overtaken, page)
    if posted is None or not page["form"].is_valid():
        return render(request, "escalation/act.html", page)
    return _asked(request, desk, page, place)


def _there(found: Act, desk: Desk) -> bool:
    """Whether the address names something that there is: a line that can be gone to, a form of the policy."""
    if found.slug == "line":
        return desk.chosen.get("line") in _lines(desk)
    return found.slug != "form" or papers.chosen_form(desk) is not None


def _page(
    found: Act, desk: Desk, place: hold.Place, posted: QueryDict | None, before: QueryDict | None
) -> dict[str, Any]:
    return frame(desk) | {
        "act": found,
        "form": _form(found, desk, posted, before),
        "seen": _seen(before if posted is None else posted, desk),
        "what": _what(found, desk),
        "ticket": hold.ticket(place),
        "kept": before is not None,
        "tone": tone(desk) if found.group in SPOKEN else None,
        "table": table(desk) if found.slug == "answer" else None,
    }


def _asked(request: HttpRequest, desk: Desk, page: dict[str, Any], place: hold.Place) -> HttpResponse:
    """What was answered, as the rulebook takes it: shown first where anybody would be told, then done."""
    found, given = page["act"], page["form"].cleaned_data
    if found.slug == "escalate" and "to" in given:
        hold.sent(place, signed_in(request))
        return HttpResponseRedirect(f"{request.path}?to={given['to']}")
    command = found.command(desk, given)
    if command is None:
        return _refused(request, UNCHANGED, page)
    if request.POST.get("confirm") != "yes":
        outcome = decide(desk.rules, desk.state, command, desk.at)
        if isinstance(outcome, Refused):
            return _refused(request, outcome, page)
        if found.checked or tells(outcome):
            return _check(request, desk, outcome, page | {"warnings": found.warns(desk, given)})
    return _do(request, desk, command, page, place)


def _place(found: Act, desk: Desk) -> hold.Place:
    """Where what is typed for this act is kept: apart for each thing that the address says it is about."""
    ref, about = desk.opened.row.ref, {name: desk.chosen[name] for name in CHOSEN if desk.chosen.get(name)}
    tail = f":{sha256(urlencode(about).encode()).hexdigest()[:16]}" if about else ""
    address = reverse("act", args=[ref, found.slug])
    return hold.Place(
        person=desk.me.person,
        partnership=str(desk.opened.row.partnership_id),
        purpose=f"act:{ref}:{found.slug}{tail}",
        address=f"{address}?{urlencode(about)}" if about else address,
    )


def _form(found: Act, desk: Desk, posted: QueryDict | None, before: QueryDict | None) -> fields.Questions:
    """The questions with what is sent now, or filled with what was typed `before` and never sent."""
    asked = found.questions(desk)
    given = posted or before or QueryDict()
    if given.get("overridable"):
        asked |= _all_the_same(asked)
    if given.get("override"):  # somebody goes on without what is missing, so nothing of it holds them up
        for name, question in asked.items():
            question.required = question.required and not name.startswith("answer_")
    many = {"marks_optional": found.marks_optional, "__module__": __name__}
    kind: type[fields.Questions] = type("Act", (fields.Questions,), {**asked, **many})
    return hold.unjudged(kind, before) if before is not None else kind(posted)


def _check(request: HttpRequest, desk: Desk, outcome: tuple[ev.Event, ...], page: dict[str, Any]) -> HttpResponse:
    """What would follow, worked out by the rulebook itself and not stored."""
    return render(request, "escalation/check.html", page | {
        "typed": [(name, value) for name, values in request.POST.lists() if name not in KEPT_OUT for value in values],
        "answers": rows(page["form"]),
        "follows": follows(outcome, desk.rules),
        "change": _place(page["act"], desk).address,
    })  # fmt: skip


def _do(request: HttpRequest, desk: Desk, command: AnyCommand, page: dict[str, Any], place: hold.Place) -> HttpResponse:
    outcome = record.submit(desk.opened.row.pk, command, desk.at, page["seen"])
    match outcome:
        case Refused():
            return _refused(request, outcome, page)
        case Overtaken():
            return _overtaken(request, desk, outcome, page)
        case _:
            hold.sent(place, signed_in(request))
            messages.success(request, page["act"].done)
            return HttpResponseRedirect(_onwards(page["act"], desk))


def _onwards(found: Act, desk: Desk) -> str:
    """Where somebody goes next: the next part of a form, away from what they may no longer see, or back to the page."""
    if found.slug == "conflict":
        return reverse("my-work")
    form = papers.chosen_form(desk) if found.slug == "form" else None
    if form is not None and (part := papers.chosen_part(desk, form)) < len(papers.parts(form)):
        return f"{reverse('act', args=[desk.opened.row.ref, 'form'])}?{urlencode({'form': form.id, 'part': part + 1})}"
    return reverse("escalation", args=[desk.opened.row.ref])


def _overtaken(request: HttpRequest, desk: Desk, overtaken: Overtaken, page: dict[str, Any]) -> HttpResponse:
    """What happened meanwhile, above what was typed. Already where the address leads: nothing to send again."""
    there = page["act"].slug == "escalate" and desk.chosen.get("to") == desk.state.stage
    return render(request, "escalation/act.html", page | {
        "form": None if there else page["form"],
        "refusal": overtaken.says,
        "since": timeline(overtaken.since, desk.rules, desk.names, whole=False),
        "seen": max(desk.state.seq, overtaken.since[-1].seq),
    }, status=409)  # fmt: skip


def _lines(desk: Desk) -> set[str | None]:
    """The lines that somebody can go to from here: those of the stage, the next one, and this one once more."""
    tiers = desk.stage.tiers
    offered = {choice.line for choice in moves(desk.rules, desk.state, desk.me, desk.at)}
    return (offered | {desk.state.line} | set(tiers.lines if tiers else ())) - {None}


def _seen(given: QueryDict | None, desk: Desk) -> int:
    """The last entry that the asker had on screen, carried from page to page; how it stands now where none is sent."""
    sent = str(given.get("seen") or "") if given else ""
    if not (sent.isascii() and sent.isdigit() and len(sent) < LONGEST_NUMBER):
        return desk.state.seq
    return min(int(sent), desk.state.seq)


def _all_the_same(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The questions with which somebody goes past a refusal, where the act does not ask them already."""
    if "override" in asked or "exception" in asked:
        return {}
    more: dict[str, Any] = {"override": fields.Tick("Go on all the same", required=False)}
    if "reason" not in asked:
        more["override_reason"] = reason("Why go on without it?", required=False)
    return more


def _refused(request: HttpRequest, refused: Refused, page: dict[str, Any]) -> HttpResponse:
    form = page["form"]
    if refused.overridable:
        form.fields |= _all_the_same(form.fields)
    return render(request, "escalation/act.html", page | {"refusal": refused.says, "overridable": refused.overridable})


def tells(events: tuple[ev.Event, ...]) -> bool:
    """Whether anybody else is told, a clock starts, or the case moves: then it is shown before it is done."""
    return any(
        isinstance(e, ev.NoticeOwed | ev.StageEntered | ev.Closed) or (isinstance(e, ev.DutyArose) and e.due_at)
        for e in events
    )


def follows(events: tuple[ev.Event, ...], rules: Rulebook) -> dict[str, Any]:
    told = [e for e in events if isinstance(e, ev.NoticeOwed)]
    arose = [e for e in events if isinstance(e, ev.DutyArose)]
    return {
        "told": words.listed(sorted({words.who(e.to, rules.posts) for e in told if not e.blocked})),
        "blocked": [{"who": words.who(e.to, rules.posts), "why": e.blocked} for e in told if e.blocked],
        "clocks": [
            {"says": rules.duties[e.duty].says, "due_at": e.due_at, "who": words.people(e.who, rules.posts)}
            for e in arose
            if e.due_at
        ],
        "stages": [rules.stages[e.stage] for e in events if isinstance(e, ev.StageEntered)],
        "closes": any(isinstance(e, ev.Closed) for e in events),
    }


def _what(found: Act, desk: Desk) -> str:
    """What the act is about, where the address says so: a duty, a stage, a line, a form."""
    if found.slug == "form":
        return papers.form_title(desk)
    if (key := desk.chosen.get("duty")) and key in desk.state.duties:
        return desk.rules.duty(desk.state.duties[key].duty).says
    if (stage := desk.rules.stages.get(desk.chosen.get("to", ""))) is not None:
        return f"{stage.label}: {stage.title}"
    return f"Line {desk.chosen['line']}" if desk.chosen.get("line") else ""


def rows(form: fields.Questions) -> list[dict[str, str]]:
    """What was answered, question by question; what was left empty or not ticked is left out."""
    return [{"question": str(q.label), "text": text} for q in form.visible_fields() if (text := said(form, q))]


def said(form: fields.Questions, question: Any) -> str:
    value = form.cleaned_data.get(question.name)
    labels: dict[str, str] = {str(key): str(text) for key, text in getattr(question.field, "choices", ())}
    match value:
        case None | "" | []:
            return ""
        case False if isinstance(question.field, fields.Tick):
            return ""
        case bool():
            return "Yes" if value else "No"
        case list():
            return ", ".join(labels.get(str(v), str(v)) for v in value)
        case str():
            return labels.get(value, value)
        case _:
            return words.spoken(value)
