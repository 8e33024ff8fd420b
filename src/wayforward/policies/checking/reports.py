"""Reports that cannot be made, cases that no report reaches, and nothing that is learnt from them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Report
from wayforward.core.policy.stages import Stage
from wayforward.core.working_time.dates import written
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses, person

PERIODS = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}
TELLING = frozenset({DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.CONFIRM, DutyKind.FORM, DutyKind.CONSULT})
_TRACKER = re.compile(r"\b(track|tracker|log|register|database|spreadsheet)\b", re.IGNORECASE)
_COUNTS = re.compile(
    r"\b(cases?|issues?|escalations?|disagreements?|disputes?|counts?|numbers?|how often|themes?|thematic|trends?)\b",
    re.IGNORECASE,
)
_LEARNING = re.compile(r"\b(learn|learning|learnt|lessons?|themes?|thematic|trends?|improve)\b", re.IGNORECASE)


def _reports(desk: Desk) -> list[Report]:
    return [report for report in desk.policy.reports if is_own(report)]


def reports_that_are_not_whole(desk: Desk) -> Iterator[Finding]:
    """CHK-21: a report without a producer, a rhythm, readers or content."""
    for report in _reports(desk):
        lacks = {
            "who makes it": report.by is None or "by" in report.unstated,
            "how often": report.every is None or "every" in report.unstated,
            "who reads it": not report.to or "to" in report.unstated,
            "what it holds": not report.says or "says" in report.unstated,
        }
        missing = [what for what, lacking in lacks.items() if lacking]
        if missing:
            low = set(missing) <= {"who reads it", "what it holds"}
            yield Finding(
                rule="CHK-21",
                severity=Severity.LOW if low else Severity.MEDIUM,
                elements=(f"report {report.id}",),
                clauses=report.clauses,
                about="parts",
                what=f"The report “{report.title}” does not say {all_of(missing)}.",
                why="A report that nobody owes is not made, and what goes wrong again and again is not seen.",
                example=f"On {written(desk.eve)} nobody can say whether this report is late, or with whom.",
                question=f"For this report, {all_of(missing)}?",
            )


def reports_that_cases_do_not_reach(desk: Desk) -> Iterator[Finding]:
    """CHK-21: a count of cases by somebody who hears only of those that got far. One finding for one maker."""
    groups: dict[str, list[Report]] = {}
    for report in _reports(desk):
        regular = report.every in (*PERIODS, "continuous")
        if report.by is not None and regular and _COUNTS.search(f"{report.title} {report.says}"):
            post = desk.post(report.by)
            groups.setdefault((post and post.role) or report.by, []).append(report)
    for reports in groups.values():
        unheard = _unheard(reports[0], desk)
        if unheard:
            yield _unreached(reports, unheard, desk)


def _unreached(reports: list[Report], unheard: list[Stage], desk: Desk) -> Finding:
    assert reports[0].by is not None
    names = all_of(stage.label for stage in unheard)
    maker = person(desk.policy, reports[0].by)
    titles = all_of(f"“{report.title}”" for report in reports)
    counts = "count" if reports[1:] else "counts"
    return Finding(
        rule="CHK-21",
        severity=Severity.HIGH,
        elements=tuple(f"report {report.id}" for report in reports),
        clauses=clauses(*(report.clauses for report in reports)),
        about="source",
        what=f"{titles} {counts} cases that {maker} never hears of: those settled at {names}.",
        why="The pattern that hurts most may be in the cases that nobody counts.",
        example=f"A case settled at {unheard[0].label} on {desk.late} is in no report of that month or year.",
        question=f"Who tells {maker} of the cases that are settled at {names}?",
    )


def _unheard(report: Report, desk: Desk) -> list[Stage]:
    """The stages at which a case may end without whoever makes the report having been told of it."""
    assert report.by is not None
    makers = {report.by.rpartition(" ")[2]}
    post = desk.post(report.by)
    names = {post.title.casefold(), *(other.says.casefold() for other in post.also_called)} if post else set()
    makers |= {
        one.id for one in desk.policy.posts if one.title.casefold() in names or _same_office(one.id, report, desk)
    }
    heard = {words for duty in _telling(desk) if makers & _told(duty) for words in duty.when}
    heard |= {
        words for form in desk.policy.forms if makers & {to.rpartition(" ")[2] for to in form.to} for words in form.when
    }
    formal = [stage for stage in desk.ladder if stage.formal] or list(desk.ladder)
    if {"raised", "a stage begins", "closed", "settled", "a stage ends"} & heard:
        return []
    first = next((i for i, stage in enumerate(formal) if _heard_at(stage, heard)), len(formal))
    return formal[:first]


def _same_office(id: str, report: Report, desk: Desk) -> bool:
    """Posts of one normalised role of the partnership are one office for what it hears."""
    assert report.by is not None
    maker, other = desk.post(report.by), desk.posts[id]
    return maker is not None and maker.role is not None and maker.role == other.role and other.of == maker.of


def _telling(desk: Desk) -> Iterator[Duty]:
    yield from (duty for duty in desk.duties if duty.kind in TELLING)


def _told(duty: Duty) -> frozenset[str]:
    return frozenset(words.rpartition(" ")[2] for words in (*duty.to, *duty.copies))


def _heard_at(stage: Stage, heard: set[str]) -> bool:
    ours = {f"{stage.id} {what}" for what in ("begins", "ends", "settled", "resolved")}
    return bool(ours & heard) or (stage.formal and "a formal stage begins" in heard)


def nothing_is_learnt(desk: Desk) -> Iterator[Finding]:
    """CHK-22: no report, no list of cases, or nothing that is learnt from them."""
    reports = _reports(desk)
    texts = [f"{report.title} {report.says}" for report in reports]
    tracked = any(
        report.every == "continuous" or _TRACKER.search(text) for report, text in zip(reports, texts, strict=True)
    )
    learns = any(duty.kind is DutyKind.LEARN for duty in desk.duties) or any(_LEARNING.search(text) for text in texts)
    counted = any(report.every in PERIODS or report.every == "continuous" for report in reports)
    if not reports and not learns:
        yield _nothing(
            "report, tracker or learning", Severity.HIGH, "There is no report, no tracker and no learning step.", desk
        )
        return
    if not tracked:
        yield _nothing("tracker", Severity.MEDIUM, "No tracker is named: no one list holds every case.", desk)
    if not counted and reports and not tracked:
        yield _nothing("report", Severity.MEDIUM, "No regular report counts the cases.", desk)
    if not learns:
        yield _nothing("learning", Severity.MEDIUM, "Nobody has to draw anything from the cases that are closed.", desk)


def _nothing(about: str, severity: Severity, what: str, desk: Desk) -> Finding:
    return Finding(
        rule="CHK-22",
        severity=severity,
        elements=("policy",),
        clauses=(),
        about=about,
        what=what,
        why="The same disagreement comes back about the next person, because nobody saw that it was the tenth.",
        example=f"A year after {written(desk.eve)} nobody can say how many cases there were or what they were about.",
        question="Who keeps the list of cases, who reads it, and what is done with it?",
    )


RULES = (
    ("CHK-21", reports_that_are_not_whole),
    ("CHK-21", reports_that_cases_do_not_reach),
    ("CHK-22", nothing_is_learnt),
)
