"""What a move, a resolution or an ending asks for first, and whether it is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from wayforward.core.escalation import Escalation
from wayforward.core.policy.papers import Form
from wayforward.core.policy.stages import Need, Needed
from wayforward.core.rulebook import Rulebook

REASON = Needed(need=Need.REASON, says="Give a reason.")
GIVEN_WITH_IT = (Need.REASON, Need.ANSWER, Need.FORM)  # what a command can itself bring
ANYWAY = "You can go on anyway if you give a reason."


def unmet(rules: Rulebook, escalation: Escalation, need: Needed, given: frozenset[str], reasoned: bool) -> bool:
    """Whether something that a move, a resolution or an ending asks for is still missing."""
    if not need.when.holds(escalation.facts):
        return False
    match need.need:
        case Need.REASON:
            return not reasoned
        case Need.DISCUSSION:
            here = escalation.stage
            return not {f"discussion at {here}", f"no reply at {here}"} & escalation.happened.keys()
        case Need.ANSWER:
            return need.name not in given
        case Need.FORM:
            form = rules.forms.get(need.name)
            return form is None or bool(missing(form, escalation, given))
        case Need.DONE:
            mine = [owed for owed in escalation.duties.values() if owed.duty == need.name]
            # One for each agency means every one of them (Havering 2.8): none may still be open.
            return not any(owed.done_at for owed in mine) or any(owed.open for owed in mine)
    assert_never(need.need)


def missing(form: Form, escalation: Escalation, given: frozenset[str]) -> tuple[str, ...]:
    """The labels of a form's required questions that nobody has answered. What the case knows need not be asked."""
    return tuple(
        f.label
        for f in form.fields
        if (f.required or (f.required_when is not None and f.required_when.holds(escalation.facts)))
        and not _known(f.source, escalation)
        and f.id not in given
        and f.unless not in given
    )


def _known(source: str | None, escalation: Escalation) -> bool:
    """Whether the case itself answers a field. "date OCCURRENCE" is known once that has happened, and not before."""
    if source is None:
        return False
    kind, _, occurrence = source.partition(" ")
    return kind != "date" or occurrence in escalation.happened


def asks(rules: Rulebook, need: Needed) -> str:
    """What is needed, as a sentence."""
    if need.says:
        return need.says
    match need.need:
        case Need.REASON:
            return "Give a reason."
        case Need.DISCUSSION:
            return "First record a discussion at this stage, or an attempt that nobody answered."
        case Need.ANSWER:
            return f"First answer: {_label(rules, need.name)}."
        case Need.FORM:
            form = rules.forms.get(need.name)
            return f"First complete the form: {form.title if form else need.name}."
        case Need.DONE:
            duty = rules.duties.get(need.name)
            return f"First record that this is done: {duty.says if duty else need.name}"
    assert_never(need.need)


def name_of(need: Needed) -> str:
    """What the record calls a need that was overridden."""
    return f"{need.need.value} {need.name}".strip()


def said(answers: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, text in answers.items() if text.strip())


def _label(rules: Rulebook, name: str) -> str:
    labels = (f.label for form in rules.policy.forms for f in form.fields if f.id == name)
    return next(labels, name)
