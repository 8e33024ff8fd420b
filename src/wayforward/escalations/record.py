"""The one write: a command at an instant becomes entries, their summary and the notices they cause, or a refusal."""

from __future__ import annotations

import secrets as chance
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wayforward.core import codec
from wayforward.core import events as ev
from wayforward.core.commands import (
    Acknowledge,
    Actor,
    AdoptVersion,
    ComeIn,
    Command,
    DeclareConflict,
    Join,
    Raise,
    ReportNotice,
    Tick,
)
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide, next_deadline
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.waking import next_instant
from wayforward.directory import adoptions
from wayforward.directory.models import Adoption
from wayforward.directory.seating import Seating
from wayforward.escalations import acknowledging, admission, drafts, history, keys, rebasing, sealing, summary
from wayforward.escalations.history import Recorded
from wayforward.escalations.knowing import nobody, stranger, unknown
from wayforward.escalations.models import Conflict, Draft, Entry, Escalation, SealingKey
from wayforward.escalations.overtaking import Overtaken, matters, overtaken_since, who_acted
from wayforward.escalations.rulebooks import rules_for, rules_of, secrets_of
from wayforward.notices.models import Notice

CLOCK = Actor(person="clock", agency="")
REFERENCE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that look or sound alike


@dataclass(frozen=True)
class Accepted:
    """What was asked took effect: these entries were added, those of the clock that had fallen due before them first.

    None where the same draft had been raised before.
    """

    escalation: Escalation
    added: tuple[Recorded, ...]


def new_reference() -> str:
    """A reference that tells nothing: not when, not where, not how many."""
    letters = [chance.choice(REFERENCE_LETTERS) for _ in range(8)]
    return f"WF-{''.join(letters[:4])}-{''.join(letters[4:])}"


@transaction.atomic
def begin(adoption: Adoption, command: Raise, at: datetime, draft: Draft | None = None) -> Accepted | Refused:
    """Raise an escalation under the policy in force. Nothing is stored when the rulebook refuses.

    With `draft`, the draft is used up by it and gives the escalation its own key, so that a form sent twice raises
    one escalation: the second time gives back the first.
    """
    rules = rules_of(adoption)
    outcome = decide(rules, State(), command, at)
    if isinstance(outcome, Refused):
        return outcome
    seating = Seating(adoption.partnership_id)
    agencies = (command.raising, *command.responding)
    if refused := (
        unknown(seating, agencies)
        or stranger(seating, command.raising, command.supporter, at)
        or stranger(seating, command.raising, command.for_person, at)
    ):
        return refused
    if draft is not None and not drafts.take(draft):
        return _raised_before(draft)
    row = Escalation(
        partnership_id=adoption.partnership_id, adoption=adoption, ref=command.ref, state="open", stage="",
        raising=seating.listed(command.raising), raiser_id=command.for_person or command.by.person, raised_at=at,
        last_at=at, seq=0, head="", calendar_seq=adoption.partnership.calendar_seq,
    )  # fmt: skip
    if draft is not None:
        row.pk = draft.pk
    row.head = history.first_link(str(row.pk))
    key, wrapped = sealing.new_key(keys.fitting_master(), str(row.pk))
    row.save(force_insert=True)
    SealingKey.objects.create(escalation=row, wrapped=wrapped)
    recorded = _numbered(0, outcome, command, at)
    _append(row, key, rules, seating, State(), recorded)
    return Accepted(row, recorded)


@transaction.atomic
def submit(
    escalation_id: UUID, command: Command, at: datetime, seen: int | None = None
) -> Accepted | Refused | Overtaken:
    """Do what `command` asks, once. `seen` is the last entry that the asker had on screen; None never conflicts.

    What had fallen due by then is recorded first, whatever comes of the command, so that it is decided on how the
    escalation stands now.
    """
    row = locked(escalation_id)
    if command.by != CLOCK and Conflict.objects.filter(escalation=row, person_id=command.by.person).exists():
        return Refused("You have a conflict of interest in this, so you cannot act in it.")
    moved = rebase(row.pk, at) if rebasing.behind(row) else ()
    row = locked(row.pk) if moved else row
    key = keys.key_of(row)
    before = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    rules = rules_for(row.adoption, before)
    if overtaken := overtaken_since(before, command.by.person, seen):
        return overtaken
    state, seating = history.fold(before), Seating(row.partnership_id)
    passed = _fallen_due(rules, state, at) if command.by != CLOCK else ()
    if seen is not None and any(map(matters, passed)):
        _append(row, key, rules, seating, state, passed)
        return Overtaken(who_acted(passed, command.by.person), (*moved, *passed))
    now = _folded(state, passed)
    version = _version(row, command, at) if isinstance(command, AdoptVersion) else None
    under = rules_of(version).after(rules, *rules.former) if version else rules
    outcome = _decided(under, row, seating, now, command, at)
    asked = () if isinstance(outcome, Refused) else _numbered(now.seq, outcome, command, at)
    if version and asked:
        row.adoption, rules = version, under
        row.save(update_fields=["adoption"])
    _append(row, key, rules, seating, state, (*passed, *asked))
    return outcome if isinstance(outcome, Refused) else Accepted(row, (*moved, *passed, *asked))


