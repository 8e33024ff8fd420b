"""A watcher outside is called while all is well, and never otherwise. A real server on this machine answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tests.cast import MONDAY
from wayforward.jobs.gate import Reading
from wayforward.jobs.health.light import Colour, Health, Light
from wayforward.jobs.heartbeat import Came, Heart
from wayforward.project.watching import watcher

READING = Reading(MONDAY, MONDAY, "boot", timedelta(hours=5))


class Watcher(HTTPServer):
    """Counts the calls, and answers each as the test asks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.paths: list[str] = []
        self.status = 200
        self.hold = threading.Event()
        self.hold.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/ping/secret"


class Answering(BaseHTTPRequestHandler):
    server: Watcher

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.hold.wait(10)
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """The test's own output stays clean."""


@pytest.fixture
def watching() -> Iterator[Watcher]:
    server = Watcher()
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    with override_settings(WAYFORWARD_HEARTBEAT_URL=server.url):
        yield server
    server.hold.set()
    server.shutdown()
    thread.join()
    server.server_close()


def standing(colour: Colour = Colour.GREEN) -> Callable[[Reading], Health]:
    light = Light(key="x", title="x", colour=colour, says="x", means="x", do="x")
    return lambda reading: Health(reading.at, (light,))


def beat(heart: Heart, health: Callable[[Reading], Health]) -> Came:
    came = heart.beat(READING, health)
    if heart.call is not None:
        heart.call.join(10)
    return came


@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.AMBER])
def test_the_watcher_is_called_while_nothing_is_red(watching: Watcher, colour: Colour) -> None:
    assert beat(Heart(), standing(colour)) is Came.UNDER_WAY
    assert watching.paths == ["/ping/secret"]


def test_the_watcher_is_not_called_while_something_is_red(watching: Watcher) -> None:
    assert beat(Heart(), standing(Colour.RED)) is Came.NOT_CLEAN
    assert watching.paths == []


def test_it_is_called_once_a_minute_however_often_the_clock_comes_round(watching: Watcher) -> None:
    heart = Heart()
    asked: list[Reading] = []

    def health(reading: Reading) -> Health:
        asked.append(reading)
        return standing()(reading)

    assert [beat(heart, health) for _ in range(3)] == [Came.UNDER_WAY, Came.NOT_WANTED, Came.NOT_WANTED]
    assert (len(asked), len(watching.paths)) == (1, 1)
    assert heart.looked_s is not None
    heart.looked_s -= 60
    assert beat(heart, health) is Came.UNDER_WAY
    assert len(watching.paths) == 2


def test_where_nobody_watches_nothing_is_asked() -> None:
    with override_settings(WAYFORWARD_HEARTBEAT_URL=""):
        assert Heart().beat(READING, lambda reading: pytest.fail("asked")) is Came.NOT_WANTED


def test_a_watcher_that_hangs_does_not_hold_up_the_clock_and_is_not_called_twice(watching: Watcher) -> None:
    watching.hold.clear()
    heart = Heart(every_s=0)
    assert heart.beat(READING, standing()) is Came.UNDER_WAY
    assert heart.call is not None
    assert heart.call.is_alive()
    assert heart.beat(READING, standing()) is Came.UNDER_WAY
    watching.hold.set()
    heart.call.join(10)
    assert len(watching.paths) == 1


@pytest.mark.parametrize("status", [404, 500, 302])
def test_an_answer_that_is_no_yes_is_logged_once_and_never_raised(
    watching: Watcher, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    watching.status = status
    heart = Heart(every_s=0)
    for _ in range(2):
        beat(heart, standing())
    assert len(watching.paths) == 2
    assert "/elsewhere" not in watching.paths
    warned = [record.getMessage() for record in caplog.records]
    assert len(warned) == 1
    assert str(status) in warned[0]
    assert "secret" not in warned[0]


def test_a_watcher_that_is_gone_is_logged_and_never_raised(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(WAYFORWARD_HEARTBEAT_URL="http://127.0.0.1:9/secret"):
        heart = Heart()
        beat(heart, standing())
    assert "could not be called" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("url", ["", "https://watch.example.org/ping", "http://localhost:1/x", "http://[::1]:1/x"])
def test_an_address_that_nobody_can_read_on_the_way_is_taken(url: str) -> None:
    assert watcher(url) == url


@pytest.mark.parametrize(
    "url", ["http://watch.example.org/ping", "ftp://localhost/x", "file:///etc/passwd", "watch.example.org", "https://"]
)
def test_any_other_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="begins with https://"):
        watcher(url)
