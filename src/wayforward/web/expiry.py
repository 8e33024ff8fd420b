"""Until when a printed card can be trusted: the first change that is already known, and a month at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from wayforward.core.policy.papers import Document
from wayforward.core.working_time import Calendar
from wayforward.directory.models import Holder, Partnership
from wayforward.jobs import instant

LONGEST = timedelta(days=30)


@dataclass(frozen=True, order=True)
class Expiry:
    """The last day on which a card made now may be used, and why no longer."""

    last_on: date
    because: str


def expiry(
    document: Document,
    calendar: Calendar,
    partnership: Partnership,
    posts: set[str],
    at: datetime,
    retires_at: datetime | None = None,
) -> Expiry:
    """`posts` are the ids of the posts on the card; `retires_at` the first instant of the policy that follows, where a
    day is set for it. A card is good to the end of its last day, today at the earliest."""
    today = at.astimezone(instant.LONDON).date()
    a_day = timedelta(days=1)
    known = [
        Expiry(today + LONGEST, "A card is good for 30 days."),
        Expiry(calendar.last - a_day, "The bank holidays after that are not known."),
        *(
            Expiry(on, "Somebody else takes over a post on it after that.")
            for on in _handovers(partnership, posts, today)
        ),
    ]
    if document.review_due is not None and document.review_due > today:
        known.append(Expiry(document.review_due - a_day, "The policy is to be reviewed then."))
    if retires_at is not None:
        known.append(Expiry(retires_at.astimezone(instant.LONDON).date() - a_day, "Another policy is in force then."))
    return max(min(known), Expiry(today, min(known).because))


def _handovers(partnership: Partnership, posts: set[str], today: date) -> Iterator[date]:
    """The last days before a post on the card changes hands, from today on: two look-ups whatever the number."""
    held = Holder.objects.filter(post__agency__partnership=partnership, post__key__in=posts)
    changing = held.filter(Q(until_on__gte=today) | Q(from_on__gt=today)).values_list("from_on", "until_on")
    for from_on, until_on in changing:
        if from_on > today:
            yield from_on - timedelta(days=1)
        if until_on is not None and until_on >= today:
            yield until_on
