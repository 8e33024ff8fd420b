"""What time alone brings about: deadlines that passed, oldest first, then reminders; and what became of notices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import ReportNotice, Tick
from wayforward.core.duties import follow
from wayforward.core.escalation import Escalation, evolve
from wayforward.core.lifecycle.standing import Decided
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.waking import passed, reminder

AT_ONCE = 500  # in one tick; the next goes on from there, so that no policy can hold a clock up for ever
FAILED, DROPPED = "failed", "dropped"


def tick(rules: Rulebook, escalation: Escalation, command: Tick, at: datetime) -> tuple[ev.Event, ...]:
    """Everything that is called for by `at`, each with what follows from it before the next is looked for.

    So a stage that the first deadline ends is not also found late at its second. Nothing is called for twice.
    """
    events: list[ev.Event] = []
    state = escalation
    while len(events) < AT_ONCE:
        found: ev.Event | None = passed(state, at)
        if found is None and command.reminders:
            found = reminder(rules, state, at)
        if found is None:
            break
        for event in follow(rules, state, (found,), command.by, at, command.occurred_at):
            state = evolve(state, event, at, command.occurred_at)
            events.append(event)
    return tuple(events)


def report(command: ReportNotice) -> Decided:
    """What became of a notice that reached nobody, for the history; those who have to know are told of a failure."""
    if command.by.agency or command.by.office:
        return Refused("Only the clock reports what became of a notice.")
    made: Callable[..., ev.Event] | None = {FAILED: ev.NoticeFailed, DROPPED: ev.NoticeDropped}.get(command.outcome)
    if made is None:
        return Refused(f"A notice has failed or was dropped: “{command.outcome}” is neither.")
    return (
        made(
            key=command.key, to=command.to, agency=command.agency, why=command.why, kind=command.kind,
            about=command.about,
        ),
    )  # fmt: skip
