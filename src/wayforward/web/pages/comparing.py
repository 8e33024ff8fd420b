"""Comparing partnerships' policies: all side by side, question by question, or every difference between two."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import OutsideCalendar
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption
from wayforward.directory.seating import on
from wayforward.escalations.rulebooks import rules_of
from wayforward.jobs import instant
from wayforward.policies import shelf
from wayforward.policies.comparing import Comparison, compare, sentences
from wayforward.policies.comparing.beside import Beside, side_by_side
from wayforward.web import fields
from wayforward.web.differences import told
from wayforward.web.fields import Option

MOST = 6  # side by side: more than that nobody can take in, and one page cannot hold


@dataclass(frozen=True)
class Held:
    """A policy that is known again by its digest, so that what is worked out from it can be kept."""

    digest: str
    policy: Policy = field(compare=False)


class Choice(fields.Questions):
    """Whose policies. They are in the address, so that the page can be kept and sent."""

    area = fields.Checkboxes("Which partnerships do you want to see?", required=False)
    marks_optional = False


def beside(request: HttpRequest) -> HttpResponse:
    """The policies in force side by side: those in the address, or the first few."""
    at = instant.now()
    every = list(adoptions.at_work(at).order_by("partnership__area", "partnership__key"))
    known = {each.partnership.key: each for each in every}
    asked = [known[area] for area in dict.fromkeys(request.GET.getlist("area")) if area in known]
    shown = (asked or every)[:MOST]
    form = Choice({"area": [each.partnership.key for each in shown]})
    question = form.fields["area"]
    assert isinstance(question, fields.Checkboxes)
    question.offer(Option(each.partnership.key, each.partnership.name) for each in every)
    found = _beside(tuple(_held(each) for each in shown), on(at).year) if shown else None
    return render(request, "policies/compare.html", {
        "form": form,
        "left_out": len(asked or every) - len(shown),
        "most": MOST,
        "rows": _rows(shown, found) if found else [],
        "pairs": _pairs(shown) if len(shown) > 1 else [],
    })  # fmt: skip


def two(request: HttpRequest, area: str, other: str) -> HttpResponse:
    """Every difference between the policies that two partnerships have in force, from the first to the second."""
    at = instant.now()
    chosen = {each.partnership.key: each for each in adoptions.at_work(at).filter(partnership__key__in=(area, other))}
    if area == other or len(chosen) < 2:
        raise Http404
    before, after = chosen[area], chosen[other]
    found = _compared(_held(before), _held(after), on(at).year)
    return render(request, "policies/differences.html", {
        "before": before.partnership,
        "after": after.partnership,
        "turned": reverse("compare-two", args=[other, area]),
        "both": f"{reverse('compare')}?area={area}&area={other}",
    } | told(found))  # fmt: skip


def _held(adoption: Adoption) -> Held:
    return Held(adoption.digest, rules_of(adoption).policy)


@lru_cache(maxsize=32)
def _beside(held: tuple[Held, ...], year: int) -> Beside:
    policies = [each.policy for each in held]
    try:
        return side_by_side(policies, [shelf.calendar(policy.nation) for policy in policies], year)
    except OutsideCalendar:
        return side_by_side(policies)


@lru_cache(maxsize=32)
def _compared(before: Held, after: Held, year: int) -> Comparison:
    try:
        return compare(before.policy, after.policy, shelf.calendar(after.policy.nation), year)
    except OutsideCalendar:
        return sentences(before.policy, after.policy)


def _rows(shown: Iterable[Adoption], found: Beside) -> list[dict[str, Any]]:
    partnerships = [each.partnership for each in shown]
    return [
        {
            "asks": row.asks,
            "answers": [
                {"partnership": partnership, "texts": texts}
                for partnership, texts in zip(partnerships, row.answers, strict=True)
            ],
        }
        for row in found.rows
    ]


def _pairs(shown: list[Adoption]) -> list[dict[str, str]]:
    """A link to every difference, from each to each other."""
    return [
        {
            "href": reverse("compare-two", args=[one.partnership.key, other.partnership.key]),
            "text": f"From {one.partnership.name} to {other.partnership.name}",
        }
        for one, other in permutations(shown, 2)
    ]
