"""What the ladder means: stages with their moves, decisions and panels, and the limits they set."""

from __future__ import annotations

from collections.abc import Sequence

from wayforward.core.conditions import ALWAYS
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.stages import Decision, Move, MoveKind, Need, Needed, Panel, Power, Stage, Start, Tiers
from wayforward.policies.compile.conditions import condition, occurrence, occurrences, people, person
from wayforward.policies.compile.names import SIDES, Names
from wayforward.policies.compile.times import timescale
from wayforward.policies.errors import nearest
from wayforward.policies.shape.ladder import CapShape, MoveShape, MovesShape, NeedShape, StageShape, as_time
from wayforward.policies.source import Place

MOVERS = (*SIDES, "office", "decider")


def stages(names: Names) -> tuple[Stage, ...]:
    """The stages in the order of the file, each with every move that leads out of it."""
    shared = [(shape, _from(shape, names)) for shape in names.shape.moves]
    made = tuple(_stage(shape, [move for move, froms in shared if shape.id in froms], names) for shape in _of(names))
    _unique_moves(made, names)
    return made


def _of(names: Names) -> Sequence[StageShape]:
    return names.shape.stages


def _stage(shape: StageShape, shared: Sequence[MovesShape], names: Names) -> Stage:
    place = shape.place
    if shape.line is not None and not names.is_line(shape.line):
        names.wrong(place / "line", f"line “{shape.line}” has no route", nearest(shape.line, names.lines))
    if shape.settled_by == "decider" and shape.decision is None:
        what = "a decider settles this stage, and no decision says who that is"
        names.wrong(place / "settled-by", what, "decision: {power: decides, by: [a post]}")
    moves = [_move(move, shape, names) for move in shape.moves]
    moves += [_move(move, shape, names, several=len(move.from_) > 1 or move.from_ == ["any"]) for move in shared]
    return Stage(
        id=shape.id,
        label=shape.label,
        title=shape.title,
        says=shape.says,
        formal=shape.formal,
        beside=shape.beside,
        optional=shape.optional,
        acts=_acts(shape, names),
        line=shape.line,
        tiers=_tiers(shape, names),
        enters_when=shape.enters_when,
        moves=tuple(moves),
        settled_by=shape.settled_by,
        decision=_decision(shape, names),
        panel=_panel(shape, names),
        produces=needs(shape.produces, place / "produces", names),
        skipped_when=condition(shape.skipped_when, place / "skipped-when", names) if shape.skipped_when else None,
        **names.rests(shape),
    )


def _acts(shape: StageShape, names: Names) -> dict[str, tuple[str, ...]]:
    acts = shape.acts
    if acts is None:
        return {}
    sides = {"raising": acts.raising, "responding": acts.responding}
    told = {side: people(who, acts.place / side, names, side) for side, who in sides.items() if who}
    return told | ({"others": people(acts.others, acts.place / "others", names)} if acts.others else {})


def _tiers(shape: StageShape, names: Names) -> Tiers | None:
    if shape.lines is not None and shape.tiers is not None:
        write = "lines for the other agency's ladder, or tiers for an open climb"
        names.wrong(shape.place / "tiers", "a stage has one kind of tiers, and this has two", write)
    if (lines := shape.lines) is not None:
        names.check(lines.from_, lines.through, lines.place / "from", "line", " in “through”")
        routed = {route.line for route in names.shape.routes}
        names.check_each(lines.through, routed, lines.place / "through", "line", " with a route")
        return Tiers(
            lines=tuple(lines.through),
            first=lines.from_,
            unstated=names.unstated(lines, lines.unstated),
            says=lines.says,
            clauses=names.cites(lines.clauses, lines.place / "clauses"),
            assumptions=names.assumes(lines.assumption, lines.place / "assumption"),
        )
    if (tiers := shape.tiers) is None:
        return None
    return Tiers(
        first=tiers.first,
        unstated=names.unstated(tiers, tiers.unstated),
        warn_after=tiers.warn_after,
        says=tiers.says,
        clauses=names.cites(tiers.clauses, tiers.place / "clauses"),
        assumptions=names.assumes(tiers.assumption, tiers.place / "assumption"),
    )


