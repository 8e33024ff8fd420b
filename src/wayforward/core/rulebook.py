"""A policy made ready to run: every rule found by look-up, built once and shared by every escalation under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from wayforward.core.escalation import Escalation
from wayforward.core.policy.duties import Duty, DutyKind
from wayforward.core.policy.facts import Fact
from wayforward.core.policy.papers import Form
from wayforward.core.policy.people import Post
from wayforward.core.policy.stages import Ending, Move, Need, Needed, Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.working_time import Calendar

NOT_IN_FORCE = frozenset({"draft", "withdrawn"})
WITHDRAWN = Ending(
    id="withdrawn",
    title="Withdrawn",
    who="raising",
    needs=(Needed(need=Need.REASON, says="Say why the concern is no longer being pursued."),),
)


@dataclass(slots=True)
class Bearing:
    """What one occurrence means for the duties: which arise, are met, lapse, start again, or start their clock."""

    arise: list[Duty] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    lapsed: set[str] = field(default_factory=set)
    restarted: set[str] = field(default_factory=set)
    timed: set[str] = field(default_factory=set)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rulebook:
    """One policy, the calendar its days are counted by, and its rules indexed by what they are asked for."""

    policy: Policy
    calendar: Calendar
    in_force: bool  # whether new escalations may begin under it (defaults A-33)
    stages: Mapping[str, Stage]
    rung: Mapping[str, int]  # how far up the main ladder a stage is; stages beside it are left out
    moves: Mapping[str, Mapping[str, tuple[Move, ...]]]  # from -> to -> the ways the text gives
    automatic: Mapping[str, tuple[tuple[str, Move], ...]]  # occurrence -> (from, move)
    duties: Mapping[str, Duty]
    bearings: Mapping[str, Bearing]  # occurrence -> what it means for the duties
    posts: Mapping[str, Post]
    called: Mapping[str, frozenset[str]]  # stage -> the posts that it brings in
    forms: Mapping[str, Form]
    facts: Mapping[str, Fact]
    events: frozenset[str]
    endings: Mapping[str, Ending]
    untold: frozenset[str]  # the kinds of agency that Wayforward sends nothing to by itself
    lines: Mapping[str, frozenset[str]]  # agency kind or "any" -> the route lines it has
    former: tuple[Rulebook, ...] = ()  # those that an escalation stood under before this one, the latest first

    def after(self, *former: Rulebook) -> Rulebook:
        """These rules for an escalation that went over to them from others: what it did there can still be named."""
        return replace(self, former=former)

    def under(self, digest: str) -> Rulebook | None:
        """The rules of the version with this text: these or former ones."""
        return next((rules for rules in (self, *self.former) if rules.policy.digest == digest), None)

    def duty(self, name: str) -> Duty:
        """A duty that an escalation has or had: as this version says it, or else the last that knew it."""
        return next(rules.duties[name] for rules in (self, *self.former) if name in rules.duties)

    def stage(self, name: str) -> Stage:
        """A stage that an escalation is or was at: as this version says it, or else the last that knew it."""
        return next(rules.stages[name] for rules in (self, *self.former) if name in rules.stages)

    def status(self, escalation: Escalation) -> str | None:
        """How far the case has come with the challenged agency, where anybody has recorded it."""
        return next(iter(sorted(escalation.facts.get("status", ()))), None)


def rulebook(policy: Policy, calendar: Calendar, in_force: bool | None = None) -> Rulebook:
    """Compile a policy. `in_force` None reads the document's own status: a draft or withdrawn one is not."""
    posts = {post.id: post for post in policy.posts}
    if in_force is None:
        in_force = policy.document.status not in NOT_IN_FORCE
    return Rulebook(
        policy=policy,
        calendar=calendar,
        in_force=in_force,
        stages={stage.id: stage for stage in policy.stages},
        rung={stage.id: n for n, stage in enumerate(s for s in policy.stages if not s.beside)},
        moves={stage.id: _by_target(stage.moves) for stage in policy.stages},
        automatic=_automatic(policy.stages),
        duties={duty.id: duty for duty in policy.duties},
        bearings=_bearings(policy),
        posts=posts,
        called={stage.id: _called(stage) for stage in policy.stages},
        forms={form.id: form for form in policy.forms},
        facts={fact.id: fact for fact in policy.facts},
        events=frozenset(event.id for event in policy.events),
        endings={WITHDRAWN.id: WITHDRAWN, **{ending.id: ending for ending in policy.endings}},
        untold=frozenset(agency.id for agency in policy.agencies if not agency.told),
        lines=_lines(policy),
    )


def bare(words: str) -> str:
    """The post in a policy's words for somebody: "raising team-manager" is a team-manager."""
    return words.rpartition(" ")[2]


def _by_target(moves: tuple[Move, ...]) -> dict[str, tuple[Move, ...]]:
    """The ways that people take. One that the policy takes by itself is theirs only where there is no other."""
    found: dict[str, tuple[Move, ...]] = {}
    for to in dict.fromkeys(move.to for move in moves):
        ways = tuple(move for move in moves if move.to == to)
        found[to] = tuple(move for move in ways if not move.automatic) or ways
    return found


def _automatic(stages: Iterable[Stage]) -> dict[str, tuple[tuple[str, Move], ...]]:
    found: dict[str, tuple[tuple[str, Move], ...]] = {}
    for stage in stages:
        for move in stage.moves:
            if move.automatic:
                found[move.automatic] = (*found.get(move.automatic, ()), (stage.id, move))
    return found


def _bearings(policy: Policy) -> dict[str, Bearing]:
    found: dict[str, Bearing] = {}
    for duty in policy.duties:
        for name in duty.when:
            found.setdefault(name, Bearing()).arise.append(duty)
        for name in duty.done_by:
            found.setdefault(name, Bearing()).met.add(duty.id)
        for name in duty.restarts_on:
            found.setdefault(name, Bearing()).restarted.add(duty.id)
        for name in duty.time.starts if duty.time else ():
            found.setdefault(name, Bearing()).timed.add(duty.id)
        for name in (*duty.until, *_ends(duty, policy)):
            found.setdefault(name, Bearing()).lapsed.add(duty.id)
    return found


def _ends(duty: Duty, policy: Policy) -> Iterable[str]:
    """What ends a duty although its text does not say so: nothing repeats for ever, and a cap caps its own stages."""
    if duty.every and not duty.until:
        yield "closed"
    if duty.kind is DutyKind.CAP and duty.stages:
        for stage in policy.stages:
            if stage.id not in duty.stages and not stage.beside:
                yield f"{stage.id} begins"


def _called(stage: Stage) -> frozenset[str]:
    words = [who for people in stage.acts.values() for who in people]
    if stage.decision:
        words += stage.decision.by
    if stage.panel:
        words += [stage.panel.convened_by, stage.panel.members]
    return frozenset(bare(word) for word in words if word)


def _lines(policy: Policy) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for route in policy.routes:
        found[route.agency] = found.get(route.agency, frozenset()) | {route.line}
    return found
