"""What the policy that this one replaces asked for, and this one does not, without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wayforward.core.policy.duties import Duty
from wayforward.core.policy.papers import Report
from wayforward.core.policy.routes import Route
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.policies.checking.desk import Desk, is_own, own_amount
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import clauses, first_up, line, stage_name, titles
from wayforward.policies.checking.times import LIMITS, said

SMALL_WORDS = frozenset({"the", "and", "for", "with", "that", "this", "its", "their", "use", "case", "cases"})
ALIKE = 0.5  # of the longer words of two titles: then they are one report under two names


@dataclass(frozen=True)
class Lost:
    """One thing that is gone. `names` are what an entry under `dropped` may call it."""

    severity: Severity
    name: str
    names: tuple[str, ...]
    what: str
    cited: tuple[str, ...]


def what_was_lost(desk: Desk) -> Iterator[Finding]:
    """CHK-38: a line, a time, a stage, a duty, a report or a warning that the policy before had."""
    before = desk.before
    if before is None:
        return
    for lost in _everything_lost(before, desk):
        if not _is_dropped(lost, desk.policy):
            yield Finding(
                rule="CHK-38",
                severity=lost.severity,
                elements=("policy",),
                clauses=lost.cited,
                about=lost.name,
                what=f"{first_up(lost.what)} in the policy before, and is not in this one.",
                why="People go on doing what they knew or stop doing what kept somebody safe, and nobody chose it.",
                example=f"On {desk.late} somebody who learnt the policy before looks for it here and finds nothing.",
                question="Was this left out on purpose? If so, say why under “dropped”.",
            )


def _everything_lost(before: Policy, desk: Desk) -> Iterator[Lost]:
    yield from _lines(before, desk.policy)
    yield from _stages(before, desk)
    yield from _duties(before, desk)
    yield from _reports(before, desk.policy)
    yield from _warnings(before, desk.policy)


def _is_dropped(lost: Lost, policy: Policy) -> bool:
    """Whether the policy says that it leaves this out: by its id, its title, its clause or its label."""
    return any(
        re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", dropped.what, re.IGNORECASE)
        for dropped in policy.dropped
        for name in (lost.name, *lost.names, *lost.cited)
    )


def _lines(before: Policy, now: Policy) -> Iterator[Lost]:
    """The lines of each agency's ladder, and its side lines."""
    lines = {(route.agency, route.line) for route in now.routes}
    kept = lines | {("any", route.line) for route in now.routes}
    renamed = lines - {(route.agency, route.line) for route in before.routes}
    of_lost_stages = {stage.line for stage in before.stages if _same_stage(stage, now) is None}
    agencies = {agency.id: agency.title for agency in before.agencies}
    for agency, name in dict.fromkeys((route.agency, route.line) for route in before.routes if is_own(route)):
        rows = [route for route in before.routes if (route.agency, route.line) == (agency, name) and is_own(route)]
        posts = {post for route in rows for post in route.posts}
        elsewhere = posts & {
            post for route in now.routes if (route.agency, route.line) in renamed for post in route.posts
        }
        if (agency, name) in kept or elsewhere or name in of_lost_stages:
            continue
        of = f"{agencies[agency]}: " if agency in agencies else ""
        yield Lost(
            Severity.HIGH,
            f"{agency} {name}",
            (*posts, *(route.id for route in rows)),
            f"{of}{line(before, name)} ({titles(before, posts_in_order(rows))}) was",
            clauses(*(route.clauses for route in rows)),
        )


def posts_in_order(rows: list[Route]) -> list[str]:
    return list(dict.fromkeys(post for route in rows for post in route.posts))


def _stages(before: Policy, desk: Desk) -> Iterator[Lost]:
    """Stages that are gone, and those whose time is gone."""
    then = Desk(before, desk.calendar, desk.on)
    for stage in before.stages:
        now = _same_stage(stage, desk.policy)
        if now is None:
            yield Lost(Severity.MEDIUM, stage.id, (stage.label, stage.title), f"{stage_name(stage)} was", stage.clauses)
            continue
        limit, limit_now = then.limit(stage), desk.limit(now)
        if limit and own_amount(limit.time) and not (limit_now and own_amount(limit_now.time)):
            assert limit.time is not None
            what = f"a time limit for {stage.label} (“{limit.time.printed or limit.time.within}”) was"
            yield Lost(Severity.HIGH, f"{stage.id} time", (stage.id, stage.label), what, limit.clauses)


