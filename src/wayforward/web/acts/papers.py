"""What is written down about the case as it goes: what changed, and the policy's own forms, a part at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wayforward.core import commands as cmd
from wayforward.core import events as ev
from wayforward.core.lifecycle import AnyCommand
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.papers import Field, FieldKind, Form
from wayforward.escalations.read import Opened
from wayforward.web import fields
from wayforward.web.acts.act import Asked, Cleaned, text
from wayforward.web.acts.desk import Desk
from wayforward.web.acts.questions import fact_question, field_question, given_answers, given_facts

# The facts that change what is owed and how fast, so they have a page of their own; the rest are on another.
STATUS = (
    "plan", "kind-of-case", "urgent", "immediate-danger", "significant-concern", "unacceptable-risk",
    "hindering-safety", "level-of-need", "other-authority", "outside-barnet",
)  # fmt: skip
PART = 7  # questions of a form on one page


def said_on_forms(opened: Opened) -> dict[str, str]:
    """What each field of the policy's forms, and each of our own questions, was last answered with."""
    said: dict[str, str] = {}
    for item in opened.history:
        if isinstance(item.event, ev.Raised | ev.FactsRecorded | ev.ResolutionProposed):
            said |= item.event.answers
    return said


# --- what is known about the case -------------------------------------------------------------------------


def status_facts(desk: Desk) -> list[Fact]:
    return [desk.rules.facts[name] for name in STATUS if name in desk.rules.facts]


def other_facts(desk: Desk) -> list[Fact]:
    return [fact for fact in desk.rules.policy.facts if fact.id not in STATUS]


def status(desk: Desk) -> Asked:
    return _facts(desk, status_facts(desk))


def facts(desk: Desk) -> Asked:
    return _facts(desk, other_facts(desk))


def _facts(desk: Desk, asked: Iterable[Fact]) -> Asked:
    """Each as it stands now, so that only what has changed needs a touch."""
    questions: Asked = {}
    for fact in asked:
        question = fact_question(fact)
        question.initial = _now(fact, desk.state.facts.get(fact.id, frozenset()))
        questions[f"fact_{fact.id}"] = question
    return {**questions, "reason": fields.Textarea("What changed, and how do you know?", rows=3, required=False)}


def _now(fact: Fact, known: frozenset[str]) -> Any:
    if fact.kind is FactKind.MANY:
        return sorted(known)
    value = next(iter(known), "")
    return _typed(FieldKind.DATE if fact.kind is FactKind.DATE else FieldKind.TEXT, value) if value else None


def record_facts(desk: Desk, given: Cleaned) -> AnyCommand | None:
    """Only what differs from what is known: what was left as it stood is not recorded again."""
    known = desk.state.facts
    told = {n: v for n, v in given_facts(given).items() if frozenset(v) != known.get(n, frozenset())}
    return cmd.RecordFacts(by=desk.me, facts=told, reason=text(given, "reason")) if told else None


# --- the policy's forms --------------------------------------------------------------------------------------


def forms(desk: Desk) -> list[Form]:
    """Those that somebody fills in: the ones the case answers by itself, and those used without a case, are none."""
    return [form for form in desk.rules.policy.forms if not form.stand_alone and asked_on(form)]


def asked_on(form: Form) -> list[Field]:
    return [field for field in form.fields if not field.source]


def parts(form: Form) -> list[list[Field]]:
    """The questions of a form as its pages ask them: even parts, each short enough for a telephone."""
    asked = asked_on(form)
    count = -(-len(asked) // PART)
    size = -(-len(asked) // count)
    return [asked[start : start + size] for start in range(0, len(asked), size)]


def chosen_form(desk: Desk) -> Form | None:
    return next((form for form in forms(desk) if form.id == desk.chosen.get("form")), None)


def chosen_part(desk: Desk, form: Form) -> int:
    """Which part of the form the address says, from 1; the first where it says none that there is."""
    number = desk.chosen.get("part", "1")
    known = {str(place) for place in range(1, len(parts(form)) + 1)}
    return int(number) if number in known else 1


def form(desk: Desk) -> Asked:
    found = chosen_form(desk)
    if found is None:
        return {}
    said, asked = said_on_forms(desk.opened), {}
    for field in parts(found)[chosen_part(desk, found) - 1]:
        question = field_question(field)
        question.initial = _typed(field.kind, said[field.id]) if said.get(field.id) else None
        asked[f"answer_{field.id}"] = question
    return asked


def complete_form(desk: Desk, given: Cleaned) -> AnyCommand | None:
    said = said_on_forms(desk.opened)
    told = {name: answer for name, answer in given_answers(given).items() if answer != said.get(name)}
    return cmd.RecordFacts(by=desk.me, answers=told) if told else None


def form_title(desk: Desk) -> str:
    """ "Record of the escalation, part 2 of 4"."""
    found = chosen_form(desk)
    if found is None:
        return ""
    many = len(parts(found))
    return f"{found.title}, part {chosen_part(desk, found)} of {many}" if many > 1 else found.title


def listed(desk: Desk) -> list[dict[str, Any]]:
    """The policy's forms with how far each is, as the page lists them."""
    known = desk.state.answered
    return [
        {"id": form.id, "title": form.title, "answered": sum(f.id in known for f in asked_on(form)),
         "of": len(asked_on(form))}
        for form in forms(desk)
    ]  # fmt: skip


def _typed(kind: FieldKind, answer: str) -> Any:
    """A recorded answer as its question takes it. What is not of its kind any more is asked afresh."""
    try:
        match kind:
            case FieldKind.MANY:
                return answer.split(", ")
            case FieldKind.DATE:
                return date.fromisoformat(answer)
            case FieldKind.INSTANT:
                return datetime.fromisoformat(answer)
            case _:
                return answer
    except ValueError:
        return None
