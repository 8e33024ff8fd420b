"""`wayforward calendar`: the days off that dates are counted by, declared by an operator, and GOV.UK's list read in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wayforward.cli import show
from wayforward.cli.serving import ready
from wayforward.cli.wrong import Wrong
from wayforward.core.working_time import NATIONS
from wayforward.core.working_time.dates import written
from wayforward.policies import shelf

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from wayforward.directory.days_off import Change
    from wayforward.directory.models import Partnership

AHEAD = timedelta(days=400)
EVERY = 100_000  # escalations: all that there are
OPERATOR = "operator"


def add(commands: Any) -> None:
    whole = commands.add_parser("calendar", help="bank holidays and closures: list, declare, undo, update")
    each = whole.add_subparsers(title="what to do", metavar="WHAT", required=True, dest="what")
    ask = _one(each, "list", "the days off that are coming, and how far bank holidays are known", listing)
    _where(ask)
    ask = _one(each, "add", "declare a day, and move the open dates that rest on it", declare)
    ask.add_argument("day", metavar="DAY", help="the day, as 2026-12-28")
    ask.add_argument("name", metavar="NAME", nargs="?", default="", help="what people call it")
    ask.add_argument(
        "--kind", choices=("holiday", "closure", "working"), default="holiday",
        help="a bank holiday, a closure, or a working day after all (%(default)s)",
    )  # fmt: skip
    ask.add_argument(
        "--again", action="store_true", help="it came with a release: count what was open before by it, too"
    )
    _why(ask)
    ask = _one(each, "undo", "take back what was declared of a day", undo)
    ask.add_argument("day", metavar="DAY", help="the day, as 2026-12-28")
    _why(ask)
    ask = _one(each, "update", "read in GOV.UK's list of bank holidays", update)
    ask.add_argument("--from", dest="file", metavar="FILE", required=True, help="GOV.UK's bank-holidays.json")
    ask.add_argument("--yes", action="store_true", help="declare what differs")
    ask.add_argument("--because", default="GOV.UK's list of bank holidays says so.", metavar="TEXT", help="why")
    _where(ask, required=False)


def listing(asked: Namespace) -> int:
    """List the days off that are coming: of a nation, or of one partnership with what was declared there."""
    if asked.nation:
        from wayforward.cli import instants

        calendar, today, declared = shelf.calendar(asked.nation), instants.today(), {}
    else:
        ready()
        from wayforward.directory import days_off

        (partnership, nation), *_ = _partnerships(asked)
        calendar, today = days_off.calendar(partnership, shelf.calendar(nation)), _today()
        declared = days_off.standing(partnership)
    found = [
        day for day in sorted({*calendar.holidays, *calendar.closures, *declared}) if today <= day <= today + AHEAD
    ]
    kinds = {day: change.kind for day, change in declared.items()}
    if asked.json:
        show.as_json({
            "horizon": calendar.last.isoformat(),
            "days": [
                {"day": day.isoformat(), "name": calendar.why_not(day), "declared": kinds.get(day)} for day in found
            ],
        })  # fmt: skip
        return 0
    for day in found:
        why = calendar.why_not(day)
        says = f"{written(day)}: {why}" if why else f"{written(day)}: a working day after all"
        show.lines([says + (" (declared here)" if day in declared else "")])
    show.lines([f"Bank holidays are known to {written(calendar.last)}. Nothing is counted past that day."])
    return 0


def declare(asked: Namespace) -> int:
    """Declare a day in one partnership, or in every partnership of a nation. What is open moves at once."""
    ready()
    from wayforward.directory.days_off import Change

    return _declared(asked, (Change(_day(asked.day), asked.kind, asked.name, asked.again),))


def undo(asked: Namespace) -> int:
    """Take back what was declared of a day: it counts again as its nation has it, and what is open moves with it."""
    ready()
    from wayforward.directory.days_off import UNDONE, Change

    return _declared(asked, (Change(_day(asked.day), UNDONE),))


def update(asked: Namespace) -> int:
    """Compare each calendar with GOV.UK's list, and with --yes declare what differs.

    Without --yes nothing is saved, and the exit code is 1 where something differs.
    """
    ready()
    from wayforward.directory import days_off, published

    try:
        listed = published.read(Path(asked.file).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise Wrong(f"--from {asked.file}: {getattr(problem, 'strerror', None) or problem}") from None
    differs = False
    for partnership, nation in _partnerships(asked):
        present, stands = days_off.calendar(partnership, shelf.calendar(nation)), days_off.standing(partnership)
        found = published.difference(listed, nation, present, stands, _today())
        differs = differs or bool(found.asked)
        show.lines([f"{partnership.name}: {_differs(len(found.asked))} to {written(found.until)}."])
        show.lines((_says(each) for each in found.asked), "  ")
        show.lines(found.left, "  ")
        if found.asked and asked.yes:
            _declare_in(partnership, nation, found.asked, asked.because)
    if differs and not asked.yes:
        show.lines(["Nothing is saved. Write it again with --yes to declare these days."])
    return int(differs and not asked.yes)


def _one(each: Any, name: str, says: str, does: Any) -> Any:
    ask = each.add_parser(name, help=says, description=does.__doc__)
    if name == "list":
        show.in_either_form(ask)
    ask.set_defaults(run=does)
    return ask


def _where(ask: Any, *, required: bool = True) -> None:
    where = ask.add_mutually_exclusive_group(required=required)
    where.add_argument("--area", metavar="AREA", help="one partnership, as its address has it")
    where.add_argument("--nation", choices=NATIONS, help="every partnership there")


def _why(ask: Any) -> None:
    _where(ask)
    ask.add_argument("--because", required=True, metavar="TEXT", help="why; everybody whose date moves reads it")


def _declared(asked: Namespace, changes: Sequence[Change]) -> int:
    done = [_declare_in(partnership, nation, changes, asked.because) for partnership, nation in _partnerships(asked)]
    return 0 if all(done) else 1


def _declare_in(partnership: Partnership, nation: str, changes: Sequence[Change], because: str) -> bool:
    """Declare them in one partnership and move what is open there; whether it was done."""
    from wayforward.core.verdict import Refused
    from wayforward.directory import days_off
    from wayforward.jobs import instant
    from wayforward.jobs.rebasing import rebase_now

    at = instant.now()
    outcome = days_off.declare_all(partnership, changes, because, OPERATOR, at, shelf.calendar(nation))
    if isinstance(outcome, Refused):
        show.lines([f"{partnership.name}: not declared. {outcome.says}"])
        return False
    done = rebase_now(partnership, at, EVERY)
    moved = [len(events) for events in done.moved.values() if events]
    left = f" {done.left} left to the clock." if done.left else ""
    show.lines([f"{partnership.name}: declared. {sum(moved)} dates moved in {len(moved)} escalations.{left}"])
    return True


def _partnerships(asked: Namespace) -> Iterator[tuple[Partnership, str]]:
    """Those that were asked for and have a policy in force, each with its nation. Raises Wrong where there is none."""
    from wayforward.directory import adoptions
    from wayforward.escalations.rulebooks import rules_of
    from wayforward.jobs import instant

    in_force = adoptions.at_work(instant.now()).order_by("partnership__area")
    every = [(each.partnership, rules_of(each).policy.nation) for each in in_force]
    found = [
        (partnership, nation)
        for partnership, nation in every
        if asked.area in (None, partnership.key) and asked.nation in (None, nation)
    ]
    if not found:
        keys = ", ".join(partnership.key for partnership, _ in every) or "none has a policy in force"
        raise Wrong(f"There is no such partnership here. Write one of: {keys}.")
    yield from found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{text}: this is not a day. Write it as 2026-12-28.") from None


def _today() -> date:
    """The day in London, as the pages have it."""
    from wayforward.directory.seating import on
    from wayforward.jobs import instant

    return on(instant.now())


def _differs(number: int) -> str:
    return (
        f"{number} day{'' if number == 1 else 's'} differ{'s' if number == 1 else ''}" if number else "nothing differs"
    )


def _says(change: Change) -> str:
    if change.kind == "working":
        return f"{written(change.day)}: no bank holiday any more"
    return f"{written(change.day)}: a bank holiday, “{change.name}”"
