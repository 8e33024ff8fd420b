"""`wayforward due`: when a stage or a duty falls due, for a clock that starts at an instant, and why."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from wayforward.cli import instants, show
from wayforward.cli.wrong import Wrong
from wayforward.core.deadlines import Due, due_under
from wayforward.core.working_time import Unit
from wayforward.core.working_time.dates import written
from wayforward.core.working_time.london import moment, on_the_wall
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Mapping

    from wayforward.core.policy.duties import Duty
    from wayforward.core.policy.whole import Policy


OWN_DAYS = "Counted with the bank holidays that come with Wayforward. A partnership may have declared other days off."


def add(commands: Any) -> None:
    ask = commands.add_parser("due", help="when something falls due, and why", description=__doc__)
    show.of_a_policy(ask)
    ask.add_argument("--stage", metavar="S", help="the stage; without --duty, its own limit")
    ask.add_argument("--duty", metavar="D", help="a duty by its id")
    ask.add_argument("--start", required=True, metavar="INSTANT", help="when the clock starts")
    show.in_either_form(ask)
    ask.set_defaults(run=run)


def run(asked: Namespace) -> int:
    start_at = instants.read(asked.start, "--start")
    policy = shelf.load(asked.policy)
    due = worked_out(policy, asked.stage, asked.duty, start_at)
    if asked.json:
        show.as_json(as_data(due))
    else:
        _tell(due)
        show.lines(_beside(policy, _duty(policy, asked.stage, asked.duty)), "  ")
        show.lines([OWN_DAYS], "  ")
    return 0


def worked_out(policy: Policy, stage: str | None, duty: str | None, start_at: datetime) -> Due:
    """The deadline of a duty, or of a stage's own limit. Raises Wrong for an id the policy does not have."""
    if stage is None and duty is None:
        raise Wrong("The stage or the duty is missing. Write --stage S, or --duty D.")
    if stage is not None:
        _known(stage, "stage", (each.id for each in policy.stages))
    if duty is not None:
        _known(duty, "duty", (each.id for each in policy.duties))
    found = _duty(policy, stage, duty)
    if found is not None:
        return due_under(found, shelf.calendar(policy.nation), policy.reading, start_at)
    own = next(each for each in policy.stages if each.id == stage)
    says = own.silent or f"The policy gives no time for {own.label}."
    return Due(due_at=None, target_at=None, force="none", printed="", because=(says,), clauses=own.clauses)


def _duty(policy: Policy, stage: str | None, duty: str | None) -> Duty | None:
    wanted = (lambda each: each.id == duty) if duty else (lambda each: each.kind == "resolve" and each.stage == stage)
    return next(filter(wanted, policy.duties), None)


def _known(word: str, what: str, known: Iterable[str]) -> None:
    ids = tuple(known)
    if word not in ids:
        raise Wrong(f"“{word}” is not a {what} in this policy. Write one of: {', '.join(ids)}.")


def as_data(due: Due) -> dict[str, Any]:
    return {
        "due_at": instants.written(due.due_at) if due.due_at else None,
        "target_at": instants.written(due.target_at) if due.target_at else None,
        "force": due.force,
        "printed": due.printed,
        "because": list(due.because),
        "clauses": list(due.clauses),
    }


def _tell(due: Due) -> None:
    if due.due_at:
        show.lines([f"Due {_by(due.due_at)}, sooner if the person at risk needs it."])
    else:
        show.lines(["No time is set. Act as soon as the person at risk needs it."])
    if due.target_at:
        show.lines([f"Aim to do it {_by(due.target_at)}."])
    show.lines(due.because, "  ")
    force = "" if due.force == "none" else f" ({due.force})"
    printed = f"Printed as “{due.printed}”{force}." if due.printed else ""
    show.lines(filter(None, [printed, f"Clauses: {', '.join(due.clauses)}." if due.clauses else ""]), "  ")


def _beside(policy: Policy, duty: Duty | None) -> Iterator[str]:
    """What else the document prints for this time, and what the partnership chose where it is open."""
    if duty is None:
        return
    time = duty.time
    for stated in time.stated if time else ():
        if stated.printed != (time.printed if time else ""):
            says = f" {stated.says}" if stated.says else ""
            yield f"As printed elsewhere: “{stated.printed}” ({stated.where}, {stated.clause}).{says}"
    chosen = {*duty.assumptions, *(time.assumptions if time else ())}
    chosen.update(name for reading in policy.readings for name in reading.assumptions if _read_by(duty, reading.id))
    for assumption in policy.assumptions:
        if assumption.id in chosen:
            yield f"Assumption {assumption.id}: {assumption.says} Because: {assumption.because}"


IN_DAYS = ("day-ends", "start-day", "working-days", "late-start")
READ_BY: Mapping[Unit, tuple[str, ...]] = {
    Unit.WORKING_DAYS: IN_DAYS,
    Unit.SAME_WORKING_DAY: IN_DAYS,
    Unit.CALENDAR_DAYS: ("day-ends", "start-day"),
    Unit.CALENDAR_MONTHS: ("day-ends", "start-day"),
    Unit.WORKING_HOURS: ("working-hours", "working-days"),
}


def _read_by(duty: Duty, reading: str) -> bool:
    """Whether a reading of time bears on this duty's: the hour a day ends is nothing to clock hours."""
    within = duty.time.within if duty.time else None
    return within is not None and reading in READ_BY.get(within.unit, ())


def _by(at: datetime) -> str:
    """ "by the end of Friday 29 August 2025", or the day and the hour."""
    wall = on_the_wall(at)
    if wall.time() == time(23, 59, 59):
        return f"by the end of {written(wall.date())}"
    return f"by {moment(at)}"
