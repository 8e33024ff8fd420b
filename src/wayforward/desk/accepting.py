"""Accepting a finding of a draft, by name and with a reason, in its accepted.yaml; and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.desk.checking import checked
from wayforward.desk.drafts import Overtaken, Saved, save, texts_of
from wayforward.desk.models import Decision, Version
from wayforward.directory.models import Person
from wayforward.directory.seating import on
from wayforward.policies.checking import Finding
from wayforward.policies.checking.accepting import ACCEPTED, with_accepted, without_accepted
from wayforward.policies.errors import PolicyErrors

CHANGED = "This finding is no longer there, or what it is about has changed. Look at the list again."


def finding_of(version: Version, key: str, at: datetime) -> Finding | None:
    """The finding of this name in a version, on that day."""
    found = checked(version.texts, on(at))
    if isinstance(found, PolicyErrors):
        return None
    return next((finding for finding in found.findings if finding.key == key), None)


@transaction.atomic
def accept(
    version: Version, key: str, mark: str, because: str, person: Person, at: datetime, seen: int
) -> Saved | Refused | Overtaken:
    """Accept a finding as it was on screen: `mark` tells what it rested on. It comes back when that changes."""
    finding = finding_of(version, key, at)
    if finding is None or finding.mark != mark:
        return Refused(CHANGED)
    if not because.strip():
        return Refused("Say why it is accepted.")
    texts = texts_of(version)
    texts[ACCEPTED] = with_accepted(texts.get(ACCEPTED), finding, person.name, on(at), because)
    return _kept(version, texts, person, at, seen, "accepted", f"{finding.what} {because.strip()}")


@transaction.atomic
def take_back(version: Version, key: str, person: Person, at: datetime, seen: int) -> Saved | Refused | Overtaken:
    """The finding is open again."""
    texts = texts_of(version)
    finding = finding_of(version, key, at)
    left = without_accepted(texts.pop(ACCEPTED), key) if ACCEPTED in texts else None
    if left is not None:
        texts[ACCEPTED] = left
    if finding is None or texts == version.texts:
        return Refused(CHANGED)
    return _kept(version, texts, person, at, seen, "taken-back", finding.what)


def _kept(
    version: Version, texts: dict[str, str], person: Person, at: datetime, seen: int, what: str, words: str
) -> Saved | Refused | Overtaken:
    outcome = save(version, texts, person, at, seen, accepting=True)
    if isinstance(outcome, Saved):
        Decision.objects.create(version=outcome.version, by=person, at=at, what=what, words=words)
    return outcome
