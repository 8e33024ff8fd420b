"""Going over to another version of the policy: where it stands there, what moves, and that no wait grows unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from wayforward.core import events as ev
from wayforward.core.commands import AdoptVersion
from wayforward.core.duties import follow
from wayforward.core.escalation import Escalation, Owed, apply
from wayforward.core.lifecycle.carrying import carried, newly_asked
from wayforward.core.lifecycle.raising import SUBJECTS
from wayforward.core.lifecycle.standing import Decided, shut
from wayforward.core.limits import CLOCKS, effective_deadline
from wayforward.core.lines import first_line, has_line
from wayforward.core.occurrences import occurrences
from wayforward.core.policy.duties import Duty
from wayforward.core.policy.stages import MoveKind, Stage
from wayforward.core.rulebook import Rulebook
from wayforward.core.verdict import Refused
from wayforward.core.working_time.dates import listed

VERSION = "version adopted"  # why a duty fell away: the version has no such duty
KEPT = "The version gives no date as early as the one that stood. That date stays as one that protects them."


def adopt(rules: Rulebook, escalation: Escalation, command: AdoptVersion, at: datetime) -> Decided:
    """Go on under `rules`, which has to know as a former version the one that the escalation stands under.

    No date moves later unless `lengthen` says why and somebody judged it safe. Where a limit falls away with no other
    as early, its date stays as a protective one. A date that has passed already takes effect only with `backdate`.
    """
    if refused := _refused(rules, escalation, command):
        return refused
    before = rules.under(escalation.digest)
    if before is None:
        return Refused("The version that this escalation stands under is not kept here, so nothing can be compared.")
    place = _place(rules, before, escalation, command)
    if isinstance(place, Refused):
        return place
    entered = _entered(rules, escalation, *place)
    left = frozenset(occurrences(entered, escalation)) if entered else frozenset[str]()
    gone = tuple(_falling(rules, before, escalation))
    away = {event.key for event in gone}
    stays = [
        owed for owed in escalation.owed() if owed.key not in away and not left & set(rules.duties[owed.duty].until)
    ]
    moved = tuple(carried(rules, before, escalation, stays, command, at))
    adopted = replace(
        _adopted(rules, before, escalation, command, place), moved=tuple(event.key for event in moved),
        fell=tuple(event.key for event in gone), arises=tuple(newly_asked(rules, before, escalation, left)),
    )  # fmt: skip
    events = (adopted, *gone, *moved, *((entered,) if entered else ()))
    return events if command.lengthen else (*events, *_protected(rules, escalation, events, command, at))


def counterpart(rules: Rulebook, before: Rulebook, escalation: Escalation) -> tuple[Stage, str | None] | None:
    """The stage and line at which it would go on: those of the same name, and never lower.

    Where the challenged agencies had the line and have it no more, the next they have, or else the stage that follows.
    None where the stage is not in the version: then a person has to say where it goes on.
    """
    stage, line = rules.stages.get(escalation.stage), escalation.line
    if stage is None:
        return None
    if stage.tiers is None:
        return stage, None
    lines, challenged = stage.tiers.lines, escalation.responding
    if line is None or (not lines and not line.isdecimal()):
        return stage, first_line(rules, challenged, stage)
    known = not lines or line in lines
    if known and (not lines or has_line(rules, challenged, line) or not has_line(before, challenged, line)):
        return stage, line
    later = lines[lines.index(line) + 1 :] if line in lines else ()
    if found := next((each for each in later if has_line(rules, challenged, each)), None):
        return stage, found
    onward = next((rules.stages[move.to] for move in stage.moves if move.kind is MoveKind.NEXT), None)
    if onward is None:
        return stage, first_line(rules, challenged, stage)
    return onward, first_line(rules, challenged, onward)


def _refused(rules: Rulebook, escalation: Escalation, command: AdoptVersion) -> Refused | None:
    policy = rules.policy
    if not command.by.office:
        return Refused("Only the partnership's office can decide that this goes on under another version.")
    if not escalation.open:
        return shut(escalation)
    if escalation.digest == policy.digest:
        return Refused("This escalation stands under that version already.")
    if command.digest != policy.digest:
        return Refused("The text of that version is not the one that was chosen. Choose it again.")
    if not command.reason.strip():
        return Refused("Give the reason for going over to another version.")
    if command.lengthen.strip() and not command.judged_safe_by.strip():
        return Refused("Give the name of the person who judged that waiting longer is safe.")
    return _covers(rules, escalation)


def _covers(rules: Rulebook, escalation: Escalation) -> Refused | None:
    """A version that is not for this subject, or that knows nobody at one of the agencies, would leave them alone."""
    policy = rules.policy
    for kind in sorted(escalation.facts.get("subject", frozenset()) - {"none"} - set(policy.subjects)):
        return Refused(f"{policy.title} does not cover {SUBJECTS.get(kind, kind)}, so this stays where it is.")
    known = {agency.id for agency in policy.agencies}
    for agency in dict.fromkeys((escalation.raising, *escalation.responding)):
        if agency.partition(":")[0] not in known:
            return Refused(f"{policy.title} has no place for “{agency}”, which is in this, so it stays where it is.")
    return None


def _place(
    rules: Rulebook, before: Rulebook, escalation: Escalation, command: AdoptVersion
) -> tuple[Stage, str | None] | Refused:
    """Where it goes on: as chosen, or at its counterpart. Nobody is taken back down by it."""
    usual = counterpart(rules, before, escalation)
    if command.stage is None:
        if usual is None:
            label = before.stage(escalation.stage).label
            stages = listed((stage.label for stage in rules.policy.stages), "or")
            return Refused(f"“{label}” is not in {rules.policy.title}. Say at which stage it goes on: {stages}.")
        return usual
    stage = rules.stages.get(command.stage)
    if stage is None:
        return Refused(
            f"“{command.stage}” is not a stage of {rules.policy.title}. Choose {listed(rules.stages, 'or')}."
        )
    if usual is not None and stage == usual[0] and command.line is None:
        return usual
    here, there = rules.rung.get(usual[0].id) if usual else None, rules.rung.get(stage.id)
    if here is not None and there is not None and there < here:
        return Refused("Going over to another version takes nobody back. Choose the stage where it is, or a later one.")
    if command.line is not None and (stage.tiers is None or command.line not in (stage.tiers.lines or (command.line,))):
        return Refused(f"{stage.label} has no line {command.line}.")
    return stage, command.line or first_line(rules, escalation.responding, stage)


def _entered(
    rules: Rulebook, escalation: Escalation, stage: Stage, line: str | None
) -> ev.StageEntered | ev.LineEntered | None:
    """Going in at another stage or line than where it was: with the duties that this brings."""
    if stage.id != escalation.stage:
        return ev.StageEntered(stage=stage.id, formal=stage.formal, how="adopted", line=line)
    if line is not None and line != escalation.line:
        return ev.LineEntered(stage=stage.id, line=line, agencies=escalation.responding)
    return None


def _falling(rules: Rulebook, before: Rulebook, escalation: Escalation) -> Iterator[ev.DutyLapsed]:
    """What the version does not ask for: it has no such duty, not for such a case, or counts it as over."""
    for owed in escalation.owed():
        duty, old = rules.duties.get(owed.duty), before.duties.get(owed.duty)
        if duty is None or (old and duty.applies != old.applies and not duty.applies.holds(escalation.facts)):
            yield ev.DutyLapsed(key=owed.key, duty=owed.duty, because=VERSION)
        elif because := _over(escalation, owed, duty, old):
            yield ev.DutyLapsed(key=owed.key, duty=owed.duty, because=because)


def _over(escalation: Escalation, owed: Owed, duty: Duty, old: Duty | None) -> str | None:
    """What has happened since it arose that ends it in the version, and did not before."""
    known = {*old.until, *old.done_by} if old else set[str]()
    since = owed.began_at or owed.arose_at
    ends = (name for name in (*duty.done_by, *duty.until) if name not in known)
    return next((name for name in ends if name in escalation.happened and escalation.happened[name] > since), None)


def _adopted(
    rules: Rulebook, before: Rulebook, escalation: Escalation, command: AdoptVersion, place: tuple[Stage, str | None]
) -> ev.VersionAdopted:
    stage, line = place
    return ev.VersionAdopted(
        policy=rules.policy.id, digest=rules.policy.digest, from_policy=before.policy.id,
        from_digest=before.policy.digest, stage=stage.id, line=line, formal=stage.formal, from_stage=escalation.stage,
        from_line=escalation.line, reason=command.reason, longer=bool(command.lengthen.strip()),
        lengthen=command.lengthen, judged_safe_by=command.judged_safe_by, backdate=command.backdate,
    )  # fmt: skip


def _protected(
    rules: Rulebook, escalation: Escalation, events: Iterable[ev.Event], command: AdoptVersion, at: datetime
) -> Iterator[ev.ProtectiveDeadlineSet]:
    """A date that protects them in place of a limit that falls away, where no other is as early."""
    after = escalation
    for event in follow(rules, escalation, events, command.by, at):
        after = apply(after, event, occurrences(event, after), at, at)
    gone = [owed for owed in escalation.owed() if owed.kind in CLOCKS and not after.duties[owed.key].open]
    dates = [due for owed in gone if (due := effective_deadline(escalation, owed)) is not None and due > at]
    if not dates:
        return
    still: list[Owed | None] = [owed for owed in after.owed() if owed.kind in CLOCKS]
    limits = [due for owed in (still or [None]) if (due := effective_deadline(after, owed)) is not None and due > at]
    if not limits or min(dates) < min(limits):
        yield ev.ProtectiveDeadlineSet(due_at=min(dates), what="protective", reason=KEPT, agency=command.by.agency)
