"""What comes after an answer: the same line at another hour, somebody else on it, or the next line up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wayforward.core.routing.answer import Later
from wayforward.core.routing.rows import Found, around
from wayforward.core.routing.words import line_name, opening

if TYPE_CHECKING:
    from wayforward.core.routing.table import Question, RouteTable


def later(table: RouteTable, question: Question, found: Found) -> tuple[Later, ...]:
    """Nearest first: whoever stands in for a contact already challenged, the day contact, the next line."""
    return (
        *_instead(table, question, found),
        *at_another_hour(table, question, found),
        *_next_line(table, question, found.line),
    )


def at_another_hour(table: RouteTable, question: Question, found: Found) -> tuple[Later, ...]:
    """The contacts this line has at another hour, each with the next instant at which it opens (A-12)."""
    by_window: dict[str, list[int]] = {}
    for row in found.shut:
        by_window.setdefault(table.rows.routes[row].hours or "", []).append(row)
    contacts = []
    for hours, rows in by_window.items():
        opens_at = table.opens_at(hours, question.at)
        says = opening(opens_at, question.at, table.calendar) if opens_at else "At another hour"
        contacts.append(Later(says, found.line, table.cards(question.agency, tuple(rows)), opens_at))
    return tuple(sorted(contacts, key=lambda each: (each.opens_at is None, each.opens_at or question.at)))


def _instead(table: RouteTable, question: Question, found: Found) -> Iterator[Later]:
    """Others on the same line, where a contact has already been challenged about this case (A-28)."""
    routes = table.rows.routes
    if not any(post in question.avoid for row in found.rows for post in routes[row].posts):
        return
    others = tuple(row for row in found.others if _could_answer(table, question, row))
    cards = [card for card in table.cards(question.agency, others) if card.post.id not in question.avoid]
    if cards:
        yield Later("In place of a contact already challenged", found.line, tuple(cards))


def _could_answer(table: RouteTable, question: Question, row: int) -> bool:
    route = table.rows.routes[row]
    open_now = route.hours is None or route.hours in question.open_windows
    return open_now and (not route.status or question.status in route.status)


def _next_line(table: RouteTable, question: Question, line: str) -> tuple[Later, ...]:
    """The next line up, for when this one settles nothing or nobody answers; after a side line, the first."""
    _, above = around(table.rows.ladder(question.agency), line)
    if not above:
        return ()
    found = table.on_line(question, above[0])
    if not found.rows:
        return at_another_hour(table, question, found)
    cards = table.cards(question.agency, found.rows)
    return (Later(f"If this does not settle it: {line_name(above[0])}", above[0], cards),)
