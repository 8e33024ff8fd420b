"""What somebody is told when the record cannot be reached or written, and what they get back of what they typed.

The page asks nothing of the database. It says that nothing was recorded only where that is certain.
"""

from __future__ import annotations

import errno
import re
import sqlite3
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import TracebackType
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, connection
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from wayforward.web.hold import NOT_TYPED

RETRY_AFTER = timedelta(seconds=60)  # long enough for a database to come back, short enough to be tried by hand

SQLITE_AWAY = ("SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_READONLY")
STOPPED = ("08", "57P")  # PostgreSQL: no connection, or the server is stopping or starting
POSTGRESQL_AWAY = (
    *STOPPED,
    "53300",  # it has all the visitors that it can take
    *("55P03", "57014"),  # it was waited for as long as a page may wait
    *("25006", "58030"),  # another server has taken over, or its disk does not answer
)
POSTGRESQL_FULL = "53100"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

NOT_THE_RECORD = ("django_session", "escalations_look", "escalations_draft", "escalations_wrongcode", "web_signintried")
CHANGES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
SECRET = "password"

Answer = Callable[[HttpRequest], HttpResponseBase]


class Failing(Enum):
    """How the database failed, where it may pass without anybody mending the program."""

    AWAY = 503
    FULL = 507


@dataclass
class Witness:
    """What a request did to the record, so that nobody is told that nothing happened where something may have."""

    may_have_been: bool = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        changes = CHANGES.match(sql)
        if changes is None or changes[1] in NOT_THE_RECORD:
            return execute(sql, params, many, context)
        try:
            result = execute(sql, params, many, context)
        except DatabaseError as failure:
            if not context["connection"].in_atomic_block:
                self.may_have_been |= _lost(failure)
            raise
        context["connection"].on_commit(self.committed)
        return result

    def committed(self) -> None:
        self.may_have_been = True


def witnessed(get_response: Answer) -> Answer:
    """Middleware, outside all that asks the database. Keeps account of what the request has committed."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with connection.execute_wrapper(Witness()):
            return get_response(request)

    return answer


def page_for(request: HttpRequest, failure: BaseException | None) -> HttpResponse | None:
    """The page for this failure, or None where it is a mistake of ours and not of the database."""
    how = failing(failure)
    if how is None:
        return None
    if hasattr(request, "session"):
        request.session.modified = False  # or it would be waited for again, to be written
    page: dict[str, Any] = {"full": how is Failing.FULL, "address": request.get_full_path()}
    if request.method == "POST":
        page |= _given(request, _may_have_been(failure))
    told = HttpResponse(render_to_string("standing/unavailable.html", page), status=how.value)
    told.headers["Retry-After"] = str(round(RETRY_AFTER.total_seconds()))
    return told


def at_a_wrong_time(request: HttpRequest) -> HttpResponse:
    """The page for a form that was sent while the machine's time cannot be right: nothing of it has been done."""
    page = {"wrong_time": True, "address": request.get_full_path(), **_given(request, may_have_been=False)}
    told = HttpResponse(render_to_string("standing/unavailable.html", page), status=Failing.AWAY.value)
    told.headers["Retry-After"] = str(round(RETRY_AFTER.total_seconds()))
    return told


def failing(failure: BaseException | None) -> Failing | None:
    """How the database failed; None where it did what it was asked, or was asked wrongly."""
    if isinstance(failure, OSError):
        return Failing.FULL if failure.errno in NO_ROOM else None
    if not isinstance(failure, DatabaseError) or isinstance(failure, DataError):
        return None
    cause = failure.__cause__
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "")
        return Failing.FULL if name == "SQLITE_FULL" else Failing.AWAY if name.startswith(SQLITE_AWAY) else None
    state = getattr(cause, "sqlstate", "")  # PostgreSQL: None where there was no connection to say it
    if state == POSTGRESQL_FULL:
        return Failing.FULL
    return Failing.AWAY if state is None or state.startswith(POSTGRESQL_AWAY) else None


def _may_have_been(failure: BaseException | None) -> bool:
    """Whether something of it may stand in the record: committed before the failure, or lost sight of at the commit."""
    if any(isinstance(each, Witness) and each.may_have_been for each in connection.execute_wrappers):
        return True
    at_commit = any(frame.f_code.co_name == "_commit" for frame, _ in traceback.walk_tb(_trace(failure)))
    return at_commit and _lost(failure)


def _lost(failure: BaseException | None) -> bool:
    """The server was told to do it and has not said what came of it. SQLite, which is no server, always says."""
    cause = failure.__cause__ if failure is not None else None
    state = getattr(cause, "sqlstate", "")
    return not isinstance(cause, sqlite3.Error) and (state is None or state.startswith(STOPPED))


def _trace(failure: BaseException | None) -> TracebackType | None:
    return failure.__traceback__ if failure is not None else None


def _given(request: HttpRequest, may_have_been: bool) -> dict[str, Any]:
    """What the page gives back of a form that was sent. Of one that another site may have made: nothing."""
    sent = _posted(request) if getattr(request, "csrf_processing_done", False) else []
    files = bool(sent and request.FILES)
    can = bool(sent) and not files and not may_have_been and not any(SECRET in name for name, _ in sent)
    return {
        "sent": True,
        "may_have_been": may_have_been,
        "written": [_written(name, value) for name, value in sent if _is_words(name, value)],
        "files": files,
        "again": [{"name": n, "value": v} for n, v in sent if not _is_words(n, v)] if can else [],
    }


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        return [(name, str(value)) for name, values in request.POST.lists() for value in values]
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, OSError):
        return []  # it was not read to its end, so there is nothing to give back


def _is_words(name: str, value: str) -> bool:
    """Something that a person wrote, and not a choice among ours, a key or a secret."""
    if name in (*NOT_TYPED, "seen") or SECRET in name or not value.strip():
        return False
    return not _is_key(value) and (not re.fullmatch(r"[a-z0-9_.-]+", value))


def _is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _written(name: str, value: str) -> dict[str, Any]:
    label = re.sub(r"[-_./]+", " ", name).strip()
    return {
        "name": name,
        "label": label[:1].upper() + label[1:],
        "value": value,
        "rows": min(14, 1 + value.count("\n") + -(-len(value) // 30)),
    }