def _decision(shape: StageShape, names: Names) -> Decision | None:
    if (decision := shape.decision) is None:
        return None
    return Decision(
        power=Power(decision.power),
        by=people(decision.by, decision.place / "by", names),
        rule=decision.rule,
        final=decision.final,
        outcomes=tuple(decision.outcomes),
        unstated=names.unstated(decision, decision.unstated),
        clauses=names.cites(decision.clauses, decision.place / "clauses"),
        assumptions=names.assumes(decision.assumption, decision.place / "assumption"),
    )


def _panel(shape: StageShape, names: Names) -> Panel | None:
    if (panel := shape.panel) is None:
        return None
    if panel.size < 1:
        names.wrong(panel.place / "size", f"a panel of {panel.size} cannot decide anything", "size: 3")
    names.check(panel.members, names.posts, panel.place / "members", "post")
    convened_by = person(panel.convened_by, panel.place / "convened-by", names) if panel.convened_by else ""
    return Panel(
        size=panel.size,
        members=panel.members,
        from_agencies=panel.from_agencies,
        includes_parties=panel.includes_parties,
        independent=panel.independent,
        convened_by=convened_by,
        unstated=names.unstated(panel, panel.unstated),
        clauses=names.cites(panel.clauses, panel.place / "clauses"),
        assumptions=names.assumes(panel.assumption, panel.place / "assumption"),
    )


def needs(shapes: Sequence[NeedShape], place: Place, names: Names) -> tuple[Needed, ...]:
    """What has to be there first, each naming one thing that exists."""
    return tuple(needed for i, shape in enumerate(shapes) if (needed := _needed(shape, place / i, names)))


def _needed(shape: NeedShape, place: Place, names: Names) -> Needed | None:
    asked = {Need.ANSWER: shape.answer, Need.FORM: shape.form, Need.DONE: shape.done}
    known = {Need.ANSWER: names.fields, Need.FORM: frozenset(names.forms), Need.DONE: names.duties}
    kinds = {Need.ANSWER: "form field", Need.FORM: "form", Need.DONE: "duty"}
    given = [(need, name) for need, name in asked.items() if name is not None]
    if shape.need is not None:
        given.append((Need(shape.need), ""))
    if len(given) != 1:
        what = "this need asks for nothing" if not given else "this need asks for more than one thing"
        names.wrong(place, what, "reason, discussion, {answer: a-field}, {form: a-form} or {done: a-duty}")
        return None
    need, name = given[0]
    if need in known:
        names.check(name, known[need], place / need.value, kinds[need])
    cited = names.cites(shape.clauses, place / "clauses")
    when = condition(shape.if_, place / "if", names) if shape.if_ else ALWAYS
    return Needed(need=need, name=name, says=shape.says, clauses=cited, when=when)


def _from(shape: MovesShape, names: Names) -> frozenset[str]:
    place = shape.place / "from"
    if shape.from_ == ["any"]:
        return frozenset(names.stages) - {shape.to}
    return frozenset(names.check_each(shape.from_, [*names.stages, "any"], place, "stage"))


def _move(shape: MoveShape, stage: StageShape, names: Names, *, several: bool = False) -> Move:
    place = shape.place
    if names.check(shape.to, names.stages, place / "to", "stage") and shape.to == stage.id:
        what = f"the move from “{stage.id}” leads to “{stage.id}” itself"
        names.wrong(place / "to", what, nearest("", set(names.stages) - {stage.id}))
    id = shape.id or f"{stage.id}-to-{shape.to}"
    return Move(
        id=f"{shape.id}-from-{stage.id}" if shape.id and several else id,
        to=shape.to,
        kind=MoveKind(shape.kind) if shape.kind else _kind(shape, stage, names),
        says=shape.says,
        when=condition(shape.if_, place / "if", names) if shape.if_ else ALWAYS,
        needs=needs(shape.needs, place / "needs", names),
        by=_movers(shape, names),
        automatic=occurrence(shape.automatic, place / "automatic", names) if shape.automatic else None,
        **names.rests(shape),
    )


def _movers(shape: MoveShape, names: Names) -> tuple[str, ...]:
    place = shape.place / "by"
    return tuple(who if who in MOVERS else person(who, place / i, names) for i, who in enumerate(shape.by))


