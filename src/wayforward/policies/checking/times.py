"""Times that are missing, start nowhere, cannot be counted, or never end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.people import Post, PostKind
from wayforward.core.policy.stages import Move, MoveKind, Stage
from wayforward.core.policy.times import Timescale
from wayforward.core.working_time import Amount, Force, Unit
from wayforward.core.working_time.dates import written
from wayforward.policies.checking.desk import Desk, is_own, own_amount
from wayforward.policies.checking.finding import Finding, Severity
from wayforward.policies.checking.naming import all_of, clauses, first_up, stage_name

BINDING = frozenset({Force.MUST, Force.MAXIMUM})
LIMITS = frozenset({DutyKind.RESOLVE, DutyKind.CAP})
STEPS = frozenset({DutyKind.MEET, DutyKind.DECIDE, DutyKind.CONFIRM})  # what leads to an answer


def stages_without_a_time(desk: Desk) -> Iterator[Finding]:
    """CHK-01: a stage that may last for ever."""
    last_resorts = _last_resorts(desk)
    for stage in desk.policy.stages:
        limit = desk.limit(stage)
        if _has_a_time(limit.time if limit else None) or _is_capped(stage, desk) or _asks_nobody(stage):
            continue
        if _each_step_has_a_time(stage, desk):
            continue
        grave = stage.formal and (not stage.beside or stage.id in last_resorts)
        name, cited = stage_name(stage), clauses(stage.clauses, stage.tiers.clauses if stage.tiers else ())
        yield Finding(
            rule="CHK-01",
            severity=Severity.HIGH if grave else Severity.MEDIUM,
            elements=(f"stage {stage.id}",),
            clauses=clauses(cited, limit.clauses if limit else ()),
            what=f"{name} has no time limit{_of_its_tiers(stage)}.",
            why="A case can stay here for weeks and nobody is late, while nothing changes for the person at risk.",
            example=f"A case that reaches {stage.label} on {desk.late} is still not late on {desk.weeks_later(8)}.",
            question=f"By when must {stage.label} settle it, and from which moment is that counted?",
        )


def _has_a_time(time: Timescale | None) -> bool:
    """Whether it ends on some day: "as soon as possible" does not."""
    amount = own_amount(time)
    return (amount is not None and amount.unit is not Unit.AS_SOON_AS_POSSIBLE) or bool(time and time.set_by)


def _is_capped(stage: Stage, desk: Desk) -> bool:
    """Whether the text itself limits this stage together with others; an assumption does not count."""
    caps = (duty for duty in desk.duties if duty.kind is DutyKind.CAP and own_amount(duty.time))
    return any(stage.id in cap.stages and "stages" not in cap.unstated for cap in caps)


def _asks_nobody(stage: Stage) -> bool:
    """Whether a stage only keeps something on the record: informal, and nobody acts, decides or is rung."""
    return stage.beside and not (stage.formal or stage.acts or stage.line or stage.tiers or stage.decision)


def _each_step_has_a_time(stage: Stage, desk: Desk) -> bool:
    """Whether what has to be done here has a time, step after step, up to an answer or a decision."""
    steps: dict[str, Duty] = {}
    gives_rise = {f"{stage.id} begins"}
    for _ in desk.duties:  # a step more each time round, whatever their order in the file
        steps |= {duty.id: duty for duty in desk.duties if duty.kind in STEPS and gives_rise & set(duty.when)}
        gives_rise |= {f"{id} done" for id in steps}
    answers = any(duty.kind is not DutyKind.MEET for duty in steps.values())
    return answers and all(_has_a_time(duty.time) for duty in steps.values())


def _last_resorts(desk: Desk) -> frozenset[str]:
    """The stages beside the ladder that are what is left when its last stage has not settled it."""
    last = desk.ladder[-1:]
    return frozenset(move.to for stage in last for move in stage.moves if is_own(move) and move.kind != MoveKind.BACK)


def _of_its_tiers(stage: Stage) -> str:
    if stage.tiers is None:
        return ""
    return ", for a tier or as a whole" if not stage.tiers.lines else ", for any of its lines or as a whole"


def meetings_that_may_be_far_off(desk: Desk) -> Iterator[Finding]:
    """CHK-01: raising it at a meeting, however far off the meeting is."""
    routed = {post for route in desk.policy.routes if is_own(route) for post in route.posts}
    meetings = [desk.posts[id] for id in desk.posts if id in routed and desk.posts[id].kind is PostKind.MEETING]
    if meetings:
        first = meetings[0]
        yield Finding(
            rule="CHK-01",
            severity=Severity.MEDIUM,
            elements=tuple(f"post {post.id}" for post in meetings),
            clauses=clauses(*(post.clauses for post in meetings)),
            what=f"{first_up(_titles(meetings))} may be any time off: nothing says how long the next one may take.",
            why="Whoever raises it at a meeting waits for that meeting, and a plan goes on unchanged until then.",
            example=f"A concern of {desk.late} waits for the {first.title}, if that is next on {desk.weeks_later(6)}.",
            question="How far off may the next meeting be before the worker has to take another way?",
        )


def _titles(posts: Iterable[Post]) -> str:
    return "the " + all_of(post.title for post in posts)


def duties_without_a_time(desk: Desk) -> Iterator[Finding]:
    """CHK-01: something that must be done, by no time. That a text leaves a time out is CHK-15's."""
    for duty in desk.duties:
        if duty.kind in LIMITS or duty.time is None or own_amount(duty.time) is not None:
            continue
        if duty.time.force in BINDING and duty.time.set_by is None:
            yield Finding(
                rule="CHK-01",
                severity=Severity.MEDIUM,
                elements=(f"duty {duty.id}",),
                clauses=clauses(duty.clauses, duty.time.clauses),
                what=f"“{said(duty)}” must be done and has no time.",
                why="Whoever owes it can put it off, and nobody can say that it is late.",
                example=f"If it falls due on {desk.late}, it is still not late on {desk.weeks_later(4)}.",
                question="By when is this to be done?",
            )


