"""The secret address at which somebody's own calendar program reads their deadlines: made, renewed, stopped, found.

A calendar program cannot sign in, so whoever has the address has the deadlines. Only the hash of its key is kept: not
even a copy of the database opens a calendar.
"""

from __future__ import annotations

import hashlib
import secrets as chance
from datetime import datetime, timedelta

from wayforward.directory.keeping import has_left
from wayforward.directory.models import Person
from wayforward.notices.models import Feed

BYTES = 32  # of chance in a key: nobody guesses 256 bits
LENGTH = 43  # of a key as it stands in an address
OFTEN = timedelta(hours=1)  # that a calendar has asked is written down no more often


def of(person: Person) -> Feed | None:
    return Feed.objects.filter(person=person).first()


def make(person: Person, at: datetime) -> str:
    """A new key, shown this once. The one before it, if there was one, opens nothing from now on."""
    key = chance.token_urlsafe(BYTES)
    Feed.objects.update_or_create(person=person, defaults={"digest": _digest(key), "made_at": at, "read_at": None})
    return key


def stop(person: Person) -> None:
    Feed.objects.filter(person=person).delete()


def reader(key: str, at: datetime) -> Person | None:
    """Whose calendar this key opens: None where there is no such key, or its owner's account has ended."""
    if len(key) != LENGTH:
        return None
    found = Feed.objects.select_related("person").filter(digest=_digest(key), person__is_active=True).first()
    if found is None or has_left(found.person, at):
        return None
    if found.read_at is None or at - found.read_at >= OFTEN:
        Feed.objects.filter(pk=found.pk, digest=found.digest).update(read_at=at)
    return found.person


def _digest(key: str) -> str:
    return hashlib.sha256(f"feed:{key}".encode()).hexdigest()
