"""What a history adds up to, as rows that lists can be drawn from: written with every entry, rebuilt from them at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Owed
from wayforward.core.lifecycle import effective_deadline
from wayforward.core.people import Seat, seats
from wayforward.core.rulebook import Rulebook
from wayforward.directory.seating import Chair, Seating
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Duty, Escalation, Grant, Party
from wayforward.notices.models import Notice

COLUMNS = ("state", "stage", "line", "formal", "last_at", "due_at", "seq", "head")
MOVING = ("due_at", "target_at", "because", "done_at", "lapsed_at", "passed_at")
DUTY_COLUMNS = ("duty", "who", "stage", "agency", "arose_at", "force", *MOVING)


def write(row: Escalation, state: State, rules: Rulebook, seating: Seating, at: datetime) -> None:
    """Make the summary say what `state` says. Rows that already agree are left alone."""
    row.state, row.stage, row.line = state.state, state.stage, state.line or ""
    row.formal, row.seq, row.last_at = state.formal, state.seq, state.last_at or at
    row.due_at = next_limit(state, rules)
    row.save(update_fields=COLUMNS)
    _write_duties(row, state)
    _write_parties(row, state, seating)
    _write_grants(row, _wanted(state, rules, seating), at)


def next_limit(state: State, rules: Rulebook) -> datetime | None:
    """The earliest instant at which an open escalation will be late: by the policy, or by a protective date.

    Wayforward's own reminders never make a case late.
    """
    if not state.open:
        return None
    owed = [duty for duty in state.owed() if not rules.duties[duty.duty].system]
    instants = [at for duty in owed if (at := effective_deadline(state, duty)) is not None]
    return min(instants, default=None)


def owe(
    row: Escalation, state: State, rules: Rulebook, seating: Seating, recorded: Iterable[Recorded]
) -> None:
    """One row for every message that these entries cause, to the seat that stands there today."""
    owed = [
        notice
        for item in recorded
        if isinstance(item.event, ev.NoticeOwed)
        for notice in _notices(row, state, rules, seating, item, item.event)
    ]
    Notice.objects.bulk_create(owed)


def _notices(
    row: Escalation, state: State, rules: Rulebook, seating: Seating, item: Recorded, event: ev.NoticeOwed
) -> Iterator[Notice]:
    found = seats(rules.posts, state, event.to, event.agency) or (Seat(agency=event.agency),)
    for number, seat in enumerate(found):
        chair = seating.at(seat)
        yield Notice(
            partnership_id=row.partnership_id,
            escalation_id=row.id,
            entry_seq=item.seq,
            key=event.key if number == 0 else f"{event.key}.{number}",
            to=event.to,
            agency=chair.agency,
            post=chair.post,
            about=event.about,
            kind=event.kind,
            blocked=event.blocked or chair.vacant,
            owed_at=item.recorded_at,
        )


def _write_duties(row: Escalation, state: State) -> None:
    stored = {duty.key: duty for duty in Duty.objects.filter(escalation=row)}
    new, changed = [], []
    for key, owed in state.duties.items():
        told = _columns(owed)
        duty = stored.get(key)
        if duty is None:
            new.append(Duty(escalation=row, partnership_id=row.partnership_id, key=key, **told))
        elif any(getattr(duty, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(duty, name, value)
            changed.append(duty)
    Duty.objects.bulk_create(new)
    if changed:
        Duty.objects.bulk_update(changed, MOVING)


def _columns(owed: Owed) -> dict[str, object]:
    return {
        "duty": owed.duty, "who": list(owed.who), "stage": owed.stage or "", "agency": owed.agency or "",
        "arose_at": owed.arose_at, "due_at": owed.due_at, "target_at": owed.target_at, "force": owed.force,
        "because": list(owed.because), "done_at": owed.done_at, "lapsed_at": owed.lapsed_at,
        "passed_at": owed.passed_at,
    }  # fmt: skip


def _write_parties(row: Escalation, state: State, seating: Seating) -> None:
    stored = set(Party.objects.filter(escalation=row).values_list("agency__key", "side"))
    missing = {(party.agency, party.side) for party in state.parties} - stored
    found = [(seating.agency(key), side) for key, side in sorted(missing)]
    Party.objects.bulk_create(
        Party(escalation=row, agency=agency, side=side) for agency, side in found if agency
    )


def _write_grants(row: Escalation, wanted: dict[tuple[str, str], str], at: datetime) -> None:
    """Settle access before anybody is asked to act."""
    have = {
        (str(person or ""), str(post or ""))
        for person, post in Grant.objects.filter(escalation=row).values_list("person_id", "post_id")
    }
    Grant.objects.bulk_create(
        Grant(
            escalation=row, partnership_id=row.partnership_id, person_id=person or None, post_id=post or None,
            why=why[:200], given_at=at,
        )
        for (person, post), why in wanted.items()
        if (person, post) not in have
    )  # fmt: skip


def _wanted(state: State, rules: Rulebook, seating: Seating) -> dict[tuple[str, str], str]:
    """Everyone in it, the front door of every party, and every post that a duty of it brings in; and why."""
    wanted: dict[tuple[str, str], str] = {}

    def want(why: str, chair: Chair) -> None:
        if chair.person or chair.post:
            wanted.setdefault((chair.person or "", str(chair.post.pk) if chair.post else ""), why)

    for party in state.parties:
        if party.person is not None:
            want(f"in it, {party.side} side", Chair(person=party.person))
        if party.side != "supporting":
            want(f"receives what is raised with {party.agency}", seating.at(Seat(agency=party.agency)))
    for owed in state.duties.values():
        for words in (*owed.who, *owed.to):
            for seat in seats(rules.posts, state, words, owed.agency):
                want(owed.duty, seating.at(seat))
    return wanted
