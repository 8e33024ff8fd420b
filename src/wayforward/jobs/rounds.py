"""One round of the clock: may it act, what has fallen due, what is to be sent, and a word that it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings

from wayforward.escalations.sealing import MasterKeyMissing
from wayforward.jobs import beating, heartbeat
from wayforward.jobs.delivering import Delivered, deliver
from wayforward.jobs.gate import LONGEST_OUTAGE, Held, Reading, gate
from wayforward.jobs.rebasing import wake
from wayforward.jobs.receipts import Asked, ask
from wayforward.jobs.sweeping import BATCH, Swept, sweep


@dataclass(frozen=True)
class Round:
    """What one round came to. `at` is the instant that it worked by; `held` says why it did nothing."""

    at: datetime
    held: str = ""
    idle: timedelta | None = None  # how long nobody had worked before it
    swept: Swept = field(default_factory=Swept)
    delivered: Delivered = field(default_factory=Delivered)
    asked: Asked = field(default_factory=Asked)

    @property
    def more(self) -> bool:
        """Whether there is something left to do now."""
        return self.swept.more or self.delivered.more

    @property
    def done(self) -> dict[str, int]:
        """Each thing that was done, counted, in the order that it is done in."""
        return {
            "looked": self.swept.looked,
            "recorded": self.swept.recorded,
            "queued": self.delivered.queued,
            "gathered": self.delivered.gathered,
            "dropped": self.delivered.dropped,
            "sent": self.delivered.sent,
            "put off": self.delivered.waiting,
            "failed": self.delivered.failed + self.asked.failed,
            "arrived": self.asked.delivered,
            "in trouble": self.swept.troubled + self.delivered.troubled,
        }


def work(
    name: str,
    reading: Reading,
    *,
    every: timedelta = beating.INTERVAL,
    going: Callable[[], bool] = lambda: True,
    careful: bool = False,
    before: int = 0,
) -> Round:
    """One round at `reading`, of one batch of each kind; `before` is what this process did in the rounds before it.

    `going` is asked before each escalation and each message; once it is false the round ends where it is.
    Raises OperationalError where the database is gone.
    """
    verdict = gate(reading, beating.known(reading), None if settings.WAYFORWARD_DEMO else LONGEST_OUTAGE)
    if isinstance(verdict, Held):
        why, by_uptime = verdict.why, verdict.by_uptime
        beating.beat(name, beating.CLOCK, reading, every=every, held=why, by_uptime=by_uptime, done=before)
        return Round(reading.at, held=why)
    came = Round(reading.at, idle=verdict.idle)
    wake(reading.at)
    try:
        came = replace(came, swept=sweep(reading.at, name, BATCH, going=going, careful=careful))
        came = replace(came, delivered=deliver(reading.at, name, BATCH, going=going, careful=careful))
    except MasterKeyMissing as problem:
        beating.beat(name, beating.CLOCK, reading, every=every, held=str(problem), done=before)
        return replace(came, held=str(problem))
    came = replace(came, asked=ask(reading.at, name, BATCH, going=going))
    done = before + came.swept.looked + came.delivered.sent
    beating.beat(name, beating.CLOCK, reading, every=every, done=done)
    heartbeat.beat(reading)
    if not reading.told:
        beating.clear(name, reading.machine_at)
    return came
