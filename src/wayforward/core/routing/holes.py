"""What to say where the policy names nobody, and what to suggest without inventing a contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wayforward.core.routing.answer import Card, Hole, Suggestion
from wayforward.core.routing.later import at_another_hour
from wayforward.core.routing.rows import (
    NO_LADDER,
    NO_LINE,
    NO_ROW_FOR_CASE,
    NO_ROW_NOW,
    Found,
    around,
    is_rung,
)
from wayforward.core.routing.words import line_name
from wayforward.core.working_time.dates import listed
from wayforward.core.working_time.london import moment

if TYPE_CHECKING:
    from wayforward.core.routing.table import Question, RouteTable

SYSTEM_SUGGESTION = "System suggestion, not policy"  # stands beside every suggestion that is shown


def hole(table: RouteTable, question: Question, found: Found) -> Hole | None:
    """The declared hole, with its rule and the clauses of the nearest rows; None where somebody answers."""
    agency, line = table.title(question.agency), line_name(found.line)
    match found.rule:
        case None:
            return None
        case rule if rule == NO_ROW_NOW:
            why = f"{agency}, {line}, has a contact at other hours but none on {moment(question.at)}."
            clauses = _clauses(table, found.shut)
        case rule if rule == NO_ROW_FOR_CASE:
            why = f"{agency}, {line}, has contacts for other cases but none for {_case(table, question)}."
            clauses = _clauses(table, found.others)
        case rule if rule == NO_LINE:
            why = f"{agency} has no {line}."
            clauses = _clauses(table, _nearest(table, question, found))
        case _:
            why = f"it gives {agency} no ladder."
            declared = table.agencies.get(question.agency)
            clauses = declared.clauses if declared else ()
    return Hole(found.rule, f"This policy names no contact here: {why}", clauses)


def suggestions(table: RouteTable, question: Question, found: Found) -> tuple[Suggestion, ...]:
    """What can be tried at a hole, in the order of routing.md 2.8; nothing where somebody answers.

    The nearest lower line's contact, asked to reach the person this line names; then whoever answers later or
    higher up; for a side line the ordinary first line; and 999 always, last.
    """
    if found.rule is None:
        return ()
    below, above = around(table.rows.ladder(question.agency), found.line)
    offered = [
        *_lower(table, question, found, below),
        *(() if is_rung(found.line) else _ordinary(table, question, above)),
        *_other_cases(table, question, found),
        *_own_later(table, question, found),
        *(_higher(table, question, above) if is_rung(found.line) else ()),
        *(_office(table, question) if found.rule == NO_LADDER else ()),
    ]
    return (*_once(offered), _emergency(question, found.line))


def _lower(table: RouteTable, question: Question, found: Found, below: tuple[str, ...]) -> Iterator[Suggestion]:
    titles = [card.title for card in table.cards(question.agency, found.shut)]
    agency = table.title(question.agency)
    for line in reversed(below):
        cards = table.cards(question.agency, table.on_line(question, line).rows)
        for card in cards:
            reach = f"the {listed(titles)}" if titles else f"whoever answers above them at {agency}"
            yield _suggestion(card, f"This is the contact of {line_name(line)} now. Ask them to reach {reach}.")
        if cards:
            return


def _ordinary(table: RouteTable, question: Question, ladder: tuple[str, ...]) -> Iterator[Suggestion]:
    """For a side route: the ordinary first line (A-79)."""
    for first in ladder[:1]:
        for card in table.cards(question.agency, table.on_line(question, first).rows):
            yield _suggestion(card, f"This is the ordinary contact of {line_name(first)}. Say that it is urgent.")


def _other_cases(table: RouteTable, question: Question, found: Found) -> Iterator[Suggestion]:
    """Whoever answers here for cases with another status: they know who answers for this one (A-14)."""
    if found.rule != NO_ROW_FOR_CASE:
        return
    routes = table.rows.routes
    rows = tuple(row for row in found.others if routes[row].hours is None or routes[row].hours in question.open_windows)
    for card in table.cards(question.agency, rows):
        case = f" ({listed(list(card.statuses))})" if card.statuses else ""
        yield _suggestion(card, f"This is the contact here for other cases{case}. Ask them who answers for this one.")


def _own_later(table: RouteTable, question: Question, found: Found) -> Iterator[Suggestion]:
    for later in at_another_hour(table, question, found):
        for card in later.cards:
            why = f"This is the policy's own contact on {line_name(found.line)}. {later.says}."
            yield Suggestion(card.title, why, card.how, later.opens_at)


def _higher(table: RouteTable, question: Question, above: tuple[str, ...]) -> Iterator[Suggestion]:
    for line in above:
        found = table.on_line(question, line)
        for card in table.cards(question.agency, found.rows):
            yield _suggestion(card, f"This is the contact of {line_name(line)}. You may go on to it now.")
        for later in at_another_hour(table, question, found):
            for card in later.cards:
                why = f"This is the contact of {line_name(line)}, further up. {later.says}."
                yield Suggestion(card.title, why, card.how, later.opens_at)
        if found.rows or found.shut:
            return


def _office(table: RouteTable, question: Question) -> Iterator[Suggestion]:
    """The partnership's own office, where the policy prints how to reach it."""
    for post in table.posts.values():
        if post.of == "partnership" and (post.contact.phone or post.contact.email):
            why = f"The partnership can say who answers for {table.title(question.agency)}."
            yield Suggestion(post.title, why, post.contact)
            return


def _emergency(question: Question, line: str) -> Suggestion:
    if question.agency == "health" and not is_rung(line):
        return Suggestion(
            "999 or A&E",
            "If anybody is in immediate danger, or needs a doctor now, do not wait for a call back.",
        )
    return Suggestion("999", "If anybody is in immediate danger, ring 999 first.")


def _suggestion(card: Card, why: str) -> Suggestion:
    return Suggestion(card.title, why, card.how)


def _once(offered: list[Suggestion]) -> tuple[Suggestion, ...]:
    """Each post once, with the first reason it was offered for."""
    first: dict[str, Suggestion] = {}
    for suggestion in offered:
        first.setdefault(suggestion.post, suggestion)
    return tuple(first.values())


def _nearest(table: RouteTable, question: Question, found: Found) -> tuple[int, ...]:
    """The rows of the rung just below a line that is missing, or of the whole ladder."""
    below, _ = around(table.rows.ladder(question.agency), found.line)
    own = table.rows.of(question.agency)
    return tuple(row for row in own if not below or table.rows.routes[row].line == below[-1])


def _clauses(table: RouteTable, rows: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clause for row in rows for clause in table.rows.routes[row].clauses))


def _case(table: RouteTable, question: Question) -> str:
    if question.status is None:
        return "this one"
    title = table.statuses_of(question.agency).get(question.status)
    return f"one that is {title or question.status}"
