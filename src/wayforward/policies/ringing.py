"""Whom a policy has people ring in an escalation as it stands: the posts, or why it names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wayforward.core.escalation import Escalation
from wayforward.core.routing import BadQuestion, RouteTable
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import OutsideCalendar
from wayforward.policies.phrases import who


@dataclass(frozen=True)
class Rung:
    """Who is rung at one challenged agency: titles in order. None of them: `says` is why."""

    agency: str  # its key
    titles: tuple[str, ...]
    says: str = ""


def rung(rules: Rulebook, table: RouteTable, state: Escalation, at: datetime) -> tuple[Rung, ...]:
    """One for each challenged agency, at the line or stage where it is, at that instant.

    A stage that no row of the routing table is for is answered by those who act there.
    """
    stage = rules.stage(state.stage)
    line = state.line if stage.tiers and stage.tiers.lines else stage.line
    if line is None:
        acts = tuple(who(words, rules.posts) for words in stage.acts.get("responding", ()))
        return tuple(Rung(agency, acts) for agency in state.responding)
    return tuple(_asked(rules, table, state, agency, line, at) for agency in state.responding)


def _asked(
    rules: Rulebook, table: RouteTable, state: Escalation, agency: str, line: str, at: datetime
) -> Rung:  # fmt: skip
    try:
        found = table.answer(agency, line, at, rules.status(state), state.facts)
    except (BadQuestion, OutsideCalendar) as unknown:
        return Rung(agency, (), str(unknown))
    if found.hole is not None and not found.cards:
        return Rung(agency, (), found.hole.says)
    return Rung(agency, tuple(card.title for card in found.cards))
