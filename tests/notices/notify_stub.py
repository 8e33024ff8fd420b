"""A stand-in for GOV.UK Notify on this machine: it takes messages, forgets to answer, refuses, and says what became."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.test import override_settings

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
KEY = f"testing-{SERVICE}-3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "1f3c4a2e-0000-4000-8000-000000000001"
LOST = 0  # in place of a status: it did what was asked, and nobody hears of it


@dataclass
class Office:
    """What was sent, as Notify keeps it: one row for each, under the reference that it was sent with."""

    url: str = ""
    sent: list[dict[str, Any]] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)  # by id; "sending" without
    asked: list[str] = field(default_factory=list)  # every request, whole
    at_send: Callable[[str], int] = field(default=lambda address: 201)
    says: str = ""  # the error's own words
    answers: list[object] = field(default_factory=list)  # in place of every answer, the first of these

    def references(self) -> list[str]:
        return [str(one["reference"]) for one in self.sent]


class Handler(BaseHTTPRequestHandler):
    """Answers as Notify's API does, for the office of the server that it belongs to."""

    @property
    def office(self) -> Office:
        found = getattr(self.server, "office", None)
        assert isinstance(found, Office)
        return found

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.office.asked.append(f"{self.path} {self.headers} {raw}")
        body = json.loads(raw)
        status = self.office.at_send(body["email_address"])
        if status in (201, LOST):
            self.office.sent.append({"id": str(uuid4()), **body})
        if status == LOST:
            self.close_connection = True
            self.connection.close()
        elif status == 201:
            self._answer(201, {"id": self.office.sent[-1]["id"], "reference": body.get("reference")})
        else:
            self._answer(status, {"status_code": status, "errors": [{"error": "E", "message": self.office.says}]})

    def do_GET(self) -> None:
        self.office.asked.append(f"{self.path} {self.headers}")
        asked = urlsplit(self.path)
        if asked.path == "/v2/notifications":
            wanted = parse_qs(asked.query).get("reference", [""])[0]
            found = [self._one(one) for one in self.office.sent if one.get("reference") == wanted]
            self._answer(200, {"notifications": found, "links": {}})
            return
        key = asked.path.rsplit("/", 1)[1]
        found = [self._one(one) for one in self.office.sent if one["id"] == key]
        self._answer(200, found[0]) if found else self._answer(404, {"errors": [{"error": "E", "message": ""}]})

    def _one(self, one: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": one["id"],
            "reference": one.get("reference"),
            "status": self.office.statuses.get(one["id"], "sending"),
        }

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(self.office.answers[0] if self.office.answers else body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *said: Any) -> None:
        """Nothing: the test's output is not a log."""


@contextmanager
def a_notify_office(**how: Any) -> Iterator[Office]:
    """Notify on a free port, to which Wayforward's messages go."""
    office = Office(**how)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.office = office  # type: ignore[attr-defined]  # ours, for the handler
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    office.url = f"http://127.0.0.1:{server.server_port}"
    try:
        with override_settings(
            WAYFORWARD_CHANNEL="notify", WAYFORWARD_NOTIFY_KEY=KEY, WAYFORWARD_NOTIFY_TEMPLATE=TEMPLATE,
            WAYFORWARD_NOTIFY_URL=office.url, WAYFORWARD_ADDRESS="https://wayforward.example.org",
        ):  # fmt: skip
            yield office
    finally:
        server.shutdown()
        server.server_close()
