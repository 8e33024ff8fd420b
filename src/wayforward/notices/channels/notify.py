"""Hands messages to GOV.UK Notify by its own client, asks whether a lost one arrived, and what became of each."""

from __future__ import annotations

from types import TracebackType

from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from wayforward.notices.channels.letter import Letter, Outcome, Said
from wayforward.notices.message import personalisation

PATIENCE_S = 10
SERVICE = "https://api.notifications.service.gov.uk"
DELIVERED = "delivered"
FAILED = {
    "permanent-failure": "bounced",
    "temporary-failure": "gave-up",
    "technical-failure": "gave-up",
    "validation-failed": "no-address",
}  # what Notify calls the end of a message that did not arrive, and the word that we store
OF_THE_SERVICE = ("template", "personalisation")  # a mistake in what was set up is no fault of an address


class Notify:
    """`template` is a template of ours there, with the fields reference, due, link and name and no other."""

    def __init__(self, key: str, template: str, url: str = SERVICE) -> None:
        self._client = NotificationsAPIClient(key, base_url=url or SERVICE, timeout=PATIENCE_S)
        self._template = template

    def __enter__(self) -> Notify:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.request_session.close()

    def carry(self, letter: Letter) -> Said:
        """Hand over one message. One that may have gone before is looked up first, so that it never goes twice."""
        try:
            if letter.again and (known := self._known(letter.id)):
                return Said(Outcome.TOOK, id=known)
            sent = self._client.send_email_notification(
                letter.address, self._template, personalisation=personalisation(letter.words), reference=letter.id
            )
        except HTTPError as problem:
            return _refused(problem)
        except APIError:  # it answered, and not in its own language: something stands between
            return Said(Outcome.NOT_NOW, "no-answer")
        key = _said(sent, "id")
        return Said(Outcome.TOOK, id=key) if key else Said(Outcome.NOT_NOW, "no-answer")

    def became(self, id: str) -> str | None:
        """delivered, a word of `FAILED`'s, an empty text while it is under way; None where nobody answered."""
        try:
            status = _said(self._client.get_notification_by_id(id), "status")
        except APIError as problem:
            return "gave-up" if problem.status_code == 404 else None
        if not status:
            return None
        return DELIVERED if status == DELIVERED else FAILED.get(status, "")

    def _known(self, reference: str) -> str:
        found = self._client.get_all_notifications(template_type="email", reference=reference)
        return next((str(one["id"]) for one in found["notifications"]), "")


def _said(answer: object, name: str) -> str:
    """What an answer says under this name; empty where it is not in Notify's own language after all."""
    said = answer.get(name) if isinstance(answer, dict) else None
    return said if isinstance(said, str) else ""


def _refused(problem: HTTPError) -> Said:
    if problem.response is None:
        return Said(Outcome.NOT_NOW, "no-answer")
    if problem.status_code != 400:
        return Said(Outcome.AWAY, "unreachable")
    told = str(problem.message).lower()
    if any(word in told for word in OF_THE_SERVICE):
        return Said(Outcome.AWAY, "unreachable")
    return Said(Outcome.REFUSED, "no-address" if "valid email" in told else "refused")
