"""How somebody wants Wayforward's own reminders: at once, or together each working morning. Never the policy's."""

from __future__ import annotations

from wayforward.directory.models import Person
from wayforward.notices.models import Preference


def wants_digest(person: Person) -> bool:
    return Preference.objects.filter(person=person, digest=True).exists()


def choose(person: Person, *, digest: bool) -> None:
    Preference.objects.update_or_create(person=person, defaults={"digest": digest})
