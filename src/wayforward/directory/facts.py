"""What an agency says of itself: its last resort, a school's own facts, and who answers for which place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.directory.keeping import changed
from wayforward.directory.models import Agency, Person, Post, ServiceArea
from wayforward.directory.people import known_at

WORDS = {
    "last_resort": "last resort", "head_is_lead": "the head is the designated safeguarding lead",
    "governors": "governors", "governors_phone": "governors’ number", "governors_email": "governors’ email",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Facts:
    """`head_is_lead` is None where nobody has said, or where the agency is no school."""

    last_resort: str = ""
    head_is_lead: bool | None = None
    governors: str = ""
    governors_phone: str = ""
    governors_email: str = ""


def facts_of(agency: Agency) -> Facts:
    return Facts(**{name: getattr(agency, name) for name in WORDS})


@transaction.atomic
def say(agency: Agency, by: Person, at: datetime, told: Facts) -> None:
    before, after = asdict(facts_of(agency)), asdict(told)
    moved = [name for name in WORDS if before[name] != after[name]]
    if not moved:
        return
    Agency.objects.filter(pk=agency.pk).update(**after)
    changed(agency, by, at, "agency", agency.pk, agency.name, before=_says(before, moved), after=_says(after, moved))
    agency.refresh_from_db()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Who answers as a post for one place: somebody, a number, or both."""

    name: str
    person: Person | None = None
    phone: str = ""


@transaction.atomic
def put_area(
    post: Post, by: Person, at: datetime, place: Place, area: ServiceArea | None = None
) -> ServiceArea | Refused:
    """Add a place to a post, or change the one that stands."""
    others = ServiceArea.objects.filter(post=post, name__iexact=place.name)
    if (others.exclude(pk=area.pk) if area else others).exists():
        return Refused(f"{place.name} is listed for {post.title} already. Change that one.")
    if not (place.person or place.phone):
        return Refused("Choose who answers there, or enter the number that is rung.")
    row = area or ServiceArea(id=uuid4(), post=post)
    before = area_says(row) if area else ""
    if row.phone != place.phone:
        row.checked_on = None
    row.name, row.person, row.phone = place.name, place.person, place.phone
    row.save(force_insert=area is None)
    changed(post.agency, by, at, "area", row.pk, f"{post.title}: {row.name}", before=before, after=area_says(row))
    return row


@transaction.atomic
def drop_area(area: ServiceArea, by: Person, at: datetime) -> None:
    changed(
        area.post.agency, by, at, "area", area.pk, f"{area.post.title}: {area.name}",
        before=area_says(area), after="Taken out of the directory",
    )  # fmt: skip
    ServiceArea.objects.filter(pk=area.pk).delete()


def area_says(area: ServiceArea) -> str:
    who = known_at(area.post, area.person) if area.person else ""
    return f"{area.name}: {', '.join(filter(None, (who, area.phone)))}"


def _says(values: Mapping[str, str | bool | None], names: list[str]) -> str:
    return ", ".join(f"{WORDS[name]}: {_value(values[name])}" for name in names)


def _value(value: str | bool | None) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "not said"
        case _:
            return value or "none"
