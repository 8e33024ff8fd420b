"""The open escalations that somebody is in by name: for the day they leave an agency."""

from __future__ import annotations

from dataclasses import dataclass

from wayforward.core.access import Viewer
from wayforward.directory.models import Agency, Person
from wayforward.escalations import read
from wayforward.escalations.models import Conflict, Escalation, Grant, Party


@dataclass(frozen=True, kw_only=True)
class Named:
    """How many there are, the references of those that whoever asks may see themselves, and who raised those.

    Who raised one that they may not see is not for them to learn: somebody could be made to pay for it.
    """

    count: int
    raised: int  # of those that they may see, the ones that this person raised
    refs: tuple[str, ...]


def named_in(person: Person, agency: Agency, who: Viewer) -> Named:
    """Where somebody is named, of the open escalations that their agency is in. Nothing of what any is about.

    Where whoever asks has a conflict of interest it is not even counted.
    """
    granted = Grant.objects.filter(person=person).values("escalation_id")
    ours = Party.objects.filter(agency=agency).values("escalation_id")
    denied = Conflict.objects.filter(person_id=who.person).values("escalation_id")
    rows = Escalation.objects.filter(state="open", partnership=agency.partnership_id, pk__in=granted)
    rows = rows.filter(pk__in=ours).exclude(pk__in=denied)
    seen = read.visible(who, rows)
    return Named(
        count=rows.count(),
        raised=sum(row.raiser_id == person.pk for row in seen),
        refs=tuple(row.ref for row in seen),
    )
