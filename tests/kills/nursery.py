"""A process that keeps children: each inherits Django and the rulebook, works on the record, and is killed.

Run as a module: one order a line, one answer a line.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import datetime, timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.kills import guards, points

ROOT = Path(__file__).resolve().parents[2]
HOW_MANY = 8  # escalations to begin with
BATCH = 20
DIED = "a child died of "
EVERY = timedelta(hours=6)  # between the rounds of the last clock


PARTS = (  # read before anybody is born, so that a child dies at its work and not over its letters
    "tests.kills.work",
    "tests.kills.reckoning",
    "wayforward.jobs.delivering",
    "wayforward.notices.channels.smtp",
    "django.core.mail.backends.smtp",
)


def serve() -> None:
    """Until the orders end."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    cast = _found()
    _say("ready")
    for line in sys.stdin:
        order = json.loads(line)
        match order["do"]:
            case "reckon":
                from tests.kills import reckoning  # noqa: PLC0415

                _say(reckoning.problems(cast, order))
                connection.close()
            case "state":
                from tests.kills import reckoning  # noqa: PLC0415

                _say(reckoning.state())
                connection.close()
            case "due":
                _say(_due(order))
            case _:
                _say(_child(cast, order))


def _found() -> Any:
    """A partnership with open escalations, its rulebook read, and no connection that a child could inherit."""
    from tests import cast as players  # noqa: PLC0415 - needs Django, which is set up by now
    from wayforward.escalations.sealing import write_master_key  # noqa: PLC0415

    for part in PARTS:
        import_module(part)
    call_command("migrate", interactive=False, verbosity=0)
    write_master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
    cast = players.found("havering", adopted_at=players.MONDAY - timedelta(days=HOW_MANY + 1))
    apart = timedelta(0) if "at-once" in sys.argv else timedelta(days=1)
    for number in range(HOW_MANY):  # so that something falls due while the children live
        cast.raised(players.MONDAY - number * apart)
    connection.close()
    return cast


def _due(order: dict[str, Any]) -> str:
    """The first instant after `at` at which something falls due."""
    from wayforward.escalations.models import Escalation  # noqa: PLC0415

    rows = Escalation.objects.filter(next_at__gt=datetime.fromisoformat(order["at"]))
    soonest = rows.order_by("next_at").values_list("next_at", flat=True).first()
    connection.close()
    return soonest.isoformat() if soonest else order["at"]


def _child(cast: Any, order: dict[str, Any]) -> int:
    """Fork one that carries out the order in a process group of its own; its number."""
    child = os.fork()
    if child:
        return child
    try:
        os.setpgid(0, 0)
        if order["without"]:
            guards.take_out(order["without"])
        if order["point"]:
            points.die_at(order["point"], order["nth"])
        while time.monotonic() < order.get("begins_s", 0):
            time.sleep(0.001)
        told = os.open(order["told"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        {"write": _write, "clock": _clock, "finish": _finish}[order["do"]](cast, order, told)
        os._exit(0)
    except BaseException as problem:  # noqa: BLE001 - whatever it is, it must not run on as a second nursery
        os.write(2, f"{DIED}{type(problem).__name__}: {problem}\n".encode())
        os._exit(1)


def _write(cast: Any, order: dict[str, Any], told: int) -> None:
    """One act after another, by anybody on anything; each that was taken is told once the record has it."""
    from tests.escalations.wandering import Wandering  # noqa: PLC0415
    from tests.kills import work  # noqa: PLC0415
    from wayforward.escalations import history, read, record  # noqa: PLC0415
    from wayforward.escalations.models import Escalation  # noqa: PLC0415

    chance, at = Random(order["seed"]), datetime.fromisoformat(order["at"])
    keys = sorted(Escalation.objects.values_list("pk", flat=True))
    for number in _times(order):
        when = at + timedelta(seconds=number)
        with transaction.atomic() if order["without"] == guards.TOLD else nullcontext():
            if chance.random() < 0.1:
                outcome: Any = record.begin(cast.adoption, cast.a_raise(), when)
            else:
                row = Escalation.objects.get(pk=chance.choice(keys))
                been = Wandering(cast, chance, when, history.fold(read.entries(row)), row)
                outcome = record.submit(row.pk, work.command(been), when)
            if isinstance(outcome, record.Accepted) and outcome.added:
                done = outcome.escalation
                _tell(told, id=str(done.pk), seq=done.seq, head=done.head)


def _clock(cast: Any, order: dict[str, Any], told: int) -> None:
    """What the clock does in each of its rounds, at the instant that it is given."""
    from wayforward.jobs.delivering import deliver  # noqa: PLC0415
    from wayforward.jobs.sweeping import sweep  # noqa: PLC0415

    at = datetime.fromisoformat(order["at"])
    for number in _times(order):
        when = at + timedelta(seconds=number * order.get("apart_s", 1))
        swept = sweep(when, order["name"], BATCH, careful=order["careful"])
        delivered = deliver(when, order["name"], BATCH, careful=order["careful"])
        _tell(told, round=number, swept=swept.looked, sent=delivered.sent)


def _finish(cast: Any, order: dict[str, Any], told: int) -> None:
    """A clock that nobody kills: round after round, until nothing is left that was owed by the end."""
    from tests.kills import reckoning  # noqa: PLC0415
    from wayforward.jobs.delivering import deliver  # noqa: PLC0415
    from wayforward.jobs.sweeping import sweep  # noqa: PLC0415

    at, end = datetime.fromisoformat(order["at"]), datetime.fromisoformat(order["end"])
    while at < end or reckoning.unsettled(end).exists():
        while sweep(at, "the last clock", 500).more:
            pass
        while deliver(at, "the last clock", 500).more:
            pass
        _tell(told, finished=at.isoformat())
        at += EVERY
        if at > end + timedelta(days=10):
            return


def _times(order: dict[str, Any]) -> Iterable[int]:
    """For ever, or as often as the order says."""
    return range(order["times"]) if "times" in order else count()


def _tell(told: int, **what: Any) -> None:
    os.write(told, (json.dumps(what) + "\n").encode())


def _say(what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    django.setup()
    try:
        serve()
    except DatabaseError as gone:
        sys.exit(f"The nursery's own database failed: {gone}")
