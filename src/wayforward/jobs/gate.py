"""Whether the clock may act: not while the machine's time cannot be right, because what expires stays expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

NEAR = timedelta(seconds=10)
"""A machine's time is set right by less than this all the time, and two machines are never quite together."""
DATABASE_NEAR = timedelta(seconds=2)
CORRECTION = timedelta(minutes=2)
"""A step up to this is a correction, or a machine that stood still while it was copied, once it has been kept for..."""
KEPT_FOR = timedelta(minutes=5)
LONGEST_OUTAGE = timedelta(days=7)
"""Nobody leaves a service off for longer without knowing it, so an operator can say that the time is right."""

SAY_SO = "If the time is right now, write: wayforward clock --the-time-is-right"


@dataclass(frozen=True)
class Reading:
    """What can be read of the time at one instant.

    `at` is the instant to work by: the machine's, unless a demonstration is `told` another. `boot` names a start of
    the machine, and `up` counts from it; nobody can set that, and it goes on while a laptop sleeps. `apart` is how
    far the database's own time is ahead; None where the database has none of its own.
    """

    at: datetime
    machine_at: datetime
    boot: str
    up: timedelta
    apart: timedelta | None = None
    told: bool = False


@dataclass(frozen=True)
class Mark:
    """The machine's time when it was last taken for right, and how long the machine had run by then."""

    at: datetime
    up: timedelta


@dataclass(frozen=True)
class Last:
    """What is known from before. `here` is of this very start of the machine; the rest of any machine.

    An operator who said that the time is right had seen what was recorded up to `despite_at`, though it be later.
    """

    here: Mark | None = None
    worked_at: datetime | None = None
    recorded_at: datetime | None = None
    despite_at: datetime | None = None


@dataclass(frozen=True)
class Go:
    """The clock may act. Nobody had for `idle`; None where no clock ever has."""

    idle: timedelta | None = None


@dataclass(frozen=True)
class Held:
    """The clock may do nothing. `by_uptime` is what the time should be, where the machine's uptime tells."""

    why: str
    by_uptime: datetime | None = None


def gate(reading: Reading, last: Last, longest: timedelta | None = LONGEST_OUTAGE) -> Go | Held:
    """May the clock act on this reading? Held until the time is right again, and where it says so until somebody says.

    Since the machine started, its time must have moved as much as `up` did. Across starts it must not have gone back,
    nor forward by more than `longest`; less is an outage. None: an outage may be of any length.
    """
    if reading.told:
        return Go()
    should_be = last.here.at + (reading.up - last.here.up) if last.here else None
    if reading.apart is not None and abs(reading.apart) > DATABASE_NEAR:
        return Held(
            f"The machine's time and the database's are {seconds(reading.apart)} apart. Set the wrong one right.",
            should_be,
        )
    why = _stepped(reading, last.here) if last.here else _elsewhere(reading, last, longest)
    if why:
        return Held(why, should_be)
    return Go(reading.machine_at - last.worked_at if last.worked_at else None)


def step(reading: Reading, since: Mark) -> timedelta:
    """How much further the machine's time has moved than the machine has run, since `since` of the same start."""
    return (reading.machine_at - since.at) - (reading.up - since.up)


def stepped_wildly(reading: Reading, since: Mark) -> bool:
    """Whether the machine's time was set, by more than a correction that has been kept for a while."""
    by = abs(step(reading, since))
    return by > NEAR and (by > CORRECTION or reading.up - since.up < KEPT_FOR)


def seconds(gap: timedelta) -> str:
    """ "3,600 seconds", whichever of the two is ahead."""
    return f"{abs(round(gap.total_seconds())):,} seconds"


def _stepped(reading: Reading, since: Mark) -> str:
    if not stepped_wildly(reading, since):
        return ""
    by = step(reading, since)
    way = "forward" if by > timedelta(0) else "back"
    return f"The machine's time was set {way} by {seconds(by)} while it ran. Set it right. {SAY_SO}"


def _elsewhere(reading: Reading, last: Last, longest: timedelta | None) -> str:
    """Without a mark of this start of the machine: by what any clock and anybody has recorded."""
    seen = last.recorded_at is not None and last.despite_at is not None and last.recorded_at <= last.despite_at
    known = [at for at in (last.worked_at, None if seen else last.recorded_at) if at is not None]
    if not known:
        return ""
    gap = reading.machine_at - max(known)
    if gap < -NEAR:
        return f"The machine's time is {seconds(gap)} before what was last recorded. Set it right. {SAY_SO}"
    if longest is not None and gap > longest:
        return f"The machine's time is {gap.days} days after what was last recorded. Set it right. {SAY_SO}"
    return ""
