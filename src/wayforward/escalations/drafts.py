"""What somebody has typed and not yet sent: sealed, theirs alone, kept until it is used or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from wayforward.directory.models import Partnership, Person
from wayforward.escalations import keys, sealing
from wayforward.escalations.models import Draft


def start(person: Person, partnership: Partnership, purpose: str, at: datetime) -> Draft:
    """Raises MasterKeyMissing, before anything is kept, when what is typed could not be sealed."""
    draft = Draft(id=uuid4(), person=person, partnership=partnership, purpose=purpose, saved_at=at)
    draft.sealed = _sealed(keys.fitting_master(), draft.pk, {})
    draft.save(force_insert=True)
    return draft


def find(person: Person, key: UUID) -> Draft | None:
    """The draft with this key, if it is this person's."""
    return Draft.objects.select_related("partnership").filter(pk=key, person=person).first()


def of(person: Person) -> list[Draft]:
    """Every draft of a person, latest first."""
    return list(Draft.objects.select_related("partnership").filter(person=person).order_by("-saved_at"))


def under(person: Person, purpose: str) -> Draft | None:
    """The latest draft of this person for one purpose, such as a page of an escalation."""
    kept = Draft.objects.select_related("partnership").filter(person=person, purpose=purpose)
    return kept.order_by("-saved_at").first()


def clear(person: Person, purpose: str) -> None:
    """Throw away what this person keeps for one purpose: it has been used."""
    Draft.objects.filter(person=person, purpose=purpose).delete()


def read(draft: Draft) -> dict[str, Any]:
    """What was typed. Raises SealBroken when the stored bytes were changed."""
    data: dict[str, Any] = json.loads(sealing.unseal(keys.master(), bytes(draft.sealed), _place(draft.pk)))
    return data


@transaction.atomic
def keep(draft: Draft, typed: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Add what was typed on one page to what was typed before, in this tab or another. Returns all of it.

    None takes a page out. A draft that was used or thrown away meanwhile does not come back.
    """
    stored = _held(draft)
    data = {page: said for page, said in {**read(stored or draft), **typed}.items() if said is not None}
    if stored is not None:
        draft.sealed, draft.saved_at = _sealed(keys.master(), draft.pk, data), at
        draft.save(update_fields=["sealed", "saved_at"])
    return data


def take(draft: Draft) -> bool:
    """Use up a draft inside the transaction that acts on it. False when somebody has used it or thrown it away.

    Of two that take one draft, the second waits until the first is done; when the first is undone, it gets it.
    """
    if _held(draft) is None:
        return False
    Draft.objects.filter(pk=draft.pk).delete()
    return True


def drop(draft: Draft) -> None:
    """Throw a draft away. Nothing happens when it is gone already."""
    Draft.objects.filter(pk=draft.pk).delete()


def _held(draft: Draft) -> Draft | None:
    """The draft as it is stored now, and nobody else's until the transaction ends."""
    return Draft.objects.select_for_update().filter(pk=draft.pk).first()


def _sealed(master: bytes, key: UUID, data: Mapping[str, Any]) -> bytes:
    return sealing.seal(master, json.dumps(data).encode(), _place(key))


def _place(key: UUID) -> str:
    return f"draft:{key}"
