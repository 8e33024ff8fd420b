"""Contacts that messages go to and that nobody has confirmed for half a year: told to the operators, and still used."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from wayforward.jobs.models import Trouble
from wayforward.notices.addressing import Reached

UNCONFIRMED = "contact-unconfirmed"
SAYS = "Messages go to a contact that nobody has confirmed for 180 days. Ring the number, and mark it as checked."


def unconfirmed(found: Reached, partnership: UUID, at: datetime) -> None:
    """It stands once for a contact, however often it is written to."""
    told = {"says": SAYS, "partnership": partnership, "since_at": at, "seen_at": at}
    Trouble.objects.get_or_create(what=UNCONFIRMED, row=_row(found), cleared_at=None, defaults=told)


def confirmed(found: Reached, at: datetime) -> None:
    standing = Trouble.objects.filter(what=UNCONFIRMED, row=_row(found), cleared_at=None)
    standing.update(cleared_at=at)


def _row(found: Reached) -> str:
    if found.person is not None:
        return f"person:{found.person.pk}"
    return f"post:{found.post.pk if found.post else ''}"
