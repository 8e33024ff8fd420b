"""What lies before somebody who reads or acts: the escalation, who they are in it, and what the address said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from wayforward.core.commands import Actor
from wayforward.core.escalation import Escalation
from wayforward.core.people import OFFICE
from wayforward.core.policy.stages import Stage
from wayforward.core.rulebook import Rulebook
from wayforward.escalations.read import Opened
from wayforward.web.fields import Option

PARTIES = ("raising", "responding")


@dataclass(frozen=True)
class Desk:
    """An escalation as one person has it in front of them at one instant."""

    opened: Opened
    me: Actor
    at: datetime
    chosen: Mapping[str, str]
    agencies: Mapping[str, str]  # key -> name, of this partnership
    full_board: frozenset[str] = frozenset()  # the agencies that may send a member to a panel
    colleagues: tuple[Option, ...] = ()  # of my own agency, for whoever hands it on: asked for there alone

    @property
    def names(self) -> dict[str, str]:
        """What to call the people of the history and the agencies of the partnership."""
        return {OFFICE: "the partnership’s office", **self.opened.people, **self.agencies}

    @property
    def rules(self) -> Rulebook:
        return self.opened.rules

    @property
    def state(self) -> Escalation:
        return self.opened.state

    def across_from(self, agency: str) -> bool:
        """Whether I am of the other side than that agency: it is for me to answer what it asks."""
        mine, theirs = self.state.side(self.me.agency), self.state.side(agency)
        return mine in PARTIES and theirs in PARTIES and mine != theirs

    @property
    def in_meetings(self) -> str:
        """What the policy says of a dispute in a meeting, in one line; our own words where it says nothing."""
        own = [g.says for g in self.rules.policy.guidance if "meeting" in g.shown and g.kind in ("warning", "tip")]
        return own[0] if own else "In a meeting with family, ask first whether to take it outside and talk there."

    @property
    def stage(self) -> Stage:
        return self.rules.stages[self.state.stage]
