"""A policy at a glance, in short lines: its ladder, its times, whom it names and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wayforward.cli import show
from wayforward.cli.overview import values
from wayforward.core.conditions import Condition
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.routing.rows import Rows
from wayforward.core.routing.words import line_name
from wayforward.core.working_time.dates import listed, written

if TYPE_CHECKING:
    from wayforward.core.policy.papers import Scope
    from wayforward.core.policy.people import Agency
    from wayforward.core.policy.routes import Route
    from wayforward.core.policy.stages import Move, Needed
    from wayforward.core.policy.whole import Policy


def tell(policy: Policy) -> None:
    """Everything that steers a case, in the order of a policy file, with the ids that commands take."""
    rows = Rows(policy.routes)
    show.lines([policy.title, edition(policy), *_taken(policy)])
    _part("Begins at", (f"{start.at}{_if(start.when)}" for start in policy.starts))
    _part("Stages", (f"{each.id}: {each.label}, {each.title}" for each in policy.stages))
    _part("Moves", _moves(policy))
    _part("Agencies", (_agency(each, rows) for each in policy.agencies))
    _part("Facts", (f"{each.id}{_among(values(each))}: {each.asks}" for each in policy.facts))
    _part("Duties", map(_duty, filter(_asks, policy.duties)))
    _part(
        "Posts", (f"{each.id}: {each.title}, {show.how(each.contact) or 'no contact printed'}" for each in policy.posts)
    )
    _part("Hours", (each.says for each in policy.guidance if each.kind == "window"))
    _part("Whom to ring", (_route(each) for each in policy.routes))
    _part("Forms", (f"{each.id}: {each.title}, {len(each.fields)} questions" for each in policy.forms))
    _part("Scope", map(_scope, policy.scope))
    _part("Endings", (f"{each.id}: {each.title}, by {_closing(each.who)}" for each in policy.endings))
    _part("Assumptions", (f"{each.id}: {each.says} Because: {each.because}" for each in policy.assumptions))


def edition(policy: Policy) -> str:
    """Whose policy it is, and which: "Anytown Safeguarding Children Partnership, version 4, in draft"."""
    statuses = {"not stated": "no status stated", "draft": "in draft"}
    document = policy.document
    version = f"version {document.version}" if document.version else ""
    status = statuses.get(document.status, document.status)
    since = f"in force from {written(document.in_force_from)}" if document.in_force_from else ""
    return ", ".join(filter(None, (policy.partnership, version, status, since)))


def _taken(policy: Policy) -> Iterator[str]:
    """What it was taken from, and whose numbers it still has: nobody should ring another partnership unawares."""
    if policy.extends:
        yield f"Taken from: {listed(list(policy.extends))}."
    if policy.inherited_contacts:
        theirs = ", ".join(policy.inherited_contacts)
        yield f"These numbers and addresses are another partnership's: {theirs}. Replace them or leave them out."


def _part(title: str, texts: Iterable[str]) -> None:
    told = list(texts)
    if told:
        show.lines(["", title])
        show.lines(told, "  ")


def _moves(policy: Policy) -> Iterator[str]:
    """Each way on, told once for all the stages that it leads from."""
    found: dict[str, list[str]] = {}
    for stage in policy.stages:
        for move in stage.moves:
            found.setdefault(_move(move), []).append(stage.id)
    for told, stages in found.items():
        yield f"{', '.join(stages)} {told}"


def _move(move: Move) -> str:
    says = f": {move.says}" if move.says else ""
    parts = [f"to {move.to} ({move.kind}){says}".rstrip("."), _if(move.when).removeprefix(", ")]
    parts.append(f"by {', '.join(move.by)}" if move.by else "")
    parts.append(f"needs {', '.join(map(_need, move.needs))}" if move.needs else "")
    parts.append(f"by itself on: {move.automatic}" if move.automatic else "")
    return "; ".join(filter(None, parts))


def _need(needed: Needed) -> str:
    return f"{needed.need} {needed.name}".rstrip() + (f" ({_words(needed.when)})" if needed.when.facts() else "")


def _if(condition: Condition) -> str:
    """ ", if urgent is yes", or nothing where it always holds."""
    return f", if {_words(condition)}" if condition.facts() else ""


def _words(condition: Condition) -> str:
    tests = [
        f"{test.fact} is {'not ' if test.negated else ''}{' or '.join(sorted(test.values))}" for test in condition.tests
    ]
    if condition.any_of:
        tests.append("either " + ", or ".join(_words(option) for option in condition.any_of))
    return " and ".join(tests)


def _agency(agency: Agency, rows: Rows) -> str:
    lines = rows.lines(agency.id)
    word = "line" if len(lines) == 1 else "lines"
    told = [f"{agency.id}: {agency.title}", f"{word} {', '.join(lines)}" if lines else ""]
    told.append(f"statuses {', '.join(agency.statuses)}" if agency.statuses else "")
    told.append("" if agency.told else "sent nothing by itself")
    return "; ".join(filter(None, told))


def _among(words: list[str]) -> str:
    return f" ({', '.join(words)})" if words else ""


def _asks(duty: Duty) -> bool:
    """Whether it asks for anything: a stage without a time has a limit that never falls due."""
    time = duty.time
    return duty.kind is not DutyKind.RESOLVE or (time is not None and bool(time.within or time.target or time.set_by))


def _duty(duty: Duty) -> str:
    who = ", ".join(duty.who) or "nobody named"
    amount = str(duty.time.within) if duty.time and duty.time.within else ""
    within = f"; {'within ' if amount[:1].isdecimal() else ''}{amount}" if amount else ""
    setter = f"; set by {duty.time.set_by}" if duty.time and duty.time.set_by else ""
    return f"{duty.id} ({duty.kind}): {duty.says} By {who}{within}{setter}."


def _route(route: Route) -> str:
    """Where, for which cases and at which hours: whom."""
    where = "any agency" if route.agency == "any" else route.agency
    hours = f"hours {route.hours}" if route.hours else "no hours stated"
    status = f", status {' or '.join(route.status)}" if route.status else ""
    joined = " or " if route.choice == "either" else ", "
    choice = {"option": " (may be rung instead)", "fallback": " (where the one above cannot be reached)"}
    via = f", through {route.via}" if route.via else ""
    over = f" Asked in place of any line if {_words(route.takes_over)}." if route.takes_over else ""
    whom = joined.join(route.posts) + choice.get(route.choice, "")
    return f"{where}, {line_name(route.line)}{status}{_if(route.when)}, {hours}: {whom}{via}.{over}"


def _scope(scope: Scope) -> str:
    where = f" Go instead to: {scope.send_to.rstrip('.')}." if scope.send_to else ""
    return f"{scope.id} ({'covered' if scope.applies else 'not covered'}{_if(scope.when)}): {scope.says}{where}"


def _closing(who: str) -> str:
    words = {
        "raising": "the agency that raised it",
        "either": "that agency or the office",
        "decider": "those who decide",
    }
    return words.get(who, "the office")
