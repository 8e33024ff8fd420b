"""When a policy is to be looked at again, worked out whenever somebody looks: no job has to run for it to be said."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from wayforward.core.policy.papers import Document
from wayforward.core.working_time.dates import day_and_month

SOON, NEAR = 90, 30  # days before


class Due(enum.StrEnum):
    NEVER = "never"  # the document gives no day
    LATER = "later"
    SOON = "soon"
    NEAR = "near"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Review:
    """`due_on` is the last day on which it is in time. `says` is the sentence to show."""

    due: Due
    due_on: date | None
    says: str

    @property
    def presses(self) -> bool:
        """Whether to say it also where nobody asked."""
        return self.due in (Due.SOON, Due.NEAR, Due.OVERDUE)


def review(document: Document, on: date) -> Review:
    """How near the review of a policy is on that day."""
    due_on = document.review_due
    if due_on is None:
        return Review(Due.NEVER, None, "The policy gives no day for its review. Add one to its next version.")
    days = (due_on - on).days
    day = f"{day_and_month(due_on)} {due_on.year}"
    if days < 0:
        return Review(Due.OVERDUE, due_on, f"Its review is overdue. It was due on {day}, {_days(-days)} ago.")
    due = Due.NEAR if days <= NEAR else Due.SOON if days <= SOON else Due.LATER
    when = "today" if days == 0 else f"in {_days(days)}"
    return Review(due, due_on, f"Its review is due on {day}, {when}.")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