def _same_stage(stage: Stage, policy: Policy) -> Stage | None:
    by_id = next((one for one in policy.stages if one.id == stage.id), None)
    return by_id or next((one for one in policy.stages if one.label.casefold() == stage.label.casefold()), None)


def _duties(before: Policy, desk: Desk) -> Iterator[Lost]:
    gone = {stage.id for stage in before.stages if _same_stage(stage, desk.policy) is None}
    for duty in before.duties:
        went_too = bool(duty.when) and all(_is_of(words, gone) for words in duty.when)
        if duty.kind in LIMITS or not is_own(duty) or went_too:
            continue
        now = _same_duty(duty, before, desk)
        if now is None and not _acts_there(duty, before, desk.policy):
            yield Lost(Severity.MEDIUM, duty.id, (said(duty),), f"“{said(duty)}” was asked for", duty.clauses)
        elif now and duty.time and own_amount(duty.time) and not own_amount(now.time) and now.time != duty.time:
            what = f"a time for “{said(duty)}” (“{duty.time.printed or duty.time.within}”) was"
            yield Lost(Severity.MEDIUM, f"{duty.id} time", (duty.id,), what, clauses(duty.time.clauses, duty.clauses))


def _is_of(occurrence: str, stages: set[str]) -> bool:
    """Whether an occurrence belongs to one of these stages: with the stage, it went too."""
    return bool(set(occurrence.split()) & stages)


def _acts_there(duty: Duty, before: Policy, now: Policy) -> bool:
    """Whether those who were told at a stage now act or decide there: then nobody has to be told."""
    acting = {
        words.rpartition(" ")[2]
        for stage in now.stages
        for words in (
            *(who for group in stage.acts.values() for who in group),
            *(stage.decision.by if stage.decision else ()),
        )
    }
    return bool(duty.to) and {words.rpartition(" ")[2] for words in duty.to} <= acting & {
        post.id for post in before.posts
    }


def _same_duty(duty: Duty, before: Policy, desk: Desk) -> Duty | None:
    """The duty of the same name; else one of the same kind for somebody of the same role or title."""
    by_id = next((one for one in desk.duties if one.id == duty.id), None)
    wanted = _known_as(duty, before)
    alike = (one for one in desk.duties if one.kind is duty.kind and wanted & _known_as(one, desk.policy))
    return by_id or next(alike, None)


def _known_as(duty: Duty, policy: Policy) -> frozenset[str]:
    """Whom a duty is for, by title and by role; or by whom, where it is for nobody."""
    posts = {post.id: post for post in policy.posts}
    known: set[str] = set()
    for words in duty.to or duty.who:
        post = posts.get(words.rpartition(" ")[2])
        known |= {post.title.casefold(), post.role or ""} if post else {words}
    return frozenset(known - {""})


def _reports(before: Policy, now: Policy) -> Iterator[Lost]:
    for report in before.reports:
        if is_own(report) and not any(_is_same_report(report, one) for one in now.reports):
            yield Lost(Severity.MEDIUM, report.id, (report.title,), f"the report “{report.title}” was", report.clauses)


def _is_same_report(report: Report, other: Report) -> bool:
    one, two = _words(report.title), _words(other.title)
    return report.id == other.id or (bool(one) and len(one & two) / len(one | two) > ALIKE)


def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}", title.casefold())) - SMALL_WORDS


def _warnings(before: Policy, now: Policy) -> Iterator[Lost]:
    """Warnings and ways to be quicker: what people are told at the moment it counts."""
    kept = {one.id for one in now.guidance} | {one.says.casefold() for one in now.guidance}
    for one in before.guidance:
        if one.kind in ("warning", "flexibility") and is_own(one) and not {one.id, one.says.casefold()} & kept:
            said_so = one.says.partition(". ")[0].rstrip(".")
            yield Lost(Severity.LOW, one.id, (), f"“{said_so}” was said", one.clauses)


RULES = (("CHK-38", what_was_lost),)
