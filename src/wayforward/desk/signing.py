"""Signing a version: each agency's officer, over the digest of its text; and who is left to sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.desk import officers
from wayforward.desk.models import Decision, Signature, State, Version
from wayforward.desk.officers import Chair
from wayforward.directory.models import Agency, Partnership, Person

SENT = (State.CHECKED, State.SIGNED)
NOT_SENT = "This version is not out for signature."


@dataclass(frozen=True)
class Line:
    """One agency on the signature sheet: who signed, or who is to, or what is in the way."""

    chair: Chair
    signature: Signature | None

    @property
    def agency(self) -> Agency:
        return self.chair.agency

    @property
    def waits(self) -> bool:
        """Whether the version cannot come into force before this agency has signed, or has been excused."""
        return self.signature is None and not self.chair.excused


def sheet(version: Version, at: datetime) -> tuple[Line, ...]:
    """Every agency that signs, and every one that signed, whether or not it would be asked today."""
    rows = Signature.objects.filter(version=version).select_related("agency", "person").order_by("agency__name")
    signed = {row.agency_id: row for row in rows}
    lines = [Line(chair, signed.pop(chair.agency.pk, None)) for chair in officers.chairs(version.partnership, at)]
    lines += [Line(Chair(row.agency, None, None), row) for row in signed.values()]
    return tuple(sorted(lines, key=lambda line: line.agency.name))


def left(version: Version, at: datetime) -> tuple[Line, ...]:
    """The agencies that still have to sign."""
    return tuple(line for line in sheet(version, at) if line.waits)


def waiting_for(person: Person, at: datetime) -> list[tuple[Version, Agency]]:
    """The versions that somebody has still to sign, each with the agency they sign it for, the oldest first."""
    agencies = officers.signs_for(person, at)
    if not agencies:
        return []
    partnerships = {agency.partnership_id for agency in agencies}
    versions = Version.objects.filter(partnership__in=partnerships, state__in=SENT).defer("texts")
    signed = set(Signature.objects.filter(version__in=versions).values_list("version_id", "agency_id"))
    return [
        (version, agency)
        for version in versions.order_by("saved_at", "pk")
        for agency in agencies
        if agency.partnership_id == version.partnership_id and (version.pk, agency.pk) not in signed
    ]


@transaction.atomic
def sign(version: Version, agency: Agency, person: Person, at: datetime, digest: str) -> Signature | Refused:
    """Sign for an agency. `digest` is of the text that the officer had on screen."""
    now = Version.objects.select_for_update().get(pk=version.pk)
    if refused := _may_not(now, agency, person, at):
        return refused
    if now.digest != digest:
        return Refused("The text is not the one that you were shown. Read it again before you sign.")
    if now.signatures.filter(agency=agency).exists():
        return Refused(f"{agency.name} has signed this version already.")
    signature = Signature.objects.create(version=now, agency=agency, person=person, digest=digest, at=at)
    Decision.objects.create(version=now, by=person, at=at, what="signed", words=f"For {agency.name}")
    _settle(now, at)
    return signature


@transaction.atomic
def decline(version: Version, agency: Agency, person: Person, at: datetime, words: str) -> Decision | Refused:
    """Say why an agency does not sign this text. It may still sign later; the office sees the reason."""
    now = Version.objects.select_for_update().get(pk=version.pk)
    if refused := _may_not(now, agency, person, at):
        return refused
    if now.signatures.filter(agency=agency).exists():
        return Refused(f"{agency.name} has signed this version already.")
    if not words.strip():
        return Refused("Say why you do not sign, so that it can be mended.")
    return Decision.objects.create(
        version=now, by=person, at=at, what="declined", words=f"{agency.name}: {words.strip()}"
    )  # fmt: skip


@transaction.atomic
def settle(partnership: Partnership, at: datetime) -> None:
    """Who signs has changed: a version that now waits for nobody is signed by all."""
    for version in Version.objects.select_for_update().filter(partnership=partnership, state=State.CHECKED):
        _settle(version, at)


def _settle(version: Version, at: datetime) -> None:
    """Signed by all, once at least one agency has signed and none is left."""
    if version.state == State.CHECKED and version.signatures.exists() and not left(version, at):
        version.state = State.SIGNED
        version.save(update_fields=["state"])


def _may_not(version: Version, agency: Agency, person: Person, at: datetime) -> Refused | None:
    if version.state not in SENT:
        return Refused(NOT_SENT)
    if agency not in officers.signs_for(person, at) or agency.partnership_id != version.partnership_id:
        return Refused(f"You are not the named officer of {agency.name}. The partnership’s office names one.")
    return None
