"""What can be proved of a version for a year: an answer to each claim, its holes, and its longest wait as a story."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wayforward.core.working_time import OutsideCalendar
from wayforward.core.working_time.london import moment
from wayforward.desk.proving import proved, years
from wayforward.directory.seating import on
from wayforward.policies import shelf
from wayforward.policies.errors import PolicyErrors
from wayforward.policies.proving.holes import Unprinted
from wayforward.policies.proving.hours import challenged
from wayforward.policies.proving.proof import Claim, Holds, Proof
from wayforward.policies.proving.retelling import in_sentences
from wayforward.policies.proving.sentences import the_waits
from wayforward.policies.proving.waits import Longest, StageWait
from wayforward.policies.proving.words import lasting, until, working_days
from wayforward.web.pages.desk import access
from wayforward.web.pages.desk.frame import frame

ANSWERS = {
    Holds.YES: ("Yes", "govuk-tag--green"),
    Holds.DECLARED: ("Declared", "govuk-tag--yellow"),
    Holds.NO: ("No", "govuk-tag--red"),
}


@login_required
def page(request: HttpRequest, area: str, version: UUID) -> HttpResponse:
    """The proof of the version for the year in the address, or for this year."""
    desk, row = access.version(request, area, version)
    present = on(desk.at).year
    year = _year(request.GET.get("year", ""), present)
    found = proved(row.texts, year)
    shown = frame(desk, row, "desk-proof") | {"year": year}
    if isinstance(found, PolicyErrors):
        return render(request, "desk/proof.html", shown | {"mistakes": found.errors})
    if isinstance(found, OutsideCalendar):
        return render(request, "desk/proof.html", shown | {"outside": str(found), "present": present})
    calendar = shelf.calendar(found.policy.nation)
    others = [each for each in years(calendar, present) if each != year]
    return render(request, "desk/proof.html", shown | {"years": others} | _shown(found))


def _year(text: str, present: int) -> int:
    if not text:
        return present
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text)):
        raise Http404
    return int(text)


def _shown(proof: Proof) -> dict[str, Any]:
    labels = {stage.id: stage.label for stage in proof.policy.stages}
    return {
        "proof": proof,
        "claims": [_claim(proof, claim) for claim in proof.claims],
        "waits": _waits(proof),
        "stages": [_stage(wait, labels[wait.stage]) for wait, _ in proof.stages],
        "holes": _holes(proof),
        "posts": [_post(proof, each) for each in proof.unprinted],
    }


def _claim(proof: Proof, claim: Claim) -> dict[str, Any]:
    answer, colour = ANSWERS[claim.holds]
    waits = claim.claim == "wait-is-limited"  # its story is the section below
    return {
        "claim": claim, "answer": answer, "colour": colour, "clauses": ", ".join(claim.clauses),
        "story": () if waits else in_sentences(proof.policy, claim.story),
    }  # fmt: skip


def _waits(proof: Proof) -> list[dict[str, Any]]:
    """The longest by the calendar, and by working days where that is another."""
    waited = proof.waits
    if waited.longest is None or waited.most_days is None:
        return []
    both = [("Longest by the calendar", waited.longest)]
    if waited.most_days.working_days > waited.longest.working_days:
        both.append(("Most working days", waited.most_days))
    return [_wait(proof, heading, longest) for heading, longest in both]


def _wait(proof: Proof, heading: str, longest: Longest) -> dict[str, Any]:
    days = working_days(longest.working_days)
    return {
        "heading": heading, "days": days, "calendar": lasting(longest.lasts),
        "sentences": list(the_waits(proof.policy, longest))[:-1],
    }  # fmt: skip


def _stage(wait: StageWait, label: str) -> dict[str, Any]:
    return {
        "label": label, "within": str(wait.within) if wait.within else "", "why": wait.why, "capped": bool(wait.caps),
        "calendar": lasting(wait.lasts) if wait.lasts is not None else "",
        "from": moment(wait.starts_at) if wait.starts_at else "",
        "until": until(wait.due_at) if wait.due_at else "",
    }  # fmt: skip


def _holes(proof: Proof) -> list[dict[str, Any]]:
    """The holes, agency by agency."""
    found: dict[str, list[dict[str, Any]]] = {}
    for gap, told in proof.holes:
        story = in_sentences(proof.policy, told.story)
        item = {"says": told.says, "rule": gap.rule, "clauses": ", ".join(gap.hole.clauses), "story": story}
        found.setdefault(gap.agency, []).append(item)
    return [{"agency": proof.table.title(agency), "items": items} for agency, items in found.items()]


def _post(proof: Proof, each: Unprinted) -> dict[str, Any]:
    titles = {post.id: post.title for post in proof.policy.posts}
    agencies = tuple(dict.fromkeys(agency for agency, _ in each.lines))
    everybody = len(agencies) > 1 and set(agencies) == set(challenged(proof.policy, proof.table))
    named = "Every agency" if everybody else ", ".join(proof.table.title(agency) for agency in agencies)
    return {"title": titles[each.post], "agencies": named, "hours": f"{each.seconds / 3600:,.0f}"}
