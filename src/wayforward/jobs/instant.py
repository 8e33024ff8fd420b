"""The edge where pages and processes read the time; everything below it is told."""

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from wayforward.jobs.gate import Mark, Reading, step, stepped_wildly

LONDON = ZoneInfo("Europe/London")
UPTIME = Path("/proc/uptime")
BOOT = Path("/proc/sys/kernel/random/boot_id")
REMEMBERED_EACH = timedelta(minutes=1)
THIS_PROCESS = f"process-{uuid.uuid4().hex[:20]}"  # in place of a start of the machine, where the machine names none


def now() -> datetime:
    """This instant. A demonstration may be told another one, to see what Friday at 16:55 looks like."""
    return _told() or by_the_machine()


def by_the_machine() -> datetime:
    """This instant, whatever a demonstration is told: how long somebody is signed in is no part of the story.

    Where the machine's time was set wildly while this process ran, the instant that it would be without that.
    """
    found = without_the_database()
    return found.machine_at - (WATCH.jumped(found) or timedelta(0))


def jumped() -> timedelta | None:
    """By how much the machine's time was set while this process ran, where that is wild; None: it is to be trusted.

    A demonstration that is told its time is not asked.
    """
    found = without_the_database()
    return None if found.told else WATCH.jumped(found)


def reading() -> Reading:
    """All that can be read of the time, by the database too. Raises OperationalError where the database is gone."""
    before = datetime.now(UTC)
    database = _by_the_database()
    found = without_the_database()
    if database is None or found.told:
        return found
    ahead, behind = database - found.machine_at, database - before
    apart = ahead if ahead > timedelta(0) else min(behind, timedelta(0))  # it was asked at some time between the two
    return Reading(found.at, found.machine_at, found.boot, found.up, apart)


def without_the_database() -> Reading:
    """The same by this machine alone."""
    boot, up = _since_the_start()
    machine_at, told = datetime.now(UTC), _told()
    return Reading(told or machine_at, machine_at, boot, up, told=told is not None)


@dataclass
class Watch:
    """What time this process last took for right, and how long the machine had run by then."""

    mark: Mark | None = field(default=None)

    def jumped(self, found: Reading) -> timedelta | None:
        """How far the machine's time is from where it would be; None where it is near, which is then remembered."""
        if self.mark is not None and stepped_wildly(found, self.mark):
            return step(found, self.mark)
        if self.mark is None or found.up - self.mark.up >= REMEMBERED_EACH:
            self.mark = Mark(found.machine_at, found.up)
        return None

    def believe(self, mark: Mark) -> None:
        """Somebody else knows what time was right when."""
        self.mark = mark


def _told() -> datetime | None:
    file: Path | None = settings.WAYFORWARD_DEMO_CLOCK
    if not settings.WAYFORWARD_DEMO or file is None or not file.is_file():
        return None
    wall = datetime.fromisoformat(file.read_text("ascii").strip())
    return (wall if wall.tzinfo else wall.replace(tzinfo=LONDON)).astimezone(UTC)


def _since_the_start() -> tuple[str, timedelta]:
    """Which start of the machine this is, and how long ago. It counts while a laptop sleeps, and cannot be set."""
    if UPTIME.exists() and BOOT.exists():
        return BOOT.read_text("ascii").strip(), timedelta(seconds=float(UPTIME.read_text("ascii").split()[0]))
    return THIS_PROCESS, timedelta(seconds=time.monotonic())


def _by_the_database() -> datetime | None:
    """PostgreSQL has a time of its own, which may be another machine's. SQLite has only ours."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        told: datetime = cursor.fetchone()[0]
    return told.astimezone(UTC)


WATCH = Watch()
WATCH.jumped(without_the_database())  # from when the process began
