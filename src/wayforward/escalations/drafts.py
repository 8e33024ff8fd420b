"""What somebody has typed and not yet sent: sealed, theirs alone, kept until it is used or thrown away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from wayforward.directory.models import Partnership, Person
from wayforward.escalations import sealing
from wayforward.escalations.models import Draft


def start(person: Person, partnership: Partnership, purpose: str, at: datetime) -> Draft:
    draft = Draft(id=uuid4(), person=person, partnership=partnership, purpose=purpose, saved_at=at)
    draft.sealed = _sealed(draft.pk, {})
    draft.save(force_insert=True)
    return draft


def find(person: Person, key: UUID) -> Draft | None:
    """The draft with this key, if it is this person's."""
    return Draft.objects.select_related("partnership").filter(pk=key, person=person).first()


def of(person: Person) -> list[Draft]:
    """Every draft of a person, latest first."""
    return list(Draft.objects.select_related("partnership").filter(person=person).order_by("-saved_at"))


def read(draft: Draft) -> dict[str, Any]:
    """What was typed. Raises SealBroken when the stored bytes were changed."""
    data: dict[str, Any] = json.loads(sealing.unseal(_master(), bytes(draft.sealed), _place(draft.pk)))
    return data


def keep(draft: Draft, typed: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Add what was typed on one page to what was typed before. Returns all of it."""
    data = {**read(draft), **typed}
    draft.sealed, draft.saved_at = _sealed(draft.pk, data), at
    draft.save(update_fields=["sealed", "saved_at"])
    return data


def drop(draft: Draft) -> None:
    draft.delete()


def _sealed(key: UUID, data: Mapping[str, Any]) -> bytes:
    return sealing.seal(_master(), json.dumps(data).encode(), _place(key))


def _place(key: UUID) -> str:
    return f"draft:{key}"


def _master() -> bytes:
    return sealing.master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