@transaction.atomic
def tick(escalation_id: UUID, at: datetime) -> tuple[Recorded, ...]:
    """Record what time alone has brought about by `at`: deadlines that passed, then reminders. Safe twice, and late.

    Leaves `next_at` right also where nothing has happened. Whoever calls may hold the row already, as a clock does
    that skips the rows of others.
    """
    row = locked(escalation_id)
    moved = rebase(row.pk, at) if rebasing.behind(row) else ()
    row = locked(row.pk) if moved else row
    key = keys.key_of(row)
    before = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    rules, state = rules_for(row.adoption, before), history.fold(before)
    looked = Tick(by=CLOCK)
    events = decide(rules, state, looked, at)
    recorded = () if isinstance(events, Refused) else _numbered(state.seq, events, looked, at)
    if recorded:
        _append(row, key, rules, Seating(row.partnership_id), state, recorded)
        return (*moved, *recorded)
    row.next_at = next_instant(rules, state)
    row.save(update_fields=["next_at"])
    return moved


@transaction.atomic
def rebase(escalation_id: UUID, at: datetime) -> tuple[Recorded, ...]:
    """Count the open dates anew where the partnership's calendar was changed since, and record what moved. Safe twice.

    Whatever is done or read comes after it, so that nothing is called late that a day off has moved.
    """
    row = locked(escalation_id)
    key = keys.key_of(row)
    before = [history.opened(entry, key) for entry in Entry.objects.filter(escalation=row).order_by("seq")]
    state, seating = history.fold(before), Seating(row.partnership_id)
    moved: tuple[Recorded, ...] = ()
    for command, events in rebasing.moves(row, before, state, CLOCK, at):
        moved = (*moved, *_numbered(state.seq + len(moved), events, command, at))
    row.calendar_seq, rules = row.adoption.partnership.calendar_seq, rules_for(row.adoption, before)
    if moved:
        _append(row, key, rules, seating, state, moved)
    else:
        summary.write(row, state, rules, seating, (), state)
    return moved


def report(notice: Notice, outcome: str, why: str, at: datetime) -> Accepted | Refused | Overtaken:
    """Record what became of a notice that reached nobody, `failed` or `dropped`: its row is the caller's to stamp."""
    about = ReportNotice(
        by=CLOCK, key=notice.key, outcome=outcome, why=why, to=notice.to, kind=notice.kind, about=notice.about,
        agency=notice.agency.key if notice.agency else None,
    )  # fmt: skip
    return submit(_of_notice(notice), about, at)


def locked(escalation_id: UUID) -> Escalation:
    """The summary row, and nobody else's to act on until the transaction ends. Those who only read do not wait."""
    rows = Escalation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("adoption__partnership", "key").defer("adoption__sources").get(pk=escalation_id)


def _decided(
    rules: Rulebook, row: Escalation, seating: Seating, state: State, command: Command, at: datetime
) -> tuple[ev.Event, ...] | Refused:
    """What the rulebook says happens, where the directory knows whom it would happen to."""
    refused = None
    match command:
        case AdoptVersion() if rules.policy.digest != command.digest:
            refused = Refused("That version is not in force here, so nothing can go over to it.")
        case Join():
            refused = unknown(seating, (command.agency,)) or stranger(seating, command.agency, command.person, at)
        case ComeIn():
            refused = unknown(seating, (command.agency,)) or stranger(seating, command.agency, command.by.person, at)
        case DeclareConflict() if command.person != command.by.person:
            refused = nobody(row.partnership_id, command.person, at)
        case Acknowledge():
            seen = acknowledging.about(row, state, seating, command, at)
            return seen if isinstance(seen, Refused) else decide(rules, state, seen, at)
    return refused or decide(rules, state, command, at)


def _version(row: Escalation, command: AdoptVersion, at: datetime) -> Adoption | None:
    """The version that is to be gone over to: the one in force here, where it is the one that was chosen."""
    return adoptions.at_work(at).filter(partnership=row.partnership_id, digest=command.digest).first()


def _fallen_due(rules: Rulebook, state: State, at: datetime) -> tuple[Recorded, ...]:
    """What the clock would have recorded by now, recorded before anybody acts: right also where no clock runs."""
    if next_deadline(state, at) is None:
        return ()
    looked = Tick(by=CLOCK, reminders=False)  # what the act meets needs no reminder, and the clock reminds of the rest
    events = decide(rules, state, looked, at)
    return () if isinstance(events, Refused) else _numbered(state.seq, events, looked, at)


def _of_notice(notice: Notice) -> UUID:
    if notice.escalation_id is None:
        raise ValueError("A notice of a talk has no history to stand in.")
    return notice.escalation_id


def _raised_before(draft: Draft) -> Accepted | Refused:
    row = Escalation.objects.filter(pk=draft.pk).first()
    if row is None:
        return Refused("What you had typed was thrown away meanwhile, so nothing has been raised.")
    return Accepted(row, ())


def _append(
    row: Escalation,
    key: bytes,
    rules: Rulebook,
    seating: Seating,
    before: State,
    recorded: tuple[Recorded, ...],
) -> None:
    """Store the entries, what they add up to, whom they let in and whom they tell. Nothing happened: nothing stored."""
    if not recorded:
        return
    rows = history.entries(row, key, recorded, secrets_of(rules.policy))
    Entry.objects.bulk_create(rows)
    state, at = _folded(before, recorded), recorded[-1].recorded_at
    row.head = rows[-1].digest
    summary.write(row, state, rules, seating, recorded, before)
    admission.let_in(row, state, rules, seating, at)
    summary.owe(row, state, rules, seating, recorded)
    acknowledging.stamp(row, recorded)


def _folded(state: State, recorded: Iterable[Recorded]) -> State:
    for item in recorded:
        state = evolve(state, item.event, item.recorded_at, item.occurred_at)
    return state


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
