"""What the tables mean: agencies, posts, facts, duties and routes."""

from __future__ import annotations

from collections import Counter

from wayforward.core.conditions import ALWAYS
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.elements import Option
from wayforward.core.policy.facts import Fact, FactKind
from wayforward.core.policy.people import Agency, AlsoCalled, Contact, Equivalent, Post, PostKind
from wayforward.core.policy.routes import Route
from wayforward.core.policy.times import Timescale
from wayforward.policies.compile.conditions import condition, occurrences, people, posts
from wayforward.policies.compile.names import ALWAYS_KNOWN, BELONGING, PEOPLE, Names
from wayforward.policies.compile.times import every, timescale
from wayforward.policies.shape.ladder import as_time
from wayforward.policies.shape.papers import DutyShape
from wayforward.policies.shape.people import ContactShape, FactShape, OptionShape, PostShape, RouteShape
from wayforward.policies.source import Place

CHOICES = ("choice", "many")


def agencies(names: Names) -> tuple[Agency, ...]:
    for shape in names.shape.agencies:
        if shape.id in (*BELONGING, "any"):
            _reserved(shape.id, shape.place / "id", names)
    return tuple(
        Agency(
            id=shape.id,
            title=shape.title,
            statuses=tuple(shape.statuses),
            statuses_titles=dict(shape.statuses),
            told=shape.told,
            **names.rests(shape),
        )
        for shape in names.shape.agencies
    )


def _reserved(id: str, place: Place, names: Names) -> None:
    names.wrong(place, f"“{id}” has a meaning of its own in the language", f"another id, such as the-{id}")


def all_posts(names: Names) -> tuple[Post, ...]:
    made = tuple(_post(shape, names) for shape in names.shape.posts)
    via = {shape.id: (shape.via,) for shape in names.shape.posts if shape.via}
    names.no_circle(via, lambda id: names.posts[id].place / "via", "is reached via")
    falls = {shape.id: shape.falls_to for shape in names.shape.posts}
    names.no_circle(falls, lambda id: names.posts[id].place / "falls-to", "falls to")
    return made


def _post(shape: PostShape, names: Names) -> Post:
    place = shape.place
    if shape.id in (*PEOPLE, "raising", "responding", "office", "decider"):
        _reserved(shape.id, place / "id", names)
    names.check(shape.of, [*names.agencies, *BELONGING], place / "of", "agency")
    if shape.via is not None:
        names.check(shape.via, names.posts, place / "via", "post")
    names.check_each(shape.equivalents, names.agencies, place / "equivalents", "agency")
    for agency, equivalent in shape.equivalents.items():
        if equivalent.of is not None:
            names.check(equivalent.of, names.agencies, place / "equivalents" / agency / "of", "agency")
    return Post(
        id=shape.id,
        title=shape.title,
        of=shape.of,
        contact=contact(shape.contact) or Contact(),
        via=shape.via,
        equivalents={
            agency: Equivalent(title=equivalent.title, of=equivalent.of)
            for agency, equivalent in shape.equivalents.items()
        },
        falls_to=posts(shape.falls_to, place / "falls-to", names),
        role=shape.role,
        kind=PostKind(shape.is_),
        also_called=tuple(
            AlsoCalled(says=one.says, clauses=names.cites(one.clauses, one.place / "clauses"))
            for one in shape.also_called
        ),
        **names.rests(shape),
    )


def contact(shape: ContactShape | None) -> Contact | None:
    if shape is None:
        return None
    return Contact(
        phone=shape.phone,
        email=shape.email,
        marked=shape.marked,
        secure=shape.secure,
        says=shape.says,
        printed=shape.printed,
        one_person=shape.one_person,
    )


def facts(names: Names) -> tuple[Fact, ...]:
    return tuple(_fact(shape, names) for shape in names.shape.facts)


def _fact(shape: FactShape, names: Names) -> Fact:
    if shape.id in (*ALWAYS_KNOWN, "any", "not"):
        _reserved(shape.id, shape.place / "id", names)
    return Fact(
        id=shape.id,
        asks=shape.asks,
        kind=FactKind(shape.kind),
        options=options(shape.options, shape.kind, shape.place, names),
        hint=shape.hint,
        asked=shape.asked,
        **names.rests(shape),
    )


