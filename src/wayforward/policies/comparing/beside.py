"""Several policies side by side: one question after another, and what each of them answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.stages import MoveKind, Power, Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import routes
from wayforward.core.working_time import Calendar
from wayforward.core.working_time.dates import listed, written
from wayforward.policies.comparing.naming import Naming
from wayforward.policies.proving.holes import gaps
from wayforward.policies.proving.hours import hours
from wayforward.policies.proving.waits import waits
from wayforward.policies.proving.words import lasting, working_days

POWERS = {
    Power.DECIDES: "decided by", Power.FACILITATES: "helped along by", Power.MEDIATES: "mediated by",
    Power.RECOMMENDS: "with a recommendation by", Power.NONE: "with no power to decide,",
}  # fmt: skip
EVERY = {"case": "for every case", "continuous": "all the time"}
SUBJECTS = {"child": "children", "young-person": "young people", "unborn": "unborn children", "adult": "adults at risk"}
RULES = {"all": ", when all of them agree", "majority": ", by a majority", "any": ""}
NOT_SAID = "The text does not say."
Answers = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One question, with the answers of each policy in their order. No answer is an empty tuple."""

    asks: str
    answers: tuple[Answers, ...]


@dataclass(frozen=True)
class Beside:
    """Policies side by side."""

    policies: tuple[Policy, ...]
    rows: tuple[Row, ...]


def side_by_side(policies: Sequence[Policy], calendars: Sequence[Calendar] = (), year: int | None = None) -> Beside:
    """What each policy says to the same questions. With calendars and a year, its holes and longest wait there too."""
    told = [Naming(policy) for policy in policies]
    rows = [Row(asks, tuple(tuple(answer(each)) for each in told)) for asks, answer in QUESTIONS]
    if year is not None:
        counted = [_counted(each, calendar, year) for each, calendar in zip(policies, calendars, strict=True)]
        rows.insert(3, Row(f"How long may it take in {year} at most?", tuple((longest,) for longest, _ in counted)))
        rows.append(Row(f"When in {year} is nobody named?", tuple((holes,) for _, holes in counted)))
    return Beside(tuple(policies), tuple(rows))


def _counted(policy: Policy, calendar: Calendar, year: int) -> tuple[str, str]:
    """The longest wait and the holes of a policy, in words."""
    found, holes = waits(policy, calendar, year), gaps(hours(policy, routes(policy, calendar), year))
    if found.longest is None:
        longest = "No stage has a limit."
    else:
        days = (found.most_days or found.longest).working_days
        unlimited = [stage.label for stage in policy.stages if stage.id in found.unlimited]
        rest = f" No limit at all: {listed(list(dict.fromkeys(unlimited)))}." if unlimited else ""
        longest = f"{lasting(found.longest.lasts)} by the calendar, {working_days(days)}.{rest}"
    count = len(holes)
    return longest, f"{count} hole{'' if count == 1 else 's'}." if count else "Somebody is named at every hour."


def _whose(telling: Naming) -> Iterator[str]:
    yield telling.policy.partnership


def _for_whom(telling: Naming) -> Iterator[str]:
    people = [SUBJECTS.get(one, one) for one in telling.policy.subjects if one != "none"]
    said = listed(people) if people else NOT_SAID.rstrip(".")
    rest = ", and disputes about no one person" if "none" in telling.policy.subjects else ""
    yield f"{said[:1].upper()}{said[1:]}{rest}."


def _stages(telling: Naming) -> Iterator[str]:
    limits = {duty.stage: duty for duty in telling.policy.duties if duty.kind is DutyKind.RESOLVE}
    for stage in telling.policy.stages:
        within = _within(telling, limits.get(stage.id))
        beside = " (beside the ladder)" if stage.beside else ""
        yield f"{stage.label}{beside}: {stage.title}. {within}"


def _within(telling: Naming, duty: Duty | None) -> str:
    """The time of a stage in a sentence."""
    if duty is None or duty.time is None:
        return "No time."
    if duty.time.within is None:
        return f"Time set by {telling.person(duty.time.set_by)}." if duty.time.set_by else "No time."
    force = {"guide": " as a guide", "indicative": " as an indication"}.get(str(duty.time.force), "")
    within = str(duty.time.within)
    return f"{within[:1].upper()}{within[1:]}{force}."


def _told(telling: Naming) -> Iterator[str]:
    """Who tells the partnership, of what and when."""
    office = {post.id for post in telling.policy.posts if post.of == "partnership"}
    for duty in telling.policy.duties:
        if duty.kind in (DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.FORM) and not duty.system:
            to = [one for one in (*duty.to, *duty.copies) if one.rpartition(" ")[2] in office]
            if to:
                yield _tells(telling, duty, to)


