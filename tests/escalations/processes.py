"""Other processes that write to the database under test, as several web nodes do. Run as a module, one order a line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import django
from django.conf import settings
from django.db import DatabaseError, connection, models

MOMENT = 0.12  # seconds between reading and writing, so that two who act at once really do


class Node:
    """One such process, held by the test: give it an order, take its answer."""

    def __init__(self, *, locks: bool = True) -> None:
        environment = {**os.environ, "DATABASE_URL": _url(), "WITHOUT_LOCKS": "" if locks else "1"}
        environment["DJANGO_SETTINGS_MODULE"] = "wayforward.project.settings"
        environment["WAYFORWARD_SEALING_KEY_FILE"] = str(settings.WAYFORWARD_SEALING_KEY_FILE)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.escalations.processes"], env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self.answer() == "ready"

    def order(self, **what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def stop(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def _url() -> str:
    """The address of the database under test: the one in the environment, under the name that the tests gave it."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{found['NAME']}"))


# --- inside the other process ------------------------------------------------------------------------------------


def serve() -> None:
    django.setup()
    if os.environ["WITHOUT_LOCKS"]:
        _take_the_locks_out()
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        _say({"act": _act, "write": _write, "sweep": _sweep}[order["do"]](order))


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _act(order: dict[str, Any]) -> dict[str, Any]:
    """Submit one command, slowly, and say what came of it."""
    from tests.escalations import test_at_once as acts  # noqa: PLC0415 - needs Django, which is set up by now
    from wayforward.escalations import record  # noqa: PLC0415

    command = acts.command(order["act"], order["by"])
    try:
        with connection.execute_wrapper(_dawdle):
            outcome = record.submit(UUID(order["row"]), command, datetime.fromisoformat(order["at"]), order["seen"])
    except DatabaseError as problem:
        return {"became": "error", "says": str(problem)}
    finally:
        connection.close()
    return {"became": type(outcome).__name__, "says": getattr(outcome, "says", "")}


def _dawdle(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith('INSERT INTO "escalations_entry"'):
        time.sleep(MOMENT)
    return execute(sql, params, many, context)


def _sweep(order: dict[str, Any]) -> dict[str, Any]:
    """Work by the clock, slowly, until nothing is due; but die of the escalation that is `fatal`."""
    from wayforward.jobs.sweeping import sweep  # noqa: PLC0415

    def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "escalations_entry"') and order["fatal"].replace("-", "") in str(params).replace(
            "-", ""
        ):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    looked = troubled = 0
    with connection.execute_wrapper(die if order.get("fatal") else _dawdle):
        while True:
            came = sweep(datetime.fromisoformat(order["at"]), "node", careful=order.get("careful", False))
            looked, troubled = looked + came.looked, troubled + came.troubled
            if not came.more:
                break
    connection.close()
    return {"looked": looked, "troubled": troubled}


def _write(order: dict[str, Any]) -> int:
    """A child that records one discussion after another until it is killed. The test kills it by this number."""
    from tests.escalations import test_at_once as acts  # noqa: PLC0415
    from wayforward.escalations import models as tables  # noqa: PLC0415
    from wayforward.escalations import record, rulebooks  # noqa: PLC0415

    # The child inherits the rulebook, so that it dies while it writes and not while it reads a policy.
    rulebooks.rules_of(tables.Escalation.objects.select_related("adoption").get(pk=order["row"]).adoption)
    connection.close()
    child = os.fork()
    if child:
        return child
    told = os.open(order["told"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    at = datetime.fromisoformat(order["at"])
    for number in range(10_000):
        command = acts.command(acts.CYCLE[(order["from"] + number) % len(acts.CYCLE)], order["by"])
        outcome = record.submit(UUID(order["row"]), command, at + timedelta(minutes=order["from"] + number))
        os.write(told, f"{type(outcome).__name__}\n".encode())
    os._exit(0)


def _take_the_locks_out() -> None:
    """The negative control: a record that does not take its turn before it reads."""
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"] |= {"transaction_mode": "DEFERRED", "timeout": 1}
    unlocked = cast(Any, models.QuerySet)
    unlocked.select_for_update = lambda rows, **_: rows.all()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    serve()
