"""What a history adds up to, as rows that lists are drawn from: written with every entry, rebuilt at will."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core import turn
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import Owed
from wayforward.core.limits import effective_deadline, limit
from wayforward.core.people import Seat, seats
from wayforward.core.rulebook import Rulebook
from wayforward.core.waking import next_instant
from wayforward.directory.seating import Seating
from wayforward.escalations.admission import chair_of, shut_out
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Duty, Escalation, Party
from wayforward.notices.models import Notice

COLUMNS = (
    "state", "stage", "line", "formal", "last_at", "due_at", "next_at", "turn", "entered_at", "acted_at", "heard_at",
    "chased_at", "record_missing_at", "calendar_seq", "seq", "head",
)  # fmt: skip
BAR = "|"
CLOCK = "clock"  # who records what time alone brings about
MOVING = ("who", "due_at", "target_at", "force", "because", "done_at", "lapsed_at", "passed_at")
DUTY_COLUMNS = ("duty", "stage", "agency", "arose_at", *MOVING)


def write(
    row: Escalation,
    state: State,
    rules: Rulebook,
    seating: Seating,
    recorded: Iterable[Recorded],
    before: State | None = None,
) -> None:
    """Make the summary say what `state` says, given that it says `before`. Rows that already agree are left alone.

    `recorded` is what was added since `before`: without that, the whole history.
    """
    row.state, row.stage, row.line = state.state, state.stage, state.line or ""
    row.formal, row.seq, row.last_at = state.formal, state.seq, state.last_at or row.raised_at
    row.due_at, row.next_at = next_limit(state, rules), next_instant(rules, state)
    row.turn = BAR.join(("", *turn.turn(rules, state), "")) if state.visits else ""
    row.entered_at, row.record_missing_at = turn.entered_at(state), turn.record_missing_at(rules, state)
    row.calendar_seq = (row.calendar_seq or 0) if state.open or state.owed() else None
    if before is None:
        row.acted_at = row.heard_at = row.chased_at = None
    _hear(row, recorded, before)
    row.save(update_fields=COLUMNS)
    _write_duties(row, state)
    if before is None or before.parties != state.parties:
        _write_parties(row, state, seating)
    if before is None or before.conflicted != state.conflicted:
        shut_out(row, state)


def _hear(row: Escalation, recorded: Iterable[Recorded], before: State | None) -> None:
    """When somebody last did something, when the challenged side was last heard from, and when it was last chased.

    What a challenged agency records is heard, and so is its answer that the office writes down for it. So is a
    discussion, whoever recorded it: nobody holds one alone.
    """
    challenged = set(before.responding if before else ())
    for item in recorded:
        match item.event:
            case ev.Raised():
                challenged.update(item.event.responding)
            case ev.Joined(side="responding"):
                challenged.add(item.event.agency)
        if item.by == CLOCK:
            continue
        if item.agency in challenged or isinstance(item.event, ev.DiscussionRecorded | ev.Responded):
            row.heard_at = item.recorded_at
        if isinstance(item.event, ev.Chased):
            row.chased_at = item.recorded_at
        elif not isinstance(item.event, ev.NoticeOwed | ev.Acknowledged):  # a chase owes notices too; seen is not done
            row.acted_at = item.recorded_at


def next_limit(state: State, rules: Rulebook) -> datetime | None:
    """The earliest instant at which an open escalation will be late: by the policy, or by a protective date.

    Wayforward's own reminders never make a case late. A protective date counts where the stage has no limit too.
    """
    if not state.open:
        return None
    owed = [duty for duty in state.owed() if not rules.duties[duty.duty].system]
    instants = [at for duty in owed if (at := effective_deadline(state, duty)) is not None]
    protective = effective_deadline(state, None)
    if protective is not None and limit(state) is None and protective > state.visits[-1].at:
        instants.append(protective)
    return min(instants, default=None)


def owe(row: Escalation, state: State, rules: Rulebook, seating: Seating, recorded: Iterable[Recorded]) -> None:
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
    for number, seat in enumerate(_seats(rules, state, item, event)):
        chair = chair_of(seating, state, seat, item.recorded_at)
        yield Notice(
            partnership_id=row.partnership_id,
            escalation_id=row.pk,
            entry_seq=item.seq,
            key=event.key if number == 0 else f"{event.key}.{number}",
            to=event.to,
            agency=chair.agency,
            post=chair.post,
            person_id=chair.person,
            about=event.about,
            kind=event.kind,
            ours=event.ours,
            due_at=event.due_at,
            blocked=event.blocked or chair.vacant,
            owed_at=item.recorded_at,
            next_at=None if event.blocked else item.recorded_at,  # an empty seat is looked at until somebody has it
        )


def _seats(rules: Rulebook, state: State, item: Recorded, event: ev.NoticeOwed) -> tuple[Seat, ...]:
    """Where a notice goes. It names its seat, a post at an agency, except where it means somebody by their part:
    those of them at that agency, other than whoever acted."""
    if event.person is not None:
        return (Seat(agency=event.agency, person=event.person),)
    if event.to in rules.posts:
        return (Seat(agency=event.agency, post=event.to),)
    meant = (seat for seat in seats(rules.posts, state, event.to) if seat.agency == event.agency)
    return tuple(seat for seat in meant if seat.person != item.by) or (Seat(agency=event.agency),)


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
    found = [(seating.listed(key), side) for key, side in sorted(missing)]
    Party.objects.bulk_create(Party(escalation=row, agency=agency, side=side) for agency, side in found if agency)
