"""Who may be signed in: somebody with a password who has not left everywhere. Asked again on every page."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from wayforward.directory.keeping import has_left
from wayforward.directory.models import Person
from wayforward.jobs import instant


class WhoIsStillHere(ModelBackend):
    """Django's own, for which an address is the same in capitals, and the day somebody leaves is their last here."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **rest: Any
    ) -> Person | None:
        address = username.strip().lower() if username else username
        found = super().authenticate(request, username=address, password=password, **rest)
        return found if isinstance(found, Person) else None

    def user_can_authenticate(self, user: Person | AnonymousUser | None) -> bool:
        return isinstance(user, Person) and user.is_active and not has_left(user, instant.now())
