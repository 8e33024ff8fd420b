"""Kills processes that work on a record, again and again; keeps outside it what they were told and what they sent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from aiosmtpd.controller import Controller

from tests.cast import MONDAY
from tests.kills.nursery import DIED
from tests.kills.places import ROOT, Place, gone
from tests.kills.points import OF_CLOCKS, OF_WRITERS
from tests.notices.mailbox import Mailbox, free_port

STEP = timedelta(minutes=40)  # longer than a lease, so that the next clock takes up what a dead one had in hand
AFTER = timedelta(days=3)  # by then deadlines have passed that nobody was there to see
AT_A_POINT = 0.6  # of the kills; the others come at an instant that nobody chose
SURELY_S, LONGEST_S = 6.0, 1.2  # for a child to come to its point; then it is killed where it is
SOONEST_S, LATEST_S = 0.02, 0.4
ANSWER_S = 300
TRIES = 5


@dataclass
class Child:
    """One that works until it is killed: at a point that it comes to by itself, or after so many seconds."""

    pid: int
    point: str
    seconds: float


@dataclass
class Harness:
    """One record, the processes that work on it, and the mail server that their messages go to."""

    place: Place
    box: Mailbox
    post: Controller
    chance: Random
    nursery: subprocess.Popen[str]
    at: datetime = MONDAY
    killed: Counter[str] = field(default_factory=Counter)
    without: str = ""
    careful: bool = False  # each clock works as one does whose forerunner died
    surely: bool = False  # every child is to come to its point, however busy the machine is
    took: dict[str, float] = field(default_factory=dict)  # seconds

    @property
    def told(self) -> Path:
        return self.place.folder / "told"

    def kill(self, points: tuple[str, ...] = ()) -> None:
        """A writer and a clock begin at once, and each is killed, at one of `points` where any are given."""
        self.at += STEP
        of_clocks = [point for point in points if point in OF_CLOCKS]
        of_writers = [point for point in points if point not in OF_CLOCKS]
        writer = self._child("write", of_writers if points else OF_WRITERS)
        clock = self._child("clock", of_clocks if points else OF_CLOCKS)
        began = time.monotonic()
        for child in sorted((writer, clock), key=lambda child: child.seconds):
            while not gone(child.pid) and time.monotonic() - began < child.seconds:
                time.sleep(0.002)
            by_itself = gone(child.pid)
            assert child.point or not by_itself, f"A child died by itself: see {self.place.folder / 'nursery.log'}"
            self.killed[child.point if by_itself else "at random"] += 1
            if not by_itself:
                os.killpg(child.pid, signal.SIGKILL)
        for child in (writer, clock):
            while not gone(child.pid):
                time.sleep(0.002)

    def come_to(self, points: Iterable[str]) -> None:
        """Kill once more at each of these that nobody came to yet, when something is due again."""
        self.surely = True
        for point in points:
            for _ in range(TRIES):
                if self.killed[point]:
                    break
                self.at = datetime.fromisoformat(self._order(do="due", at=self.at.isoformat()))
                self.kill((point,))

    def race(self, clocks: int, writers: int, acts: int) -> None:
        """At the minute of the next thing that falls due everybody begins in the same instant, and works to the end."""
        self.at = datetime.fromisoformat(self._order(do="due", at=self.at.isoformat())) + timedelta(seconds=1)
        begins_s = time.monotonic() + 0.3
        common = {"at": self.at.isoformat(), "told": str(self.told), **PLAIN, "without": self.without}
        running = [
            self._order(
                do=do, **common, begins_s=begins_s, times=acts, seed=self.chance.randrange(2**32), careful=False,
                name=f"{do}-{number}",
            )
            for do, how_many in (("clock", clocks), ("write", writers))
            for number in range(how_many)
        ]  # fmt: skip
        self._wait_for(running)

    def pass_time(self, hours: int) -> None:
        """A clock works through that many hours, a round in each."""
        common = {"at": (self.at + STEP).isoformat(), "told": str(self.told), **PLAIN, "careful": False}
        self._wait_for([self._order(do="clock", **common, times=hours, apart_s=3600, name="patient")])
        self.at += timedelta(hours=hours)

    def state(self) -> dict[str, int]:
        """How many messages wait, were given up, and stand in somebody's inbox."""
        return dict(self._order(do="state"))

    def _wait_for(self, children: list[int]) -> None:
        began = time.monotonic()
        while not all(map(gone, children)):
            assert time.monotonic() - began < ANSWER_S, self.log()
            time.sleep(0.005)

    def finish(self) -> dict[str, Any]:
        """Let one clock run to the end, then reckon up."""
        assert self.without or DIED not in self.log(), self.log()
        begin, end = self.at + STEP, self.at + AFTER
        last = self._order(do="finish", at=begin.isoformat(), end=end.isoformat(), told=str(self.told), **PLAIN)
        began = time.monotonic()
        self._wait_for([last])
        lines = self.told.read_text().splitlines()
        assert "finished" in (lines or [""])[-1], self.log()
        self.took["the last clock"] = time.monotonic() - began
        mails = self.place.folder / "mails"
        mails.write_text(json.dumps([str(mail["Message-ID"]) for mail in self.box.mails]))
        at = json.loads(lines[-1])["finished"]
        came = self._order(do="reckon", at=at, end=end.isoformat(), told=str(self.told), mails=str(mails))
        self.took["the reckoning"] = time.monotonic() - began - self.took["the last clock"]
        return dict(came)

    def _child(self, do: str, points: list[str] | tuple[str, ...]) -> Child:
        least = min(points, key=lambda point: (self.killed[point], self.chance.random()), default="")
        point = least if self.surely or self.chance.random() < AT_A_POINT else ""
        pid = self._order(
            do=do, at=self.at.isoformat(), told=str(self.told), seed=self.chance.randrange(2**32), point=point,
            nth=self.chance.randrange(1, 3) if self.killed[point] else 1, without=self.without,
            name=f"clock-{self.killed.total()}", careful=self.careful or self.chance.random() < 0.5,
        )  # fmt: skip
        longest_s = SURELY_S if self.surely else LONGEST_S
        return Child(pid, point, longest_s if point else self.chance.uniform(SOONEST_S, LATEST_S))

    def _order(self, **what: Any) -> Any:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps(what) + "\n")
        self.nursery.stdin.flush()
        line = self.nursery.stdout.readline()
        assert line, self.log()
        return json.loads(line)

    def log(self) -> str:
        return (self.place.folder / "nursery.log").read_text()[-4000:]


PLAIN = {"without": "", "point": "", "nth": 0}


@contextmanager
def harness(place: Place, seed: int, without: str = "", *how: str) -> Iterator[Harness]:
    """A mail server in this process, and a nursery on the record of `place`, which it founds."""
    box = Mailbox(port=free_port())
    post = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10)
    post.start()
    command = [sys.executable, "-m", "tests.kills.nursery", *how]
    environment = place.environment(EMAIL_URL=f"smtp://127.0.0.1:{box.port}?timeout=5")
    with (place.folder / "nursery.log").open("w") as log:
        nursery = subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        running = Harness(place, box, post, Random(seed), nursery, without=without, surely=bool(without))
        try:
            assert nursery.stdout is not None
            assert nursery.stdout.readline() == '"ready"\n', running.log()
            yield running
        finally:
            assert nursery.stdin is not None
            nursery.stdin.close()
            nursery.wait(30)
            running.post.stop(no_assert=True)
