"""The open escalations that somebody is in by name: for the day they leave an agency."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.access import Viewer
from wayforward.directory.models import Agency, Person
from wayforward.escalations import read
from wayforward.escalations.models import Escalation, Grant, Party


@dataclass(frozen=True, kw_only=True)
class Named:
    """How many there are, and the references of those that whoever asks may see themselves."""

    count: int
    raised: int  # of them, those that this person raised
    refs: tuple[str, ...]


def named_in(person: Person, agency: Agency, who: Viewer) -> Named:
    """Where somebody is named, of the open escalations that their agency is in. Nothing of what any is about."""
    granted = Grant.objects.filter(person=person).values("escalation_id")
    ours = Party.objects.filter(agency=agency).values("escalation_id")
    rows = Escalation.objects.filter(state="open", partnership=agency.partnership_id, pk__in=granted)
    rows = rows.filter(pk__in=ours)
    return Named(
        count=rows.count(),
        raised=rows.filter(raiser=person).count(),
        refs=tuple(row.ref for row in read.visible(who, rows)),
    )
