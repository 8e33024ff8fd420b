"""`wayforward contact`: whom to ring at one agency and line of its ladder, at one instant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.core.routing import SYSTEM_SUGGESTION, Answer, Card, RouteTable, given, routes
from wayforward.core.routing.words import line_name
from wayforward.core.working_time.london import moment, on_the_wall
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace

A_YEAR = timedelta(days=366)  # what does not change for so long is told as if it never did
CHOICES = {
    "all": "",
    "either": "Ring any one of these.",
    "option": "This post may be rung instead.",
    "fallback": "Ring this post if the one above cannot be reached.",
}


def add(commands: Any) -> None:
    ask = commands.add_parser("contact", help="whom to ring now, or at another instant", description=__doc__)
    show.of_a_policy(ask)
    ask.add_argument("--agency", required=True, metavar="A", help="the agency to be rung")
    ask.add_argument("--line", required=True, metavar="N", help="the line of its ladder, such as 1")
    ask.add_argument("--status", metavar="S", help="the status of the case there, where the answer depends on it")
    says = "what is known about the case: FACT, or FACT=VALUE; may be repeated"
    ask.add_argument("--given", action="append", default=[], metavar="FACT", help=says)
    ask.add_argument("--at", metavar="INSTANT", help="when; without it, now")
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    at = instants.read(asked.at, "--at") if asked.at else instants.now()
    policy = shelf.load(asked.policy)
    table = routes(policy, shelf.calendar(policy.nation))
    answer = table.answer(asked.agency, asked.line, at, asked.status, given(policy, asked.given))
    if asked.json:
        show.as_json(as_data(answer))
    else:
        _tell(answer, table)
    return 0


def as_data(answer: Answer) -> dict[str, Any]:
    hole = answer.hole
    return {
        "at": instants.written(answer.at),
        "contacts": [
            {
                "post": card.title,
                "how": show.how(card.how),
                "via": card.via,
                "note": _note(card),
                "clauses": list(card.clauses),
            }
            for card in answer.cards
        ],
        "hole": hole and {"rule": hole.rule, "says": hole.says, "clauses": list(hole.clauses)},
        "suggestions": [{"post": each.post, "why": each.why} for each in answer.suggestions],
        "until": instants.written(answer.until_at),
    }


def _note(card: Card) -> str:
    hours = "" if card.hours_stated else "The policy states no hours for this post."
    return " ".join(filter(None, (CHOICES[card.choice], card.note, hours, card.warning)))


def _tell(answer: Answer, table: RouteTable) -> None:
    show.lines([show.EMERGENCY, "", f"{table.title(answer.agency)}, {line_name(answer.line)}, {moment(answer.at)}:"])
    for card in answer.cards:
        via = f", through the {card.via}" if card.via else ""
        reached = show.how(card.how) or "the policy prints no number"
        show.lines([f"{card.title}{via}: {reached}{show.resting_on(card.clauses)}"], "  ")
        if note := _note(card):
            show.lines([note], "    ")
    if answer.hole:
        show.lines([answer.hole.says + show.resting_on((answer.hole.rule, *answer.hole.clauses))], "  ")
        show.lines([f"{SYSTEM_SUGGESTION}:"])
        show.lines((f"{each.post}: {each.why}" for each in answer.suggestions), "  ")
    last = on_the_wall(answer.until_at).date() == table.calendar.last
    always = last or answer.until_at - answer.at > A_YEAR
    show.lines(["This holds at any hour." if always else f"This holds until {moment(answer.until_at)}."])
    for later in answer.later:
        named = "" if later.line == answer.line or line_name(later.line) in later.says else f", {line_name(later.line)}"
        show.lines([f"{later.says}{named}: {', '.join(card.title for card in later.cards)}"])
