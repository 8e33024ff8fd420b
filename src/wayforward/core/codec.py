"""Events as plain data and back, under kinds that we own, with what must be sealed set apart.

An event becomes three things: its kind, its plain fields, and its sealed fields in compartments
(identity, location, narrative), each of which can be opened without the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from wayforward.core import events as ev
from wayforward.core.commands import Subject

KINDS: Mapping[str, type[ev.Event]] = {
    "raised": ev.Raised,
    "joined": ev.Joined,
    "discussion-recorded": ev.DiscussionRecorded,
    "attempt-recorded": ev.AttemptRecorded,
    "responded": ev.Responded,
    "facts-recorded": ev.FactsRecorded,
    "event-recorded": ev.EventRecorded,
    "stage-entered": ev.StageEntered,
    "line-entered": ev.LineEntered,
    "duty-arose": ev.DutyArose,
    "duty-timed": ev.DutyTimed,
    "duty-discharged": ev.DutyDischarged,
    "duty-lapsed": ev.DutyLapsed,
    "deadline-passed": ev.DeadlinePassed,
    "protective-deadline-set": ev.ProtectiveDeadlineSet,
    "reminded": ev.Reminded,
    "notice-owed": ev.NoticeOwed,
    "notice-failed": ev.NoticeFailed,
    "notice-dropped": ev.NoticeDropped,
    "acknowledged": ev.Acknowledged,
    "resolution-proposed": ev.ResolutionProposed,
    "resolution-answered": ev.ResolutionAnswered,
    "panel-convened": ev.PanelConvened,
    "decision-recorded": ev.DecisionRecorded,
    "closed": ev.Closed,
    "reopened": ev.Reopened,
    "position-stated": ev.PositionStated,
    "urgent-action-recorded": ev.UrgentActionRecorded,
    "time-offered": ev.TimeOffered,
    "offer-answered": ev.OfferAnswered,
    "more-time-asked": ev.MoreTimeAsked,
    "more-time-answered": ev.MoreTimeAnswered,
    "conflict-declared": ev.ConflictDeclared,
    "referred-on": ev.ReferredOn,
    "chased": ev.Chased,
    "version-adopted": ev.VersionAdopted,
    "duty-carried": ev.DutyCarried,
}
_NAMES = {cls: kind for kind, cls in KINDS.items()}
_FIELDS = {cls: tuple(f.name for f in fields(cls)) for cls in KINDS.values()}

MAPPINGS = frozenset({"answers", "members"})  # sealed fields that are empty as {}, where others are empty as ""

Compartments = dict[str, dict[str, Any]]


def kind_of(event: ev.Event) -> str:
    return _NAMES[type(event)]


def dismantle(event: ev.Event, secrets: Mapping[str, str] | None = None) -> tuple[str, dict[str, Any], Compartments]:
    """Kind, plain fields and sealed compartments of an event.

    `secrets` says for an answer's field id which compartment it belongs in (narrative otherwise), and likewise under
    "fact ID" for a fact that would tell who somebody is, such as an expected date of birth. Empty sealed fields are
    left out altogether, so that a compartment's absence says only that nothing was written.
    """
    cls = type(event)
    plain: dict[str, Any] = {}
    sealed: Compartments = {}
    for name in _FIELDS[cls]:
        value = getattr(event, name)
        if name == "facts":
            plain[name] = {fact: _flat(told) for fact, told in value.items() if f"fact {fact}" not in (secrets or {})}
            for fact in value.keys() - plain[name].keys():
                hidden = sealed.setdefault((secrets or {})[f"fact {fact}"], {}).setdefault("facts", {})
                hidden[fact] = _flat(value[fact])
        elif name not in cls.SEALED:
            plain[name] = _flat(value)
        elif name == "subjects":
            _seal_subjects(value, sealed)
        elif name == "answers":
            for field_id, text in value.items():
                compartment = (secrets or {}).get(field_id, "narrative")
                sealed.setdefault(compartment, {}).setdefault("answers", {})[field_id] = text
        elif value:
            sealed.setdefault("narrative", {})[name] = _flat(value)
    return _NAMES[cls], plain, sealed


def assemble(kind: str, plain: Mapping[str, Any], sealed: Compartments) -> ev.Event:
    """The event again. A compartment that could not be opened is simply not passed: its fields come back empty.

    Raises KeyError for a kind that this version does not know.
    """
    cls = KINDS[kind]
    values = {name: _full(name, value) for name, value in plain.items()}
    answers: dict[str, str] = {}
    for compartment in sealed.values():
        for name, value in compartment.items():
            if name == "answers":
                answers.update(value)
            elif name == "facts":
                values["facts"] = {**values["facts"], **_full(name, value)}
            elif name != "subjects":
                values[name] = _full(name, value)
    if answers:
        values["answers"] = answers
    if cls is ev.Raised:
        values["subjects"] = _open_subjects(sealed, values["subject_kinds"])
    for name in cls.SEALED:
        values.setdefault(name, {} if name in MAPPINGS else "")
    return cls(**values)


def _seal_subjects(subjects: tuple[Subject, ...], sealed: Compartments) -> None:
    if not subjects:
        return
    sealed.setdefault("identity", {})["subjects"] = [[s.kind, s.name, s.born_on] for s in subjects]
    if any(s.location for s in subjects):
        sealed.setdefault("location", {})["subjects"] = [[s.kind, s.location] for s in subjects]


def _open_subjects(sealed: Compartments, kinds: tuple[str, ...]) -> tuple[Subject, ...]:
    """Those involved, as far as was opened: by name, by place, by both, or else only which kinds of people they are."""
    named = sealed.get("identity", {}).get("subjects")
    placed = sealed.get("location", {}).get("subjects")
    if named is None:
        placed = placed or [[kind, ""] for kind in kinds if kind != "none"]
        return tuple(Subject(kind=kind, location=place) for kind, place in placed)
    placed = placed or [[kind, ""] for kind, _, _ in named]
    return tuple(
        Subject(kind=kind, name=name, born_on=born_on, location=place)
        for (kind, name, born_on), (_, place) in zip(named, placed, strict=True)
    )


def _flat(value: Any) -> Any:
    match value:
        case None | str() | int():  # nearly every field
            return value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case tuple() | frozenset():
            return [_flat(item) for item in value]
        case Mapping():
            return {key: _flat(item) for key, item in value.items()}
        case _:
            return value


def _full(name: str, value: Any) -> Any:
    match value:
        case str() if name.endswith("_at"):
            return datetime.fromisoformat(value)
        case list():
            return tuple(_full("", item) for item in value)
        case dict():
            return {key: _full("", item) for key, item in value.items()}
        case _:
            return value
