"""Sessions in the database, where noting that one was used never spoils an answer that is ready."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import Error as DatabaseError

from wayforward.jobs import instant
from wayforward.web.unavailable import failing

log = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """Django's own. One that is there already stays as it was while nothing can be written, and so ends the sooner.

    Beginning a session and ending one are never let pass. Nobody is signed out by a machine whose time was set wrongly.
    """

    def _get_session_from_db(self) -> Any:
        """As Django's, by our own time: its name is Django's too."""
        try:
            return self.model.objects.get(session_key=self.session_key, expire_date__gt=instant.by_the_machine())
        except self.model.DoesNotExist:
            self._session_key = None
            return None

    def get_expiry_date(self, **given: Any) -> datetime:
        until: datetime = super().get_expiry_date(**{"modification": instant.by_the_machine(), **given})
        return until

    def save(self, must_create: bool = False) -> None:
        begun = self.session_key is not None and not must_create
        try:
            super().save(must_create)
        except (UpdateError, DatabaseError) as problem:
            # Django tells any failure to write as if the session had been ended meanwhile.
            why = problem.__context__ if isinstance(problem, UpdateError) else problem
            if not begun or failing(why) is None:
                raise
            log.warning("That a session was used could not be written: %s", type(why).__name__)
