"""The named points at which a process is killed: functions of the product are wrapped, inside the child alone."""

from __future__ import annotations

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from typing import Any

from django.db import connection

OF_WRITERS = (
    "entries written, notices not yet",
    *(f"{when} the commit of {where}" for where in ("record.begin", "record.submit") for when in ("before", "after")),
)
OF_CLOCKS = (
    *(
        f"{when} the commit of {where}"
        for where in ("sweeping._tried", "delivering._looked", "sending._lease", "sending._mark")
        for when in ("before", "after")
    ),
    "between lease and send",
    "before DATA",
    "after DATA was accepted",
    "between send and mark",
)


def die_at(point: str, nth: int) -> None:
    """Kill this process the `nth` time that it comes to `point`."""
    left = [nth]

    def reached(name: str) -> None:
        if name == point:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    _commits(reached)
    _statements(reached)
    _messages(reached)


def _commits(reached: Callable[[str], None]) -> None:
    wrapped: Any = connection
    commit = wrapped._commit

    def around() -> Any:
        where = _whose()
        reached(f"before the commit of {where}")
        done = commit()
        reached(f"after the commit of {where}")
        return done

    wrapped._commit = around


def _whose() -> str:
    """The function of the product whose transaction this is: `transaction.atomic` decorates it or stands in it."""
    frame = sys._getframe(2)
    while frame is not None:
        decorated = frame.f_locals.get("func") if frame.f_code.co_name == "inner" else None
        if decorated is not None and decorated.__module__.startswith("wayforward."):
            return f"{decorated.__module__.rpartition('.')[2]}.{decorated.__name__}"
        module = frame.f_globals.get("__name__", "")
        if module.startswith("wayforward."):
            return f"{module.rpartition('.')[2]}.{frame.f_code.co_name}"
        frame = frame.f_back  # type: ignore[assignment]  # None at the end, which ends the loop
    return "nobody"


def _statements(reached: Callable[[str], None]) -> None:
    def after(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if sql.startswith('INSERT INTO "escalations_entry"'):
            reached("entries written, notices not yet")
        return done

    connection.execute_wrappers.append(after)


def _messages(reached: Callable[[str], None]) -> None:
    from wayforward.notices.channels.smtp import Smtp  # noqa: PLC0415 - needs Django, which is set up by now

    carrier, server = Smtp, smtplib.SMTP
    _around(carrier, "carry", reached, "between lease and send", "between send and mark")
    _around(server, "data", reached, "before DATA", "after DATA was accepted")


def _around(where: Any, name: str, reached: Callable[[str], None], before: str, after: str) -> None:
    function = getattr(where, name)

    def around(*args: Any, **kwargs: Any) -> Any:
        reached(before)
        done = function(*args, **kwargs)
        reached(after)
        return done

    setattr(where, name, around)
