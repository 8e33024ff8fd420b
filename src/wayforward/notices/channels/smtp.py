"""Hands messages to any mail server, all of a batch over one connection."""

from __future__ import annotations

from contextlib import suppress
from email.utils import formataddr, parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from types import TracebackType

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from wayforward.notices.channels.letter import Letter, Outcome, Said
from wayforward.notices.message import FROM

PATIENCE_S = 20  # at most, for each answer of the server
FOR_GOOD = range(500, 600)  # replies by which a mail server refuses for ever


class Smtp:
    """`sender` is shown; `bounces_to` takes what comes back, with `{id}` in it standing for the message's own key."""

    def __init__(self, sender: str, bounces_to: str) -> None:
        self._from = formataddr((FROM, parseaddr(sender)[1]))
        self._bounces_to = bounces_to or parseaddr(sender)[1]
        self._patience = min(settings.EMAIL_TIMEOUT or PATIENCE_S, PATIENCE_S)
        self._server = get_connection(timeout=self._patience)

    def __enter__(self) -> Smtp:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def carry(self, letter: Letter) -> Said:
        """Hand over one message. A connection that breaks is opened anew for the next."""
        try:
            validate_email(letter.address)
        except ValidationError:
            return Said(Outcome.REFUSED, "no-address")
        try:
            self._server.open()
        except (OSError, SMTPException):
            self._hang_up()
            return Said(Outcome.AWAY, "unreachable")
        try:
            self._server.send_messages([self._mail(letter)])
        except SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            return self._refused(code)
        except SMTPSenderRefused:
            self._hang_up()
            return Said(Outcome.AWAY, "unreachable")
        except SMTPDataError as refused:
            return self._refused(refused.smtp_code)
        except SMTPServerDisconnected:
            self._hang_up()
            return Said(Outcome.NOT_NOW, "unreachable")
        except SMTPResponseException:
            self._hang_up()
            return Said(Outcome.AWAY, "unreachable")
        except (OSError, SMTPException):
            self._hang_up()
            return Said(Outcome.NOT_NOW, "unreachable")
        return Said(Outcome.TOOK)

    def _mail(self, letter: Letter) -> EmailMessage:
        return EmailMessage(
            subject=letter.message.subject,
            body=letter.message.body,
            from_email=self._bounces_to.replace("{id}", letter.id),
            to=[letter.address],
            headers={
                "From": self._from,
                "Message-ID": letter.message_id,
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )

    def _refused(self, code: int) -> Said:
        if code == 421:  # the server closes the connection
            self._hang_up()
        return Said(Outcome.REFUSED, "refused") if code in FOR_GOOD else Said(Outcome.NOT_NOW, "not-now")

    def _hang_up(self) -> None:
        """Close what is open, and forget it, also where the other end has gone."""
        with suppress(OSError, SMTPException):
            self._server.close()
        self._server = get_connection(timeout=self._patience)
