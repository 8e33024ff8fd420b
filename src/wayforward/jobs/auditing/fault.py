"""What the auditor can find wrong: its kinds, what each means and what to do, in words that we own."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

LATE = timedelta(minutes=2)  # the clock comes round every few seconds, and has missed what it left for so long
UNSENT = timedelta(minutes=15)
HELD_BACK = timedelta(minutes=75)  # the longest that a limit keeps a message back, and then some
DIGESTED = timedelta(days=10)  # our own reminders may wait for the one message of the next working morning
QUIET = timedelta(days=14)  # a case without any limit that nobody has touched for so long


class What(enum.StrEnum):
    """A kind of fault. The words are stored; a new one is added, none is renamed."""

    NOT_FIRED = "due-not-fired"
    NO_WAKE = "no-wake"
    OVERSLEPT = "overslept"
    NOT_NOTICED = "owed-without-notice"
    NOBODY_TOLD = "passed-and-nobody-told"
    UNSENT = "not-sent"
    LEASE = "lease-stuck"
    PARKED = "delivery-parked"
    TEXT = "text-unreadable"
    NOBODY = "nobody-holds"
    LAST_RESORT = "no-last-resort"
    SILENT = "silent-without-limit"

    @property
    def operators(self) -> bool:
        """Whether those who run the service mend it. The rest is for a partnership's office or an agency's keeper."""
        return self not in (What.NOBODY, What.LAST_RESORT, What.SILENT)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing found. `row` is a key by which it is known again, never a name; `says` is a sentence for a person."""

    what: What
    row: str
    says: str
    partnership: UUID | None = None


MEANS: dict[What, tuple[str, str]] = {  # what it means, and what to do
    What.NOT_FIRED: (
        "A deadline has passed and the clock has not recorded it. Pages show it as overdue all the same.",
        "Look whether the clock runs. If it does, look for a trouble of the clock with the same escalation.",
    ),
    What.NO_WAKE: (
        "The clock would come to an escalation too late, or never.",
        "Run: wayforward rebuild REFERENCE. Then report it: this should not happen.",
    ),
    What.OVERSLEPT: (
        "The instant at which the clock was to look at an escalation has gone by.",
        "Look whether the clock runs, and whether it is held.",
    ),
    What.NOT_NOTICED: (
        "The history says that somebody must be told, and there is no notice.",
        "Tell the partnership's office to ring. Then report it: this should not happen.",
    ),
    What.NOBODY_TOLD: (
        "A deadline passed, and the history says of nobody that they must be told.",
        "Tell the partnership's office to ring. Then report it: this should not happen.",
    ),
    What.UNSENT: (
        "Somebody has been waiting for a message for more than 15 minutes. It is in their inbox here.",
        "Look at the channel: the mail server, or GOV.UK Notify. Tell the office to ring meanwhile.",
    ),
    What.LEASE: (
        "A process took a message to send it, and has not come back.",
        "Look whether the clock runs: it takes the message again by itself.",
    ),
    What.PARKED: (
        "A message was tried until there was no sense in it, and was put aside.",
        "Read why in the trouble. Mend the address in the directory, or ring.",
    ),
    What.TEXT: (
        "The policy that open escalations stand under cannot be read. Nothing can be done in them.",
        "Restore the policy's text from a backup. Ring whoever has something due there.",
    ),
    What.NOBODY: (
        "Somebody owes something, and nobody holds their post, deputises for it, or reads its mailbox.",
        "Ask the agency's keeper to say in the directory who holds it.",
    ),
    What.LAST_RESORT: (
        "An agency in an open escalation gives no number that somebody always answers.",
        "Ask the agency's keeper to write one in the directory.",
    ),
    What.SILENT: (
        "An escalation has no limit of any kind, and nobody has done anything in it for two weeks.",
        "Ask the partnership's office to chase it, or to close it.",
    ),
}
