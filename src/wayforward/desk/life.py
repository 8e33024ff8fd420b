"""The life of a version: draft, checked, signed, in force from a day, retired. Each step is somebody's decision."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from wayforward.core.verdict import Refused
from wayforward.core.working_time import instant
from wayforward.desk import officers, signing
from wayforward.desk.checking import Checked, checked
from wayforward.desk.drafts import policy_of
from wayforward.desk.models import Decision, State, Version
from wayforward.directory.models import Adoption, Partnership, Person
from wayforward.directory.seating import on
from wayforward.policies.errors import PolicyErrors

FURTHEST = timedelta(days=730)  # a day beyond this is mistyped


class Standing(enum.StrEnum):
    """Where a version stands at an instant: its stored state, and of one with a day set what that day makes of it."""

    DRAFT = "draft"
    CHECKED = "checked"
    SIGNED = "signed"
    DATED = "dated"  # its first day is still to come
    IN_FORCE = "in-force"
    RETIRED = "retired"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Condition:
    """One thing that has to be so before a step. `says` is what is so, or what is not and how to mend it."""

    met: bool
    says: str
    section: str = ""  # the route of the page on which it is mended


def standing(version: Version, at: datetime) -> Standing:
    """Never stored: a version is in force on its day although nobody did anything on that day."""
    adoption = version.adoption
    if version.state != State.IN_FORCE or adoption is None:
        return Standing(version.state)
    if adoption.retired_at is not None and adoption.retired_at <= at:
        return Standing.RETIRED
    return Standing.IN_FORCE if adoption.in_force_at <= at else Standing.DATED


def conditions(version: Version, at: datetime) -> tuple[Condition, ...]:
    """What has to be so before a draft is sent for signature, each met or with what to do."""
    found = checked(version.texts, on(at))
    if isinstance(found, PolicyErrors):
        first = found.errors[0]
        says = f"The text does not load. {first.file}, line {first.line}: {first.what}. Write: {first.write}"
        return (Condition(False, says, "desk-write"),)
    return (Condition(True, "The text loads."), _examples(found), _findings(found), _officers(version.partnership, at))


@transaction.atomic
def send(version: Version, person: Person, at: datetime, digest: str) -> Version | Refused:
    """Send a draft for signature: from now on its text stays. `digest` is of the text that was confirmed."""
    now = Version.objects.select_for_update().get(pk=version.pk)
    if now.state != State.DRAFT:
        return Refused("This version has been sent for signature already.")
    if now.digest != digest:
        return Refused("The draft has been saved since you opened this page. Look at it again before you send it.")
    for condition in conditions(now, at):
        if not condition.met:
            return Refused(condition.says)
    now.state = State.CHECKED
    now.save(update_fields=["state"])
    Decision.objects.create(version=now, by=person, at=at, what="checked")
    return now


@transaction.atomic
def drop(version: Version, person: Person, at: datetime, words: str) -> Version | Refused:
    """Give a version up. Its text and signatures are kept, and a draft can be begun from it."""
    now = Version.objects.select_for_update().get(pk=version.pk)
    if now.state in (State.IN_FORCE, State.DROPPED):
        return Refused("A version with a day set cannot be given up. Take its day back first.")
    if not words.strip():
        return Refused("Say why it is given up.")
    now.state = State.DROPPED
    now.save(update_fields=["state"])
    Decision.objects.create(version=now, by=person, at=at, what="dropped", words=words.strip())
    return now


@transaction.atomic
def put_in_force(
    version: Version, day: date, decided_by: str, words: str, person: Person, at: datetime
) -> Adoption | Refused:
    """Put a signed version in force from the start of a day in London; from this instant where the day is today.

    What is in force then is retired at that same instant. Open escalations keep the policy they began under.
    """
    partnership = Partnership.objects.select_for_update().get(pk=version.partnership_id)
    now = Version.objects.select_for_update().get(pk=version.pk)
    if refused := may_be_dated(now, day, at):
        return refused
    begins_at, last = _begins_at(day, at), _last(partnership)
    if last is not None:
        last.retired_at = begins_at
        last.save(update_fields=["retired_at"])
    adoption = Adoption.objects.create(
        partnership=partnership, policy=now.policy, digest=now.digest, sources=now.texts, in_force_at=begins_at,
        decided_by=decided_by, decision=words,
    )  # fmt: skip
    now.state, now.adoption, now.in_force_on = State.IN_FORCE, adoption, day
    now.save(update_fields=["state", "adoption", "in_force_on"])
    Decision.objects.create(version=now, by=person, at=at, what="in-force", words=_dated(day, decided_by, words))
    return adoption


@transaction.atomic
def withdraw(version: Version, person: Person, at: datetime, words: str) -> Version | Refused:
    """Take back a day that has not come. What was in force before it stays in force."""
    Partnership.objects.select_for_update().get(pk=version.partnership_id)
    now = Version.objects.select_for_update().get(pk=version.pk)
    adoption = now.adoption
    if adoption is None or standing(now, at) is not Standing.DATED:
        return Refused("Only a day that has not come can be taken back. Put another version in force instead.")
    if adoption.retired_at is not None:
        return Refused("Another version is to follow this one. Take back the day of that one first.")
    if not words.strip():
        return Refused("Say why its day is taken back.")
    adoption.retired_at = adoption.in_force_at
    adoption.save(update_fields=["retired_at"])
    before = Adoption.objects.filter(partnership=now.partnership_id, retired_at=adoption.in_force_at)
    before.filter(in_force_at__lt=adoption.in_force_at).update(retired_at=None)
    now.state, now.adoption, now.in_force_on = State.SIGNED, None, None
    now.save(update_fields=["state", "adoption", "in_force_on"])
    Decision.objects.create(version=now, by=person, at=at, what="withdrawn", words=words.strip())
    return now


def _examples(found: Checked) -> Condition:
    if found.mistakes is not None:
        wrong = found.mistakes.errors[0]
        return Condition(False, f"The worked examples do not load. Line {wrong.line}: {wrong.what}.", "desk-file")
    if not found.examples:
        return Condition(False, "There is no worked example. Write at least one: it is the policy’s test.", "desk-file")
    if found.failed:
        count = len(found.failed)
        first = found.failed[0]
        says = f"{count} worked example{'s fail' if count > 1 else ' fails'}. {first.says} {first.failures[0]}"
        return Condition(False, says, "desk-examples")
    count = len(found.examples)
    return Condition(True, f"{count} worked example{'s come' if count > 1 else ' comes'} out as written.")


def _findings(found: Checked) -> Condition:
    count = len(found.in_the_way)
    if count:
        what = "findings matter" if count > 1 else "finding matters"
        says = f"{count} {what} to somebody’s safety and nobody has accepted {'them' if count > 1 else 'it'}."
        return Condition(False, f"{says} Mend the text, or accept with a name and a reason.", "desk-check")
    return Condition(True, "No grave finding is open.")


def _officers(partnership: Partnership, at: datetime) -> Condition:
    chairs = officers.chairs(partnership, at)
    if not any(chair.person for chair in chairs):
        return Condition(
            False, "No agency has a named officer, so nobody could sign. Name them first.", "desk-officers"
        )
    missing = sum(bool(chair.missing) for chair in chairs)
    if missing:
        have = "agencies have" if missing > 1 else "agency has"
        return Condition(True, f"{missing} {have} nobody to sign yet. It can be sent all the same.", "desk-officers")
    return Condition(True, "Every agency that signs has an officer.")


def may_be_dated(version: Version, day: date, at: datetime) -> Refused | None:
    """Why it cannot come into force on that day; None where it can."""
    if version.state not in signing.SENT:
        return Refused("Only a version that has been signed can be put in force.")
    waiting = [line.agency.name for line in signing.left(version, at)]
    if waiting or version.state != State.SIGNED:
        return Refused(f"These have not signed: {', '.join(waiting) or 'every agency'}.")
    if day < on(at):
        return Refused("That day has passed. Choose today or a day to come.")
    if day > on(at) + FURTHEST:
        return Refused("That day is more than two years away. Choose an earlier one.")
    policy = policy_of(version)
    if isinstance(policy, PolicyErrors):
        return Refused("Its text does not load any more. Ask whoever runs Wayforward.")
    stated = policy.document.in_force_from
    if stated is not None and day < stated:
        return Refused(
            f"The document says that it is in force from {stated.day} {stated:%B %Y}. Choose that day or later."
        )
    last = _last(version.partnership)
    if last is not None and last.in_force_at >= _begins_at(day, at):
        first = on(last.in_force_at)
        return Refused(
            f"Another version comes into force on {first.day} {first:%B %Y}. Take back that day, or choose a later one."
        )
    return None


def _begins_at(day: date, at: datetime) -> datetime:
    """The first instant of a day to come; of today what is left of it, so that nothing that was becomes otherwise."""
    return at if day == on(at) else instant(day, time(0))


def _last(partnership: Partnership) -> Adoption | None:
    """The adoption that no other follows yet: in force, or to come."""
    return Adoption.objects.filter(partnership=partnership, retired_at__isnull=True).defer("sources").first()


def _dated(day: date, decided_by: str, words: str) -> str:
    return f"In force from {day.day} {day:%B %Y}. Decided by {decided_by}. {words}".strip()
