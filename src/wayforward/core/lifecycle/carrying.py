"""What becomes of each duty under another version: its date then and now, and what the version newly asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.clocks import Reckoned, reckon_again
from wayforward.core.commands import AdoptVersion
from wayforward.core.escalation import Escalation, Owed
from wayforward.core.policy.duties import Duty
from wayforward.core.rulebook import Rulebook
from wayforward.core.working_time import Force
from wayforward.core.working_time.london import moment

BY_A_PERSON = ("extended", "set")  # dates that somebody decided: no version undoes them
STAYS = "The earlier date stays: going over to another version gives nobody longer."
LONGER = "It moved later because whoever adopted the version said so, and why."
PASSED = "By the version it was due by {at}, which had passed. It is counted from the day of the decision."
LATE = "By the version it was due by {at}. It was late already, and stays so."


@dataclass(frozen=True, slots=True)
class Dated:
    """A duty's date under the version, and how it came about."""

    how: str
    due_at: datetime | None
    because: tuple[str, ...]
    waiting_for: tuple[str, ...]
    policy_at: datetime | None
    from_at: datetime | None = None


def carried(
    rules: Rulebook,
    before: Rulebook,
    escalation: Escalation,
    duties: Iterable[Owed],
    command: AdoptVersion,
    at: datetime,
) -> Iterator[ev.DutyCarried]:
    """Each of these duties that goes on with something changed: its date, its owner, how binding it is."""
    for owed in duties:
        duty, old = rules.duties[owed.duty], before.duties.get(owed.duty)
        same = old is not None and _clock(rules, duty) == _clock(before, old)
        counted = None if same else reckon_again(rules, escalation.happened, duty, owed)
        dated = _dated(rules, escalation, owed, duty, counted, command, at)
        target_at = owed.target_at if counted is None else _target(owed, counted, bool(command.lengthen))
        event = ev.DutyCarried(
            key=owed.key, duty=owed.duty, how=dated.how, was_at=owed.due_at, due_at=dated.due_at,
            policy_at=dated.policy_at, target_at=target_at, force=str(duty.time.force if duty.time else Force.NONE),
            kind=duty.kind.value, who=duty.who, to=duty.to, because=dated.because, waiting_for=dated.waiting_for,
            from_at=dated.from_at,
        )  # fmt: skip
        if dated.how != "unmoved" or _changed(owed, event):
            yield event


def newly_asked(rules: Rulebook, before: Rulebook, escalation: Escalation, left: frozenset[str]) -> Iterator[str]:
    """The duties that the version asks for on what has happened already, and that never arose under the one before.

    `left` is what happens by going over itself: what arises on that arises then.
    """
    known = {owed.duty for owed in escalation.duties.values()}
    for duty in rules.policy.duties:
        old = before.duties.get(duty.id)
        if duty.id in known or left & set(duty.when) or (old and (old.when, old.applies) == (duty.when, duty.applies)):
            continue
        began = [escalation.happened[name] for name in duty.when if name in escalation.happened]
        if began and not _ended(rules, escalation, duty, max(began), left):
            yield duty.id


def _clock(rules: Rulebook, duty: Duty) -> tuple[object, ...]:
    """All that a duty's date depends on. The same, and nothing is counted again."""
    time = duty.time
    counts = (time.within, time.target, time.starts, time.set_by) if time else None
    return counts, duty.every, rules.policy.reading, rules.policy.nation


def _dated(
    rules: Rulebook,
    escalation: Escalation,
    owed: Owed,
    duty: Duty,
    counted: Reckoned | None,
    command: AdoptVersion,
    at: datetime,
) -> Dated:
    was, stands = owed.due_at, Dated("unmoved", owed.due_at, owed.because, owed.waiting_for, owed.due_at)
    if counted is None or (counted.due_at == was and was is not None):
        return stands
    if counted.due_at is was:
        return Dated("unmoved", None, counted.because, counted.waiting_for, None)
    new = counted.due_at
    if owed.timed in BY_A_PERSON:
        return Dated("set", was, owed.because, (), new)
    if was is not None and (new is None or new > was):
        if command.lengthen.strip():
            return Dated("later", new, (*counted.because, LONGER), counted.waiting_for, new, counted.from_at)
        gives = f"The version gives until {moment(new)}." if new else "The version gives no time for this."
        return Dated("held", was, (*owed.because, gives, STAYS), (), new)
    assert new is not None  # was is None, or new is before it
    if new > at or command.backdate:
        return Dated("earlier", new, counted.because, (), new, counted.from_at)
    if was is not None and was <= at:
        return Dated("held", was, (*owed.because, LATE.format(at=moment(new))), (), new)
    fresh = reckon_again(rules, escalation.happened, duty, owed, since=at)
    if fresh.due_at is None or (was is not None and was <= fresh.due_at):
        return Dated("held", was, (*owed.because, PASSED.format(at=moment(new)), STAYS), (), new)
    return Dated("anew", fresh.due_at, (*fresh.because, PASSED.format(at=moment(new))), (), new, at)


def _target(owed: Owed, counted: Reckoned, longer: bool) -> datetime | None:
    """The preferred date, which moves no later either."""
    if longer or owed.target_at is None or counted.target_at is None:
        return counted.target_at if longer or owed.target_at is None else owed.target_at
    return min(owed.target_at, counted.target_at)


def _changed(owed: Owed, event: ev.DutyCarried) -> bool:
    now = (event.force, event.kind, event.who, event.to, event.target_at, event.waiting_for)
    return now != (owed.force, owed.kind, owed.who, owed.to, owed.target_at, owed.waiting_for)


def _ended(rules: Rulebook, escalation: Escalation, duty: Duty, began: datetime, left: frozenset[str]) -> bool:
    """Whether something that ends or meets it has happened since, or does by going over."""
    ends = {name for name, bears in rules.bearings.items() if duty.id in bears.met or duty.id in bears.lapsed}
    if left & ends:
        return True
    happened = {name: escalation.happened[name] for name in ends if name in escalation.happened}
    # What begins a stage ends the one before it at the same instant, which ends nothing that only now began.
    return any(
        at > began or (at == began and (not name.endswith(" ends") or f"{name[:-5]} begins" in duty.when))
        for name, at in happened.items()
        if name != "a stage ends" or at > began
    )
