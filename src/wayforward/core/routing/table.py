"""A policy's routing table, compiled once: given an agency, a line and an instant, it says whom to ring."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from wayforward.core.conditions import Facts
from wayforward.core.routing.answer import Answer, BadQuestion, Card, StatusNeeded
from wayforward.core.routing.holes import hole, suggestions
from wayforward.core.routing.later import later
from wayforward.core.routing.rows import NO_FACTS, NO_ROW_NOW, Found, Rows
from wayforward.core.routing.words import line_name
from wayforward.core.working_time import Calendar, OutsideCalendar, Window, instant, is_open, next_change

if TYPE_CHECKING:
    from wayforward.core.policy.people import Post
    from wayforward.core.policy.whole import Policy

COMMON_AGENCIES: Mapping[str, str] = {
    "police": "Police",
    "schools": "Schools",
    "family-services": "Family services",
    "adult-services": "Adult services",
    "health": "Health",
}


def routes(policy: Policy, calendar: Calendar) -> RouteTable:
    """Compile the routes of a policy. The calendar is of the policy's nation, with the local closures."""
    return RouteTable(policy, calendar)


@dataclass(frozen=True)
class Question:
    """What is asked, with the windows that are open at that instant."""

    agency: str  # its kind: "schools", not "schools:oakfield"
    line: str
    at: datetime
    status: str | None
    facts: Facts
    open_windows: frozenset[str]
    avoid: Collection[str] = ()


