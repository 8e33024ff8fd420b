"""The website as `wayforward serve` runs it, on a real port, and somebody who visits it over HTTP."""

from __future__ import annotations

import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.kills.places import PATIENCE_S, ROOT, Place

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: dict[str, str]
    page: str
    seconds: float

    @property
    def words(self) -> str:
        main = self.page.partition('id="main">')[2].partition("</main>")[0]
        return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))

    @property
    def hidden(self) -> dict[str, str]:
        return {name: html.unescape(value) for name, value in HIDDEN.findall(self.page)}


@dataclass
class Visitor:
    """A browser: its cookies, and nothing that it does by itself."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address)

    def post(self, address: str, **typed: str) -> Answer:
        return self._ask("POST", address, urlencode(typed))

    def sign_in(self, person: str) -> None:
        answer = self.post("/sign-in", **{**self.get("/sign-in").hidden, "person": person, "next": ""})
        assert answer.status == 302, answer.words

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        connection = http.client.HTTPConnection("localhost", self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, address, body, headers)
            came = connection.getresponse()
            page = came.read().decode()
        finally:
            connection.close()
        for name, value in came.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(came.status, dict(came.getheaders()), page, time.perf_counter() - began)


@dataclass
class Website:
    """A running `wayforward serve`, in a process group of its own."""

    place: Place
    port: int
    process: subprocess.Popen[bytes]

    def visitor(self, person: str = "") -> Visitor:
        """Somebody, signed in where `person` says who of the place's people."""
        visitor = Visitor(self.port)
        if person:
            visitor.sign_in(self.place.people[person])
        return visitor

    def kill(self) -> None:
        """SIGKILL to every process of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def website(place: Place, *words: str, port: int = 0, **settings: str) -> Iterator[Website]:
    port = port or _free_port()
    command = [sys.executable, "-m", "wayforward.cli", "serve", "--bind", f"127.0.0.1:{port}", *words]
    with (place.folder / "website.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=place.environment(**settings), cwd=ROOT, stdout=log, stderr=log, start_new_session=True
        )
        running = Website(place, port, process)
        try:
            _wait(running)
            yield running
        finally:
            running.stop()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait(running: Website) -> None:
    for _ in range(PATIENCE_S * 20):
        assert running.process.poll() is None, (running.place.folder / "website.log").read_text()
        try:
            if running.visitor().get("/help").status == 200:
                return
        except (ConnectionError, http.client.HTTPException, TimeoutError):
            time.sleep(0.05)
    raise AssertionError("It does not answer.")