def clocks_without_a_start(desk: Desk) -> Iterator[Finding]:
    """CHK-02: a time that is counted from nowhere. Stages and caps that rest on one clause are one finding."""
    groups: dict[tuple[str, ...], list[Duty]] = {}
    for duty in desk.duties:
        if duty.time and own_amount(duty.time) and ("from" in duty.time.unstated or "from" in duty.unstated):
            groups.setdefault((duty.time.printed, *duty.time.clauses[-1:]), []).append(duty)
    for duties in groups.values():
        yield _clock_without_a_start(duties, desk)


def _clock_without_a_start(duties: list[Duty], desk: Desk) -> Finding:
    duty = duties[0]
    assert duty.time is not None
    limits = any(one.kind in LIMITS for one in duties)
    amount = own_amount(duty.time)
    assert amount is not None
    return Finding(
        rule="CHK-02",
        severity=Severity.HIGH if limits else Severity.MEDIUM,
        elements=tuple(element(one) for one in duties),
        clauses=clauses(*(one.time.clauses or one.clauses for one in duties if one.time)),
        what=f"{limited(duty, desk)}: {_printed(duty.time)} is counted from nowhere.",
        why="Each side may count from another day, so nobody can say when it is late.",
        example=_two_starts(amount, desk),
        question="From which moment is this counted: the concern, the first talk, or the day the stage begins?",
    )


def element(duty: Duty) -> str:
    """A stage's own limit is a part of the stage."""
    return f"stage {duty.stage}" if duty.stage else f"duty {duty.id}"


def _printed(time: Timescale) -> str:
    return f"“{time.printed}”" if time.printed else str(time.within)


def limited(duty: Duty, desk: Desk) -> str:
    """What a time is the time of, as a sentence may begin with it."""
    if duty.stage:
        return stage_name(desk.stages[duty.stage])
    return "The limit over several stages" if duty.kind is DutyKind.CAP else f"“{said(duty)}”"


def said(duty: Duty) -> str:
    """The first sentence of what a duty asks for, without its full stop."""
    return duty.says.partition(". ")[0].rstrip(".")


