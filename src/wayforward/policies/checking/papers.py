"""A document without dates, what it points to and does not hold, and references that go stale."""

from __future__ import annotations

from collections.abc import Iterator

from wayforward.core.policy.papers import Document, Reference
from wayforward.core.policy.people import PostKind
from wayforward.core.working_time.dates import written
from wayforward.policies.checking.desk import Desk
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, count, first_up
from wayforward.policies.checking.wording import disagreeing, told

HELD = frozenset({"form", "procedure", "policy", "constitution"})  # what people need in their hands to follow it


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
    ("CHK-23", a_document_without_control),
    ("CHK-28", references_that_go_stale),
    ("CHK-36", papers_that_are_only_named),
)
