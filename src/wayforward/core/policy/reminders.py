"""When a policy has people reminded: where the text says nothing, Wayforward's own way, and labelled as such."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from wayforward.core.policy.elements import Element
from wayforward.core.working_time import Amount, Unit

FIVE = Amount(5, Unit.WORKING_DAYS)


@dataclass(frozen=True, kw_only=True)
class Reminders(Element):
    """When somebody is reminded of what they owe (defaults A-76). None of it changes a deadline.

    They are the policy's own where it names clauses for them; else Wayforward's.
    """

    id: str = "reminders"
    half_way: bool = True  # when half the time has gone, where it is at least two days
    due_today: time | None = time(9)  # on London's clocks, on the day it is due; None: not
    late_daily: int = 5  # for so many working days after it was due, one each working day
    late_then: int = 5  # and then one every so many working days; 0: no more
    silent_after: Amount | None = FIVE  # after an acknowledgement, where the stage has no time of its own; None: not
    quiet_after: Amount | None = FIVE  # where a stage has neither a time nor a target, and nobody acts; None: not

    @property
    def ours(self) -> bool:
        """Whether they are Wayforward's own, because the text does not ask for them."""
        return not self.clauses


AS_USUAL = Reminders()
