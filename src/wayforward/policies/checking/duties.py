"""Duties without a channel, without an owner or without a moment (CHK-14, CHK-15)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Report
from wayforward.core.policy.stages import Stage
from wayforward.core.routing.rows import is_rung
from wayforward.policies.checking import naming
from wayforward.policies.checking.contacts import has_contact
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity

LIMITS = (DutyKind.RESOLVE, DutyKind.CAP)
TOLD = (DutyKind.NOTIFY, DutyKind.UPDATE, DutyKind.CONFIRM)
WRITTEN = re.compile(r"\b(in writing|written|writes?|letter|e-?mail|phone|telephone|ring)\b", re.IGNORECASE)
IN_THE_CASE = frozenset(("raiser", "counterpart", "supporter"))


def notices_without_a_channel(desk: Desk) -> Iterator[Finding]:
    """CHK-14: somebody is to be told, and the text does not say how or has nowhere to send it."""
    blocked = [duty for duty in desk.duties if duty.blocked and not _is_reached_at_its_stage(desk, duty)]
    for duty in blocked:
        yield _blocked(desk, duty)
    silent = [duty for duty in desk.duties if duty not in blocked and _has_no_channel(desk, duty)]
    if silent:
        yield _no_channel(desk, silent)
    reports = [report for report in desk.policy.reports if _has_no_way_out(desk, report)]
    if reports:
        yield _reports_without_a_channel(desk, reports)


def _has_no_way_out(desk: Desk, report: Report) -> bool:
    """A report for somebody, at some time, that the text does not say how to send. One that a duty sends is told"
    " there."""
    sent = {clause for duty in desk.duties if duty.kind in TOLD for clause in duty.clauses}
    due = bool(report.to and report.every) and is_own(report)
    return due and not report.how and not _has_mailbox(desk, report.to) and not set(report.clauses) & sent


def _reports_without_a_channel(desk: Desk, reports: list[Report]) -> Finding:
    to = naming.persons(desk.policy, dict.fromkeys(word for report in reports for word in report.to))
    return Finding(
        rule="CHK-14",
        severity=Severity.LOW,
        elements=naming.named("report", reports),
        clauses=naming.clauses(*(report.clauses for report in reports)),
        what=f"{naming.all_of(report.title for report in reports)}: no channel is stated for sending it to {to}.",
        why="A report that nobody knows how to send is easily not sent, and what it would have shown goes unseen.",
        example=f"The report that is due in the month of {naming.day(desk.on)} has no mailbox to go to.",
        question="How is it sent, and to which address?",
    )


def _has_no_channel(desk: Desk, duty: Duty) -> bool:
    if duty.kind not in TOLD or duty.how or not duty.to or _form_says_how(desk, duty):
        return False
    if WRITTEN.search(duty.says) and "how" not in duty.unstated:
        return False
    if duty.kind is DutyKind.CONFIRM and set(duty.to) <= IN_THE_CASE:
        return False
    return not _has_mailbox(desk, duty.to) and not _is_reached_at_its_stage(desk, duty)


def _form_says_how(desk: Desk, duty: Duty) -> bool:
    return any(form.id == duty.form and form.how for form in desk.policy.forms)


def _has_mailbox(desk: Desk, words: Iterable[str]) -> bool:
    posts = [desk.post(word) for word in words]
    return bool(posts) and all(
        post is not None and has_contact(post) and "contact" not in post.unstated for post in posts
    )


def _is_reached_at_its_stage(desk: Desk, duty: Duty) -> bool:
    """Whether those told are whom one rings at that stage anyway: how to reach them is a question of contacts."""
    lines = {desk.stages[name].line for when in duty.when if (name := when.removesuffix(" begins")) in desk.stages}
    aside = {row.line for row in desk.policy.routes if not is_rung(row.line)} if "raised" in duty.when else set()
    rows = [row for row in desk.policy.routes if row.line in lines | aside and row.via is None]
    rung = {post for row in rows for post in row.posts if desk.posts[post].via is None}
    return bool(duty.to) and all(naming.post_id(word) in rung for word in duty.to) and "how" not in duty.unstated


def _blocked(desk: Desk, duty: Duty) -> Finding:
    to = naming.persons(desk.policy, duty.to)
    return Finding(
        rule="CHK-14",
        severity=Severity.HIGH,
        elements=naming.named("duty", [duty]),
        clauses=duty.clauses,
        what=naming.first_up(f"{to}: must be told, and the text gives nowhere to send it. {duty.blocked}"),
        why="Those who could step in never hear of the case, and nobody can show that they were told.",
        example=f"On {naming.day(desk.friday)} the notice is owed and stays unsent.",
        question=f"Which mailbox or number reaches {to}?",
    )


def _no_channel(desk: Desk, duties: list[Duty]) -> Finding:
    to = naming.persons(desk.policy, dict.fromkeys(word for duty in duties for word in duty.to))
    return Finding(
        rule="CHK-14",
        severity=Severity.MEDIUM,
        elements=naming.named("duty", duties),
        clauses=naming.clauses(*(duty.clauses for duty in duties)),
        what=naming.first_up(f"{to}: to be told, and no channel is stated."),
        why="What may be told in a corridor leaves no trace, and afterwards nobody can show that it was.",
        example=f"On {naming.day(desk.friday)} one side is sure that it told them, and they are sure that they never"
        " heard.",
        question="Are they told by telephone, by secure e-mail or on a form, and at which address?",
    )


