"""Processes that run beside the pages: started with them, started again when they die, and stopped with them."""

from __future__ import annotations

import ctypes
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

AGAIN_AFTER_S = (1, 2, 5, 15, 60)  # after each death; one that lived for a minute begins again with the first
LIVED_S = 60
TO_STOP = (signal.SIGTERM, signal.SIGINT)
TOLD_WHEN_ITS_PARENT_DIES = 1  # PR_SET_PDEATHSIG of Linux

log = logging.getLogger(__name__)


def option(ask: Any) -> None:
    ask.add_argument("--beside", metavar="PID", type=int, help="stop when that process, which started this one, ends")


def stop_when_it_ends(parent: int | None) -> None:
    """Have this process told to stop when `parent` dies, however it dies. None: it stands on its own."""
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(TOLD_WHEN_ITS_PARENT_DIES, signal.SIGTERM)
    if orphaned(parent):  # it died before it could be told
        os.kill(os.getpid(), signal.SIGTERM)


def orphaned(parent: int | None) -> bool:
    return parent is not None and os.getppid() != parent


def woken_by(numbers: Iterable[signal.Signals], does: Callable[[], None] = lambda: None) -> socket.socket:
    """Where each of these signals arrives as a byte, so that none comes between looking and waiting."""
    woken, written = socket.socketpair()
    for end in (woken, written):
        end.setblocking(False)
    signal.set_wakeup_fd(written.detach(), warn_on_full_buffer=False)
    for number in numbers:
        signal.signal(number, lambda *_: does())
    return woken


@dataclass
class Command:
    """A command of ours in a process of its own, and when it is to be started again."""

    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    begun_s: float = 0.0
    again_s: float = 0.0
    deaths: int = 0

    def start(self, now_s: float) -> None:
        words = [sys.executable, "-m", "wayforward.cli", *self.words, "--beside", str(os.getpid())]
        self.process, self.begun_s = subprocess.Popen(words), now_s

    def look_after(self, now_s: float) -> None:
        """Start it where it is to be started; where it has died, later each time."""
        if self.process is None:
            if now_s >= self.again_s:
                self.start(now_s)
            return
        code = self.process.poll()
        if code is None:
            return
        self.deaths = 0 if now_s - self.begun_s >= LIVED_S else self.deaths
        wait_s = AGAIN_AFTER_S[min(self.deaths, len(AGAIN_AFTER_S) - 1)]
        log.warning("wayforward %s ended (%d). It is started again in %d s.", self.words[0], code, wait_s)
        self.process, self.again_s, self.deaths = None, now_s + wait_s, self.deaths + 1


@dataclass
class Pages:
    """The website in a process of its own."""

    pid: int
    code: int | None = None

    def ended(self) -> bool:
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code is not None


def run(pages: Callable[[], None], commands: Sequence[Sequence[str]], patience_s: float) -> int:
    """Run `pages` and, beside it, each of `commands` until a signal stops them or the pages end. Gives the exit code.

    Each is a child of this process. What is under way when it is stopped has `patience_s` to finish.
    """
    sys.stdout.flush()
    ours = os.getpid()
    pid = os.fork()
    if not pid:
        stop_when_it_ends(ours)
        pages()
        sys.stdout.flush()
        os._exit(0)
    served, kept = Pages(pid), [Command(tuple(words)) for words in commands]
    woken = woken_by((*TO_STOP, signal.SIGHUP, signal.SIGCHLD))
    told = False
    while not told and not served.ended():
        for command in kept:
            command.look_after(time.monotonic())
        told = _told_to_stop(woken, served)
    return _stopped(served, kept, patience_s, told)


def _told_to_stop(woken: socket.socket, served: Pages) -> bool:
    """Wait for a second, or until a signal. A HUP is for the pages: they begin again without a gap."""
    select.select([woken], [], [], 1)
    try:
        came = woken.recv(64)
    except BlockingIOError:
        came = b""
    if signal.SIGHUP in came and not served.ended():
        os.kill(served.pid, signal.SIGHUP)
    return signal.SIGTERM in came or signal.SIGINT in came


def _stopped(served: Pages, kept: Sequence[Command], patience_s: float, told: bool) -> int:
    """Tell each to stop, wait, and end what has not. Exit code 0 where all was well and somebody asked for it."""
    processes = [command.process for command in kept if command.process is not None]
    for process in processes:
        process.terminate()
    if not served.ended():
        os.kill(served.pid, signal.SIGTERM)
    until_s = time.monotonic() + patience_s
    while time.monotonic() < until_s and not (served.ended() and all(each.poll() is not None for each in processes)):
        time.sleep(0.05)
    for process in processes:
        process.kill()
        process.wait()
    if not served.ended():
        os.kill(served.pid, signal.SIGKILL)
        os.waitpid(served.pid, 0)
        return 1
    if told:
        return served.code or 0
    log.error("The pages ended by themselves (%s).", served.code)
    return served.code if served.code is not None and served.code > 0 else 1
