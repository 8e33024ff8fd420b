"""The carriers that take a message away: any mail server, or GOV.UK Notify. None of them is told what it is about."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from django.conf import settings

from wayforward.notices.channels.letter import Letter, Outcome, Said
from wayforward.notices.channels.notify import Notify
from wayforward.notices.channels.smtp import Smtp

__all__ = ["CHANNELS", "Carrier", "Letter", "Outcome", "Said", "carrier"]

CHANNELS = ("email", "notify")


class Carrier(Protocol):
    """Takes letters one after the other, over one connection where it can. It never raises for a server's sake."""

    def __enter__(self) -> Carrier: ...

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def carry(self, letter: Letter) -> Said: ...


def carrier() -> Carrier:
    """The carrier that this service is set to use."""
    match settings.WAYFORWARD_CHANNEL:
        case "notify":
            return Notify(
                settings.WAYFORWARD_NOTIFY_KEY, settings.WAYFORWARD_NOTIFY_TEMPLATE, settings.WAYFORWARD_NOTIFY_URL
            )
        case _:
            return Smtp(settings.DEFAULT_FROM_EMAIL, settings.WAYFORWARD_BOUNCES_TO)
