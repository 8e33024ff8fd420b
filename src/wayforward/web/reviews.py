"""The reviews of policies that press, for whoever works in the partnership's own office: on the tracker and Today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wayforward.desk.reviewing import review
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption, Person
from wayforward.directory.seating import on
from wayforward.escalations import tracking
from wayforward.escalations.rulebooks import rules_of


def pressing(person: Person, at: datetime) -> list[dict[str, Any]]:
    """One for each partnership whose policy is to be reviewed within 90 days, or was to be, for parts/reviews.html."""
    offices = tracking.office_worker(person, at).offices
    here = adoptions.at_work(at).filter(partnership_id__in=offices).order_by("partnership__area") if offices else ()
    return [found for adoption in here if (found := pressing_of(adoption, at))]


def pressing_of(adoption: Adoption, at: datetime) -> dict[str, Any] | None:
    """The same of one partnership; None while there is time."""
    found = review(rules_of(adoption).policy.document, on(at))
    partnership = adoption.partnership
    return {"area": partnership.area, "key": partnership.key, "says": found.says} if found.presses else None