class RouteTable:
    """Answers are worked out from the policy alone: the same question always has the same answer."""

    def __init__(self, policy: Policy, calendar: Calendar) -> None:
        self.calendar = calendar
        self.rows = Rows(policy.routes)
        self.posts = {post.id: post for post in policy.posts}
        self.windows = {window.id: window for window in policy.windows}
        self.agencies = {agency.id: agency for agency in policy.agencies}
        own = [route.agency for route in policy.routes if route.agency != "any"]
        self.kinds = tuple(dict.fromkeys([*self.agencies, *own]))
        self.lines = tuple(dict.fromkeys(route.line for route in policy.routes))
        self._statuses = {kind: self._statuses_of(kind) for kind in (*self.kinds, *COMMON_AGENCIES)}
        self.statuses = frozenset(status for known in self._statuses.values() for status in known)
        self._windows: dict[str, tuple[Window, ...]] = {}
        self._cards: dict[tuple[str, tuple[int, ...]], tuple[Card, ...]] = {}

    def answer(
        self,
        agency: str,
        line: str,
        at: datetime,
        status: str | None = None,
        facts: Facts = NO_FACTS,
        avoid: Collection[str] = (),
    ) -> Answer:
        """Whom to ring. `agency` is a kind, or "kind:name"; `avoid` has the ids of posts already challenged.

        Raises StatusNeeded where the answer depends on the status of the case, BadQuestion for a word the
        policy does not use, OutsideCalendar for an instant whose bank holidays nobody has said.
        """
        kind = agency.partition(":")[0]
        if status is None and facts.get("status"):
            status = min(facts["status"])
        self.check(kind, line, status)
        question = Question(kind, line, at, status, facts, self.open_windows(kind, at), avoid)
        found = self.decide(question)
        cards = self.cards(kind, found.rows)
        if avoid:
            cards = tuple(_warned(card, avoid) for card in cards)
        return Answer(
            at=at,
            agency=kind,
            line=found.line,
            cards=cards,
            hole=hole(self, question, found),
            suggestions=suggestions(self, question, found),
            until_at=self._until(found, at),
            later=later(self, question, found),
        )

    def check(self, kind: str, line: str, status: str | None) -> None:
        """Refuse a question with a word in it that the policy does not use. Raises BadQuestion."""
        if kind not in self.kinds and kind not in COMMON_AGENCIES:
            known = self.kinds or tuple(COMMON_AGENCIES)
            raise BadQuestion(_unknown(kind, "an agency", {key: self.title(key) for key in known}))
        if line not in self.lines:
            raise BadQuestion(_unknown(line, "a line", dict.fromkeys(self.lines, "")))
        if status is None:
            return
        own = self.statuses_of(kind)
        if (own and status not in own) or (not own and status not in self.statuses):
            words = own or dict.fromkeys(sorted(self.statuses), "")
            raise BadQuestion(_unknown(status, f"a status of a case with {self.title(kind)}", words))

    def decide(self, question: Question, *, take_over: bool = True) -> Found:
        """The rows that answer. Without a status: what every status agrees on. Raises StatusNeeded."""
        each = self._each_status(question, question.line, take_over)
        if len({(found.line, found.rows) for found in each}) > 1:
            raise self._status_needed(question)
        return _together(each)

    def on_line(self, question: Question, line: str) -> Found:
        """The rows of another line, for every status the case may have; no side line takes over."""
        return _together(self._each_status(question, line, False))

    def _each_status(self, question: Question, line: str, take_over: bool) -> list[Found]:
        kind, status = question.agency, question.status
        statuses = (status,) if status is not None else tuple(self.statuses_of(kind)) or (None,)
        return [
            self.rows.decide(kind, line, each, question.open_windows, question.facts, take_over=take_over)
            for each in statuses
        ]

    def _status_needed(self, question: Question) -> StatusNeeded:
        known = self.statuses_of(question.agency)
        return StatusNeeded(
            f"Whom to ring at {self.title(question.agency)}, {line_name(question.line)}, depends on the"
            f" status of the case there. Give one of: {_listed(known)}.",
            known,
        )

    def statuses_of(self, kind: str) -> Mapping[str, str]:
        """The case statuses that the agency's ladder tells apart, with the policy's words for them."""
        return self._statuses[kind]

    def _statuses_of(self, kind: str) -> Mapping[str, str]:
        agency = self.agencies.get(kind)
        declared = agency.statuses if agency else ()
        titles = agency.statuses_titles if agency else {}
        return {status: titles.get(status, "") for status in (*declared, *self.rows.statuses(kind))}

    def title(self, kind: str) -> str:
        agency = self.agencies.get(kind)
        return agency.title if agency else COMMON_AGENCIES.get(kind, kind)

    def open_windows(self, kind: str, at: datetime) -> frozenset[str]:
        """Which of the windows that the agency's rows depend on hold this instant. Raises OutsideCalendar."""
        windows = self._windows.get(kind)
        if windows is None:
            windows = self._windows[kind] = tuple(self.windows[name] for name in sorted(self.rows.hours(kind)))
        return frozenset([window.id for window in windows if is_open(window, at, self.calendar)])

    def cards(self, kind: str, rows: tuple[int, ...]) -> tuple[Card, ...]:
        """A card for each post of each row, in the order of the file."""
        key = (kind, rows)
        cards = self._cards.get(key)
        if cards is None:
            cards = self._cards[key] = tuple(
                self._card(kind, row, self.posts[post]) for row in rows for post in self.rows.routes[row].posts
            )
        return cards

    def _card(self, kind: str, row: int, post: Post) -> Card:
        route = self.rows.routes[row]
        via = route.via or post.via
        equivalent = post.equivalents.get(kind)
        lent = f"Lent by {self.title(equivalent.of)}." if equivalent and equivalent.of else ""
        titles = self.statuses_of(kind)
        return Card(
            post=post,
            title=title_of(post, kind),
            choice=route.choice,
            how=route.how or post.contact,
            via=title_of(self.posts[via], kind) if via in self.posts else via,
            note=" ".join(filter(None, (route.note, lent))),
            clauses=route.clauses,
            hours_stated=route.hours is not None,
            row=route.id,
            statuses=tuple(titles.get(status) or status for status in route.status),
        )

    def opens_at(self, hours: str, at: datetime) -> datetime | None:
        """When a window that is shut opens next; None when the calendar ends before it does."""
        return self._change([self.windows[hours]], at)

    def _until(self, found: Found, at: datetime) -> datetime:
        rows = (*found.rows, *found.shut, *found.others)
        named = dict.fromkeys(hours for row in rows if (hours := self.rows.routes[row].hours) is not None)
        return self._change([self.windows[name] for name in named], at) or instant(self.calendar.last, time(23, 59, 59))

    def _change(self, windows: list[Window], at: datetime) -> datetime | None:
        try:
            return next_change(windows, at, self.calendar)
        except OutsideCalendar:
            return None


def title_of(post: Post, kind: str) -> str:
    """The title a post has in this kind of agency."""
    equivalent = post.equivalents.get(kind)
    return equivalent.title if equivalent else post.title


def _together(each: list[Found]) -> Found:
    """What every status finds, as one. Where nobody answers, a hole that another hour fills is named."""
    if len(each) == 1:
        return each[0]
    rows = {row for found in each for row in found.rows}
    shut = {row for found in each for row in found.shut}
    others = {row for found in each for row in found.others} - rows - shut
    rules = [found.rule for found in each]
    rule = None if rows else NO_ROW_NOW if NO_ROW_NOW in rules else rules[0]
    return Found(each[0].line, tuple(sorted(rows)), tuple(sorted(shut)), tuple(sorted(others)), rule)


def _warned(card: Card, avoid: Collection[str]) -> Card:
    if card.post.id not in avoid:
        return card
    return replace(card, warning="This post has already been challenged about this case. You may go to the next line.")


def _unknown(word: str, what: str, known: Mapping[str, str]) -> str:
    if not known:
        return f"“{word}” is not {what} in this policy, which has none."
    return f"“{word}” is not {what} in this policy. Write one of: {_listed(known)}."


def _listed(known: Mapping[str, str]) -> str:
    return ", ".join(f"{word} ({says})" if says else word for word, says in known.items())