def _two_starts(amount: Amount, desk: Desk) -> str:
    """The two days on which it ends: counted from the concern, or from the first talk three working days later."""
    talk = desk.calendar.add_working_days(desk.eve, 3)
    first, second = desk.ends(desk.eve, amount), desk.ends(talk, amount)
    if first is None or second is None:
        return (
            f"A concern of {desk.late}, first talked about on {written(talk)}, has two days it could be counted from."
        )
    return (
        f"A concern of {desk.late}, first talked about on {written(talk)}: counted from the concern it ends on {first},"
        f" and from the talk on {second}."
    )


def times_that_protect_and_that_nobody_sets(desk: Desk) -> Iterator[Finding]:
    """CHK-02: a shorter time that protects the person, which has no measure and nobody to set it."""
    duties = [
        duty
        for duty in desk.duties
        if duty.time and duty.time.protective and "protective" not in duty.time.unstated and duty.time.clauses
    ]
    if duties:
        yield Finding(
            rule="CHK-02",
            severity=Severity.MEDIUM,
            elements=tuple(dict.fromkeys(element(duty) for duty in duties)),
            clauses=clauses(*(duty.time.clauses for duty in duties if duty.time)),
            about="the time that protects",
            what="The shorter time that protects the person has no measure, and nobody is named to set it.",
            why="The time that matters most to somebody in danger is the one that each side can read as it likes.",
            example=f"On {desk.late} one worker thinks that tonight is too late; the other points to the limit.",
            question="Who sets the shorter time, and where is it written down?",
        )


def climbs_without_a_top(desk: Desk) -> Iterator[Finding]:
    """CHK-19: tiers that go on until it is settled, with no last one and no time."""
    for stage in desk.policy.stages:
        limit = desk.limit(stage)
        if stage.tiers is None or stage.tiers.lines or _has_a_time(limit.time if limit else None):
            continue
        if not _is_capped(stage, desk):
            yield Finding(
                rule="CHK-19",
                severity=Severity.HIGH,
                elements=(f"stage {stage.id}",),
                clauses=clauses(stage.tiers.clauses or stage.clauses),
                what=f"{stage_name(stage)} climbs from tier to tier with no last tier and no time.",
                why="Each manager may pass it to the next, and the person at risk waits for all of them.",
                example=f"Begun on {desk.late}, and a tier a week: on {desk.weeks_later(8)} a ninth manager has it.",
                question="Which tier is the last, or by when does it leave this stage whatever happens?",
            )


def rounds_without_an_end(desk: Desk) -> Iterator[Finding]:
    """CHK-19: a way back to an earlier stage, round which a case may go for ever without a time."""
    order = {stage.id: i for i, stage in enumerate(desk.policy.stages)}
    for stage, move in desk.moves():
        if move.kind is not MoveKind.BACK or not is_own(move) or move.to not in order:
            continue
        between = desk.policy.stages[order[move.to] : order[stage.id] + 1]
        if between and not any(_is_timed(one, desk) for one in between):
            yield _round(stage, move, desk)


def _is_timed(stage: Stage, desk: Desk) -> bool:
    limit = desk.limit(stage)
    return _has_a_time(limit.time if limit else None) or _is_capped(stage, desk)


def _round(stage: Stage, move: Move, desk: Desk) -> Finding:
    back = desk.stages[move.to]
    return Finding(
        rule="CHK-19",
        severity=Severity.MEDIUM,
        elements=(f"move {move.id}",),
        clauses=move.clauses or stage.clauses,
        what=f"{stage_name(stage)} may go back to {stage_name(back)} any number of times, and none of it has a time.",
        why="A case that goes round looks busy, and nobody ever has to settle it.",
        example=f"Sent back on {desk.late}, it may come up again and be sent back again until {desk.weeks_later(12)}.",
        question="How often may it go back before somebody has to decide?",
    )


RULES = (
    ("CHK-01", stages_without_a_time),
    ("CHK-01", meetings_that_may_be_far_off),
    ("CHK-01", duties_without_a_time),
    ("CHK-02", clocks_without_a_start),
    ("CHK-02", times_that_protect_and_that_nobody_sets),
    ("CHK-19", climbs_without_a_top),
    ("CHK-19", rounds_without_an_end),
)