def options(shapes: list[OptionShape], kind: str, place: Place, names: Names) -> tuple[Option, ...]:
    """The options of a choice: at least one where the kind is a choice, none where it is not."""
    if kind in CHOICES and not shapes:
        names.wrong(place / "kind", f"“{kind}” has nothing to choose from", "options: [{id: ..., says: ...}]")
    if kind not in CHOICES and shapes:
        names.wrong(place / "options", f"a “{kind}” has no options", "kind: choice, or leave the options out")
    names.unique(((shape.id, shape) for shape in shapes), "option")
    return tuple(option(shape, names) for shape in shapes)


def option(shape: OptionShape, names: Names) -> Option:
    return Option(id=shape.id, says=shape.says, clauses=names.cites(shape.clauses, shape.place / "clauses"))


def duties(names: Names) -> tuple[Duty, ...]:
    return tuple(_duty(shape, names) for shape in names.shape.duties)


def _duty(shape: DutyShape, names: Names) -> Duty:
    place = shape.place
    for key, given in (("who", shape.who), ("when", shape.when)):
        if not given and not shape.silent:
            what = f"the duty “{shape.id}” does not say {'who owes it' if key == 'who' else 'when it arises'}"
            names.wrong(place, what, f"{key}: and the answer, or silent: and what the text leaves unsaid")
    if shape.form is not None:
        names.check(shape.form, names.forms, place / "form", "form")
    return Duty(
        id=shape.id,
        kind=DutyKind(shape.kind),
        says=shape.says,
        who=people(shape.who, place / "who", names, "ask"),
        to=people(shape.to, place / "to", names, "ask"),
        copies=people(shape.copies, place / "copies", names, "ask"),
        when=occurrences(shape.when, place / "when", names),
        applies=condition(shape.if_, place / "if", names) if shape.if_ else ALWAYS,
        time=_time(shape, names),
        every=every(shape.every, place / "every", names),
        restarts_on=occurrences(shape.restarts_on, place / "restarts-on", names),
        until=occurrences(shape.until, place / "until", names),
        done_by=occurrences(shape.done_by, place / "done-by", names),
        once=shape.once,
        each=shape.each,
        form=shape.form,
        system=shape.system,
        blocked=shape.blocked,
        how=shape.how,
        **names.rests(shape),
    )


def _time(shape: DutyShape, names: Names) -> Timescale | None:
    place = shape.place
    short = [key for key in ("within", "from", "force", "printed") if place.has(key)]
    if shape.time is not None:
        if short:
            what = f"the time of “{shape.id}” is given twice, by “time” and by “{short[0]}”"
            names.wrong(place / short[0], what, "one of the two", key=True)
        return timescale(shape.time, names)
    if shape.within is None:
        if short:
            names.wrong(
                place / short[0], f"“{short[0]}” belongs to a time, and none is given", "within: and how long", key=True
            )
        return None
    return timescale(as_time(shape), names)


def routes(names: Names) -> tuple[Route, ...]:
    rows: Counter[tuple[str, str]] = Counter()
    made = []
    for shape in names.shape.routes:
        rows[shape.agency, shape.line] += 1
        made.append(_route(shape, f"{shape.agency}-{shape.line}-{rows[shape.agency, shape.line]}".lower(), names))
    by_id = [(route.id, shape) for route, shape in zip(made, names.shape.routes, strict=True)]
    names.unique(by_id, "route")
    return tuple(made)


def _route(shape: RouteShape, id: str, names: Names) -> Route:
    place = shape.place
    known = names.check(shape.agency, [*names.agencies, "any"], place / "agency", "agency")
    if (shape.post is None) == (not shape.posts):
        what = "this row names nobody to ring" if shape.post is None else "this row has both post and posts"
        names.wrong(place, what, "post: a post, or posts: [two, posts]")
    if known:
        statuses = names.agencies[shape.agency].statuses if shape.agency != "any" else names.statuses
        names.check_each(shape.status, statuses, place / "status", "case status", f" of {shape.agency}")
    if shape.hours is not None:
        names.check(shape.hours, names.windows, place / "hours", "window")
    if shape.via is not None:
        names.check(shape.via, names.posts, place / "via", "post")
    given = (shape.post,) if shape.post is not None else tuple(shape.posts)
    return Route(
        id=shape.id or id,
        agency=shape.agency,
        line=shape.line,
        posts=posts(given, place / ("post" if shape.post is not None else "posts"), names),
        status=tuple(shape.status),
        when=condition(shape.if_, place / "if", names) if shape.if_ else ALWAYS,
        hours=shape.hours,
        choice=shape.choice,
        choose=shape.choose,
        takes_over=condition(shape.takes_over, place / "takes-over", names) if shape.takes_over else None,
        via=shape.via,
        how=contact(shape.how),
        note=shape.note,
        **names.rests(shape),
    )
