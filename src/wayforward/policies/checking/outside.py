"""Bodies that no longer exist, mailboxes of one person, and contact details that cannot be right."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from wayforward.core.policy.elements import Element
from wayforward.core.policy.papers import Document, Guidance, Reference, Report, Scope, Term
from wayforward.core.policy.people import Agency, Contact, Post
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import Stage
from wayforward.core.working_time.dates import written
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses, first_up, titles
from wayforward.policies.sources import text_of

OUTSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "outside.json")
SHORT_NUMBERS = frozenset({"999", "101", "111", "112", "18000"})
_EMAIL = re.compile(r"[A-Za-z0-9._%+'&-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_PERSON = re.compile(r"([a-z]{2,})[._]([a-z]{2,})\d*@", re.IGNORECASE)
_EXTENSION = re.compile(r"\s*(?:ext(?:ension)?\.?|x|option|opt\.?|ask for).*$", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*(?:/|;|,|\bor\b)\s*")


@dataclass(frozen=True)
class Body:
    """A body that came to an end."""

    names: tuple[str, ...]
    nation: str
    ended: date
    now: str

    def is_named_in(self, text: str) -> bool:
        """Whole words. A name in capitals is only matched in capitals."""
        return any(
            re.search(rf"\b{re.escape(name)}\b", text, 0 if name[:3].isupper() else re.IGNORECASE)
            for name in self.names
        )


@cache
def _outside() -> dict[str, Any]:
    """What no policy says and every policy lives with."""
    table: dict[str, Any] = json.loads(text_of(OUTSIDE))
    return table


@cache
def bodies() -> tuple[Body, ...]:
    """Every body that the table knows to have ended."""
    return tuple(
        Body(tuple(one["names"]), one["nation"], date.fromisoformat(one["ended"]), one["now"])
        for one in _outside()["bodies"]
    )


def bodies_that_have_ended(desk: Desk) -> Iterator[Finding]:
    """CHK-27: somebody is to be contacted, or something asked, of a body that is no more."""
    for body in bodies():
        if body.nation != desk.policy.nation or body.ended >= desk.on:
            continue
        naming = {
            name: element
            for name, element in desk.elements.items()
            if isinstance(element, Element) and any(body.is_named_in(text) for text in _texts(element))
        }
        people: dict[str, Element] = {
            name: element for name, element in naming.items() if isinstance(element, Post | Agency)
        }
        cited = [clause.id for clause in desk.policy.clauses if body.is_named_in(clause.says)]
        if naming or cited:
            yield _ended(body, people or naming, cited, desk)


def _ended(body: Body, naming: dict[str, Element], cited: list[str], desk: Desk) -> Finding:
    posts = all_of(one.title for one in naming.values() if isinstance(one, Post | Agency))
    name = body.names[0]
    return Finding(
        rule="CHK-27",
        severity=Severity.MEDIUM if posts else Severity.LOW,
        elements=tuple(naming) or ("policy",),
        clauses=clauses(*(element.clauses for element in naming.values()), () if naming else cited),
        about=name,
        what=f"{posts}: no {name} has existed since {written(body.ended)}."
        if posts
        else f"The text names a {name}, and none has existed since {written(body.ended)}.",
        why="Whoever looks for it finds nobody, and loses the time in which somebody else could have answered.",
        example=f"On {desk.late} a worker asks a switchboard for it and is told that there is none.",
        question=f"Who has taken its place? It may be {body.now}.",
    )


def _texts(element: Element) -> Iterator[str]:
    """The names and sentences of an element that speak of bodies."""
    match element:
        case Post():
            yield element.title
            yield from (other.says for other in element.also_called)
            yield from (equivalent.title for equivalent in element.equivalents.values())
        case Agency():
            yield element.title
        case Document():
            yield from (element.owner, element.author, *element.approvals, *element.read_with)
        case Report():
            yield from (element.title, element.says)
        case Term():
            yield from (element.term, element.means)
        case Stage() | Scope() | Reference():
            yield element.says
        case Guidance() if element.kind != "governance":
            yield element.says
        case _:
            return


def contacts_of_one_person(desk: Desk) -> Iterator[Finding]:
    """CHK-26: a mailbox or a number that is one person's own."""
    for name, element, contact in _contacts(desk):
        printed = [text for text in (contact.email, contact.printed) if text]
        if contact.one_person or any(is_a_person_s(text) for text in printed):
            yield Finding(
                rule="CHK-26",
                severity=Severity.MEDIUM,
                elements=(name,),
                clauses=element.clauses,
                what=f"{_called(element, desk)}: the text gives one person's own mailbox or number.",
                why="People go on leave and move on, and what is sent to them is then read by nobody.",
                example=f"Sent on {desk.late} to somebody on leave, it is read on {written(desk.back)} or never.",
                question="Which mailbox or number belongs to the post?",
            )