def _tells(telling: Naming, duty: Duty, to: list[str]) -> str:
    who = listed([telling.person(one) for one in duty.who]) if duty.who else "nobody named"
    when = " or ".join(telling.value("Duty", "when", (each,)) or each for each in duty.when) or "not said when"
    time = duty.time.within if duty.time else None
    within = f"{str(time)[:1].upper()}{str(time)[1:]}." if time else "No time."
    return f"To {listed([telling.person(one) for one in to])}, from {who}: {when}. {within}"


def _deciding(telling: Naming) -> Iterator[str]:
    """Who decides at the last rung, and beside it."""
    ladder = [stage for stage in telling.policy.stages if not stage.beside]
    last = [*ladder[-1:], *(stage for stage in telling.policy.stages if stage.beside)]
    yield from (_decides(telling, stage) for stage in last)


def _decides(telling: Naming, stage: Stage) -> str:
    decision = stage.decision
    if decision is None:
        return f"{stage.label}: nobody is given a decision."
    by = listed([telling.person(one) for one in decision.by]) if decision.by else "nobody named"
    final = " It is final." if decision.final else ""
    return f"{stage.label}: {POWERS[decision.power]} {by}{RULES.get(decision.rule, '')}.{final}"


def _panels(telling: Naming) -> Iterator[str]:
    for stage in telling.policy.stages:
        if (panel := stage.panel) is not None:
            by = f", called by {telling.person(panel.convened_by)}" if panel.convened_by else ""
            parties = "The parties may sit on it." if panel.includes_parties else "Not the parties."
            yield f"{stage.label}: {panel.size} people{by}. {parties}"


def _passing(telling: Naming) -> Iterator[str]:
    """The ways past a stage, each once for all the stages it leads from."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for stage in telling.policy.stages:
        for move in stage.moves:
            if move.kind in (MoveKind.SKIP, MoveKind.LAST):
                where = f", where {telling.condition(move.when)}" if move.when.facts() else ""
                found.setdefault((move.to, where, move.silent is not None), []).append(stage.label)
    for (to, where, silent), labels in found.items():
        said = " The text does not say so; it is read that way." if silent else ""
        yield f"From {listed(list(dict.fromkeys(labels)))} to {telling.stages.get(to, to)}{where}.{said}"


def _at_night(telling: Naming) -> Iterator[str]:
    """For which agencies the contacts depend on the hour, and for which no hours are stated at all."""
    for agency in telling.policy.agencies:
        rows = [route for route in telling.policy.routes if route.agency == agency.id]
        windows = [telling.windows[row.hours] for row in rows if row.hours in telling.windows]
        if any(not window.is_constant for window in windows):
            yield f"{agency.title}: other people to contact at other hours."
        elif rows and not windows:
            yield f"{agency.title}: no hours stated."
    if not any(route.hours for route in telling.policy.routes):
        yield "No hours are stated for anybody."


def _recorded(telling: Naming) -> Iterator[str]:
    yield from (duty.says for duty in telling.policy.duties if duty.kind is DutyKind.RECORD and not duty.system)


def _reports(telling: Naming) -> Iterator[str]:
    for report in telling.policy.reports:
        to = f", to {listed([telling.person(one) for one in report.to])}" if report.to else ""
        yield f"{report.title}: {_every(report.every)}{to}."


def _every(text: str | None) -> str:
    return EVERY.get(text, f"every {text}") if text else "no time stated"


def _reviewed(telling: Naming) -> Iterator[str]:
    document = telling.policy.document
    yield f"Due {written(document.review_due)}." if document.review_due else "No review date."


def _edition(telling: Naming) -> Iterator[str]:
    document = telling.policy.document
    version = f"Version {document.version}" if document.version else "No version"
    status = "no status stated" if document.status in ("not stated", "not-stated", "") else f"status: {document.status}"
    yield f"{version}, {status}."


QUESTIONS: tuple[tuple[str, Callable[[Naming], Iterator[str]]], ...] = (
    ("Whose policy is it?", _whose),
    ("Who is it for?", _for_whom),
    ("Which stages are there, and how long has each?", _stages),
    ("Who tells the partnership, and when?", _told),
    ("Who decides at the end?", _deciding),
    ("Is there a panel?", _panels),
    ("May a stage be passed over?", _passing),
    ("Are there other contacts out of hours?", _at_night),
    ("What is put on record?", _recorded),
    ("What is reported?", _reports),
    ("When is it reviewed?", _reviewed),
    ("Which edition is it?", _edition),
)
