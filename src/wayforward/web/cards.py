"""The router's answers as the page's cards: the policy's words, with the numbers of whoever answers there today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wayforward.core.policy import Policy
from wayforward.core.routing import Answer, Card, Hole, Later
from wayforward.directory.models import Partnership, Post
from wayforward.web.words import bare_title

CHOICES = {
    "all": "",
    "either": "Either of these. The first is chosen unless you say otherwise.",
    "option": "You may go to this post instead.",
    "fallback": "If the one before is not there.",
}


SOON = timedelta(days=366)  # an answer that holds for longer does not change with the hour


class Numbers:
    """The posts of a partnership with the ways to reach them, asked for once for a page."""

    def __init__(self, partnership: Partnership) -> None:
        self._posts: dict[str, list[Post]] = {}
        for post in (
            Post.objects.filter(agency__partnership=partnership).select_related("agency").order_by("agency__name")
        ):
            self._posts.setdefault(post.key, []).append(post)

    def of(self, key: str, kind: str | None = None) -> list[Post]:
        """The posts with this key; those of one kind of agency first, where there are any."""
        posts = self._posts.get(key, [])
        return [post for post in posts if kind in (None, post.agency.kind)] or posts


def answer(found: Answer, policy: Policy, numbers: Numbers, agency: str) -> dict[str, Any]:
    """What parts/contact_card.html and parts/hole.html draw: cards, a hole, and what comes later."""
    texts = {clause.id: clause.says for clause in policy.clauses}
    return {
        "answer": found,
        "cards": [card(c, found, texts, numbers, agency) for c in found.cards],
        "hole": hole(found.hole, found, texts, agency) if found.hole else None,
        "later": [later(step, found, texts, numbers, agency) for step in found.later],
        "until": found.until_at if found.until_at - found.at < SOON else None,
    }


def card(c: Card, found: Answer, texts: dict[str, str], numbers: Numbers, agency: str) -> dict[str, Any]:
    reach = [p for p in numbers.of(c.post.id, found.agency) if p.phone]
    printed = [{"number": c.how.phone, "label": "Printed in the policy"}] if c.how.phone else []
    known = [{"number": p.phone, "label": p.agency.name} for p in reach if p.phone != c.how.phone]
    because = [CHOICES[c.choice]] if CHOICES[c.choice] else []
    because += [c.note] if c.note else []
    if not c.hours_stated:
        because.append("The policy states no hours for this post, so it may not answer at this time.")
    return {
        "post": bare_title(c.title),
        "agency": agency,
        "numbers": [*printed, *known],
        "emails": [c.how.email] if c.how.email else [],
        "via": bare_title(c.via) if c.via else "",
        "none": not (printed or known or c.how.email),
        "warning": c.warning,
        "marked": c.how.marked,
        "because": because,
        "clauses": clauses(c.clauses, texts),
        "otherwise": _otherwise(c),
        "checked_on": next((p.checked_on for p in reach if p.checked_on), None),
    }


def _otherwise(c: Card) -> list[str]:
    steps = ["Record that you tried, then go to the next line. You do not have to wait."]
    if c.via:
        steps.insert(0, f"Ask again through the {c.via}.")
    return [*steps, "Ring 101, or 999 if there is danger now."]


def later(step: Later, found: Answer, texts: dict[str, str], numbers: Numbers, agency: str) -> dict[str, Any]:
    return {
        "says": step.says,
        "line": step.line,
        "opens_at": step.opens_at,
        "cards": [card(c, found, texts, numbers, agency) for c in step.cards],
    }


def hole(found: Hole, answer_: Answer, texts: dict[str, str], agency: str) -> dict[str, Any]:
    return {
        "asked": f"{agency}, line {answer_.line}",
        "sentence": found.says,
        "clauses": clauses(found.clauses, texts),
        "suggestions": [
            {"sentence": f"{s.post}: {s.why}", "number": s.how.phone if s.how else ""} for s in answer_.suggestions
        ],
    }


def clauses(ids: tuple[str, ...], texts: dict[str, str]) -> list[dict[str, str]]:
    """Clauses with their words, as parts/clauses.html takes them."""
    return [{"id": clause, "text": texts.get(clause, "")} for clause in ids]
