"""`wayforward audit`: finds what should have happened and did not, once or again and again beside the clock."""

from __future__ import annotations

import logging
import select
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wayforward.cli import beside, show
from wayforward.cli.serving import ready
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    import socket
    from argparse import Namespace

    from wayforward.jobs.auditing import Fault

MOST = 60  # minutes between two rounds
PAUSE_S, AGAIN_S = 5, 30  # how often it looks whether to stop; and how soon it tries again where the database is gone
SOON_S = 60  # how soon it looks again where something is to be mended here: perhaps the clock is only catching up

log = logging.getLogger(__name__)


def add(commands: Any) -> None:
    ask = commands.add_parser("audit", help="find what should have happened and did not", description=run.__doc__)
    ask.add_argument("--every", type=int, metavar="MINUTES", help="look again and again, until it is told to stop")
    beside.option(ask)
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """Find what is due and not recorded, recorded and not told, owed and not sent, and owned by nobody.

    It shares no path with the clock, and looks back without limit. Exit code 1 where anything is found.
    `wayforward serve` runs one already, every five minutes.
    """
    if asked.every is not None and not 1 <= asked.every <= MOST:
        raise Wrong(f"--every {asked.every}: write a number of minutes from 1 to {MOST}.")
    beside.stop_when_it_ends(asked.beside)
    ready()
    if asked.every is not None:
        return _again_and_again(timedelta(minutes=asked.every), asked.beside)
    found, held = _look(timedelta(days=1))
    if asked.json:
        show.as_json({"held": held, "found": [_as_data(fault) for fault in found]})
    else:
        show.lines([f"Held: {held}"] if held else _told(found))
    return 1 if found or held else 0


def _look(every: timedelta) -> tuple[tuple[Fault, ...], str]:
    """One audit, written down. Held with the clock: at a wrong time everything would seem wrong."""
    from django.conf import settings

    from wayforward.jobs import auditing, beating, instant
    from wayforward.jobs.gate import LONGEST_OUTAGE, Held, gate

    reading = instant.reading()
    verdict = gate(reading, beating.known(reading), None if settings.WAYFORWARD_DEMO else LONGEST_OUTAGE)
    held = verdict.why if isinstance(verdict, Held) else ""
    found = () if held else auditing.audit(reading.at)
    if not held:
        auditing.keep(found, reading.at)
    name = f"audit@{beating.name()}"  # a clock that had this number before must not seem to live on in it
    beating.beat(name, beating.AUDITOR, reading, every=every, held=held, done=len(found))
    return found, held


def _again_and_again(every: timedelta, parent: int | None) -> int:
    from django.db import InterfaceError, OperationalError, ProgrammingError, connections

    woken, told = beside.woken_by(beside.TO_STOP), False
    before = 0
    while not told:
        wait_s = every.total_seconds()
        try:
            found, held = _look(every)
        except (OperationalError, InterfaceError, ProgrammingError) as problem:
            connections.close_all()
            log.error("audit waits: the database could not be asked (%s)", type(problem).__name__)
            wait_s = AGAIN_S
        else:
            if held or len(found) != before:
                log.warning("audit found=%d%s", len(found), f" held: {held}" if held else "")
            before = len(found)
            wait_s = min(wait_s, SOON_S) if any(fault.what.operators for fault in found) else wait_s
            connections.close_all()
        told = _told_to_stop(woken, wait_s, parent)
    return 0


def _told_to_stop(woken: socket.socket, wait_s: float, parent: int | None) -> bool:
    until_s = time.monotonic() + wait_s
    while (left_s := until_s - time.monotonic()) > 0:
        if select.select([woken], [], [], min(left_s, PAUSE_S))[0] or beside.orphaned(parent):
            return True
    return False


def _told(found: tuple[Fault, ...]) -> list[str]:
    from wayforward.jobs.auditing import MEANS

    if not found:
        return ["Nothing is wrong: what was due is recorded, what was recorded is told, and what is owed is sent."]
    lines, kinds = [], dict.fromkeys(fault.what for fault in found)
    for what in kinds:
        means, do = MEANS[what]
        lines += [f"{means} {do}", *(f"- {fault.says}" for fault in found if fault.what is what), ""]
    return [*lines, f"Found: {len(found)}."]


def _as_data(fault: Fault) -> dict[str, Any]:
    where = str(fault.partnership) if fault.partnership else None
    return {"what": fault.what.value, "row": fault.row, "says": fault.says, "partnership": where}
