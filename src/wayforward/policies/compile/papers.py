"""What the papers mean: forms, guidance, scope, reports, endings, and the document itself."""

from __future__ import annotations

from datetime import date

from wayforward.core.conditions import ALWAYS
from wayforward.core.occurrences import STANDARD
from wayforward.core.policy.elements import Option
from wayforward.core.policy.papers import Assumption, Clause, Document, Field, FieldKind, Form, Guidance, Report, Scope
from wayforward.core.policy.stages import Ending
from wayforward.policies.compile.conditions import condition, occurrence, occurrences, people, person
from wayforward.policies.compile.ladder import needs
from wayforward.policies.compile.names import Names
from wayforward.policies.compile.tables import options
from wayforward.policies.compile.times import window_notes
from wayforward.policies.shape.papers import DocumentShape, FieldShape, FormShape, GuidanceShape
from wayforward.policies.source import Place

SHOWN = ("start", "raise", "discuss", "contact", "escalate", "respond", "message", "meeting", "panel",
         "decide", "propose", "close", "record", "report", "policy")  # fmt: skip


def document(shape: DocumentShape | None, partnership: str, names: Names) -> Document:
    if shape is None:
        return Document(id="document", owner=partnership, status="not stated")
    return Document(
        id="document",
        owner=shape.owner or partnership,
        status=shape.status.replace("-", " "),
        version=shape.version or "",
        issued=shape.issued,
        in_force_from=day(shape.in_force_from, shape.place / "in-force-from", names),
        amended=shape.amended,
        reviewed=shape.reviewed,
        review_due=day(shape.review_due, shape.place / "review-due", names),
        read_with=tuple(shape.read_with),
        approvals=tuple(shape.approvals),
        author=shape.author or "",
        **names.rests(shape),
    )


def day(text: str | None, place: Place, names: Names) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        names.wrong(place, f"“{text}” is not a date", "2026-11-30")
        return None


def forms(names: Names) -> tuple[Form, ...]:
    return tuple(_form(shape, names) for shape in names.shape.forms)


def _form(shape: FormShape, names: Names) -> Form:
    place = shape.place
    names.unique(((field.id, field) for field in shape.fields), "field")
    own = [field.id for field in shape.fields]
    return Form(
        id=shape.id,
        title=shape.title,
        fields=tuple(_field(field, own, names) for field in shape.fields),
        when=occurrences(shape.when, place / "when", names),
        to=people(shape.to, place / "to", names),
        how=shape.how,
        stand_alone=shape.stand_alone,
        **names.rests(shape),
    )


def _field(shape: FieldShape, own: list[str], names: Names) -> Field:
    place = shape.place
    if shape.unless is not None:
        names.check(shape.unless, own, place / "unless", "field", " of this form")
    if shape.source is not None and shape.source.startswith("date "):
        occurrence(shape.source.removeprefix("date "), place / "source", names)
    return Field(
        id=shape.id,
        label=shape.label,
        kind=FieldKind(shape.kind),
        hint=shape.hint,
        options=options(shape.options, shape.kind, place, names),
        required=shape.required,
        required_when=condition(shape.required_when, place / "required-when", names) if shape.required_when else None,
        unless=shape.unless,
        source=shape.source,
        secret=shape.secret,
        **names.rests(shape),
    )


def guidance(names: Names) -> tuple[Guidance, ...]:
    """What people should see, then what the policy says of itself, then the notes on its windows."""
    shown = tuple(_guidance(shape, names) for shape in names.shape.guidance)
    governance = tuple(
        Guidance(id=shape.id, says=shape.says, shown=("policy",), kind="governance", **names.rests(shape))
        for shape in names.shape.governance
    )
    return shown + governance + window_notes(names)


def _guidance(shape: GuidanceShape, names: Names) -> Guidance:
    topics = names.facts["topic"].options if "topic" in names.facts else []
    places = [*SHOWN, *names.stages, *names.forms, *(topic.id for topic in topics)]
    return Guidance(
        id=shape.id,
        says=shape.says,
        shown=names.check_each(shape.shown, places, shape.place / "shown", "place where guidance is shown", ""),
        kind=shape.kind,
        when=condition(shape.if_, shape.place / "if", names) if shape.if_ else ALWAYS,
        **names.rests(shape),
    )


def scope(names: Names) -> tuple[Scope, ...]:
    return tuple(
        Scope(
            id=shape.id,
            says=shape.says,
            applies=shape.applies,
            when=condition(shape.if_, shape.place / "if", names) if shape.if_ else ALWAYS,
            send_to=shape.send_to,
            **names.rests(shape),
        )
        for shape in names.shape.scope
    )


def reports(names: Names) -> tuple[Report, ...]:
    return tuple(
        Report(
            id=shape.id,
            title=shape.title,
            by=person(shape.by, shape.place / "by", names) if shape.by else None,
            to=people(shape.to, shape.place / "to", names),
            every=shape.every,
            says=shape.says,
            how=shape.how,
            **names.rests(shape),
        )
        for shape in names.shape.reports
    )


def endings(names: Names) -> tuple[Ending, ...]:
    for shape in names.shape.endings:
        if shape.id in ("resolved", "decided"):
            names.wrong(shape.place / "id", f"“{shape.id}” is an ending that every policy has", "another id")
    return tuple(
        Ending(
            id=shape.id,
            title=shape.title,
            who=shape.who,
            says=shape.says,
            needs=needs(shape.needs, shape.place / "needs", names),
            **names.rests(shape),
        )
        for shape in names.shape.endings
    )


def assumptions(names: Names) -> tuple[Assumption, ...]:
    return tuple(Assumption(id=one.id, says=one.says, because=one.because) for one in names.shape.assumptions)


def clauses(names: Names) -> tuple[Clause, ...]:
    return tuple(
        Clause(id=one.id, says=one.says, ref=one.ref, not_executable=one.not_executable) for one in names.shape.clauses
    )


def events(names: Names) -> tuple[Option, ...]:
    for shape in names.shape.events:
        if shape.id in STANDARD:
            names.wrong(shape.place / "id", f"“{shape.id}” happens in every policy", "another id")
    return tuple(
        Option(id=shape.id, says=shape.says, clauses=names.cites(shape.clauses, shape.place / "clauses"))
        for shape in names.shape.events
    )
