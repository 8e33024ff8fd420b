"""`wayforward clock`: records what time alone brings about and sends what is owed, until it is told to stop."""

from __future__ import annotations

import logging
import os
import select
import socket
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from wayforward.cli import beside, show
from wayforward.cli.serving import ready
from wayforward.cli.wrong import Wrong

if TYPE_CHECKING:
    from argparse import Namespace

    from wayforward.jobs.rounds import Round

LONGEST_S = 60  # with rounds further apart than this, a deadline would be recorded too late
GLANCE_S = 5  # how long it may take to see that the parent is gone, where the system does not tell
BREATH_S = 0.05
PATIENCE_S = (1, 2, 5, 10, 15)  # between tries to reach a database that is gone

log = logging.getLogger(__name__)


def add(commands: Any) -> None:
    ask = commands.add_parser("clock", help="record what falls due, and send what is owed", description=run.__doc__)
    ask.add_argument("--every", type=int, default=15, metavar="SECONDS", help="how often to look (%(default)s)")
    ask.add_argument("--once", action="store_true", help="look once, say what was done, and end")
    ask.add_argument(
        "--the-time-is-right", action="store_true", help="say so, where the clock is held because it doubts it; and end"
    )
    beside.option(ask)
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """Record what falls due and send what is owed, every few seconds, until Ctrl-C or a TERM signal.

    `wayforward serve` runs one already. Any number may run at once, on several machines: each thing is done once.
    """
    if not 1 <= asked.every <= LONGEST_S:
        raise Wrong(f"--every {asked.every}: write a number of seconds from 1 to {LONGEST_S}.")
    beside.stop_when_it_ends(asked.beside)
    ready()
    if asked.the_time_is_right:
        return _vouch(asked)
    clock = Clock(timedelta(seconds=asked.every), asked.beside)
    return _once(clock, asked) if asked.once else clock.run()


def _vouch(asked: Namespace) -> int:
    """An operator's word for the machine's time. The database's own time is no matter of anybody's word."""
    from wayforward.jobs import beating, instant
    from wayforward.jobs.gate import Go, Last, gate

    reading = instant.reading()
    verdict = gate(reading, Last())
    if isinstance(verdict, Go):
        beating.vouch(reading)
    says = "It is on record that the time is right." if isinstance(verdict, Go) else verdict.why
    if asked.json:
        show.as_json({"at": reading.machine_at.isoformat(), "right": isinstance(verdict, Go), "says": says})
    else:
        show.lines([f"By this machine it is {reading.machine_at:%A %-d %B %Y, %H:%M:%S} UTC. {says}"])
    return 0 if isinstance(verdict, Go) else 1


def _once(clock: Clock, asked: Namespace) -> int:
    """Everything that is due now. Exit code 1 where the clock is held, or something could not be done."""
    came = clock.until_nothing_is_due()
    clock.say_that_it_stopped()
    if asked.json:
        show.as_json({"at": came.at.isoformat(), "held": came.held, **clock.done})
    elif came.held:
        show.lines([f"Held, and nothing done. {came.held}"])
    else:
        show.lines([", ".join(f"{what} {count}" for what, count in clock.done.items()).capitalize() + "."])
    return 1 if came.held or clock.done["in trouble"] else 0


@dataclass
class Clock:
    """One process that works by the clock, and what it has done since it began."""

    every: timedelta
    parent: int | None = None
    told: bool = False  # to stop
    careful: bool = False  # one before it died: whatever killed it is not to stop the rest
    begun: bool = False
    held: str = ""
    done: Counter[str] = field(default_factory=Counter)
    spoke_s: float = 0.0
    went_s: float = 0.0
    name: str = ""
    woken: socket.socket | None = field(default=None, repr=False)

    def run(self) -> int:
        """Rounds until it is told to stop. A database that is gone is waited for."""
        from django.db import InterfaceError, OperationalError, ProgrammingError, connections

        self.woken = beside.woken_by(beside.TO_STOP, self._stop)
        says, tries = "", 0
        while not self.told:
            begun_s = time.monotonic()
            try:
                self.until_nothing_is_due()
            except (OperationalError, InterfaceError, ProgrammingError) as problem:
                connections.close_all()
                before, says = says, str(problem).strip().partition("\n")[0]
                if says != before:
                    log.error("clock=%s waits: the database could not be asked: %s", self.name or os.getpid(), says)
                self._wait(PATIENCE_S[min(tries, len(PATIENCE_S) - 1)])
                tries += 1
                continue
            if says:
                log.warning("clock=%s goes on: the database answers again", self.name)
                says, tries = "", 0
            self._wait(self.every.total_seconds() - (time.monotonic() - begun_s))
        self.say_that_it_stopped()
        return 0

    def until_nothing_is_due(self) -> Round:
        """One round after another while more is due: each asks first whether the clock may act."""
        from wayforward.jobs import instant, rounds

        self._begin()
        while True:
            before = self.done["looked"] + self.done["sent"]
            came = rounds.work(
                self.name, instant.reading(),
                every=self.every, going=self.going, careful=self.careful, before=before,
            )  # fmt: skip
            self._count(came)
            if self.told or came.held or not came.more:
                break
        if not came.held and not self.told:
            self.careful = False
        return came

    def going(self) -> bool:
        """Asked before each thing that is done. In a long round it says now and then that this process is alive."""
        from wayforward.jobs import beating, instant

        self._let_pages_write()
        if beside.orphaned(self.parent):
            self.told = True
        if not self.told and time.monotonic() - self.spoke_s >= self.every.total_seconds():
            beating.still(self.name, instant.by_the_machine())
            self.spoke_s = time.monotonic()
        return not self.told

    def _let_pages_write(self) -> None:
        """SQLite has one writer at a time and no queue: a clock with much to do leaves it a third of the time."""
        from django.db import connection

        if connection.vendor == "sqlite":
            time.sleep(min(BREATH_S, (time.monotonic() - self.went_s) / 2))
        self.went_s = time.monotonic()

    def say_that_it_stopped(self) -> None:
        from django.db import DatabaseError, InterfaceError

        from wayforward.jobs import beating, instant

        try:
            beating.stopped(self.name, instant.by_the_machine())
        except (DatabaseError, InterfaceError):
            log.warning("clock=%s stops, and could not say so to the database", self.name)

    def _begin(self) -> None:
        from wayforward.jobs import beating, instant

        if not self.begun:
            self.name = beating.name()
            self.careful = beating.died(self.name)
            beating.begin(self.name, beating.CLOCK, instant.reading(), self.every)
            self.begun = True

    def _count(self, came: Round) -> None:
        """Add up what was done, and say it in one line where there is anything to say."""
        self.spoke_s = time.monotonic()
        self.done.update(came.done)
        if came.held and not self.held:
            log.error("clock=%s is held: %s", self.name, came.held)
        if self.held and not came.held:
            log.warning("clock=%s goes on", self.name)
        self.held = came.held
        if came.idle is not None and came.idle > 4 * self.every:
            log.warning("clock=%s nobody had worked for %s", self.name, str(came.idle).partition(".")[0])
        if any(came.done.values()):
            counts = " ".join(f"{what.replace(' ', '-')}={count}" for what, count in came.done.items() if count)
            log.info("clock=%s %s", self.name, counts)

    def _stop(self) -> None:
        self.told = True

    def _wait(self, seconds: float) -> None:
        until_s = time.monotonic() + seconds
        while not self.told and (left_s := until_s - time.monotonic()) > 0:
            select.select([self.woken] if self.woken else [], [], [], min(left_s, GLANCE_S))
            if beside.orphaned(self.parent):
                self.told = True
