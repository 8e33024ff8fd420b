"""The escalation page: what to do now, whom to ring, what is owed and why then, every way on, and what has happened."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core import events as ev
from wayforward.core.lifecycle import moves
from wayforward.core.policy import Guidance
from wayforward.core.routing import BadQuestion
from wayforward.directory.models import Agency
from wayforward.escalations import read
from wayforward.escalations.acting import actor
from wayforward.web import cards, clock, words
from wayforward.web.acts import offered
from wayforward.web.acts.asking import Desk
from wayforward.web.owing import owed
from wayforward.web.pages.signing import signed_in
from wayforward.web.timeline import facts, timeline


@login_required
def escalation(request: HttpRequest, ref: str) -> HttpResponse:
    desk = at_desk(request, ref, "page")
    opened = desk.opened
    return render(request, "escalation/page.html", frame(desk) | {
        "owed": owed(desk.state, desk.rules, desk.me, desk.at),
        "contacts": contacts(desk) if desk.state.open else [],
        "moves": [_way(c) for c in moves(desk.rules, desk.state, desk.me, desk.at)] if desk.state.open else [],
        "acts": [{"slug": act.slug, "title": act.title, "verdict": verdict} for act, verdict in offered(desk)],
        "guidance": [g.says for g in desk.rules.policy.guidance if _shown(g, desk)],
        "sides": sides(desk),
        "entries": timeline(reversed(opened.history), desk.rules, desk.names, whole=False),
    })  # fmt: skip


@login_required
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole record, to print or file: what it was about, what was owed and done, and everything that happened."""
    desk = at_desk(request, ref, "record")
    opened = desk.opened
    return render(request, "escalation/record.html", frame(desk) | {
        "printed_at": desk.at,
        "entries": timeline(opened.history, desk.rules, desk.names),
        "sides": sides(desk),
        "duties": [_kept(duty, desk) for duty in desk.state.duties.values()],
        "head": opened.row.head,
        "seq": opened.row.seq,
    })  # fmt: skip


def at_desk(request: HttpRequest, ref: str, what: str) -> Desk:
    """The escalation as the reader may see it, with who they are in it. Not there and not theirs are the same 404."""
    at = clock.now()
    opened = read.open_escalation(ref, signed_in(request), at, what)
    if opened is None:
        raise Http404
    agencies = Agency.objects.filter(partnership=opened.row.partnership, office=False).order_by("name")
    return Desk(
        opened=opened,
        me=actor(signed_in(request), opened.row, opened.state, at),
        at=at,
        chosen={name: value for name, value in request.GET.items() if isinstance(value, str)},
        agencies={agency.key: agency.name for agency in agencies},
    )


def frame(desk: Desk) -> dict[str, Any]:
    """What every page of an escalation shows: which it is, where it stands, and for which partnership."""
    row, policy = desk.opened.row, desk.rules.policy
    late = desk.state.open and row.due_at is not None and desk.at > row.due_at
    state = "Overdue" if late else words.state(row.state, policy)
    named = [desk.agencies.get(key, key) for key in (desk.state.raising, *desk.state.responding)]
    return {
        "ref": row.ref,
        "partnership_name": row.partnership.name,
        "policy": policy,
        "place": words.place(desk.state, policy),
        "stage": desk.stage,
        "is_open": desk.state.open,
        "identity": {
            "reference": row.ref,
            "facts": [f"{named[0]} with {words.joined(named[1:])}"],
            "tag": {"text": state, "colour": words.colour(row.state, late)},
        },
    }


def contacts(desk: Desk) -> list[dict[str, Any]]:
    """Whom to ring now, for each agency that is challenged: the policy's answer, or the declared hole."""
    stage, policy = desk.stage, desk.rules.policy
    line = desk.state.line if stage.tiers and stage.tiers.lines else stage.line
    if line is None:
        return []
    numbers = cards.Numbers(desk.opened.row.partnership)
    found = []
    for agency in desk.state.responding:
        kind, name = agency.partition(":")[0], desk.agencies.get(agency, agency)
        status = next(iter(desk.state.facts.get("status", ())), None)
        try:
            answer = desk.opened.routes.answer(kind, line, desk.at, status, desk.state.facts)
        except BadQuestion as problem:
            found.append({"agency": name, "kind": kind, "problem": str(problem)})
            continue
        found.append({"agency": name, "kind": kind, **cards.answer(answer, policy, numbers, name)})
    return found


def sides(desk: Desk) -> dict[str, Any]:
    """What each side said: the concern and the outcome sought, and the answer to it. Only what was written."""
    opened = desk.opened
    labels = {f.id: f.label for form in opened.rules.forms.values() for f in form.fields}
    raised = next(item.event for item in opened.history if isinstance(item.event, ev.Raised))
    said = dict(raised.answers)
    answers = []
    for item in opened.history:
        if isinstance(item.event, ev.FactsRecorded | ev.ResolutionProposed):
            said |= item.event.answers
        if isinstance(item.event, ev.Responded):
            answers.append(
                {
                    "agency": desk.names.get(item.agency, item.agency),
                    "outcome": item.event.outcome,
                    "reasons": item.event.reasons,
                }
            )
    return {
        "subjects": raised.subjects,
        "said": [{"label": labels.get(name, BASICS.get(name, name)), "text": text} for name, text in said.items()],
        "facts": list(
            facts(
                {n: tuple(sorted(v)) for n, v in opened.state.facts.items() if n in opened.rules.facts},
                opened.rules,
            )
        ),
        "answers": answers,
    }


# The questions that Wayforward asks of everybody who raises something, whatever else their policy asks.
BASICS = {
    "decided": "What was decided, done or not done",
    "disagree": "Why this does not keep them safe",
    "want": "What would put it right",
    "safe-now": "What keeps them safe meanwhile",
    "wishes": "What they say they want",
}


def _shown(guidance: Guidance, desk: Desk) -> bool:
    return desk.state.stage in guidance.shown and guidance.when.holds(desk.state.facts)


def _way(choice: Any) -> dict[str, Any]:
    verdict = choice.verdict
    return {
        "stage": choice.stage,
        "line": choice.line,
        "says": choice.move.says if choice.move and choice.move.says else "",
        "verdict": verdict,
        "open": verdict.allowed or verdict.overridable,
    }


def _kept(duty: Any, desk: Desk) -> dict[str, Any]:
    about = desk.rules.duties[duty.duty]
    state = "Done" if duty.done_at else "No longer owed" if duty.lapsed_at else "Owed"
    return {
        "says": about.says, "who": words.people(duty.who, desk.rules.posts), "due_at": duty.due_at, "state": state,
        "because": duty.because, "origin": words.origin(about), "done_at": duty.done_at,
        "clauses": [{"id": clause} for clause in about.clauses],
    }  # fmt: skip
