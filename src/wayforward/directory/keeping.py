"""Who keeps which agency's part of the directory, and the record of what anybody changed in it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wayforward.directory.models import Agency, DirectoryChange, Partnership, Person, Work
from wayforward.directory.seating import current, on

SHOWN = 250  # characters of what a change is about


def kept_by(person: Person, at: datetime) -> QuerySet[Agency]:
    """The agencies whose part somebody keeps: where they are named as keeper, and all where they work in the office."""
    working = current(Work.objects.filter(person=person), on(at))
    own = working.filter(keeps=True).values("agency_id")
    offices = working.filter(agency__office=True).values("agency__partnership_id")
    kept = Agency.objects.filter(Q(pk__in=own) | Q(partnership_id__in=offices))
    return kept.select_related("partnership").order_by("partnership__area", "-office", "name")


def kept_agency(person: Person, agency: UUID, at: datetime) -> Agency | None:
    """The agency with this key, if this person keeps it. None is the same answer for not theirs and not there."""
    return kept_by(person, at).filter(pk=agency).first()


def overseen_by(person: Person, at: datetime) -> QuerySet[Partnership]:
    """The partnerships whose own office somebody works in."""
    works = current(Work.objects.filter(person=person, agency__office=True), on(at))
    return Partnership.objects.filter(pk__in=works.values("agency__partnership_id")).order_by("area")


def keeps_something(person: Person, at: datetime) -> bool:
    return kept_by(person, at).exists()


def keepers(agency: Agency, on: date) -> QuerySet[Work]:
    """Who is named as keeper of this agency's part on that day. The partnership's office is not counted."""
    return current(Work.objects.filter(agency=agency, keeps=True), on).select_related("person")


def has_left(person: Person, at: datetime) -> bool:
    """Whether all that somebody did here has ended: no work and no post, now or to come, and there was some once."""
    ends = [*person.work.values_list("until_on", flat=True), *person.holds.values_list("until_on", flat=True)]
    return bool(ends) and all(until_on is not None and until_on < on(at) for until_on in ends)


def not_for_oneself(by: Person, person: Person, agency: Agency, at: datetime) -> str:
    """Why somebody may not let this person see more, which a post or a shift does; nothing where they may.

    Two people for a privilege: nobody lets themselves in. In its own posts the partnership's office lets nobody see
    more than it does; in an agency's it would, since what is said between colleagues there is not the office's.
    """
    offices = current(Work.objects.filter(person=by, agency=agency, agency__office=True), on(at))
    if by.pk != person.pk or offices.exists():
        return ""
    return (
        "You cannot give yourself a post, a shift, a manager’s view or the front door, because each lets you see "
        "more. Ask another keeper of the agency, or a colleague in the partnership’s own office."
    )


def changed(
    agency: Agency, by: Person, at: datetime, kind: str, row: UUID, about: str, *, before: str = "", after: str = ""
) -> None:
    """Write down that somebody changed something. Call it in the transaction that changes it."""
    DirectoryChange.objects.create(
        agency=agency, at=at, by=by, kind=kind, row=row, about=about[:SHOWN], before=before, after=after
    )
