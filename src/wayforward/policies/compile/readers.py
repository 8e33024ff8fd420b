"""What readers leave beside a policy: terms, references, what they noted, dropped on purpose, and accepted."""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict

from wayforward.core.policy.papers import Reference, Term
from wayforward.core.policy.readers import Accepted, Dropped, Noted
from wayforward.core.policy.whole import Policy
from wayforward.policies.compile.names import Names
from wayforward.policies.compile.papers import day
from wayforward.policies.shape.papers import AcceptanceShape

_RULE = re.compile(r"CHK-(0[1-9]|[1-3][0-9]|40)")


class Left(TypedDict):
    """What the policy has of it all."""

    terms: tuple[Term, ...]
    references: tuple[Reference, ...]
    noted: tuple[Noted, ...]
    replaces: str | None
    dropped: tuple[Dropped, ...]
    accepted: tuple[Accepted, ...]


def left_by_readers(names: Names) -> Left:
    """All of it, checked."""
    return Left(
        terms=terms(names),
        references=references(names),
        noted=noted(names),
        replaces=names.shape.replaces,
        dropped=dropped(names),
        accepted=accepted(names),
    )


def terms(names: Names) -> tuple[Term, ...]:
    return tuple(
        Term(id=shape.id, term=shape.term, means=shape.means or "", severity=shape.severity, **names.rests(shape))
        for shape in names.shape.terms
    )


def references(names: Names) -> tuple[Reference, ...]:
    return tuple(
        Reference(
            id=shape.id,
            says=shape.says,
            kind=shape.kind,
            edition=shape.edition or "",
            link=shape.link or "",
            included=shape.included,
            **names.rests(shape),
        )
        for shape in names.shape.references
    )


def noted(names: Names) -> tuple[Noted, ...]:
    for shape in names.shape.noted:
        if not _RULE.fullmatch(shape.rule):
            names.wrong(shape.place / "rule", f"“{shape.rule}” is no rule of the check", "CHK-01 to CHK-40")
    return tuple(
        Noted(
            id=shape.id,
            rule=shape.rule,
            severity=shape.severity,
            what=shape.what,
            why=shape.why,
            question=shape.question,
            elements=tuple(shape.elements),
            **names.rests(shape),
        )
        for shape in names.shape.noted
    )


def check_what_is_noted(policy: Policy, names: Names) -> None:
    """What is noted is about elements that are there, each named with its kind."""
    known = {f"{kind} {element.id}" for kind, element in policy.elements() if kind != element.id}
    known |= {"document", "subjects"}
    known |= {f"move {move.id}" for stage in policy.stages for move in stage.moves}
    known |= {f"window {window.id}" for window in policy.windows}
    for shape in names.shape.noted:
        names.check_each(shape.elements, known, shape.place / "elements", "element")


def dropped(names: Names) -> tuple[Dropped, ...]:
    return tuple(Dropped(what=shape.what, because=shape.because) for shape in names.shape.dropped)


def accepted(names: Names) -> tuple[Accepted, ...]:
    """Every acceptance, each of a finding of its own."""
    first: dict[str, AcceptanceShape] = {}
    made = []
    for shape in names.shape.accepted:
        before = first.setdefault(shape.finding, shape)
        if before is not shape:
            what = f"“{shape.finding}” is already accepted on line {before.place.line}"
            names.wrong(shape.place / "finding", what, "it once, with the reason that holds")
        on = day(shape.on, shape.place / "on", names)
        made.append(
            Accepted(finding=shape.finding, mark=shape.mark, by=shape.by, on=on or date.min, because=shape.because)
        )
    return tuple(made)
