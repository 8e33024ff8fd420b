"""Open escalations and another version of their policy: what would move, by reference alone, and moving them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from wayforward.core import events as ev
from wayforward.core.commands import Actor, AdoptVersion, Tick
from wayforward.core.escalation import Escalation as State
from wayforward.core.escalation import evolve
from wayforward.core.lifecycle import decide
from wayforward.core.lifecycle.adopting import counterpart
from wayforward.core.people import OFFICE
from wayforward.core.policy.stages import Stage
from wayforward.core.policy.whole import Policy
from wayforward.core.routing import RouteTable, routes
from wayforward.core.rulebook import Rulebook, rulebook
from wayforward.core.verdict import Refused
from wayforward.directory import days_off
from wayforward.directory.models import Adoption, Partnership, Person
from wayforward.escalations import acting, history, read, record
from wayforward.escalations.history import Recorded
from wayforward.escalations.models import Entry, Escalation
from wayforward.escalations.overtaking import Overtaken
from wayforward.escalations.record import CLOCK, Accepted
from wayforward.escalations.rulebooks import routes_of, rules_for, rules_of
from wayforward.policies import shelf
from wayforward.policies.ringing import Rung, rung

MOST = 1000
ANYBODY = Actor(person="", agency=OFFICE, office=True)  # whoever would decide it, where nobody has yet


@dataclass(frozen=True)
class Version:
    """A version that open escalations might go over to: the one in force, or a text that nobody has adopted yet."""

    rules: Rulebook
    routes: RouteTable

    @property
    def digest(self) -> str:
        return self.rules.policy.digest


@dataclass(frozen=True, kw_only=True)
class Moves:
    """A duty whose date is another under the version, or would be. `how` as DutyCarried has it."""

    key: str
    says: str
    was_at: datetime | None
    due_at: datetime | None
    policy_at: datetime | None  # what the version itself gives
    how: str
    because: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Owes:
    """A duty that falls away, or that newly arises."""

    says: str
    due_at: datetime | None
    system: bool


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What going over to a version would do to one escalation: nothing of its story, and nothing is stored."""

    ref: str
    seq: int  # its last entry
    before: Rulebook
    after: Rulebook
    stage: Stage
    line: str | None
    goes_to: Stage | None  # None: a person has to choose where it goes on
    to_line: str | None
    dates: tuple[Moves, ...] = ()
    lost: tuple[Owes, ...] = ()
    gained: tuple[Owes, ...] = ()
    rung_before: tuple[Rung, ...] = ()
    rung_after: tuple[Rung, ...] = ()
    protected_at: datetime | None = None  # a date kept in place of a limit that falls away
    refused: Refused | None = None

    @property
    def choose(self) -> bool:
        """Whether somebody has to say at which stage it goes on."""
        return self.goes_to is None

    @property
    def moves_nothing(self) -> bool:
        """Whether no date, duty, stage or person changes."""
        changed = (self.dates, self.lost, self.gained, self.protected_at, self.refused)
        same_place = self.goes_to is not None and (self.stage.id, self.line) == (self.goes_to.id, self.to_line)
        return same_place and not any(changed) and self.rung_before == self.rung_after


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the partnership's office decided for those it chose. `lengthen` says why dates may move later."""

    reason: str
    lengthen: str = ""
    judged_safe_by: str = ""
    backdate: bool = False

    def command(self, by: Actor, digest: str, stage: str | None = None) -> AdoptVersion:
        return AdoptVersion(
            by=by, digest=digest, reason=self.reason, stage=stage, lengthen=self.lengthen,
            judged_safe_by=self.judged_safe_by, backdate=self.backdate,
        )  # fmt: skip


@dataclass(frozen=True)
class Done:
    """What became of one that was chosen: it went over, or why not."""

    ref: str
    refused: str = ""


NOTHING_SAID = Decision(reason="-")
AT_THEIR_OWN: Mapping[str, str] = {}
NOT_LOOKED: Mapping[str, int] = {}


def version_of(adoption: Adoption) -> Version:
    return Version(rules_of(adoption), routes_of(adoption))


def version_from(policy: Policy, partnership: Partnership | None = None) -> Version:
    """A text that nobody has adopted, as it would be if somebody did: by the partnership's own days off."""
    shipped = shelf.calendar(policy.nation)
    calendar = days_off.calendar(partnership, shipped) if partnership else shipped
    return Version(rulebook(policy, calendar, in_force=True), routes(policy, calendar))


def pinned_elsewhere(person: Person, partnership: Partnership, digest: str, at: datetime) -> list[Escalation]:
    """The open escalations of a partnership that stand under another version, as somebody may see them."""
    rows = read.still_open().filter(partnership=partnership).exclude(adoption__digest=digest)
    seen = read.visible(read.viewer(person, at), rows, most=MOST)
    found = Escalation.objects.filter(pk__in=[row.pk for row in seen]).select_related("raising")
    return list(found.select_related("adoption__partnership").defer("adoption__sources").order_by("ref"))


def previews(
    person: Person, partnership: Partnership, version: Version, at: datetime, decided: Decision = NOTHING_SAID
) -> list[Preview]:
    """For every open one under another version, by reference: the same number of queries however many there are."""
    return previews_of(pinned_elsewhere(person, partnership, version.digest, at), version, at, decided)


