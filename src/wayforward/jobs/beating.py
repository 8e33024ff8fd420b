"""That the clocks run: what each last said of itself, and what time it was when that was last taken for right."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from django.db import transaction

from wayforward.escalations.models import Entry
from wayforward.jobs.gate import Last, Mark, Reading
from wayforward.jobs.models import Beat

INTERVAL = timedelta(seconds=15)
KEPT = timedelta(days=1)  # what a process that is gone last said
CLOCK, AUDITOR, OPERATOR = "clock", "auditor", "operator"


def name() -> str:
    """This process among all those on all machines: host:pid."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def died(process: str) -> bool:
    """Whether a clock on this machine, or one of this very name, ended without having been told to."""
    host = process.rpartition(":")[0]
    rows = Beat.objects.filter(kind=CLOCK, stopped_at=None, name__startswith=f"{host}:")
    return any(row.name == process or not _runs(row.name) for row in rows)


def begin(process: str, kind: str, reading: Reading, every: timedelta = INTERVAL) -> None:
    """A process begins to work. What another of the same number left is written over, but for the time it knew."""
    Beat.objects.update_or_create(
        name=process,
        defaults={
            "kind": kind, "begun_at": reading.machine_at, "at": reading.machine_at, "boot": reading.boot,
            "up_s": reading.up.total_seconds(), "every_s": round(every.total_seconds()), "held": "",
            "stopped_at": None, "done": 0,
        },
    )  # fmt: skip


def beat(
    process: str,
    kind: str,
    reading: Reading,
    *,
    every: timedelta = INTERVAL,
    held: str = "",
    by_uptime: datetime | None = None,
    done: int = 0,
) -> None:
    """It is at work, or `held` for a reason; `done` is all that it did since it began.

    Held, it speaks by what the time should be, and its last right time stays as it was.
    """
    says: dict[str, object] = {
        "at": (by_uptime if held else None) or reading.machine_at, "boot": reading.boot,
        "up_s": reading.up.total_seconds(), "held": held[:300], "done": done,
    }  # fmt: skip
    if not held and not reading.told:
        says |= {"right_at": reading.machine_at, "right_up_s": reading.up.total_seconds()}
    if not Beat.objects.filter(name=process).update(**says):
        begin(process, kind, reading, every)
        Beat.objects.filter(name=process).update(**says)


def still(process: str, at: datetime) -> None:
    """In the midst of a long round: it is alive. `at` is by the machine's time."""
    Beat.objects.filter(name=process).update(at=at)


def stopped(process: str, at: datetime) -> None:
    """It was told to stop, and did. `at` is by the machine's time."""
    Beat.objects.filter(name=process).update(at=at, stopped_at=at)


def last(kind: str) -> Beat | None:
    """The process of this kind that spoke last; one that was stopped since only where none is at work beside it."""
    spoke = list(Beat.objects.filter(kind=kind).order_by("-at")[:20])
    lately = (row for row in spoke if spoke[0].at - row.at <= 2 * timedelta(seconds=row.every_s))
    at_work = next((row for row in lately if row.stopped_at is None), None)
    return at_work or (spoke[0] if spoke else None)


def silent(at: datetime, kind: str = CLOCK) -> timedelta | None:
    """For how long none of this kind has spoken, where that is more than two of its intervals; None: all is well.

    `at` is by the machine's time. None ever spoke: timedelta.max.
    """
    spoke = last(kind)
    if spoke is None:
        return timedelta.max
    gap = at - spoke.at
    return gap if gap > 2 * timedelta(seconds=spoke.every_s) else None


def known(reading: Reading) -> Last:
    """What the gate goes by. The history is asked only where no clock has worked since this machine started."""
    marks = list(Beat.objects.filter(kind__in=(CLOCK, OPERATOR), right_at__isnull=False))
    here = max(
        (row for row in marks if row.boot == reading.boot and row.right_up_s is not None),
        key=lambda row: row.right_up_s or 0.0, default=None,
    )  # fmt: skip
    worked_at = max((row.right_at for row in marks if row.right_at), default=None)
    if here is not None and here.right_at is not None:
        return Last(Mark(here.right_at, timedelta(seconds=here.right_up_s or 0.0)), worked_at)
    despite_at = max((row.despite_at for row in marks if row.despite_at), default=None)
    return Last(None, worked_at, _recorded_at(), despite_at)


@transaction.atomic
def vouch(reading: Reading) -> None:
    """An operator says that this reading is right. It stands on a Beat, and what any clock took for right goes."""
    host = socket.gethostname()[:80]
    Beat.objects.filter(kind=OPERATOR).delete()
    Beat.objects.filter(right_at__isnull=False).update(right_at=None, right_up_s=None)
    up_s = reading.up.total_seconds()
    Beat.objects.create(
        name=f"operator@{host}", kind=OPERATOR, begun_at=reading.machine_at, at=reading.machine_at, boot=reading.boot,
        up_s=up_s, stopped_at=reading.machine_at, right_at=reading.machine_at, right_up_s=up_s,
        despite_at=_recorded_at(),
    )  # fmt: skip


def clear(process: str, at: datetime) -> None:
    """Forget the processes of this machine that died, and those anywhere that have said nothing for a day.

    For one that has just taken the time for right, so that what the others knew of it is needed no more.
    """
    host = process.rpartition(":")[0]
    gone = [
        row.name
        for row in Beat.objects.exclude(kind=OPERATOR).exclude(name=process)
        if row.at < at - KEPT or (row.stopped_at is None and row.name.startswith(f"{host}:") and not _runs(row.name))
    ]
    if gone:
        Beat.objects.filter(name__in=gone).delete()


def _runs(process: str) -> bool:
    """Whether a process of this machine is there; one that is another user's is."""
    try:
        os.kill(int(process.rpartition(":")[2]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _recorded_at() -> datetime | None:
    """When the entry was recorded that was stored last."""
    return Entry.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
