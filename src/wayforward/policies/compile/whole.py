"""From the texts of a policy to the policy: every name in it resolved, every mistake told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wayforward.core.policy.elements import Element
from wayforward.core.policy.whole import Policy
from wayforward.policies.compile.extend import Taken, whole_shape
from wayforward.policies.compile.ladder import caps, limits, stages, starts
from wayforward.policies.compile.names import Names
from wayforward.policies.compile.papers import (
    assumptions,
    clauses,
    document,
    endings,
    events,
    forms,
    guidance,
    reports,
    scope,
)
from wayforward.policies.compile.readers import check_what_is_noted, left_by_readers
from wayforward.policies.compile.tables import agencies, all_posts, duties, facts, routes
from wayforward.policies.compile.times import printed_windows, reading, windows
from wayforward.policies.compile.waking import reminders
from wayforward.policies.errors import PolicyError, PolicyErrors
from wayforward.policies.sources import Sources

NEEDED = {"title": "the title of the policy", "partnership": "whose policy it is",
          "nation": "england, wales, scotland or northern-ireland", "subjects": "[child, unborn]",
          "stages": "[{id: stage-1, ...}]"}  # fmt: skip
MOST_STAGES = 40  # four times the longest ladder that we have seen; what is drawn and proved grows with its square


def compiled(sources: Sources) -> Policy:
    """The policy that these texts describe. The same texts give an equal policy. Raises PolicyErrors."""
    if sources.text(sources.main) is None:
        what = f"there is no {sources.main}"
        raise PolicyErrors([PolicyError(sources.shown(sources.main), 1, 1, what, "a file of that name")])
    taken = whole_shape(sources)
    names = Names(taken.shape, taken.left_out)
    _needed(names)
    _short(names)
    _unique(names)
    made = _made(names, taken, sources.digest)
    check_what_is_noted(made, names)
    if names.errors:
        raise PolicyErrors(names.errors)
    return made


def _made(names: Names, taken: Taken, digest: str) -> Policy:
    shape = names.shape
    partnership = shape.partnership or ""
    read, readings = reading(shape.readings, names)
    ladder = stages(names)
    return Policy(
        id=shape.policy,
        title=shape.title or "",
        partnership=partnership,
        nation=shape.nation or "",
        digest=digest,
        document=document(shape.document, partnership, names),
        extends=taken.extends,
        inherited_contacts=taken.inherited_contacts,
        subjects=tuple(shape.subjects.kinds) if shape.subjects else (),
        subjects_rest=_subjects_rest(names),
        reading=read,
        readings=readings,
        reminders=reminders(shape.reminders, names),
        agencies=agencies(names),
        posts=all_posts(names),
        facts=facts(names),
        events=events(names),
        windows=windows(names),
        printed_windows=printed_windows(names),
        starts=starts(names, ladder),
        stages=ladder,
        duties=(*limits(names), *caps(names), *duties(names)),
        routes=routes(names),
        forms=forms(names),
        guidance=guidance(names),
        scope=scope(names),
        reports=reports(names),
        endings=endings(names),
        assumptions=assumptions(names),
        clauses=clauses(names),
        **left_by_readers(names),
    )


def _subjects_rest(names: Names) -> Element | None:
    """What the list of subjects rests on, where the file says so."""
    subjects = names.shape.subjects
    if subjects is None or not subjects.model_fields_set - {"kinds"}:
        return None
    return Element(id="subjects", **names.rests(subjects, subjects.place))


def _needed(names: Names) -> None:
    for key, write in NEEDED.items():
        given = getattr(names.shape, key)
        if not given or (key == "subjects" and not given.kinds):
            what = f"“{key}” is an empty list" if names.shape.place.has(key) else f"the policy needs “{key}”"
            place = names.shape.place / key if names.shape.place.has(key) else names.shape.place
            names.wrong(place, what, f"{key}: {write}")


def _short(names: Names) -> None:
    """A ladder that nobody could climb would hold up every page that draws, proves or compares it."""
    if (number := len(names.shape.stages)) > MOST_STAGES:
        what = f"the ladder has {number:,} stages, which is no policy"
        names.wrong(names.shape.place / "stages", what, f"at most {MOST_STAGES} stages")


def _unique(names: Names) -> None:
    """Ids are unique within their kind. Occurrences name stages, duties and events, which share one space."""
    shape = names.shape
    shared: list[Any] = [*shape.stages, *shape.caps, *shape.duties, *shape.events]
    names.unique(((one.id, one) for one in shared), "stage, duty or event")
    limits = {f"{stage.id}-limit": stage for stage in shape.stages if stage.time is not None}
    for one in shared:
        if one.id in limits:
            what = f"“{one.id}” is the name of the time of “{limits[one.id].id}”"
            names.wrong(one.place / "id", what, "another id")
    groups: tuple[tuple[str, Sequence[Any]], ...] = (
        ("agency", shape.agencies), ("post", shape.posts), ("fact", shape.facts), ("window", shape.windows),
        ("form", shape.forms), ("guidance", [*shape.guidance, *shape.governance]), ("scope", shape.scope),
        ("report", shape.reports), ("ending", shape.endings), ("assumption", shape.assumptions),
        ("term", shape.terms), ("reference", shape.references), ("noted finding", shape.noted),
        ("clause", shape.clauses),
    )  # fmt: skip
    for kind, group in groups:
        names.unique(((one.id, one) for one in group), kind)