def is_a_person_s(mailbox: str) -> bool:
    """Whether a mailbox looks like a first name and a surname: two words, neither of which a post or an office has."""
    found = _PERSON.match(mailbox.strip())
    return found is not None and not {part.casefold() for part in found.groups()} & set(_outside()["of_an_office"])


def _contacts(desk: Desk) -> Iterator[tuple[str, Post | Route, Contact]]:
    yield from ((f"post {post.id}", post, post.contact) for post in desk.policy.posts)
    yield from ((f"route {route.id}", route, route.how) for route in desk.policy.routes if route.how is not None)


def _called(element: Post | Route, desk: Desk) -> str:
    return first_up(element.title if isinstance(element, Post) else titles(desk.policy, element.posts))


def contacts_that_cannot_be_right(desk: Desk) -> Iterator[Finding]:
    """CHK-34: a mailbox that is none, a number of the wrong length, or numbers written in two ways."""
    for name, element, contact in _contacts(desk):
        wrong = [text for text in (contact.printed,) if text and not contact.one_person]
        wrong += [contact.email] if contact.email and not _EMAIL.fullmatch(contact.email.strip()) else []
        wrong += [contact.phone] if contact.phone and not is_a_number(contact.phone) else []
        if wrong:
            usable = contact.printed is not None and (contact.email or contact.phone) and wrong == [contact.printed]
            yield Finding(
                rule="CHK-34",
                severity=Severity.LOW if usable else Severity.MEDIUM,
                elements=(name,),
                clauses=element.clauses,
                what=f"{_called(element, desk)}: “{wrong[0]}” cannot be used as it is printed.",
                why="A message to it comes back, or goes nowhere without a word.",
                example=f"Sent on {desk.late}, it may not be noticed as lost before {written(desk.back)}.",
                question="What is the right mailbox or number?",
            )


def is_a_number(phone: str) -> bool:
    """Whether a text is one telephone number of this country, or several, whatever the spaces in it."""
    numbers = [_EXTENSION.sub("", part) for part in _SEVERAL.split(phone)]
    return all(_is_one(number) for number in numbers if number)


def _is_one(number: str) -> bool:
    if re.search(r"[^\d\s()+.-]", number):
        return False
    digits = re.sub(r"\D", "", re.sub(r"\+44\s*(\(0\))?", "0", number))
    return digits in SHORT_NUMBERS or (digits.startswith("0") and len(digits) in (10, 11))


def numbers_in_two_styles(desk: Desk) -> Iterator[Finding]:
    """CHK-34: London numbers grouped as 020 8… in one place and as 0208… in another."""
    styled: dict[bool, list[tuple[str, Post | Route, str]]] = {True: [], False: []}
    for name, element, contact in _contacts(desk):
        if contact.phone and re.match(r"\(?02\d", contact.phone):
            styled[bool(re.match(r"\(?02\d\)?\s", contact.phone))].append((name, element, contact.phone))
    if styled[True] and styled[False]:
        few = min(styled.values(), key=len)
        yield Finding(
            rule="CHK-34",
            severity=Severity.LOW,
            elements=tuple(name for name, _, _ in few),
            clauses=clauses(*(element.clauses for _, element, _ in few)),
            about="styles",
            what=f"{_called(few[0][1], desk)}: {few[0][2]} is grouped in another way than the other numbers.",
            why="A number that is grouped wrongly is misread, and misdialled, by somebody in a hurry.",
            example=f"On {desk.late} somebody dials it without the area code, and it does not ring.",
            question="Can all numbers be written in one way?",
        )


RULES = (
    ("CHK-26", contacts_of_one_person),
    ("CHK-27", bodies_that_have_ended),
    ("CHK-34", contacts_that_cannot_be_right),
    ("CHK-34", numbers_in_two_styles),
)