def _kind(shape: MoveShape, stage: StageShape, names: Names) -> MoveKind:
    """What the ladder shows: up one rung, past some, to the last, down, or to the side.

    Past nothing but stages that may be left out, it is the next: that is what leaving them out means.
    """
    target = names.stages.get(shape.to)
    if target is None or target.beside:
        return MoveKind.SIDE
    rungs = [one for one in names.shape.stages if not one.beside]
    ladder = [one.id for one in rungs]
    if stage.beside:
        write = "kind: next, skip, last, side or back"
        names.wrong(shape.place, f"“{stage.id}” stands beside the ladder, so the kind of this move is open", write)
        return MoveKind.SIDE
    here, there = ladder.index(stage.id), ladder.index(target.id)
    if there <= here:
        return MoveKind.BACK
    if all(one.optional for one in rungs[here + 1 : there]):
        return MoveKind.NEXT
    return MoveKind.LAST if there == len(ladder) - 1 else MoveKind.SKIP


def _unique_moves(made: Sequence[Stage], names: Names) -> None:
    seen: set[str] = set()
    for stage, shape in zip(made, _of(names), strict=True):
        own = [move.place for move in shape.moves]
        shared = [one.place for one in names.shape.moves if one.from_ == ["any"] and one.to != shape.id]
        shared_by_name = [one.place for one in names.shape.moves if shape.id in one.from_]
        places = [*own, *shared, *shared_by_name]
        for i, move in enumerate(stage.moves):
            if move.id in seen:
                place = places[i] if i < len(places) else shape.place
                names.wrong(place, f"there is already a move called “{move.id}”", "id: and a name of its own")
            seen.add(move.id)


def starts(names: Names, made: Sequence[Stage]) -> tuple[Start, ...]:
    """Where an escalation begins. The last one always holds: the first rung, where the file gives none."""
    found: list[Start] = []
    for i, shape in enumerate(names.shape.starts):
        names.check(shape.at, names.stages, shape.place / "at", "stage")
        if found and found[-1].when == ALWAYS:
            what = "this start is never reached: the one before it always holds"
            names.wrong(shape.place, what, "if: and a condition on the one before it")
        when = condition(shape.if_, shape.place / "if", names)
        found.append(Start(id=f"start-{i + 1}", at=shape.at, when=when, **names.rests(shape)))
    first = next((stage.id for stage in made if not stage.beside), None)
    if first is not None and not (found and found[-1].when == ALWAYS):
        found.append(Start(id=f"start-{len(found) + 1}", at=first))
    return tuple(found)


def limits(names: Names) -> tuple[Duty, ...]:
    """The time of each stage as a duty on those who act at it: settle it by then."""
    return tuple(_limit(shape, names) for shape in names.shape.stages if shape.time is not None)


def _limit(shape: StageShape, names: Names) -> Duty:
    assert shape.time is not None
    time = timescale(shape.time, names, starts=(f"{shape.id} begins",))
    acts = _acts(shape, names)
    who = (*acts.get("raising", ()), *acts.get("responding", ()))
    return Duty(
        id=f"{shape.id}-limit",
        kind=DutyKind.RESOLVE,
        says=shape.time.says or f"Settle it at {shape.label}.",
        who=who or ("all involved",),
        when=(f"{shape.id} begins",),
        time=time,
        until=(f"{shape.id} ends",),
        done_by=(f"{shape.id} settled", *occurrences(shape.time.done_by, shape.time.place / "done-by", names)),
        stage=shape.id,
        clauses=time.clauses,
        assumptions=time.assumptions,
        silent=time.silent,
    )


def caps(names: Names) -> tuple[Duty, ...]:
    """A limit over several stages, or over the whole.

    Over several it is owed once the first of them begins, and lapses when the case leaves them for another rung: a
    case that never enters them owes nothing. Its clock starts where the policy says, which may be earlier.
    """
    return tuple(_cap(shape, names) for shape in names.shape.caps)


def _cap(shape: CapShape, names: Names) -> Duty:
    place = shape.place
    covered = names.check_each(shape.stages, names.stages, place / "stages", "stage")
    others = [stage for stage in names.shape.stages if covered and stage.id not in covered and not stage.beside]
    starts_on = occurrences(shape.from_, place / "from", names)
    return Duty(
        id=shape.id,
        kind=DutyKind.CAP,
        says=shape.says,
        who=people(shape.who, place / "who", names),
        when=tuple(f"{stage} begins" for stage in covered) or starts_on,
        applies=condition(shape.if_, place / "if", names) if shape.if_ else ALWAYS,
        time=timescale(as_time(shape), names),
        until=("closed", *(f"{stage.id} begins" for stage in others)),
        done_by=("settled",),
        once=True,
        stages=covered or tuple(names.stages),
        **names.rests(shape),
    )
