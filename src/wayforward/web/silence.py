"""The warning that reminders are not going out, which the pages give by themselves when the clock is silent or held.

It needs no clock and no worker: only what the clock last said, asked for now and then.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from wayforward.core.working_time.london import moment, on_the_wall
from wayforward.directory.models import Person
from wayforward.jobs import beating, instant

ASKED_EVERY_S = 10.0


@dataclass(frozen=True)
class Warned:
    """`since` is when reminders last went out, in words; empty where they never did."""

    since: str
    calm: bool  # in a demonstration, where nobody waits for a reminder


@dataclass(frozen=True)
class Spoke:
    """What the clock last said: when, how often it means to, and whether it said that it stopped or is held."""

    at: datetime
    every: timedelta
    stopped: bool
    held_since: datetime | None


@dataclass
class Ear:
    """What this process last heard of the clock. It asks the database at most once in ten seconds."""

    heard: Spoke | None = None
    asked_s: float | None = None

    def listen(self) -> Spoke | None:
        now_s = time.monotonic()
        if self.asked_s is None or now_s - self.asked_s >= ASKED_EVERY_S:
            self.heard, self.asked_s = _spoke(), now_s
        return self.heard


EAR = Ear()  # of this process


def warned(request: HttpRequest) -> Warned | None:
    """For somebody who is signed in; anybody else waits for no reminder, and nothing is asked."""
    if not isinstance(getattr(request, "user", None), Person):
        return None
    return silence(EAR.listen(), instant.by_the_machine())


def silence(spoke: Spoke | None, at: datetime) -> Warned | None:
    """None while reminders go out: the clock spoke within two of its intervals, and nothing holds it."""
    calm = bool(settings.WAYFORWARD_DEMO)
    if spoke is None:
        return Warned("", calm)
    if spoke.held_since is not None:
        return Warned(_since(spoke.held_since, at), calm)
    if spoke.stopped or at - spoke.at > 2 * spoke.every:
        return Warned(_since(spoke.at, at), calm)
    return None


def _spoke() -> Spoke | None:
    last = beating.last(beating.CLOCK)
    if last is None:
        return None
    held_since = (last.right_at or last.begun_at) if last.held else None
    return Spoke(last.at, timedelta(seconds=last.every_s), last.stopped_at is not None, held_since)


def _since(since: datetime, at: datetime) -> str:
    """ "14:05" where that was today, and the day with it where it was not."""
    wall = on_the_wall(since)
    return f"{wall:%H:%M}" if wall.date() == on_the_wall(at).date() else moment(since)
