"""Reports that cannot be made, learning that nobody draws, a document without dates, and what it only points to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Document, Reference, Report
from wayforward.core.policy.people import PostKind
from wayforward.core.policy.stages import Stage
from wayforward.core.working_time.dates import written
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses, count, first_up, person
from wayforward.policies.checking.wording import disagreeing, told

PERIODS = {"month": "monthly", "quarter": "quarterly", "year": "yearly"}
TELLING = frozenset({DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.CONFIRM, DutyKind.FORM, DutyKind.CONSULT})
HELD = frozenset(
    {"form", "procedure", "policy", "constitution"}
)  # what people need in their hands to follow the policy
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


def a_document_without_control(desk: Desk) -> Iterator[Finding]:
    """CHK-23: no version, owner, approval or dates; a review that is overdue; a draft."""
    document = desk.policy.document
    yield from _missing_control(document, desk)
    if document.review_due is not None and document.review_due < desk.on:
        yield _document(
            document,
            "review",
            f"The review was due on {written(document.review_due)} and nothing says that it was held.",
            f"On {written(desk.on)} it is {_since(desk)} overdue.",
            "When was it reviewed, and when is it due next?",
        )
    if document.status in ("draft", "withdrawn"):
        yield _document(
            document,
            "status",
            f"The document is marked as {'a draft' if document.status == 'draft' else 'withdrawn'}.",
            f"Whoever follows it on {desk.late} may be told that it does not hold.",
            "Is it in force, and since when?",
        )
    for about, statements in disagreeing(document):
        what = f"{first_up(about)}: {told(statements)}."
        example = f"On {written(desk.on)} each of two people is right about when it is due."
        yield _document(document, about, what, example, "Which of these holds?")


def _missing_control(document: Document, desk: Desk) -> Iterator[Finding]:
    has = {
        "version": document.version, "author": document.author, "approval": document.approvals,
        "issue date": document.issued or document.in_force_from, "review date": document.review_due,
    }  # fmt: skip
    keys = {"version": "version", "author": "author", "approval": "approvals", "issue date": "issued"}
    missing = [what for what, given in has.items() if not given or keys.get(what, "review-due") in document.unstated]
    if missing:
        grave = len(missing) > 2 or "review date" in missing
        none = all_of(missing).replace(" and ", " or ")
        yield _document(
            document,
            "control",
            f"The document gives no {none}.",
            f"On {desk.late} two people hold two texts, and neither can see which is the newer.",
            f"Can the document state its {all_of(missing)}?",
            Severity.MEDIUM if grave else Severity.LOW,
        )


def _document(
    document: Document, about: str, what: str, example: str, question: str, severity: Severity = Severity.MEDIUM
) -> Finding:
    return Finding(
        rule="CHK-23",
        severity=severity,
        elements=("document",),
        clauses=document.clauses,
        about=about,
        what=what,
        why="People follow what they find, and an old copy can send them to somebody who is no longer there.",
        example=example,
        question=question,
    )


def _since(desk: Desk) -> str:
    due = desk.policy.document.review_due
    assert due is not None
    months = (desk.on.year - due.year) * 12 + desk.on.month - due.month - (desk.on.day < due.day)
    years, rest = divmod(months, 12)
    told = [
        f"{count(number)} {unit}{'s' if number > 1 else ''}"
        for number, unit in ((years, "year"), (rest, "month"))
        if number
    ]
    return all_of(told) or "less than a month"


def references_that_go_stale(desk: Desk) -> Iterator[Finding]:
    """CHK-28: an edition or a link that can be superseded. A law keeps its name."""
    for reference in desk.policy.references:
        if reference.kind == "law" or not (reference.edition or reference.link):
            continue
        cites = [f"edition {reference.edition}" if reference.edition[:1].isdecimal() else reference.edition]
        parts = [*(cites if reference.edition else []), *([f"the link {reference.link}"] if reference.link else [])]
        yield Finding(
            rule="CHK-28",
            severity=Severity.MEDIUM if reference.edition else Severity.LOW,
            elements=(f"reference {reference.id}",),
            clauses=reference.clauses,
            what=f"“{reference.says.rstrip('.')}” is cited by {all_of(parts)}, which can be superseded.",
            why="A reader who follows an old reference does what used to be right.",
            example=f"Followed on {desk.late}, it may lead to a page or a paragraph that has changed.",
            question="Can it be cited so that it stays right, and who looks after it?",
        )


def papers_that_are_only_named(desk: Desk) -> Iterator[Finding]:
    """CHK-36: a form, a procedure or a constitution that people need and the document does not hold."""
    referred = set()
    for reference in desk.policy.references:
        read_with = bool(reference.clauses) and set(reference.clauses) <= set(desk.policy.document.clauses)
        if reference.kind in HELD and not reference.included and not read_with:
            referred |= set(reference.clauses)
            yield _only_named(
                f"reference {reference.id}", reference.says, reference.clauses, _needed(reference, desk), desk
            )
    for post in desk.policy.posts:
        if post.kind is PostKind.PROCEDURE and not set(post.clauses) & referred:
            yield _only_named(f"post {post.id}", post.title, post.clauses, Severity.LOW, desk)


def _needed(reference: Reference, desk: Desk) -> Severity:
    """Medium where it is a form that a duty has to be done with; else low."""
    owed = {clause for duty in desk.duties if duty.form for clause in duty.clauses}
    return Severity.MEDIUM if reference.kind == "form" and owed & set(reference.clauses) else Severity.LOW


def _only_named(name: str, says: str, cited: tuple[str, ...], severity: Severity, desk: Desk) -> Finding:
    return Finding(
        rule="CHK-36",
        severity=severity,
        elements=(name,),
        clauses=cited,
        what=f"“{first_up(says.rstrip('.'))}” is named and not included.",
        why="Whoever needs it has to find it first, and may find none or an old one.",
        example=f"On {desk.late} the office that could send it has five minutes left.",
        question="Can it be included, or can the document say where it always is?",
    )


RULES = (
    ("CHK-21", reports_that_are_not_whole),
    ("CHK-21", reports_that_cases_do_not_reach),
    ("CHK-22", nothing_is_learnt),
    ("CHK-23", a_document_without_control),
    ("CHK-28", references_that_go_stale),
    ("CHK-36", papers_that_are_only_named),
)