def duties_without_an_owner(desk: Desk) -> Iterator[Finding]:
    """CHK-15: a duty with nobody named who does it or no moment, and stages that do not say who takes it up."""
    silent = _silent_stages(desk)
    if silent:
        yield _nobody_escalates(desk, silent)
    at_these = tuple(f"{stage.id} " for stage in silent)
    owed = [
        duty
        for duty in desk.duties
        if duty.kind not in LIMITS
        and {"who", "when"} & set(duty.unstated)
        and not (duty.kind is DutyKind.MEET and any(when.startswith(at_these) for when in duty.when))
        and not _is_told_elsewhere(desk, duty)
    ]
    for group in _together(owed):
        yield _nobody_owes(desk, group)
    late = [duty for duty in desk.duties if duty.kind in TOLD and "time" in duty.unstated and duty.time is None]
    late = [duty for duty in late if duty not in owed]
    if late:
        yield _no_moment(desk, late)


def _is_told_elsewhere(desk: Desk, duty: Duty) -> bool:
    """Who chooses between ways to go on is CHK-18, and a log that nobody feeds is CHK-16 and CHK-21."""
    log = duty.kind is DutyKind.RECORD and all(side(word, desk) == "partnership" for word in duty.who)
    return (duty.kind is DutyKind.DECIDE and "who" in duty.unstated) or (log and "who" not in duty.unstated)


def side(word: str, desk: Desk) -> str:
    """Whose somebody in a duty is: raising, responding, each, partnership, outside, or an agency."""
    whose, _, _ = word.rpartition(" ")
    post = desk.post(word)
    return whose or (post.of if post else "")


def _silent_stages(desk: Desk) -> list[Stage]:
    return [
        stage
        for stage in desk.ladder
        if {"acts", "raising"} & set(stage.unstated)
        or (stage.formal and not stage.acts.get("raising") and stage.panel is None and stage is not desk.ladder[-1])
        or _nobody_makes_contact(desk, stage)
    ]


def _nobody_makes_contact(desk: Desk, stage: Stage) -> bool:
    """Whether the talk of a stage is owed by nobody whom the text names."""
    talks = [duty for duty in desk.duties if duty.kind is DutyKind.MEET and "who" in duty.unstated]
    return any(when.startswith(f"{stage.id} ") for duty in talks for when in duty.when)


def _nobody_escalates(desk: Desk, stages: list[Stage]) -> Finding:
    labels = naming.stages(stages)
    return Finding(
        rule="CHK-15",
        severity=Severity.MEDIUM,
        elements=naming.named("stage", stages),
        clauses=naming.clauses(*(stage.clauses for stage in stages)),
        what=f"{labels}: the text does not say who on the raising side takes it there, the worker, a manager or a"
        " lead.",
        why="Each can wait for the other to go on, and the child or adult waits for both.",
        example=f"On {naming.day(desk.friday)} a worker thinks that their manager has escalated, and the manager"
        " thinks the same.",
        question=f"Who on the raising side acts at {labels}?",
        about="who escalates",
    )


def _together(duties: Iterable[Duty]) -> list[list[Duty]]:
    """Duties that share a clause are one thing that the text asks."""
    groups: list[list[Duty]] = []
    for duty in duties:
        group = next((g for g in groups if any(set(duty.clauses) & set(other.clauses) for other in g)), None)
        if group is None:
            groups.append([duty])
        else:
            group.append(duty)
    return groups


def _nobody_owes(desk: Desk, duties: list[Duty]) -> Finding:
    missing = {key for duty in duties for key in duty.unstated}
    lacks = naming.all_of(
        says for key, says in (("who", "who does it"), ("when", "when"), ("time", "by when")) if key in missing
    )
    first = duties[0]
    return Finding(
        rule="CHK-15",
        severity=_how_much(desk, duties, missing),
        elements=naming.named("duty", duties),
        clauses=naming.clauses(*(duty.clauses for duty in duties)),
        what=f"“{first.says}” The text does not say {lacks}.",
        why="What is nobody's own task is left undone, and nobody can be asked about it afterwards.",
        example=f"On {naming.day(desk.friday)} it falls due, and each agency can take it for the other's task.",
        question=f"Which role does it{', and when' if 'when' in missing else ''}?",
    )


def _how_much(desk: Desk, duties: list[Duty], missing: set[str]) -> Severity:
    """Low where only the person is missing and the rest is clear: a record's place, a mailbox, a named side."""
    if "when" in missing:
        return Severity.MEDIUM
    if all(duty.kind in (DutyKind.RECORD, DutyKind.FORM) for duty in duties):
        return Severity.LOW
    given = all(duty.how or _has_mailbox(desk, duty.to) or _form_says_how(desk, duty) for duty in duties)
    anybody = any(word in ("all involved", "each agency") for duty in duties for word in duty.who)
    return Severity.LOW if given and not anybody else Severity.MEDIUM


def _no_moment(desk: Desk, duties: list[Duty]) -> Finding:
    to = naming.persons(desk.policy, dict.fromkeys(word for duty in duties for word in duty.to))
    return Finding(
        rule="CHK-15",
        severity=Severity.LOW,
        elements=naming.named("duty", duties),
        clauses=naming.clauses(*(duty.clauses for duty in duties)),
        what=naming.first_up(f"{to}: to be told, and the text does not say by when."),
        why="A worker who does not hear what was decided goes on worrying, or acts on what no longer holds.",
        example=f"Settled on {naming.day(desk.eve)} at 16:55, it can be told weeks later without anybody being late.",
        question="By when are they told?",
        about="by when",
    )


RULES = (
    ("CHK-14", notices_without_a_channel),
    ("CHK-15", duties_without_an_owner),
)
