"""The one write: a command at an instant becomes entries, their summary and the notices they cause, or a refusal."""

from __future__ import annotations

import secrets as chance
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from wayforward.core import codec
from wayforward.core import events as ev
from wayforward.core.commands import Actor, Command, Raise
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.directory.models import Adoption, Agency
from wayforward.directory.seating import Seating
from wayforward.escalations import history, sealing, summary
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Entry, Escalation, SealingKey
from wayforward.escalations.rulebooks import rules_of, secrets_of

CLOCK = Actor(person="clock", agency="")
QUIET = frozenset({"deadline-passed", "acknowledged"})  # entries that nobody's next act depends on
REFERENCE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that look or sound alike


@dataclass(frozen=True)
class Accepted:
    """What was asked took effect: these entries were added."""

    escalation: Escalation
    added: tuple[Recorded, ...]


@dataclass(frozen=True)
class Overtaken:
    """Somebody else acted first. What was asked did not take effect; here is what happened meanwhile."""

    says: str
    since: tuple[Recorded, ...]


def new_reference() -> str:
    """A reference that tells nothing: not when, not where, not how many."""
    letters = [chance.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"WF-{''.join(letters[:4])}-{''.join(letters[4:])}"


@transaction.atomic
def begin(adoption: Adoption, command: Raise, at: datetime) -> Accepted | Refused:
    """Raise an escalation under the policy in force. Nothing is stored when the rulebook refuses."""
    rules = rules_of(adoption)
    outcome = decide(rules, State(), command, at)
    if isinstance(outcome, Refused):
        return outcome
    raising = Agency.objects.get(partnership=adoption.partnership_id, key=command.raising)
    row = Escalation(
        partnership_id=adoption.partnership_id, adoption=adoption, ref=command.ref, state="open", stage="",
        raising=raising, raiser_id=command.by.person, raised_at=at, last_at=at, seq=0, head="",
    )  # fmt: skip
    row.head = history.first_link(str(row.id))
    key, wrapped = sealing.new_key(_master(), str(row.id))
    row.save(force_insert=True)
    SealingKey.objects.create(escalation=row, wrapped=wrapped)
    return _append(row, key, rules, State(), outcome, command, at)


@transaction.atomic
def submit(
    escalation_id: object, command: Command, at: datetime, seen: int | None = None
) -> Accepted | Refused | Overtaken:
    """Do what `command` asks, once. `seen` is the last entry that the asker had on screen; None never conflicts."""
    row = Escalation.objects.select_for_update().select_related("adoption").get(pk=escalation_id)
    rules = rules_of(row.adoption)
    key = sealing.unwrap(_master(), bytes(row.key.wrapped), str(row.id))
    before = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    since = tuple(item for item in before if seen is not None and item.seq > seen and item.kind not in QUIET)
    if since:
        return Overtaken(_who_acted(since, command), since)
    state = history.fold(before)
    outcome = decide(rules, state, command, at)
    if isinstance(outcome, Refused):
        return outcome
    return _append(row, key, rules, state, outcome, command, at)


def _append(
    row: Escalation,
    key: bytes,
    rules: Rulebook,
    before: State,
    events: Iterable[ev.Event],
    command: Command,
    at: datetime,
) -> Accepted:
    recorded = _numbered(before.seq, events, command, at)
    rows = history.entries(row, key, recorded, secrets_of(rules.policy.forms))
    Entry.objects.bulk_create(rows)
    state = before
    for item in recorded:
        state = evolve(state, item.event, item.recorded_at, item.occurred_at)
    if rows:
        row.head = rows[-1].digest
    seating = Seating(row.partnership_id)
    summary.write(row, state, rules, seating, at)
    summary.owe(row, state, rules, seating, recorded)
    return Accepted(row, recorded)


def _who_acted(since: tuple[Recorded, ...], command: Command) -> str:
    if all(item.by == command.by.person for item in since):
        return "You have already done something here since this page was opened. Check it below before you go on."
    return "Somebody else acted while you had this page open. What you asked has not been done."


def _numbered(seq: int, events: Iterable[ev.Event], command: Command, at: datetime) -> tuple[Recorded, ...]:
    """In order, each with the instant at which we recorded it and the one at which the asker says it happened."""
    return tuple(
        Recorded(
            seq=seq + place,
            kind=codec.kind_of(event),
            event=event,
            recorded_at=at,
            occurred_at=command.occurred_at,
            by=command.by.person,
            agency=command.by.agency,
        )
        for place, event in enumerate(events, start=1)
    )


def _master() -> bytes:
    return sealing.master_key(Path(settings.WAYFORWARD_SEALING_KEY_FILE))
