"""Tells a watcher outside, each minute, that all is well; when the calls stop, the watcher raises the alarm."""

from __future__ import annotations

import enum
import http.client
import logging
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.request import HTTPDefaultErrorHandler, HTTPErrorProcessor, HTTPHandler, HTTPSHandler, ProxyHandler

from django.conf import settings

from wayforward.jobs.gate import Reading
from wayforward.jobs.health import Health, look

EVERY_S = 60.0
TIMEOUT_S = 5.0  # between two bytes

log = logging.getLogger(__name__)


class Came(enum.Enum):
    """What became of a beat."""

    NOT_WANTED = "nobody watches, or not yet"
    NOT_CLEAN = "something is wrong, so nobody is told that all is well"
    UNDER_WAY = "it is being sent"


@dataclass
class Heart:
    """Beats at most once a minute. It never holds up whoever calls it: the call goes out in a thread of its own."""

    every_s: float = EVERY_S
    looked_s: float | None = None
    call: threading.Thread | None = None
    failed: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def beat(self, reading: Reading, health: Callable[[Reading], Health] = look) -> Came:
        """Call the watcher where all is clean: no red light, so no trouble that those who run the service can mend."""
        url: str = settings.WAYFORWARD_HEARTBEAT_URL
        now_s = time.monotonic()
        if not url or (self.looked_s is not None and now_s - self.looked_s < self.every_s):
            return Came.NOT_WANTED
        self.looked_s = now_s
        if not health(reading).clean:
            return Came.NOT_CLEAN
        if self.call is None or not self.call.is_alive():  # a call that hangs is not joined by another
            self.call = threading.Thread(target=self._call, args=[url], daemon=True, name="heartbeat")
            self.call.start()
        return Came.UNDER_WAY

    def _call(self, url: str) -> None:
        """The address is as good as a password, so that the log does not have it."""
        try:
            with _opener().open(url, timeout=TIMEOUT_S) as answer:
                problem = "" if answer.status < 300 else f"it answered {answer.status}"
        except (OSError, http.client.HTTPException, ValueError) as wrong:
            problem = f"{type(wrong).__name__} {getattr(wrong, 'code', '')}".strip()
        with self._lock:
            if problem and problem != self.failed:
                log.warning("The watcher outside could not be called: %s", problem)
            self.failed = problem


def _opener() -> urllib.request.OpenerDirector:
    """Follows no redirect: it would lead away from the address that was written down."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        ProxyHandler(), HTTPHandler(), HTTPSHandler(), HTTPDefaultErrorHandler(), HTTPErrorProcessor(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


_HEART = Heart()  # of this process


def beat(reading: Reading) -> Came:
    """Beat, as far as a minute has gone by since this process last did. Asks nothing of the database in between."""
    return _HEART.beat(reading)
