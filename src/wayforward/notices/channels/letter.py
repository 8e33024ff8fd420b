"""One message on its way to one address, and what a carrier says of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wayforward.notices.message import Message, Words


class Outcome(StrEnum):
    TOOK = "took"  # the carrier has it; whether it arrives is another matter
    REFUSED = "refused"  # for good, and this address alone
    NOT_NOW = "not-now"  # this one may go later; whether it went is perhaps not known
    AWAY = "away"  # nothing goes to anybody now


@dataclass(frozen=True)
class Said:
    """What became of one try. `why` is a word that we store (notices/standing), `id` what the carrier calls it."""

    outcome: Outcome
    why: str = ""
    id: str = ""


@dataclass(frozen=True)
class Letter:
    """`id` stays the same however often it is sent. `again`: it was tried before, and may have gone then."""

    id: str
    message_id: str
    address: str
    message: Message
    words: Words
    again: bool
