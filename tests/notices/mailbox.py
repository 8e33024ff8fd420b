"""A real mail server on this machine for tests: it takes, refuses, puts off, hangs, drops or dies half-way as told."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

TAKES = "250 OK"
HANGS, DROPS = "hangs", "drops"


@dataclass
class Mailbox:
    """What the server has taken, and how it answers. `at_rcpt` and `at_data` say what it answers to an address."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    connections: int = 0
    at_rcpt: Callable[[str], str] = field(default=lambda address: TAKES)
    at_data: Callable[[str], str] = field(default=lambda address: TAKES)
    keeps_what_it_drops: bool = False  # it took the message, and its answer was lost

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(envelope.content or b"") for envelope in self.taken]

    @property
    def said(self) -> list[str]:
        """The words of each message, as its reader sees them."""
        return [bytes(mail.get_payload(decode=True) or b"").decode() for mail in self.mails]  # type: ignore[arg-type]  # never multipart

    @property
    def addresses(self) -> list[str]:
        return [address for envelope in self.taken for address in envelope.rcpt_tos]

    @property
    def everything(self) -> bytes:
        """Every byte that left, with its envelopes, and what each was encoded from."""
        said = [
            f"{envelope.mail_from} {envelope.rcpt_tos}".encode() + (envelope.content or b"") for envelope in self.taken
        ]
        return b"\n".join([*said, *(words.encode() for words in self.said)])

    # --- what the server asks -----------------------------------------------------------------------------

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        said = self.at_rcpt(address)
        if said == TAKES:
            envelope.rcpt_tos.append(address)
        return await self._answer(server, said)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        said = self.at_data(envelope.rcpt_tos[0])
        if said == TAKES or (said in (HANGS, DROPS) and self.keeps_what_it_drops):
            self.taken.append(envelope)
        return await self._answer(server, said)

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, host: str, answers: Any) -> Any:
        self.connections += 1
        session.host_name = host
        return answers

    async def _answer(self, server: SMTP, said: str) -> str:
        match said:
            case "hangs":
                await asyncio.sleep(3)
            case "drops":
                assert server.transport is not None
                server.transport.abort()
        return TAKES if said in (HANGS, DROPS) else said


@contextmanager
def a_mail_server(**how: Any) -> Iterator[Mailbox]:
    """A mail server on a free port, to which Wayforward's messages go."""
    box = Mailbox(port=free_port(), **how)
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=10)
    controller.start()
    try:
        with sent_to(box.port):
            yield box
    finally:
        controller.stop()


def free_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def sent_to(port: int) -> Iterator[None]:
    """Wayforward's messages go to whatever listens at this port of this machine, if anything does."""
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        EMAIL_TIMEOUT=1, EMAIL_USE_TLS=False, EMAIL_USE_SSL=False, EMAIL_HOST_USER="", EMAIL_HOST_PASSWORD="",
        WAYFORWARD_CHANNEL="email", WAYFORWARD_ADDRESS="https://wayforward.example.org",
        WAYFORWARD_BOUNCES_TO="bounces+{id}@wayforward.example.org", DEFAULT_FROM_EMAIL="wayforward@example.org",
    ):  # fmt: skip
        yield