def previews_of(
    rows: Collection[Escalation], version: Version, at: datetime, decided: Decision = NOTHING_SAID,
    stages: Mapping[str, str] = AT_THEIR_OWN,
) -> list[Preview]:  # fmt: skip
    """For these, which the reader may know of. `stages` says by reference where those go on that have to be told."""
    stories = histories(rows)
    return [_preview(row, stories[row.pk], version, at, decided, stages.get(row.ref)) for row in rows]


def preview(
    row: Escalation, version: Version, at: datetime, decided: Decision = NOTHING_SAID, stage: str | None = None
) -> Preview:
    """For one escalation. The caller has seen to it that the reader may know of it. Nothing sealed is opened."""
    return _preview(row, histories([row])[row.pk], version, at, decided, stage)


def adopt(
    row: Escalation,
    person: Person,
    version: Adoption,
    decided: Decision,
    at: datetime,
    stage: str | None = None,
    seen: int | None = None,
) -> Accepted | Refused | Overtaken:
    """Let one go over to the version in force, in somebody's name. Only the partnership's office may.

    `seen` is the last entry that they had before them; None never conflicts.
    """
    state = history.fold(histories([row])[row.pk])
    by = acting.actor(person, row, state, at)
    return record.submit(row.pk, decided.command(by, version.digest, stage), at, seen)


def adopt_each(
    refs: Iterable[str],
    person: Person,
    version: Adoption,
    decided: Decision,
    at: datetime,
    stages: Mapping[str, str] = AT_THEIR_OWN,
    seen: Mapping[str, int] = NOT_LOOKED,
) -> tuple[Done, ...]:
    """Let each of these go over, by one decision, each on its own: what is refused for one stops no other."""
    rows = {row.ref: row for row in pinned_elsewhere(person, version.partnership, version.digest, at)}
    done = []
    for ref in dict.fromkeys(refs):
        if ref not in rows:
            done.append(Done(ref, "It is not open under another version any more."))
            continue
        outcome = adopt(rows[ref], person, version, decided, at, stages.get(ref) or None, seen.get(ref))
        done.append(Done(ref, "" if isinstance(outcome, Accepted) else outcome.says))
    return tuple(done)


def histories(rows: Collection[Escalation]) -> dict[UUID, list[Recorded]]:
    """The histories of these, with nothing sealed opened."""
    found: dict[UUID, list[Recorded]] = {row.pk: [] for row in rows}
    for entry in Entry.objects.filter(escalation__in=list(found)).defer("sealed").order_by("escalation_id", "seq"):
        found[entry.escalation_id].append(history.opened(entry, None))
    return found


def _preview(
    row: Escalation,
    recorded: Sequence[Recorded],
    version: Version,
    at: datetime,
    decided: Decision,
    stage: str | None = None,
) -> Preview:
    before = rules_for(row.adoption, recorded)
    after = version.rules.after(before, *before.former)
    state = _looked(before, history.fold(recorded), at)
    place = counterpart(after, before, state)
    told = Preview(
        ref=row.ref, seq=row.seq, before=before, after=after, stage=before.stage(state.stage), line=state.line,
        goes_to=place[0] if place else after.stages.get(stage or ""), to_line=place[1] if place else None,
        rung_before=rung(before, routes_of(row.adoption), state, at),
    )  # fmt: skip
    outcome = decide(after, state, decided.command(ANYBODY, version.digest, stage), at)
    if isinstance(outcome, Refused):
        return replace(told, refused=outcome)
    then = state
    for event in outcome:
        then = evolve(then, event, at)
    return replace(
        told, goes_to=after.stages[then.stage], to_line=then.line, dates=tuple(_dates(after, outcome)),
        lost=tuple(_lost(after, state, then)), gained=tuple(_gained(after, state, then)),
        rung_after=rung(after, version.routes, then, at),
        protected_at=then.protective_at if then.protective_at != state.protective_at else None,
    )  # fmt: skip


def _looked(rules: Rulebook, state: State, at: datetime) -> State:
    """As it stands once the clock has looked, as it does before anything is decided."""
    events = decide(rules, state, Tick(by=CLOCK), at)
    for event in () if isinstance(events, Refused) else events:
        state = evolve(state, event, at)
    return state


def _dates(after: Rulebook, events: Iterable[ev.Event]) -> Iterable[Moves]:
    for event in events:
        if isinstance(event, ev.DutyCarried) and event.how != "unmoved":
            yield Moves(
                key=event.key, says=after.duty(event.duty).says, was_at=event.was_at, due_at=event.due_at,
                policy_at=event.policy_at, how=event.how, because=event.because,
            )  # fmt: skip


def _lost(after: Rulebook, state: State, then: State) -> Iterable[Owes]:
    for owed in state.owed():
        if not then.duties[owed.key].open:
            duty = after.duty(owed.duty)
            yield Owes(says=duty.says, due_at=owed.due_at, system=duty.system)


def _gained(after: Rulebook, state: State, then: State) -> Iterable[Owes]:
    for key, owed in then.duties.items():
        if key not in state.duties and owed.open:
            duty = after.duty(owed.duty)
            yield Owes(says=duty.says, due_at=owed.due_at, system=duty.system)
