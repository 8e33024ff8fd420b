"""Forms that do not cover what they are for, and records that begin at two different stages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.papers import Form
from wayforward.core.policy.stages import Stage
from wayforward.policies.checking import naming
from wayforward.policies.checking.desk import Desk, is_own
from wayforward.policies.checking.finding import Finding, Severity

DATED = re.compile(r"\b(date|when|meeting|held)\b", re.IGNORECASE)


def forms_that_do_not_cover(desk: Desk) -> Iterator[Finding]:
    """CHK-29: a form without its questions, one that leaves out stages, and details owed on no form at all."""
    for form in desk.policy.forms:
        if "fields" in form.unstated and not _is_elsewhere(desk, form):
            yield _no_list(desk, form)
        elif is_own(form) and (missing := _stages_left_out(desk, form)):
            yield _left_out(desk, form, *missing)
    for duty in desk.duties:
        if "form" in duty.unstated or (duty.kind is DutyKind.FORM and duty.form is None):
            yield _no_form(desk, duty)


def _is_elsewhere(desk: Desk, form: Form) -> bool:
    """A form that the text only links to is told as what it is: a reference that is not in the document (CHK-36)."""
    return any(one.kind == "form" and set(one.clauses) & set(form.clauses) for one in desk.policy.references)


def _no_list(desk: Desk, form: Form) -> Finding:
    return Finding(
        rule="CHK-29",
        severity=Severity.MEDIUM,
        elements=naming.named("form", [form]),
        clauses=form.clauses,
        what=f"{form.title}: to be sent, and the text has neither a form nor a list of what it holds.",
        why="What is left out has to be asked for again, and whoever is to settle it starts without the facts.",
        example=f"On {naming.day(desk.friday)} one agency sends two lines and another sends a whole file.",
        question=f"What must “{form.title}” hold?",
    )


def _stages_left_out(desk: Desk, form: Form) -> tuple[list[Stage], list[Stage]] | None:
    """The stages that a form asks to have dated, and those between them that it does not."""
    asked = [stage for stage in desk.ladder if any(_dates(field.source, field.label, stage) for field in form.fields)]
    if len(asked) < 2:
        return None
    first, last = desk.ladder.index(asked[0]), desk.ladder.index(asked[-1])
    missing = [stage for stage in desk.ladder[first:last] if stage not in asked]
    return (asked, missing) if missing else None


def _dates(source: str | None, label: str, stage: Stage) -> bool:
    """Whether a field asks for the date of one stage."""
    words = (source or "").split()
    if words and words[0] in ("date", "steps") and len(words) > 1:
        return stage.id in words
    return stage.label.casefold() in label.casefold() and bool(DATED.search(label)) and "why" not in label.casefold()


def _left_out(desk: Desk, form: Form, asked: list[Stage], missing: list[Stage]) -> Finding:
    fields = [field for field in form.fields if any(_dates(field.source, field.label, stage) for stage in asked)]
    return Finding(
        rule="CHK-29",
        severity=Severity.MEDIUM,
        elements=naming.named("form", [form]),
        clauses=naming.clauses(*(field.clauses for field in fields)) or form.clauses,
        what=f"{form.title}: it asks for the dates of {naming.stages(asked)}, and not of {naming.stages(missing)}.",
        why="Where time was lost between the stages cannot be seen, neither in this case nor in the year's count.",
        example=f"A case that spent three weeks at {missing[0].label} from {naming.day(desk.friday)} shows no trace"
        " of it.",
        question=f"Shall the form ask about {naming.stages(missing)} too?",
    )


def _no_form(desk: Desk, duty: Duty) -> Finding:
    return Finding(
        rule="CHK-29",
        severity=Severity.MEDIUM,
        elements=naming.named("duty", [duty]),
        clauses=duty.clauses,
        what=f"“{duty.says}” The policy has no form for it and no list of what it asks.",
        why="Everybody writes down something else, and what the child or adult needs is not in all of it.",
        example=f"On {naming.day(desk.friday)} two agencies hand in two papers that cannot be compared.",
        question="What does this form ask?",
    )


def records_that_begin_twice(desk: Desk) -> Iterator[Finding]:
    """CHK-31: two duties to keep the same record, the one from an earlier stage on than the other."""
    kept = [(duty, start) for duty in desk.duties if (start := _kept_from(desk, duty)) is not None]
    for i, (one, begins) in enumerate(kept):
        for other, later in kept[i + 1 :]:
            if begins != later and _same_record(one, other):
                yield _twice(desk, one, begins, other, later)


def _kept_from(desk: Desk, duty: Duty) -> int | None:
    """The stage from which a record is kept at every stage, counted from 0; None for one entry at one moment."""
    if duty.kind is not DutyKind.RECORD or duty.once:
        return None
    if {"a stage begins", "a stage ends"} & set(duty.when):
        return 0
    if "a formal stage begins" in duty.when:
        return next((i for i, stage in enumerate(desk.ladder) if stage.formal), None)
    named = [w.rpartition(" ")[0] for w in duty.when if w.endswith((" begins", " ends"))]
    heights = sorted(
        desk.ladder.index(desk.stages[n]) for n in named if n in desk.stages and desk.stages[n] in desk.ladder
    )
    return heights[0] if len(heights) > 1 else None


def _same_record(one: Duty, other: Duty) -> bool:
    """Each agency's own record, or one and the same form."""
    if one.who == other.who == ("each agency",):
        return True
    return one.form is not None and one.form == other.form and one.who == other.who


def _twice(desk: Desk, one: Duty, begins: int, other: Duty, later: int) -> Finding:
    first, second = desk.ladder[begins], desk.ladder[later]
    return Finding(
        rule="CHK-31",
        severity=Severity.MEDIUM,
        elements=naming.named("duty", (one, other)),
        clauses=naming.clauses(one.clauses, other.clauses),
        what=f"Records are to be kept from {first.label} on in one place, and from {second.label} on in another.",
        why="What was said first is what later stages rest on, and it is the part that may be written nowhere.",
        example=f"The talk of {naming.day(desk.friday)} at {(first if begins < later else second).label} is on one"
        " agency's file and not on the other's.",
        question="From which stage on does everybody keep a record?",
    )


RULES = (
    ("CHK-29", forms_that_do_not_cover),
    ("CHK-31", records_that_begin_twice),
)
