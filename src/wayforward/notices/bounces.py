"""Reads a message that a mail server sent back: which of ours it is about, and what became of that one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import compat32
from email.utils import getaddresses
from uuid import UUID

LONGEST = 1_000_000  # bytes; a report of a mail server is far shorter
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,200}@[^<>\s]{1,200}>")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a mail server says became of one message: failed, delayed or delivered. `why` is a word that we store.

    It names the message by the message id that it quotes, or by the address that it was sent back to.
    """

    outcome: str
    why: str
    message_ids: tuple[str, ...]
    keys: tuple[UUID, ...]


def read(raw: bytes) -> Report | None:
    """The report in this message; None where it is none: an answer by hand, or a note that somebody is away."""
    mail = message_from_bytes(raw[:LONGEST], policy=compat32)
    fields = [
        part for each in mail.walk() if each.get_content_type() == "message/delivery-status" for part in _parts(each)
    ]
    told = next((part for part in fields if part.get("Action")), None)
    if told is None:
        return None
    outcome = str(told["Action"]).strip().lower().partition(" ")[0]
    if outcome in ("relayed", "expanded"):
        outcome = "delayed"  # it went on to where nothing is reported from
    if outcome not in ("failed", "delayed", "delivered"):
        return None
    why = _why(str(told.get("Status", ""))) if outcome == "failed" else ""
    return Report(outcome, why, tuple(_quoted(mail)), tuple(_sent_back_to(mail)))


def _parts(part: Mail) -> list[Mail]:
    inside = part.get_payload()
    return [each for each in inside if isinstance(each, Mail)] if isinstance(inside, list) else []


def _why(status: str) -> str:
    """The enhanced status code in one of our words."""
    match status.strip().split("."):
        case [_, "1", *_]:
            return "bounced"
        case [_, "2", "2", *_]:
            return "mailbox-full"
        case [_, "2", *_]:
            return "bounced"
        case ["4", *_]:
            return "gave-up"
        case _:
            return "rejected"


def _quoted(mail: Mail) -> list[str]:
    """The message ids of what it sends back: whole, or its headers alone."""
    found: list[str] = []
    for part in mail.walk():
        if part is mail:
            continue
        found += _MESSAGE_ID.findall(str(part.get("Message-ID", "")))
        if part.get_content_type() == "text/rfc822-headers":
            body = part.get_payload(decode=True)
            text = body.decode("utf-8", "replace") if isinstance(body, bytes) else ""
            line = re.search(r"^message-id:\s*(\S.*)$", text, re.IGNORECASE | re.MULTILINE)
            found += _MESSAGE_ID.findall(line[1]) if line else []
    return found


def _sent_back_to(mail: Mail) -> list[UUID]:
    names = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
    said = [str(value) for name in names for value in mail.get_all(name, [])]
    return [UUID(key) for _, address in getaddresses(said) for key in _KEY.findall(address)]
