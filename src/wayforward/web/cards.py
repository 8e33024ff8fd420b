"""The router's answers as the page's cards: the policy's words, with the numbers of whoever answers there today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from wayforward.core.policy.people import Post as Role
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import Answer, Card, Hole, Later
from wayforward.core.routing.words import line_name
from wayforward.directory.models import Agency, Partnership, Post
from wayforward.web.reach import judges_own_case, last_resort, ways
from wayforward.web.words import bare_title

CHOICES = {
    "all": "",
    "either": "Either of these. The first is chosen unless you say otherwise.",
    "option": "You may go to this post instead.",
    "fallback": "If the one before is not there.",
}

OF_THE_CHALLENGED = ("responding", "each")  # a post of the agency that is asked about: no other agency's will do
SOON = timedelta(days=366)  # an answer that holds for longer does not change with the hour


class Numbers:
    """The posts of a partnership with the ways to reach them, asked for once for a page."""

    def __init__(self, partnership: Partnership) -> None:
        self._posts: dict[str, list[Post]] = {}
        here = Post.objects.filter(agency__partnership=partnership).select_related("agency")
        for post in here.prefetch_related("areas").order_by("agency__name"):
            self._posts.setdefault(post.key, []).append(post)

    def of(self, role: Role, asked: Asked) -> list[Post]:
        """Who holds a role's place where it is asked for: at one agency, at any of a kind, or wherever it stands."""
        posts = self._posts.get(role.id, [])
        key = asked.places.get(role.of)
        if key is not None:
            return [post for post in posts if post.agency.key == key]
        if role.of == "raising":
            return []  # somebody of the asker's own agency: which one is not known, and never guessed
        theirs = [post for post in posts if asked.kind == post.agency.kind]
        return theirs if theirs or role.of in OF_THE_CHALLENGED else posts


@dataclass(frozen=True)
class Asked:
    """Whom a question is about: a kind of agency and what it is called, and the very agencies where they are known."""

    kind: str
    title: str
    places: Mapping[str, str] = field(default_factory=dict)  # raising, responding, each -> agency key
    names: Mapping[str, str] = field(default_factory=dict)  # agency key -> name
    inside: bool = False  # asked from within an escalation, where an attempt can be recorded

    def where(self, role: Role, reach: list[Post]) -> str:
        """Whose post a role is."""
        key = self.places.get(role.of)
        if key is not None:
            return self.names.get(key, key)
        if role.of == "raising":
            return "In your own agency"
        agencies: list[Agency] = [post.agency for post in reach]
        return agencies[0].name if len(agencies) == 1 else self.title


def answer(found: Answer, policy: Policy, numbers: Numbers, asked: Asked) -> dict[str, Any]:
    """What parts/contact_card.html and parts/hole.html draw: cards, a hole, and what comes later."""
    texts = {clause.id: clause.says for clause in policy.clauses}
    return {
        "answer": found,
        "cards": [card(c, texts, numbers, asked) for c in found.cards],
        "hole": hole(found.hole, found, policy, numbers, asked) if found.hole else None,
        "later": [later(step, texts, numbers, asked) | {"says": _in_words(step, policy)} for step in found.later],
        "until": found.until_at if found.until_at - found.at < SOON else None,
    }


def card(c: Card, texts: Mapping[str, str], numbers: Numbers, asked: Asked) -> dict[str, Any]:
    reach = numbers.of(c.post, asked)
    printed = [{"number": c.how.phone, "label": "Printed in the policy"}] if c.how.phone else []
    known = ways(reach, c.how.phone)
    because = [CHOICES[c.choice]] if CHOICES[c.choice] else []
    because += [c.note] if c.note else []
    if c.hours_stated:
        because.append("The policy names this post for this case, this line and this hour.")
    else:
        because.append("The policy states no hours for this post, so it may not answer at this time.")
    own = c.post.of == "raising" and "raising" not in asked.places
    return {
        "article": "your" if own else "the",
        "post": bare_title(c.title),
        "agency": asked.where(c.post, reach),
        "numbers": [*printed, *known],
        "emails": [c.how.email] if c.how.email else [],
        "via": bare_title(c.via) if c.via else "",
        "none": not (printed or known or c.how.email or own),
        "warning": " ".join(filter(None, (c.warning, judges_own_case(c.post, reach)))),
        "marked": c.how.marked,
        "because": because,
        "clauses": clauses(c.clauses, texts),
        "otherwise": _otherwise(c, asked, reach),
        "checked_on": next((p.checked_on for p in reach if p.checked_on), None),
    }


def _otherwise(c: Card, asked: Asked, reach: list[Post]) -> list[str]:
    on = "Record that you tried, then go on." if asked.inside else "Ring the next one below."
    steps = [f"{on} You do not have to wait."]
    if c.via:
        steps.insert(0, f"Ask again through the {bare_title(c.via)}.")
    return [*steps, *last_resort(reach), "Ring 101, or 999 if there is danger now."]


def later(step: Later, texts: Mapping[str, str], numbers: Numbers, asked: Asked) -> dict[str, Any]:
    return {
        "says": step.says,
        "line": step.line,
        "opens_at": step.opens_at,
        "cards": [card(c, texts, numbers, asked) for c in step.cards],
    }


def _in_words(step: Later, policy: Policy) -> str:
    """What comes later, with a line that has a name of its own called as its stage is: "Stage Three: Resolution"."""
    stage = next((s for s in policy.stages if s.line == step.line and not step.line.isdecimal()), None)
    return step.says.replace(line_name(step.line), f"{stage.label}, {stage.title}") if stage else step.says


def hole(found: Hole, answer_: Answer, policy: Policy, numbers: Numbers, asked: Asked) -> dict[str, Any]:
    texts = {clause.id: clause.says for clause in policy.clauses}
    return {
        "asked": f"{asked.title}, line {answer_.line}",
        "sentence": found.says,
        "clauses": clauses(found.clauses, texts),
        "suggestions": [
            {
                "sentence": f"{s.post}: {s.why}",
                "number": s.how.phone if s.how and s.how.phone else _number(s.post, policy, numbers, asked),
            }
            for s in answer_.suggestions
        ],
    }


def _number(title: str, policy: Policy, numbers: Numbers, asked: Asked) -> str:
    """The directory's number for a post that is suggested by its title."""
    role = next((post for post in policy.posts if title in (post.title, bare_title(post.title))), None)
    found = numbers.of(role, asked) if role else []
    return found[0].phone if len(found) == 1 else ""


def clauses(ids: tuple[str, ...], texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Clauses with their words, as parts/clauses.html takes them."""
    return [{"id": clause, "text": texts.get(clause, "")} for clause in ids]
